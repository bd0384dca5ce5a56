"""What a JSON value is, by the fields that only one kind of response has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from providers.documents.fields import join
from providers.documents.model import Document
from providers.documents.streams import Entry

Raw = Mapping[str, Any]
Reader = Callable[[Raw, str], Document]
StreamReader = Callable[[Sequence[Entry], str, Any], Document]
# How far into an unknown document a response is looked for.
_DEPTH, _WIDTH = 6, 50


def reader_of(raw: Raw) -> Reader | None:
    """The reader of a document that is no stream message; None where it is none that is known."""
    return _amazon(raw) or _deepgram(raw) or _own(raw)


def _amazon(raw: Raw) -> Reader | None:
    from providers.amazon.documents import batch, calls, jobs, scribe

    results = raw.get("results")
    if isinstance(results, Mapping) and "channels" not in results:
        if {"items", "transcripts"} & results.keys() or "jobName" in raw:
            return batch.read_batch
    elif "jobName" in raw and "metadata" not in raw:
        return batch.read_batch
    if isinstance(raw.get("Transcript"), list) or "ConversationCharacteristics" in raw:
        return calls.read_call
    talk = raw.get("Conversation")
    if isinstance(talk, Mapping) and {"TranscriptSegments", "TranscriptItems"} & talk.keys():
        return scribe.read_scribe
    if jobs.is_job(raw):
        return jobs.read_job
    return jobs.read_error if jobs.is_error(raw) else None


def _deepgram(raw: Raw) -> Reader | None:
    from providers.deepgram.documents import answers, batch

    results, metadata = raw.get("results"), raw.get("metadata")
    if isinstance(results, Mapping) and "channels" in results:
        return batch.read_batch
    if isinstance(metadata, Mapping) and "type" not in raw:
        known = {"request_id", "model_info", "transaction_key", "sha256", "duration"}
        if "results" in raw or known & metadata.keys():
            return batch.read_batch
    if answers.is_acceptance(raw):
        return answers.read_acceptance
    return answers.read_error if answers.is_error(raw) else None


def _own(raw: Raw) -> Reader | None:
    from providers.documents.transcript import is_transcript, read_transcript

    return read_transcript if is_transcript(raw) else None


def is_message(message: Any) -> bool:
    """Whether this is a message of a stream of either vendor."""
    return stream_reader_of((message,)) is not None


def stream_reader_of(messages: Iterable[Any]) -> StreamReader | None:
    """The reader of a log, by its first message that only one protocol has."""
    from providers.amazon.documents import stream as amazon
    from providers.deepgram.documents import flux
    from providers.deepgram.documents import stream as deepgram

    fallback: StreamReader | None = None
    for message in messages:
        if not isinstance(message, Mapping):
            continue
        kind = message.get("type")
        if isinstance(kind, str) and kind in flux.TYPES:
            return flux.read_flux
        if isinstance(kind, str) and kind in ("Results", "UtteranceEnd", "SpeechStarted"):
            return deepgram.read_stream
        if amazon.is_event(message):
            return amazon.read_stream
        if fallback is None and deepgram.is_message(message):
            fallback = deepgram.read_stream
        if fallback is None and amazon.is_exception(message):
            fallback = amazon.read_stream
    return fallback


def nested(raw: Any) -> tuple[str, bool]:
    """The path of a response further inside a document, "" where there is none, and whether it
    holds a transcript: one that does goes before an answer about a job."""
    level: list[tuple[str, Any]] = [("", raw)]
    without = ""
    for _ in range(_DEPTH):
        inner: list[tuple[str, Any]] = []
        for path, value in level:
            for name, one in _children(value):
                where = path + name if isinstance(value, list) else join(path, name)
                if isinstance(one, Mapping):
                    spoken = _holds_speech(one)
                    if spoken:
                        return where, True
                    without = without or (where if spoken is False else "")
                inner.append((where, one))
        level = inner[: _WIDTH * _WIDTH]
    return without, False


def _holds_speech(value: Raw) -> bool | None:
    """Whether a response is one that holds a transcript; None where it is no response."""
    from providers.amazon.documents import jobs
    from providers.deepgram.documents import answers

    reader = reader_of(value)
    if reader is None:
        return True if is_message(value) else None
    silent = (jobs.read_job, jobs.read_error, answers.read_acceptance, answers.read_error)
    return reader not in silent


def _children(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())[:_WIDTH]
    if isinstance(value, list):
        return [(f"[{place}]", one) for place, one in enumerate(value[:_WIDTH])]
    return []

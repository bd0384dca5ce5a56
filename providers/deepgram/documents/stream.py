"""Logs of /v1/listen streams (asyncapi.yml, 2026-07).

``Results`` are interim or final (``is_final``), a final may end the utterance (``speech_final``);
``UtteranceEnd``, ``SpeechStarted``, ``Metadata``, ``Error`` and the answers to ``Configure`` come
between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from providers.deepgram.documents.batch import model_of, warnings_of
from providers.deepgram.documents.complaints import take_complaint
from providers.deepgram.documents.passages import entities_in, search_hits
from providers.deepgram.documents.words import words_of
from providers.documents.fields import (
    join,
    list_in,
    mapping,
    number_in,
    object_in,
    objects,
    soft_flag,
    soft_label,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_texts,
)
from providers.documents.labels import channel_index
from providers.documents.model import (
    Document,
    MessageKind,
    StreamMessage,
)
from providers.documents.streams import Entry, Gathered, document_of

Raw = Mapping[str, Any]
TYPES = frozenset(
    (
        "Results",
        "UtteranceEnd",
        "SpeechStarted",
        "Metadata",
        "Error",
        "Warning",
        "ConfigureSuccess",
        "ConfigureFailure",
    )
)
_WORDS = "Results.channel.alternatives[].words[]"
_RESULTS = frozenset(
    (
        "type",
        "channel_index",
        "duration",
        "start",
        "is_final",
        "speech_final",
        "from_finalize",
        "channel",
        "metadata",
        "entities",
    )
)


def is_message(message: Any) -> bool:
    """Whether this looks like a message of a /v1/listen stream."""
    if not isinstance(message, Mapping):
        return False
    kind = message.get("type")
    return isinstance(kind, str) and kind in TYPES


def read_stream(entries: Sequence[Entry], source: str, raw: Any) -> Document:
    """The messages of a log in order. Raises FieldTrouble."""
    gathered = Gathered()
    for entry in entries:
        message = mapping(entry.message, entry.where)
        kind = soft_text(message, "type", entry.where)
        _READERS.get(kind, _unknown)(gathered, entry, message, entry.where)
    return document_of(
        gathered, entries, vendor="deepgram", kind="deepgram-stream", source=source, raw=raw
    )


def _results(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    gathered.extras.take(message, _RESULTS, "Results")
    index, total = _channel(message, "channel_index", where)
    start = number_in(message, "start", where)
    end = start + number_in(message, "duration", where)
    path = join(where, "channel")
    channel = object_in(message, "channel", where)
    event = _stage(message, where)
    texts, spoken = [], []
    for one, place in objects(list_in(channel, "alternatives", path), f"{path}.alternatives"):
        texts.append(soft_text(one, "transcript", place))
        listed = soft_list(one, "words", place)
        spoken.append(words_of(listed, f"{place}.words", index, gathered.speakers, gathered.extras))
        for code in soft_texts(one, "languages", place):
            gathered.spoken(code)
    if event != "interim":
        gathered.hits += search_hits(channel, path, index)
        gathered.entities += entities_in(message, where, index)
        gathered.ranked(texts, spoken, (start, end), index, f"{path}.alternatives")
    _about(gathered, soft_object(message, "metadata", where), join(where, "metadata"))
    gathered.messages.append(
        StreamMessage(
            event,
            "Results",
            entry.line,
            texts[0] if texts else "",
            start,
            end,
            index,
            total,
            f"{index}:{start}",
            spoken[0] if spoken else (),
            from_finalize=bool(soft_flag(message, "from_finalize", where)),
            path=where,
            raw=message,
        )
    )


def _stage(message: Raw, where: str) -> MessageKind:
    """How settled a result is."""
    if not soft_flag(message, "is_final", where):
        return "interim"
    return "speech-final" if soft_flag(message, "speech_final", where) else "final"


def _about(gathered: Gathered, metadata: Raw, path: str) -> None:
    """Request id and model."""
    request = soft_label(metadata, "request_id", path)
    if request:
        gathered.about["request_id"] = request
    model = model_of(metadata, path)
    if model:
        gathered.about["model"] = model


def _utterance_end(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    moment = number_in(message, "last_word_end", where)
    _moment(gathered, entry, message, where, "utterance-end", moment)


def _speech_started(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    moment = number_in(message, "timestamp", where)
    _moment(gathered, entry, message, where, "speech-started", moment)


def _moment(
    gathered: Gathered,
    entry: Entry,
    message: Raw,
    where: str,
    event: MessageKind,
    moment: Decimal,
) -> None:
    index, total = _channel(message, "channel", where)
    native = soft_text(message, "type", where)
    gathered.messages.append(
        StreamMessage(
            event, native, entry.line, "", moment, moment, index, total, path=where, raw=message
        )
    )


def _metadata(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    _about(gathered, message, where)
    gathered.about["duration"] = soft_number(message, "duration", where)
    gathered.about["created"] = soft_text(message, "created", where)
    gathered.warnings += warnings_of(message, where)
    gathered.messages.append(
        StreamMessage("metadata", "Metadata", entry.line, path=where, raw=message)
    )


def _configured(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    gathered.messages.append(
        StreamMessage("configured", "ConfigureSuccess", entry.line, path=where, raw=message)
    )


def _unknown(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    """A type that no version known here has, or what the client sent."""
    native = soft_text(message, "type", where)
    gathered.messages.append(StreamMessage("unknown", native, entry.line, path=where, raw=message))


def _channel(message: Raw, key: str, where: str) -> tuple[int, int | None]:
    """Which channel, and of how many where that is told: [0, 2], or [0]."""
    path = join(where, key)
    listed = soft_list(message, key, where)
    numbers = [channel_index(value, f"{path}[{place}]") for place, value in enumerate(listed)]
    return (numbers[0] if numbers else 0), (numbers[1] if len(numbers) > 1 else None)


_READERS: dict[str, Callable[[Gathered, Entry, Raw, str], None]] = {
    "Results": _results,
    "UtteranceEnd": _utterance_end,
    "SpeechStarted": _speech_started,
    "Metadata": _metadata,
    "Error": take_complaint,
    "Warning": take_complaint,
    "ConfigureFailure": take_complaint,
    "ConfigureSuccess": _configured,
}

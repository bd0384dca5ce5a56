"""Deepgram's live messages read into events."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from providers.deepgram.parsing import read_hit, read_word
from providers.documents.fields import FieldTrouble
from providers.speech import LiveEvent, LiveKind, SearchHit, Word

_CONFIGURATION = ("ConfigureSuccess", "ConfigureFailure")
KNOWN_TYPES = frozenset(
    ("Results", "UtteranceEnd", "SpeechStarted", "Metadata", "Error", *_CONFIGURATION)
)


def events_from(
    message: Mapping[str, Any], *, audio_time: float, received_at: float
) -> tuple[LiveEvent, ...]:
    """The events in one message, usually one.

    A type that is not in KNOWN_TYPES gives none, and so do messages that only confirm; what is
    missing in a known one is taken as silence at its start. Never raises.
    """
    kind = message.get("type")
    if kind == "Results":
        return (_results(message, audio_time, received_at),)
    if kind == "UtteranceEnd":
        moment = _number(message.get("last_word_end"))
        return (_event(message, "utterance-end", moment, audio_time, received_at),)
    if kind == "SpeechStarted":
        moment = _number(message.get("timestamp"))
        return (_event(message, "speech-started", moment, audio_time, received_at),)
    return tuple(
        LiveEvent(
            vendor="deepgram",
            event="warning",
            channel=0,
            text=text,
            start=audio_time,
            end=audio_time,
            audio_time=audio_time,
            received_at=received_at,
            native=str(kind),
            raw=message,
        )
        for text in _complaints(message)
    )


def _results(message: Mapping[str, Any], audio_time: float, received_at: float) -> LiveEvent:
    """An interim or a final. ``segment`` is channel and start, which a final shares with the
    interims that it replaces."""
    channel = _channel(message)
    start = _number(message.get("start"))
    event, native = _stage(message)
    alternative = _alternative(message)
    text = alternative.get("transcript")
    return LiveEvent(
        vendor="deepgram",
        event=event,
        channel=channel,
        text=text if isinstance(text, str) else "",
        start=start,
        end=start + _number(message.get("duration")),
        audio_time=audio_time,
        received_at=received_at,
        words=_words(alternative, channel),
        segment=f"{channel}:{start:.3f}",
        native=native,
        raw=message,
        hits=tuple(_hits(message, channel)),
    )


def _stage(message: Mapping[str, Any]) -> tuple[LiveKind, str]:
    """How settled a result is, in our words and in Deepgram's."""
    if not message.get("is_final"):
        return "interim", "is_final=false"
    flushed = ", from_finalize" if message.get("from_finalize") else ""
    if message.get("speech_final"):
        return "speech-final", f"speech_final{flushed}"
    return "final", f"is_final{flushed}"


def _event(
    message: Mapping[str, Any],
    kind: LiveKind,
    moment: float,
    audio_time: float,
    received_at: float,
) -> LiveEvent:
    return LiveEvent(
        vendor="deepgram",
        event=kind,
        channel=_channel(message),
        text="",
        start=moment,
        end=moment,
        audio_time=audio_time,
        received_at=received_at,
        native=str(message.get("type")),
        raw=message,
    )


def _complaints(message: Mapping[str, Any]) -> list[str]:
    """What Deepgram complains of in a message, as sentences."""
    kind = message.get("type")
    if kind in ("Error", "ConfigureFailure"):
        name = message.get("variant") or message.get("code") or kind
        return [f"{name}: {message.get('description') or message.get('message') or 'no reason'}"]
    if kind == "Metadata" and isinstance(warnings := message.get("warnings"), list):
        told = [
            ": ".join(str(part) for name in ("parameter", "message") if (part := warning.get(name)))
            for warning in warnings
            if isinstance(warning, Mapping)
        ]
        return [text for text in told if text]
    return []


def _alternative(message: Mapping[str, Any]) -> Mapping[str, Any]:
    channel = message.get("channel")
    alternatives = channel.get("alternatives") if isinstance(channel, Mapping) else None
    first = alternatives[0] if isinstance(alternatives, list) and alternatives else None
    return first if isinstance(first, Mapping) else {}


def _words(alternative: Mapping[str, Any], channel: int) -> tuple[Word, ...]:
    """The words that can be read; one that lacks its times is left to the text."""
    words: list[Word] = []
    found = alternative.get("words")
    for raw in found if isinstance(found, list) else []:
        try:
            words.append(read_word(raw, "words", channel))
        except FieldTrouble:
            continue
    return tuple(words)


def _hits(message: Mapping[str, Any], channel: int) -> Iterator[SearchHit]:
    """``channel.search``, one entry a query, each hit with seconds of the stream (Deepgram's
    streaming API, read 2026-11). One that lacks its times or its confidence is left out."""
    results = message.get("channel")
    found = results.get("search") if isinstance(results, Mapping) else None
    for entry in found if isinstance(found, list) else []:
        query = entry.get("query") if isinstance(entry, Mapping) else None
        hits = entry.get("hits") if isinstance(entry, Mapping) else None
        if not isinstance(query, str) or not isinstance(hits, list):
            continue
        for raw in hits:
            with contextlib.suppress(FieldTrouble):
                yield read_hit(raw, query, "hits", channel)


def _channel(message: Mapping[str, Any]) -> int:
    """``channel_index`` of Results and ``channel`` of the others are [channel, total]."""
    name = "channel_index" if message.get("type") == "Results" else "channel"
    index = message.get(name)
    first = index[0] if isinstance(index, list) and index else 0
    return first if isinstance(first, int) and not isinstance(first, bool) and first >= 0 else 0


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    try:
        number = float(value)
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) else 0.0

"""The messages of a stream, as what the results of Amazon's events are made of."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from checklists.during.adapter.parts.base import (
    _NUMBER,
    BadResponse,
    Number,
    _codes,
    _field,
    _objects,
    _optional,
    _seconds,
    _soft,
)
from checklists.during.adapter.parts.spelling import _parted

# Ids are made of this, the id of the request, the channel and a count: the same each time.
_IDS = uuid.UUID("5f1f4a52-6a1c-4b0e-9c1d-6d0a9d0f7c11")


class StreamItem(NamedTuple):
    """An item of an event; a mark of punctuation has the end of its word as both times."""

    type: str
    content: str
    start: Number
    end: Number
    confidence: Number | None
    speaker: str | None


class Reading(NamedTuple):
    """One alternative: its text and its items."""

    transcript: str
    items: list[StreamItem]


class Result(NamedTuple):
    """One result of Amazon's; ``id`` is the same for its partials and its final."""

    id: str
    start: Number
    end: Number
    partial: bool
    channel: str | None
    language: str | None
    readings: list[Reading]


def _stream_items(raw: Any, path: str) -> list[StreamItem]:
    """A word and its marks as items."""
    word = _field(raw, "word", path, str)
    content, marks = _parted(word, _optional(raw, "punctuated_word", path, str) or word)
    start, end = _seconds(raw, "start", path), _seconds(raw, "end", path)
    speaker = _optional(raw, "speaker", path, int)
    label = None if speaker is None else str(speaker)
    score = _optional(raw, "confidence", path, _NUMBER)
    items = [StreamItem("pronunciation", content, start, end, score, label)]
    for mark in marks:
        items.append(StreamItem("punctuation", mark, end, end, None, None))
    return items


def _readings(message: Mapping[str, Any]) -> list[Reading]:
    channel = _field(message, "channel", "", Mapping)
    readings: list[Reading] = []
    _field(channel, "alternatives", "channel", list)
    for path, raw in _objects(channel, "alternatives", "channel"):
        items: list[StreamItem] = []
        for where, word in _objects(raw, "words", path):
            items.extend(_stream_items(word, where))
        readings.append(Reading(_field(raw, "transcript", path, str), items))
    return readings


def _stream_language(message: Mapping[str, Any]) -> str | None:
    """The first of the languages of a result, with language=multi."""
    for path, raw in _objects(_soft(message, "channel"), "alternatives", "channel")[:1]:
        for code in _codes(raw, path)[:1]:
            return code
    return None


class _Results:
    """Makes results of messages: partials of a result share its id with their final."""

    def __init__(self) -> None:
        self._request = ""
        self._open: dict[int, str] = {}
        self._made: dict[int, int] = {}

    def of(self, message: Mapping[str, Any]) -> Result | None:
        """The result of a Results message; None of silence."""
        self._request = self._request or self._named(message)
        channel, channels = self._channel(message)
        readings = _readings(message)
        final = _soft(message, "is_final") is True
        start = _seconds(message, "start", "")
        length = _seconds(message, "duration", "")
        said = any(one.transcript or one.items for one in readings)
        if not said and channel not in self._open:
            return None
        items = readings[0].items if readings else []
        result = Result(
            self._id(channel),
            items[0].start if items else start,
            items[-1].end if items else Decimal(str(start)) + Decimal(str(length)),
            not final,
            f"ch_{channel}" if channels > 1 else None,
            _stream_language(message),
            readings,
        )
        if final:
            del self._open[channel]
        return result

    def _named(self, message: Mapping[str, Any]) -> str:
        return str(_soft(_soft(message, "metadata"), "request_id") or "")[:100]

    def _channel(self, message: Mapping[str, Any]) -> tuple[int, int]:
        """This channel and how many there are."""
        index = _optional(message, "channel_index", "", list) or [0]
        if not all(isinstance(number, int) for number in index):
            raise BadResponse("channel_index is no list of numbers")
        return index[0], index[1] if len(index) > 1 else 1

    def _id(self, channel: int) -> str:
        if channel not in self._open:
            count = self._made[channel] = self._made.get(channel, 0) + 1
            name = f"{self._request}/{channel}/{count}"
            self._open[channel] = str(uuid.uuid5(_IDS, name))
        return self._open[channel]

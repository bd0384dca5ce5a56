"""A result in the shape of Amazon's stream.

Fields as in the service's model (StartStreamTranscription, read 2026-11): times are numbers, a
mark of punctuation is an item whose times are both the end of its word, and speakers are "0", "1".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from checklists.during.stream_semantics.marks import split
from checklists.during.stream_semantics.told import Reading, StreamWord, Told

Event = dict[str, Any]


def empty_event() -> Event:
    """What Amazon sends while there is nothing to tell."""
    return {"Transcript": {"Results": []}}


def event(told: Told) -> Event:
    """A TranscriptEvent of one result."""
    words = told.words
    result: dict[str, Any] = {
        "ResultId": told.id,
        "StartTime": words[0].start if words else told.start,
        "EndTime": words[-1].end if words else told.end,
        "IsPartial": not told.final,
        "Alternatives": [_alternative(reading) for reading in told.readings],
    }
    if told.language:
        result["LanguageCode"] = told.language
    if told.channels > 1:
        result["ChannelId"] = f"ch_{told.channel}"
    return {"Transcript": {"Results": [result]}}


def _alternative(reading: Reading) -> dict[str, Any]:
    return {
        "Transcript": reading.text,
        "Items": list(_items(reading.words)),
        "Entities": [],
    }


def _items(words: Iterable[StreamWord]) -> Iterator[dict[str, Any]]:
    for word in words:
        content, marks = split(word.spoken, word.shown)
        item: dict[str, Any] = {
            "StartTime": word.start,
            "EndTime": word.end,
            "Type": "pronunciation",
            "Content": content,
            "VocabularyFilterMatch": False,
        }
        if word.speaker:
            item["Speaker"] = word.speaker
        if word.confidence is not None:
            item["Confidence"] = word.confidence
        yield _promised(item, word.stable)
        for sign in marks:
            mark: dict[str, Any] = {
                "StartTime": word.end,
                "EndTime": word.end,
                "Type": "punctuation",
                "Content": sign,
                "VocabularyFilterMatch": False,
            }
            yield _promised(mark, word.stable)


def _promised(item: dict[str, Any], stable: bool | None) -> dict[str, Any]:
    if stable is not None:
        item["Stable"] = stable
    return item

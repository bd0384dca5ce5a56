"""What was redacted or found in the text, as Deepgram's entities: places of words, not times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from providers.documents.model import Document, DocumentWord, Entity, Loss

_PATH = "results.channels[].alternatives[0].entities"


def entities_of(
    document: Document, channel: int, words: Sequence[DocumentWord], told: list[Loss]
) -> list[dict[str, Any]]:
    """The entities of one channel; ``told`` hears what was derived for them."""
    redacted = [
        _redacted(place, word, number)
        for place, word in enumerate(words)
        for number in range(len(word.redactions))
    ]
    found = [
        entry
        for one in document.entities
        if one.channel == channel and (entry := _found(one, words)) is not None
    ]
    if redacted:
        _tell(told, Loss(_PATH, "an entity for each redaction", "their kind and confidence"))
    if found:
        _tell(told, Loss(f"{_PATH}[].start_word", "places of words", "the source gives times"))
    return redacted + found


def _tell(told: list[Loss], loss: Loss) -> None:
    if loss not in told:
        told.append(loss)


def _redacted(place: int, word: DocumentWord, number: int) -> dict[str, Any]:
    hidden = word.redactions[number]
    label = hidden.kind or hidden.category or word.text.strip("[]")
    return _entity(label, word.text, hidden.confidence, place, place + 1)


def _found(one: Entity, words: Sequence[DocumentWord]) -> dict[str, Any] | None:
    """An entity with its first word and the one after its last; None where it has no place."""
    first, after = one.first_word, one.last_word
    if first is None and one.start is not None and one.end is not None:
        first = bisect_left(words, one.start, key=lambda word: word.start)
        after = bisect_right(words, one.end, lo=first, key=lambda word: word.end)
    if first is None or after is None:
        return None
    return _entity(one.label or one.category, one.text, one.confidence, first, after)


def _entity(label: str, text: str, confidence: Any, first: int, after: int) -> dict[str, Any]:
    entity: dict[str, Any] = {"label": label, "value": text, "raw_value": text.lower()}
    if confidence is not None:
        entity["confidence"] = confidence
    return {**entity, "start_word": first, "end_word": after}

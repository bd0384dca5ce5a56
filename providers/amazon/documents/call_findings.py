"""What Call Analytics finds in a turn, the same in files and in streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from providers.documents.fields import (
    FieldTrouble,
    number_in,
    objects,
    soft_list,
    soft_object,
    soft_text,
)
from providers.documents.model import Passage

Raw = Mapping[str, Any]
_DETECTED = {
    "IssuesDetected": "issue",
    "ActionItemsDetected": "action-item",
    "OutcomesDetected": "outcome",
}


def said_of_turn(
    holder: Raw, path: str, text: str, start: Decimal, end: Decimal
) -> Iterator[Passage]:
    """Issues, actions and outcomes, each a piece of its text, and the sentiment.

    Raises FieldTrouble.
    """
    for name, about in _DETECTED.items():
        for one, where in objects(soft_list(holder, name, path), f"{path}.{name}"):
            piece = _piece(one, where, text)
            yield Passage(about, piece, None, text, start=start, end=end, path=where)
    sentiment = soft_text(holder, "Sentiment", path)
    if sentiment:
        where = f"{path}.Sentiment"
        yield Passage("sentiment", sentiment, None, text, start=start, end=end, path=where)


def _piece(one: Raw, where: str, text: str) -> str:
    """The piece of the text that is meant, or the text that stands there itself."""
    offsets, place = soft_object(one, "CharacterOffsets", where), f"{where}.CharacterOffsets"
    if not offsets:
        return soft_text(one, "Text", where)
    # Files write Begin and End, streams BeginOffsetChar and EndOffsetChar.
    first = _offset(offsets, ("Begin", "BeginOffsetChar"), place)
    return text[first : _offset(offsets, ("End", "EndOffsetChar"), place)]


def _offset(offsets: Raw, names: tuple[str, str], path: str) -> int:
    for name in names:
        if offsets.get(name) is not None:
            number = number_in(offsets, name, path)
            if number < 0 or number != int(number):
                raise FieldTrouble(f"{path}.{name}", "is not the place of a character")
            return int(number)
    raise FieldTrouble(f"{path}.{names[0]}", "is missing")

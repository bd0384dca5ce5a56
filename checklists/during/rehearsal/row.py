"""What becomes of one thing that downstream reads: where it is at Deepgram, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Place = tuple[str | int, ...]
"""Where a value stands in a document: ("results", "items", 3, "start_time")."""

Status = Literal["same", "renamed", "derived", "changed-type", "lost", "absent"]
STATUSES: tuple[Status, ...] = ("lost", "changed-type", "derived", "renamed", "absent", "same")
"""From what needs most attention to what needs none."""

STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        "same": "the same name and type",
        "renamed": "another name, the same type",
        "changed-type": "another type: code that reads it has to change",
        "derived": "not there as such, but made from what is there",
        "lost": "not in the other response",
        "absent": "not in this sample of Amazon's: nothing to compare",
    }
)

# A JSON value as it was read: fractions are Decimal, so that their digits are kept.
Value = Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A value and where it stands, the first of what a path reads; ``kind`` is its JSON type
    ("text", "number", "flag", "list", "object", "null"), "" where there is no value."""

    place: Place = ()
    value: Value = None
    kind: str = ""

    @property
    def there(self) -> bool:
        """Whether there is a value."""
        return bool(self.kind)

    @property
    def path(self) -> str:
        """The place in words: "results.items[3].start_time"."""
        return written(self.place)


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Row:
    """One field that a path reads; a path that reads several has a row for each.

    ``path`` is what downstream reads, as it was given; ``line`` where that stands, for people
    ("paths.txt:3", "reader.py:41", "" for a sample). ``field`` is the field of Amazon's response
    with "[]" for any member of a list and "{}" for any key ("results.items[].start_time"),
    ``deepgram`` its counterpart in Deepgram's response written alike, "" where there is none.
    ``places`` counts the values that the path reads in Amazon's document. ``amazon`` is the first
    of them, ``beside`` the value at the corresponding place of Deepgram's response. ``rule`` names
    the derivation (a Field's ``rule`` in ``checklists.facts.field_book``), ``how`` says it in a
    sentence, and ``ask`` the options ("diarize_model=latest") without which Deepgram does not send
    it; ``source`` is what the verdict rests on, with its date. ``made`` is what the path reads in
    an Amazon-shaped view of Deepgram's response, where one can be made.
    """

    path: str
    line: str
    field: str
    status: Status
    deepgram: str
    how: str
    places: int = 0
    amazon: Spot = NOWHERE
    beside: Spot = NOWHERE
    rule: str = ""
    ask: tuple[str, ...] = ()
    source: str = ""
    made: Spot = NOWHERE


def written(place: Place) -> str:
    """A place in words; a key that is no plain name stands in brackets and quotes."""
    said = ""
    for part in place:
        if isinstance(part, int):
            said += f"[{part}]"
        elif part.replace("_", "").replace("-", "").isalnum():
            said += f".{part}" if said else part
        else:
            quoted = part.replace("\\", "\\\\").replace('"', '\\"')
            said += f'["{quoted}"]'
    return said


def kind_of(value: Value) -> str:
    """The JSON type of a value, in the words people use."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "object"
    return "list" if isinstance(value, list | tuple) else "number"

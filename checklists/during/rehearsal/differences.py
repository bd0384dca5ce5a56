"""Field by field in what the two responses differ: names, types, values, and what is missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal

from checklists.during.rehearsal.counterparts import Counterparts
from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.path_list import Read
from checklists.during.rehearsal.rehearsing import Pair, places_of, rehearse
from checklists.during.rehearsal.row import NOWHERE, Row, Spot, Status, kind_of
from checklists.during.rehearsal.specimen import generic
from checklists.known_differences import Key

What = Literal["missing", "type", "made", "name", "value", "more"]
WHATS: tuple[What, ...] = ("missing", "type", "made", "value", "name", "more")
WHAT_WORDS: Mapping[What, str] = MappingProxyType(
    {
        "missing": "Deepgram's response has nothing for it",
        "type": "another type",
        "made": "has to be made from other fields",
        "value": "another value at the same moment",
        "name": "another name",
        "more": "only Deepgram has it",
    }
)
_OF_STATUS: Mapping[Status, What] = {
    "lost": "missing",
    "changed-type": "type",
    "derived": "made",
    "renamed": "name",
}
# So many places of a field are compared; of a long call that is the first quarter of an hour.
COMPARED = 2_000
# Times of the same word differ by so much and say the same, in seconds.
SAME_TIME = Decimal("0.1")
_TIMES = frozenset(("seconds-as-text", "milliseconds"))
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LETTERS = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one field. ``amazon`` and ``deepgram`` are the fields ("" where a side
    has none), ``here`` and ``beside`` the first values that differ. Of values ``differ`` of
    ``compared`` do. ``says`` is the sentence about it."""

    what: What
    amazon: str
    deepgram: str
    says: str
    here: Spot = NOWHERE
    beside: Spot = NOWHERE
    differ: int = 0
    compared: int = 0

    @property
    def key(self) -> Key:
        """What it is known by, from one recording to the next."""
        return self.what, self.amazon, self.deepgram


def differences(
    pair: Pair, reads: Sequence[Read] | None = None, rows: Sequence[Row] | None = None
) -> tuple[Difference, ...]:
    """All differences, those that need most attention first.

    ``reads`` are those of every field of Amazon's response and ``rows`` what became of them, where
    the caller has them already.
    """
    if reads is None or rows is None:
        reads = leaf_reads(pair.amazon.raw, streamed=pair.streamed)
        rows = rehearse(pair, reads)
    beside = Counterparts(pair.amazon.raw, pair.deepgram.raw, pair.streamed)
    chains = {read.path: read.chains[0] for read in reads}
    found = [_of_row(row) for row in rows if row.status in _OF_STATUS and row.field]
    for row in rows:
        if row.amazon.there and row.beside.there:
            places = islice(places_of(pair, chains[row.path]), COMPARED)
            found += _of_values(row, beside, places)
    found += _more(pair, rows)
    return tuple(sorted(found, key=lambda one: WHATS.index(one.what)))


def _of_row(row: Row) -> Difference:
    what = _OF_STATUS[row.status]
    says = row.how
    if what == "type":
        says = f"{row.amazon.kind.capitalize()} at Amazon, {row.beside.kind} at Deepgram. {says}"
    return Difference(what, row.field, row.deepgram, says, row.amazon, row.beside)


def _of_values(
    row: Row, beside: Counterparts, places: Iterable[tuple[Any, Any]]
) -> list[Difference]:
    """At most one: how often the values at the same moments differ."""
    first: tuple[Spot, Spot] | None = None
    differ = compared = 0
    for place, value in places:
        there = beside.at(place, row.deepgram)
        alike = _alike(row, value, there.value) if there.there else None
        if alike is None:
            continue
        compared += 1
        differ += not alike
        if not alike and first is None:
            first = Spot(place, value, kind_of(value)), there
    if first is None:
        return []
    what = "more than 0.1 s apart" if _is_time(row) else "another word at the same moment"
    says = f"{differ:,} of {compared:,} compared: {what}."
    return [Difference("value", row.field, row.deepgram, says, *first, differ, compared)]


def _is_time(row: Row) -> bool:
    return row.rule in _TIMES or (row.rule == "copy" and row.field.endswith("Time"))


def _alike(row: Row, here: Any, there: Any) -> bool | None:
    """Whether two values say the same; None where they cannot be held against each other."""
    if _is_time(row):
        first, second = _number(here), _number(there)
        if first is None or second is None:
            return None
        return abs(first / (1000 if row.rule == "milliseconds" else 1) - second) <= SAME_TIME
    if row.rule == "content" and isinstance(here, str) and isinstance(there, str):
        said = _said(here)
        return said == _said(there) if said else None
    return None


def _said(text: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _more(pair: Pair, rows: Iterable[Row]) -> list[Difference]:
    """The fields of Deepgram's response that stand for none of Amazon's in this pair."""
    used = {row.beside.place for row in rows if row.beside.there}
    known = {generic(place) for place in used} | {
        _first_alternative(row.deepgram) for row in rows if row.deepgram
    }
    found: dict[str, Difference] = {}
    for read in leaf_reads(pair.deepgram.raw, streamed=pair.streamed):
        place, value = next(iter(places_of_deepgram(pair, read.chains[0])), ((), None))
        # What is named after a model is another name in the next response.
        path = _UUID.sub("{}", generic(place))
        if place and path not in known and path not in found:
            spot = Spot(place, value, kind_of(value))
            found[path] = Difference("more", "", path, "Amazon's response has no such field.",
                                     NOWHERE, spot)  # fmt: skip
    return list(found.values())


def places_of_deepgram(pair: Pair, chain: Any) -> Iterable[tuple[Any, Any]]:
    """What a chain leads to in Deepgram's response."""
    return places_of(Pair(pair.deepgram, pair.deepgram), chain)


def _first_alternative(path: str) -> str:
    return path.replace("alternatives[0]", "alternatives[]")

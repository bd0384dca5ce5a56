"""Questions to the table of everything that was found, and their answers as plain data."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from checklists.before.search_moments import FoundIn, Moment
from checklists.scoring.term_likeness import How
from checklists.scoring.textsearch import TextHit
from providers.speech import SearchHit

Order = Literal["confidence", "time", "clip", "term"]


@dataclass(frozen=True, slots=True)
class HitQuery:
    """Which moments are wanted, of the newest search of each clip and term.

    ``terms`` and ``clips`` (hashes): all where None. Acoustic hits under ``least`` are left out,
    as ``search_moments.moments`` does; ``cuts`` replaces it for single terms. ``under`` leaves out
    the acoustic hits from there on, to look at what a cut hides; ``under_cuts`` replaces it for
    single terms. ``order`` "confidence" begins with the surest, what only the text has comes
    last; ``backwards`` turns any order round.
    """

    terms: tuple[str, ...] | None = None
    clips: tuple[str, ...] | None = None
    least: float = 0.0
    cuts: Mapping[str, float] = field(default_factory=dict)
    under: float | None = None
    under_cuts: Mapping[str, float] = field(default_factory=dict)
    found_in: FoundIn | None = None
    channel: int | None = None
    sandbox: bool | None = None
    order: Order = "confidence"
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A moment and where it comes from. ``clip`` is a hash; ``path`` is None for a clip that the
    workspace does not know; ``duration`` in seconds; ``at`` is when the search was made;
    ``text_of`` whose transcript the text side searched."""

    run: str
    clip: str
    name: str
    path: Path | None
    duration: float
    model: str
    sandbox: bool
    at: datetime
    moment: Moment
    text_of: str = ""


@dataclass(frozen=True, slots=True)
class MomentCounts:
    """How many moments were found by which side, in how many clips; ``weaker`` is the number of
    acoustic hits under the cut."""

    both: int = 0
    sound: int = 0
    text: int = 0
    weaker: int = 0
    clips: int = 0

    @property
    def shown(self) -> int:
        """All that a table of the same query has."""
        return self.both + self.sound + self.text


@dataclass(frozen=True, slots=True)
class TermTotals:
    """What the newest searches of one origin found of a term, over ``clips`` clips.

    ``model`` is that of the newest of them, ``runs`` the newest ones, the last at the end.
    """

    term: str
    sandbox: bool
    model: str
    clips: int
    acoustic: int
    text: int
    best: float | None
    runs: tuple[str, ...]


# The tables joined; ``wanted`` has each term with its cut.
JOINED = (
    "FROM wanted w JOIN searched_terms t ON t.term = w.term AND t.newest = 1 "
    "JOIN search_moments m ON m.searched = t.number"
)
COLUMNS = (
    "m.*, w.least, t.term, t.run, t.clip, s.model, s.sandbox, s.at, s.text_of, c.name, c.path, "
    "c.duration"
)
_HEARD = "coalesce(m.confidence >= w.least, 0)"
_SIDES: Mapping[FoundIn, str] = {
    "both": f"({_HEARD} AND m.score IS NOT NULL)",
    "sound": f"({_HEARD} AND m.score IS NULL)",
    "text": f"(NOT {_HEARD} AND m.score IS NOT NULL)",
}
COUNTED = (
    ", ".join(f"coalesce(sum({test}), 0) AS {side}" for side, test in _SIDES.items())
    + ", coalesce(sum(m.confidence < w.least), 0) AS weaker"
)
# What is nothing comes last whichever way round, so each direction is spelt out.
_START = "coalesce(iif(m.confidence >= w.least, m.heard_start, NULL), m.written_start)"
_SURE = f"iif({_HEARD}, m.confidence, m.score - 2)"
_NAME = "coalesce(c.name, t.clip)"
_ORDERS: Mapping[Order, tuple[str, ...]] = {
    "confidence": (f"{_SURE} DESC",),
    "time": (_START, _NAME, "t.clip", "t.term"),
    "clip": (_NAME, "t.clip", _START, "t.term"),
    "term": ("t.term COLLATE NOCASE", f"{_SURE} DESC"),
}


def condition(query: HitQuery) -> tuple[str, dict[str, object]]:
    """What a moment has to be, as SQL with its values."""
    # Without the first line, which says nothing new, neither index could be used.
    parts = ["(m.confidence >= w.least OR m.score IS NOT NULL)"]
    values: dict[str, object] = {}
    if query.found_in:
        parts.append(_SIDES[query.found_in])
    if query.under is not None:
        parts.append(f"{_HEARD} AND m.confidence < w.under")
    return " AND ".join([*parts, *_scope(query, values)]), values


def scope(query: HitQuery) -> tuple[str, dict[str, object]]:
    """The part of ``condition`` that is not about who found a moment, nor how surely."""
    values: dict[str, object] = {}
    return " AND ".join(["1", *_scope(query, values)]), values


def _scope(query: HitQuery, values: dict[str, object]) -> list[str]:
    parts: list[str] = []
    if query.clips is not None:
        from checklists.records import to_json

        parts.append("t.clip IN (SELECT value FROM json_each(:clips))")
        values["clips"] = to_json(list(query.clips))
    for name in ("channel", "sandbox"):
        value = getattr(query, name)
        if value is not None:
            parts.append(f"{'m' if name == 'channel' else 't'}.{name} = :{name}")
            values[name] = int(value)
    return parts


def numbered(query: HitQuery) -> tuple[str, dict[str, object]]:
    """The numbers of a query's moments in its order, as SQL with its values.

    Only numbers are sorted: what is shown of them is read a page at a time.
    """
    where, values = condition(query)
    names = "LEFT JOIN clips c ON c.sha256 = t.clip" if query.order in ("time", "clip") else ""
    # A name is looked up once for a clip and term, not once for each of their moments.
    joined = JOINED.replace("JOIN search_moments", f"{names} JOIN search_moments")
    return (
        f"SELECT m.number {joined} WHERE {where} ORDER BY {_ordered(query)} "
        "LIMIT :limit OFFSET :offset",
        values,
    )


def _ordered(query: HitQuery) -> str:
    """The order of a query as SQL; a moment's number decides last, so that pages never overlap."""
    parts = [*_ORDERS[query.order], "m.number"]
    if query.backwards:
        parts = [
            part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC"
            for part in parts
        ]
    return ", ".join(parts)


def found_moment(row: sqlite3.Row) -> FoundMoment:
    """An answer from its row."""
    path = row["path"]
    return FoundMoment(
        run=row["run"],
        clip=row["clip"],
        name=row["name"] or row["clip"][:12],
        path=None if path is None else Path(os.fsdecode(path)),
        duration=row["duration"] or 0.0,
        model=row["model"],
        sandbox=bool(row["sandbox"]),
        at=datetime.fromisoformat(row["at"]),
        moment=Moment(row["term"], heard_in(row, row["least"]), written_in(row)),
        text_of=row["text_of"],
    )


def heard_in(row: sqlite3.Row, least: float = 0.0) -> SearchHit | None:
    """The acoustic half of a moment, None where there is none or it is weaker than ``least``."""
    if row["confidence"] is None or row["confidence"] < least:
        return None
    return SearchHit(
        row["term"],
        row["heard_start"],
        row["heard_end"],
        row["confidence"],
        row["heard"],
        row["channel"],
    )


def written_in(row: sqlite3.Row) -> TextHit | None:
    """The text half of a moment."""
    if row["score"] is None:
        return None
    return TextHit(
        row["term"],
        row["written_start"],
        row["written_end"],
        row["score"],
        row["written"],
        row["channel"],
        cast(How, row["how"]),
    )

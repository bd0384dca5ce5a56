"""What somebody said of a place where Amazon Transcribe is used: dealt with, not ours, whose, why.

A mark belongs to a fingerprint, not to a line, so it outlives the next scan. Where several lines
have the same fingerprint and their number changes, nobody can tell which of them were marked: then
the marks are in doubt until somebody looks again, unless all of them were marked alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from checklists import rows
from checklists.before.dependency_places import Place
from checklists.keyguard import refuse_keys
from checklists.store import Store, now, user
from providers.errors import BadInput

Status = Literal["", "handled", "not-ours"]
STATUS_WORDS: Mapping[Status, str] = {"": "open", "handled": "handled", "not-ours": "not ours"}
LONGEST_OWNER = 200
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Mark:
    """``status`` "" is open. ``who`` is the login name of whoever said it last."""

    status: Status = ""
    owner: str = ""
    note: str = ""
    who: str = ""
    at: datetime | None = None

    @property
    def alike(self) -> tuple[str, str, str]:
        """What two marks say, whoever said it."""
        return self.status, self.owner, self.note


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a place. ``doubt`` is the sentence why its mark does not hold any more."""

    mark: Mark = Mark()
    doubt: str = ""


OPEN = Standing()


@dataclass(frozen=True, slots=True)
class _Kept:
    nth: int
    among: int
    mark: Mark


class DependencyMarks(Store):
    """The marks of a workspace."""

    def of(self, places: Iterable[Place]) -> Mapping[str, Standing]:
        """How each of these places stands, by its key."""
        kept = self._kept()
        return {place.key: _standing(place, kept.get(place.fingerprint, ())) for place in places}

    @property
    def stamp(self) -> tuple[int, str]:
        """How many marks there are, and when the latest was made: another where one changed."""
        (row,) = self._all("SELECT COUNT(*) AS many, MAX(at) AS latest FROM dependency_marks")
        return int(row["many"]), str(row["latest"] or "")

    def set_status(self, places: Sequence[Place], status: Status) -> None:
        """Say of these places that they are dealt with, not ours, or open; the rest stays."""
        known = self.of(places)
        self._keep({one: replace(known[one.key].mark, status=status) for one in places}, status)

    def describe(self, places: Sequence[Place], owner: str, note: str) -> None:
        """Say whose places these are, and what is to be known of them; "" takes it back.

        Raises BadInput: too long, or what looks like a key.
        """
        owner, note = rows.stored_text(owner).strip(), rows.stored_text(note).strip()
        for what, text, most in (("owner", owner, LONGEST_OWNER), ("note", note, LONGEST_NOTE)):
            if len(text) > most:
                raise BadInput(f"The {what} has {len(text):,} characters, {most:,} are kept.")
            refuse_keys(text, f"the {what}")
        known = self.of(places)
        marks = {one: replace(known[one.key].mark, owner=owner, note=note) for one in places}
        self._keep(marks, "; ".join(filter(None, (owner, note))))

    def carry(self, moves: Sequence[tuple[Place, Place]]) -> None:
        """Let the marks of places go with them to where they are now: (now, before) each."""
        kept = self._kept()
        marks: dict[Place, Mark] = {}
        for place, before in moves:
            standing = _standing(before, kept.get(before.fingerprint, ()))
            if standing != OPEN and not standing.doubt and place.fingerprint not in kept:
                marks[place] = standing.mark
        if marks:
            self._write(marks, "dependency marks carried", "to other files")

    def _keep(self, marks: Mapping[Place, Mark], said: str) -> None:
        at, who = now(), user()
        if marks:
            self._write(
                {place: replace(mark, who=who, at=at) for place, mark in marks.items()},
                "dependency marked",
                said or STATUS_WORDS[""],
            )

    def _write(self, marks: Mapping[Place, Mark], what: str, said: str) -> None:
        first, *others = marks
        subject = rows.stored_text(first.path) + (f" and {len(others)} more" if others else "")
        with self._writing(what, subject, said):
            for place, mark in marks.items():
                self._run_sql(
                    "INSERT OR REPLACE INTO dependency_marks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        place.fingerprint, place.nth, place.among, mark.status, mark.owner,
                        mark.note, mark.who, rows.stored_time(mark.at or now()),
                    ),
                )  # fmt: skip

    def _kept(self) -> dict[str, list[_Kept]]:
        found: dict[str, list[_Kept]] = {}
        for row in self._all("SELECT * FROM dependency_marks ORDER BY fingerprint, nth"):
            kept = _Kept(row["nth"], row["among"], _mark(row))
            found.setdefault(row["fingerprint"], []).append(kept)
        return found


def _mark(row: sqlite3.Row) -> Mark:
    return Mark(
        cast(Status, row["status"]), row["owner"], row["note"], row["who"],
        datetime.fromisoformat(row["at"]),
    )  # fmt: skip


def _standing(place: Place, kept: Sequence[_Kept]) -> Standing:
    if not kept:
        return OPEN
    for one in kept:
        if one.nth == place.nth and one.among == place.among:
            return Standing(one.mark)
    others = [one for one in kept if one.among != place.among]
    if not others:
        return OPEN
    before = others[-1].among
    alike = len({one.mark.alike for one in others}) == 1
    if alike and len(others) == before > place.among:
        return Standing(others[-1].mark)
    if all(one.mark.alike == OPEN.mark.alike for one in others):
        return OPEN
    words = ", ".join(dict.fromkeys(STATUS_WORDS[one.mark.status] for one in others))
    return Standing(
        doubt=f"A mark ({words}) was made when {before} such lines were here, now "
        f"{'it is 1' if place.among == 1 else f'there are {place.among}'}: look at it, and mark "
        "it again."
    )

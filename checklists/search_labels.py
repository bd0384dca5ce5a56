"""What somebody heard where a search claims a term, and the cuts that follow from it.

A label is about the audio: whether a term is said at a place of a clip. It holds whatever model is
asked, so a new model's hits at the same place need no new listening. A cut is about a model: it is
kept with the model's name and whether that was the sandbox, and is stale for any other.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from checklists import rows
from checklists.keyguard import refuse_keys
from checklists.store import Store, now, user
from providers.errors import BadInput

Said = Literal["yes", "no", "unsure", "elsewhere", "unfound"]
"""At a hit: it is said there, is not, nobody can tell, or it is said near but not there.
"unfound" is a place that somebody marked and no hit claimed."""
Basis = Literal["ear", "reference", "both", "hand"]


@dataclass(frozen=True, slots=True)
class SearchLabel:
    """``start`` and ``end`` in seconds of the clip (its hash); ``term`` as it is spelt for people,
    compared folded; ``who`` is the login name."""

    number: int
    term: str
    clip: str
    channel: int
    start: float
    end: float
    said: Said
    who: str
    at: datetime

    @property
    def place(self) -> tuple[str, int, float, float]:
        """Clip, channel, start and end."""
        return (self.clip, self.channel, self.start, self.end)


@dataclass(frozen=True, slots=True)
class SearchCut:
    """From which confidence on a term's hits are kept, for one model.

    ``low`` to ``high`` is the interval, None where the cut was set by hand; ``labels`` judged hits
    of which ``right`` were right, and ``missed`` occurrences that no hit claims; ``basis`` says
    where the judgements came from.
    """

    term: str
    model: str
    sandbox: bool
    cut: float
    low: float | None
    high: float | None
    labels: int
    right: int
    missed: int
    basis: Basis
    who: str
    at: datetime


class SearchLabels(Store):
    """The labels and cuts of a workspace."""

    def add(
        self, term: str, clip: str, channel: int, start: float, end: float, said: Said
    ) -> SearchLabel:
        """Keep what was heard; the former label of the same place is withdrawn.

        Raises BadInput: no such clip, an empty term, a place outside time, an unknown answer.
        """
        term = " ".join(rows.stored_text(term).split())
        if not term:
            raise BadInput("A label needs the term that was listened for.")
        if said not in get_args(Said):
            raise BadInput(f"{said!r:.40} is no answer: {', '.join(get_args(Said))} are.")
        if not 0 <= start <= end or channel < 0:
            raise BadInput(f"A label from {start:g} s to {end:g} s is no place in a clip.")
        if not self._all("SELECT 1 FROM clips WHERE sha256 = ?", (clip,)):
            raise BadInput("The clip of this label is not in the workspace: add it first.")
        refuse_keys(term, "the term")
        at, who = rows.stored_time(now()), user()
        place = (clip, channel, start, end)
        former = [label for label in self.of(term) if label.place == place]
        with self._writing("search label", clip, f"{term} at {start:.2f} s: {said}"):
            for label in former:
                self._take_back(label.number, at)
            self._run_sql(
                'INSERT INTO search_labels (term, clip, channel, start, "end", said, who, at) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (term, clip, channel, start, end, said, who, at),
            )
        return self.of(term)[-1]

    def withdraw(self, label: SearchLabel) -> None:
        """Take a label back; the audit trail keeps that it was there."""
        what = f"{label.term} at {label.start:.2f} s: {label.said}"
        with self._writing("search label withdrawn", label.clip, what):
            self._take_back(label.number, rows.stored_time(now()))

    def of(self, term: str | None = None) -> tuple[SearchLabel, ...]:
        """The labels that stand, of one term (folded) or of all, in the order they were made."""
        found = self._all("SELECT * FROM search_labels WHERE withdrawn_at IS NULL ORDER BY number")
        wanted = None if term is None else " ".join(term.split()).casefold()
        return tuple(
            _label(row) for row in found if wanted is None or row["term"].casefold() == wanted
        )

    def keep_cut(self, cut: SearchCut) -> None:
        """Keep a cut instead of the former one for this term, model and origin. Raises BadInput."""
        if not 0.0 <= cut.cut <= 1.0:
            raise BadInput(f"The cut {cut.cut:g} is no confidence: it lies between 0 and 1.")
        refuse_keys(cut.term, "the term")
        with self._writing("search cut kept", cut.term, f"{cut.cut:.3f} for {cut.model}"):
            self._run_sql(
                "INSERT OR REPLACE INTO search_cuts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    cut.term, cut.model, cut.sandbox, cut.cut, cut.low, cut.high, cut.labels,
                    cut.right, cut.missed, cut.basis, cut.who, rows.stored_time(cut.at),
                ),
            )  # fmt: skip

    def cuts(self) -> tuple[SearchCut, ...]:
        """Every cut kept, by term, the newest of a term first."""
        found = self._all("SELECT * FROM search_cuts ORDER BY term, at DESC")
        return tuple(_cut(row) for row in found)

    def _take_back(self, number: int, at: str) -> None:
        self._run_sql("UPDATE search_labels SET withdrawn_at = ? WHERE number = ?", (at, number))


def _label(row: sqlite3.Row) -> SearchLabel:
    return SearchLabel(
        row["number"], row["term"], row["clip"], row["channel"], row["start"], row["end"],
        cast(Said, row["said"]), row["who"], datetime.fromisoformat(row["at"]),
    )  # fmt: skip


def _cut(row: sqlite3.Row) -> SearchCut:
    return SearchCut(
        row["term"], row["model"], bool(row["sandbox"]), row["cut"], row["low"], row["high"],
        row["labels"], row["right"], row["missed"], cast(Basis, row["basis"]), row["who"],
        datetime.fromisoformat(row["at"]),
    )  # fmt: skip

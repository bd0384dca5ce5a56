"""Where to cut a term's confidences: hits judged by ear or by a reference, and what follows.

Deepgram's search page says to look at the confidences and decide for oneself where to cut (read
2026-11). Here somebody listens to the hits about which there is most doubt, and the cut comes with
how much it rests on. Where a reference says with times what was said, nobody has to listen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checklists.before.search import Searched
from checklists.before.search_truth import JudgedHit, judged_hits
from checklists.records import ClipRecord
from checklists.scoring.cut import Recommendation, Refusal, recommended
from checklists.scoring.search_scores import (
    Place,
    Point,
    TermCounts,
    curve,
    term_weighted_value,
)
from checklists.scoring.textsearch import folded
from checklists.search_labels import Basis, SearchCut, SearchLabel
from checklists.store import now, user


@dataclass(frozen=True, slots=True)
class Calibration:
    """One term with one model. ``hits`` by falling confidence; ``unfound`` are the occurrences
    known that no hit claims; ``seconds`` of audio (every channel of every clip) were searched."""

    term: str
    model: str
    sandbox: bool
    hits: tuple[JudgedHit, ...]
    unfound: tuple[Place, ...]
    seconds: float

    @property
    def verdicts(self) -> tuple[tuple[float, bool], ...]:
        """(confidence, correct) of the hits that count: "unsure" does not."""
        return tuple(
            (one.hit.confidence, one.said == "yes")
            for one in self.hits
            if one.said in ("yes", "no", "elsewhere")
        )

    @property
    def curve(self) -> tuple[Point, ...]:
        """What each cut would give."""
        return curve(self.verdicts, missed=len(self.unfound), seconds=self.seconds)

    @property
    def recommended(self) -> Recommendation | Refusal:
        """Where to cut, or why nothing is recommended."""
        return recommended(self.verdicts, missed=len(self.unfound), seconds=self.seconds)

    @property
    def basis(self) -> Basis:
        """Where the judgements come from."""
        kinds = {one.by for one in self.hits if one.by}
        if kinds == {"reference"}:
            return "reference"
        return "both" if len(kinds) == 2 else "ear"

    def at(self, cut: float) -> Point:
        """What one cut gives, wherever it lies."""
        verdicts = self.verdicts
        right = sum(correct for _, correct in verdicts)
        kept = [correct for confidence, correct in verdicts if confidence >= cut]
        return Point(
            cut,
            sum(kept),
            len(kept) - sum(kept),
            len(self.unfound) + right - sum(kept),
            self.seconds / 3600,
        )

    def worth_judging(self, cut: float) -> tuple[JudgedHit, ...]:
        """The hits nobody has judged, the one nearest to the cut first: it is least decided."""
        open_hits = [one for one in self.hits if not one.said]
        return tuple(sorted(open_hits, key=lambda one: abs(one.hit.confidence - cut)))

    def cut(self, at: float | None = None) -> SearchCut | None:
        """The cut to keep: as recommended, or ``at`` by hand; None where there is neither."""
        if at is not None:
            return self._kept(at, None, None, "hand")
        found = self.recommended
        if isinstance(found, Refusal):
            return None
        return self._kept(found.cut, found.low, found.high, self.basis)

    def _kept(self, cut: float, low: float | None, high: float | None, basis: Basis) -> SearchCut:
        right = sum(correct for _, correct in self.verdicts)
        return SearchCut(
            self.term, self.model, self.sandbox, round(cut, 4), low, high, len(self.verdicts),
            right, len(self.unfound), basis, user(), now(),
        )  # fmt: skip


def calibration(
    term: str,
    searches: Iterable[Searched],
    clips: Iterable[ClipRecord],
    labels: Iterable[SearchLabel],
) -> Calibration | None:
    """One term over the newest search of each clip; None where none of them asked for it.

    Searches of another model or origin than the newest one's are left out: their confidences are
    on another scale.
    """
    by_hash = {clip.sha256: clip for clip in clips}
    asked = [one for one in searches if one.clip in by_hash and one.covers([term])]
    if not asked:
        return None
    newest = max(asked, key=lambda one: one.at)
    asked = [one for one in asked if (one.model, one.sandbox) == (newest.model, newest.sandbox)]
    standing = [label for label in labels if folded(label.term) == folded(term)]
    hits: list[JudgedHit] = []
    unfound: list[Place] = []
    for one in asked:
        found = next(search for search in one.terms if search.term == term)
        judged, missed = judged_hits(by_hash[one.clip], found.acoustic, standing, term)
        hits += judged
        unfound += missed
    hits.sort(key=lambda one: (-one.hit.confidence, one.clip, one.hit.start))
    return Calibration(
        term=term,
        model=newest.model,
        sandbox=newest.sandbox,
        hits=tuple(hits),
        unfound=tuple(unfound),
        seconds=sum(by_hash[one.clip].clip.duration * _ears(by_hash[one.clip]) for one in asked),
    )


def _ears(clip: ClipRecord) -> int:
    """How many channels were listened to."""
    return max(1, clip.clip.channels)


_WHERE = {True: "in the sandbox", False: "live"}
_WHAT = {True: "the sandbox", False: "live"}


def stale(cut: SearchCut, model: str, sandbox: bool) -> str:
    """Why a cut does not hold for searches by this model; "" where it does."""
    if cut.sandbox != sandbox:
        return (
            "set in the sandbox, this is live" if cut.sandbox else "set live, this is the sandbox"
        )
    return f"set for {cut.model}, this is {model}" if cut.model != model else ""


def weighted_value(calibrations: Iterable[Calibration], cut: float) -> float | None:
    """The term-weighted value of one cut over several terms; None where none is known to be
    said. Means something from ten minutes of audio on (``FEWEST_SECONDS_FOR_TWV``)."""
    terms, seconds = [], 0.0
    for one in calibrations:
        point = one.at(cut)
        terms.append(TermCounts(point.correct + point.missed, point.correct, point.false_alarms))
        seconds = max(seconds, one.seconds)
    return term_weighted_value(terms, seconds=seconds)

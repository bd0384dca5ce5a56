"""One term's hits, walked through by ear: the least decided first, every answer kept at once.

Nothing waits for the end of the walk: an answer is a label in the workspace the moment it is given,
and the curve, the recommended cut and the order of what is left follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from checklists.before.search_calibration import (
    Calibration,
    calibration,
    stale,
    weighted_value,
)
from checklists.before.search_moments import Searched
from checklists.before.search_truth import JudgedHit
from checklists.records import ClipRecord
from checklists.scoring.cut import Recommendation, Refusal
from checklists.scoring.search_scores import (
    FEWEST_SECONDS_FOR_TWV,
    Claim,
    Place,
    matched,
    maximum_term_weighted_value,
)
from checklists.scoring.textsearch import folded
from checklists.search_labels import Said, SearchCut, SearchLabel
from checklists.workspace import Workspace
from providers.errors import BadInput

# Where the walk begins while nothing is known: the middle of the scale.
FIRST_CUT = 0.5
# How long a marked occurrence is, in seconds, where no hit shows how long the term takes.
USUAL_SECONDS = 0.6
# Up to so many labels the recommended cut takes no time that anybody notices (100: 0.09 s, 2,000:
# 2.3 s on one core).
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class KeptCut:
    """A cut that is kept for the term; ``why_stale`` is "" where it holds for these hits."""

    cut: SearchCut
    why_stale: str


@dataclass(frozen=True, slots=True)
class WeightedValue:
    """The term-weighted value at the cut in use, and the best over all cuts with its cut.

    ``best_cut`` is infinite where keeping no hit at all is best.
    """

    here: float
    best: float
    best_cut: float


@dataclass(frozen=True, slots=True)
class _Done:
    """What can be undone: the label that was made, and the one it replaced."""

    made: SearchLabel
    former: SearchLabel | None


class Walk:
    """The hits of one term over the newest search of each clip of a workspace.

    ``now`` is what is known, None where nothing on record asked for the term; ``advice`` the
    recommended cut or why there is none, None while it has never been worked out; ``by_hand`` a cut
    that was set by hand (0..1).

    With more than ``AT_ONCE`` labels somebody else works the advice out, in a thread: ``waiting``
    says so, and ``take`` gets it. Until then the former advice stays.
    """

    def __init__(self, workspace: Workspace, term: str) -> None:
        """Raises BadInput where the workspace cannot be read."""
        self.term = " ".join(term.split())
        self._workspace = workspace
        self.searches: tuple[Searched, ...] = ()
        self._done: list[_Done] = []
        self.clips: Mapping[str, ClipRecord] = {}
        self.by_hand: float | None = None
        self.now: Calibration | None = None
        self.kept: tuple[KeptCut, ...] = ()
        self.advice: Recommendation | Refusal | None = None
        self.waiting = False
        self.read()

    def read(self) -> None:
        """Read the searches, clips, labels and cuts as they are on record."""
        self.clips = {one.sha256: one for one in self._workspace.clips()}
        self.searches = self._workspace.search_hits.of_term(self.term)
        self._judge()

    def _judge(self) -> None:
        labels = self._workspace.search_labels
        self.now = calibration(self.term, self.searches, self.clips.values(), labels.of(self.term))
        self.kept = ()
        self.waiting = False
        if self.now is not None:
            self.kept = tuple(
                KeptCut(one, stale(one, self.now.model, self.now.sandbox))
                for one in labels.cuts()
                if folded(one.term) == folded(self.term)
            )
            self.waiting = len(self.now.verdicts) > AT_ONCE
            if not self.waiting:
                self.advice = self.now.recommended

    def take(self, of: Calibration, advice: Recommendation | Refusal) -> None:
        """The advice that was worked out; one for answers that have changed since only helps over
        the wait for the next."""
        if self.waiting:
            self.advice = advice
            self.waiting = of is not self.now

    @property
    def searched_clips(self) -> tuple[ClipRecord, ...]:
        """The clips whose searches are looked at."""
        return tuple(
            self.clips[one.clip]
            for one in self.searches
            if one.clip in self.clips and self._counts(one)
        )

    @property
    def clips_left_out(self) -> int:
        """How many were searched last with another model, or on the other side of live and
        sandbox: their confidences are on another scale."""
        return sum(1 for one in self.searches if one.clip in self.clips and not self._counts(one))

    def _counts(self, one: Searched) -> bool:
        now = self.now
        return now is not None and (one.model, one.sandbox) == (now.model, now.sandbox)

    # --- where to cut ------------------------------------------------------------------------

    @property
    def cut(self) -> float:
        """The cut in use: set by hand, else recommended, else the one that is kept and holds, else
        what the answers so far suggest."""
        if self.by_hand is not None:
            return self.by_hand
        if self.now is None:
            return FIRST_CUT
        if isinstance(self.advice, Recommendation):
            return self.advice.cut
        if self.kept_cut is not None:
            return self.kept_cut.cut
        answers = {correct for _, correct in self.now.verdicts}
        if len(answers) < 2:
            return FIRST_CUT
        return max(self.now.curve, key=lambda point: (point.f1, point.cut)).cut

    @property
    def kept_cut(self) -> SearchCut | None:
        """The cut that is kept for these hits, None where there is none or it is stale."""
        return next((one.cut for one in self.kept if not one.why_stale), None)

    def move_cut(self, step: float) -> None:
        """Set the cut by hand, so much higher or lower, within 0 and 1."""
        self.by_hand = min(1.0, max(0.0, round(self.cut + step, 2)))

    def keep(self) -> SearchCut:
        """Keep the cut for this term and model. Raises BadInput where none is recommended and none
        was set by hand."""
        assert self.now is not None
        cut = self.now.cut(self.by_hand)
        if cut is None:
            raise BadInput(f"Nothing to keep yet. {self.why_refused}")
        self._workspace.search_labels.keep_cut(cut)
        self._judge()
        return cut

    @property
    def why_refused(self) -> str:
        """Why no cut is recommended; "" where one is."""
        return self.advice.why if isinstance(self.advice, Refusal) else ""

    @property
    def weighted_value(self) -> WeightedValue | None:
        """None under ten minutes of audio, or while the term is not known to be said."""
        now = self.now
        if now is None or now.seconds < FEWEST_SECONDS_FOR_TWV:
            return None
        here = weighted_value([now], self.cut)
        said = len(now.unfound) + sum(correct for _, correct in now.verdicts)
        best = maximum_term_weighted_value([(said, now.verdicts)], seconds=now.seconds)
        return WeightedValue(here, *best) if here is not None and best is not None else None

    # --- the walk ----------------------------------------------------------------------------

    @property
    def order(self) -> tuple[JudgedHit, ...]:
        """Open hits first, the least decided at the top; then what is judged, the surest first."""
        if self.now is None:
            return ()
        judged = [one for one in self.now.hits if one.said]
        return (*self.now.worth_judging(self.cut), *judged)

    def answer(self, one: JudgedHit, said: Said) -> None:
        """Keep what was heard at a hit. Raises BadInput."""
        self._add(one.place, said)

    def mark(self, place: Place) -> None:
        """Keep an occurrence that no hit claims.

        Raises BadInput where a hit claims it: that hit is to be judged instead.
        """
        found = self.hit_at(place)
        if found is not None:
            raise BadInput("A hit claims this place already: judge the hit instead.")
        self._add(place, "unfound")

    def hit_at(self, place: Place) -> JudgedHit | None:
        """The hit that would find an occurrence there, None where no hit would."""
        for one in self.now.hits if self.now else ():
            if matched([Claim(one.place, one.hit.confidence)], [place]).judged[0].correct:
                return one
        return None

    @property
    def usual_seconds(self) -> float:
        """How long the term takes: the median of its hits."""
        lengths = [one.hit.end - one.hit.start for one in self.now.hits] if self.now else []
        return median(lengths) if lengths else USUAL_SECONDS

    def _add(self, place: Place, said: Said) -> None:
        labels = self._workspace.search_labels
        where = (place.clip, place.channel, place.start, place.end)
        former = next((one for one in labels.of(self.term) if one.place == where), None)
        made = labels.add(self.term, *where, said)
        self._done.append(_Done(made, former))
        self._judge()

    @property
    def can_undo(self) -> bool:
        """Whether an answer of this walk can be taken back."""
        return bool(self._done)

    def undo(self) -> SearchLabel:
        """Take the last answer of this walk back; the one it replaced holds again.

        Gives the label that is withdrawn. Raises BadInput where there is none.
        """
        if not self._done:
            raise BadInput("There is no answer of this walk to take back.")
        last = self._done.pop()
        labels = self._workspace.search_labels
        # By its place: an answer that was restored before has another number.
        for standing in labels.of(self.term):
            if standing.place == last.made.place:
                labels.withdraw(standing)
        if last.former is not None:
            labels.add(self.term, *last.former.place, last.former.said)
        self._judge()
        return last.made

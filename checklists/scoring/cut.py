"""Where to cut a search's confidences, from hits that somebody judged, and how sure that is.

The cut with the best F1 is recommended, halfway to the next hit below it, so that a small change of
a confidence changes nothing. Its interval comes from judging drawn again (percentile bootstrap,
seeded: the same labels give the same interval). Under eight judged hits nothing is recommended.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from checklists.scoring.search_scores import Point, curve

FEWEST_LABELS = 8
RESAMPLES = 1000
SEED = 20261123
LEVEL = 0.95

Verdict = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """``cut`` with the interval ``low`` to ``high``, what it gives, and on how much it rests.

    ``labels`` hits were judged, ``right`` of them correct; ``missed`` more occurrences are known
    that no hit claims. ``doubt`` says what the labels cannot tell, "" for nothing.
    """

    cut: float
    low: float
    high: float
    point: Point
    labels: int
    right: int
    missed: int
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """No recommendation: ``why`` in a sentence, and how many more labels would be needed."""

    why: str
    wanting: int


def recommended(
    verdicts: Sequence[Verdict], *, missed: int, seconds: float
) -> Recommendation | Refusal:
    """The cut for these judged hits (confidence, correct); ``missed`` occurrences besides, in
    ``seconds`` of audio."""
    if len(verdicts) < FEWEST_LABELS:
        wanting = FEWEST_LABELS - len(verdicts)
        return Refusal(
            f"{len(verdicts)} of at least {FEWEST_LABELS} hits are judged: a cut from fewer would "
            "be chance.",
            wanting,
        )
    right = sum(correct for _, correct in verdicts)
    if not right:
        return Refusal("None of the judged hits is right: no cut would keep a good one.", 0)
    point = _best(verdicts, missed, seconds)
    draws = random.Random(SEED)
    cuts = sorted(_drawn_cut(verdicts, missed, seconds, draws) for _ in range(RESAMPLES))
    tail = (1 - LEVEL) / 2
    return Recommendation(
        cut=_halfway(verdicts, point.cut),
        low=cuts[int(tail * (RESAMPLES - 1))],
        high=cuts[-1 - int(tail * (RESAMPLES - 1))],
        point=point,
        labels=len(verdicts),
        right=right,
        missed=missed,
        doubt=_doubt(verdicts, right),
    )


def _best(verdicts: Sequence[Verdict], missed: int, seconds: float) -> Point:
    """The best F1; of equals the highest cut, which lets the fewest doubtful hits through."""
    return max(
        curve(verdicts, missed=missed, seconds=seconds), key=lambda point: (point.f1, point.cut)
    )


def _drawn_cut(
    verdicts: Sequence[Verdict], missed: int, seconds: float, draws: random.Random
) -> float:
    drawn = draws.choices(verdicts, k=len(verdicts))
    if not any(correct for _, correct in drawn):
        # Such a sample has no good cut; it stands for "above everything".
        return max(confidence for confidence, _ in drawn)
    return _halfway(drawn, _best(drawn, missed, seconds).cut)


def _halfway(verdicts: Sequence[Verdict], cut: float) -> float:
    """Between the lowest hit kept and the highest one left out; the former where none is."""
    lower = [confidence for confidence, _ in verdicts if confidence < cut]
    return (cut + max(lower)) / 2 if lower else cut


def _doubt(verdicts: Sequence[Verdict], right: int) -> str:
    if right == len(verdicts):
        return (
            "Every judged hit is right: the cut is the weakest of them, and may well lie lower. "
            "Judge weaker hits."
        )
    return ""

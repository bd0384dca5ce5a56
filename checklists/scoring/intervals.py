"""How sure a word error rate is: the percentile bootstrap over clips.

Clips are drawn, not words, because the errors within a clip belong together. The draw is seeded,
so the same clips give the same interval.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from checklists.scoring.words import WordScore

RESAMPLES = 2000
SEED = 20261122
FEWEST_CLIPS = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """``low`` and ``high`` hold the rate with probability ``level``; from how many clips."""

    low: float
    high: float
    level: float
    clips: int


def wer_interval(
    scores: Sequence[WordScore],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """The interval of the pooled word error rate, or None: one clip says nothing of its spread.

    Clips without reference words are left out. The limits never leave what was seen, so unlike a
    normal approximation they are never below 0.
    """
    counts = [(score.errors, score.words) for score in scores if score.words]
    if len(counts) < FEWEST_CLIPS:
        return None
    draw = random.Random(seed)
    rates = sorted(_rate(draw.choices(counts, k=len(counts))) for _ in range(resamples))
    tail = (1 - level) / 2
    low = rates[int(tail * (resamples - 1))]
    high = rates[-1 - int(tail * (resamples - 1))]
    return Interval(low, high, level, len(counts))


def probability_better(
    ours: Sequence[WordScore],
    theirs: Sequence[WordScore],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> float | None:
    """How likely ``ours`` has the lower word error rate on such clips; a tie counts half.

    Paired: the two lists hold the same clips in the same order. None under two clips.
    """
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a.words and b.words]
    if len(pairs) < FEWEST_CLIPS:
        return None
    draw = random.Random(seed)
    won = 0.0
    for _ in range(resamples):
        drawn = draw.choices(pairs, k=len(pairs))
        mine = _rate([(a.errors, a.words) for a, _ in drawn])
        other = _rate([(b.errors, b.words) for _, b in drawn])
        won += 1.0 if mine < other else 0.5 if mine == other else 0.0
    return won / resamples


def _rate(counts: Sequence[tuple[int, int]]) -> float:
    return sum(errors for errors, _ in counts) / sum(words for _, words in counts)

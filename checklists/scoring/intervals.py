"""How sure a rate over clips is (word errors, recall, a change): the percentile bootstrap.

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
    counts = [(score.errors, score.words) for score in scores]
    return ratio_interval(counts, level=level, resamples=resamples, seed=seed)


def ratio_interval(
    counts: Sequence[tuple[int, int]],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """The interval of a pooled rate, such as a recall: (found, of how many) for each clip.

    Clips with nothing to count are left out; None under two clips.
    """
    counted = [one for one in counts if one[1]]
    if len(counted) < FEWEST_CLIPS:
        return None
    draw = random.Random(seed)
    rates = sorted(_rate(draw.choices(counted, k=len(counted))) for _ in range(resamples))
    return _interval(rates, level, len(counted))


def change_interval(
    before: Sequence[WordScore],
    after: Sequence[WordScore],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """The interval of the change of the pooled word error rate; below 0 is better.

    Paired: the two lists hold the same clips in the same order. None under two clips.
    """
    pairs = [
        ((a.errors, a.words), (b.errors, b.words))
        for a, b in zip(before, after, strict=True)
        if a.words and b.words
    ]
    if len(pairs) < FEWEST_CLIPS:
        return None
    draw = random.Random(seed)
    changes: list[float] = []
    for _ in range(resamples):
        drawn = draw.choices(pairs, k=len(pairs))
        changes.append(_rate([b for _, b in drawn]) - _rate([a for a, _ in drawn]))
    return _interval(sorted(changes), level, len(pairs))


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


def _interval(ordered: Sequence[float], level: float, clips: int) -> Interval:
    tail = int((1 - level) / 2 * (len(ordered) - 1))
    return Interval(ordered[tail], ordered[-1 - tail], level, clips)


def _rate(counts: Sequence[tuple[int, int]]) -> float:
    return sum(errors for errors, _ in counts) / sum(words for _, words in counts)

"""How much a keyword may be boosted: in decimals, step by step, until errors rise.

The guide: cautiously increase boosts using decimal values until you find the best fit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from checklists.before.keywords.way import BOOSTS, NEUTRAL


@dataclass(frozen=True, slots=True)
class BoostStep:
    """One term at one boost over all clips; ``found`` occurrences heard rightly, ``wer`` None
    where the references have no words."""

    boost: float
    errors: int
    wer: float | None
    found: int
    gained: int = 0
    lost: int = 0
    harmed: int = 0
    invented: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """The steps tried. ``turning_point`` is the last boost before errors rise, 0.0 (as if absent)
    where the first step has more than none has, None where they never rose; ``boost`` the smallest
    that has all the gains there are up to it."""

    steps: tuple[BoostStep, ...]
    turning_point: float | None
    boost: float


TryBoost = Callable[[float], Awaitable[BoostStep | None]]
"""A term at a boost; None where it could not be found out."""


async def sweep(try_boost: TryBoost, without: int, boosts: Sequence[float] = BOOSTS) -> Sweep:
    """Try rising boosts, and stop with the first that has more errors than one before it.

    ``without`` is the number of word errors without the term.
    """
    steps: list[BoostStep] = []
    turning: float | None = None
    for boost in boosts:
        step = await try_boost(boost)
        if step is None:
            break
        fewest = min((one.errors for one in steps), default=without)
        steps.append(step)
        if step.errors > fewest:
            turning = steps[-2].boost if len(steps) > 1 else 0.0
            break
    return Sweep(tuple(steps), turning, _recommended(steps, turning))


def _recommended(steps: Sequence[BoostStep], turning: float | None) -> float:
    usable = [one for one in steps if turning is None or one.boost <= turning]
    if not usable:
        return NEUTRAL
    fewest = min(one.errors for one in usable)
    most = max(one.found for one in usable if one.errors == fewest)
    return min(one.boost for one in usable if one.errors == fewest and one.found == most)

"""The smallest set that keeps the gains: one term after the other is left out, if nothing is lost.

Each term of a set was worth keeping alone; together some are not needed, because another one's
sound brings the same words. The term that gained least alone is tried first. What is lost shows
where the term gained, so that clip is asked first, and most terms take one request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from checklists.before.keywords.way import TermSet


@dataclass(frozen=True, slots=True)
class Weight:
    """What counts of a set on a clip: word errors, and occurrences of terms heard rightly."""

    errors: int
    found: int

    def worse_than(self, other: Weight) -> bool:
        """Whether anything was lost."""
        return self.errors > other.errors or self.found < other.found


@dataclass(frozen=True, slots=True)
class Removal:
    """A term that was left out, and why nothing is lost without it."""

    term: str
    why: str


Weigh = Callable[[TermSet, int], Awaitable[Weight | None]]
"""What a set weighs on a clip, by its number; None where that could not be found out."""


async def smallest_set(
    start: TermSet, gains: Mapping[str, Sequence[int]], weigh: Weigh
) -> tuple[TermSet, tuple[Removal, ...]]:
    """A smaller set that keeps what the given one gains, in its order, and what was left out.

    ``gains`` is each term's own gain on every clip: the term with the least is tried first, of
    equal ones the last. A set that loses nothing on any clip, against the best so far, takes its
    place, so the end is nowhere worse than the start. Each term is tried once, which bounds the
    requests; only where several terms do the same harm could another one still be left out.
    """
    kept = start
    best = await _weights(start, next((len(one) for one in gains.values()), 0), weigh)
    removed: list[Removal] = []
    for term in removal_order(start, gains):
        if best is None:
            break
        smaller = tuple(one for one in kept if one[0] != term)
        weights = await _no_worse(smaller, clips_in_order(gains[term]), best, weigh)
        if weights is None:
            continue
        removed.append(Removal(term, _why(_sum(best), _sum(weights))))
        kept, best = smaller, weights
    return kept, tuple(removed)


def removal_order(start: TermSet, gains: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """The terms in the order in which they are tried."""
    places = {term: place for place, (term, _) in enumerate(start)}
    return tuple(sorted(places, key=lambda term: (sum(gains[term]), -places[term])))


def clips_in_order(gains: Sequence[int]) -> tuple[int, ...]:
    """The clips' numbers, that where a term gained most first."""
    return tuple(sorted(range(len(gains)), key=lambda number: -gains[number]))


async def _weights(terms: TermSet, clips: int, weigh: Weigh) -> list[Weight] | None:
    found = [await weigh(terms, number) for number in range(clips)]
    known = [one for one in found if one is not None]
    return known if known and len(known) == len(found) else None


async def _no_worse(
    terms: TermSet, clips: Sequence[int], best: Sequence[Weight], weigh: Weigh
) -> list[Weight] | None:
    """The weights of a set by clip; None as soon as a clip is worse, or not known."""
    found: dict[int, Weight] = {}
    for number in clips:
        weight = await weigh(terms, number)
        if weight is None or weight.worse_than(best[number]):
            return None
        found[number] = weight
    return [found[number] for number in range(len(best))]


def _sum(weights: Sequence[Weight]) -> Weight:
    return Weight(sum(one.errors for one in weights), sum(one.found for one in weights))


def _why(before: Weight, after: Weight) -> str:
    errors = (
        f"{after.errors} word errors, as with it"
        if after.errors == before.errors
        else f"{after.errors} word errors, {before.errors} with it"
    )
    found = (
        f"{after.found} terms heard rightly, as with it"
        if after.found == before.found
        else f"{after.found} terms heard rightly, {before.found} with it"
    )
    return f"Without it nothing is lost: {errors}; {found}."

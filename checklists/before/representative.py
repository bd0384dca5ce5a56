"""A small set of clips that stands for many, and what it does not stand for.

Each clip has a value for each of several features (length, rate, channels, ...). Clips are taken
one by one, each time the one that adds most: a value that nobody in the set stands for yet counts
most (half a point and the square root of its share of all clips, so a common value before a rare
one); after that a value counts its share, divided by one more than the clips that stand for it
already, as seats are given out after D'Hondt. So the set first covers what there is, then follows
the proportions. Which of equal clips is taken is decided by the seed: the same clips and the same
seed give the same set, in whatever order they were found.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from providers.errors import BadInput


@dataclass(frozen=True, slots=True)
class Item:
    """One clip of the population. ``values`` by feature, the same features for every item.

    ``refused`` says why it cannot be in a set, "" if it can. Of items with the same ``content``
    (unless "") one at most is taken.
    """

    name: str
    values: Mapping[str, str]
    refused: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clip of the set, and the values it was the first to bring: ("length", "over 1 h")."""

    name: str
    brings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a feature: how many clips have it, and how many of the set."""

    feature: str
    value: str
    clips: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that no clip of the set has, how many clips have it, and why none was taken."""

    feature: str
    value: str
    clips: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The set in the order in which it was chosen; everything there was, by value; the gaps.

    ``refused`` counts the clips that could not be chosen, by reason.
    """

    chosen: tuple[Chosen, ...]
    shares: tuple[Share, ...]
    gaps: tuple[Gap, ...]
    refused: Mapping[str, int]
    population: int
    seed: int


def propose(items: Iterable[Item], wanted: int, seed: int = 0) -> Proposal:
    """At most ``wanted`` of the items, by the method above. Raises BadInput where none is wanted.

    Refused items count in the shares and are never chosen.
    """
    if wanted < 1:
        raise BadInput("A set of samples needs at least one clip: ask for 1 or more.")
    everything = sorted(items, key=lambda item: item.name)
    groups = _groups(everything, seed)
    counts = Counter(pair for item in everything for pair in item.values.items())
    taken: Counter[tuple[str, str]] = Counter()
    chosen: list[Chosen] = []
    contents: set[str] = set()
    while len(chosen) < wanted and groups:
        best = max(groups, key=lambda group: _gain(group.values, counts, taken, len(everything)))
        item = best.take(contents)
        if item is None:
            groups.remove(best)
            continue
        brings = tuple(pair for pair in item.values.items() if not taken[pair])
        taken.update(item.values.items())
        chosen.append(Chosen(item.name, brings))
    return Proposal(
        chosen=tuple(chosen),
        shares=tuple(Share(*pair, counts[pair], taken[pair]) for pair in sorted(counts)),
        gaps=_gaps(everything, counts, taken),
        refused=dict(Counter(item.refused for item in everything if item.refused)),
        population=len(everything),
        seed=seed,
    )


def without(proposal: Proposal, items: Iterable[Item], dropped: Collection[str]) -> Proposal:
    """The proposal with some of its clips left out by hand: what it stands for then.

    ``items`` are those it was made from; others than the chosen ones are not looked at.
    """
    if not dropped:
        return proposal
    chosen = {one.name for one in proposal.chosen}
    by_name = {item.name: item for item in items if item.name in chosen}
    taken: Counter[tuple[str, str]] = Counter()
    kept: list[Chosen] = []
    for one in proposal.chosen:
        if one.name not in dropped:
            values = tuple(by_name[one.name].values.items())
            kept.append(Chosen(one.name, tuple(pair for pair in values if not taken[pair])))
            taken.update(values)
    shares = tuple(
        replace(share, chosen=taken[share.feature, share.value]) for share in proposal.shares
    )
    lost = [
        Gap(now.feature, now.value, now.clips, "left out by hand")
        for before, now in zip(proposal.shares, shares, strict=True)
        if before.chosen and not now.chosen
    ]
    gaps = sorted((*proposal.gaps, *lost), key=lambda gap: (-gap.clips, gap.feature, gap.value))
    return replace(proposal, chosen=tuple(kept), shares=shares, gaps=tuple(gaps))


class _Group:
    """Items with the same values throughout, in the order in which the seed takes them."""

    __slots__ = ("_items", "values")

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self.values = tuple(items[0].values.items())

    def take(self, contents: set[str]) -> Item | None:
        """The next one that is not the same bytes as one taken before, or None at the end."""
        while self._items:
            item = self._items.pop()
            if not item.content or item.content not in contents:
                contents.add(item.content)
                return item
        return None


def _groups(everything: Sequence[Item], seed: int) -> list[_Group]:
    usable = [item for item in everything if not item.refused]
    random.Random(seed).shuffle(usable)
    found: dict[tuple[tuple[str, str], ...], list[Item]] = {}
    for item in usable:
        found.setdefault(tuple(item.values.items()), []).append(item)
    return [_Group(items) for items in found.values()]


def _gain(
    values: tuple[tuple[str, str], ...],
    counts: Mapping[tuple[str, str], int],
    taken: Mapping[tuple[str, str], int],
    population: int,
) -> float:
    gain = 0.0
    for pair in values:
        share, already = counts[pair] / population, taken[pair]
        gain += share / (already + 1) if already else 0.5 + math.sqrt(share)
    return gain


def _gaps(
    everything: Sequence[Item],
    counts: Mapping[tuple[str, str], int],
    taken: Mapping[tuple[str, str], int],
) -> tuple[Gap, ...]:
    usable = {pair for item in everything if not item.refused for pair in item.values.items()}
    missing = [pair for pair in counts if not taken[pair]]
    missing.sort(key=lambda pair: (-counts[pair], pair))
    return tuple(
        Gap(*pair, counts[pair], "no room in the set" if pair in usable else "none can be used")
        for pair in missing
    )

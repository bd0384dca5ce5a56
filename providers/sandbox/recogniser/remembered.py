"""What a worker has searched already, so that a ladder of terms over one recording repeats little.

Where a list of terms may have been said does not depend on their boosts: at each step of a sweep it
is the same. So it is kept by recording and list, and how well the words in a place fit by piece of
sound and phrase. Not term by term: the search prunes by the best path of all its terms, so a faint
place may be found alone and not beside forty others, and an answer would depend on what had been
asked before.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from providers.sandbox.recogniser.spotting import Hit, Spotter, best_ratio

Answer = TypeVar("Answer")

# A list of forty terms has some hundred places in a recording, so this is some megabytes.
_MOST = 512
_MOST_FITS = 8192


class Remembered:
    """The latest answers of each kind."""

    def __init__(self) -> None:
        self._places: OrderedDict[Hashable, tuple[Hit, ...]] = OrderedDict()
        self._fits: OrderedDict[Hashable, float | None] = OrderedDict()

    def spotter(self, terms: Iterable[str]) -> RememberingSpotter:
        """Listens for these terms in recordings that were not searched for them before."""
        return RememberingSpotter(terms, self._places)

    def best_ratio(self, phrase: str, pcm: bytes) -> float | None:
        """``spotting.best_ratio``."""
        key = (hashlib.sha256(pcm).digest(), phrase)
        known = key in self._fits
        return _kept(self._fits, key, self._fits[key] if known else best_ratio(phrase, pcm))


class RememberingSpotter:
    """A ``Spotter`` that is asked only about new recordings and new lists of terms."""

    def __init__(
        self, terms: Iterable[str], places: OrderedDict[Hashable, tuple[Hit, ...]]
    ) -> None:
        self._terms = tuple(dict.fromkeys(terms))
        self._places = places

    def spot(self, pcm: bytes, offset: float = 0.0) -> tuple[Hit, ...]:
        """Every candidate, by falling confidence; ``offset`` is added to the times."""
        key = (hashlib.sha256(pcm).digest(), offset, self._terms)
        found = self._places.get(key)
        if found is None:
            found = Spotter(self._terms).spot(pcm, offset)
        return _kept(self._places, key, found, _MOST)


Spot = Spotter | RememberingSpotter
Fit = Callable[[str, bytes], float | None]


def _kept(
    kept: OrderedDict[Hashable, Answer], key: Hashable, value: Answer, most: int = _MOST_FITS
) -> Answer:
    """The value, the latest to be forgotten."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return value

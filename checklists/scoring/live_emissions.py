"""When each word was first shown, found while the messages arrive.

Every said word takes the first message that shows it at its place, a word said earlier coming
first, as ``latency`` does it over all messages at the end. Which words were said may be known
beforehand or only from the finals, so a showing that no said word has taken is kept for a while.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from checklists.scoring.lags import Lag
from checklists.scoring.latency import NEAR
from checklists.scoring.textsearch import folded
from providers.speech import Word

# Longer than this, in seconds, nothing is a word; it would only fill the index.
_LONGEST = 60

Key = tuple[int, str]
_folded = lru_cache(maxsize=8192)(folded)


@dataclass(slots=True, eq=False)
class _Place:
    """Where a word lies; ``number`` is its place in the order of those said, or of those shown.

    ``moment`` is the second at which a said word ended, or the monotonic one of a showing.
    """

    number: int
    key: Key
    start: float
    end: float
    moment: float
    taken: bool = False


class Emissions:
    """The first showing of each word. ``truth`` holds all words said, where they are known."""

    def __init__(self, truth: Sequence[Word] = ()) -> None:
        self._known = bool(truth)
        self._said = 0
        self._shown = 0
        self._waiting = _Index()
        self._unclaimed = _Index()
        for word in truth:
            self._await(word)

    def say(self, words: Sequence[Word]) -> list[Lag]:
        """More words that were said; the lags of those that had been shown before."""
        found: list[Lag] = []
        if self._known:
            return found
        for word in words:
            key = (word.channel, _folded(word.text))
            showing = self._unclaimed.first(key, word.start - NEAR, word.end + NEAR)
            if showing is None:
                self._await(word)
            else:
                self._unclaimed.take(showing)
                found.append((showing.moment, word.end))
                self._said += 1
        return found

    def show(self, channel: int, words: Sequence[Word], arrived: float) -> list[Lag]:
        """Words of a message; the lags of those that are shown for the first time."""
        found: list[Lag] = []
        for word in words:
            key = (channel, _folded(word.text))
            said = self._waiting.first(key, word.start, word.end) if self._waiting else None
            if said is not None:
                self._waiting.take(said)
                found.append((arrived, said.moment))
            elif not self._known:
                self._shown += 1
                self._unclaimed.add(_Place(self._shown, key, word.start, word.end, arrived))
        return found

    def forget(self, before: float) -> None:
        """Drop showings and, if they are not known beforehand, words of earlier seconds."""
        self._unclaimed.forget(before)
        if not self._known:
            self._waiting.forget(before)

    def _await(self, word: Word) -> None:
        key = (word.channel, _folded(word.text))
        place = _Place(self._said, key, word.start - NEAR, word.end + NEAR, word.end)
        self._waiting.add(place)
        self._said += 1


class _Index:
    """Places by the seconds that they lie in, so that a search sees its neighbours only."""

    def __init__(self) -> None:
        self._seconds: dict[int, dict[Key, list[_Place]]] = {}

    def __bool__(self) -> bool:
        return bool(self._seconds)

    def add(self, place: _Place) -> None:
        for second in _seconds(place.start, place.end):
            self._seconds.setdefault(second, {}).setdefault(place.key, []).append(place)

    def first(self, key: Key, start: float, end: float) -> _Place | None:
        """The first by number that touches start to end and is not taken."""
        best: _Place | None = None
        for second in _seconds(start, end):
            for place in self._seconds.get(second, {}).get(key, ()):
                if place.taken or not (start < place.end and place.start < end):
                    continue
                if best is None or place.number < best.number:
                    best = place
                break
        return best

    def take(self, place: _Place) -> None:
        place.taken = True
        for second in _seconds(place.start, place.end):
            self._seconds[second][place.key].remove(place)

    def forget(self, before: float) -> None:
        for second in [second for second in self._seconds if second < before]:
            del self._seconds[second]


def _seconds(start: float, end: float) -> range:
    if end < start:
        start, end = end, start
    first, last = math.floor(start), math.floor(end)
    return range(first, min(last, first + _LONGEST) + 1)

"""Lags as they are counted while a stream runs: arrivals less the moments at which they were due.

They are kept as (arrival, audio second), because a pause of the audio changes the clock of what
came after it.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

from checklists.scoring.clock import AudioClock
from checklists.scoring.latency import Spread, spread

Lag = tuple[float, float]
"""The monotonic moment of an arrival, and the second of audio that it is measured from."""


class Lags:
    """Samples in seconds on one clock; ``spread`` costs nothing where none was added."""

    def __init__(self, clock: AudioClock) -> None:
        self._clock = clock
        self._made: list[Lag] = []
        self._ordered: list[float] = []
        self._spread: Spread | None = None

    def add(self, found: Iterable[Lag]) -> None:
        """More samples, in the order in which they were found."""
        for arrived, second in found:
            self._made.append((arrived, second))
            insort(self._ordered, arrived - self._clock.due(second))
            self._spread = None

    def set_clock(self, clock: AudioClock) -> None:
        """The audio stood still: measure what there is again."""
        self._clock = clock
        self._ordered = sorted(arrived - clock.due(second) for arrived, second in self._made)
        self._spread = None

    @property
    def spread(self) -> Spread:
        """Percentiles of all samples."""
        if self._spread is None:
            self._spread = spread(self._ordered)
        return self._spread

    def spread_with(self, more: Iterable[Lag]) -> Spread:
        """Percentiles of all samples and some that are not settled yet."""
        extra = [arrived - self._clock.due(second) for arrived, second in more]
        return spread([*self._ordered, *extra]) if extra else self.spread

    def recent(self, n: int) -> tuple[float, ...]:
        """The last ``n`` samples, the newest last."""
        newest = self._made[-n:] if n > 0 else []
        return tuple(arrived - self._clock.due(second) for arrived, second in newest)

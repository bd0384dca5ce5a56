"""When the sound of a device was due, told by when its blocks came.

A device has a pace of its own, and its blocks come in lumps: the one that came with the least
delay tells when they all were spoken. After a pause, or where sound was lost, that is found out
anew, and what is missing counts as a time in which the audio stood still.
"""

from __future__ import annotations

from collections.abc import Sequence

from providers.audio.take import Gap

# The first blocks come in a burst or late on most sound servers; after this their lumps repeat.
SETTLING_SECONDS = 1.0
# Half a sample at the highest rate: two seconds of audio that differ by less are the same.
_SAME = 1e-5


class Arrivals:
    """Told of every block and of the gaps; ``pauses`` are as ``AudioClock`` has them."""

    def __init__(self) -> None:
        # (audio second, monotonic moment at which audio second 0 would have been due from there)
        self._stretches: list[tuple[float, float]] = []
        self._gaps = 0

    @property
    def started_at(self) -> float | None:
        """The monotonic moment of audio second 0; None before the first block."""
        return self._stretches[0][1] if self._stretches else None

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """(audio second, length in seconds): where the audio stood still, and how long."""
        found = zip(self._stretches, self._stretches[1:], strict=False)
        return tuple((at, max(0.0, due - before)) for (_, before), (at, due) in found)

    def came(self, start: float, end: float, gaps: Sequence[Gap], now: float) -> None:
        """A block from ``start`` to ``end`` (audio seconds) came at ``now``; ``gaps`` so far."""
        due = now - end
        begun = start if not self._stretches else None
        while self._gaps < len(gaps) and gaps[self._gaps].at <= start + _SAME:
            begun = gaps[self._gaps].at
            self._gaps += 1
        if begun is None:
            at, before = self._stretches[-1]
            if start < at + SETTLING_SECONDS and due < before:
                self._stretches[-1] = (at, due)
        elif self._stretches and abs(self._stretches[-1][0] - begun) < _SAME:
            self._stretches[-1] = (begun, due)
        else:
            self._stretches.append((begun, due))

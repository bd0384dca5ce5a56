"""The clock of one stream of audio: which moment each second of it was due.

Audio that is paused stands still; what was said before the pause was due when it was due, and
everything after it later by the length of the pause.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AudioClock:
    """``started_at`` is the monotonic moment of audio second 0; ``pauses`` holds (audio second,
    length in seconds) in the order in which they were made."""

    started_at: float
    pauses: tuple[tuple[float, float], ...] = ()

    def due(self, second: float) -> float:
        """The monotonic moment at which this second of audio was due."""
        return self.started_at + second + sum(length for at, length in self.pauses if at < second)

    def second(self, moment: float) -> float:
        """The second of audio at a monotonic moment; it stands still in a pause."""
        passed = moment - self.started_at
        for at, length in self.pauses:
            if passed <= at:
                break
            passed = max(at, passed - length)
        return passed

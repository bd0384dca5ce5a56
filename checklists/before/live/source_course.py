"""The course of a source that has its pace from a clock: begun, standing still, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable


class Course:
    """Says when each second of audio is due, and waits for it.

    ``given`` is the audio second up to which blocks were given; whoever gives them keeps it. A
    pause counts from there: what was not given before it is due after it. ``speed`` is in seconds
    of audio per second; pauses count in seconds of the clock.
    """

    def __init__(self, *, speed: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.given = 0.0
        self.started_at: float | None = None
        self.stopped = False
        self._speed = speed
        self._clock = clock
        self._over: list[tuple[float, float]] = []
        self._paused_at: float | None = None
        self._changed = asyncio.Event()

    @property
    def paused(self) -> bool:
        return self._paused_at is not None

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """(audio second, length in seconds), one that goes on with its length so far."""
        if self._paused_at is None or self.started_at is None:
            return tuple(self._over)
        return (*self._over, (self.given, self._clock() - self._paused_at))

    def begin(self, started_at: float | None = None) -> None:
        """Audio second 0 is due now, or at the moment given."""
        self.started_at = self._clock() if started_at is None else started_at
        if self._paused_at is not None:
            self._paused_at = max(self._paused_at, self.started_at)

    def pause(self) -> None:
        if self._paused_at is None and not self.stopped:
            self._paused_at = self._clock()
            self._changed.set()

    def resume(self) -> None:
        if self._paused_at is None:
            return
        paused_at, self._paused_at = self._paused_at, None
        if self.started_at is not None:
            self.stand_still(self._clock() - paused_at)
        self._changed.set()

    def stand_still(self, seconds: float) -> None:
        """Nothing came for so long: all that follows ``given`` is due later."""
        if self._over and self._over[-1][0] == self.given:
            seconds += self._over.pop()[1]
        self._over.append((self.given, seconds))

    def stop(self) -> None:
        """Nothing is due any more."""
        self.stopped = True
        self._changed.set()

    def late(self, second: float) -> float:
        """By how many seconds the moment at which ``second`` was due is over; negative before."""
        assert self.started_at is not None
        stood = sum(length for _, length in self._over)
        return self._clock() - (self.started_at + second / self._speed + stood)

    async def reaches(self, second: float) -> bool:
        """Wait until a second after ``given`` is due; False where it is stopped before.

        Never returns without giving the other tasks their turn.
        """
        await asyncio.sleep(0)
        while not self.stopped:
            wait = None if self.paused else -self.late(second)
            if wait is not None and wait <= 0:
                return True
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._changed.wait()
        return False

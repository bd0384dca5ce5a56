"""How many requests run at once: as many as were asked for, fewer when the vendor says 429.

Deepgram's limits count per project and region (its rate limits page, read 2026-11), so somebody
else's requests may fill them, and the room there is cannot be known beforehand.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0


class RequestGate:
    """Lets at most ``room`` requests in; ``most`` at first, half of it after a refusal, and one
    more again after as many successes as there is room. ``first_wait`` in seconds is how long
    nobody is let in after a refusal, doubled with each until something succeeds."""

    def __init__(self, most: int, *, first_wait: float = FIRST_WAIT) -> None:
        self.room = self.most = most
        self.refusals = 0
        self._first_wait = self._wait = first_wait
        self._inside = self._successes = 0
        self._opens_at = 0.0
        self._changed = asyncio.Condition()

    @contextlib.asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """One request, once there is room for it."""
        async with self._changed:
            while self._inside >= self.room or self.waiting:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.waiting or None):
                        await self._changed.wait()
            self._inside += 1
        try:
            yield
        finally:
            async with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @property
    def waiting(self) -> float:
        """For how many seconds nobody is let in any more."""
        return max(0.0, self._opens_at - asyncio.get_running_loop().time())

    def refused(self) -> None:
        """The vendor said that too many run at once."""
        now = asyncio.get_running_loop().time()
        self.refusals += 1
        self._successes = 0
        # Those refused together are one refusal.
        if now >= self._opens_at:
            self.room = max(1, self.room // 2)
            self._opens_at = now + self._wait
            self._wait = min(LONGEST_WAIT, self._wait * 2)

    def succeeded(self) -> None:
        """A request was answered."""
        self._wait = self._first_wait
        self._successes += 1
        if self._successes >= self.room and self.room < self.most:
            self.room += 1
            self._successes = 0

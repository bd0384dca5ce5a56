"""Audio that waits to be sent, and audio that was sent but may have to be sent again.

Bounded: by default 300 seconds or 16 MiB, whichever is less (16 kHz, 16 bit, two channels: 262 s).
What does not fit is dropped from the old end and named, never silently.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the pump is there and queues its blocks here
    from providers.audio.pacing import Block

MOST_SECONDS = 300.0
MOST_BYTES = 16 * 2**20

Span = tuple[float, float]


class Backlog:
    """A queue of blocks that can be read again from an earlier second.

    ``put`` never waits, so whoever gives audio is never held up. Blocks that were read stay until
    they are released. ``take_lost`` names the spans of the clip, in seconds, that were dropped
    before they were read, or that were to be read again and were no longer there. ``quiet`` says
    of which blocks nothing would be heard: once read they need not be read again.
    """

    def __init__(
        self,
        *,
        most_seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_BYTES,
        quiet: Callable[[Block], bool] = lambda block: False,
    ) -> None:
        self._most_seconds = most_seconds
        self._most_bytes = most_bytes
        self._quiet = quiet
        self._read: deque[Block] = deque()
        self._waiting: deque[Block] = deque()
        self._bytes = 0
        self._forgotten = 0.0
        self._end_time = 0.0
        self._lost: list[Span] = []
        self._changed = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def put(self, block: Block) -> None:
        """One more block. Drops the oldest ones where it would not fit."""
        self._waiting.append(block)
        self._end_time = block.end
        self._bytes += len(block.data)
        while self._too_much():
            if self._read:
                dropped = self._read.popleft()
                if not self._quiet(dropped):
                    self._forgotten = dropped.end
            else:
                dropped = self._waiting.popleft()
                self._lose(dropped.start, dropped.end)
            self._bytes -= len(dropped.data)
        self._changed.set()

    def end(self, error: Exception | None = None) -> None:
        """There is no more; ``error`` is what the source ended with, and is raised at the end."""
        self._ended, self._error = True, error
        self._changed.set()

    async def take(self) -> Block | None:
        """The next block as soon as there is one; None at the end. Raises the source's error."""
        await self.something()
        if self._waiting:
            block = self._waiting.popleft()
            self._read.append(block)
            return block
        if self._error is not None:
            raise self._error
        return None

    async def something(self) -> None:
        """Wait until there is a block to take, or the end."""
        while not self._waiting and not self._ended:
            self._changed.clear()
            await self._changed.wait()

    def rewind(self, to: float, *, run_up: float = 0.0) -> float:
        """Read on from the first block after second ``to`` that is not quiet, and ``run_up``
        seconds before it; the second at which that begins.

        What of it is no longer there is lost.
        """
        if to < self._forgotten:
            self._lose(to, self._forgotten)
            self._forgotten = 0.0  # each second is lost once
        loud = (block.start for block in self._read if block.end > to and not self._quiet(block))
        read_to = self._read[-1].end if self._read else to
        begin = max(to, next(loud, read_to)) - run_up
        while self._read and self._read[-1].end > begin:
            self._waiting.appendleft(self._read.pop())
        return self._waiting[0].start if self._waiting else max(to, self.end_time)

    def release(self, until: float) -> None:
        """Blocks that were read and end by ``until`` are not needed again."""
        while self._read and self._read[0].end <= until:
            self._bytes -= len(self._read.popleft().data)

    def take_lost(self) -> list[Span]:
        """The spans lost since the last call, those that adjoin as one."""
        lost, self._lost = self._lost, []
        return lost

    @property
    def waiting_seconds(self) -> float:
        """Seconds of audio between what was read and what has come."""
        return self._waiting[-1].end - self._waiting[0].start if self._waiting else 0.0

    @property
    def end_time(self) -> float:
        """The second of the clip up to which audio has come."""
        return self._end_time

    @property
    def ended(self) -> bool:
        """Whether the source has given everything."""
        return self._ended

    @property
    def error(self) -> Exception | None:
        """What the source ended with."""
        return self._error

    def _too_much(self) -> bool:
        oldest = self._read or self._waiting
        seconds = self._waiting[-1].end - oldest[0].start
        too_long = seconds > self._most_seconds or self._bytes > self._most_bytes
        return too_long and len(self._read) + len(self._waiting) > 1

    def _lose(self, start: float, end: float) -> None:
        if self._lost and start <= self._lost[-1][1] + 0.001:
            begun, until = self._lost[-1]
            self._lost[-1] = (min(begun, start), max(until, end))
        else:
            self._lost.append((start, end))


async def fill(backlog: Backlog, blocks: AsyncIterator[Block]) -> None:
    """Put every block into the backlog as it comes, and its end or error."""
    try:
        async for block in blocks:
            backlog.put(block)
    except Exception as error:
        backlog.end(error)
    else:
        backlog.end()


class CatchUp:
    """When a block that is late may be sent: at most ``speed`` times real time until caught up.

    Audio that is on time is never held back. A block counts as late when more than ``late``
    seconds of audio wait behind it; from there on until nothing waits, the limit holds.
    """

    def __init__(
        self, speed: float, *, late: float = 0.5, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._speed = speed
        self._late = late
        self._clock = clock
        self._anchor: tuple[float, float] | None = None

    def wait(self, block: Block, waiting: float) -> float:
        """Seconds to wait before this block, ``waiting`` seconds of audio being behind it."""
        now = self._clock()
        if self._anchor is None:
            if waiting <= self._late:
                return 0.0
            self._anchor = (now, block.start)
        moment, start = self._anchor
        if waiting <= 0:
            self._anchor = None
        return max(0.0, moment + (block.end - start) / self._speed - now)

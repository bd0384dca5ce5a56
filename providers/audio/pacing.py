"""Audio in blocks, on one clock, at the speed of life.

Pacing is by absolute deadlines: block n is due at start + n * block length, so that a late block
does not make all later ones late (the rule of the published streaming benchmarks). ``Pump`` gives
the same blocks to several listeners without letting a slow one delay the others.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from providers.audio.backlog import MOST_BYTES, MOST_SECONDS, Backlog

Encoding = Literal["linear16", "mulaw", "alaw"]


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """Headerless audio: ``rate`` in hertz, channels interleaved, little-endian samples."""

    encoding: Encoding
    rate: int
    channels: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * (2 if self.encoding == "linear16" else 1)

    @property
    def byte_rate(self) -> int:
        """Bytes per second."""
        return self.rate * self.frame_bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of audio: whole frames, and the seconds of the clip that it covers."""

    data: bytes
    start: float
    end: float


async def paced(
    blocks: Iterable[Block],
    *,
    speed: float = 1.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncIterator[Block]:
    """Yield each block when its last sample would have been spoken, ``speed`` times real time.

    The first deadline counts from the first call, not from construction. A block that is late
    goes out at once, but never without giving the other tasks their turn.
    """
    began = clock()
    for block in blocks:
        await sleep(max(0.0, began + block.end / speed - clock()))
        yield block


class Pump:
    """Copies one stream of blocks to several listeners.

    Listeners are made with ``listen`` before ``run`` starts. Each has a queue of its own, which
    holds ``most_seconds`` of audio or ``most_bytes``, whichever is less (the blocks themselves
    are shared). A listener that stalls for longer misses the oldest of it: a hole in the times of
    its blocks, and in nobody else's.
    """

    def __init__(self, *, most_seconds: float = MOST_SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self._limits = (most_seconds, most_bytes)
        self._queues: list[Backlog] = []
        self.started_at: float | None = None

    def listen(self) -> AsyncIterator[Block]:
        """A new listener's view of the stream."""
        most_seconds, most_bytes = self._limits
        queue = Backlog(most_seconds=most_seconds, most_bytes=most_bytes)
        self._queues.append(queue)
        return self._drain(queue)

    @staticmethod
    async def _drain(queue: Backlog) -> AsyncIterator[Block]:
        while (block := await queue.take()) is not None:
            queue.release(block.end)
            yield block

    async def run(self, blocks: AsyncIterator[Block]) -> None:
        """Feed every listener until ``blocks`` ends; listeners end with it, also on an error."""
        self.started_at = time.monotonic()
        try:
            async for block in blocks:
                for queue in self._queues:
                    queue.put(block)
        finally:
            for queue in self._queues:
                queue.end()

"""A clip that can be stopped while it is streamed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from providers.audio.clips import Clip, blocks
from providers.audio.pacing import Block, paced


class StoppableAudio:
    """A clip at the speed of life, until it ends or is stopped."""

    def __init__(self, clip: Clip, stop: asyncio.Event) -> None:
        self._clip = clip
        self._stop = stop
        self.stopped_at: float | None = None

    async def blocks(self) -> AsyncIterator[Block]:
        """The blocks; ``stopped_at`` is then the audio time in seconds at which it was stopped."""
        given = 0.0
        async for block in paced(blocks(self._clip)):
            if self._stop.is_set():
                self.stopped_at = given
                return
            yield block
            given = block.end

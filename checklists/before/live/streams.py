"""Live side by side: the same blocks to several transcribers on one audio clock.

The audio starts when every side has connected, so connecting is in nobody's figures; a side that
fails is reported and the others go on. A side that does not take its audio loses the oldest of it
and says so with a "gap"; nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace

from providers.audio.pacing import Block, PcmFormat, Pump
from providers.errors import Trouble
from providers.speech import LiveEvent, LiveTranscriber

CONNECT_SECONDS = 10.0
# Blocks whose times differ by less, in seconds, follow each other.
_HOLE = 0.01
_DROPPED = "this side took no audio for so long that it was dropped."
_NOT_GIVEN = "left out while the comparison stood still."

Span = tuple[float, float]
OnStart = Callable[[float], None]


async def stream_blocks(
    source: AsyncIterator[Block],
    form: PcmFormat,
    sides: Mapping[str, LiveTranscriber],
    *,
    on_start: OnStart | None = None,
    pump: Pump | None = None,
) -> AsyncIterator[LiveEvent]:
    """Stream blocks that come at their own pace to every side at once; events as they arrive.

    Each event carries its side's name in ``side``. A side that fails yields a "closed" event
    whose text says why; the others go on. ``on_start`` hears the monotonic moment of audio second
    0. Raises what ``source`` raises.
    """
    pump = pump or Pump()
    arrived: asyncio.Queue[LiveEvent | None] = asyncio.Queue()
    holes: list[Span] = []
    running = [
        _Side(name, transcriber, pump.listen(), form, arrived, holes)
        for name, transcriber in sides.items()
    ]
    tasks = [asyncio.create_task(side.run()) for side in running]
    feeding = asyncio.create_task(_feed(source, holes, pump, running, on_start))
    left = len(tasks)
    try:
        while left:
            event = await arrived.get()
            if event is None:
                left -= 1
            else:
                yield event
        # All sides may have failed before the audio ended.
        if feeding.done():
            feeding.result()
    finally:
        await _end([feeding, *tasks])


async def _feed(
    source: AsyncIterator[Block],
    holes: list[Span],
    pump: Pump,
    sides: Sequence[_Side],
    on_start: OnStart | None,
) -> None:
    """The audio to everybody, once all have connected or had their time to."""
    async with contextlib.AsyncExitStack() as stack:
        if isinstance(source, AsyncGenerator):
            # Closed at once, not when it is collected: a device or a pipe hangs on it.
            await stack.enter_async_context(contextlib.aclosing(source))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                for side in sides:
                    await side.ready.wait()
        if on_start is not None:
            on_start(time.monotonic())
        await pump.run(_watched(source, holes))


async def _watched(source: AsyncIterator[Block], holes: list[Span]) -> AsyncIterator[Block]:
    """The same blocks; what nobody was given goes into ``holes`` before the block after it."""
    given = 0.0
    async for block in source:
        if block.start > given + _HOLE:
            holes.append((given, block.start))
        yield block
        given = block.end


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError, Trouble):
            await task


class _Side:
    """One transcriber's part: its events into the queue, then None. ``ready``: it has connected."""

    def __init__(
        self,
        name: str,
        transcriber: LiveTranscriber,
        heard: AsyncIterator[Block],
        form: PcmFormat,
        arrived: asyncio.Queue[LiveEvent | None],
        holes: Sequence[Span],
    ) -> None:
        self._name = name
        self._transcriber = transcriber
        self._heard = heard
        self._form = form
        self._arrived = arrived
        self._holes = holes
        self._sent = 0.0
        self.ready = asyncio.Event()

    async def run(self) -> None:
        closed: LiveEvent | None = None
        try:
            async for event in self._transcriber.stream(self._blocks(), self._form):
                # Held back: what ended the stream may still be told, and there is one end.
                if event.event == "closed":
                    closed = event
                else:
                    self._tell(event)
        except Trouble as trouble:
            closed = self._failed(trouble)
        finally:
            if closed is not None:
                self._tell(closed)
            self.ready.set()
            self._arrived.put_nowait(None)

    def _tell(self, event: LiveEvent) -> None:
        self._arrived.put_nowait(replace(event, side=self._name))

    async def _blocks(self) -> AsyncIterator[Block]:
        # A transcriber asks for its first block once it is connected.
        self.ready.set()
        async for block in self._heard:
            if block.start > self._sent + _HOLE:
                self._tell_missed(block.start)
            yield block
            self._sent = block.end

    def _tell_missed(self, until: float) -> None:
        """What was never given is not what this side lost, and each is told apart."""
        for start, end in self._holes:
            if start >= self._sent and end <= until:
                if start > self._sent + _HOLE:
                    self._tell(self._gap(self._sent, start, _DROPPED))
                self._tell(self._gap(start, end, _NOT_GIVEN))
                self._sent = end
        if until > self._sent + _HOLE:
            self._tell(self._gap(self._sent, until, _DROPPED))

    def _gap(self, start: float, end: float, why: str) -> LiveEvent:
        return LiveEvent(
            vendor=self._transcriber.vendor,
            event="gap",
            channel=0,
            text=f"{start:.1f} s to {end:.1f} s: {why}",
            start=start,
            end=end,
            audio_time=start,
            received_at=time.monotonic(),
            native="crossfade",
        )

    def _failed(self, trouble: Trouble) -> LiveEvent:
        return LiveEvent(
            vendor=self._transcriber.vendor,
            event="closed",
            channel=0,
            text=str(trouble),
            start=self._sent,
            end=self._sent,
            audio_time=self._sent,
            received_at=time.monotonic(),
            native=type(trouble).__name__,
        )

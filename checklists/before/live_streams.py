"""Live side by side: the same blocks to several transcribers on one audio clock.

The audio starts when every side has connected, so connecting is in nobody's figures; a side that
fails is reported and the others go on. A side that does not take its audio loses the oldest of it
and says so with a "gap"; nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence

from checklists.vendors import Options
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip, blocks, pcm_format
from providers.audio.pacing import Block, PcmFormat, Pump, paced
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.speech import LiveEvent, LiveTranscriber, Vendor

CONNECT_SECONDS = 10.0
# Blocks whose times differ by less, in seconds, follow each other.
_HOLE = 0.01

OnStart = Callable[[float], None]


def live_options(vendor: Vendor, channels: int) -> Options:
    """What a live comparison asks of each side: interim text, speech events, channels apart."""
    if vendor == "deepgram":
        return DeepgramOptions(
            interim_results=True,
            vad_events=True,
            utterance_end_ms=1000,
            endpointing=300,
            multichannel=channels == 2,
        )
    return AmazonOptions(channel_identification=channels == 2)


async def stream_to_all(
    clip: Clip,
    transcribers: Sequence[LiveTranscriber],
    *,
    speed: float = 1.0,
    on_start: OnStart | None = None,
) -> AsyncIterator[LiveEvent]:
    """Stream a clip to every transcriber at once; events of all, as they arrive.

    The same blocks go to all by absolute deadlines. A vendor that fails yields a "closed" event
    whose text says why; the others go on. ``on_start`` hears the monotonic moment of audio second
    0. Raises BadInput for a clip that cannot be read.
    """
    source = paced(blocks(clip), speed=speed)
    async for event in stream_blocks(source, pcm_format(clip), transcribers, on_start=on_start):
        yield event


async def stream_blocks(
    source: AsyncIterator[Block],
    form: PcmFormat,
    transcribers: Sequence[LiveTranscriber],
    *,
    on_start: OnStart | None = None,
    pump: Pump | None = None,
) -> AsyncIterator[LiveEvent]:
    """As ``stream_to_all``, for blocks that already come at their own pace."""
    pump = pump or Pump()
    arrived: asyncio.Queue[LiveEvent | None] = asyncio.Queue()
    sides = [_Side(transcriber, pump.listen(), form, arrived) for transcriber in transcribers]
    tasks = [asyncio.create_task(side.run()) for side in sides]

    async def feed() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                for side in sides:
                    await side.ready.wait()
        if on_start is not None:
            on_start(time.monotonic())
        await pump.run(source)

    feeding = asyncio.create_task(feed())
    running = len(tasks)
    try:
        while running:
            event = await arrived.get()
            if event is None:
                running -= 1
            else:
                yield event
        # All sides may have failed before the audio ended.
        if feeding.done():
            feeding.result()
    finally:
        await _end([feeding, *tasks])


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
        transcriber: LiveTranscriber,
        heard: AsyncIterator[Block],
        form: PcmFormat,
        arrived: asyncio.Queue[LiveEvent | None],
    ) -> None:
        self._transcriber = transcriber
        self._heard = heard
        self._form = form
        self._arrived = arrived
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
                    self._arrived.put_nowait(event)
        except Trouble as trouble:
            closed = self._failed(trouble)
        finally:
            if closed is not None:
                self._arrived.put_nowait(closed)
            self.ready.set()
            self._arrived.put_nowait(None)

    async def _blocks(self) -> AsyncIterator[Block]:
        # A transcriber asks for its first block once it is connected.
        self.ready.set()
        async for block in self._heard:
            if block.start > self._sent + _HOLE:
                self._arrived.put_nowait(self._missed(self._sent, block.start))
            yield block
            self._sent = block.end

    def _missed(self, start: float, end: float) -> LiveEvent:
        return LiveEvent(
            vendor=self._transcriber.vendor,
            event="gap",
            channel=0,
            text=f"{start:.1f} s to {end:.1f} s: this side took no audio for so long that it was "
            "dropped.",
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

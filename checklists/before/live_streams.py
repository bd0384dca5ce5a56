"""Live side by side: the same blocks to several transcribers on one audio clock.

The audio starts when every side has connected, so connecting is in nobody's figures; a side that
fails is reported and the others go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from checklists.records import ClipRecord, Run
from checklists.scoring.latency import Latency, measure
from checklists.scoring.words import WordScore, score
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip, blocks, pcm_format
from providers.audio.pacing import Block, PcmFormat, Pump, paced
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.speech import LiveEvent, LiveTranscriber, Vendor

CONNECT_SECONDS = 10.0
FINALS = ("final", "speech-final")

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
) -> AsyncIterator[LiveEvent]:
    """As ``stream_to_all``, for blocks that already come at their own pace."""
    pump = Pump()
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
            yield block
            self._sent = block.end

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


@dataclass(frozen=True, slots=True)
class LiveResult:
    """One vendor's stream: every event, the latency, the settled words' score.

    ``trouble`` is the sentence that ended it early, or "". ``started_at`` is the monotonic moment
    of audio second 0; ``connect_seconds`` what connecting took before it.
    """

    vendor: Vendor
    sandbox: bool
    model: str
    events: tuple[LiveEvent, ...]
    started_at: float
    latency: Latency
    score: WordScore | None
    connect_seconds: float | None
    request_id: str
    trouble: str = ""


async def compare_live(
    vendors: Vendors,
    sample: ClipRecord,
    chosen: Sequence[Vendor],
    *,
    on_event: Callable[[LiveEvent], None] = lambda event: None,
) -> list[LiveResult]:
    """Stream one sample to the chosen vendors at 1x and measure each. Raises BadInput."""
    clip = sample.clip
    sides = {vendor: vendors.live(vendor, live_options(vendor, clip.channels)) for vendor in chosen}
    events: dict[Vendor, list[LiveEvent]] = {vendor: [] for vendor in chosen}
    started = [0.0]
    async for event in stream_to_all(
        clip, list(sides.values()), on_start=lambda moment: started.__setitem__(0, moment)
    ):
        events[event.vendor].append(event)
        on_event(event)
    return [
        _result(vendors, sample, side, tuple(events[vendor]), started[0])
        for vendor, side in sides.items()
    ]


def _result(
    vendors: Vendors,
    sample: ClipRecord,
    side: LiveTranscriber,
    events: tuple[LiveEvent, ...],
    started_at: float,
) -> LiveResult:
    options = live_options(side.vendor, sample.clip.channels)
    last = events[-1] if events else None
    return LiveResult(
        vendor=side.vendor,
        sandbox=vendors.sandboxed(side.vendor),
        model=options.model if isinstance(options, DeepgramOptions) else "transcribe",
        events=events,
        started_at=started_at,
        latency=measure(
            events, started_at=started_at, truth=sample.truth, duration=sample.clip.duration
        ),
        score=_score(sample, events),
        connect_seconds=getattr(side, "connect_seconds", None),
        request_id=str(getattr(side, "request_id", "")),
        trouble=last.text if last and last.native.endswith(("Trouble", "BadInput")) else "",
    )


def _score(sample: ClipRecord, events: Sequence[LiveEvent]) -> WordScore | None:
    if not sample.references:
        return None
    reference = " ".join(sample.references[channel] for channel in sorted(sample.references))
    said = " ".join(settled_text(events, channel) for channel in sorted(sample.references))
    return score(reference, said)


def settled_text(events: Iterable[LiveEvent], channel: int | None = None) -> str:
    """One vendor's finals in the order of their speech, of one channel or of all."""
    finals = [
        event
        for event in events
        if event.event in FINALS and event.text and channel in (None, event.channel)
    ]
    return " ".join(event.text for event in sorted(finals, key=lambda event: event.start))


def event_json(event: LiveEvent, started_at: float) -> dict[str, Any]:
    """An event as ``live --json`` prints it; ``received_at`` counts from audio second 0."""
    return {
        "vendor": event.vendor,
        "event": event.event,
        "channel": event.channel,
        "text": event.text,
        "start": event.start,
        "end": event.end,
        "audio_time": event.audio_time,
        "received_at": event.received_at - started_at,
        "native": event.native,
    }


def record(workspace: Workspace, sample: ClipRecord, side: LiveResult) -> Run:
    """Keep a stream as a run (every event as received), and as evidence for "Test your audio"."""
    options = live_options(side.vendor, sample.clip.channels)
    run = workspace.record_run(
        "live",
        sandbox=side.sandbox,
        vendor=side.vendor,
        model=side.model,
        clip=sample.sha256,
        request={"options": options, "pace": 1.0},
        response=[dict(event.raw) for event in side.events if event.raw],
        result={
            "events": [event_json(event, side.started_at) for event in side.events],
            "trouble": side.trouble,
        },
        numbers={
            **side.latency.numbers(),
            "wer": side.score.wer if side.score else None,
            "connect_seconds": side.connect_seconds,
        },
        seconds=sample.clip.duration,
    )
    workspace.attach_evidence("test-audio", run.id)
    return run

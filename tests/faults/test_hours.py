"""A stream of a long time keeps nothing of what is settled, also over broken connections."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator

from checklists.before.live.streams import stream_blocks
from providers.amazon.live import AmazonLive
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import Block, PcmFormat
from providers.credentials import AmazonAccess, DeepgramAccess, Secret
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.exchange import WireMessage
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from providers.speech import LiveEvent
from tests.bench.live_server import HOURS, scripted

FORM = PcmFormat("linear16", 8000, 2)
SECONDS = 300
STEP = 0.25
BREAKS_EVERY = 90.0
# Audio is given so far, in seconds, beyond what both sides have settled.
AHEAD = 12.0
LOUD = b"\x00\x40\x00\xc0" * round(STEP * FORM.rate)
QUICK = Persistence(first_pause=0.001, longest_pause=0.001, replay=1e6)


def sides(url: str) -> dict[str, ResumingLive]:
    access = AmazonAccess("us-east-1", streaming_url=url, key_id="AKIA", secret=Secret("s"))
    options = DeepgramOptions(model=HOURS, interim_results=True, multichannel=True)
    return {
        "deepgram": ResumingLive(
            DeepgramLive(DeepgramAccess(Secret("a-key"), url), options), QUICK
        ),
        "amazon": ResumingLive(
            AmazonLive(access, AmazonOptions(channel_identification=True)), QUICK
        ),
    }


def alive() -> Counter[type]:
    gc.collect()
    kinds = (Block, LiveEvent, WireMessage)
    return Counter(type(thing) for thing in gc.get_objects() if type(thing) in kinds)


async def test_nothing_grows_with_the_length_of_a_stream() -> None:
    settled = {"deepgram": 0.0, "amazon": 0.0}
    progress = asyncio.Event()
    before = alive()
    readings: list[Counter[type]] = []

    async def source() -> AsyncIterator[Block]:
        for number in range(round(SECONDS / STEP)):
            start = number * STEP
            while start > min(settled.values()) + AHEAD:
                progress.clear()
                await progress.wait()
            yield Block(LOUD, start, start + STEP)
            if number % 200 == 199:
                readings.append(alive() - before)

    with scripted(BREAKS_EVERY) as server:
        live = sides(server.url)
        finals = Counter[str]()
        gaps = []
        async with asyncio.timeout(120):
            async for event in stream_blocks(source(), FORM, live):
                if event.event in ("final", "speech-final"):
                    finals[event.side] += 1
                    settled[event.side] = max(settled[event.side], event.end)
                    progress.set()
                elif event.event == "gap":
                    gaps.append(event.text)
    assert gaps == []
    assert [side.tally.connections for side in live.values()] == [4, 4]
    assert all(count >= 2 * SECONDS / 4 for count in finals.values())
    assert len(readings) == SECONDS // 50
    # In the backlog: what is ahead, and before it the run-up and what has been shown.
    most = (AHEAD + 20) / STEP
    for reading in readings:
        assert reading[Block] < most and reading[LiveEvent] < 100, readings
        assert reading[WireMessage] == 0

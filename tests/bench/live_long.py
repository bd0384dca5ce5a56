"""Four hours of two-channel audio to both vendors, by a clock that runs faster: what memory grows.

Against the scripted server in its own process, which says as much for every second of audio as a
vendor does, and breaks each connection off once an hour of audio. As in the product, all events
are kept in journals, and all messages tapped into logs of the newest. The clock stands still where
a side is far behind, so that a busy machine measures the same.
``python -m tests.bench.live_long [HOURS [SPEED]]``.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checklists.before.live.journal import Journal
from checklists.before.live.results import FINALS
from checklists.before.live.streams import stream_blocks
from providers.amazon.live import AmazonLive
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import AmazonAccess, DeepgramAccess, Secret
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from providers.speech import LiveEvent
from tests.bench.live_server import HOURS, scripted
from tui.live.wire_log import WireLog

FORM = PcmFormat("linear16", 16000, 2)
BLOCK_SECONDS = 0.1
BREAKS_EVERY = 3600.0
# Audio is given so far, in seconds, beyond what both sides have settled.
AHEAD = 20.0
# Seconds of audio before the first reading: by then every module is loaded, every buffer grown.
WARM = 300.0
_MIB = 2**20


@dataclass(slots=True)
class Grown:
    """Bytes of memory by second of audio, the events by kind, and how far each side settled."""

    memory: dict[float, int] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    settled: dict[str, float] = field(default_factory=dict)
    progress: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, event: LiveEvent) -> None:
        """One more event."""
        self.events[f"{event.vendor} {event.event}"] += 1
        if event.event in FINALS:
            self.settled[event.side] = max(self.settled[event.side], event.end)
            self.progress.set()


def resident() -> int:
    """Bytes of this process in memory (Linux; elsewhere the most there ever was)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def sound(seconds: float) -> Iterator[Block]:
    """A saw's teeth, so that nothing counts as silence; every block has bytes of its own."""
    size = round(BLOCK_SECONDS * FORM.byte_rate)
    tooth = b"".join((n * 257 % 20000).to_bytes(2, "little") for n in range(size // 2))
    for number in range(round(seconds / BLOCK_SECONDS)):
        start = number * BLOCK_SECONDS
        yield Block(bytes(bytearray(tooth)), start, start + BLOCK_SECONDS)


def sides(url: str, speed: float) -> dict[str, ResumingLive]:
    """Both vendors, with their patience scaled like the clock."""
    persistence = Persistence(
        first_pause=0.5 / speed, longest_pause=30 / speed, replay=1.25 * speed
    )
    deepgram = DeepgramOptions(model=HOURS, interim_results=True, multichannel=True)
    amazon = AmazonAccess("us-east-1", streaming_url=url, key_id="AKIA", secret=Secret("s"))
    return {
        "1": ResumingLive(
            DeepgramLive(DeepgramAccess(Secret("a-key"), url), deepgram), persistence
        ),
        "2": ResumingLive(
            AmazonLive(amazon, AmazonOptions(channel_identification=True)), persistence
        ),
    }


async def stream(live: dict[str, ResumingLive], seconds: float, speed: float) -> Grown:
    """The whole stream, its memory read at every half hour of audio."""
    grown = Grown(settled=dict.fromkeys(live, 0.0))
    journals = {name: Journal() for name in live}
    for side in live.values():
        side.tap = WireLog().take
    due = WARM

    async def source() -> AsyncIterator[Block]:
        async for block in paced(sound(seconds), speed=speed):
            while block.start > min(grown.settled.values()) + AHEAD:
                grown.progress.clear()
                await grown.progress.wait()
            yield block

    async for event in stream_blocks(source(), FORM, live):
        grown.take(event)
        journals[event.side].append(event)
        if event.audio_time >= due:
            gc.collect()
            grown.memory[due] = resident()
            due = max(1800.0, due + 1800.0) if due > WARM else 1800.0
    gc.collect()
    grown.memory[seconds] = resident()
    return grown


def measure(hours: float = 4.0, speed: float = 120.0) -> None:
    """Print the figures."""
    seconds = hours * 3600
    with scripted(BREAKS_EVERY) as server:
        live = sides(server.url, speed)
        began, used = time.monotonic(), time.process_time()
        grown = asyncio.run(stream(live, seconds, speed))
        took, used = time.monotonic() - began, time.process_time() - used
    first, *_, last = grown.memory.values()
    steps = ", ".join(
        f"{at / 3600:.1f} h {bytes_ / _MIB:.1f}" for at, bytes_ in grown.memory.items()
    )
    print(
        f"memory     {hours:g} h of audio in {took:.0f} s ({used:.0f} s of a core), "
        f"{server.seen.messages} messages over {server.seen.connections} connections: "
        f"grown by {(last - first) / _MIB:+.1f} MiB after the first {WARM / 60:g} minutes"
    )
    print(f"           MiB in use at {steps}")
    for name, side in live.items():
        print(f"           side {name} ({side.vendor}): {side.tally.numbers()}")
    print(f"           {dict(sorted(grown.events.items()))}")


if __name__ == "__main__":
    measure(*map(float, sys.argv[1:3]))

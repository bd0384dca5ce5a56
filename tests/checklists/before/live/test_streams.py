"""Several sides on one clock: a slow or dead one is nobody else's trouble."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from checklists.before.live.panes import standard_panes
from checklists.before.live.results import kept_up
from checklists.before.live.sessions import LiveSession
from checklists.before.live.source_sample import SampleSource
from checklists.before.live.streams import stream_blocks
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.audio.pacing import Block, PcmFormat, Pump, paced
from providers.errors import BadInput
from providers.persistence import Tally
from providers.speech import LiveEvent, Vendor
from tests.checklists.both_sides import both_sides
from tests.wire.deepgram.tones import tones, wav

MONO = PcmFormat("linear16", 16000, 1)


@dataclass(slots=True)
class Listening:
    """A transcriber that takes blocks only while ``free`` is set, and keeps what it took."""

    vendor: Vendor
    sandbox: bool = False
    free: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[Block] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def has(self, count: int) -> None:
        """Wait until it has taken so many blocks."""
        while len(self.taken) < count:
            self.more.clear()
            await self.more.wait()

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        async for block in blocks:
            await self.free.wait()
            self.taken.append(block)
            self.more.set()
        yield LiveEvent(self.vendor, "closed", 0, "", 0, 0, 0, 0)


def blocks_of(pcm: bytes) -> list[Block]:
    return [
        Block(pcm[at : at + 3200], at / 32000, (at + 3200) / 32000)
        for at in range(0, len(pcm), 3200)
    ]


async def test_a_stalled_side_loses_its_own_audio_and_says_so() -> None:
    stalled, well = Listening("amazon"), Listening("deepgram")
    well.free.set()
    given = blocks_of(bytes(3200 * 40))
    went_out: list[float] = []

    async def source() -> AsyncIterator[Block]:
        async for block in paced(given, speed=50):
            went_out.append(block.start)
            yield block
        # The other side has everything, while this one has nothing.
        await well.has(len(given))
        assert stalled.taken == []
        stalled.free.set()

    events: list[LiveEvent] = []
    async with asyncio.timeout(20):
        async for event in stream_blocks(
            source(), MONO, {"1": stalled, "2": well}, pump=Pump(most_seconds=1.0)
        ):
            events.append(event)
    assert well.taken == given and went_out == [block.start for block in given]
    (gap,) = [event for event in events if event.event == "gap"]
    assert (gap.vendor, gap.side) == ("amazon", "1") and "took no audio" in gap.text
    # What was taken before it stalled, what was told to be missing, and the rest: all of it.
    assert [block.start for block in stalled.taken] == [
        block.start for block in given if not gap.start <= block.start < gap.end
    ]
    assert kept_up(stalled, [gap])["gap_seconds"] == round(gap.end - gap.start, 3)


async def test_what_nobody_was_given_is_told_apart_from_what_a_side_lost() -> None:
    stalled, well = Listening("amazon"), Listening("deepgram")
    well.free.set()
    given = [block for block in blocks_of(bytes(3200 * 40)) if not 1.0 <= block.start < 1.5]

    async def source() -> AsyncIterator[Block]:
        async for block in paced(given, speed=50):
            yield block
        await well.has(len(given))
        stalled.free.set()

    sides = {"well": well, "stalled": stalled}
    told: dict[str, list[LiveEvent]] = {"well": [], "stalled": []}
    async with asyncio.timeout(20):
        async for event in stream_blocks(source(), MONO, sides, pump=Pump(most_seconds=1.0)):
            told[event.side].append(event)
    (left_out,) = [event for event in told["well"] if event.event == "gap"]
    assert (left_out.start, left_out.end) == (1.0, 1.5) and "stood still" in left_out.text
    lost = [event for event in told["stalled"] if event.event == "gap"]
    assert any("stood still" in gap.text for gap in lost)
    assert any("took no audio" in gap.text for gap in lost)
    # What it took and what it was told to miss are all of it, once.
    spans = sorted([(b.start, b.end) for b in stalled.taken] + [(g.start, g.end) for g in lost])
    assert spans[0][0] == 0.0 and spans[-1][1] == 4.0
    assert all(abs(one[1] - after[0]) < 1e-9 for one, after in itertools.pairwise(spans))


async def test_the_source_is_closed_with_the_stream() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncIterator[Block]:
        try:
            async for block in paced(blocks_of(bytes(3200 * 40)), speed=50):
                yield block
        finally:
            closed.set()

    class Refused(Listening):
        async def stream(
            self, blocks: AsyncIterator[Block], form: PcmFormat
        ) -> AsyncIterator[LiveEvent]:
            async for _ in blocks:
                raise BadInput("not like this")
            yield LiveEvent("amazon", "closed", 0, "", 0, 0, 0, 0)

    events = [event async for event in stream_blocks(source(), MONO, {"1": Refused("amazon")})]
    assert [(event.event, event.text, event.side) for event in events] == [
        ("closed", "not like this", "1")
    ]
    assert closed.is_set()


async def test_a_run_keeps_what_it_took_to_keep_the_stream_up(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    pcm = tones("alpha bravo _ charlie delta _ alpha _")
    path.write_bytes(wav(pcm))
    clip = probe(path)
    async with both_sides() as sides:
        sides.deepgram.faults.gossip = ('{"type": "Gossip"}',)
        sides.amazon.faults.drop_live_after = 2.0
        panes = standard_panes(("deepgram", "amazon"))
        session = LiveSession(sides.vendors, SampleSource(clip, speed=4), panes)
        async with asyncio.timeout(30):
            async for event in session.events():
                if event.event == "warning":
                    sides.amazon.faults.drop_live_after = 0.0
    with Workspace.open(tmp_path / "ws") as workspace:
        sample = workspace.add_clip(clip)
        kept_runs = session.keep(workspace, sample, session.results(sample))
        runs = {run.vendor: run for run in kept_runs}
    kept = {vendor: run.numbers["stream"] for vendor, run in runs.items()}
    assert (kept["deepgram"]["connections"], kept["deepgram"]["unknown_messages"]) == (1, 1)
    assert (kept["amazon"]["connections"], kept["amazon"]["gaps"]) == (2, 0)
    assert kept["amazon"]["sent_again_seconds"] > 0
    told = [event["event"] for event in runs["amazon"].result["events"]]
    assert [kind for kind in told if kind in ("warning", "reconnected", "closed")] == [
        "warning",
        "reconnected",
        "closed",
    ]
    for run in runs.values():
        said = [e["text"].lower() for e in run.result["events"] if "final" in e["event"]]
        heard = " ".join(said).replace(".", "").split()
        assert heard == ["alpha", "bravo", "charlie", "delta", "alpha"]

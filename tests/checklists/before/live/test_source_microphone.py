"""A microphone as a source: on disk first, whatever the panes do, and a sample afterwards."""

from __future__ import annotations

import asyncio
import errno
import functools
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live import source_microphone
from checklists.before.live.source_arrivals import Arrivals
from checklists.before.live.source_microphone import MicrophoneSource
from checklists.before.live.sources import LiveSource
from checklists.before.recording_log import makings
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.audio.clips import identify, read_pcm
from providers.audio.microphone import Choice, Microphone
from providers.audio.pacing import Block, Pump
from providers.audio.part_file import Writable
from providers.audio.recording import Recorder
from providers.audio.sound_library import Deliver
from providers.audio.take import Gap
from providers.errors import BadInput
from tests.bench.recording import compared, noise
from tests.providers.audio.capturing import MONO, FedMicrophone, numbered, until
from tests.providers.audio.making import tone
from tests.providers.audio.test_part_file import Refusing
from tests.providers.audio.test_recording import Stalling
from tests.sound import VirtualMicrophone

SPOKEN = tone(2.0)


@pytest.fixture
def fed() -> FedMicrophone:
    return FedMicrophone()


def source_of(fed: FedMicrophone, audio: Path) -> MicrophoneSource:
    @asynccontextmanager
    async def opener(choice: Choice) -> AsyncIterator[Microphone]:
        try:
            yield fed
        finally:
            await fed.stop()

    return MicrophoneSource(audio, opener=opener)


class Listening:
    """What a source gives, taken as it comes; ``on_block`` is called before it counts as come."""

    def __init__(
        self, source: LiveSource, on_block: Callable[[Block], None] = lambda block: None
    ) -> None:
        self.blocks: list[Block] = []
        self._on_block = on_block
        self.task = asyncio.create_task(self._listen(source))

    @property
    def sound(self) -> bytes:
        return b"".join(block.data for block in self.blocks)

    async def _listen(self, source: LiveSource) -> None:
        async for block in source.blocks():
            self._on_block(block)
            self.blocks.append(block)

    async def has(self, seconds: float) -> None:
        await until(
            lambda: self.blocks and self.blocks[-1].end > seconds - 1e-9, f"{seconds} s were given"
        )

    async def end(self) -> None:
        async with asyncio.timeout(20):
            await self.task


async def recording(
    source: MicrophoneSource, on_block: Callable[[Block], None] = lambda block: None
) -> Listening:
    """A source that is open and records."""
    assert await source.open() == MONO
    listening = Listening(source, on_block)
    await until(lambda: source._recording, "it records")
    return listening


def pcm_of(path: Path) -> bytes:
    return read_pcm(identify(path))[0]


async def test_all_that_is_spoken_is_given_once_it_is_on_disk(
    fed: FedMicrophone, tmp_path: Path
) -> None:
    come = bytearray()
    files: list[BinaryIO] = []

    def look(block: Block) -> None:
        come.extend(block.data)
        if not files:
            # It has another name once it is finished.
            files.append(next(tmp_path.iterdir()).open("rb", buffering=0))
        files[0].seek(44)
        assert files[0].read().startswith(come)

    source = source_of(fed, tmp_path)
    listening = await recording(source, look)
    told: LiveSource = source
    assert (told.title, told.duration, told.started_at) == ("Microphone fed by hand", None, None)
    fed.feed_all(SPOKEN)
    await listening.has(0.05)
    source.stop()
    source.stop()
    await listening.end()
    files[0].close()
    assert listening.sound == SPOKEN
    assert [(block.start, block.end) for block in listening.blocks[:2]] == [(0, 0.05), (0.05, 0.1)]
    assert (source.stopped_at, source.pauses, fed.stopped) == (None, (), True)
    assert source.recorded is not None
    assert pcm_of(source.recorded.path) == SPOKEN


async def test_it_ends_as_a_sample_whose_file_it_is(fed: FedMicrophone, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ours") as workspace:
        source = source_of(fed, workspace.audio)
        listening = await recording(source)
        fed.feed_all(SPOKEN)
        source.stop()
        await listening.end()
        record = source.sample(workspace)
        assert record is not None
        assert source.sample(workspace) == record
        assert workspace.clips() == (record,)
        (making,) = makings(workspace).items()
        assert making[0] == record.sha256 and making[1].device == "fed by hand"
    assert record.clip.path.parent == (tmp_path / "ours" / "audio").absolute()
    assert record.clip.duration == 2.0 and record.name.startswith("Recording 2")


async def test_before_the_panes_are_connected_nothing_is_recorded(
    fed: FedMicrophone, tmp_path: Path
) -> None:
    source = source_of(fed, tmp_path)
    await source.open()
    fed.feed_all(numbered(3) * 20)
    assert list(tmp_path.iterdir()) == []
    await source.close()
    await source.close()
    assert fed.stopped
    with Workspace.open(tmp_path / "ours") as workspace:
        assert source.sample(workspace) is None


async def test_a_pane_that_takes_nothing_costs_the_recording_nothing(
    fed: FedMicrophone, tmp_path: Path
) -> None:
    source = source_of(fed, tmp_path)
    await source.open()
    pump = Pump(most_seconds=0.5)
    stalled, well = pump.listen(), pump.listen()
    running = asyncio.create_task(pump.run(source.blocks()))
    await until(lambda: source._recording, "it records")
    fed.feed_all(SPOKEN)
    source.stop()
    await running
    assert source.recorded is not None and pcm_of(source.recorded.path) == SPOKEN
    assert len([block async for block in stalled]) < 20
    del well


async def test_a_pause_pauses_the_recording(fed: FedMicrophone, tmp_path: Path) -> None:
    source = source_of(fed, tmp_path)
    listening = await recording(source)
    fed.feed_all(numbered(1) * 10)
    await listening.has(0.5)
    source.pause()
    source.pause()
    await until(lambda: source._recorder and source._recorder.state == "paused", "it is paused")
    fed.feed_all(numbered(2) * 10)
    ((at, length),) = source.pauses
    assert at == 0.5
    await until(lambda: source.pauses[0][1] > 0.1 > length, "time passes")
    source.resume()
    await until(lambda: source._recorder and source._recorder.state == "recording", "it goes on")
    # Until the first block after it the pause is not over.
    assert source.pauses[0][1] > 0.1
    fed.feed_all(numbered(3) * 10)
    source.stop()
    await listening.end()
    assert listening.sound == numbered(1) * 10 + numbered(3) * 10
    assert source.recorded is not None
    assert pcm_of(source.recorded.path) == listening.sound
    # The blocks came all at once, so that only the place of the pause can be told.
    assert [at for at, _ in source.pauses] == [0.5]


async def test_paused_before_it_began(fed: FedMicrophone, tmp_path: Path) -> None:
    source = source_of(fed, tmp_path)
    await source.open()
    source.pause()
    listening = Listening(source)
    await until(lambda: source._recorder and source._recorder.state == "paused", "it is paused")
    fed.feed_all(numbered(1) * 10)
    source.resume()
    await until(lambda: source._recorder and source._recorder.state == "recording", "it goes on")
    fed.feed_all(numbered(2) * 10)
    source.stop()
    await listening.end()
    assert listening.sound == numbered(2) * 10


async def test_nothing_spoken_leaves_no_file(fed: FedMicrophone, tmp_path: Path) -> None:
    source = source_of(fed, tmp_path)
    listening = await recording(source)
    source.stop()
    await listening.end()
    assert list(tmp_path.iterdir()) == [] and source.recorded is None


async def test_stopped_while_it_begins(fed: FedMicrophone, tmp_path: Path) -> None:
    source = source_of(fed, tmp_path)
    await source.open()
    listening = Listening(source)
    source.stop()
    await listening.end()
    assert listening.blocks == [] and list(tmp_path.iterdir()) == []


async def test_a_full_disk_ends_it_and_keeps_what_there_is(
    fed: FedMicrophone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opener(path: Path) -> Writable:
        return Refusing(path, 44 + 5 * 1600 + 100, errno.ENOSPC)

    use_disk(monkeypatch, opener)
    source = source_of(fed, tmp_path)
    listening = await recording(source)
    fed.feed_all(b"".join(numbered(n) for n in range(10)))
    with pytest.raises(BadInput, match="The disk is full"):
        await listening.end()
    assert listening.sound == b"".join(numbered(n) for n in range(5))
    assert source.recorded is not None
    assert pcm_of(source.recorded.path) == listening.sound
    await source.close()


async def test_a_disk_that_does_not_answer_holds_up_no_end(
    fed: FedMicrophone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let = threading.Event()
    use_disk(monkeypatch, lambda path: Stalling(path, let))
    monkeypatch.setattr("providers.audio.recording.DISK_SECONDS", 0.2)
    source = source_of(fed, tmp_path)
    # Beginning has to be quick as well, on a busy machine.
    monkeypatch.setattr("providers.audio.recording.DISK_SECONDS", 20.0)
    listening = await recording(source)
    monkeypatch.setattr("providers.audio.recording.DISK_SECONDS", 0.2)
    fed.feed_all(SPOKEN)
    source.stop()
    with pytest.raises(BadInput, match="does not answer"):
        await listening.end()
    assert listening.blocks == [] and fed.stopped
    await source.close()
    let.set()


def use_disk(monkeypatch: pytest.MonkeyPatch, opener: Callable[[Path], Writable]) -> None:
    monkeypatch.setattr(source_microphone, "Recorder", functools.partial(Recorder, opener=opener))


async def test_cancelled_it_still_keeps_what_was_spoken(fed: FedMicrophone, tmp_path: Path) -> None:
    source = source_of(fed, tmp_path)
    listening = await recording(source)
    fed.feed_all(SPOKEN)
    listening.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening.task
    (path,) = tmp_path.iterdir()
    assert pcm_of(path) == SPOKEN and ".part" not in path.name
    assert fed.stopped


async def test_without_the_device_there_is_nothing_to_close(tmp_path: Path) -> None:
    class Gone(FedMicrophone):
        async def start(self, deliver: Deliver) -> None:
            raise BadInput("There is no microphone here.")

    gone = Gone()
    source = source_of(gone, tmp_path)
    with pytest.raises(BadInput, match="no microphone"):
        await source.open()
    assert gone.stopped
    await source.close()
    assert [block async for block in source.blocks()] == []


# --- when the sound was due -----------------------------------------------------------------------

DELAYS = st.lists(st.floats(0.0, 0.2), min_size=25, max_size=60)


@given(DELAYS, DELAYS, st.floats(0.3, 20.0))
def test_what_comes_with_the_least_delay_tells_when_all_was_spoken(
    before: list[float], after: list[float], paused: float
) -> None:
    # The first second has a block that came at once, before and after the pause.
    before[7], after[11] = 0.0, 0.0
    arrivals = Arrivals()
    at = 0.05 * len(before)
    gaps: list[Gap] = []
    spoken = AudioClock(100.0, ((at, paused),))
    for number, delay in enumerate(before + after):
        if number == len(before):
            gaps.append(Gap(at, paused, "paused"))
        start, end = 0.05 * number, 0.05 * (number + 1)
        arrivals.came(start, end, gaps, spoken.due(end) + delay)
    assert arrivals.started_at == pytest.approx(100.0)
    ((where, length),) = arrivals.pauses
    assert where == pytest.approx(at) and length == pytest.approx(paused)


def test_two_gaps_at_one_place_are_one_and_a_gap_before_the_first_block_is_none() -> None:
    arrivals = Arrivals()
    assert (arrivals.started_at, arrivals.pauses) == (None, ())
    arrivals.came(0.0, 0.05, [Gap(0.0, 3.0, "paused")], 10.05)
    arrivals.came(0.05, 0.1, [Gap(0.0, 3.0, "paused")], 10.1)
    gaps = [Gap(0.0, 3.0, "paused"), Gap(0.1, 1.0, "paused"), Gap(0.1, 0.0, "lost")]
    arrivals.came(0.1, 0.15, gaps, 12.15)
    assert arrivals.started_at == 10.0
    ((where, length),) = arrivals.pauses
    assert where == 0.1 and length == pytest.approx(2.0)


# --- a real one -----------------------------------------------------------------------------------


@pytest.mark.sound
async def test_from_a_real_sound_server_two_panes_get_what_is_in_the_file(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    played, path, witness = noise(3.0), tmp_path / "noise.raw", tmp_path / "witness.raw"
    path.write_bytes(played)
    with Workspace.open(tmp_path / "ours") as workspace:
        source = MicrophoneSource(workspace.audio)
        assert await source.open() == MONO
        pump = Pump()
        heard = [pump.listen(), pump.listen()]
        running = asyncio.create_task(pump.run(source.blocks()))
        with virtual_microphone.witnessed(witness):
            await until(lambda: source.started_at is not None, "the first block came")
            player = virtual_microphone.player(path)
            await until(lambda: player.poll() is not None, "it was played")
            await until(lambda: "zeros" in " ".join(source.remarks), "silence came after it")
        source.stop()
        async with asyncio.timeout(30):
            await running
        record = source.sample(workspace)
        assert record is not None and source.recorded is not None
        assert record.sha256 == source.recorded.sha256
        recorded = pcm_of(record.clip.path)
    for one in heard:
        assert b"".join([block.data async for block in one]) == recorded
    _, lost, repeated, _ = compared(played, recorded)
    assert (lost, repeated) == compared(played, witness.read_bytes())[1:3]


@pytest.mark.sound
async def test_a_real_pause_moves_what_follows_by_its_length(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    source = MicrophoneSource(tmp_path)
    await source.open()
    listening = Listening(source)
    await listening.has(1.0)
    source.pause()
    await until(lambda: source.pauses[0][1] > 0.7, "0.7 s pass")
    ((at, _),) = source.pauses
    source.resume()
    await listening.has(at + 1.0)
    source.stop()
    await listening.end()
    ((where, length),) = source.pauses
    # It began and ended somewhere within a block, and blocks come in lumps of up to 0.1 s.
    assert where == pytest.approx(at, abs=0.2) and length > 0.5
    assert source.recorded is not None
    assert [gap.why for gap in source.recorded.gaps] == ["paused"]

"""Pipes and growing files as sources: all of it on disk, given at the speed of life."""

from __future__ import annotations

import asyncio
import errno
import functools
import os
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from checklists.before.live import source_kept
from checklists.before.live.source_growing import GrowingFileSource
from checklists.before.live.source_kept import KeptSource
from checklists.before.live.source_pipe import PipeSource
from checklists.before.live.sources import LiveSource
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.audio.clips import identify, read_pcm
from providers.audio.pacing import Block, PcmFormat
from providers.audio.part_file import PartFile, Writable
from providers.errors import BadInput
from tests.providers.audio.capturing import until
from tests.providers.audio.making import chunk, fmt, riff, tone
from tests.providers.audio.test_part_file import Refusing
from tests.providers.audio.test_recording import Stalling

MONO = PcmFormat("linear16", 16000, 1)
PCM = tone(1.2)
START = riff(fmt(1, 1, 16000, 16), chunk(b"data", b"", promised=0xFFFFFFFF))
BLOCK = 3200


class Listening:
    """What a source gives, taken as it comes; nothing of it may come before it is due."""

    def __init__(self, source: KeptSource) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.task = asyncio.create_task(self._listen())

    @property
    def sound(self) -> bytes:
        return b"".join(block.data for block in self.blocks)

    async def _listen(self) -> None:
        source: LiveSource = self.source
        async for block in source.blocks():
            assert source.started_at is not None
            clock = AudioClock(source.started_at, source.pauses)
            assert time.monotonic() > clock.due(block.end) - 1e-6
            self.blocks.append(block)

    async def has(self, count: int) -> None:
        await until(lambda: len(self.blocks) >= count or self.task.done(), f"{count} blocks came")
        assert len(self.blocks) >= count

    async def end(self) -> None:
        async with asyncio.timeout(20):
            await self.task


class Writer:
    """The other end of a FIFO, which writes without holding anybody up."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY)

    def write(self, data: bytes) -> None:
        assert os.write(self._descriptor, data) == len(data)

    def close(self) -> None:
        os.close(self._descriptor)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "tap"
    os.mkfifo(path)
    return path


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    return tmp_path / "audio"


async def opened(fifo: Path, audio: Path | None) -> tuple[PipeSource, Writer]:
    source = PipeSource(fifo, MONO, audio=audio)
    assert await source.open() == MONO
    return source, Writer(fifo)


def pcm_of(path: Path) -> bytes:
    return read_pcm(identify(path))[0]


async def test_what_is_written_in_lumps_comes_out_evenly_and_is_kept(
    fifo: Path, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "ours") as workspace:
        source, writer = await opened(fifo, workspace.audio)
        listening = Listening(source)
        for at in range(0, len(PCM), 7001):
            writer.write(PCM[at : at + 7001])
        writer.close()
        await listening.end()
        assert listening.sound == PCM
        assert (source.stopped_at, source.left_out, source.remarks) == (None, (), ())
        record = source.sample(workspace)
        assert record is not None and workspace.clips() == (record,)
    assert record.name.startswith("tap, 2")
    assert record.clip.path.parent == (tmp_path / "ours" / "audio").absolute()
    assert source.kept is not None and record.sha256 == source.kept.sha256
    assert pcm_of(record.clip.path) == PCM


async def test_each_block_is_on_disk_before_it_is_given(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    writer.write(PCM)
    writer.close()
    come = b""
    async with asyncio.timeout(20):
        async for block in source.blocks():
            come += block.data
            (part,) = audio.iterdir()
            assert part.read_bytes()[44:].startswith(come)
    assert come == PCM


async def test_mulaw_becomes_linear16_in_two_channels(fifo: Path, audio: Path) -> None:
    source = PipeSource(fifo, PcmFormat("mulaw", 8000, 2), audio=audio)
    assert await source.open() == PcmFormat("linear16", 8000, 2)
    writer = Writer(fifo)
    writer.write(b"\xff\x00" * 1600)
    writer.close()
    listening = Listening(source)
    await listening.end()
    assert listening.sound == b"\0\0\x84\x82" * 1600
    assert source.kept is not None
    assert (source.kept.seconds, pcm_of(source.kept.path)) == (0.2, listening.sound)


async def test_where_nothing_comes_the_clock_stands_still(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    listening = Listening(source)
    writer.write(PCM[: 4 * BLOCK])
    await listening.has(4)
    silent_from = time.monotonic()
    await until(lambda: time.monotonic() > silent_from + 0.5, "half a second without a sample")
    writer.write(PCM[4 * BLOCK :])
    writer.close()
    await listening.end()
    assert listening.sound == PCM
    ((at, length), *more) = source.pauses
    # 0.1 s of the silence is what the next block would have taken anyway.
    assert at == pytest.approx(0.4) and length > 0.35
    assert all(where > at for where, _ in more)


async def test_a_pause_leaves_out_but_the_file_has_it_all(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    listening = Listening(source)
    writer.write(PCM)
    writer.close()
    await listening.has(3)
    source.pause()
    await until(lambda: source.left_out and source.left_out[0][1] > 0.5, "it is left out")
    source.resume()
    await listening.end()
    ((start, end),) = source.left_out
    assert [block.start for block in listening.blocks if start - 1e-9 < block.start < end] == []
    first, last = round(start * 32000), round(end * 32000)
    assert listening.sound == PCM[:first] + PCM[last:]
    assert source.kept is not None and pcm_of(source.kept.path) == PCM
    assert source.pauses == () or source.pauses[0][0] > 0
    assert source.remarks == (
        f"Paused, but the sound goes on: {end - start:.1f} s of it were given to nobody; the "
        "file has it.",
    )


async def test_stopped_by_hand_while_more_is_there(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    listening = Listening(source)
    writer.write(PCM)
    await listening.has(3)
    source.stop()
    source.stop()
    await listening.end()
    assert source.kept is not None and source.kept.seconds == 1.2
    assert source.stopped_at == pytest.approx(len(listening.sound) / 32000)
    writer.close()


async def test_stopped_when_all_of_it_was_given_it_is_whole(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    listening = Listening(source)
    writer.write(PCM[: 2 * BLOCK])
    await listening.has(2)
    source.stop()
    await listening.end()
    assert source.stopped_at is None
    assert source.kept is not None and pcm_of(source.kept.path) == PCM[: 2 * BLOCK]
    writer.close()


async def test_a_pipe_that_nobody_writes_to_can_be_stopped(fifo: Path, audio: Path) -> None:
    source = PipeSource(fifo, MONO, audio=audio)
    await source.open()
    listening = Listening(source)
    await until(lambda: source._reading is not None, "it waits for a writer")
    source.stop()
    await listening.end()
    assert list(audio.iterdir()) == [] and source.kept is None
    assert [block async for block in source.blocks()] == []


async def test_opened_and_never_heard_it_leaves_nothing(fifo: Path, audio: Path) -> None:
    before = set(threading.enumerate())
    source, writer = await opened(fifo, audio)
    await source.close()
    await source.close()
    assert list(audio.iterdir()) == []
    with pytest.raises(BrokenPipeError):
        writer.write(b"nobody reads")
    writer.close()
    await until(lambda: not set(threading.enumerate()) - before, "all threads have ended")


async def test_without_a_workspace_it_is_heard_and_not_kept(fifo: Path, tmp_path: Path) -> None:
    source, writer = await opened(fifo, None)
    writer.write(PCM)
    writer.close()
    listening = Listening(source)
    await listening.end()
    assert listening.sound == PCM
    with Workspace.open(tmp_path / "ours") as workspace:
        assert source.sample(workspace) is None


async def test_what_comes_all_at_once_is_read_no_faster_than_is_needed(
    fifo: Path, audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_kept, "AHEAD_SECONDS", 0.5)
    source, writer = await opened(fifo, audio)
    writer.write(bytes(64000))
    listening = Listening(source)
    await listening.has(3)
    source.stop()
    await listening.end()
    assert source.kept is not None
    assert source.kept.seconds < len(listening.sound) / 32000 + 0.5 + 0.31
    writer.close()


@pytest.mark.parametrize(
    ("written", "said"), [(b"", "No audio came in"), (b"RIFF" + bytes(9000), "has a file header")]
)
async def test_what_is_no_raw_audio_is_one_sentence(
    fifo: Path, audio: Path, written: bytes, said: str
) -> None:
    source, writer = await opened(fifo, audio)
    writer.write(written) if written else None
    writer.close()
    listening = Listening(source)
    with pytest.raises(BadInput, match=said):
        await listening.end()
    assert list(audio.iterdir()) == []


async def test_a_form_that_the_vendors_do_not_take_is_refused(fifo: Path, audio: Path) -> None:
    for form in (PcmFormat("linear16", 4000, 1), PcmFormat("linear16", 8000, 3)):
        with pytest.raises(BadInput, match="which is what Amazon Transcribe takes"):
            await PipeSource(fifo, form, audio=audio).open()
    audio.write_bytes(b"in the way")
    source = PipeSource(fifo, MONO, audio=audio)
    with pytest.raises(BadInput, match="Nothing can be recorded into"):
        await source.open()
    await source.close()


async def test_a_full_disk_ends_it_and_keeps_what_there_is(
    fifo: Path, audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opener(path: Path) -> Writable:
        return Refusing(path, 44 + 5 * BLOCK + 100, errno.ENOSPC)

    monkeypatch.setattr(source_kept, "PartFile", functools.partial(PartFile, opener=opener))
    source, writer = await opened(fifo, audio)
    writer.write(PCM)
    listening = Listening(source)
    with pytest.raises(BadInput, match="The disk is full"):
        await listening.end()
    assert listening.sound == PCM[: 5 * BLOCK]
    assert source.kept is not None and pcm_of(source.kept.path) == listening.sound
    writer.close()


async def test_a_disk_that_does_not_answer_holds_up_no_end(
    fifo: Path, audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let = threading.Event()
    opener = functools.partial(PartFile, opener=lambda path: Stalling(path, let))
    monkeypatch.setattr(source_kept, "PartFile", opener)
    monkeypatch.setattr(source_kept, "DISK_SECONDS", 0.2)
    source, writer = await opened(fifo, audio)
    writer.write(PCM)
    listening = Listening(source)
    await until(lambda: source._take and source._take.seconds > 1.1, "it has come")
    source.stop()
    with pytest.raises(BadInput, match="does not answer"):
        await listening.end()
    assert listening.blocks == []
    let.set()
    writer.close()


async def test_standard_input_as_a_pipe_and_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "call.raw"
    path.write_bytes(PCM)
    reading, writing = os.pipe()
    os.write(writing, PCM)
    os.close(writing)
    for descriptor in (reading, os.open(path, os.O_RDONLY)):
        with os.fdopen(descriptor, "rb") as stream:
            source = PipeSource(stream, MONO)
            assert source.title == "Standard input"
            await source.open()
            listening = Listening(source)
            await listening.end()
            assert listening.sound == PCM
            assert not stream.closed


# --- growing files --------------------------------------------------------------------------------


async def grow(path: Path, listening: Listening) -> None:
    """Write so that each lump comes after what was written before has been heard."""
    with path.open("ab", buffering=0) as out:
        for at in range(0, len(PCM), 2 * BLOCK):
            out.write(PCM[at : at + 2 * BLOCK])
            await listening.has((at + 2 * BLOCK) // BLOCK)


async def test_a_growing_wav_is_heard_from_its_end_on_and_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(START + b"\1\1" * 16000)
    with Workspace.open(tmp_path / "ours") as workspace:
        source = GrowingFileSource(path, audio=workspace.audio, quiet_seconds=0.6)
        assert await source.open() == MONO
        listening = Listening(source)
        async with asyncio.timeout(20):
            # The end from which on it is heard is that of the moment in which it is opened.
            await until(lambda: source._reading is not None, "it is followed")
            await grow(path, listening)
        await listening.end()
        record = source.sample(workspace)
        assert record is not None
    assert listening.sound == PCM
    assert record.name.startswith("call.wav, 2")
    assert pcm_of(record.clip.path) == PCM and record.clip.path != path


async def test_a_growing_file_from_its_start_comes_at_the_speed_of_life(
    tmp_path: Path, audio: Path
) -> None:
    path = tmp_path / "call.raw"
    path.write_bytes(PCM)
    source = GrowingFileSource(path, MONO, audio=audio, from_start=True, quiet_seconds=0.1)
    await source.open()
    listening = Listening(source)
    await listening.end()
    assert listening.sound == PCM


async def test_a_file_that_does_not_grow_is_one_sentence(tmp_path: Path, audio: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(START + PCM)
    source = GrowingFileSource(path, audio=audio, quiet_seconds=0.1)
    await source.open()
    listening = Listening(source)
    with pytest.raises(BadInput, match=r"Nothing was written into '.*call\.wav' for 0\.1 s"):
        await listening.end()
    assert list(audio.iterdir()) == []
    for gone in (tmp_path / "gone.wav", tmp_path):
        with pytest.raises(BadInput, match="cannot be opened"):
            await GrowingFileSource(gone, audio=audio).open()


async def test_cancelled_it_still_keeps_what_came(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    writer.write(PCM)
    listening = Listening(source)
    await until(lambda: source._take and source._take.seconds > 1.1, "it has come")
    listening.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening.task
    (path,) = audio.iterdir()
    assert pcm_of(path) == PCM and ".part" not in path.name
    writer.close()


async def test_a_generator_that_is_closed_lets_go_as_well(fifo: Path, audio: Path) -> None:
    source, writer = await opened(fifo, audio)
    writer.write(PCM)
    blocks: AsyncIterator[Block] = source.blocks()
    await anext(blocks)
    await blocks.aclose()  # type: ignore[attr-defined]
    assert source.kept is not None and source.stopped_at is None
    with pytest.raises(BrokenPipeError):
        writer.write(b"nobody reads")
    writer.close()

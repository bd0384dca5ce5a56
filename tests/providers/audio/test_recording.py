"""The recorder over a microphone that is fed by hand: what gets into the file, and what is told."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from pathlib import Path

import pytest

from providers.audio.clips import identify, read_pcm
from providers.audio.pacing import Block, PcmFormat, Pump
from providers.audio.part_file import Writable, new_file
from providers.audio.recording import Recorder
from providers.errors import BadInput
from tests.providers.audio.capturing import BLOCK_FRAMES, MONO, FedMicrophone, numbered, until
from tests.providers.audio.making import interleave, tone
from tests.providers.audio.test_part_file import Refusing


def pcm_of(path: Path) -> bytes:
    return read_pcm(identify(path))[0]


async def heard(recorder: Recorder, seconds: float) -> None:
    """Wait for so much sound to have been taken."""
    await until(lambda: recorder.elapsed > seconds - 1e-9, f"{seconds} s are recorded")


def state(recorder: Recorder) -> str:
    return recorder.state


async def test_what_is_spoken_is_what_is_in_the_file(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    spoken = tone(2.0)
    async with Recorder(microphone, tmp_path / "audio") as recorder:
        assert state(recorder) == "listening"
        microphone.feed(numbered(9))
        await recorder.record()
        assert state(recorder) == "recording"
        microphone.feed_all(spoken)
        done = await recorder.finish()
        assert state(recorder) == "listening"
    assert microphone.stopped
    assert pcm_of(done.path) == spoken
    assert done.seconds == 2.0
    assert identify(done.path).sha256 == done.sha256
    assert done.path.name == f"{done.began_at:%Y-%m-%dT%H-%M-%S}-{done.sha256[:8]}.wav"
    assert done.levels.channels[0].peak == pytest.approx(-6.0, abs=0.1)
    assert (done.gaps, done.findings, done.trouble) == ((), (), None)


async def test_stereo_at_48_khz(tmp_path: Path) -> None:
    form = PcmFormat("linear16", 48000, 2)
    microphone = FedMicrophone(form)
    spoken = interleave(tone(0.5, 48000), tone(0.5, 48000, hertz=300.0, amplitude=0.1))
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed_all(spoken)
        done = await recorder.finish()
        left, right = recorder.reading()
    clip = identify(done.path)
    assert (clip.rate, clip.channels, pcm_of(done.path)) == (48000, 2, spoken)
    assert left.hold - right.hold == pytest.approx(14.0, abs=0.2)


async def test_a_pause_is_a_gap_that_is_noted_and_no_silence(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed_all(numbered(1) * 10)
        await recorder.pause()
        assert state(recorder) == "paused"
        microphone.feed_all(numbered(2) * 10)
        assert recorder.elapsed == 0.5
        await recorder.resume()
        microphone.feed_all(numbered(3) * 4)
        done = await recorder.finish()
    assert pcm_of(done.path) == numbered(1) * 10 + numbered(3) * 4
    (gap,) = done.gaps
    assert (gap.at, gap.why) == (0.5, "paused")
    assert gap.seconds > 0


async def test_discarding_leaves_nothing_and_the_next_one_goes_on(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed_all(numbered(1) * 4)
        await heard(recorder, 0.2)
        await recorder.discard()
        assert list(tmp_path.iterdir()) == []
        assert recorder.elapsed == 0
        await recorder.record()
        microphone.feed_all(numbered(2) * 4)
        done = await recorder.finish()
    assert pcm_of(done.path) == numbered(2) * 4


async def test_two_in_the_same_second_are_two_files(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        for _ in range(2):
            await recorder.record()
            microphone.feed_all(numbered(1) * 2)
            await recorder.finish()
    assert len(list(tmp_path.glob("*.wav"))) == 2


async def test_a_key_pressed_twice_begins_one_recording(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        answers = await asyncio.gather(recorder.record(), recorder.record(), return_exceptions=True)
        assert [type(answer) for answer in answers] == [type(None), RuntimeError]
        microphone.feed_all(numbered(1) * 2)
        await recorder.finish()
    assert len(list(tmp_path.iterdir())) == 1


async def test_leaving_finishes_what_is_being_recorded(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    with pytest.raises(ZeroDivisionError):
        async with Recorder(microphone, tmp_path) as recorder:
            await recorder.record()
            microphone.feed_all(numbered(5) * 3)
            raise ZeroDivisionError
    (path,) = tmp_path.iterdir()
    assert ".part" not in path.name
    assert pcm_of(path) == numbered(5) * 3


async def test_a_cancelled_finish_still_finishes(tmp_path: Path) -> None:
    """Twice cancelled, as a worker is when the program ends in a hurry."""
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed_all(numbered(5) * 3)
        finishing = asyncio.create_task(recorder.finish())
        await asyncio.sleep(0)
        finishing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await finishing
        await until(lambda: any(tmp_path.glob("*[0-9a-f].wav")), "it has its name")
    (path,) = tmp_path.iterdir()
    assert pcm_of(path) == numbered(5) * 3


async def test_blocks_come_after_they_are_on_disk(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    spoken = tone(1.0)
    come: list[Block] = []
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        pump = Pump()
        listener = pump.listen()
        path = recorder.path
        assert path is not None
        pumping = asyncio.create_task(pump.run(recorder.blocks()))
        await asyncio.sleep(0)
        microphone.feed_all(spoken)
        async for block in listener:
            come.append(block)
            assert path.read_bytes()[44:].startswith(b"".join(each.data for each in come))
            if len(come) == 20:
                break
        await recorder.finish()
        await pumping
    assert b"".join(block.data for block in come) == spoken
    assert [(block.start, block.end) for block in come[:2]] == [(0.0, 0.05), (0.05, 0.1)]


async def test_a_full_disk_ends_the_recording_and_keeps_what_there_is(tmp_path: Path) -> None:
    def opener(path: Path) -> Writable:
        return Refusing(path, 44 + 5 * 1600 + 100, errno.ENOSPC)

    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path, opener=opener) as recorder:
        await recorder.record()
        blocks = recorder.blocks()
        microphone.feed_all(b"".join(numbered(n) for n in range(10)))
        async with asyncio.timeout(60):
            told = [block async for block in blocks]
        assert state(recorder) == "stopped"
        assert recorder.elapsed == 0.25
        assert str(recorder.trouble) == (
            "The disk is full: the recording was stopped, and the 0.2 s before that are kept. "
            "Make room, then record again."
        )
        assert [block async for block in recorder.blocks()] == []
        done = await recorder.finish()
    assert len(told) == 5
    assert done.trouble is not None
    assert pcm_of(done.path) == b"".join(numbered(n) for n in range(5))


class Stalling:
    """A disk that takes nothing until it is let."""

    def __init__(self, path: Path, let: threading.Event) -> None:
        self._file = new_file(path)
        self._let = let

    def write(self, data: bytes | memoryview, /) -> int | None:
        if len(data) > 44:
            self._let.wait(60)
        return self._file.write(bytes(data))

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def truncate(self, size: int | None = None, /) -> int:
        return self._file.truncate(size)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


async def test_a_disk_that_stalls_loses_nothing_and_leaves_the_meter_alive(tmp_path: Path) -> None:
    let = threading.Event()
    microphone = FedMicrophone()
    spoken = b"".join(numbered(n) for n in range(400))
    async with Recorder(microphone, tmp_path, opener=lambda path: Stalling(path, let)) as recorder:
        await recorder.record()
        microphone.feed_all(spoken)
        microphone.feed(tone(0.05))
        await heard(recorder, 20.05)
        assert recorder.reading()[0].peak == pytest.approx(-6.0, abs=0.1)
        assert state(recorder) == "recording"
        let.set()
        done = await recorder.finish()
    assert pcm_of(done.path) == spoken + tone(0.05)


async def test_a_disk_that_never_comes_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.audio.take.MOST_WAITING", 20)
    monkeypatch.setattr("providers.audio.recording.DISK_SECONDS", 0.05)
    let = threading.Event()
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path, opener=lambda path: Stalling(path, let)) as recorder:
        await recorder.record()
        microphone.feed_all(numbered(1) * 60)
        await until(lambda: recorder.trouble, "it gave up")
        assert "The disk has taken nothing" in str(recorder.trouble)
        with pytest.raises(BadInput, match="does not answer"):
            await recorder.finish()
        let.set()


async def test_lost_sound_is_a_gap(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed(numbered(1), arrived=100.0)
        microphone.feed(numbered(1), arrived=100.05, lost=True)
        microphone.feed(numbered(1), arrived=100.10, lost=True)
        microphone.feed(numbered(1), arrived=105.15)
        done = await recorder.finish()
    assert [(gap.at, round(gap.seconds, 2), gap.why) for gap in done.gaps] == [
        (0.05, 0.0, "lost"),
        (0.15, 5.0, "lost"),
    ]
    assert "overflow" in [finding.kind for finding in done.findings]
    assert done.seconds == 4 * BLOCK_FRAMES / MONO.rate


async def test_a_dead_microphone_is_told_while_and_after_recording(tmp_path: Path) -> None:
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path, clock=lambda: 101.5) as recorder:
        await recorder.record()
        for number in range(30):
            microphone.feed(bytes(1600), arrived=100.0 + 0.05 * number)
        await heard(recorder, 1.5)
        assert [finding.kind for finding in recorder.findings()] == ["silent"]
        done = await recorder.finish()
    assert [finding.kind for finding in done.findings] == ["silent"]
    assert done.levels.channels[0].silence == 1.0


async def test_a_folder_that_cannot_be_written_leaves_the_recorder_usable(tmp_path: Path) -> None:
    (tmp_path / "audio").write_bytes(b"")
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path / "audio") as recorder:
        with pytest.raises(BadInput):
            await recorder.record()
        assert state(recorder) == "listening"
        (tmp_path / "audio").unlink()
        await recorder.record()
        microphone.feed(numbered(1))
        done = await recorder.finish()
    assert os.path.commonpath([done.path, tmp_path / "audio"]) == str(tmp_path / "audio")


async def test_no_thread_is_left_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    microphone = FedMicrophone()
    async with Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        microphone.feed(numbered(1))
        await recorder.finish()
    await until(lambda: not set(threading.enumerate()) - before, "all threads have ended")

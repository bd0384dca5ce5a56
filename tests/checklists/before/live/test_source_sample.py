"""A clip as a source: given whole, never early, standing still in a pause, ended by hand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.source_course import Course
from checklists.before.live.source_sample import SampleSource
from checklists.before.live.sources import LiveSource
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe, read_pcm
from providers.audio.pacing import Block, PcmFormat, Pump
from providers.audio.wav import write_wav
from providers.errors import BadInput
from tests.providers.audio.capturing import until
from tests.providers.audio.making import tone

MONO = PcmFormat("linear16", 16000, 1)
PCM = tone(3.0)


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    path = tmp_path / "call.wav"
    write_wav(path, PCM, MONO)
    return probe(path)


async def opened(clip: Clip, speed: float = 20.0) -> SampleSource:
    source = SampleSource(clip, speed=speed)
    assert await source.open() == MONO
    return source


def sound(blocks: list[Block]) -> bytes:
    return b"".join(block.data for block in blocks)


async def test_all_of_it_and_nothing_before_it_is_due(clip: Clip) -> None:
    source = await opened(clip)
    told: LiveSource = source
    assert (told.title, told.duration, told.started_at) == ("call.wav", 3.0, None)
    given = []
    async for block in source.blocks():
        assert source.started_at is not None
        assert time.monotonic() >= source.started_at + block.end / 20
        given.append(block)
    await source.close()
    assert sound(given) == PCM
    assert (source.stopped_at, source.pauses, source.left_out) == (None, (), ())


async def test_a_pause_stands_still_and_moves_all_that_follows(clip: Clip) -> None:
    source = await opened(clip)
    given: list[Block] = []

    async def listen() -> None:
        async for block in source.blocks():
            given.append(block)
            if len(given) == 5:
                source.pause()
                source.pause()

    listening = asyncio.create_task(listen())
    await until(lambda: len(given) == 5, "it is paused")
    await until(lambda: source.pauses[0][1] > 0.1, "twenty blocks would have been due")
    assert len(given) == 5
    source.resume()
    source.resume()
    async with asyncio.timeout(20):
        await listening
    assert sound(given) == PCM
    ((at, length),) = source.pauses
    assert at == 0.5 and length > 0.1
    assert source.stopped_at is None


async def test_paused_before_it_began(clip: Clip) -> None:
    source = await opened(clip)
    source.pause()
    given: list[Block] = []

    async def listen() -> None:
        async for block in source.blocks():
            given.append(block)

    listening = asyncio.create_task(listen())
    await until(lambda: source.pauses and source.pauses[0][1] > 0.05, "it stands still")
    assert given == [] and source.pauses[0][0] == 0.0
    source.resume()
    async with asyncio.timeout(20):
        await listening
    assert sound(given) == PCM


@pytest.mark.parametrize("paused", [False, True])
async def test_stopped_by_hand(clip: Clip, paused: bool) -> None:
    source = await opened(clip, speed=1.0)
    given = []
    async with asyncio.timeout(20):
        async for block in source.blocks():
            given.append(block)
            if len(given) == 2:
                if paused:
                    source.pause()
                source.stop()
                source.stop()
                source.pause()
    assert len(given) == 2 and source.stopped_at == 0.2
    await source.close()
    await source.close()


async def test_stopped_while_it_stands_still(clip: Clip) -> None:
    source = await opened(clip)
    source.pause()
    async with asyncio.timeout(20):
        listening = asyncio.create_task(anext(aiter(source.blocks()), None))
        await until(lambda: source.started_at is not None, "it has begun")
        source.stop()
        assert await listening is None
    assert source.stopped_at == 0.0


async def test_a_side_that_takes_nothing_holds_up_neither_the_clock_nor_the_other(
    clip: Clip,
) -> None:
    source = await opened(clip)
    pump = Pump()
    stalled, well = pump.listen(), pump.listen()
    running = asyncio.create_task(pump.run(source.blocks()))
    assert sound([block async for block in well]) == PCM
    await running
    assert sound([block async for block in stalled]) == PCM


async def test_what_is_no_wav_is_decoded(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "call.flac"
    made = await asyncio.create_subprocess_exec("ffmpeg", "-v", "error", "-i", clip.path, path)
    assert await made.wait() == 0
    source = await opened(probe(path), speed=50)
    assert sound([block async for block in source.blocks()]) == PCM


async def test_a_file_that_changed_or_went_is_refused(clip: Clip) -> None:
    with clip.path.open("ab") as out:
        out.write(b"more")
    with pytest.raises(BadInput, match="has changed since it was added"):
        await SampleSource(clip).open()
    clip.path.unlink()
    with pytest.raises(BadInput, match="does not exist"):
        await SampleSource(clip).open()


async def test_it_ends_as_the_sample_that_it_was(clip: Clip, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "one") as one, Workspace.open(tmp_path / "two") as two:
        record = one.add_clip(clip, name="Card", tags=("own",), references={0: "my card"})
        source = SampleSource(record)
        assert source.title == "Card"
        assert source.sample(one) == record
        elsewhere = source.sample(two)
        assert (elsewhere.name, elsewhere.tags, elsewhere.references) == (
            "Card",
            ("own",),
            {0: "my card"},
        )
        assert two.clips() == (elsewhere,)
        assert SampleSource(clip).sample(one).references == {0: "my card"}


def test_the_course_and_the_audio_clock_agree() -> None:
    """Whatever is paused where: a second that was not given is due when the clock says so."""

    @given(
        st.lists(st.tuples(st.floats(0.01, 5.0), st.floats(0.0, 9.0)), max_size=6),
        st.floats(0.001, 30.0),
    )
    def agree(stretches: list[tuple[float, float]], further: float) -> None:
        now = [100.0]
        course = Course(clock=lambda: now[0])
        course.begin()
        for spoken, paused in stretches:
            now[0] += spoken
            course.given += spoken
            course.pause()
            now[0] += paused
            clock = AudioClock(100.0, course.pauses)
            assert clock.second(now[0]) == pytest.approx(course.given)
            course.resume()
        clock = AudioClock(100.0, course.pauses)
        second = course.given + further
        assert now[0] - course.late(second) == pytest.approx(clock.due(second))
        assert clock.second(clock.due(second)) == pytest.approx(second)

    agree()


async def test_cancelled_in_the_middle_it_leaves_nothing_open(clip: Clip) -> None:
    source = await opened(clip, speed=1.0)

    async def listen(blocks: AsyncIterator[Block]) -> None:
        async for _ in blocks:
            pass

    listening = asyncio.create_task(listen(source.blocks()))
    await until(lambda: source.started_at is not None, "it has begun")
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    await source.close()
    assert read_pcm(clip)[0] == PCM

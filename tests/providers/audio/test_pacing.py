"""Deadlines and the pump, on a clock the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from providers.audio.pacing import Block, PcmFormat, Pump, paced

BLOCKS = [Block(bytes([n]), n / 10, (n + 1) / 10) for n in range(5)]


class Clock:
    """Time passes only while somebody sleeps, or when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def test_each_block_is_due_when_its_last_sample_is() -> None:
    clock = Clock()
    due = [clock.now - 100 async for _ in paced(BLOCKS, clock=clock, sleep=clock.sleep)]
    assert due == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


async def test_twice_the_speed_is_half_the_time() -> None:
    clock = Clock()
    due = [clock.now - 100 async for _ in paced(BLOCKS, speed=2, clock=clock, sleep=clock.sleep)]
    assert due == pytest.approx([0.05, 0.1, 0.15, 0.2, 0.25])


async def test_a_late_block_does_not_make_the_others_late() -> None:
    clock = Clock()
    due = []
    async for block in paced(BLOCKS, clock=clock, sleep=clock.sleep):
        due.append(clock.now - 100)
        if block.start == 0.1:
            clock.now += 0.15  # the consumer is held up
    assert due == pytest.approx([0.1, 0.2, 0.35, 0.4, 0.5])


async def test_a_slow_source_is_waited_for_without_negative_sleeps() -> None:
    clock = Clock()

    def slow() -> Iterator[Block]:
        for block in BLOCKS:
            clock.now += 0.3
            yield block

    [_ async for _ in paced(slow(), clock=clock, sleep=clock.sleep)]
    assert clock.slept == [0.0] * 5


async def test_the_clock_starts_with_the_first_call() -> None:
    clock = Clock()
    stream = paced(BLOCKS, clock=clock, sleep=clock.sleep)
    clock.now += 60
    await anext(stream)
    assert clock.now == pytest.approx(160.1)


async def test_other_tasks_run_while_late_blocks_catch_up() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    [_ async for _ in paced(BLOCKS, speed=1e9)]
    task.cancel()
    assert turns >= len(BLOCKS)


async def given(blocks: list[Block]) -> AsyncIterator[Block]:
    for block in blocks:
        yield block
        await asyncio.sleep(0)


async def test_every_listener_gets_every_block_in_order() -> None:
    pump = Pump()
    first, second = pump.listen(), pump.listen()

    async def collect(listener: AsyncIterator[Block]) -> list[Block]:
        return [block async for block in listener]

    _, one, two = await asyncio.gather(pump.run(given(BLOCKS)), collect(first), collect(second))
    assert one == two == BLOCKS
    assert pump.started_at is not None


async def test_a_listener_that_stalls_does_not_hold_up_the_pump() -> None:
    pump = Pump()
    stalled, other = pump.listen(), pump.listen()
    async with asyncio.timeout(60):
        await pump.run(given(BLOCKS))
        assert [block async for block in other] == BLOCKS
        assert [block async for block in stalled] == BLOCKS


async def test_listeners_end_when_the_source_fails() -> None:
    async def failing() -> AsyncIterator[Block]:
        yield BLOCKS[0]
        raise OSError("unplugged")

    pump = Pump()
    listener = pump.listen()
    with pytest.raises(OSError, match="unplugged"):
        await pump.run(failing())
    async with asyncio.timeout(60):
        assert [block async for block in listener] == BLOCKS[:1]


async def test_listeners_end_when_the_pump_is_cancelled() -> None:
    async def endless() -> AsyncIterator[Block]:
        yield BLOCKS[0]
        await asyncio.Event().wait()
        yield BLOCKS[1]

    pump = Pump()
    listener = pump.listen()
    task = asyncio.create_task(pump.run(endless()))
    async with asyncio.timeout(60):
        assert await anext(listener) == BLOCKS[0]
        task.cancel()
        assert [block async for block in listener] == []
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("form", "frame", "rate"),
    [
        (PcmFormat("linear16", 16000, 2), 4, 64000),
        (PcmFormat("mulaw", 8000, 1), 1, 8000),
        (PcmFormat("alaw", 8000, 2), 2, 16000),
    ],
)
def test_sizes_of_headerless_audio(form: PcmFormat, frame: int, rate: int) -> None:
    assert (form.frame_bytes, form.byte_rate) == (frame, rate)


async def test_a_listener_that_stalls_for_too_long_misses_the_oldest_alone() -> None:
    pump = Pump(most_seconds=0.25)
    stalled, other = pump.listen(), pump.listen()

    async def keep_up() -> list[Block]:
        return [block async for block in other]

    keeping = asyncio.create_task(keep_up())
    async with asyncio.timeout(60):
        await pump.run(given(BLOCKS))
        assert await keeping == BLOCKS
        assert [block async for block in stalled] == BLOCKS[-2:]

"""Audio that waits, is read again, and is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.backlog import Backlog, CatchUp, fill
from providers.audio.pacing import Block
from providers.errors import BadInput


def block(number: int, seconds: float = 1.0, size: int = 10) -> Block:
    return Block(bytes(size), number * seconds, (number + 1) * seconds)


async def read(backlog: Backlog, count: int) -> list[float]:
    found = []
    async with asyncio.timeout(60):
        for _ in range(count):
            taken = await backlog.take()
            assert taken is not None
            found.append(taken.start)
    return found


async def test_blocks_are_read_again_from_the_one_that_holds_the_second() -> None:
    backlog = Backlog()
    for number in range(6):
        backlog.put(block(number))
    assert await read(backlog, 4) == [0, 1, 2, 3]
    assert backlog.waiting_seconds == 2
    assert backlog.rewind(1.5) == 1.0
    assert await read(backlog, 5) == [1, 2, 3, 4, 5]
    assert backlog.rewind(6.0) == 6.0 and backlog.waiting_seconds == 0
    backlog.end()
    assert await backlog.take() is None and backlog.take_lost() == []


async def test_quiet_audio_is_not_read_again_nor_missed() -> None:
    backlog = Backlog(most_seconds=8.0, quiet=lambda block: block.start not in (0.0, 9.0))
    for number in range(12):
        backlog.put(block(number))
        await read(backlog, 1)
    # Of the seconds 0 to 3, which were dropped, only the first was not quiet.
    assert backlog.rewind(1.5, run_up=1.0) == 8.0 and backlog.take_lost() == []
    await read(backlog, 4)
    assert backlog.rewind(10.0, run_up=1.0) == 11.0
    await read(backlog, 1)
    assert backlog.rewind(0.5) == 9.0 and backlog.take_lost() == [(0.5, 1.0)]


async def test_what_is_released_is_not_read_again_and_not_lost() -> None:
    backlog = Backlog()
    for number in range(4):
        backlog.put(block(number))
    await read(backlog, 4)
    backlog.release(2.0)
    assert backlog.rewind(0.0) == 2.0 and backlog.take_lost() == []


async def test_more_than_fits_loses_the_oldest_and_says_so_once() -> None:
    backlog = Backlog(most_seconds=3.0)
    for number in range(3):
        backlog.put(block(number))
    assert await read(backlog, 2) == [0, 1]
    for number in range(3, 8):
        backlog.put(block(number))
    # 0 and 1 had been read, 2 to 4 had not.
    assert backlog.take_lost() == [(2.0, 5.0)]
    assert backlog.rewind(1.0) == 5.0 and backlog.take_lost() == [(1.0, 2.0)]
    assert backlog.rewind(1.0) == 5.0 and backlog.take_lost() == []
    assert await read(backlog, 3) == [5, 6, 7]


async def test_bytes_are_bounded_too() -> None:
    backlog = Backlog(most_bytes=25)
    for number in range(4):
        backlog.put(block(number))
    assert backlog.take_lost() == [(0.0, 2.0)]
    huge = Backlog(most_bytes=5)
    huge.put(block(0))
    assert await read(huge, 1) == [0.0]  # a single block is never too much


async def test_reading_waits_and_the_sources_error_comes_last() -> None:
    backlog = Backlog()

    async def source() -> AsyncIterator[Block]:
        yield block(0)
        raise BadInput("unplugged")

    task = asyncio.create_task(fill(backlog, source()))
    assert await read(backlog, 1) == [0.0]
    with pytest.raises(BadInput, match="unplugged"):
        await backlog.take()
    await task
    assert backlog.ended and isinstance(backlog.error, BadInput)


@given(st.lists(st.sampled_from(["put", "take", "rewind", "release"]), max_size=60), st.data())
def test_every_second_is_read_waiting_released_or_lost(
    steps: list[str], data: st.DataObject
) -> None:
    async def run() -> None:
        backlog = Backlog(most_seconds=5.0)
        put, settled = 0, 0.0
        seen: set[int] = set()
        lost: set[int] = set()
        for step in steps:
            if step == "put":
                backlog.put(block(put))
                put += 1
            elif step == "take" and backlog.waiting_seconds:
                taken = await backlog.take()
                assert taken is not None
                seen.add(int(taken.start))
            elif step == "rewind":
                backlog.rewind(data.draw(st.floats(0, put)))
            elif step == "release":
                settled = max(settled, data.draw(st.floats(0, put)))
                backlog.release(settled)
            for start, end in backlog.take_lost():
                lost |= set(range(int(start), int(end)))
        waiting = put - int(backlog.waiting_seconds)
        assert seen | lost | set(range(waiting, put)) == set(range(put))

    asyncio.run(run())


def test_late_audio_is_sent_at_the_limit_until_nothing_waits() -> None:
    now = [100.0]
    pace = CatchUp(1.25, clock=lambda: now[0])
    assert pace.wait(block(0, 0.1), 0.0) == 0.0
    sent = []
    late = 40  # blocks of 0.1 s that wait when the connection is back; one more comes each 0.1 s
    start, number = now[0], 1
    while True:
        come = late + int((now[0] - start) / 0.1 + 1e-9)
        waiting = (come - (number + 1)) * 0.1
        pause = pace.wait(block(number, 0.1), max(0.0, waiting))
        now[0] += pause
        sent.append(now[0])
        if waiting <= 0:
            break
        number += 1
    audio, took = number * 0.1, now[0] - start
    assert audio / took <= 1.25 + 1e-6
    # Almost four seconds behind: a quarter of a second is made up for in each.
    assert took == pytest.approx(15.2, abs=0.5)
    assert pace.wait(block(number + 1, 0.1), 0.0) == 0.0


def test_audio_that_is_on_time_is_never_held_back() -> None:
    pace = CatchUp(1.25, clock=lambda: 0.0)
    assert [pace.wait(block(n, 0.1), 0.4) for n in range(50)] == [0.0] * 50

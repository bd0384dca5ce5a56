"""One decode for one recording, and what happens when those who wait for it go away."""

from __future__ import annotations

import asyncio

import pytest

from providers.sandbox.recogniser.once import OncePerRecording
from providers.sandbox.recognition import HeardWord

WORDS = (HeardWord("hello", 0.0, 0.4, 0.9),)
KEY = (b"audio", 16000)


class Decoder:
    """Counts its runs; each waits until it is let go."""

    def __init__(self, fails: int = 0) -> None:
        self.runs = 0
        self.cancelled = 0
        self.go = asyncio.Event()
        self.begun = asyncio.Event()
        self._fails = fails

    async def __call__(self) -> tuple[HeardWord, ...]:
        self.runs += 1
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.runs <= self._fails:
            raise OSError("the worker died")
        return WORDS


async def test_two_at_once_are_one_decode() -> None:
    once, decoder = OncePerRecording(), Decoder()
    waiting = [asyncio.create_task(once.words(KEY, decoder)) for _ in range(3)]
    decoder.go.set()
    assert await asyncio.gather(*waiting) == [WORDS] * 3
    assert await once.words(KEY, decoder) == WORDS
    assert decoder.runs == 1
    await once.words((b"audio", 8000), decoder)
    assert decoder.runs == 2


async def test_one_who_gives_up_does_not_stop_the_other() -> None:
    once, decoder = OncePerRecording(), Decoder()
    first, second = (asyncio.create_task(once.words(KEY, decoder)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    decoder.go.set()
    assert await second == WORDS
    assert (decoder.runs, decoder.cancelled) == (1, 0)


async def test_when_all_give_up_the_decode_ends_and_can_be_asked_again() -> None:
    once, decoder = OncePerRecording(), Decoder()
    waiting = asyncio.create_task(once.words(KEY, decoder))
    await decoder.begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert decoder.cancelled == 1
    decoder.go.set()
    assert await once.words(KEY, decoder) == WORDS


async def test_a_failure_is_not_remembered() -> None:
    once, decoder = OncePerRecording(), Decoder(fails=1)
    decoder.go.set()
    with pytest.raises(OSError):
        await once.words(KEY, decoder)
    assert await once.words(KEY, decoder) == WORDS


async def test_only_so_many_are_kept() -> None:
    once, decoder = OncePerRecording(), Decoder()
    decoder.go.set()
    for number in range(70):
        await once.words((b"%d" % number, 16000), decoder)
    await once.words((b"69", 16000), decoder)
    assert decoder.runs == 70
    await once.words((b"0", 16000), decoder)
    assert decoder.runs == 71

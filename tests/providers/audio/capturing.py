"""Microphones of the tests: one that is fed by hand, and a recording to be killed."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from providers.audio.pacing import PcmFormat
from providers.audio.recording import Recorder
from providers.audio.sound_library import Deliver

MONO = PcmFormat("linear16", 16000, 1)
BLOCK_FRAMES = 800


async def until(fact: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    """``wait_until`` for tests with an event loop."""
    try:
        async with asyncio.timeout(seconds):
            # What is waited for happens on threads that know no event.
            while not fact():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"still not so after {seconds} s: {what}") from None


class FedMicrophone:
    """Gives what the test gives it, in the moment it does."""

    def __init__(self, form: PcmFormat = MONO) -> None:
        self.name = "fed by hand"
        self.form = form
        self.stopped = False
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    async def stop(self) -> None:
        self.stopped = True

    def feed(self, data: bytes, *, arrived: float | None = None, lost: bool = False) -> None:
        """Deliver one block."""
        assert self._deliver is not None
        self._deliver(data, time.monotonic() if arrived is None else arrived, lost)

    def feed_all(self, data: bytes) -> None:
        """Deliver in blocks of 50 ms."""
        step = BLOCK_FRAMES * self.form.frame_bytes
        for start in range(0, len(data), step):
            self.feed(data[start : start + step])


class CountingMicrophone:
    """Gives blocks of rising numbers at the speed of life, on a thread of its own, from ``begin``.

    Writes a byte to ``told`` for each, before it is delivered: what is in that pipe was spoken.
    """

    def __init__(self, told: int) -> None:
        self.name = "counting"
        self.form = MONO
        self._told = told
        self._ended = threading.Event()
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def begin(self) -> None:
        """Start speaking."""
        threading.Thread(target=self._count, args=(self._deliver,), daemon=True).start()

    async def stop(self) -> None:
        self._ended.set()

    def _count(self, deliver: Deliver) -> None:
        began = time.monotonic()
        number = 0
        while not self._ended.wait(
            max(0.0, began + (number + 1) * BLOCK_FRAMES / MONO.rate - time.monotonic())
        ):
            os.write(self._told, b".")
            deliver(numbered(number), time.monotonic(), False)
            number += 1


def numbered(number: int) -> bytes:
    """The block with this number: 50 ms of samples that all say it."""
    return (number % 30000 + 1).to_bytes(2, "little") * BLOCK_FRAMES


async def _record_until_killed(folder: Path) -> None:
    microphone = CountingMicrophone(sys.stdout.fileno())
    async with Recorder(microphone, folder) as recorder:
        await recorder.record()
        microphone.begin()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_record_until_killed(Path(sys.argv[1])))

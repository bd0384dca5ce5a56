"""Holds the microphone open for as long as somebody watches it or records, whatever is in front.

A recording must outlive the screen it was begun on, and be finished when the program ends. So one
task owns the microphone from its opening to its end; screens only ask for what it holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import Trouble

if TYPE_CHECKING:
    from providers.audio.microphone import Choice, Microphone
    from providers.audio.recording import Recorded, Recorder

# What is on disk by then is whole: a disk that still does not answer must not keep the program.
CLOSING_SECONDS = 6.0

Opener = Callable[["Choice | None"], AbstractAsyncContextManager["Microphone"]]
"""The shape of ``providers.audio.microphone.open_microphone``."""


def _open_microphone(choice: Choice | None) -> AbstractAsyncContextManager[Microphone]:
    from providers.audio.microphone import open_microphone

    return open_microphone(choice)


class MicrophoneDesk:
    """One microphone at a time; ``recorder`` is None while none is open."""

    def __init__(
        self,
        folder: Callable[[], Path],
        opener: Opener = _open_microphone,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``folder`` gives where recordings are written."""
        self.opener = opener
        self.clock = clock
        self.recorder: Recorder | None = None
        self.kept: Recorded | None = None
        self._folder = folder
        self._leave = asyncio.Event()
        self._owner: asyncio.Task[None] | None = None

    @property
    def recording(self) -> bool:
        """Whether there is a recording that is not finished: running, paused or stopped."""
        return self.recorder is not None and self.recorder.state != "listening"

    async def open(self, choice: Choice) -> Recorder:
        """Open this one instead of what is open. Raises BadInput where that is not possible."""
        await self.close()
        opened: asyncio.Future[Recorder] = asyncio.get_running_loop().create_future()
        # Whoever asked may have given up by the time it fails.
        opened.add_done_callback(lambda done: done.cancelled() or done.exception())
        leave = self._leave = asyncio.Event()
        self._owner = asyncio.create_task(self._own(choice, opened, leave), name="microphone")
        try:
            return await asyncio.shield(opened)
        except asyncio.CancelledError:
            leave.set()
            raise

    async def _own(
        self, choice: Choice, opened: asyncio.Future[Recorder], leave: asyncio.Event
    ) -> None:
        from providers.audio.recording import Recorder

        try:
            async with (
                self.opener(choice) as microphone,
                Recorder(microphone, self._folder(), clock=self.clock) as recorder,
            ):
                self.recorder = recorder
                opened.set_result(recorder)
                await leave.wait()
                if recorder.state != "listening":
                    self.kept = await recorder.finish()
        except Exception as error:
            if not opened.done():
                opened.set_exception(error)
            elif not isinstance(error, Trouble):
                raise
        finally:
            self.recorder = None

    async def close(self) -> Recorded | None:
        """Finish what is being recorded, and let the microphone go; gives what was finished.

        Never waits longer than ``CLOSING_SECONDS``, and never raises: what is not finished by then
        is repaired when the program starts again.
        """
        owner, self._owner = self._owner, None
        self.kept = None
        if owner is None:
            return None
        self._leave.set()
        done, _ = await asyncio.wait({owner}, timeout=CLOSING_SECONDS)
        if not done:
            owner.cancel()
            await asyncio.wait({owner}, timeout=1.0)
        if owner.done():
            with contextlib.suppress(asyncio.CancelledError, Exception):
                owner.result()
        return self.kept

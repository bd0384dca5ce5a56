"""A microphone as the source of a live comparison: recorded, and heard from what was written.

A block is given once it is on disk, and a pane that is slow holds up neither the recording nor
what comes after: the recording is on threads of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checklists.before import recording_log, recordings
from checklists.before.live.source_arrivals import Arrivals
from checklists.before.live.sources import Span
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import identify
from providers.audio.microphone import Choice, Microphone, open_microphone
from providers.audio.pacing import Block, PcmFormat
from providers.audio.recording import Recorded, Recorder
from providers.errors import BadInput

if TYPE_CHECKING:
    from providers.audio.meter import ChannelReading

Opener = Callable[[Choice], AbstractAsyncContextManager[Microphone]]


class MicrophoneSource:
    """What is spoken into a microphone, recorded into ``audio`` (that of a workspace).

    The recording begins with the first block that is asked for, not while the sides connect. A
    pause pauses the recording as well. ``recorded`` is the finished recording, after ``close``.
    """

    duration: float | None = None
    stopped_at: float | None = None
    left_out: tuple[Span, ...] = ()

    def __init__(
        self, audio: Path, choice: Choice | None = None, *, opener: Opener = open_microphone
    ) -> None:
        self.title = "Microphone"
        self.recorded: Recorded | None = None
        self._audio = audio
        self._choice = choice or Choice()
        self._opener = opener
        self._stack: AsyncExitStack | None = None
        self._recorder: Recorder | None = None
        self._arrivals = Arrivals()
        # Where and since when it is paused; until the first block after it.
        self._paused: tuple[float, float] | None = None
        self._pausing = self._recording = self._stopped = self._told = False
        self._finishing: asyncio.Task[None] | None = None
        self._turns: set[asyncio.Task[None]] = set()

    @property
    def started_at(self) -> float | None:
        return self._arrivals.started_at

    @property
    def pauses(self) -> tuple[Span, ...]:
        over = self._arrivals.pauses
        if self._paused is None or self._arrivals.started_at is None:
            return over
        at, since = self._paused
        return (*over, (at, time.monotonic() - since))

    @property
    def remarks(self) -> tuple[str, ...]:
        recorder = self._recorder
        if recorder is None:
            return ()
        trouble = (str(recorder.trouble),) if recorder.trouble else ()
        return (*trouble, *(finding.sentence for finding in recorder.findings()))

    def reading(self) -> tuple[ChannelReading, ...]:
        """The level meter, a reading for each channel; none before it is open."""
        return self._recorder.reading() if self._recorder else ()

    async def open(self) -> PcmFormat:
        """Open the microphone and look whether it is alive; nothing is recorded yet."""
        async with AsyncExitStack() as stack:
            microphone = await stack.enter_async_context(self._opener(self._choice))
            recorder = await stack.enter_async_context(Recorder(microphone, self._audio))
            self._stack = stack.pop_all()
        self._recorder, self.title = recorder, f"Microphone {microphone.name}"
        return recorder.form

    async def blocks(self) -> AsyncIterator[Block]:
        """50 ms each, once they are on disk. Raises BadInput where the recording ended itself."""
        recorder = self._recorder
        if recorder is None or self._stopped:
            return
        try:
            heard = await recorder.record_and_listen()
            self._begin(recorder)
            async for block in heard:
                self._note(block, recorder)
                yield block
            if recorder.trouble is not None:
                raise recorder.trouble
        finally:
            await self.close()

    def stop(self) -> None:
        """End with what has been spoken by now; all of it is still given."""
        self._stopped = True
        if self._recording:
            self._finish()

    def pause(self) -> None:
        if self._pausing or self._stopped:
            return
        self._pausing = True
        recorder = self._recorder
        if self._paused is None:
            self._paused = (recorder.elapsed if recorder else 0.0, time.monotonic())
        if recorder is not None and self._recording:
            self._in_turn(recorder.pause())

    def resume(self) -> None:
        if not self._pausing:
            return
        self._pausing = False
        if self._recorder is not None and self._recording:
            self._in_turn(self._recorder.resume())

    async def close(self) -> None:
        self._stopped = True
        stack, self._stack = self._stack, None
        try:
            if self._recording:
                self._finish()
            if self._finishing is not None:
                await asyncio.shield(self._finishing)
        except BadInput:
            # Told once, whoever closes it first.
            if not self._told:
                self._told = True
                raise
        finally:
            if stack is not None:
                await stack.aclose()

    def sample(self, workspace: Workspace) -> ClipRecord | None:
        if self.recorded is None:
            return None
        path = self.recorded.path
        record = workspace.add_clip(identify(path), name=recordings.name_for(path))
        if not workspace.run_heads(recording_log.KIND, record.sha256):
            recording_log.keep_making(workspace, self.recorded)
        return record

    def _begin(self, recorder: Recorder) -> None:
        """The recording has begun; what was asked for meanwhile is done now."""
        self._recording = True
        if self._pausing:
            self._in_turn(recorder.pause())
        if self._stopped:
            self._finish()

    def _note(self, block: Block, recorder: Recorder) -> None:
        self._arrivals.came(block.start, block.end, recorder.gaps, time.monotonic())
        if self._paused is not None and not self._pausing and block.start >= self._paused[0]:
            self._paused = None

    def _finish(self) -> None:
        """Once, whoever asks for it."""
        if self._finishing is None and self._recorder is not None:
            self._finishing = asyncio.create_task(self._finished(self._recorder))

    async def _finished(self, recorder: Recorder) -> None:
        # Only now is it known whether anything was on its way to the disk.
        done = await recorder.finish()
        if done.seconds:
            self.recorded = done
        else:
            with contextlib.suppress(OSError):
                done.path.unlink()

    def _in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        """Tasks begin in the order in which they are made, and the recorder keeps that order."""
        turn = asyncio.create_task(_while_it_lasts(work))
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)


async def _while_it_lasts(work: Coroutine[Any, Any, None]) -> None:
    # A recording that has just ended can be paused no more.
    with contextlib.suppress(RuntimeError):
        await work

"""Sound that comes from elsewhere and that nobody can hold up: kept on disk, then given.

A switch's pipe or a growing file does not wait. What comes is read at once, is written to a file of
the workspace, and is given at the speed of life: what comes in lumps is evened out, what comes all
at once is given second by second, and where nothing comes the clock of the audio stands still.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from checklists.before.live.source_course import Course
from checklists.before.live.sources import Span
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import identify
from providers.audio.naming import shown
from providers.audio.own_thread import OwnThread
from providers.audio.pacing import Block, PcmFormat
from providers.audio.part_file import Kept, PartFile
from providers.audio.recording import DISK_SECONDS
from providers.audio.take import Take
from providers.errors import BadInput

# What is later than this stood still. A pipe that comes in lumps has soon been late by the longest
# of them, and is on time from then on.
LATE_SECONDS = 0.05
# Audio that has been read and is not due yet. A pipe in real time never comes near it; a file that
# is written into one is read no faster than this.
AHEAD_SECONDS = 60.0


class KeptSource(ABC):
    """What ``_inlet`` gives, kept in ``audio`` (that of a workspace); None keeps nothing.

    ``kept`` is the finished file, after ``close``. A pause leaves out what comes meanwhile; the
    file has it all, and the times of the blocks are those of the file.
    """

    duration: float | None = None

    def __init__(self, title: str, audio: Path | None) -> None:
        self.title = title
        self.stopped_at: float | None = None
        self.kept: Kept | None = None
        self._audio = audio
        self._form: PcmFormat | None = None
        self._course = Course()
        self._left_out: list[Span] = []
        self._leaving_out = False
        self._take: Take | None = None
        self._writing: OwnThread | None = None
        self._come: asyncio.Queue[Block | None] = asyncio.Queue()
        self._by_hand = False
        self._room = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._began_at = datetime.now(UTC)

    @abstractmethod
    async def _inlet_form(self) -> PcmFormat:
        """Open what the sound comes from. Raises BadInput."""

    @abstractmethod
    def _inlet(self) -> AsyncGenerator[Block, None]:
        """The sound as it comes, times from 0."""

    @abstractmethod
    def _close_inlet(self) -> None:
        """Let go of what ``_inlet_form`` opened."""

    @property
    def started_at(self) -> float | None:
        return self._course.started_at

    @property
    def pauses(self) -> tuple[Span, ...]:
        return self._course.pauses

    @property
    def left_out(self) -> tuple[Span, ...]:
        return tuple(self._left_out)

    @property
    def remarks(self) -> tuple[str, ...]:
        if self._take is not None and self._take.trouble is not None:
            return (str(self._take.trouble),)
        if not self._left_out:
            return ()
        seconds = sum(end - start for start, end in self._left_out)
        kept = "; the file has it" if self._audio is not None else " and kept nowhere"
        return (
            f"Paused, but the sound goes on: {seconds:.1f} s of it were given to nobody{kept}.",
        )

    async def open(self) -> PcmFormat:
        """Raises BadInput where it cannot be read, or nothing can be written."""
        form = self._form = await self._inlet_form()
        if self._audio is not None:
            writing = self._writing = OwnThread("live-write")
            part = await writing.call(PartFile, self._audio, form, self._began_at)
            self._take = Take(part, self._began_at, writing)
        return form

    async def blocks(self) -> AsyncIterator[Block]:
        """Each block when it is due and on disk. Raises what reading or writing ended with."""
        course, take = self._course, self._take
        if self._form is None or course.stopped:
            return
        heard = take.listen() if take is not None else _drained(self._come)
        self._reading = asyncio.create_task(self._read())
        try:
            async for block in heard:
                self._look_at_the_clock(block)
                if not await course.reaches(block.end):
                    break
                course.given = block.end
                self._room.set()
                if self._leaving_out:
                    self._leave_out(block)
                else:
                    yield block
            if take is not None and take.trouble is not None:
                raise take.trouble
            if not course.stopped:
                await self._reading
        finally:
            await self.close()

    def stop(self) -> None:
        self._by_hand = self._by_hand or not self._course.stopped
        self._course.stop()
        if self._reading is not None:
            self._reading.cancel()
        # At once, also where the disk that the rest waits for does not answer.
        self._end_listening()

    def pause(self) -> None:
        self._leaving_out = True

    def resume(self) -> None:
        self._leaving_out = False

    async def close(self) -> None:
        self._course.stop()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._close_inlet()
        writing, self._writing = self._writing, None
        if writing is None:
            return
        try:
            if self._take is not None:
                await self._finish(writing, self._take.part)
        finally:
            writing.end()

    def sample(self, workspace: Workspace) -> ClipRecord | None:
        if self.kept is None:
            return None
        moment = f"{self._began_at.astimezone():%Y-%m-%d %H:%M}"
        return workspace.add_clip(identify(self.kept.path), name=f"{self.title}, {moment}")

    async def _read(self) -> None:
        """All that comes, to the disk and on to ``blocks``."""
        try:
            async with contextlib.aclosing(self._inlet()) as inlet:
                async for block in inlet:
                    if self._take is None:
                        self._come.put_nowait(block)
                    else:
                        self._take.hear(block.data, time.monotonic(), lost=False)
                    while block.end - self._course.given > AHEAD_SECONDS:
                        self._room.clear()
                        await self._room.wait()
        finally:
            if self._writing is None:
                self._end_listening()
            else:
                # After what is still to be written.
                self._writing.post(self._end_listening)

    def _end_listening(self) -> None:
        if self._take is None:
            self._come.put_nowait(None)
        else:
            self._take.end_listening()

    def _look_at_the_clock(self, block: Block) -> None:
        course = self._course
        if course.started_at is None:
            course.begin(time.monotonic() - block.end)
        elif (late := course.late(block.end)) > LATE_SECONDS:
            course.stand_still(late)

    def _leave_out(self, block: Block) -> None:
        spans = self._left_out
        if spans and spans[-1][1] == block.start:
            spans[-1] = (spans[-1][0], block.end)
        else:
            spans.append((block.start, block.end))

    async def _finish(self, writing: OwnThread, part: PartFile) -> None:
        try:
            if part.seconds == 0:
                await writing.call(part.discard, seconds=DISK_SECONDS)
                return
            self.kept = await writing.call(part.finish, seconds=DISK_SECONDS)
        except TimeoutError:
            raise BadInput(
                f"The disk under {shown(part.path.parent)} does not answer: what it has taken is "
                "there, and is repaired when the program starts again."
            ) from None
        if self._by_hand and self._course.given < self.kept.seconds:
            self.stopped_at = self._course.given


async def _drained(come: asyncio.Queue[Block | None]) -> AsyncIterator[Block]:
    while (block := await come.get()) is not None:
        yield block

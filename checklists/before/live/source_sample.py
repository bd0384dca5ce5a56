"""A clip as the source of a live comparison."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

from checklists.before.live.source_course import Course
from checklists.before.live.sources import Span
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import Clip, blocks, pcm_format
from providers.audio.naming import shown
from providers.audio.pacing import Block, PcmFormat
from providers.errors import BadInput


class SampleSource:
    """A sample of the workspace, or any clip, at the speed of life (``speed`` times it in tests).

    The clocks of a comparison count on a speed of 1. It stands still while it is paused.
    """

    remarks: tuple[str, ...] = ()
    left_out: tuple[Span, ...] = ()

    def __init__(self, sample: ClipRecord | Clip, *, speed: float = 1.0) -> None:
        self._record = sample if isinstance(sample, ClipRecord) else None
        self._clip = sample if isinstance(sample, Clip) else sample.clip
        self._course = Course(speed=speed)
        self._read: Iterator[Block] = iter(())
        self.title = self._record.name if self._record else self._clip.path.name
        self.duration: float | None = self._clip.duration
        self.stopped_at: float | None = None

    @property
    def started_at(self) -> float | None:
        return self._course.started_at

    @property
    def pauses(self) -> tuple[Span, ...]:
        return self._course.pauses

    async def open(self) -> PcmFormat:
        """Begin to read, so that ffmpeg is running where it is needed. Raises BadInput."""
        self._read = await asyncio.to_thread(self._begun)
        return pcm_format(self._clip)

    async def blocks(self) -> AsyncIterator[Block]:
        """100 ms each, when the last of it would have been spoken."""
        course = self._course
        course.begin()
        for block in self._read:
            if not await course.reaches(block.end):
                self.stopped_at = course.given
                return
            # Before it is given: a pause that comes while it is being taken comes after it.
            course.given = block.end
            yield block

    def stop(self) -> None:
        self._course.stop()

    def pause(self) -> None:
        self._course.pause()

    def resume(self) -> None:
        self._course.resume()

    async def close(self) -> None:
        """End the decoder, where there is one."""
        self._course.stop()
        close = getattr(self._read, "close", None)
        if close is not None:
            # Still running where this is called while a block is being read.
            with contextlib.suppress(ValueError):
                close()

    def sample(self, workspace: Workspace) -> ClipRecord:
        """As the workspace knows it; added where it does not. Raises BadInput."""
        record = self._record
        if record is None:
            return workspace.add_clip(self._clip)
        with contextlib.suppress(BadInput):
            return workspace.clip(record.sha256)
        return workspace.add_clip(
            record.clip,
            name=record.name,
            tags=record.tags,
            references=record.references,
            truth=record.truth,
            synthetic=record.synthetic,
            origin=record.reference_origin,
        )

    def _begun(self) -> Iterator[Block]:
        """The blocks, the first of which has been read."""
        clip = self._clip
        with contextlib.suppress(OSError):
            if clip.path.stat().st_size != clip.size:
                raise BadInput(
                    f"{shown(clip.path)} has changed since it was added: add it again, so that "
                    "what is heard is what the figures are kept with."
                )
        read = blocks(clip)
        first = next(read, None)
        return _joined(first, read)


def _joined(first: Block | None, rest: Iterator[Block]) -> Iterator[Block]:
    if first is not None:
        yield first
    yield from rest

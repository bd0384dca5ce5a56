"""Where the audio of a live comparison comes from, all with one shape.

A source gives blocks at the speed of life, can stand still, can be stopped, and ends as a sample in
the workspace. What has no file of its own is on disk before any pane gets it.

``open`` comes first, then ``blocks`` once all sides are connected, then ``close`` in any case, then
``sample``. A source is used once, on one event loop; all but ``sample`` belong to it.
``source_text`` makes one of what stands on a command line.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.pacing import Block, PcmFormat

Span = tuple[float, float]


class LiveSource(Protocol):
    """Audio for one stream; used once.

    The times of its blocks are those of the file that it ends as. All properties may be asked at
    any time and stand for what is so far.
    """

    @property
    def title(self) -> str:
        """What it is called for people; may hold anything that a file name may."""
        ...

    @property
    def duration(self) -> float | None:
        """Seconds; None where nobody knows yet."""
        ...

    @property
    def started_at(self) -> float | None:
        """The monotonic moment at which audio second 0 was due; None before the first block.

        The source knows it better than whoever asked for its blocks: a microphone's first second
        was spoken when it was spoken. It may still move by some milliseconds in the first second.
        """
        ...

    @property
    def pauses(self) -> tuple[Span, ...]:
        """(audio second, length in seconds) as ``AudioClock`` has them, one that goes on too."""
        ...

    @property
    def stopped_at(self) -> float | None:
        """The audio second at which it was stopped by hand, after the end.

        None where it ended by itself, and where all that is kept of it was given: a microphone's
        recording is as long as it is.
        """
        ...

    @property
    def left_out(self) -> tuple[Span, ...]:
        """From which to which second it kept the audio and gave it to nobody, since it was paused.

        There the times of the blocks have a hole.
        """
        ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be told of it now, in sentences: a microphone that gives only zeros..."""
        ...

    async def open(self) -> PcmFormat:
        """Get ready and say what form the blocks have. Raises BadInput."""
        ...

    def blocks(self) -> AsyncIterator[Block]:
        """The audio at the pace at which it is spoken. Raises BadInput where it cannot go on."""
        ...

    def stop(self) -> None:
        """End the audio with the next block; safe at any time, also twice."""
        ...

    def pause(self) -> None:
        """Stand still until ``resume``; a source that cannot (a switch's pipe) drops meanwhile."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

    async def close(self) -> None:
        """Let go of the device and finish the file; safe at any time, also twice.

        Raises BadInput where the file could not be finished: the audio is on disk even then.
        """
        ...

    def sample(self, workspace: Workspace) -> ClipRecord | None:
        """What was heard, as a sample of the workspace; None where nothing was. After ``close``.

        Blocks while the file is hashed. Raises BadInput.
        """
        ...

"""Where the audio of a live comparison comes from, all with one shape.

A source gives blocks at the speed of life, can stand still, can be stopped, and ends as a sample in
the workspace. What has no file of its own is on disk before any pane gets it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.pacing import Block, PcmFormat


class LiveSource(Protocol):
    """Audio for one stream; used once.

    ``title`` names it for people; ``duration`` in seconds, None where nobody knows yet. After the
    end ``stopped_at`` is the audio second at which it was stopped by hand, None where it ended by
    itself; ``pauses`` (audio second, length in seconds) so far, as ``AudioClock`` has them.
    """

    title: str
    duration: float | None
    stopped_at: float | None
    pauses: tuple[tuple[float, float], ...]

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

    def sample(self, workspace: Workspace) -> ClipRecord | None:
        """What was heard, as a sample of the workspace; None where nothing was. After the end."""
        ...

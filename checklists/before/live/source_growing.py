"""A file that a recorder is still writing as the source of a live comparison."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from checklists.before.live.source_kept import KeptSource
from providers.audio.following import QUIET_SECONDS, followed, form_of
from providers.audio.naming import shown
from providers.audio.pacing import Block, PcmFormat
from providers.errors import BadInput


class GrowingFileSource(KeptSource):
    """A WAV that grows, or raw samples in ``form``, from its present end on (or ``from_start``).

    It ends when nothing was written for ``quiet_seconds``. What is heard is copied: the file goes
    on growing, and what the figures are kept with must not.
    """

    def __init__(
        self,
        path: Path,
        form: PcmFormat | None = None,
        *,
        audio: Path | None = None,
        from_start: bool = False,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        super().__init__(path.name, audio)
        self._path = path
        self._told = form
        self._from_start = from_start
        self._quiet_seconds = quiet_seconds

    async def _inlet_form(self) -> PcmFormat:
        return await form_of(self._path, self._told)

    async def _inlet(self) -> AsyncGenerator[Block, None]:
        anything = False
        growing = followed(
            self._path,
            self._told,
            from_start=self._from_start,
            quiet_seconds=self._quiet_seconds,
        )
        async with contextlib.aclosing(growing) as pieces:
            async for block, _ in pieces:
                anything = True
                yield block
        if not anything:
            raise BadInput(
                f"Nothing was written into {shown(self._path)} for {self._quiet_seconds:g} s: "
                "start the recorder first, or name the file to hear what it holds already."
            )

    def _close_inlet(self) -> None:
        """It is open only while it is read."""

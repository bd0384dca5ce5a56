"""One take: which blocks of a microphone belong to a recording, and what happened in between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from providers.audio.capture_health import STALLED_AFTER, Ailment, Finding
from providers.audio.levels import LevelMeter
from providers.audio.own_thread import OwnThread
from providers.audio.pacing import Block
from providers.audio.part_file import PartFile, span
from providers.errors import BadInput

T = TypeVar("T")
# Blocks that wait for the disk: five minutes, 58 MB at 48 kHz stereo. It comes back no more.
MOST_WAITING = 6000
# Losses in a row are one gap.
SAME_GAP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something is missing at ``at`` seconds of the recording, for ``seconds`` (0: not known)."""

    at: float
    seconds: float
    why: Literal["paused", "lost"]


class Take:
    """Hears blocks on one thread (``hear``, ``pause``, ``resume``), has them written on another."""

    def __init__(self, part: PartFile, began_at: datetime, writing: OwnThread) -> None:
        self.part = part
        self.began_at = began_at
        self.levels = LevelMeter(part.form)
        self.gaps: list[Gap] = []
        self.findings: dict[Ailment, Finding] = {}
        self._writing = writing
        self._frames = self._written = 0
        self._paused_at: float | None = None
        self._arrived: float | None = None
        self._overrun: BadInput | None = None
        self._listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[Block | None]]] = []

    @property
    def paused(self) -> bool:
        return self._paused_at is not None

    @property
    def trouble(self) -> BadInput | None:
        """Why it ended on its own."""
        return self.part.trouble or self._overrun

    @property
    def seconds(self) -> float:
        """What has been heard of it; what is in the file where writing has ended."""
        return self.part.seconds if self.trouble else self._frames / self.part.form.rate

    def hear(self, data: bytes, arrived: float, *, lost: bool) -> None:
        """Whole frames that came at ``arrived`` (monotonic); ``lost``: some before them did not."""
        if self.paused or self.trouble is not None:
            return
        if self._writing.waiting > MOST_WAITING:
            self._overrun = BadInput(
                "The disk has taken nothing for minutes: the recording was stopped, and its "
                f"first {span(self.seconds)} are kept if the disk comes back. Look at the disk."
            )
            return
        silent_for = 0.0 if self._arrived is None else arrived - self._arrived
        if silent_for > STALLED_AFTER:
            self._lose(silent_for - len(data) / self.part.form.byte_rate)
        elif lost:
            self._lose(0.0)
        self._arrived = arrived
        self._frames += len(data) // self.part.form.frame_bytes
        self._writing.post(self._write, data)

    def note(self, findings: Iterable[Finding]) -> None:
        """Keep the first of each kind."""
        for finding in findings:
            self.findings.setdefault(finding.kind, finding)

    def pause(self, now: float) -> None:
        if self._paused_at is None:
            self._paused_at = now

    def resume(self, now: float) -> None:
        if self._paused_at is not None:
            self.gaps.append(Gap(self.seconds, now - self._paused_at, "paused"))
            self._paused_at = self._arrived = None

    def listen(self) -> AsyncIterator[Block]:
        """Each block once it has been written, for the running event loop."""
        queue: asyncio.Queue[Block | None] = asyncio.Queue()
        self._listeners.append((asyncio.get_running_loop(), queue))
        if self.trouble is not None:
            queue.put_nowait(None)
        return _drain(queue)

    def finish(self, close: Callable[[], T]) -> T:
        """Close the file, on the thread that writes; whoever listens comes to the end."""
        try:
            return close()
        finally:
            self._tell(None)

    def end_listening(self) -> None:
        """Whoever listens comes to the end, also where the disk does not; from any thread."""
        self._tell(None)

    def _lose(self, seconds: float) -> None:
        at = self.seconds
        last = self.gaps[-1] if self.gaps else None
        if last is None or last.why != "lost" or at - last.at > SAME_GAP_SECONDS or seconds:
            self.gaps.append(Gap(at, seconds, "lost"))

    def _write(self, data: bytes) -> None:
        if not self.part.append(data):
            self._tell(None)
            return
        rate = self.part.form.rate
        begun = self._written
        self._written += len(data) // self.part.form.frame_bytes
        block = Block(data, begun / rate, self._written / rate)
        self.levels.add(block)
        self._tell(block)

    def _tell(self, block: Block | None) -> None:
        for loop, queue in self._listeners:
            # A RuntimeError says that the loop is closed: nobody listens any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(queue.put_nowait, block)


async def _drain(queue: asyncio.Queue[Block | None]) -> AsyncIterator[Block]:
    while (block := await queue.get()) is not None:
        yield block

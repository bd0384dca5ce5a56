"""Recording: from the microphone to disk as it is spoken, with a meter on the side.

Three threads hand the sound on, none of them the event loop's. PortAudio's only queues it. The
second keeps the meter and the health of the microphone, and decides what belongs to the recording.
The third writes, and is never asked to drop a block: a disk that stalls costs memory, not words.
What is given on, for example to a live transcription, has been written before.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from providers.audio.capture_health import CaptureHealth, Finding
from providers.audio.levels import Levels
from providers.audio.meter import ChannelReading, Meter
from providers.audio.microphone import Microphone
from providers.audio.naming import shown
from providers.audio.own_thread import OwnThread
from providers.audio.pacing import Block, PcmFormat
from providers.audio.part_file import PartFile, Writable, new_file
from providers.audio.take import MOST_WAITING, Gap, Take
from providers.errors import BadInput

T = TypeVar("T")
State = Literal["listening", "recording", "paused", "stopped"]
DISK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished recording.

    ``began_at`` in UTC; ``seconds`` of sound in the file, pauses left out; ``sha256`` of the file,
    hexadecimal. ``findings`` are all that came up about the microphone meanwhile, the first of
    each kind. ``trouble`` is why it ended on its own, else None.
    """

    path: Path
    sha256: str
    form: PcmFormat
    device: str
    began_at: datetime
    seconds: float
    levels: Levels
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    trouble: BadInput | None


class Recorder:
    """An open microphone: watched from the start, recorded on demand, one file after another.

    An asynchronous context manager; leaving it finishes what is being recorded. All methods belong
    to one event loop, and none waits for the sound system or the disk on it.
    """

    def __init__(
        self,
        microphone: Microphone,
        folder: Path,
        *,
        opener: Callable[[Path], Writable] = new_file,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.device = microphone.name
        self.form = microphone.form
        self._microphone = microphone
        self._folder = folder
        self._opener = opener
        self._clock = clock
        self._meter = Meter(self.form)
        self._health = CaptureHealth(self.device, self.form.rate, opened_at=clock())
        self._watching = OwnThread("recording-watch")
        self._writing = OwnThread("recording-write")
        self._take: Take | None = None
        self._gaps: list[Gap] = []
        # The same as the watching thread sees it, once all that came before is through.
        self._watched: Take | None = None
        self._refused = False
        self._beginning = False

    async def __aenter__(self) -> Recorder:
        try:
            await self._microphone.start(self._deliver)
        except BaseException:
            self._end_threads()
            raise
        self._health.opened(self._clock())
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            if self._take is not None:
                await self.finish()
        finally:
            await self._microphone.stop()
            self._end_threads()

    @property
    def state(self) -> State:
        """ "stopped": the recording ended on its own; see ``trouble``, then finish or discard."""
        take = self._take
        if take is None:
            return "listening"
        if take.trouble is not None:
            return "stopped"
        return "paused" if take.paused else "recording"

    @property
    def trouble(self) -> BadInput | None:
        """Why the recording ended on its own; None while it goes on."""
        return self._take.trouble if self._take else None

    @property
    def elapsed(self) -> float:
        """Seconds of sound in the recording; 0 without one."""
        return self._take.seconds if self._take else 0.0

    @property
    def path(self) -> Path | None:
        """Where it is being written."""
        return self._take.part.path if self._take else None

    def reading(self) -> tuple[ChannelReading, ...]:
        """The level meter now, a reading for each channel, whether recorded or not."""
        return self._meter.reading(self._clock())

    def shape(self, columns: int, seconds: float) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The last columns of the waveform, as ``Meter.shape``."""
        return self._meter.shape(columns, seconds)

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the microphone now, the worst first."""
        return self._health.findings(self._clock())

    def blocks(self) -> AsyncIterator[Block]:
        """The recording from now on, each block once it has been written; ends with it.

        Times count from the start of the recording, without pauses. Several may listen.
        """
        return self._current().listen()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in the newest recording so far; a pause once it is over."""
        return tuple(self._gaps)

    async def record(self) -> None:
        """Begin a file. Raises BadInput where none can be written."""
        await self._watching.call(self._listen_to, await self._begun())

    async def record_and_listen(self) -> AsyncIterator[Block]:
        """``record``, and ``blocks`` from its very first one."""
        take = await self._begun()
        heard = take.listen()
        await self._watching.call(self._listen_to, take)
        return heard

    async def pause(self) -> None:
        """Leave out what comes from now on."""
        await self._watching.call(self._current().pause, self._clock())

    async def resume(self) -> None:
        """Go on in the same file; what was left out is noted as a gap, not filled with silence."""
        await self._watching.call(self._current().resume, self._clock())

    async def finish(self) -> Recorded:
        """Close the file and name it by time and content.

        Raises BadInput where that is not possible; the sound is on disk even then.
        """
        take = self._taken_off()
        self._watching.post(take.note, self.findings())
        try:
            kept = await self._on_disk(take.finish, take.part.finish)
        except BadInput:
            take.end_listening()
            raise
        return Recorded(
            path=kept.path,
            sha256=kept.sha256,
            form=self.form,
            device=self.device,
            began_at=take.began_at,
            seconds=kept.seconds,
            levels=take.levels.levels(),
            gaps=tuple(take.gaps),
            findings=tuple(take.findings.values()),
            trouble=take.trouble,
        )

    async def discard(self) -> None:
        """Delete what was recorded. Raises BadInput where that is not possible."""
        take = self._taken_off()
        await self._on_disk(take.finish, take.part.discard)

    async def _begun(self) -> Take:
        """A take that hears nothing yet."""
        if self._take is not None or self._beginning:
            raise RuntimeError("finish or discard the recording before")
        began_at = datetime.now(UTC)
        self._beginning = True
        try:
            part = await self._on_disk(self._new_part, began_at)
        finally:
            self._beginning = False
        self._take = Take(part, began_at, self._writing)
        self._gaps = self._take.gaps
        return self._take

    def _current(self) -> Take:
        if self._take is None:
            raise RuntimeError("nothing is being recorded")
        return self._take

    def _taken_off(self) -> Take:
        take, self._take = self._current(), None
        self._watching.post(self._listen_to, None)
        return take

    def _new_part(self, began_at: datetime) -> PartFile:
        return PartFile(self._folder, self.form, began_at, opener=self._opener)

    async def _on_disk(self, work: Callable[..., T], *given: object) -> T:
        try:
            return await self._writing.call(
                work, *given, seconds=DISK_SECONDS, behind=self._watching
            )
        except TimeoutError:
            raise BadInput(
                f"The disk under {shown(self._folder)} does not answer: what it has taken is "
                "there, and is repaired when the program starts again."
            ) from None

    def _deliver(self, data: bytes, arrived: float, lost: bool) -> None:
        # On PortAudio's thread: nothing may be done here that could wait.
        if self._watching.waiting > MOST_WAITING:
            self._refused = True
            return
        self._watching.post(self._watch, data, arrived, lost or self._refused)
        self._refused = False

    def _watch(self, data: bytes, arrived: float, lost: bool) -> None:
        peaks = self._meter.add(data, arrived)
        frames = len(data) // self.form.frame_bytes
        self._health.heard(frames, peaks, arrived, overflow=lost)
        if self._watched is not None:
            self._watched.note(self._health.findings(arrived))
            self._watched.hear(data, arrived, lost=lost)

    def _listen_to(self, take: Take | None) -> None:
        self._watched = take

    def _end_threads(self) -> None:
        self._watching.post(self._writing.end)
        self._watching.end()

"""A microphone: blocks of linear16 with the moment they came, on the sound system's own thread.

PortAudio's thread may not wait for anything, so what it calls only hands the bytes on. Opening and
closing happen on a thread of their own, since a sound server that hangs keeps them for ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from providers.audio.devices import chosen_input, refuse_format
from providers.audio.own_thread import OwnThread
from providers.audio.pacing import PcmFormat
from providers.audio.quiet import quiet_while_open
from providers.audio.sound_library import (
    Deliver,
    Device,
    NoSound,
    OpenInput,
    SoundLibrary,
    load_library,
)
from providers.errors import BadInput

__all__ = ["BLOCK_SECONDS", "Choice", "Deliver", "Microphone", "open_microphone"]

# Short enough for a meter that follows the voice, long enough to cost nothing.
BLOCK_SECONDS = 0.05
OPENING_SECONDS = 10.0
CLOSING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What to record with: ``device`` an id or name of ``devices.inputs`` (None: the default)."""

    device: str | None = None
    rate: int = 16000
    channels: int = 1


class Microphone(Protocol):
    """Something to record from. ``name`` is for people, ``form`` always linear16."""

    @property
    def name(self) -> str: ...

    @property
    def form(self) -> PcmFormat: ...

    async def start(self, deliver: Deliver) -> None:
        """Have ``deliver`` called with each block, on a thread that may not wait. Once only.

        Raises BadInput where it cannot be opened.
        """

    async def stop(self) -> None:
        """No more blocks. Returns within ``CLOSING_SECONDS``, whatever the sound system does."""


@contextlib.asynccontextmanager
async def open_microphone(choice: Choice | None = None) -> AsyncIterator[Microphone]:
    """The chosen microphone, known to do what is asked of it; it delivers from ``start``.

    Raises BadInput without sound, without the device, or where it does not support the rate or
    channels (with those it does).
    """
    microphone = _PortAudioMicrophone(choice or Choice())
    with quiet_while_open():
        try:
            await microphone.find()
            yield microphone
        finally:
            await microphone.stop()


class _PortAudioMicrophone:
    """What is not ``async`` runs on the one thread that may wait for PortAudio."""

    def __init__(self, choice: Choice) -> None:
        self.name = choice.device or ""
        self.form = PcmFormat("linear16", choice.rate, choice.channels)
        self._wanted = choice.device
        self._thread = OwnThread("sound")
        self._library: SoundLibrary | None = None
        self._device: Device | None = None
        self._stream: OpenInput | None = None
        self._stopped = False

    async def find(self) -> None:
        try:
            device = await self._thread.call(self._look_up, seconds=OPENING_SECONDS)
        except TimeoutError:
            raise _no_answer() from None
        except NoSound as error:
            raise error.as_bad_input() from error
        self.name = device.name

    async def start(self, deliver: Deliver) -> None:
        try:
            await self._thread.call(self._open, deliver, seconds=OPENING_SECONDS)
        except TimeoutError:
            raise _no_answer() from None

    async def stop(self) -> None:
        if self._stopped:
            return
        self._stopped = True
        try:
            # What is not closed in time is closed later, or goes with the program.
            with contextlib.suppress(TimeoutError, OSError):
                await self._thread.call(self._close, seconds=CLOSING_SECONDS)
        finally:
            self._thread.end()

    def _look_up(self) -> Device:
        library = self._library = load_library()
        inputs = [device for device in library.listed() if device.inputs]
        device = self._device = chosen_input(self._wanted, inputs)
        refuse_format(library.accepts, device, self.form.rate, self.form.channels)
        return device

    def _open(self, deliver: Deliver) -> None:
        if self._library is None or self._device is None or self._stream is not None:
            raise RuntimeError("a microphone is found before it is started, and started once")
        frames = round(BLOCK_SECONDS * self.form.rate)
        self._stream = self._library.open_input(self._device, self.form, frames, deliver)

    def _close(self) -> None:
        library, self._library = self._library, None
        try:
            if self._stream is not None:
                self._stream.close()
        finally:
            if library is not None:
                library.close()


def _no_answer() -> BadInput:
    return BadInput(
        f"The sound system does not answer within {OPENING_SECONDS:g} s: restart the sound server "
        "(PulseAudio, PipeWire), or record elsewhere and add the file."
    )

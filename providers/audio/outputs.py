"""Where sound goes: a device through PortAudio, or nowhere at the speed of life.

Neither ever makes the caller wait: ``room`` says how much is taken now. Both are asked how much has
been *played*, which is less than what was written, since the rest still lies in a buffer.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, Protocol

from providers.audio.arithmetic import audioop
from providers.audio.devices import NoSound
from providers.audio.pacing import PcmFormat
from providers.audio.quiet import quiet_stderr
from providers.audio.sound_library import load_library
from providers.audio.sound_outputs import NO_DEFAULT

# What is handed over at a time, seconds. PortAudio keeps three of these (measured with ALSA over
# PulseAudio: 150 ms), which survives a busy interpreter and is still stopped at once.
BLOCK_SECONDS = 0.05
# A device that takes nothing for so long is gone. A fresh PulseAudio null sink was seen to take
# its first sound after 1.8 s.
LOST_AFTER = 4.0
# ALSA's null device swallows everything at once; no clock of a real one is wrong by more.
MOST_DRIFT = 1.02
# A sound server holds a little that PortAudio counts as played (30 ms of PulseAudio were seen),
# and may swallow the first milliseconds: better silence than half a syllable.
TAIL_SECONDS = 0.15
LEAD_SECONDS = 0.05
_HUNG: list[object] = []


class Output(Protocol):
    """Takes linear16 in the form it was opened for. All times in seconds since ``drop``."""

    @property
    def form(self) -> PcmFormat:
        """What ``write`` takes."""
        ...

    @property
    def capacity(self) -> float:
        """How much can be waiting to be played."""
        ...

    @property
    def tail(self) -> float:
        """How much counts as played before it has been heard."""
        ...

    def room(self) -> float:
        """How much can be written now. Raises NoSound when the device is gone."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over whole frames. Raises NoSound when the device is gone."""
        ...

    def played(self) -> float:
        """How much has been heard. May be asked from any thread; never goes back."""
        ...

    def drop(self) -> None:
        """Stop now, forget what has not been played, count from 0 again."""
        ...

    def close(self) -> None:
        """Give the device back. Never raises."""
        ...


class NullOutput:
    """No sound, same timing: the cursor moves as if somebody listened."""

    def __init__(self, form: PcmFormat, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.form = form
        self.capacity = 3 * BLOCK_SECONDS
        self.tail = 0.0
        self._clock = clock
        self._written = self._base = self._since = 0.0

    def room(self) -> float:
        return self.capacity - (self._written - self.played())

    def write(self, data: bytes) -> None:
        played = self.played()
        if played >= self._written:
            # It had run dry: time that passed in silence is not time of the clip.
            self._base, self._since = played, self._clock()
        self._written += len(data) / self.form.byte_rate

    def played(self) -> float:
        return min(self._written, self._base + self._clock() - self._since)

    def drop(self) -> None:
        self._written = self._base = 0.0

    def close(self) -> None:
        pass


class DeviceOutput:
    """A sound device, driven without ever blocking in PortAudio.

    What has been played is what was written less what PortAudio still holds, so a device that
    stalls or starts late holds the cursor up too; between two looks the clock fills in.
    """

    def __init__(
        self,
        form: PcmFormat,
        device: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open a device by PortAudio's number, or the default one. Raises NoSound."""
        self.form = form
        self._clock = clock
        with quiet_stderr():
            self._library = load_library()
            try:
                self._stream = self._library.open_output(form, device, BLOCK_SECONDS)
                self._frames = self._stream.room()
            except (OSError, ValueError) as error:
                self._library.close()
                raise NoSound(*_why_not(error)) from error
        self._rate, self._channels = self._stream.rate, self._stream.channels
        self.capacity = self._frames / self._rate
        self.tail = TAIL_SECONDS
        self._running, self._hung = True, False
        self._conversion: Any = None
        # With the silence before it: how much was written, how much had been played and when that
        # was seen. Without: how much was ever told.
        self._written = 0.0
        self._seen = (0.0, clock())
        self._shown = 0.0
        self._began_at = clock()

    def room(self) -> float:
        played = self._look()
        return self.capacity - (self._written - played)

    def write(self, data: bytes) -> None:
        if not self._written:
            self._began_at = self._clock()
            self._seen = (0.0, self._began_at)
            frames = round(LEAD_SECONDS * self.form.rate)
            data = bytes(frames * self.form.frame_bytes) + data
        try:
            if not self._running:
                self._stream.start()
                self._running = True
            self._stream.write(self._converted(data))
        except OSError as error:
            raise _lost() from error
        self._written += len(data) / self.form.byte_rate

    def played(self) -> float:
        played, at = self._seen
        # PortAudio counts in whole blocks: within one the clock fills in, never beyond it.
        since = min(max(0.0, self._clock() - at), BLOCK_SECONDS) if self._running else 0.0
        heard = min(self._written, played + since) - LEAD_SECONDS
        self._shown = max(self._shown, heard)
        return self._shown

    def drop(self) -> None:
        with contextlib.suppress(OSError):
            if self._running and not self._hung:
                self._stream.stop()
        self._running = False
        self._conversion = None
        self._written = self._shown = 0.0
        self._seen = (0.0, self._clock())

    def close(self) -> None:
        if self._hung:
            # Stopping and closing wait for a sound server that does not answer (PulseAudio was
            # stopped: for as long as that lasted). Kept, or Python would close it while tidying.
            _HUNG.append((self._stream, self._library))
            return
        with contextlib.suppress(OSError), quiet_stderr():
            self._stream.close()
            self._library.close()

    def _look(self) -> float:
        """How much has been played, asked of PortAudio."""
        now = self._clock()
        if not self._running or not self._written:
            return 0.0
        try:
            held = self._frames - self._stream.room()
        except OSError as error:
            raise _lost() from error
        possible = (now - self._began_at) * MOST_DRIFT + BLOCK_SECONDS
        played = min(self._written - max(0, held) / self._rate, possible)
        if played > self._seen[0]:
            self._seen = (played, now)
        elif now - max(self._seen[1], self._began_at) > LOST_AFTER:
            self._hung = True
            raise _lost()
        return max(played, 0.0)

    def _converted(self, data: bytes) -> bytes:
        if self._channels < self.form.channels:
            data = audioop.tomono(data, 2, 0.5, 0.5)
        if self._rate == self.form.rate:
            return data
        converted, self._conversion = audioop.ratecv(
            data, 2, self._channels, self.form.rate, self._rate, self._conversion
        )
        return bytes(converted)


def _why_not(error: Exception) -> tuple[str, str]:
    # PortAudio's "no such device" is what is met on every server without a card.
    if NO_DEFAULT in str(error):
        return "none was found", "play the span on another machine"
    return (
        "it cannot be opened",
        "'crossfade doctor' lists the devices; connect one or start the sound server",
    )


def _lost() -> NoSound:
    return NoSound("it stopped taking sound", "connect it again and look for sound anew")

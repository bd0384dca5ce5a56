"""Output streams of PortAudio, by either of the libraries that bring it to Python."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from providers.audio.pacing import PcmFormat

NO_DEFAULT = "No Default Output Device"


class OpenOutput(Protocol):
    """Takes linear16 at ``rate`` hertz. All may raise OSError once the device is gone."""

    rate: int
    channels: int

    def room(self) -> int:
        """How many frames are taken now without waiting."""

    def write(self, data: bytes) -> None:
        """Take whole frames."""

    def start(self) -> None:
        """Go on after ``stop``."""

    def stop(self) -> None:
        """Play no more."""

    def close(self) -> None:
        """Give the device back. May wait for as long as the sound system takes."""


class PyAudioOutput:
    """A stream of PyAudio."""

    def __init__(self, stream: Any, rate: int, channels: int) -> None:
        self._stream = stream
        self.rate, self.channels = rate, channels

    def room(self) -> int:
        return int(self._stream.get_write_available())

    def write(self, data: bytes) -> None:
        self._stream.write(data)

    def start(self) -> None:
        self._stream.start_stream()

    def stop(self) -> None:
        self._stream.stop_stream()

    def close(self) -> None:
        self._stream.close()


class SoundDeviceOutput:
    """A stream of sounddevice; ``trouble`` is what it raises."""

    def __init__(self, stream: Any, trouble: type[Exception]) -> None:
        self._stream = stream
        self._trouble = trouble
        self.rate, self.channels = int(stream.samplerate), int(stream.channels)

    def room(self) -> int:
        with self._plainly():
            return int(self._stream.write_available)

    def write(self, data: bytes) -> None:
        with self._plainly():
            self._stream.write(data)

    def start(self) -> None:
        with self._plainly():
            self._stream.start()

    def stop(self) -> None:
        with self._plainly():
            self._stream.stop()

    def close(self) -> None:
        with self._plainly():
            self._stream.close()

    @contextlib.contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except self._trouble as error:
            raise OSError(str(error)) from error


def as_near_as_possible(
    form: PcmFormat, own_rate: int, most_channels: int, open_it: Callable[[int, int], OpenOutput]
) -> OpenOutput:
    """An output in the form, else at the device's own rate. Raises OSError or ValueError."""
    channels = min(form.channels, most_channels)
    if channels < 1:
        raise OSError("no output channel")
    refused: Exception = OSError()
    for rate in dict.fromkeys((form.rate, own_rate)):
        try:
            return open_it(rate, channels)
        except (OSError, ValueError) as error:
            refused = error
    raise refused

"""PortAudio through PyAudio, or through sounddevice where PyAudio is missing.

PyAudio has no wheels for Linux and macOS, so it is often not there; sounddevice's wheels carry
PortAudio on macOS and Windows, and find the system's on Linux (both package indexes, read
2026-11). Either is imported only when sound is wanted.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from providers.audio import alsa
from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.audio.quiet import quiet_stderr
from providers.audio.sound_outputs import (
    NO_DEFAULT,
    OpenOutput,
    PyAudioOutput,
    SoundDeviceOutput,
    as_near_as_possible,
)
from providers.errors import BadInput

# Called on PortAudio's own thread with linear16 bytes, the moment they came (time.monotonic)
# and whether samples before them were lost. Must return at once.
Deliver = Callable[[bytes, float, bool], None]
INPUT_OVERFLOW = 2  # paInputOverflow in portaudio.h
CONTINUE = 0  # paContinue in portaudio.h


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device: its name and how many channels it takes in and gives out.

    ``id`` stays the same as long as the device keeps its name ("ALSA:default"), where the
    ``index`` of PortAudio changes whenever something is plugged in. ``rates`` in hertz are what it
    records in mono, filled in by ``devices.inputs`` alone.
    """

    name: str
    inputs: int
    outputs: int
    id: str = ""
    index: int = -1
    rates: tuple[int, ...] = ()
    default_input: bool = False
    default_output: bool = False


class NoSound(Exception):
    """Sound cannot be used here; ``str()`` says why, ``next_step`` what would help."""

    def __init__(self, why: str, next_step: str) -> None:
        super().__init__(why)
        self.next_step = next_step

    def as_bad_input(self) -> BadInput:
        """The same in one sentence, for who asked for sound."""
        return BadInput(f"Sound cannot be used here ({self}): {self.next_step}.")


class OpenInput(Protocol):
    """An input that delivers."""

    def close(self) -> None:
        """Stop delivering. May wait for as long as the sound system takes."""


class SoundLibrary(Protocol):
    """What is needed of PortAudio. All calls may wait for the sound system."""

    def listed(self) -> tuple[Device, ...]:
        """Every device."""

    def accepts(self, device: Device, rate: int, channels: int) -> bool:
        """Whether the device records linear16 like this."""

    def open_input(
        self, device: Device, form: PcmFormat, frames: int, deliver: Deliver
    ) -> OpenInput:
        """Start recording in blocks of ``frames``. Raises BadInput."""

    def open_output(self, form: PcmFormat, device: int | None, block: float) -> OpenOutput:
        """An output that plays blocks of so many seconds, in ``form`` or as near as it can.

        ``device`` is PortAudio's number, None for the default. Raises OSError or ValueError.
        """

    def close(self) -> None:
        """Let PortAudio go, with what is still open of it."""


@contextlib.contextmanager
def open_library() -> Iterator[SoundLibrary]:
    """PortAudio for the block. Raises NoSound."""
    library = load_library()
    try:
        yield library
    finally:
        library.close()


def load_library() -> SoundLibrary:
    """PortAudio until it is closed. Raises NoSound."""
    refuse_a_deadly_start()
    missing: list[str] = []
    for name, load in (("PyAudio", PyAudioLibrary), ("sounddevice", SoundDeviceLibrary)):
        try:
            return load()
        except (ImportError, OSError) as error:
            missing.append(f"{name} is not usable ({type(error).__name__})")
    raise NoSound(
        " and ".join(missing),
        "install PortAudio's headers (portaudio19-dev, or brew install portaudio), "
        "then run 'make setup' again",
    )


def refuse_a_deadly_start() -> None:
    """Raise NoSound where starting PortAudio would end the process instead of failing."""
    if not alsa.survives_starting():
        raise NoSound(
            "ALSA has no configuration here",
            "install ALSA's data files (libasound2-data), or unset ALSA_CONFIG_PATH",
        )


class PyAudioLibrary:
    """PortAudio by PyAudio. Raises ImportError without it, OSError where PortAudio fails."""

    def __init__(self) -> None:
        import pyaudio

        self._format = pyaudio.paInt16
        with quiet_stderr():
            self._audio = pyaudio.PyAudio()

    def listed(self) -> tuple[Device, ...]:
        """Every device."""
        default_input = _index_of(self._audio.get_default_input_device_info)
        default_output = _index_of(self._audio.get_default_output_device_info)
        hosts = [
            str(self._audio.get_host_api_info_by_index(index)["name"])
            for index in range(self._audio.get_host_api_count())
        ]
        return _with_ids(
            (
                hosts[int(about["hostApi"])],
                Device(
                    name=str(about["name"]),
                    inputs=int(about["maxInputChannels"]),
                    outputs=int(about["maxOutputChannels"]),
                    index=index,
                    default_input=index == default_input,
                    default_output=index == default_output,
                ),
            )
            for index in range(self._audio.get_device_count())
            for about in (self._audio.get_device_info_by_index(index),)
        )

    def accepts(self, device: Device, rate: int, channels: int) -> bool:
        """Whether the device records linear16 like this."""
        with quiet_stderr():
            try:
                return bool(
                    self._audio.is_format_supported(
                        rate,
                        input_device=device.index,
                        input_channels=channels,
                        input_format=self._format,
                    )
                )
            except ValueError:
                return False

    def open_input(
        self, device: Device, form: PcmFormat, frames: int, deliver: Deliver
    ) -> OpenInput:
        """Start recording in blocks of ``frames``. Raises BadInput."""
        clock = time.monotonic

        def callback(data: bytes, _: int, __: object, status: int) -> tuple[None, int]:
            deliver(data, clock(), bool(status & INPUT_OVERFLOW))
            return None, CONTINUE

        with quiet_stderr():
            try:
                stream: OpenInput = self._audio.open(
                    form.rate,
                    form.channels,
                    self._format,
                    input=True,
                    input_device_index=device.index,
                    frames_per_buffer=frames,
                    stream_callback=callback,
                )
            except (OSError, ValueError) as error:
                raise _not_opened(device, error) from error
        return stream

    def open_output(self, form: PcmFormat, device: int | None, block: float) -> OpenOutput:
        """As ``SoundLibrary`` says."""
        if device is None:
            about = self._audio.get_default_output_device_info()
        else:
            about = self._audio.get_device_info_by_index(device)

        def open_it(rate: int, channels: int) -> OpenOutput:
            stream = self._audio.open(
                rate=rate,
                channels=channels,
                format=self._format,
                output=True,
                output_device_index=device,
                frames_per_buffer=max(1, round(rate * block)),
            )
            return PyAudioOutput(stream, rate, channels)

        with quiet_stderr():
            own = int(about["defaultSampleRate"])
            return as_near_as_possible(form, own, int(about["maxOutputChannels"]), open_it)

    def close(self) -> None:
        """Let PortAudio go, with what is still open of it."""
        with quiet_stderr():
            self._audio.terminate()


class SoundDeviceLibrary:
    """PortAudio by sounddevice. Raises ImportError without it, OSError without PortAudio."""

    def __init__(self) -> None:
        with quiet_stderr():
            first = "sounddevice" not in sys.modules
            import sounddevice

            self._sound: Any = sounddevice
            # Importing it starts PortAudio, which lists what there is at its start only. So that
            # start is taken as this one, and ended with it: a later one sees new devices.
            if not first:
                sounddevice._initialize()

    def listed(self) -> tuple[Device, ...]:
        """Every device."""
        hosts = self._sound.query_hostapis()
        default_input, default_output = self._sound.default.device
        return _with_ids(
            (
                str(hosts[about["hostapi"]]["name"]),
                Device(
                    name=str(about["name"]),
                    inputs=int(about["max_input_channels"]),
                    outputs=int(about["max_output_channels"]),
                    index=index,
                    default_input=index == default_input,
                    default_output=index == default_output,
                ),
            )
            for index, about in enumerate(self._sound.query_devices())
        )

    def accepts(self, device: Device, rate: int, channels: int) -> bool:
        """Whether the device records linear16 like this."""
        with quiet_stderr():
            try:
                self._sound.check_input_settings(
                    device=device.index, channels=channels, dtype="int16", samplerate=rate
                )
            except (self._sound.PortAudioError, ValueError):
                return False
        return True

    def open_input(
        self, device: Device, form: PcmFormat, frames: int, deliver: Deliver
    ) -> OpenInput:
        """Start recording in blocks of ``frames``. Raises BadInput."""
        clock = time.monotonic

        def callback(data: Any, _: int, __: object, status: Any) -> None:
            deliver(bytes(data), clock(), bool(status.input_overflow))

        with quiet_stderr():
            try:
                stream = self._sound.RawInputStream(
                    samplerate=form.rate,
                    blocksize=frames,
                    device=device.index,
                    channels=form.channels,
                    dtype="int16",
                    callback=callback,
                )
                stream.start()
            except (self._sound.PortAudioError, ValueError) as error:
                raise _not_opened(device, error) from error
        opened: OpenInput = stream
        return opened

    def open_output(self, form: PcmFormat, device: int | None, block: float) -> OpenOutput:
        """As ``SoundLibrary`` says."""
        index = self._sound.default.device[1] if device is None else device
        if index < 0:
            raise OSError(NO_DEFAULT)
        trouble = self._sound.PortAudioError

        def open_it(rate: int, channels: int) -> OpenOutput:
            try:
                stream = self._sound.RawOutputStream(
                    samplerate=rate,
                    blocksize=max(1, round(rate * block)),
                    device=index,
                    channels=channels,
                    dtype="int16",
                    # As PyAudio has it: what lies in the buffer cannot be taken back.
                    latency="low",
                )
                stream.start()
            except trouble as error:
                raise OSError(str(error)) from error
            return SoundDeviceOutput(stream, trouble)

        with quiet_stderr():
            about = self._sound.query_devices(index)
            own = int(about["default_samplerate"])
            return as_near_as_possible(form, own, int(about["max_output_channels"]), open_it)

    def close(self) -> None:
        """Let PortAudio go, with what is still open of it."""
        with quiet_stderr():
            self._sound._terminate()


def _index_of(ask: Callable[[], Any]) -> int:
    try:
        return int(ask()["index"])
    except OSError:
        return -1


def _with_ids(found: Iterator[tuple[str, Device]]) -> tuple[Device, ...]:
    """The devices with ids of host and name; a second one of the same name ends with #2."""
    seen: Counter[str] = Counter()
    named = []
    for host, device in found:
        name = f"{host}:{device.name}"
        seen[name] += 1
        named.append(replace(device, id=name if seen[name] == 1 else f"{name}#{seen[name]}"))
    return tuple(named)


def _not_opened(device: Device, error: Exception) -> BadInput:
    # PyAudio gives (number, text), sounddevice one text.
    reason = str(error.args[-1]) if error.args else type(error).__name__
    if isinstance(error, OSError):
        reason = next((str(part) for part in error.args if isinstance(part, str)), reason)
    return BadInput(
        f"{shown(device.name)} could not be opened ({reason}): close the program that uses it, "
        "plug it in again, or choose another device."
    )

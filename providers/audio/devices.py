"""Which sound devices there are, asked of PortAudio where it is installed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device: its name and how many channels it takes in and gives out."""

    name: str
    inputs: int
    outputs: int


class NoSound(Exception):
    """Sound cannot be used here; ``str()`` says why, ``next_step`` what would help."""

    def __init__(self, why: str, next_step: str) -> None:
        super().__init__(why)
        self.next_step = next_step


def devices() -> tuple[Device, ...]:
    """Every device PortAudio lists, perhaps none. Raises NoSound without PyAudio or PortAudio.

    A device that is listed may still be dead: with a PulseAudio stub and no card, PortAudio lists
    "pulse" and "default", opens them and reads zeros.
    """
    try:
        import pyaudio
    except (ImportError, OSError) as error:
        raise NoSound(
            f"PyAudio is not usable ({type(error).__name__})",
            "install PortAudio's headers (portaudio19-dev, or brew install portaudio), "
            "then run 'make setup' again",
        ) from error
    with quiet_stderr():
        audio = pyaudio.PyAudio()
        try:
            found = []
            for index in range(audio.get_device_count()):
                about = audio.get_device_info_by_index(index)
                found.append(
                    Device(
                        str(about["name"]),
                        int(about["maxInputChannels"]),
                        int(about["maxOutputChannels"]),
                    )
                )
        finally:
            audio.terminate()
    return tuple(found)


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send file descriptor 2 nowhere for the block.

    Opening PortAudio on Linux makes ALSA and JACK write about 80 lines straight to descriptor 2,
    past Python's sys.stderr.
    """
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)

"""Which sound devices there are, asked of PortAudio where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from providers.audio.naming import shown
from providers.audio.own_thread import OwnThread
from providers.audio.sound_library import (
    Device,
    NoSound,
    open_library,
)
from providers.errors import BadInput

__all__ = [
    "Device",
    "NoSound",
    "chosen_input",
    "devices",
    "inputs",
    "list_inputs",
    "refuse_format",
]

# What a recording may ask for, and 44.1 kHz, which is often all that a plain card does.
RATES = (8000, 16000, 44100, 48000)
# PortAudio asks each device in turn; a network sound server that is gone answers only in minutes.
ANSWER_SECONDS = 10.0


def devices() -> tuple[Device, ...]:
    """Every device PortAudio lists, perhaps none. Raises NoSound without PortAudio.

    A device that is listed may still be dead: with a PulseAudio stub and no card, PortAudio lists
    "pulse" and "default", opens them and reads zeros.
    """
    return _patiently(_listed)


def inputs() -> tuple[Device, ...]:
    """The devices to record from, the default first, each with the rates it supports.

    Waits for the sound system; a screen uses ``list_inputs``. Raises NoSound.
    """
    return _patiently(_listed_inputs)


async def list_inputs() -> tuple[Device, ...]:
    """``inputs`` without holding up the event loop."""
    thread = OwnThread("sound-devices")
    try:
        return await thread.call(_listed_inputs, seconds=ANSWER_SECONDS)
    except TimeoutError:
        raise _no_answer() from None
    finally:
        thread.end()


def chosen_input(wanted: str | None, found: Sequence[Device]) -> Device:
    """The input with this id or name, or a name that only it contains; the default for None.

    Raises BadInput with the names there are.
    """
    if not found:
        raise BadInput(
            "There is no microphone here (PortAudio lists no input device): plug one in, start "
            "the sound server, or record elsewhere and add the file."
        )
    if wanted is None:
        return next((device for device in found if device.default_input), found[0])
    for matches in (
        [device for device in found if device.id == wanted],
        [device for device in found if device.name == wanted],
        [device for device in found if wanted.casefold() in device.name.casefold()],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = ", ".join(shown(device.id) for device in matches)
            raise BadInput(f"{shown(wanted)} could be each of {names}: choose one of these.")
    names = ", ".join(shown(device.id) for device in found)
    raise BadInput(f"There is no microphone {shown(wanted)} here: choose one of {names}.")


def refuse_format(
    accepts: Callable[[Device, int, int], bool], device: Device, rate: int, channels: int
) -> None:
    """Raise BadInput with what the device does support where this is not it.

    ``accepts`` is that of a ``SoundLibrary``.
    """
    if channels > device.inputs:
        raise BadInput(
            f"{shown(device.name)} has {_count(device.inputs, 'channel')} to record from, not "
            f"{channels}: record in mono, or choose another device."
        )
    if accepts(device, rate, channels):
        return
    others = [other for other in RATES if accepts(device, other, channels)]
    if not others:
        raise BadInput(
            f"{shown(device.name)} takes none of the sample rates {_in_words(RATES)}: another "
            "program may hold it; close that program, or choose another device."
        )
    raise BadInput(
        f"{shown(device.name)} does not record {_count(channels, 'channel')} at {rate} Hz; it "
        f"supports {_in_words(others)}: choose one of these, or another device."
    )


def _listed() -> tuple[Device, ...]:
    with open_library() as library:
        return library.listed()


def _listed_inputs() -> tuple[Device, ...]:
    with open_library() as library:
        found = [device for device in library.listed() if device.inputs]
        found.sort(key=lambda device: not device.default_input)
        return tuple(
            replace(device, rates=tuple(rate for rate in RATES if library.accepts(device, rate, 1)))
            for device in found
        )


def _patiently(ask: Callable[[], tuple[Device, ...]]) -> tuple[Device, ...]:
    thread = OwnThread("sound-devices")
    try:
        return thread.call_and_wait(ask, seconds=ANSWER_SECONDS)
    except TimeoutError:
        raise _no_answer() from None
    finally:
        thread.end()


def _no_answer() -> NoSound:
    return NoSound(
        f"the sound system does not answer within {ANSWER_SECONDS:g} s",
        "restart the sound server (PulseAudio, PipeWire), or unset PULSE_SERVER",
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _in_words(rates: Sequence[int]) -> str:
    listed = [str(rate) for rate in rates]
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed) + " Hz"

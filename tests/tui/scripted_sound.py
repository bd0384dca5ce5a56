"""A microphone and a loudspeaker that do what a test tells them, on a clock that a test moves."""

from __future__ import annotations

import contextlib
import inspect
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from providers.audio.devices import NoSound
from providers.audio.microphone import Choice, Microphone
from providers.audio.outputs import NullOutput, Output
from providers.audio.pacing import PcmFormat
from providers.audio.player import Player
from providers.audio.recording import Recorder
from providers.audio.sound_library import Deliver, Device
from providers.errors import BadInput
from tui.app import CrossfadeApp

BLOCK = 0.05
HEADSET = Device("Headset", 2, 2, "ALSA:headset", 1, (8000, 16000, 48000), default_input=True)
CARD = Device("Card [/] \x1b[2J \u202e", 1, 0, "ALSA:card", 2, (44100, 48000))


@dataclass
class ScriptedMicrophone:
    """Delivers what ``speak`` is given; ``trouble`` keeps it from being opened."""

    form: PcmFormat
    name: str = "Headset"
    trouble: BadInput | None = None
    deliver: Deliver | None = None
    stopped: bool = False

    async def start(self, deliver: Deliver) -> None:
        """From now on blocks come."""
        if self.trouble is not None:
            raise self.trouble
        self.deliver = deliver

    async def stop(self) -> None:
        """No more."""
        self.stopped = True


@dataclass
class Studio:
    """Microphones for the program, and the clock that they and the recorder share."""

    now: float = 1000.0
    trouble: BadInput | None = None
    opened: list[ScriptedMicrophone] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def open(self, choice: Choice | None) -> AsyncIterator[Microphone]:
        """Stands where ``open_microphone`` stands."""
        wanted = choice or Choice()
        microphone = ScriptedMicrophone(
            PcmFormat("linear16", wanted.rate, wanted.channels), trouble=self.trouble
        )
        self.opened.append(microphone)
        try:
            yield microphone
        finally:
            await microphone.stop()

    @property
    def microphone(self) -> ScriptedMicrophone:
        """The one opened last."""
        return self.opened[-1]

    def speak(self, seconds: float, *amplitudes: int, clock: float = 1.0) -> None:
        """So much sound: for each channel a wave that swells up to an amplitude and back.

        ``clock`` is how much faster the wall clock goes meanwhile.
        """
        microphone = self.microphone
        assert microphone.deliver is not None
        rate, channels = microphone.form.rate, microphone.form.channels
        loud = (amplitudes or (8000,)) * channels
        for number in range(round(seconds / BLOCK)):
            swell = 1 - abs(number % 20 - 10) / 10
            block = array("h")
            for frame in range(round(BLOCK * rate)):
                sign = 1 if frame // 20 % 2 else -1
                block.extend(round(loud[channel] * swell) * sign for channel in range(channels))
            self.now += BLOCK * clock
            microphone.deliver(block.tobytes(), self.now, False)

    def into(self, app: CrossfadeApp, *devices: Device, missing: NoSound | None = None) -> None:
        """Have the program record here."""

        async def inputs() -> tuple[Device, ...]:
            if missing is not None:
                raise missing
            return devices or (HEADSET, CARD)

        app.sound.inputs = inputs
        app.sound.microphone.opener = self.open
        app.sound.microphone.clock = lambda: self.now


async def heard(recorder: Recorder | None) -> None:
    """Wait until all that was delivered has been looked at and written."""
    assert recorder is not None
    await recorder._on_disk(lambda: None)


class Silence(NullOutput):
    """A device on the test's clock."""


@dataclass
class Stage:
    """A player on a clock that stands still until it is moved."""

    now: float = 100.0
    missing: NoSound | None = None

    def into(self, app: CrossfadeApp) -> None:
        """Have the program play here."""
        app.sound.make_player = lambda: Player(self.open, clock=self.clock)

    @property
    def clock(self) -> Callable[[], float]:
        """The time."""
        return lambda: self.now

    def fed(self, player: Player) -> bool:
        """Whether the output has all that it can hold or all there is, so that time may pass."""
        deck = player._deck
        running, blocks, waiting = deck._running, deck._blocks, deck._next
        if running is None or blocks is None:
            return False
        if waiting is None:
            return inspect.getgeneratorstate(blocks) == inspect.GEN_CLOSED
        return running.output.room() < len(waiting.data) / running.output.form.byte_rate

    def open(self, form: PcmFormat) -> Output:
        """Stands where a device is opened."""
        if self.missing is not None:
            raise self.missing
        return Silence(form, clock=self.clock)

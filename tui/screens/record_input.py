"""The microphone of the recording workbench: which one, its level, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from providers.audio.microphone import Choice
from providers.audio.sound_library import NoSound
from providers.errors import Trouble
from tui.recording_lines import (
    RATES,
    chosen_words,
    device_choices,
    finding_lines,
    status_line,
)
from tui.screens.bench import Tell
from tui.screens.choose import ChooseWindow
from tui.screens.recording_shelf import RecordingShelf
from tui.text import clean
from tui.widgets.level_meter import LevelMeter
from tui.widgets.live_wave import LiveWave

if TYPE_CHECKING:
    from providers.audio.recording import Recorder
    from providers.audio.sound_library import Device
    from tui.microphone_desk import MicrophoneDesk


@dataclass
class DevicesFound(Message):
    """The microphones there are, or the sentence why there are none."""

    devices: tuple[Device, ...]
    trouble: str = ""


class RecordInput(RecordingShelf):
    """A workbench that holds a microphone; nothing is opened until somebody asks for it."""

    def __init__(self) -> None:
        self.choice = Choice()
        self.devices: tuple[Device, ...] = ()
        self._trouble = ""
        self._told: set[str] = set()
        self._ticks = 0
        self._clock: Timer | None = None
        super().__init__()

    def compose_input(self) -> ComposeResult:
        """What the microphone does, what is wrong with it, its level and its waveform."""
        glyphs = self.program.sound.glyphs
        with Vertical(id="take", classes="panel"):
            yield Static(id="status", markup=False)
            yield Static(id="findings", markup=False)
            yield LevelMeter(glyphs, id="meter")
            yield LiveWave(glyphs, id="live")

    def on_mount(self) -> None:
        """Look for microphones and for what was recorded before; nothing is opened yet."""
        super().on_mount()
        seconds = 1 / max(1, min(10, self.program.settings.refresh))
        self._clock = self.set_interval(seconds, self._tick, pause=True)
        self._list_devices()
        self.look_for_recordings()

    def on_screen_suspend(self) -> None:
        """A recording goes on behind other screens; a level that nobody sees need not be shown."""
        if not isinstance(self.app.screen, ModalScreen) and not self.desk.recording:
            self._let_go()

    @property
    def desk(self) -> MicrophoneDesk:
        """Who holds the microphone."""
        return self.program.sound.microphone

    @property
    def recorder(self) -> Recorder | None:
        """What is open, recording or not."""
        return self.desk.recorder

    # --- showing -----------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """The sentences are folded anew."""
        if self.is_mounted and self.query("#take"):
            self.show_input()

    def show_input(self) -> None:
        """Which microphone it is, and what it does."""
        panel = self.query_one("#take")
        panel.border_title = Content(f"Microphone · {chosen_words(self.choice, self.devices)}")
        other = f"{self.program.key_of('record-other')} recordings" if self.narrow() else ""
        panel.border_subtitle = Content(other)
        self._draw()

    def _draw(self, *, wave: bool = True) -> None:
        recorder = self.recorder
        key = self.program.key_of
        keys = {name: key(f"record-{name}") for name in ("start", "watch", "pause", "finish")}
        self._update("#status", status_line(recorder, keys, self._trouble))
        findings = recorder.findings() if recorder else ()
        found = self.query_one("#findings", Static)
        width = max(10, found.content_size.width or self.query_one("#take").size.width - 2)
        self._update("#findings", Content("\n").join(finding_lines(findings, width)))
        found.display = bool(findings)
        live = self.query_one(LiveWave)
        channels = recorder.form.channels if recorder else self.choice.channels
        self.query_one(LevelMeter).show(recorder.reading() if recorder else (), channels)
        if wave or recorder is None:
            live.show(recorder.shape(*live.wanted) if recorder else ())

    def _update(self, which: str, words: Content) -> None:
        line = self.query_one(which, Static)
        if line.content != words:
            line.update(words)

    def _tick(self) -> None:
        recorder = self.recorder
        if recorder is None:
            if self._clock:
                self._clock.pause()
            self._draw()
            return
        if recorder.trouble is not None:
            self._tell_once(str(recorder.trouble))
        if self.app.screen is self:
            # The waveform is most of the bytes: half as often as the meter.
            self._ticks += 1
            self._draw(wave=self._ticks % 2 == 0)
        elif self.desk.recording:
            for finding in recorder.findings():
                self._tell_once(finding.sentence, about=finding.kind)

    def _tell_once(self, sentence: str, about: str = "") -> None:
        """A word over whatever screen is in front: it concerns a recording nobody sees."""
        if (about or sentence) not in self._told and self.app.screen is not self:
            self._told.add(about or sentence)
            self.notify(clean(sentence), title="Recording", severity="error", markup=False)

    # --- the devices -------------------------------------------------------------------------

    @work(exclusive=True, group="devices", exit_on_error=False)
    async def _list_devices(self) -> None:
        try:
            self.post_message(DevicesFound(await self.program.sound.inputs()))
        except NoSound as why:
            self.post_message(DevicesFound((), str(why.as_bad_input())))

    @on(DevicesFound)
    def _devices_found(self, message: DevicesFound) -> None:
        self.devices = message.devices
        self._trouble = message.trouble
        if not message.devices and not message.trouble:
            self._trouble = (
                "There is no microphone here (PortAudio lists no input device): plug one in, "
                "start the sound server, or record elsewhere and add the file."
            )
        self.show_input()
        # Where this comes before the first layout, Textual (8.2.8) forgets to lay out once more.
        self.call_after_refresh(self.query_one("#status").refresh, layout=True)
        self.redraw_edges()

    def do_record_device(self) -> None:
        """The list of devices, looked up anew."""

        async def carry_out(tell: Tell) -> tuple[Device, ...]:
            try:
                return await self.program.sound.inputs()
            except NoSound as why:
                raise why.as_bad_input() from why

        def ask(devices: tuple[Device, ...]) -> str:
            self._devices_found(DevicesFound(devices))
            if not devices or self.app.screen is not self:
                return self._trouble
            ids = [None, *(one.id or one.name for one in devices)]
            current = ids.index(self.choice.device) if self.choice.device in ids else 0

            def answered(index: int | None) -> None:
                if index is not None:
                    self._choose(replace(self.choice, device=ids[index]))

            window = ChooseWindow("Record with", device_choices(devices), current)
            self.app.push_screen(window, answered)
            return ""

        self.run_work("Asking the sound system", carry_out, ask)

    def do_record_rate(self) -> None:
        """The next of the usual rates."""
        here = RATES.index(self.choice.rate) if self.choice.rate in RATES else 0
        self._choose(replace(self.choice, rate=RATES[(here + 1) % len(RATES)]))

    def do_record_stereo(self) -> None:
        """One channel, or two."""
        self._choose(replace(self.choice, channels=3 - self.choice.channels))

    def _choose(self, choice: Choice) -> None:
        """Record like this from now on; what is open is opened anew."""
        self.choice = choice
        self.show_input()
        if self.recorder is not None:
            self.open_microphone(lambda recorder: self._watching(), anew=True)

    # --- the microphone ----------------------------------------------------------------------

    def open_microphone(
        self, then: Callable[[Recorder], Awaitable[str]], *, anew: bool = False
    ) -> None:
        """Open the microphone, go on with it, and show it; or show why that is not possible."""

        async def carry_out(tell: Tell) -> tuple[str, str]:
            recorder = self.recorder
            try:
                if recorder is None or anew:
                    recorder = await self.desk.open(self.choice)
                return await then(recorder), ""
            except Trouble as trouble:
                return "", str(trouble)

        def done(outcome: tuple[str, str]) -> str:
            sentence, self._trouble = outcome
            self._told.clear()
            if self._clock:
                self._clock.resume()
            self._draw()
            return sentence

        self.run_work("Opening the microphone", carry_out, done)

    async def _watching(self) -> str:
        return ""

    def do_record_watch(self) -> None:
        """The level alone, or nothing any more."""
        if self.recorder is not None:
            self._let_go()
        else:
            self.open_microphone(lambda recorder: self._watching())

    @work(group="let-go", exit_on_error=False)
    async def _let_go(self) -> None:
        await self.desk.close()
        if self.is_mounted:
            self._draw()
            self.redraw_edges()

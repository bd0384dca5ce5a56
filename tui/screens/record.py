"""Record a sample: the microphone, its level, what is wrong with it, and the recordings made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from providers.audio.microphone import Choice
from providers.audio.sound_library import NoSound
from providers.errors import Trouble
from tui.actions import bindings_for
from tui.recording_lines import (
    RATES,
    TABLE,
    chosen_words,
    device_choices,
    finding_lines,
    finished_words,
    status_line,
)
from tui.screens.bench import Tell
from tui.screens.choose import ChooseWindow
from tui.screens.confirm import ConfirmWindow
from tui.screens.recording_shelf import RecordingShelf
from tui.text import clean, clock, shown_path
from tui.widgets.level_meter import LevelMeter
from tui.widgets.live_wave import LiveWave
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from providers.audio.recording import Recorded, Recorder
    from providers.audio.sound_library import Device
    from tui.microphone_desk import MicrophoneDesk

SETTLED = ("device", "rate", "stereo")
NEEDS_A_TAKE = ("pause", "finish")


@dataclass
class DevicesFound(Message):
    """The microphones there are, or the sentence why there are none."""

    devices: tuple[Device, ...]
    trouble: str = ""


class RecordScreen(RecordingShelf):
    """The microphone at the left, the recordings at the right; under each other at 80 columns."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "record.tcss"]
    BINDINGS = bindings_for("record")
    AUTO_FOCUS = "TableRows"
    bench_id = "record"

    def __init__(self) -> None:
        self.choice = Choice()
        self.devices: tuple[Device, ...] = ()
        self._trouble = ""
        self._told: set[str] = set()
        self._ticks = 0
        self._clock: Timer | None = None
        super().__init__()

    def compose_body(self) -> ComposeResult:
        glyphs = self.program.sound.glyphs
        with Container(id="record", classes="place"):
            with Vertical(id="input", classes="side -shown"), Vertical(id="take", classes="panel"):
                yield Static(id="status", markup=False)
                yield Static(id="findings", markup=False)
                yield LevelMeter(glyphs, id="meter")
                yield LiveWave(glyphs, id="live")
            with Vertical(id="kept", classes="side"):
                yield Table(TABLE, id="table", classes="panel")

    def on_mount(self) -> None:
        """Look for microphones and for what was recorded before; nothing is opened yet."""
        super().on_mount()
        seconds = 1 / max(1, min(10, self.program.settings.refresh))
        self._clock = self.set_interval(seconds, self._tick, pause=True)
        self._list_devices()
        self.look_for_recordings()

    def on_screen_suspend(self) -> None:
        """A recording goes on behind other screens; a level that nobody sees need not be shown."""
        if not isinstance(self.app.screen, ModalScreen) and not self._desk.recording:
            self._let_go()

    @property
    def _desk(self) -> MicrophoneDesk:
        return self.program.sound.microphone

    @property
    def _recorder(self) -> Recorder | None:
        return self._desk.recorder

    # --- what can be done now ----------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        key = self.program.key_of
        if self._desk.recording:
            busy = f"It is being recorded: {key('record-finish')} finishes it first."
            found |= {f"record-{name}": busy for name in (*SETTLED, "start", "watch")}
        else:
            none = f"Nothing is being recorded: {key('record-start')} starts."
            found |= {f"record-{name}": none for name in NEEDS_A_TAKE}
        if self.working and not self._desk.recording:
            busy = f"A moment: something runs here, {key('stop-work')} stops it."
            found |= {f"record-{name}": busy for name in (*SETTLED, "start", "watch", "name")}
        found |= self._reasons_of_the_line()
        return found

    def _reasons_of_the_line(self) -> dict[str, str]:
        key = self.program.key_of
        clip, record = self.selected_clip(), self.selected_record()
        found: dict[str, str] = {}
        if record is None:
            words = (
                f"It is no sample yet: {key('record-name')} names it."
                if clip
                else f"There is no recording yet: {key('record-start')} starts one."
            )
            found |= {"record-play": words, "record-transcribe": words}
        if clip is None:
            words = (
                "It has its name: the workbench Samples changes its reference."
                if record
                else f"There is no recording yet: {key('record-start')} starts one."
            )
            found.setdefault("record-name", words)
            if not self._desk.recording:
                found["record-discard"] = (
                    "It is a sample: the workbench Samples takes it out of the set."
                    if record
                    else "Nothing is being recorded."
                )
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The recordings, and the microphone."""
        self.show_recordings()
        self._show_input()

    def on_resize(self, event: Resize) -> None:
        """The sentences are folded anew."""
        if self.is_mounted and self.query("#take"):
            self._show_input()

    def _show_input(self) -> None:
        panel = self.query_one("#take")
        panel.border_title = Content(f"Microphone · {chosen_words(self.choice, self.devices)}")
        other = f"{self.program.key_of('record-other')} recordings" if self.narrow() else ""
        panel.border_subtitle = Content(other)
        self._draw()

    def _draw(self, *, wave: bool = True) -> None:
        recorder = self._recorder
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
        recorder = self._recorder
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
        elif self._desk.recording:
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
        self._show_input()
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
        self._show_input()
        if self._recorder is not None:
            self._open(lambda recorder: self._watching(), anew=True)

    # --- the microphone ----------------------------------------------------------------------

    def _open(self, then: Callable[[Recorder], Awaitable[str]], *, anew: bool = False) -> None:
        """Open the microphone, go on with it, and show it; or show why that is not possible."""

        async def carry_out(tell: Tell) -> tuple[str, str]:
            recorder = self._recorder
            try:
                if recorder is None or anew:
                    recorder = await self._desk.open(self.choice)
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
        if self._recorder is not None:
            self._let_go()
        else:
            self._open(lambda recorder: self._watching())

    @work(group="let-go", exit_on_error=False)
    async def _let_go(self) -> None:
        await self._desk.close()
        if self.is_mounted:
            self._draw()
            self.redraw_edges()

    def do_record_start(self) -> None:
        """Record from now on."""

        async def begin(recorder: Recorder) -> str:
            await recorder.record()
            path = recorder.path
            return f"On disk as it is spoken: {shown_path(path)}" if path else ""

        self._open(begin)

    async def do_record_pause(self) -> None:
        """Leave out what comes, or go on."""
        recorder = self._recorder
        if recorder is None:
            return
        if recorder.state == "paused":
            await recorder.resume()
        else:
            await recorder.pause()
        self._draw()

    def do_record_finish(self) -> None:
        """Close the file, let the microphone go, and ask for a name."""
        recorder = self._recorder
        if recorder is None:
            return

        async def carry_out(tell: Tell) -> tuple[Recorded, Clip]:
            from providers.audio.clips import identify

            try:
                done = await recorder.finish()
            finally:
                await self._desk.close()
            return done, await asyncio.to_thread(identify, done.path)

        def finished(outcome: tuple[Recorded, Clip]) -> str:
            done, clip = outcome
            words = finished_words(done)
            self.add_recording(clip)
            if self.app.screen is self:
                self.ask_for_name(clip, words)
            return words

        self.run_work("Finishing the recording", carry_out, finished)

    def do_record_discard(self) -> None:
        """Ask, then delete."""
        recorder, clip = self._recorder, self.selected_clip()
        if recorder is not None and self._desk.recording:
            question = f"Throw {clock(recorder.elapsed)} of recording away? It is deleted."

            def discard(agreed: bool | None) -> None:
                if agreed and self._desk.recording:
                    self._discard(recorder)

            self.app.push_screen(ConfirmWindow("Throw away", question, "Delete"), discard)
        elif clip is not None:
            question = f"Delete {shown_path(clip.path)} ({clock(clip.duration)})? It has no name."

            def delete(agreed: bool | None) -> None:
                if agreed:
                    self.delete(clip)

            self.app.push_screen(ConfirmWindow("Throw away", question, "Delete"), delete)

    def _discard(self, recorder: Recorder) -> None:
        async def carry_out(tell: Tell) -> str:
            seconds = recorder.elapsed
            await recorder.discard()
            await self._desk.close()
            return f"Deleted: {clock(seconds)} of recording."

        self.run_work("Deleting the recording", carry_out, str)

    # --- going on with a sample ----------------------------------------------------------------

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self.redraw_edges()

    @on(TableRows.OptionSelected)
    async def _opened(self) -> None:
        if self.selected_clip() is not None:
            self.do_record_name()
        else:
            await self.do_record_play()

    async def do_record_play(self) -> None:
        """Hear the sample under the cursor."""
        from tui.screens.listen import open_listening

        record = self.selected_record()
        if record is not None:
            await open_listening(self.program, record.sha256)

    async def do_record_transcribe(self) -> None:
        """The comparison, with only this one chosen; it asks before it sends."""
        from tui.screens.compare import CompareScreen
        from tui.workbenches import by_id

        record = self.selected_record()
        if record is None:
            return
        await self.program.open_bench(by_id("compare"))
        screen = self.app.screen
        if isinstance(screen, CompareScreen):
            screen.read_clips()
            screen.chosen = {record.sha256}
            screen.show_bench()
            screen.do_compare_send()

    def do_record_other(self) -> None:
        """Where one pane fits, show the other."""
        for side in self.query(".side"):
            side.toggle_class("-shown")

"""Deepgram and Amazon side by side, hearing the same sample call on one clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Static

from checklists.before import audio_tests, live_results
from checklists.before.live_streams import live_options, stream_blocks
from checklists.before.samples import add_sample_call
from providers.audio.clips import Clip, pcm_format, probe
from providers.errors import Trouble
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import VENDORS, LiveEvent, Transcript, Vendor
from tui import clipboard
from tui.actions import Situation, bindings_for
from tui.live_model import Comparison
from tui.messages import AudioBegan, Connected, Heard, Preparing, StreamEnded, Transcribed
from tui.screens.base import PlaceScreen
from tui.stoppable_audio import StoppableAudio
from tui.text import counted, one_line
from tui.widgets.sample_bar import about, progress_line
from tui.widgets.transcript_pane import NAMES, Finals, TranscriptPane

if TYPE_CHECKING:
    from checklists.before.live_results import LiveResult
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors

HINT = "Press s to stream the sample to this side."


class LiveScreen(PlaceScreen):
    """Two panes, one clock. A stream goes on while another screen is in front."""

    CSS_PATH = "live.tcss"
    BINDINGS = bindings_for("live")
    AUTO_FOCUS = "#pane-deepgram Finals"

    def __init__(self) -> None:
        self.samples: tuple[SampleCall, ...] = sample_calls()
        self.chosen = 0
        self.comparison: Comparison | None = None
        self._streaming = False
        self._stop = asyncio.Event()
        self._stopping = False
        self._whole = False
        self._kept = 0
        self._saying = ""
        self._changed: set[Vendor] = set()
        self._painter: Timer | None = None
        super().__init__(name="live")

    def compose(self) -> ComposeResult:
        title_bar, key_bar = self.edges("live")
        yield title_bar
        with Vertical(id="sample"):
            yield Static(id="which", markup=False)
            yield Static(id="progress", markup=False)
        with Horizontal(id="panes"):
            for vendor in VENDORS:
                yield TranscriptPane(vendor)
        yield Static(id="too-small", markup=False)
        yield key_bar

    def on_mount(self) -> None:
        """Nothing is connected yet: the panes say how to begin."""
        self.query_one("#sample").border_title = Content("Sample call")
        self.query_one("#pane-deepgram").add_class("-shown")
        rate = 1 / self.program.settings.refresh
        self._painter = self.set_interval(rate, self._paint, pause=True)
        self._show_sample()
        for pane in self.query(TranscriptPane):
            pane.reset(self.sample.channels, HINT)

    def on_resize(self, event: Resize) -> None:
        """The bar keeps to the width."""
        self._show_progress()

    @property
    def sample(self) -> SampleCall:
        """The sample that is streamed, or would be."""
        return self.samples[self.chosen]

    def situation(self) -> Situation:
        """Whether something streams, and what there is of it."""
        return Situation(
            place="live",
            has_next_step=self.program.board.step is not None,
            samples=len(self.samples),
            streaming=self._streaming,
            stopping=self._stopping,
            finals=self.comparison.finals if self.comparison else 0,
            one_pane=self.narrow(),
        )

    # --- what the keys do --------------------------------------------------------------------

    def do_start(self) -> None:
        """Begin: everything slow happens in the worker, the screen stays alive."""
        sample = self.sample
        self.comparison = Comparison.of(VENDORS, sample.duration, sample.channels)
        self._stop = asyncio.Event()
        self.begin_drawing()
        self._stream(sample, self._stop)

    def begin_drawing(self) -> None:
        """Empty panes, and the timer that draws what is heard."""
        self._streaming, self._stopping, self._whole = True, False, False
        self._saying = "Connecting"
        self._kept = 0
        for pane in self.query(TranscriptPane):
            pane.reset(self.sample.channels)
        self._show_progress()
        self.redraw_edges()
        if self._painter:
            self._painter.resume()

    def do_transcribe(self) -> None:
        """Send the whole file to both sides, as a batch job would."""
        self.comparison = Comparison.of(VENDORS, self.sample.duration, self.sample.channels)
        self.begin_drawing()
        self._whole = True
        self._transcribe(self.sample)

    def do_stop(self) -> None:
        """End the audio; the vendors still settle what they have heard. A batch is given up."""
        if self._whole:
            self.workers.cancel_group(self, "stream")
            self.post_message(StreamEnded("Given up: nothing was recorded."))
            return
        self._stop.set()
        self._stopping, self._saying = True, "Settling the last words"
        self._show_progress()
        self.redraw_edges()

    def do_choose_sample(self) -> None:
        """Offer the samples."""
        from tui.screens.choose import ChooseWindow

        def chosen(index: int | None) -> None:
            if index is not None and not self._streaming:
                self.chosen = index
                self.comparison = None
                self._saying = ""
                self._show_sample()
                for pane in self.query(TranscriptPane):
                    pane.reset(self.sample.channels, HINT)
                self.redraw_edges()

        choices = [(sample.title, about(sample)) for sample in self.samples]
        self.app.push_screen(ChooseWindow("Choose a sample", choices, self.chosen), chosen)

    def do_other_side(self) -> None:
        """Where one pane fits, show the other."""
        for pane in self.query(TranscriptPane):
            pane.toggle_class("-shown")
            if pane.has_class("-shown"):
                pane.query_one(Finals).focus()

    def do_copy_text(self) -> None:
        """The final text of the pane in use, through the terminal's own clipboard."""
        vendor = self._in_use()
        side = self.comparison.sides[vendor] if self.comparison else None
        text = side.text() if side else ""
        if not text:
            self.notify(f"{NAMES[vendor]} has no final text yet.", severity="warning")
            return
        clipboard.copy(self.program, text, f"{vendor} {self.sample.title}")

    def do_back(self) -> None:
        """Back to the tasks."""
        self.program.back_to_tasks()

    def _in_use(self) -> Vendor:
        for pane in self.query(TranscriptPane):
            if pane.has_focus_within or (self.narrow() and pane.has_class("-shown")):
                return pane.vendor
        return VENDORS[0]

    # --- the stream --------------------------------------------------------------------------

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def _stream(self, sample: SampleCall, stop: asyncio.Event) -> None:
        """Only posts messages; the handlers below own the screen."""
        try:
            self.post_message(Preparing("Opening both sides; the sandbox loads its recogniser"))
            vendors = await self.program.desk.vendors()
            self.post_message(await self._hear_both(vendors, sample, stop))
        except Trouble as trouble:
            self.post_message(StreamEnded(str(trouble)))
        except Exception as error:
            self.program.note_fault(error)
            self.post_message(StreamEnded("The stream ended because of a fault of this program."))

    async def _hear_both(
        self, vendors: Vendors, sample: SampleCall, stop: asyncio.Event
    ) -> StreamEnded:
        """Stream to both sides until they have settled, then measure."""
        clip = await asyncio.to_thread(probe, sample.path)
        self.post_message(self._who(vendors, clip))
        sides = [vendors.live(vendor, live_options(vendor, clip.channels)) for vendor in VENDORS]
        events: dict[Vendor, list[LiveEvent]] = {vendor: [] for vendor in VENDORS}
        audio = StoppableAudio(clip, stop)
        began = [time.monotonic()]

        def on_start(moment: float) -> None:
            began[0] = moment
            self.post_message(AudioBegan(moment))

        async for event in stream_blocks(
            audio.blocks(), pcm_format(clip), sides, on_start=on_start
        ):
            events[event.vendor].append(event)
            self.post_message(Heard(event))
        record = add_sample_call(self.program.workspace, sample, clip)
        self.post_message(Preparing("Measuring"))
        found = await asyncio.to_thread(
            live_results.measured, record, sides, events, began[0], stopped_at=audio.stopped_at
        )
        return StreamEnded(sample=record, results=found)

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def _transcribe(self, sample: SampleCall) -> None:
        """The whole file through both sides at once; posts each transcript as it comes."""
        try:
            self.post_message(Preparing("Opening both sides; the sandbox loads its recogniser"))
            vendors = await self.program.desk.vendors()
            clip = await asyncio.to_thread(probe, sample.path)
            self.post_message(self._who(vendors, clip))
            self.post_message(Preparing("Transcribing the whole file by both sides"))
            record = add_sample_call(self.program.workspace, sample, clip)

            def on_done(outcome: audio_tests.Outcome) -> None:
                self.post_message(Transcribed(record, outcome))

            await audio_tests.transcribe_all(vendors, VENDORS, [clip], on_done=on_done)
            self.post_message(StreamEnded())
        except Trouble as trouble:
            self.post_message(StreamEnded(str(trouble)))
        except Exception as error:
            self.program.note_fault(error)
            self.post_message(StreamEnded("This ended because of a fault of the program."))

    @staticmethod
    def _who(vendors: Vendors, clip: Clip) -> Connected:
        options = {vendor: live_options(vendor, clip.channels) for vendor in VENDORS}
        return Connected(
            {vendor: vendors.sandboxed(vendor) for vendor in VENDORS},
            {vendor: str(getattr(options[vendor], "model", "transcribe")) for vendor in VENDORS},
        )

    @on(Transcribed)
    def _transcribed(self, message: Transcribed) -> None:
        outcome = message.outcome
        side = self.comparison.sides[outcome.vendor] if self.comparison else None
        if self.comparison is not None:
            self.comparison.heard = self.comparison.duration
        if outcome.transcript is None:
            if side is not None:
                side.fail(str(outcome.trouble))
        else:
            if side is not None:
                side.read(outcome.transcript)
            self._keep_transcript(message.sample, outcome.transcript)
        self._changed.add(outcome.vendor)

    def _keep_transcript(self, sample: ClipRecord, transcript: Transcript) -> None:
        try:
            audio_tests.record(self.program.workspace, sample, transcript)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self._kept += 1
        self.program.reload()

    @on(Preparing)
    def _preparing(self, message: Preparing) -> None:
        self._saying = message.what
        self._show_progress()

    @on(Connected)
    def _connected(self, message: Connected) -> None:
        for pane in self.query(TranscriptPane):
            sandboxed = message.sandboxed[pane.vendor]
            if self.comparison:
                self.comparison.sides[pane.vendor].sandbox = sandboxed
            pane.label("sandbox" if sandboxed else "live", message.models[pane.vendor])

    @on(AudioBegan)
    def _audio_began(self, message: AudioBegan) -> None:
        if self.comparison:
            self.comparison.began = message.at
        if not self._stopping:
            self._saying = "Streaming"

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        if self.comparison:
            had_finals = self.comparison.finals
            self.comparison.hear(message.event)
            self._changed.add(message.event.vendor)
            if not had_finals and self.comparison.finals:
                self.redraw_edges()

    @on(StreamEnded)
    def _ended(self, message: StreamEnded) -> None:
        stopped = self._stopping
        self._streaming = self._stopping = False
        self._saying = "Stopped" if stopped else "Finished"
        if self._painter:
            self._painter.pause()
        if message.trouble:
            self._saying = one_line(message.trouble)
        elif message.sample and message.results:
            self._keep(message.sample, message.results)
        elif self._kept:
            self._saying += f"; {counted(self._kept, 'run')} recorded under Test audio"
        self._changed.update(VENDORS)
        self._paint()
        self.redraw_edges()

    def _keep(self, sample: ClipRecord, found: Sequence[LiveResult]) -> None:
        """Record what was heard. What cannot be recorded stays on the screen and is said."""
        try:
            for result in found:
                live_results.record(self.program.workspace, sample, result)
        except Trouble as trouble:
            self._saying += f"; not recorded: {one_line(str(trouble))}"
            return
        self._saying += f"; {counted(len(found), 'run')} recorded under Test audio"
        self.program.reload()

    # --- drawing -----------------------------------------------------------------------------

    def _paint(self) -> None:
        """Draw what changed since the last time; called at most as often as the settings say."""
        for vendor in sorted(self._changed):
            if self.comparison:
                pane = self.query_one(f"#pane-{vendor}", TranscriptPane)
                pane.draw(self.comparison.sides[vendor])
        self._changed.clear()
        running = self._streaming and not self._stopping and not self._whole
        if running and self.comparison and self.comparison.began:
            passed = time.monotonic() - self.comparison.began
            self.comparison.heard = min(max(self.comparison.heard, passed), self.sample.duration)
        self._show_progress()

    def _show_sample(self) -> None:
        self.query_one("#which", Static).update(
            Content.assemble((self.sample.title, "bold"), "  ", (about(self.sample), "dim"))
        )
        self._show_progress()

    def _show_progress(self) -> None:
        if not self.is_mounted:
            return
        line = self.query_one("#progress", Static)
        heard = self.comparison.heard if self.comparison else 0.0
        line.update(
            progress_line(self._saying, heard, self.sample.duration, line.size.width), layout=False
        )

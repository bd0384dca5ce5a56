"""The live comparison as it runs: what is heard goes into the model, and from there to the panes.

Workers only post messages; the handlers here own the model and the widgets.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Static

from checklists.before import audio_tests
from checklists.before.live_panes import LivePane, kept_panes
from providers.errors import Trouble
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import Transcript, Vendor, Word
from tui.live_model import Comparison
from tui.live_sources import about, source_of
from tui.messages import AudioBegan, Connected, Heard, Preparing, StreamEnded, Transcribed
from tui.painting import Painter
from tui.pane_lines import pane_name
from tui.screens.base import PlaceScreen
from tui.source_choice import SourceChoice
from tui.text import counted, one_line
from tui.widgets.pane_grid import PaneGrid
from tui.widgets.sample_bar import progress_line
from tui.widgets.transcript_pane import TranscriptPane
from tui.wire_log import WireLog

if TYPE_CHECKING:
    from checklists.before.live_sessions import LiveSession, Playing
    from checklists.records import ClipRecord

HINT = "Press s to stream what was chosen to this pane."
# How often the bar and the figures are brought up to date, in seconds.
_BAR, _FIGURES = 0.2, 0.5


def day(stamp: str) -> str:
    """ "RECORDED" and its day, for titles of little room."""
    return " ".join(stamp.split()[:2])


class LiveStreamScreen(PlaceScreen):
    """A stream goes on while another screen is in front. ``playing`` is what runs, or ran last."""

    def __init__(self) -> None:
        self.samples: tuple[SampleCall, ...] = sample_calls()
        first = self.samples[0]
        self.source = SourceChoice("sample", first.title, sample=first)
        self.panes: tuple[LivePane, ...] = ()
        self.comparison: Comparison | None = None
        self.playing: Playing | None = None
        self.logs: dict[str, WireLog] = {}
        self.origins: Mapping[str, str] = {}
        self._truth: tuple[Word, ...] = ()
        self._streaming = False
        self._stopping = False
        self._whole = False
        self._again: Callable[[], None] | None = None
        self._kept = 0
        self._saying = ""
        self._bar: Timer | None = None
        self._figures: Timer | None = None
        self._painter: Painter | None = None
        super().__init__(name="live")

    def compose(self) -> ComposeResult:
        self.panes = kept_panes(self.program.workspace)
        title_bar, key_bar = self.edges("live")
        yield title_bar
        with Vertical(id="source"):
            yield Static(id="which", markup=False)
            yield Static(id="progress", markup=False)
        key = self.program.key_of("other-side")
        yield PaneGrid(len(self.panes), self.program.sound.glyphs, key, id="panes")
        yield Static(id="too-small", markup=False)
        yield key_bar

    def on_mount(self) -> None:
        """Nothing is connected yet: the panes say how to begin."""
        self._painter = Painter(self.program.settings.refresh, self._draw_pane)
        self._bar = self.set_interval(_BAR, self._show_progress, pause=True)
        self._figures = self.set_interval(_FIGURES, self._draw_figures, pause=True)
        self.show_ready()

    def on_unmount(self) -> None:
        """Nothing is drawn any more."""
        if self._painter:
            self._painter.forget()

    def on_resize(self, event: Resize) -> None:
        """The bar keeps to the width."""
        self._show_progress()

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.query_one(PaneGrid)

    @property
    def replaying(self) -> bool:
        """Whether what is shown was recorded."""
        return self.playing is not None and bool(self.playing.stamp)

    # --- from ready to streaming -------------------------------------------------------------

    def show_ready(self) -> None:
        """Empty panes that say how to begin, for what is chosen now."""
        self.comparison, self.playing, self._saying = None, None, ""
        self.logs = {}
        self.grid.set_count(len(self.panes))
        self._label("not connected yet")
        self._reset_panes(self.source.channels, HINT)
        self._show_source()
        self.redraw_edges()

    def begin_drawing(self, panes: Sequence[LivePane], duration: float | None, channels: int,
                      saying: str = "Connecting") -> None:  # fmt: skip
        """An empty comparison, and the timers that draw what is heard."""
        self.comparison = Comparison.of(panes, duration, channels)
        self._streaming, self._stopping, self._whole = True, False, False
        self._saying, self._kept = saying, 0
        self.grid.set_count(len(panes))
        self._reset_panes(channels)
        self._show_source()
        self.redraw_edges()
        for timer in (self._bar, self._figures):
            if timer:
                timer.resume()

    def _reset_panes(self, channels: int, hint: str = "") -> None:
        for pane in self.grid.panes:
            pane.reset(channels, hint)

    def _label(self, origin: str | Mapping[str, str]) -> None:
        """Name the panes; ``origin`` is one for all, or one for each by its id."""
        sides = self.comparison.sides if self.comparison else {}
        shown = [side.pane for side in sides.values()] or list(self.panes)
        for pane, widget in zip(shown, self.grid.panes, strict=False):
            where = origin if isinstance(origin, str) else origin.get(pane.id, "")
            widget.label(pane_name(pane), where)

    # --- the workers -------------------------------------------------------------------------

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def stream(self, choice: SourceChoice, panes: tuple[LivePane, ...]) -> None:
        """Stream to every pane until all have settled, then measure. Only posts messages."""
        await self._telling(self._stream(choice, panes))

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def replay(self, playing: Playing) -> None:
        """Play a recorded session again. Only posts messages."""
        await self._telling(self._replayed(playing))

    @work(exclusive=True, group="giving-up", exit_on_error=False)
    async def give_up(self, playing: Playing) -> None:
        """Keep what was heard of a stream whose worker was ended."""
        await self._telling(self._given_up(playing))

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def transcribe(self, choice: SourceChoice, vendors: tuple[Vendor, ...]) -> None:
        """The whole file through each vendor at once; posts each transcript as it comes."""
        await self._telling(self._transcribe(choice, vendors))

    async def _telling(self, doing: Awaitable[StreamEnded]) -> None:
        """Whatever becomes of it, the screen hears that it ended, and why."""
        try:
            self.post_message(await doing)
        except Trouble as trouble:
            self.post_message(StreamEnded(str(trouble)))
        except Exception as error:
            self.program.note_fault(error)
            self.post_message(StreamEnded("The stream ended because of a fault of this program."))

    async def _stream(self, choice: SourceChoice, panes: tuple[LivePane, ...]) -> StreamEnded:
        from checklists.before.live_sessions import LiveSession
        from checklists.scoring.settled_differences import warm_up

        self.post_message(Preparing("Opening the panes; the sandbox loads its recogniser"))
        vendors = await self.program.desk.vendors()
        await asyncio.to_thread(warm_up)
        workspace = self.program.workspace
        source = await asyncio.to_thread(source_of, choice, workspace)
        session = LiveSession(vendors, source, panes)
        origins = {pane.id: vendors.label(pane.vendor) for pane in panes}
        try:
            await self._play(session, origins)
        except asyncio.CancelledError:
            raise
        except Trouble as trouble:
            # What was heard until then is worth keeping all the same.
            return await self._measured(session, str(trouble))
        return await self._measured(session)

    async def _given_up(self, playing: Playing) -> StreamEnded:
        from checklists.before.live_sessions import LiveSession

        if not isinstance(playing, LiveSession):
            return StreamEnded()
        await playing.source.close()
        return await self._measured(playing)

    async def _measured(self, session: LiveSession, trouble: str = "") -> StreamEnded:
        sample = session.source.sample(self.program.workspace) if session.begun else None
        if sample is None:
            return StreamEnded(trouble)
        self.post_message(Preparing("Measuring"))
        results = await asyncio.to_thread(session.results, sample)
        return StreamEnded(trouble, sample, results)

    async def _replayed(self, playing: Playing) -> StreamEnded:
        await self._play(playing, {})
        return StreamEnded()

    async def _play(self, playing: Playing, origins: Mapping[str, str]) -> None:
        """Everything a session says, live or recorded, as messages."""
        self.playing = playing
        self._listen_in(playing)
        if self._stopping:
            playing.stop()
        shown = dict(origins) or {
            pane.id: f"{'sandbox' if playing.sandboxed(pane.id) else 'live'} · {day(playing.stamp)}"
            for pane in playing.panes
        }
        self.post_message(Connected(shown, playing.form.channels if playing.form else 0))
        began = False
        async for event in playing.events():
            if playing.begun and not began:
                began = True
                if playing.form is not None:
                    self.post_message(Connected(shown, playing.form.channels))
                self.post_message(AudioBegan(playing.clock))
            self.post_message(Heard(event))

    def _listen_in(self, playing: Playing) -> None:
        """Keep every pane's messages, for whoever wants to look at them."""

        def began() -> float | None:
            return playing.clock.started_at if playing.begun else None

        for pane in playing.panes:
            log = WireLog(lambda name=pane.id: playing.exchanges(name), began)  # type: ignore[misc]
            self.logs[pane.id] = log
            playing.listen_in(pane.id, log.take)

    async def _transcribe(self, choice: SourceChoice, sides: tuple[Vendor, ...]) -> StreamEnded:
        self.post_message(Preparing("Opening both sides; the sandbox loads its recogniser"))
        vendors = await self.program.desk.vendors()
        source = await asyncio.to_thread(source_of, choice, self.program.workspace)
        sample = source.sample(self.program.workspace)
        assert sample is not None  # a clip is there before it is heard
        self._tell_origins({vendor: vendors.label(vendor) for vendor in sides})
        self.post_message(Preparing("Transcribing the whole file by both sides"))

        def on_done(outcome: audio_tests.Outcome) -> None:
            self.post_message(Transcribed(sample, outcome))

        await audio_tests.transcribe_all(vendors, sides, [sample.clip], on_done=on_done)
        return StreamEnded()

    def _tell_origins(self, labels: Mapping[Vendor, str]) -> None:
        panes = [side.pane for side in self.comparison.sides.values()] if self.comparison else []
        self.post_message(
            Connected(
                {pane.id: labels.get(pane.vendor, "") for pane in panes}, self.source.channels
            )
        )

    # --- what the workers say ----------------------------------------------------------------

    @on(Preparing)
    def _preparing(self, message: Preparing) -> None:
        self._saying = message.what
        self._show_progress()

    @on(Connected)
    def _connected(self, message: Connected) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        if message.channels and message.channels != comparison.channels:
            # Nobody knew before it was opened.
            comparison.channels = message.channels
            self._reset_panes(message.channels)
        self.origins = message.origins
        self._label(message.origins)
        self.redraw_edges()

    @on(AudioBegan)
    def _audio_began(self, message: AudioBegan) -> None:
        if self.comparison is None:
            return
        self.comparison.begin(message.clock, self._truth)
        if not self._stopping:
            self._saying = "Replaying" if self.replaying else "Streaming"
        self.redraw_edges()

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        if self.comparison is None or self._painter is None:
            return
        had_finals = self.comparison.finals
        self._follow_clock()
        for pane in self.comparison.hear(message.event):
            self._painter.touch(pane)
        if not had_finals and self.comparison.finals:
            self.redraw_edges()

    def _follow_clock(self) -> None:
        """Pauses move what is due after them."""
        if self.playing is not None and self.playing.begun and self.comparison is not None:
            self.comparison.set_clock(self.playing.clock)

    @on(Transcribed)
    def _transcribed(self, message: Transcribed) -> None:
        outcome = message.outcome
        if self.comparison is None or self._painter is None:
            return
        self.comparison.reach(self.comparison.duration or 0.0)
        sides = [s for s in self.comparison.sides.values() if s.pane.vendor == outcome.vendor]
        for side in sides[:1]:
            if outcome.transcript is None:
                side.fail(str(outcome.trouble))
            else:
                side.read(outcome.transcript)
            self._painter.touch(side.pane.id)
        if outcome.transcript is not None:
            self._keep_transcript(message.sample, outcome.transcript)

    def _keep_transcript(self, sample: ClipRecord, transcript: Transcript) -> None:
        try:
            audio_tests.record(self.program.workspace, sample, transcript)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self._kept += 1
        self.program.reload()

    @on(StreamEnded)
    def _ended(self, message: StreamEnded) -> None:
        stopped = self._stopping
        self._streaming = self._stopping = False
        self._saying = "Stopped" if stopped else "Finished"
        if message.trouble:
            self._saying = one_line(message.trouble)
        if message.sample and message.results:
            self._keep(message)
        elif self._kept:
            self._saying += f"; {counted(self._kept, 'run')} recorded under Test audio"
        for timer in (self._bar, self._figures):
            if timer:
                timer.pause()
        self._draw_all()
        self.redraw_edges()
        again, self._again = self._again, None
        if again is not None:
            again()

    def _keep(self, message: StreamEnded) -> None:
        """Record what was heard. What cannot be recorded stays on the screen and is said."""
        session, sample = self.playing, message.sample
        if session is None or sample is None or not hasattr(session, "keep"):
            return
        try:
            kept = session.keep(self.program.workspace, sample, message.results)
        except Trouble as trouble:
            self._saying += f"; not recorded: {one_line(str(trouble))}"
            return
        self._saying += f"; {counted(len(kept), 'run')} recorded under Test audio"
        self.program.reload()

    # --- drawing -----------------------------------------------------------------------------

    def _widget(self, pane: str) -> TranscriptPane | None:
        """Where a pane of the comparison is drawn."""
        sides = list(self.comparison.sides) if self.comparison else []
        widgets = self.grid.panes
        return widgets[sides.index(pane)] if pane in sides[: len(widgets)] else None

    def _draw_pane(self, pane: str) -> None:
        widget = self._widget(pane) if self.is_mounted else None
        if widget is not None and self.comparison is not None:
            widget.draw(self.comparison.sides[pane])

    def _draw_figures(self) -> None:
        if self.comparison is None:
            return
        for pane, side in self.comparison.sides.items():
            widget = self._widget(pane)
            if widget is not None and side.tracker is not None:
                widget.draw_figures(side.tracker)

    def _draw_all(self) -> None:
        """Everything, as it is at the end."""
        if self._painter:
            self._painter.forget()
        for pane in self.comparison.sides if self.comparison else ():
            self._draw_pane(pane)
        self._draw_figures()
        self._show_progress()

    def _show_source(self) -> None:
        """What is heard, or would be."""
        playing = self.playing
        self.set_class(self.replaying, "-replaying")
        if playing is not None and playing.stamp:
            title, more, bar = one_line(playing.title), playing.stamp, playing.stamp
        else:
            title, more, bar = one_line(self.source.title), about(self.source), "Source"
        self.query_one("#source").border_title = Content(bar)
        line = Content.assemble((title, "bold"), "  ", (one_line(more), "dim"))
        self.query_one("#which", Static).update(line)
        self._show_progress()

    def _show_progress(self) -> None:
        if not self.is_mounted:
            return
        self._reach_now()
        comparison = self.comparison
        line = self.query_one("#progress", Static)
        duration = comparison.duration if comparison else self.source.duration
        heard = comparison.heard if comparison else 0.0
        paused = self._streaming and self.playing is not None and self.playing.paused
        saying = "Paused" if paused and not self._stopping else self._saying
        line.update(progress_line(saying, heard, duration, line.size.width), layout=False)

    def _reach_now(self) -> None:
        """The audio goes on while nobody says anything."""
        running = self._streaming and not self._stopping and not self._whole
        comparison, playing = self.comparison, self.playing
        if not running or comparison is None or comparison.clock is None:
            return
        if playing is None:
            comparison.reach(comparison.clock.second(time.monotonic()))
            return
        self._follow_clock()
        if playing.duration is not None:
            comparison.duration = playing.duration
        comparison.reach(playing.position)

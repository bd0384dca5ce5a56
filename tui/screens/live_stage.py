"""The live comparison as it stands on the screen: the model, the panes, the line above them.

What runs is in ``live_stream``, what the keys do in ``live``.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Static

from checklists.before.live.panes import LivePane, kept_panes
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import Word
from tui.live.model import Comparison
from tui.live.painting import Painter
from tui.live.pane_lines import pane_name
from tui.live.source_choice import SourceChoice
from tui.live.sources import about
from tui.live.wire_log import WireLog
from tui.screens.base import PlaceScreen
from tui.text import one_line
from tui.widgets.pane_grid import PaneGrid
from tui.widgets.sample_bar import progress_line
from tui.widgets.transcript_pane import TranscriptPane

if TYPE_CHECKING:
    from checklists.before.live.sessions import Playing

HINT = "Press s to stream what was chosen to this pane."
# How often the bar and the figures are brought up to date, in seconds.
_BAR, _FIGURES = 0.2, 0.5
# How often what was heard is put aside for the collector, in seconds.
_ASIDE = 5.0


def _put_aside() -> None:
    """As a function of Python's: Textual 8.2.8 cannot call a builtin from a timer."""
    gc.freeze()


def day(stamp: str) -> str:
    """ "RECORDED" and its day, for titles of little room."""
    return " ".join(stamp.split()[:2])


class LiveStage(PlaceScreen):
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
        self._sample = ""
        self._saying = ""
        self._clockwork: tuple[Timer, ...] = ()
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
        self._clockwork = (
            self.set_interval(_BAR, self._show_progress, pause=True),
            self.set_interval(_FIGURES, self._draw_figures, pause=True),
            # Nothing that is heard goes away again: without this the collector looks at all of it
            # now and then, for a fifth of a second after 8,000 finals.
            self.set_interval(_ASIDE, _put_aside, pause=True),
        )
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
    def heard_clip(self) -> str:
        """The hash of the recording that was heard last, "" where nothing of it was kept."""
        session = getattr(self.playing, "session", None)
        return session.clip if session is not None else self._sample

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
        self._saying, self._kept, self._sample = saying, 0, ""
        self.grid.set_count(len(panes))
        self._reset_panes(channels)
        self._show_source()
        self.redraw_edges()
        for timer in self._clockwork:
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

    def _follow_clock(self) -> None:
        """Pauses move what is due after them."""
        if self.playing is not None and self.playing.begun and self.comparison is not None:
            self.comparison.set_clock(self.playing.clock)

    def _put_aside(self) -> None:
        """Nothing that was heard goes away again: otherwise the collector looks at all of it now
        and then, for a fifth of a second after 8,000 finals."""
        gc.freeze()

    def end_drawing(self) -> None:
        """Everything as it is at the end; what is garbage by now is collected."""
        for timer in self._clockwork:
            timer.pause()
        self._draw_all()
        self.redraw_edges()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

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

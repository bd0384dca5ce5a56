"""A clip as a picture: its channels, a ruler, a cursor, and what was found in it.

Keys belong to the screen; here are the methods they call. Only what changed is drawn: the cursor
costs two columns, and nothing at all while it stays inside one.

Textual (8.2.8, ``ChopsUpdate.render_segments``) writes a changed region from the left edge of its
widget on, which for a cursor at the right end is the whole picture. So the picture is hung in
narrow panes side by side, each a widget; that and nothing else is what they are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.widgets.wave_glyphs import Glyphs
from tui.widgets.wave_picture import Scan, WavePicture
from tui.widgets.wave_view import LANES, ZOOM, Mark, View

# How often a picture that is still being read is looked at.
LOOK_SECONDS = 0.15
# More panes make the cursor cheaper and the whole picture dearer; measured at 120 columns.
PANES = 8


class _Pane(Widget):
    """A few columns of the picture, cut out of its rows."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "_Pane { width: 1fr; height: 1fr; }"

    def __init__(self, picture: Waveform) -> None:
        super().__init__()
        self._picture = picture

    @property
    def first(self) -> int:
        """Its left column in the picture."""
        return self.region.x - self._picture.content_region.x

    def render_line(self, y: int) -> Strip:
        """Its part of a row."""
        first = self.first
        return self._picture.row(y).crop(first, first + self.size.width)


class Waveform(WavePicture):
    """Draws a scan; ``cursor`` (seconds) and ``span`` may be set at any time."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {  # noqa: RUF012 - as Textual declares it
        "waveform--wave",
        "waveform--cursor",
        "waveform--ruler",
        "waveform--span",
        "waveform--hit",
        "waveform--word",
        "waveform--turn",
    }
    DEFAULT_CSS = """
    Waveform { layout: horizontal; overflow: hidden; height: 1fr; width: 1fr; min-width: 8;
               min-height: 1; background: $background; }
    Waveform > .waveform--wave { color: $accent; }
    Waveform > .waveform--cursor { color: $foreground; text-style: bold; }
    Waveform > .waveform--ruler { color: $text-muted; }
    Waveform > .waveform--span { background: $boost; }
    Waveform > .waveform--hit { color: $warning; text-style: bold; }
    Waveform > .waveform--word { color: $foreground; }
    Waveform > .waveform--turn { color: $text-muted; }
    """

    @dataclass
    class Pointed(Message):
        """Somebody clicked on that second of the clip."""

        seconds: float

    def __init__(
        self,
        *,
        glyphs: Glyphs | None = None,
        slim: bool = False,
        labels: Sequence[str] = ("L", "R"),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``glyphs`` None: what the terminal can draw. ``labels``: one letter a channel.

        ``slim`` moves the cursor on the ruler only, for a slow line: a thirtieth of the bytes.
        """
        super().__init__(glyphs, slim, labels, id, classes)
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        for _ in range(PANES):
            yield _Pane(self)

    # --- what is shown -----------------------------------------------------------------------

    def show(self, scan: Scan | None) -> None:
        """Another clip, all of it, without marks; None for none."""
        self._scan = scan
        self._marks = {}
        self._view = None
        self.span = None
        self.cursor = 0.0
        self._redraw()
        self._watch_scan()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Words, hits and turns, instead of those before."""
        self._marks = {
            kind: tuple(sorted((m for m in marks if m.kind == kind), key=lambda m: m.start))
            for kind in LANES
        }
        self._redraw()

    def on_mount(self) -> None:
        """While the clip is being read the picture grows."""
        self._clock = self.set_interval(LOOK_SECONDS, self._look, pause=True)
        self._watch_scan()

    def _watch_scan(self) -> None:
        if self._clock is None:
            return
        if self._scan is None or self._scan.done:
            self._clock.pause()
        else:
            self._clock.resume()

    def _look(self) -> None:
        scan = self._scan
        if scan is None:
            return
        done = scan.done
        if scan.trouble or scan.peaks.version != self._drawn_version:
            self._redraw()
        if done and self._clock is not None:
            self._clock.pause()

    # --- where one looks ---------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Twice as close, around the cursor where it is in view, else around the middle."""
        self._look_at(self.view.zoomed(ZOOM, self._anchor()))

    def zoom_out(self) -> None:
        """Twice as wide, at most the whole clip."""
        self._look_at(self.view.zoomed(1 / ZOOM, self._anchor()))

    def zoom_all(self) -> None:
        """The whole clip."""
        self._look_at(None)

    def zoom_to(self, start: float, end: float) -> None:
        """As close as shows these seconds."""
        self._look_at(self.view.fitted(start, end))

    def pan(self, pages: float) -> None:
        """To the right by so many widths, to the left where negative."""
        view = self.view
        self._look_at(view.panned(round(pages * view.columns)))

    def go_to(self, seconds: float) -> None:
        """Put the cursor there and have it in view."""
        if not self.view.shows(seconds):
            self._look_at(self.view.centred(seconds))
        self.cursor = seconds

    def _anchor(self) -> float:
        view = self.view
        if view.shows(self.cursor):
            return self.cursor
        return view.start + view.columns * view.per_column / 2

    def _look_at(self, view: View | None) -> None:
        if view is not None and view.is_whole:
            view = None
        if view != self._view:
            self._view = view
            self._redraw()

    # --- what changes ------------------------------------------------------------------------

    def watch_cursor(self, old: float, new: float) -> None:
        """Two columns, or the next page when the cursor runs out of the view."""
        view = self.view
        if view.shows(old) and not view.shows(new):
            self._look_at(view.paged_to(new))
            return
        before, now = view.column(old), view.column(new)
        if before == now:
            return
        places = [self._gutter + column for column in (before, now) if 0 <= column < view.columns]
        for pane in self.query_children(_Pane):
            first, height = pane.first, 1 if self._slim else pane.size.height
            inside = [place - first for place in places if 0 <= place - first < pane.size.width]
            if inside:
                pane.refresh(*(Region(column, 0, 1, height) for column in inside))

    def watch_span(self) -> None:
        """Its ends are on the ruler and its ground on every row."""
        self._redraw()

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        super().notify_style_update()
        self._strips = None

    def on_click(self, event: Click) -> None:
        """Tell the screen where."""
        column = event.screen_x - self.content_region.x - self._gutter
        if self._scan is not None and column >= 0:
            self.post_message(self.Pointed(self.view.seconds(column)))

    def _redraw(self) -> None:
        self._strips = None
        for pane in self.query_children(_Pane):
            pane.refresh()

"""A clip as a picture: its channels, a ruler, a cursor, and what was found in it.

Keys belong to the screen; here are the methods they call. Only what changed is drawn: the cursor
costs two columns, and nothing at all while it stays inside one.

Textual (8.2.8, ``ChopsUpdate.render_segments``) writes a changed region from the left edge of its
widget on, which for a cursor at the right end is the whole picture. So the picture is hung in
narrow panes side by side, each a widget; that and nothing else is what they are for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.segment import Segment
from textual.app import ComposeResult
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from providers.audio.peaks import Peaks
from providers.audio.transport import Span
from tui.text import shortened
from tui.widgets.wave_glyphs import ACROSS, Glyphs, signs, suitable_glyphs, wave_rows
from tui.widgets.wave_view import (
    LANES,
    ZOOM,
    Mark,
    MarkKind,
    Rows,
    View,
    lane,
    put_brackets,
    put_note,
    shared_out,
    times_line,
)

# How often a picture that is still being read is looked at.
LOOK_SECONDS = 0.15
# A quiet clip is drawn taller, but noise is not made into a mountain range.
LEAST_SCALE = 1000
GUTTER = 2
# More panes make the cursor cheaper and the whole picture dearer; measured at 120 columns.
PANES = 8


class Scan(Protocol):
    """What a waveform is fed from: ``providers.audio.peak_scan.PeakScan``, or a test's own."""

    @property
    def peaks(self) -> Peaks:
        """The numbers, perhaps still coming."""
        ...

    @property
    def done(self) -> bool:
        """Whether no more come."""
        ...

    @property
    def trouble(self) -> str:
        """Why no more come, or ""."""
        ...


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


class Waveform(Widget):
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

    cursor: reactive[float] = reactive(0.0, repaint=False)
    span: reactive[Span | None] = reactive(None, repaint=False)

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
        super().__init__(id=id, classes=classes)
        self.glyphs: Glyphs = glyphs or suitable_glyphs(os.environ)
        self._slim = slim
        self._labels = labels
        self._scan: Scan | None = None
        self._marks: dict[MarkKind, tuple[Mark, ...]] = {}
        self._view: View | None = None
        self._drawn_version = -1
        self._drawn_size = Size(0, 0)
        self._strips: list[Strip] | None = None
        # The first row that holds words rather than sound.
        self._lanes_from = 0
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

    @property
    def view(self) -> View:
        """The part that is shown."""
        duration = self._scan.peaks.duration if self._scan else 0.0
        columns = max(1, self.size.width - self._gutter)
        if self._view is None:
            return View.whole(duration, columns)
        return self._view if self._view.columns == columns else self._view.resized(columns)

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
        if before == now or self._strips is None:
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

    # --- drawing -----------------------------------------------------------------------------

    @property
    def _gutter(self) -> int:
        channels = self._scan.peaks.channels if self._scan else 0
        return GUTTER if channels > 1 else 0

    def row(self, y: int) -> Strip:
        """One row of the picture, the cursor over it."""
        if self._strips is None or self._drawn_size != self.size:
            self._drawn_size = self.size
            self._strips = self._draw()
        if y >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        strip = self._strips[y]
        column = self.view.column(self.cursor)
        if self._scan is None or not 0 <= column < self.view.columns:
            return strip
        if self._slim and y > 0:
            return strip
        at = self._gutter + column
        known = signs(self.glyphs)
        if y >= self._lanes_from and strip.crop(at, at + 1).text not in (" ", known.line):
            # Words are not cut in two by the cursor.
            return strip
        sign = known.pointer if y == 0 and len(self._strips) >= 3 else known.cursor
        style = self.get_component_rich_style("waveform--cursor")
        return Strip.join([strip.crop(0, at), Strip([Segment(sign, style)], 1), strip.crop(at + 1)])

    def _draw(self) -> list[Strip]:
        scan, size = self._scan, self.size
        if scan is None or size.width <= self._gutter:
            return [Strip.blank(size.width, self.rich_style)] * size.height
        peaks = scan.peaks
        self._drawn_version = peaks.version
        kinds = [kind for kind, marks in self._marks.items() if marks]
        rows = shared_out(size.height, peaks.channels, kinds)
        view = self.view
        scale = max(LEAST_SCALE, peaks.loudest())
        strips = [self._ruler(view, rows, scale)] if rows.ruler else []
        for channel, height in enumerate(rows.waves):
            strips += self._channel(view, channel, height, scale)
        self._lanes_from = len(strips)
        for kind in rows.lanes:
            cells = lane(self._marks[kind], view, signs(self.glyphs))
            strips.append(
                self._strip(" " * self._gutter, cells, [f"waveform--{kind}"] * len(cells))
            )
        return strips

    def _channel(self, view: View, channel: int, rows: int, scale: int) -> list[Strip]:
        assert self._scan is not None
        across = ACROSS[self.glyphs]
        columns = self._scan.peaks.columns(
            channel, view.start, view.per_column / across, view.columns * across
        )
        label = self._labels[channel][:1] if channel < len(self._labels) else str(channel + 1)[:1]
        strips = []
        for row, cells in enumerate(wave_rows(columns, rows, scale, self.glyphs)):
            gutter = f"{label if row == (rows - 1) // 2 else ' ':<{self._gutter}}"
            strips.append(
                self._strip(gutter if self._gutter else "", cells, ["waveform--wave"] * len(cells))
            )
        return strips

    def _ruler(self, view: View, rows: Rows, scale: int) -> Strip:
        known = signs(self.glyphs)
        cells = times_line(view, known)
        styles = ["waveform--ruler"] * len(cells)
        if "hit" not in rows.lanes:
            for mark in self._marks.get("hit", ()):
                at = view.column(mark.start)
                if 0 <= at < view.columns:
                    cells[at], styles[at] = known.hit, "waveform--hit"
        if self.span is not None:
            put_brackets(cells, view, self.span, known.reach)
        put_note(cells, shortened(self._note(scale), max(0, view.columns // 2)))
        return self._strip(" " * self._gutter, cells, styles)

    def _note(self, scale: int) -> str:
        """What one must know about the picture: how much of it is there, how much it is raised."""
        assert self._scan is not None
        if self._scan.trouble:
            return self._scan.trouble
        peaks = self._scan.peaks
        if not peaks.complete:
            kind = "sketch, " if peaks.sketched else ""
            stopped = "stopped at" if self._scan.done else "reading"
            return f"{kind}{stopped} {peaks.share:.0%}"
        raised = 32768 / scale
        return f"height x{raised:.0f}" if raised >= 1.5 else ""

    def _strip(self, gutter: str, cells: Sequence[str], names: Sequence[str]) -> Strip:
        """Cells as a strip, the span's ground behind them; equal neighbours share a segment."""
        view, span = self.view, self.span
        first, last = (view.column(span.start), view.column(span.end)) if span else (-1, -2)
        ground = self.get_component_rich_style("waveform--span", partial=True)
        known = {name: self.get_component_rich_style(name) for name in dict.fromkeys(names)}
        segments = [Segment(gutter, self.get_component_rich_style("waveform--ruler"))]
        text, key = "", ("", False)
        for index, (cell, name) in enumerate(zip(cells, names, strict=True)):
            # A blank looks the same in every colour: it never ends a segment.
            at = (key[0] if cell == " " and key[0] else name, first <= index <= last)
            if at != key and text:
                segments.append(Segment(text, known[key[0]] + ground if key[1] else known[key[0]]))
                text = ""
            key = at
            text += cell
        if text:
            segments.append(Segment(text, known[key[0]] + ground if key[1] else known[key[0]]))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

"""The rows of a waveform: sound, ruler, words and cursor as strips, drawn when they are asked for.

What is shown and where one looks is the business of ``waveform.Waveform``, which hangs the rows
in its panes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from providers.audio.peaks import Peaks
from providers.audio.transport import Span
from tui.text import shortened
from tui.widgets.wave_glyphs import ACROSS, Glyphs, signs, suitable_glyphs, wave_rows
from tui.widgets.wave_view import (
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

# A quiet clip is drawn taller, but noise is not made into a mountain range.
LEAST_SCALE = 1000
GUTTER = 2


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


class WavePicture(Widget):
    """Draws a scan and its marks, in the component styles that ``Waveform`` declares."""

    cursor: reactive[float] = reactive(0.0, repaint=False)
    span: reactive[Span | None] = reactive(None, repaint=False)

    def __init__(
        self,
        glyphs: Glyphs | None,
        slim: bool,
        labels: Sequence[str],
        id: str | None,
        classes: str | None,
    ) -> None:
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

    @property
    def view(self) -> View:
        """The part that is shown."""
        duration = self._scan.peaks.duration if self._scan else 0.0
        columns = max(1, self.size.width - self._gutter)
        if self._view is None:
            return View.whole(duration, columns)
        return self._view if self._view.columns == columns else self._view.resized(columns)

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

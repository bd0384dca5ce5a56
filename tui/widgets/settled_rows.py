"""The settled lines of a pane as rows: thousands of them, of which only those in view are made.

No Textual in it: a pane asks it for the rows in view, and hears which of them read otherwise. At
its end it follows what is new; scrolled back it stays where it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import wrap

from tui.live.lines import Look, Part, folded, height_of
from tui.live.model import Line
from tui.text import clock

MOST_LINES = 2000
# Lines are let go by so many at once.
_TRIMMED = 200
# With fewer rows than this there is none to spare for the vendor's words alone.
_TIGHT = 7
# Rows that were made and are out of view are kept for scrolling, up to so many lines.
_MOST_MADE = 300

Rows = range
"""Rows in view that have to be drawn again, counted from the first in view."""


class SettledRows:
    """Holds the last ``MOST_LINES`` lines it was given; all of them are in the model."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._let_go = 0
        self._tops = [0]
        self._made: dict[int, list[list[Part]]] = {}
        self._hint = ""
        self._look = Look(1)
        self._page = 1
        self._top = 0
        self._follows = True

    @property
    def rows(self) -> int:
        """How many rows all its lines take."""
        return self._tops[-1]

    @property
    def everything(self) -> Rows:
        """All rows in view."""
        return range(self._page)

    # --- what it is given --------------------------------------------------------------------

    def empty(self, channels: int, hint: str = "") -> None:
        """Start over, with a word for the time until there is text."""
        self._lines, self._let_go, self._hint = [], 0, hint
        self._top, self._follows = 0, True
        self._count(replace(self._look, channels=channels, gutter=6))

    def fit(self, width: int, page: int, *, brackets: bool) -> None:
        """So many cells, so many rows in view; ``brackets`` where there is no colour."""
        self._page = max(1, page)
        tight = self._page < _TIGHT
        look = replace(self._look, width=max(1, width), tight=tight, brackets=brackets)
        if look != self._look:
            self._count(look)
        self._settle_scroll()

    def show_numbers(self, shown: bool) -> None:
        """Each word's confidence beside it, or not."""
        self._count(replace(self._look, numbers=shown))

    def add(self, lines: Sequence[Line]) -> Rows:
        """More lines at the end."""
        if not lines:
            return range(0)
        gutter = max(self._look.gutter, *(len(clock(line.start)) for line in lines))
        self._lines += lines
        if self._hint or gutter != self._look.gutter:
            self._hint = ""
            self._trim()
            self._count(replace(self._look, gutter=gutter))
            return self.everything
        before, top = self.rows, self._top
        for line in lines:
            self._tops.append(self._tops[-1] + height_of(line, self._look))
        crowded = len(self._lines) > MOST_LINES + _TRIMMED
        if crowded:
            self._trim()
        self._settle_scroll()
        if crowded or self._top != top:
            return self.everything
        return self._in_view(before, self.rows)

    def change(self, lines: Mapping[int, Line]) -> Rows:
        """Lines that read otherwise now, by their number since the beginning."""
        first, after = self.rows, 0
        for number, line in lines.items():
            place = number - self._let_go
            if not 0 <= place < len(self._lines):
                continue
            self._lines[place] = line
            self._made.pop(place, None)
            top, bottom = self._tops[place : place + 2]
            grown = height_of(line, self._look) - (bottom - top)
            if grown:
                # Only what stands below moves: mostly that is nothing.
                self._tops[place + 1 :] = [one + grown for one in self._tops[place + 1 :]]
                self._settle_scroll()
                first, after = 0, self.rows
            first, after = min(first, top), max(after, bottom)
        return self._in_view(first, after)

    def _in_view(self, first: int, after: int) -> Rows:
        return range(max(0, first - self._top), min(self._page, after - self._top))

    def _trim(self) -> None:
        excess = len(self._lines) - MOST_LINES
        if excess > 0:
            # Lines that were not counted yet have no top.
            counted = min(excess, len(self._tops) - 1)
            removed = self._tops[counted]
            self._tops = [top - removed for top in self._tops[counted:]]
            self._made.clear()
            del self._lines[:excess]
            self._let_go += excess
            self._top = max(0, self._top - removed)

    def _count(self, look: Look) -> None:
        """Every line's first row, anew."""
        self._look = look
        self._made.clear()
        tops = [0]
        for line in self._lines:
            tops.append(tops[-1] + height_of(line, look))
        self._tops = tops
        self._settle_scroll()

    # --- scrolling ---------------------------------------------------------------------------

    @property
    def _lowest(self) -> int:
        return max(0, self.rows - self._page)

    def _settle_scroll(self) -> None:
        self._top = self._lowest if self._follows else min(self._top, self._lowest)

    def scroll(self, rows: int) -> None:
        """So many rows down, or up."""
        self._top = max(0, min(self._top + rows, self._lowest))
        self._follows = self._top == self._lowest

    def scroll_pages(self, pages: int) -> None:
        """Nearly so many pages."""
        self.scroll(pages * max(1, self._page - 1))

    def scroll_to_end(self, end: bool) -> None:
        """To the newest row and on with what comes, or to the oldest that is kept."""
        self.scroll(self.rows if end else -self.rows)

    # --- drawing -----------------------------------------------------------------------------

    def row(self, y: int) -> list[Part]:
        """A row in view."""
        if not self._lines:
            hint = wrap(self._hint, max(8, self._look.width))
            return [(hint[y], ("hint",))] if y < len(hint) else []
        row = self._top + y
        if row >= self.rows:
            return []
        place = bisect_right(self._tops, row) - 1
        if place not in self._made:
            if len(self._made) > _MOST_MADE:
                self._made.clear()
            self._made[place] = folded(self._lines[place], self._look)
        return self._made[place][row - self._tops[place]]

    def thumb(self, y: int) -> bool:
        """Whether the scrollbar's thumb is beside that row; nowhere, if all is in view."""
        if self.rows <= self._page:
            return False
        size = max(1, self._page * self._page // self.rows)
        first = round((self._page - size) * self._top / max(1, self._lowest))
        return first <= y < first + size

"""Rows of cells under headings: columns keep their place, and give way where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tui.text import shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

# Under this many cells the columns stand closer.
_ROOMY = 66


@dataclass(frozen=True, slots=True)
class Column:
    """A column ``width`` cells wide; one that ``grows`` is at least that and shares what is left.

    ``right`` is for numbers. The column of the highest ``rank`` is given up first; 0 never is.
    """

    heading: str
    width: int
    grows: bool = False
    right: bool = False
    rank: int = 0


Cell = str | tuple[str, str]
"""A text, or a text and its style. Never markup; shortened to its column with "…"."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can be chosen by its ``id``; without an id it is a heading over the whole width,
    made of its first cell."""

    id: str
    cells: tuple[Cell, ...]


def widths(columns: Sequence[Column], room: int) -> tuple[int, ...]:
    """How wide each column is in ``room`` cells; 0 is left out."""
    kept = [column.width for column in columns]
    gap = _gap(room)
    while sum(kept) + gap * (sum(1 for width in kept if width) - 1) > room:
        spare = [(column.rank, i) for i, column in enumerate(columns) if column.rank and kept[i]]
        if not spare:
            break
        kept[max(spare)[1]] = 0
    left = room - sum(kept) - gap * (sum(1 for width in kept if width) - 1)
    growing = [i for i, column in enumerate(columns) if column.grows and kept[i]]
    for number, i in enumerate(growing):
        share = left // len(growing) + (number < left % len(growing))
        kept[i] = max(1, kept[i] + share)
    return tuple(kept)


def laid_out(columns: Sequence[Column], cells: Sequence[Cell], room: int) -> Content:
    """One row of cells in ``room`` cells."""
    parts: list[Content] = []
    for column, cell, width in zip(columns, cells, widths(columns, room), strict=True):
        if width:
            text, style = (cell, "") if isinstance(cell, str) else cell
            words = Content.styled(shortened(text, width), style)
            blank = " " * (width - words.cell_length)
            parts.append(Content.assemble(blank, words) if column.right else words + blank)
    return Content(" " * _gap(room)).join(parts)


def _gap(room: int) -> int:
    return 2 if room >= _ROOMY else 1


class TableRows(Rows):
    """The rows themselves; they keep the cursor where it was."""

    DEFAULT_CSS = """
    TableRows, TableRows:focus { border: none; padding: 0; background: $background;
                                 background-tint: $foreground 0%; }
    TableRows { height: 1fr; }
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(markup=False)
        self.columns = tuple(columns)
        self._given: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line], start: str = "") -> None:
        """Show these, with the cursor on the line it was on, else on the one named ``start``."""
        if tuple(lines) == self._given:
            return
        here = self.selected or start
        self._given = tuple(lines)
        self.set_options(self._option(line) for line in lines)
        for wanted in (here, start):
            for index, line in enumerate(lines):
                if line.id and line.id == wanted:
                    self.highlighted = index
                    return
        self.action_first()

    @property
    def selected(self) -> str:
        """The id of the line under the cursor, or ""."""
        if self.highlighted is None or self.highlighted >= len(self._given):
            return ""
        return self._given[self.highlighted].id

    def _option(self, line: Line) -> Option:
        if line.id:
            row = Fitted(lambda room: laid_out(self.columns, line.cells, room))
            return Option(row, id=line.id)
        words = line.cells[0]
        text, style = (words, "$accent") if isinstance(words, str) else words
        heading = Fitted(lambda room: Content.styled(shortened(text, room), style))
        return Option(heading, disabled=True)


class Table(Vertical):
    """Headings that stay, rows that scroll, and a sentence where there are none."""

    DEFAULT_CSS = """
    Table { height: 1fr; }
    Table > .headings { height: 1; width: 1fr; padding: 0 1 0 0; color: $text-muted; }
    Table > .nothing { height: 1fr; width: 1fr; display: none; }
    Table.-empty > .nothing { display: block; }
    Table.-empty > .headings, Table.-empty > TableRows { display: none; }
    """

    def __init__(
        self, columns: Sequence[Column], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self.rows = TableRows(columns)

    def compose(self) -> ComposeResult:
        columns = self._columns
        headings = tuple(column.heading for column in columns)
        yield Static(Fitted(lambda room: laid_out(columns, headings, room)), classes="headings")
        yield self.rows
        yield Static("", classes="nothing", markup=False)

    def give(self, columns: Sequence[Column]) -> None:
        """Other columns; the lines shown next have as many cells."""
        if tuple(columns) == self._columns:
            return
        self._columns = self.rows.columns = given = tuple(columns)
        headings = tuple(column.heading for column in given)
        self.rows.show(())
        self.query_one(".headings", Static).update(
            Fitted(lambda room: laid_out(given, headings, room))
        )

    def show(self, lines: Sequence[Line], *, start: str = "", nothing: str = "") -> None:
        """Show the lines, or the sentence ``nothing`` where there are none."""
        self.set_class(not lines, "-empty")
        self.query_one(".nothing", Static).update(Content(nothing))
        self.rows.show(lines, start)

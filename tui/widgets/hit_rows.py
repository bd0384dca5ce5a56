"""What a search found, a line each under headings: only the lines in view are ever read and drawn.

A search of thousands of calls has tens of thousands of hits; the list knows their numbers and asks
for the few that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Static

from tui.actions import bindings_for
from tui.text import shortened
from tui.widgets.fitted import Fitted
from tui.widgets.table import Cell, Column, laid_out

# So many lines are read at a time, and so many readings are kept.
_PAGE = 200
_PAGES = 20

Row = tuple[Cell, ...]
Read = Callable[[Sequence[int]], Sequence[Row]]
"""Gives the cells of the hits with these numbers, in this order."""


class HitRows(ScrollView, can_focus=True):
    """The cursor stays on its hit, wherever that moves to; lines without a hit are stepped over."""

    BINDINGS = [  # noqa: RUF012
        *bindings_for("list"),
        Binding("enter", "open", "Open", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]
    DEFAULT_CSS = """
    HitRows { height: 1fr; min-width: 8; overflow-x: hidden; overflow-y: auto;
              scrollbar-size-vertical: 1; scrollbar-gutter: stable; background: $background; }
    """
    ALLOW_SELECT = False

    class Moved(Message):
        """The cursor is on another hit."""

    class Opened(Message):
        """Somebody wants to read all about the hit under the cursor."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._notes: tuple[Cell, ...] = ()
        self._numbers: tuple[int, ...] = ()
        self._read: Read = lambda numbers: [()] * len(numbers)
        self._pages: dict[int, Sequence[Row]] = {}
        self._cursor = 0

    @property
    def selected(self) -> int | None:
        """The number of the hit under the cursor."""
        return self._numbers[self._cursor] if self._numbers else None

    @property
    def numbers(self) -> tuple[int, ...]:
        """All hits of the list."""
        return self._numbers

    @property
    def place(self) -> int:
        """Which hit of the list that is, counted from 1; 0 where there is none."""
        return self._cursor + 1 if self._numbers else 0

    def show(self, notes: Sequence[Cell], numbers: Sequence[int], read: Read) -> None:
        """Show these hits, with ``notes`` as lines of their own above them."""
        before = self.selected
        self._notes, self._numbers, self._read = tuple(notes), tuple(numbers), read
        self._pages = {}
        if before is not None and self.selected_at(self._cursor) != before:
            try:
                self._cursor = self._numbers.index(before)
            except ValueError:
                self._cursor = min(self._cursor, max(0, len(self._numbers) - 1))
        self._lay_out()
        if self.selected != before:
            self.post_message(self.Moved())

    def selected_at(self, at: int) -> int | None:
        """The number of a hit by its place in the list."""
        return self._numbers[at] if at < len(self._numbers) else None

    def first(self) -> None:
        """To the first hit, as after a change of order."""
        self._move(0)

    def _lay_out(self) -> None:
        width = max(1, self.scrollable_content_region.width)
        self.virtual_size = Size(width, len(self._notes) + len(self._numbers))
        self._reveal()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._lay_out()

    def _reveal(self) -> None:
        # The notes belong to the first hit: where it is in view, so are they, if there is room.
        height = max(1, self.scrollable_content_region.height)
        line, top = len(self._notes) + self._cursor, self.scroll_offset.y
        highest = 0 if line < height else line
        lowest = line - height + 1
        if top > highest or top < lowest:
            target = highest if top > highest else lowest
            self.scroll_to(y=target, animate=False, immediate=True)
        self.refresh()

    def _move(self, to: int) -> None:
        to = max(0, min(len(self._numbers) - 1, to))
        if self._numbers and to != self._cursor:
            self._cursor = to
            self.post_message(self.Moved())
        self._reveal()

    def action_cursor_down(self) -> None:
        """The next hit."""
        self._move(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """The one before."""
        self._move(self._cursor - 1)

    def action_first(self) -> None:
        """The first one."""
        self._move(0)

    def action_last(self) -> None:
        """The last one."""
        self._move(len(self._numbers) - 1)

    def action_page(self, step: int) -> None:
        """A page further."""
        self._move(self._cursor + step * max(1, self.scrollable_content_region.height - 1))

    def action_open(self) -> None:
        """All about the hit under the cursor."""
        if self._numbers:
            self.post_message(self.Opened())

    def on_click(self, event: Click) -> None:
        """The hit that was pointed at."""
        to = self.scroll_offset.y + event.y - len(self._notes)
        if 0 <= to < len(self._numbers):
            self._move(to)

    def on_focus(self) -> None:
        """The cursor looks different."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different."""
        self.refresh()

    def _row(self, at: int) -> Row:
        page, place = divmod(at, _PAGE)
        if page not in self._pages:
            if len(self._pages) >= _PAGES:
                self._pages.pop(next(iter(self._pages)))
            first = page * _PAGE
            self._pages[page] = tuple(self._read(self._numbers[first : first + _PAGE]))
        rows = self._pages[page]
        # Another program may have taken a clip away since the numbers were read.
        return rows[place] if place < len(rows) else ()

    def render_line(self, y: int) -> Strip:
        """One line of those in view."""
        at = self.scroll_offset.y + y - len(self._notes)
        width, style = self.scrollable_content_region.width, self.visual_style
        if at >= len(self._numbers) or width <= 0:
            return Strip.blank(width, style.rich_style)
        line = self._note(at, width) if at < 0 else self._hit(at, width)
        strips = Visual.to_strips(self, line, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

    def _note(self, at: int, width: int) -> Content:
        note = self._notes[at]
        words, style = (note, "$text-muted") if isinstance(note, str) else note
        return Content.styled(shortened(words, width), style)

    def _hit(self, at: int, width: int) -> Content:
        cells = self._row(at)
        line = laid_out(self._columns, cells, width) if cells else Content("")
        if at == self._cursor:
            # In one style: nobody knows which of a terminal's colours are legible in reverse.
            words = line.plain + " " * max(0, width - line.cell_length)
            return Content.styled(words, "reverse bold" if self.has_focus else "underline bold")
        return line


class HitTable(Vertical):
    """Headings that stay, hits that scroll, and a sentence where there are none."""

    DEFAULT_CSS = """
    HitTable { height: 1fr; }
    HitTable > .headings { height: 1; width: 1fr; padding: 0 1 0 0; color: $text-muted; }
    HitTable > .nothing { height: 1fr; width: 1fr; display: none; }
    HitTable.-empty > .nothing { display: block; }
    HitTable.-empty > .headings, HitTable.-empty > HitRows { display: none; }
    """

    def __init__(
        self, columns: Sequence[Column], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self.rows = HitRows(columns)

    def compose(self) -> ComposeResult:
        columns = self._columns
        headings = tuple(column.heading for column in columns)
        yield Static(Fitted(lambda room: laid_out(columns, headings, room)), classes="headings")
        yield self.rows
        yield Static("", classes="nothing", markup=False)

    def show(
        self, notes: Sequence[Cell], numbers: Sequence[int], read: Read, nothing: str = ""
    ) -> None:
        """Show the hits under the notes, or the sentence ``nothing`` where there are neither."""
        self.set_class(not (notes or numbers), "-empty")
        self.query_one(".nothing", Static).update(Content(nothing))
        self.rows.show(notes, numbers, read)

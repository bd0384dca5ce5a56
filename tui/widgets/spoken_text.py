"""The words of a clip in turns, the word under the cursor between brackets and in reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.actions import bindings_for
from tui.text import one_line, shortened

NARROWEST = 16
MOST_LABEL = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn: who, and each word with its number (-1 where it has none)."""

    label: str
    words: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Row:
    label: str
    # (number, column, text); a blank before and after each, where the brackets go.
    words: list[tuple[int, int, str]] = field(default_factory=list)


class SpokenText(ScrollView, can_focus=True):
    """Shows passages; ``mark`` moves the brackets, and costs the two rows it changes."""

    BINDINGS = bindings_for("list")
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"spoken-text--label", "spoken-text--word"}  # noqa: RUF012
    DEFAULT_CSS = """
    SpokenText { height: 1fr; min-width: 8; overflow-x: hidden; overflow-y: auto;
                 scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    SpokenText > .spoken-text--label { color: $text-muted; }
    SpokenText > .spoken-text--word { text-style: bold reverse; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._passages: tuple[Passage, ...] = ()
        self._rows: list[_Row] = []
        self._row_of: dict[int, int] = {}
        self._marked = -1
        self._folded_at = 0
        self._margin = 0

    def show(self, passages: Sequence[Passage]) -> None:
        """Show these from the top, nothing marked."""
        if tuple(passages) == self._passages:
            return
        self._passages = tuple(passages)
        self._marked = -1
        self._fold()
        self.scroll_home(animate=False)

    def mark(self, number: int) -> None:
        """Put the brackets around this word, and have it in view; -1 around none."""
        if number == self._marked:
            return
        before, self._marked = self._marked, number
        for one in (before, number):
            if one in self._row_of:
                self.refresh_lines(self._row_of[one])
        row = self._row_of.get(number)
        if row is not None:
            self._have_in_view(row)

    def _have_in_view(self, row: int) -> None:
        height = self.scrollable_content_region.height
        first = self.scroll_offset.y
        if height and not first <= row < first + height:
            self.scroll_to(y=max(0, row - height // 4), animate=False)

    def on_resize(self) -> None:
        """Fold again where the width changed."""
        if self._width() != self._folded_at:
            self._fold()

    def _width(self) -> int:
        return max(NARROWEST, self.scrollable_content_region.width)

    def _fold(self) -> None:
        self._folded_at = width = self._width()
        widest = max((cell_len(one_line(one.label)) for one in self._passages), default=0)
        self._margin = min(widest, MOST_LABEL, width // 3) + 1 if widest else 0
        self._rows = [row for passage in self._passages for row in self._folded(passage, width)]
        self._row_of = {
            number: at for at, row in enumerate(self._rows) for number, _, _ in row.words
        }
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def _folded(self, passage: Passage, width: int) -> Iterator[_Row]:
        row = _Row(passage.label)
        column = self._margin + 1
        for number, word in passage.words:
            text = shortened(word, width - self._margin - 2)
            if row.words and column + cell_len(text) + 1 > width:
                yield row
                row, column = _Row(""), self._margin + 1
            row.words.append((number, column, text))
            column += cell_len(text) + 1
        yield row

    def render_line(self, y: int) -> Strip:
        """One row of what is in view."""
        at = self.scroll_offset.y + y
        width, plain = self.scrollable_content_region.width, self.rich_style
        if at >= len(self._rows) or width <= 0:
            return Strip.blank(width, plain)
        row = self._rows[at]
        label = self.get_component_rich_style("spoken-text--label")
        segments = [Segment(f"{shortened(row.label, max(0, self._margin - 1))}", label)]
        segments += self._words(row, cell_len(segments[0].text), plain)
        return Strip(segments).adjust_cell_length(width, plain)

    def _words(self, row: _Row, at: int, plain: Style) -> Iterator[Segment]:
        for number, column, text in row.words:
            here = number == self._marked and number >= 0
            blank = column - at
            if here:
                style = self.get_component_rich_style("spoken-text--word")
                yield Segment(" " * (blank - 1), plain)
                yield Segment(f"[{text}]", style)
                at = column + cell_len(text) + 1
            else:
                yield Segment(" " * blank + text, plain)
                at = column + cell_len(text)

    def action_cursor_down(self) -> None:
        """A row down."""
        self.scroll_relative(y=1, animate=False)

    def action_cursor_up(self) -> None:
        """A row up."""
        self.scroll_relative(y=-1, animate=False)

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_end(animate=False)

"""A long text with styles to be read from the top: folded to the width, drawn line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tui.actions import bindings_for

Styled = Callable[[str], Content]
# A line that goes on is set in by so many cells more than it began.
HANGING = 4
NARROWEST = 12


class Lines(ScrollView, can_focus=True):
    """Shows lines of clean text. Only those in view are styled, so a plan of any length opens
    at once; ``styled`` makes one line (never a newline in it) into what is drawn."""

    BINDINGS = bindings_for("list")
    DEFAULT_CSS = """
    Lines { height: 1fr; min-width: 8; overflow-x: hidden; overflow-y: scroll;
            scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._texts: tuple[str, ...] = ()
        self._styled: Styled = Content
        self._parts: list[tuple[int, int]] = []
        self._folded_at = 0

    def show(self, texts: Sequence[str], styled: Styled = Content) -> None:
        """Show these lines from the top, or where the reader was if they are the same again."""
        if tuple(texts) == self._texts and styled is self._styled:
            return
        self._texts, self._styled = tuple(texts), styled
        self._fold()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Fold again where the width changed."""
        if self._width() != self._folded_at:
            self._fold()

    def _width(self) -> int:
        return max(NARROWEST, self.scrollable_content_region.width)

    def _fold(self) -> None:
        """Which part of which line stands in each row."""
        self._folded_at = width = self._width()
        self._parts = [
            (number, part)
            for number, text in enumerate(self._texts)
            for part in range(1 if cell_len(text) <= width else len(self._folded(number)))
        ]
        self.virtual_size = Size(width, len(self._parts))
        self.refresh()

    def _folded(self, number: int) -> list[Content]:
        text = self._texts[number]
        content = self._styled(text)
        if content.cell_length <= self._folded_at:
            return [content]
        inset = len(text) - len(text.lstrip()) + HANGING
        inset = min(inset, self._folded_at // 2)
        first, *others = content.wrap(self._folded_at - inset)
        return [first, *(Content.assemble(" " * inset, other) for other in others)]

    def render_line(self, y: int) -> Strip:
        """One row of what is in view."""
        row = self.scroll_offset.y + y
        width, style = self.scrollable_content_region.width, self.visual_style
        blank = Strip.blank(width, style.rich_style)
        if row >= len(self._parts) or width <= 0:
            return blank
        number, part = self._parts[row]
        folded = self._folded(number)
        if part >= len(folded):
            return blank
        strips = Visual.to_strips(self, folded[part], width, 1, style, pad=True)
        return strips[0] if strips else blank

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

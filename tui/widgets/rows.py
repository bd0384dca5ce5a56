"""The list that every list here is: the same keys, and no width that ends the program."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import OptionList

from tui.actions import bindings_for

NARROWEST = 4


class Rows(OptionList):
    """An OptionList that can be laid out at any width.

    Rich cannot fold words into no cells at all, and Textual asks for the height at such a width
    while a window is being made very small (Textual 8.2.8).

    Without colours of its own (16 colours, NO_COLOR) the line under the cursor is shown in reverse
    and in one style: nobody knows which of the terminal's colours are legible on which.
    """

    BINDINGS = bindings_for("list")
    DEFAULT_CSS = """
    Rows { min-width: 10; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height for a width, or for the narrowest that there can be."""
        return super().get_content_height(container, viewport, max(width, NARROWEST))

    def render_line(self, y: int) -> Strip:
        """A line of the list."""
        strip = super().render_line(y)
        if not (self.app.no_color or self.app.native_ansi_color) or self.highlighted is None:
            return strip
        return _marked(strip, self.highlighted, self._cursor_style())

    def _cursor_style(self) -> Style:
        plain = self.get_visual_style("option-list--option").rich_style
        return plain + Style(bold=True, reverse=self.has_focus, underline=not self.has_focus)


def _marked(strip: Strip, option: int, style: Style) -> Strip:
    """A line in one style, if it belongs to this option."""
    segments = list(strip)
    if not any(one.style and one.style.meta.get("option") == option for one in segments):
        return strip
    return Strip(
        [Segment(text, style + Style(meta=old.meta if old else {})) for text, old, _ in segments],
        strip.cell_length,
    )

"""The list that every list here is: the same keys, and no width that ends the program."""

from __future__ import annotations

from textual.geometry import Size
from textual.widgets import OptionList

from tui.actions import bindings_for

NARROWEST = 4


class Rows(OptionList):
    """An OptionList that can be laid out at any width.

    Rich cannot fold words into no cells at all, and Textual asks for the height at such a width
    while a window is being made very small (Textual 8.2.8).
    """

    BINDINGS = bindings_for("list")
    DEFAULT_CSS = """
    Rows { min-width: 10; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height for a width, or for the narrowest that there can be."""
        return super().get_content_height(container, viewport, max(width, NARROWEST))

"""The keys in a window's lower border: as many as there is room for, never half of one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

# The corners, and a line and a blank on either side.
_AROUND = 6


def show_hint(box: Widget, hints: Sequence[str]) -> None:
    """The first of the hints that fits into the border of ``box``; none where none does."""
    room = box.size.width + box.gutter.width - _AROUND
    box.border_subtitle = Content(next((hint for hint in hints if len(hint) <= room), ""))

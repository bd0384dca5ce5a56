"""A run opened again: what was asked, what came back untouched, and the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from tui.screens.window import Window
from tui.widgets.reading_pane import ReadingPane


class RunWindow(Window[None]):
    """The whole record of one run, to scroll through."""

    def __init__(self, title: str, sections: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._sections = sections

    def compose(self) -> ComposeResult:
        with self.box(self._title, "esc close · ↑ ↓ pgup pgdn scroll"):
            yield ReadingPane(self._sections)

"""A run opened again: what was asked, what came back untouched, and the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from tui import clipboard
from tui.screens.window import Window
from tui.widgets.reading_pane import ReadingPane


class RunWindow(Window[None]):
    """The whole record of one run, to scroll through, copy, or write into a file."""

    BINDINGS = [  # noqa: RUF012
        Binding("y", "copy", "Copy", show=False),
        Binding("f", "write", "File", show=False),
    ]

    def __init__(self, title: str, sections: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._sections = sections

    def compose(self) -> ComposeResult:
        with self.box(self._title, "↑ ↓ scroll · y copy · f write a file · esc close"):
            yield ReadingPane(self._sections)

    @property
    def _text(self) -> str:
        return "\n\n".join(f"{heading}\n{text}" for heading, text in self._sections)

    def action_copy(self) -> None:
        """The whole record to the clipboard."""
        clipboard.copy(self.program, self._text, self._title, "f")

    def action_write(self) -> None:
        """The whole record into a file."""
        self.program.copied = clipboard.Copied(self._text, self._title)
        clipboard.save(self.program)

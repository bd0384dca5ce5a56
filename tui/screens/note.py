"""Writing a note on a task, below the notes there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from providers.errors import Trouble
from tui.board import NoteLine
from tui.screens.window import Window
from tui.text import clean
from tui.widgets.task_details import note_lines

KEYS = "^s keep · esc close"


class NoteWindow(Window[str]):
    """Dismissed with the words, which ``keep`` has taken then.

    Escape asks once more where words would be lost.
    """

    CSS_PATH: ClassVar[Any] = ["window.tcss", "note.tcss"]
    AUTO_FOCUS = "#words"
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+s", "keep", "Keep", show=False, priority=True),
        # Before the text area's own, which would leave it for the next widget.
        Binding("escape", "leave", "Close", show=False, priority=True),
    ]

    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it

    def __init__(self, task: str, notes: Sequence[NoteLine], keep: Callable[[str], object]) -> None:
        super().__init__()
        self._keep = keep
        self._about = task
        self._notes = notes
        self._warned = False

    def compose(self) -> ComposeResult:
        with self.box(f"Note: {self._about}", KEYS):
            if self._notes:
                with VerticalScroll(id="earlier", can_focus=False):
                    yield Static(Content("\n").join(list(note_lines(self._notes))), markup=False)
            words = TextArea(id="words", soft_wrap=True, tab_behavior="focus")
            words.cursor_blink = False
            yield words
            yield Static("Kept with your name and the time.", id="missing", markup=False)

    def on_mount(self) -> None:
        """The newest of the earlier notes is the one in view."""
        for earlier in self.query("#earlier").results(VerticalScroll):
            earlier.scroll_end(animate=False)

    @property
    def _words(self) -> str:
        return self.query_one("#words", TextArea).text.strip()

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._warned = False

    def action_keep(self) -> None:
        """Keep the words and close. What cannot be kept stays here to be corrected."""
        if not self._words:
            self._say("Nothing is written yet: esc closes without a note.")
            return
        try:
            self._keep(self._words)
        except Trouble as trouble:
            self._say(clean(str(trouble)))
            return
        self.dismiss(self._words)

    def action_leave(self) -> None:
        """Close without a note; what is written is thrown away only when that was said twice."""
        if not self._words or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._say("Not kept yet: ^s keeps it, esc again throws it away.")

    def _say(self, sentence: str) -> None:
        self.query_one("#missing", Static).update(Content(sentence))

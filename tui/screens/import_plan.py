"""Taking in a plan from a file: the path is typed, a bad file is one sentence."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from providers.errors import Trouble
from tui.screens.path_suggester import PathSuggester
from tui.screens.window import Window
from tui.text import clean, shown_path


class ImportWindow(Window[Path]):
    """Dismissed with the path of the plan that was taken in."""

    AUTO_FOCUS = "#path"

    def compose(self) -> ComposeResult:
        with self.box("Take in a plan", "enter take in · → complete · esc cancel") as box:
            box.add_class("-small")
            yield Static(
                "The plan in the file becomes the plan of this workspace until something is "
                "recorded here. It closes no task: evidence comes from runs of this workspace.",
                markup=False,
                classes="question",
            )
            yield Static(self._label(), markup=False, classes="label")
            line = Input(id="path", suggester=PathSuggester())
            # A blinking cursor writes to the terminal for as long as the window is open.
            line.cursor_blink = False
            yield line
            yield Static("", id="missing", markup=False)

    @staticmethod
    def _label() -> str:
        return f"File (from {shown_path(Path.cwd())}, ~ is home)"

    @on(Input.Submitted, "#path")
    def _given(self, event: Input.Submitted) -> None:
        from checklists.plan import take_in

        if self.answered:
            return
        typed = event.value.strip()
        if not typed:
            self._say("Name the file of an exported plan.")
            return
        try:
            path = Path(typed).expanduser()
            take_in(self.program.workspace, path)
        except (Trouble, RuntimeError, ValueError) as trouble:
            self._say(str(trouble))
            return
        self.dismiss(path)

    def _say(self, sentence: str) -> None:
        self.query_one("#missing", Static).update(clean(sentence))

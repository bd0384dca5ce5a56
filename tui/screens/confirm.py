"""A question before something that cannot be undone; the safe answer has the focus."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Button, Static

from tui.screens.window import Window
from tui.text import clean


class ConfirmWindow(Window[bool]):
    """Dismissed with True only by the dangerous button or ``y``."""

    AUTO_FOCUS = "#no"
    BINDINGS = [  # noqa: RUF012
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n", "answer(False)", "No", show=False),
        Binding("left,right", "app.focus_next", "Other", show=False),
    ]

    def __init__(self, title: str, question: str, yes: str, no: str = "Cancel") -> None:
        super().__init__()
        self._title, self._question, self._yes, self._no = title, clean(question), yes, no

    def compose(self) -> ComposeResult:
        with self.box(self._title, "y / n · esc cancel") as box:
            box.add_class("-small")
            yield Static(self._question, markup=False, classes="question")
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True)

    def action_answer(self, agreed: bool) -> None:
        """Close with the answer."""
        self.dismiss(agreed)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

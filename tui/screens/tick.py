"""Ticking a task by hand: who says so, and why."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui.board import TaskCard
from tui.screens.window import Window


class TickWindow(Window[tuple[str, str]]):
    """Dismissed with name and reason. Both are needed: an assertion stands on a person."""

    AUTO_FOCUS = "#name"

    def __init__(self, card: TaskCard) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        with self.box(f"Tick by hand: {self._card.name}", "enter next · esc cancel") as box:
            box.add_class("-small")
            yield Static(
                "A task ticked by hand stays marked as asserted, with your name and reason, "
                "here and in the plan.",
                markup=False,
                classes="question",
            )
            yield Static("Your name", markup=False, classes="label")
            yield self._line("name")
            yield Static("Why it is done", markup=False, classes="label")
            yield self._line("reason")
            yield Static("", id="missing", markup=False)

    @staticmethod
    def _line(name: str) -> Input:
        line = Input(id=name)
        # A blinking cursor writes to the terminal for as long as the window is open.
        line.cursor_blink = False
        return line

    @on(Input.Submitted, "#name")
    def _name_given(self) -> None:
        self.query_one("#reason", Input).focus()

    @on(Input.Submitted, "#reason")
    def _reason_given(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        reason = self.query_one("#reason", Input).value.strip()
        if name and reason:
            self.dismiss((name, reason))
        else:
            self.query_one("#missing", Static).update("Both a name and a reason are needed.")

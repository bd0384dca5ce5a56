"""A list to choose one thing from."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.screens.window import Window
from tui.widgets.rows import Rows


class Choices(Rows):
    """The list itself."""


class ChooseWindow(Window[int]):
    """Dismissed with the index of what was chosen. Each choice is a name and a line about it."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]], current: int) -> None:
        super().__init__()
        self._title, self._choices, self._current = title, choices, current

    def compose(self) -> ComposeResult:
        with self.box(self._title, "↑ ↓ move · enter choose · esc cancel") as box:
            box.add_class("-small")
            yield Choices(
                *(
                    Option(Content.assemble(name, "\n", (about, "dim")))
                    for name, about in self._choices
                ),
                markup=False,
            )

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        self.query_one(Choices).highlighted = self._current

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

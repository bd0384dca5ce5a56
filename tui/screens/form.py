"""A few lines to fill in; what cannot be used as typed is said in the window, which stays open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from providers.errors import Trouble
from tui.screens.window import Window
from tui.text import clean

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Field:
    """One line: its name, what stands before it, and what is in it."""

    name: str
    label: str
    value: str = ""


def field_row(field: Field) -> ComposeResult:
    """One line of a form: what is asked, and what is typed."""
    with Horizontal(classes="field"):
        yield Static(field.label, markup=False, classes="label")
        line = Input(field.value, id=field.name, compact=True)
        # A blinking cursor writes to the terminal for as long as the window is open.
        line.cursor_blink = False
        yield line


class FormWindow(Window[Read], Generic[Read]):
    """Dismissed with what ``read`` makes of the lines; ``read`` raises Trouble to refuse them."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss"]

    def __init__(
        self,
        title: str,
        hint: str,
        fields: Sequence[Field],
        read: Callable[[Mapping[str, str]], Read],
    ) -> None:
        super().__init__()
        self._title, self._hint = title, clean(hint)
        self._fields, self._read = tuple(fields), read

    def compose(self) -> ComposeResult:
        enter = "enter keeps" if len(self._fields) == 1 else "enter next, last one keeps"
        with self.box(self._title, f"{enter} · esc cancel") as box:
            box.add_class("-small")
            if self._hint:
                yield Static(self._hint, markup=False, classes="question")
            for field in self._fields:
                yield from field_row(field)
            yield Static("", id="missing", markup=False, classes="field-answer")

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.query_one(f"#{self._fields[0].name}", Input).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        if self.answered:
            return
        names = [field.name for field in self._fields]
        here = names.index(event.input.id or names[-1])
        if here + 1 < len(names):
            self.query_one(f"#{names[here + 1]}", Input).focus()
            return
        try:
            answer = self._read({name: self.query_one(f"#{name}", Input).value for name in names})
        except Trouble as trouble:
            self.query_one("#missing", Static).update(clean(str(trouble)))
            return
        self.dismiss(answer)

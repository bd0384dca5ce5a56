"""One line with a choice of a few: what is asked, and what is chosen between two arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.text import shortened

_LABEL = 13


class SwitchLine(Widget, can_focus=True):
    """``chosen`` is the number of the choice; left and right change it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SwitchLine { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: clip; }
    SwitchLine:focus { text-style: bold; }
    """
    BINDINGS = [  # noqa: RUF012
        Binding("left,h", "change(-1)", "Previous", show=False),
        Binding("right,l,space", "change(1)", "Next", show=False),
        Binding("enter", "app.focus_next", "Next line", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another one was chosen."""

        line: SwitchLine

        @property
        def control(self) -> SwitchLine:
            """Which line it was, for a selector."""
            return self.line

    def __init__(
        self,
        label: str,
        choices: Sequence[str],
        chosen: int = 0,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._label, self._choices = label, tuple(choices)
        self.chosen = chosen

    def action_change(self, step: int) -> None:
        """The next of the choices, round and round."""
        self.choose((self.chosen + step) % len(self._choices))

    def choose(self, number: int) -> None:
        """Choose this one."""
        if number != self.chosen:
            self.chosen = number
            self.refresh()
            self.post_message(self.Changed(self))

    def render(self) -> Content:
        """The line; its arrows show that it can be changed."""
        words = shortened(self._choices[self.chosen], max(1, self.size.width - _LABEL - 4))
        left, right = ("< ", " >") if len(self._choices) > 1 else ("  ", "")
        style = "reverse" if self.has_focus else ""
        return Content.assemble(
            (self._label.ljust(_LABEL), "$text-muted"), (f"{left}{words}{right}", style)
        )

"""The readiness figure taken apart: each task, whether it counts, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklists.evidence import TaskState
from checklists.plan_readiness import Counting, Summand
from tui.board import STATE_GLYPHS, STATE_WORDS, short_name
from tui.content import hanging
from tui.screens.window import Window
from tui.text import clean, counted, one_line, shortened
from tui.widgets.checklist import STATE_STYLES
from tui.widgets.rows import Rows

Term = tuple[TaskState, Summand]
COUNTS_WORDS: dict[Counting, str] = {
    "counts": "counts",
    "does not count": "not yet",
    "not needed": "left out",
}
_INDENT = 10


class ReadinessWindow(Window[str]):
    """Dismissed with the id of the task that was chosen."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "readiness.tcss"]
    AUTO_FOCUS = "Terms"

    def __init__(self, arithmetic: str, terms: Sequence[Term]) -> None:
        super().__init__()
        self._arithmetic = clean(arithmetic)
        self._terms = terms

    def compose(self) -> ComposeResult:
        with self.box("Readiness", "↑ ↓ move · enter go to the task · esc close"):
            yield Static(self._arithmetic, id="sum", markup=False)
            yield Terms(self._terms)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class Terms(Rows):
    """The list of tasks, laid out for the width there is."""

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__(markup=False)
        self._terms = terms

    def on_resize(self) -> None:
        """Fold the reasons again."""
        here = self.highlighted
        width = max(16, self.scrollable_content_region.width)
        self.set_options(Option(prompt(term, width), id=term[0].id) for term in self._terms)
        self.highlighted = here or 0


def prompt(term: Term, width: int) -> Content:
    """A task in the sum: whether it counts, its name and state; below it why."""
    state, summand = term
    word = COUNTS_WORDS[summand.counting]
    runs = f" · {counted(len(state.runs), 'run')}" if state.runs else ""
    right = f"{STATE_GLYPHS[state.state]} {STATE_WORDS[state.state]}{runs}"
    room = max(4, width - _INDENT - len(right) - 1)
    name = shortened(f"{state.task.number:>2} {short_name(state.id)}", room)
    gap = " " * max(1, width - _INDENT - len(name) - len(right))
    first = Content.assemble(
        (f"{word:<{_INDENT}}", "bold" if summand.counting == "counts" else "dim"),
        name, gap, (right, STATE_STYLES[state.state]),
    )  # fmt: skip
    why = Content(one_line(summand.why[:1].upper() + summand.why[1:])).stylize("dim")
    return Content("\n").join([first, *hanging(Content(""), why, _INDENT + 3, width)])

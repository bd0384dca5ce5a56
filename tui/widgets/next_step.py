"""The line that always says the cheapest useful thing to do now, and how."""

from __future__ import annotations

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tui.board import PHASE_TITLES, Step
from tui.content import hanging

LABEL = "Next"
INDENT = 6
# Below this many rows the reason gives its line to the tasks.
ROWS_FOR_REASON = 22


class NextStep(Static):
    """Task and way on the first line; the reason below it, where there is room for it."""

    DEFAULT_CSS = """
    NextStep { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._step: Step | None = None
        self._phase = ""
        self._words = Content()

    def show(self, step: Step | None, phase: str) -> None:
        """Show a step; ``phase`` is the one in view."""
        self._step, self._phase = step, phase
        self._lay_out()

    def on_resize(self, event: Resize) -> None:
        """Wrap again at the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        reason = self.app.size.height >= ROWS_FOR_REASON
        words = next_line(self._step, self._phase, self.app.size.width - 2, reason=reason)
        if not words.is_same(self._words):
            self._words = words
            self.update(words)


def next_line(step: Step | None, phase: str, width: int, *, reason: bool) -> Content:
    """The words of the line, ``width`` cells wide."""
    label = Content.styled(LABEL, "bold $accent")
    if step is None:
        words = Content("Every task is closed: press e to export the plan.")
        return Content("\n").join(hanging(label, words, INDENT, width))
    where = "" if step.phase == phase else f" ({PHASE_TITLES[step.phase].lower()})"
    words = Content.assemble((step.name, "bold"), f"{where}: {step.way}.")
    lines = hanging(label, words, INDENT, width)
    if reason:
        lines += hanging(Content(""), Content.styled(step.reason, "dim"), INDENT, width)
    return Content("\n").join(lines)

"""The line that always says the cheapest useful thing to do now, and how."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.board import PHASE_TITLES, Step

LABEL = "Next  "


class NextStep(Static):
    """Task and way on the first line; the reason below it, where there is room for it."""

    DEFAULT_CSS = """
    NextStep { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)

    def show(self, step: Step | None, phase: str, *, reason: bool) -> None:
        """Show a step; ``phase`` is the one in view, ``reason`` whether there is room for it."""
        self.update(next_line(step, phase, reason=reason))


def next_line(step: Step | None, phase: str, *, reason: bool) -> Content:
    """The words of the line."""
    label = (LABEL, "bold $accent")
    if step is None:
        return Content.assemble(label, "Every task is closed: press e to export the plan.")
    where = "" if step.phase == phase else f" ({PHASE_TITLES[step.phase].lower()})"
    line = Content.assemble(label, (step.name, "bold"), f"{where}: {step.way}.")
    if not reason:
        return line
    return Content.assemble(line, "\n", " " * len(LABEL), (step.reason, "dim"))

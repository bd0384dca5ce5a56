"""How far the migration is: a bar a phase, and the sum that the figure is made of."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from checklists.phases import PHASES
from tui.board import Board

BAR = 20


class ProgressPanel(Static):
    """Shown where the window is tall enough for it; the title bar has the figures anyway."""

    DEFAULT_CSS = """
    ProgressPanel { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._board: Board | None = None

    def show(self, board: Board) -> None:
        """Show where things stand, and whether it is a rehearsal."""
        if board is self._board:
            return
        self._board = board
        rehearsal = " · rehearsal in the sandbox" if board.mode == "sandbox" else ""
        self.border_title = Content(f"Readiness{rehearsal}")
        lines = []
        for phase in PHASES:
            done, total = board.progress(phase)
            filled = round(BAR * done / total) if total else BAR
            lines.append(
                Content.assemble(
                    f"{phase.capitalize():<7} ",
                    ("━" * filled, "$accent"),
                    ("─" * (BAR - filled), "dim"),
                    f" {done} of {total}",
                )
            )
        lines += [Content(""), Content.styled(board.arithmetic, "dim")]
        self.update(Content("\n").join(lines))

"""Every run behind a task, where there are more than are listed beside it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from tui.board import TaskCard
from tui.screens.window import Window
from tui.text import counted
from tui.widgets.task_details import EvidenceList


class AllRunsWindow(Window[None]):
    """The newest first; choosing one opens it."""

    AUTO_FOCUS = "EvidenceList"

    def __init__(self, card: TaskCard) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        many = counted(len(self._card.runs) + self._card.older, "run")
        with self.box(f"{self._card.name}: {many}", "enter open · esc close") as box:
            box.add_class("-runs")
            yield EvidenceList()

    def on_mount(self) -> None:
        """Read them now: until here nobody needed them."""
        from tui.board_reading import run_lines

        self.query_one(EvidenceList).show(run_lines(self.program.workspace, self._card.id))

    @on(EvidenceList.Chosen)
    def _run_chosen(self, event: EvidenceList.Chosen) -> None:
        self.program.open_run(event.run)

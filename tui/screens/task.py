"""A task on a narrow terminal: the details and the evidence that otherwise stand at the side."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from tui.board import TaskCard
from tui.screens.window import Window
from tui.widgets.task_details import EvidenceList, TaskDetails


class TaskWindow(Window[None]):
    """Details above, evidence below; choosing a run opens it."""

    AUTO_FOCUS = "TaskDetails"

    def __init__(self, card: TaskCard) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        with self.box(self._card.name, "esc close · tab evidence · enter open"):
            yield TaskDetails()
            yield EvidenceList()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(TaskDetails).show(self._card)
        self.query_one(EvidenceList).show(self._card.runs, self._card.older)

    @on(EvidenceList.Chosen)
    def _run_chosen(self, event: EvidenceList.Chosen) -> None:
        if event.run:
            self.program.open_run(event.run)
        else:
            from tui.screens.all_runs import AllRunsWindow

            self.app.push_screen(AllRunsWindow(self._card))

"""One phase of the migration: its tasks, the next step, and the side that explains a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from checklists.phases import Phase
from tui.actions import Situation, bindings_for
from tui.board import PHASE_TITLES, Board
from tui.screens.base import PlaceScreen
from tui.widgets.checklist import Checklist
from tui.widgets.next_step import NextStep
from tui.widgets.progress_panel import ProgressPanel
from tui.widgets.task_details import EvidenceList, TaskDetails
from tui.workbenches import benches_of

if TYPE_CHECKING:
    from tui.board import TaskCard


class PhaseScreen(PlaceScreen):
    """The checklist of one phase. The details stand beside it from 80 columns on."""

    CSS_PATH = "phase.tcss"
    BINDINGS = bindings_for("phase")
    AUTO_FOCUS = "#tasks"

    def __init__(self, phase: Phase) -> None:
        self.phase: Phase = phase
        super().__init__(name=phase)

    def compose(self) -> ComposeResult:
        title_bar, key_bar = self.edges(self.phase)
        yield title_bar
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Checklist(id="tasks")
                yield ProgressPanel(id="progress")
            with Vertical(id="side"):
                yield TaskDetails(id="details")
                yield EvidenceList(id="evidence")
        yield NextStep(id="next")
        yield Static(id="too-small", markup=False)
        yield key_bar

    def on_mount(self) -> None:
        """Fill the lists before the first frame."""
        tasks = self.query_one(Checklist)
        tasks.border_title = Content(PHASE_TITLES[self.phase])
        self.query_one(EvidenceList).border_title = Content("Evidence")
        self.show_board(self.program.board)

    def on_screen_resume(self) -> None:
        """Another screen may have recorded something meanwhile."""
        self.show_board(self.program.board)

    def show_board(self, board: Board) -> None:
        """Show the workspace as it is now."""
        if not self.is_mounted:
            return
        tasks = self.query_one(Checklist)
        tasks.border_subtitle = Content(board.progress_words(self.phase))
        tasks.show(board.of(self.phase))
        self.query_one(NextStep).show(board.step, self.phase)
        self.query_one(ProgressPanel).show(board)
        self._show_task(tasks.selected)

    def situation(self) -> Situation:
        """The task under the cursor and its evidence."""
        card = self.selected
        return Situation(
            place="phase",
            task=card.id if card else "",
            state=card.state if card else "",
            runs=len(card.runs) if card else 0,
            has_next_step=self.program.board.step is not None,
            benches=len(benches_of(card.id)) if card else 0,
        )

    @property
    def selected(self) -> TaskCard | None:
        """The task under the cursor."""
        return self.query_one(Checklist).selected if self.is_mounted else None

    def _show_task(self, card: TaskCard | None) -> None:
        details = self.query_one(TaskDetails)
        details.border_title = Content(card.name if card else "Details")
        details.show(card)
        evidence = self.query_one(EvidenceList)
        evidence.show(card.runs if card else (), card.older if card else 0)
        self.redraw_edges()

    @on(Checklist.OptionHighlighted, "#tasks")
    def _task_highlighted(self) -> None:
        self._show_task(self.selected)

    @on(Checklist.OptionSelected, "#tasks")
    async def _task_chosen(self) -> None:
        await self.program.action_act("open-bench")

    @on(EvidenceList.Chosen)
    def _run_chosen(self, event: EvidenceList.Chosen) -> None:
        card = self.selected
        if event.run:
            self.program.open_run(event.run)
        elif card is not None:
            from tui.screens.all_runs import AllRunsWindow

            self.app.push_screen(AllRunsWindow(card))

    async def do_open_bench(self) -> None:
        """Open the task's workbench, or its details where nothing is built for it yet."""
        card = self.selected
        if card is None:
            return
        for bench in benches_of(card.id)[:1]:
            await self.program.open_bench(bench)
            return
        self.do_open_details()

    def do_open_details(self) -> None:
        """Go to the side where there is one, and open it as a window where there is none."""
        card = self.selected
        if card is None:
            return
        if self.narrow():
            from tui.screens.task import TaskWindow

            self.app.push_screen(TaskWindow(card))
        elif self.query_one(TaskDetails).has_focus:
            self.query_one(Checklist).focus()
        else:
            self.query_one(TaskDetails).focus()

    def do_open_run(self) -> None:
        """Open the newest run of the task."""
        card = self.selected
        if card and card.runs:
            self.program.open_run(card.runs[0].id)

    def do_tick(self) -> None:
        """Ask for a name and a reason, then mark the task as asserted."""
        card = self.selected
        if card is None:
            return
        from tui.screens.tick import TickWindow

        def said(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self.program.change(lambda: self.program.workspace.assert_task(card.id, *answer))

        self.app.push_screen(TickWindow(card), said)

    def do_note(self) -> None:
        """Ask for the words of a note, and keep them."""
        card = self.selected
        if card is None:
            return
        from tui.screens.note import NoteWindow

        def keep(words: str) -> None:
            self.program.workspace.notes.add(card.id, words)
            self.program.reload()

        self.app.push_screen(NoteWindow(card.name, card.notes, keep))

    def do_readiness(self) -> None:
        """Take the figure apart; from there a task can be gone to."""
        from checklists.plan_readiness import summands
        from tui.screens.readiness import ReadinessWindow

        async def chosen(task_id: str | None) -> None:
            if task_id is not None:
                await self.program.go_to_task(task_id)

        board = self.program.board
        states = self.program.workspace.task_states()
        terms = list(zip(states, summands(states, board.mode), strict=True))
        self.app.push_screen(ReadinessWindow(board.arithmetic, terms), chosen)

    def do_untick(self) -> None:
        """Take back what was said by hand."""
        card = self.selected
        if card is not None:
            self.program.change(lambda: self.program.workspace.withdraw(card.id))

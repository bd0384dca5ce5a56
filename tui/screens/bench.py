"""What every workbench shares: where it stands, long work that can be stopped, and the way back.

A workbench lies over the list of its phase. It is made once and kept, so what runs in it goes on
while another screen is in front, and everything is still there on return.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from providers.errors import Trouble
from tui.actions import Situation, bindings_for
from tui.messages import WorkEnded, WorkMoved
from tui.screens.base import PlaceScreen
from tui.widgets.crumb import Crumb
from tui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from tui.board import Board, TaskCard
    from tui.workbenches import Bench

Outcome = TypeVar("Outcome")
Tell = Callable[[str, int, int], None]
"""Called by work with what it does now, how much is done, and how much there is (0: unknown)."""


class BenchScreen(PlaceScreen):
    """The frame around a workbench: subclasses give ``bench_id`` and ``compose_body``."""

    CSS_PATH: ClassVar[Any] = "bench.tcss"
    BINDINGS = bindings_for("bench")
    bench_id: ClassVar[str] = ""

    def __init__(self) -> None:
        from tui.workbenches import by_id

        self.bench: Bench = by_id(self.bench_id)
        self.working = False
        self._done: Callable[[Any], str] = str
        super().__init__(name=f"bench-{self.bench_id}")

    def compose(self) -> ComposeResult:
        card = self.card
        title_bar, key_bar = self.edges(card.phase if card else "before")
        yield title_bar
        yield Crumb(self.bench, id="crumb")
        yield from self.compose_body()
        yield WorkLine(id="work")
        yield Static(id="too-small", markup=False)
        yield key_bar

    def compose_body(self) -> ComposeResult:
        """The widgets between the crumb and the work line. Give each the class "place"."""
        yield Static("", classes="place", markup=False)

    def on_mount(self) -> None:
        """Show the workspace as it is."""
        self.show_board(self.program.board)

    def on_screen_resume(self) -> None:
        """Another screen may have recorded something meanwhile."""
        self.show_board(self.program.board)

    def show_board(self, board: Board) -> None:
        """The workspace changed, or the workbench is looked at again."""
        if not self.is_mounted:
            return
        self.query_one(Crumb).show(self.card)
        self.show_bench()
        self.redraw_edges()

    def show_bench(self) -> None:
        """Bring the body up to date with the workspace; subclasses do."""

    @property
    def card(self) -> TaskCard | None:
        """The task this workbench belongs to."""
        return self.program.board.card(self.bench.task)

    def reasons(self) -> Mapping[str, str]:
        """Why actions of this workbench cannot be done now: action id to sentence."""
        return {}

    def situation(self) -> Situation:
        """The task, whether something runs, and the workbench's own reasons."""
        from tui.workbenches import benches_of

        card = self.card
        return Situation(
            place=self.bench.id,
            task=self.bench.task,
            state=card.state if card else "",
            runs=len(card.runs) if card else 0,
            has_next_step=self.program.board.step is not None,
            one_pane=self.narrow(),
            benches=len(benches_of(self.bench.task)),
            working=self.working,
            reasons=self.reasons() if self.is_mounted else {},
        )

    # --- long work ---------------------------------------------------------------------------

    def run_work(
        self,
        what: str,
        carry_out: Callable[[Tell], Awaitable[Outcome]],
        done: Callable[[Outcome], str],
    ) -> None:
        """Carry out something long in a worker, one at a time; ``x`` stops it.

        ``carry_out`` touches no widget; ``done`` gets its outcome in the screen's own turn, records
        and shows it, and returns the sentence to end with.
        """
        if self.working:
            key = self.program.key_of("stop-work")
            self.notify(f"Something runs here already: wait for it, or press {key}.", markup=False)
            return
        self.working = True
        self._done = done
        self.query_one(WorkLine).begin(what, self.program.key_of("stop-work"))
        self.redraw_edges()
        self._carry_out(carry_out)

    @work(exclusive=True, group="work", exit_on_error=False)
    async def _carry_out(self, carry_out: Callable[[Tell], Awaitable[Any]]) -> None:
        def tell(what: str, done: int = 0, total: int = 0) -> None:
            self.post_message(WorkMoved(what, done, total))

        try:
            outcome = await carry_out(tell)
        except Trouble as trouble:
            self.post_message(WorkEnded(trouble=str(trouble)))
        except Exception as error:
            self.program.note_fault(error)
            self.post_message(WorkEnded(trouble="This ended because of a fault of the program."))
        else:
            self.post_message(WorkEnded(outcome))

    def do_stop_work(self) -> None:
        """Give up what runs."""
        self.workers.cancel_group(self, "work")
        self.post_message(WorkEnded(trouble="Stopped."))

    @on(WorkMoved)
    def _work_moved(self, message: WorkMoved) -> None:
        if self.working:
            self.query_one(WorkLine).move(message.what, message.done, message.total)

    @on(WorkEnded)
    def _work_ended(self, message: WorkEnded) -> None:
        if not self.working:
            return
        self.working = False
        sentence = message.trouble
        if not sentence:
            try:
                sentence = self._done(message.outcome)
            except Trouble as trouble:
                sentence = str(trouble)
        self.query_one(WorkLine).end(sentence)
        self.program.reload()
        self.redraw_edges()

    def say(self, sentence: str) -> None:
        """A sentence on the work line, where nothing runs."""
        if not self.working:
            self.query_one(WorkLine).end(sentence)

    # --- what the keys do --------------------------------------------------------------------

    def do_leave_bench(self) -> None:
        """Back to the list of the phase."""
        self.program.leave_bench()

    async def do_next_bench(self) -> None:
        """The task's next workbench."""
        from tui.workbenches import benches_of

        others = benches_of(self.bench.task)
        following = others[(others.index(self.bench) + 1) % len(others)]
        await self.program.open_bench(following)

    def do_bench_run(self) -> None:
        """Open the newest run of the task."""
        card = self.card
        if card and card.runs:
            self.program.open_run(card.runs[0].id)

    def do_bench_task(self) -> None:
        """The guide's words on the task, over the workbench."""
        card = self.card
        if card is not None:
            from tui.screens.task import TaskWindow

            self.app.push_screen(TaskWindow(card))

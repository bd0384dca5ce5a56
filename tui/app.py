"""The terminal program: modes, actions, theme, and how it begins and ends."""

from __future__ import annotations

import gc
import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from checklists.phases import PHASES, Phase
from providers.errors import Trouble
from tui import crash, glance, terminal
from tui.actions import BY_ID, Action, Situation, bindings_for, effective_keys, key_name
from tui.board import Board
from tui.line_filter import Joined, VisibleControls, without_colour
from tui.settings import Settings, state_path
from tui.sound_desk import SoundDesk
from tui.stylesheet import OnceParsed
from tui.text import clean, one_line, shown_path
from tui.themes import OWN_THEMES, TERMINAL_THEMES, starting_theme, theme_complaint
from tui.vendor_desk import VendorDesk
from tui.widgets.title_bar import Tab
from tui.workbenches import Bench, benches_of

if TYPE_CHECKING:
    from textual.command import Provider

    from checklists.workspace import Workspace
    from tui.clipboard import Copied


MASK_SECONDS = 0.005


def _phase_screen(phase: Phase) -> Callable[[], Screen[None]]:
    def make() -> Screen[None]:
        from tui.screens.phase import PhaseScreen

        return PhaseScreen(phase)

    return make


def _live_screen() -> Screen[None]:
    # Brings RichLog and the samples with it: not before somebody wants to listen.
    from tui.screens.live import LiveScreen

    return LiveScreen()


def _palette() -> type[Provider]:
    from tui.palette import ActionProvider

    return ActionProvider


class CrossfadeApp(App[int]):
    """Holds the workspace, the settings and the vendors; screens ask it for all three."""

    TITLE = "crossfade"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {_palette}
    BINDINGS = bindings_for("everywhere")
    MODES: ClassVar = {**{phase: _phase_screen(phase) for phase in PHASES}, "live": _live_screen}
    DEFAULT_MODE = "before"

    def __init__(
        self,
        workspace: Workspace | Callable[[], Workspace],
        desk: VendorDesk,
        settings: Settings | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        directory: Path | None = None,
        board: Board | None = None,
        ask_first: bool = False,
    ) -> None:
        """``workspace`` may be the function that opens it; then ``board`` is drawn until then."""
        super().__init__()
        self.stylesheet = OnceParsed(variables=self.get_css_variables())
        self._workspace = workspace
        self.desk = desk
        self.settings = settings or Settings()
        place = (directory or self.workspace.directory).absolute()
        # Only where it must: a link is better known by the name it was given.
        self.workspace_name = shown_path(place.resolve() if ".." in place.parts else place)
        self._glanced = board is not None
        self.board: Board = board or self._read_board()
        self.fault = ""
        self.copied: Copied | None = None
        self._ask_first = ask_first
        self._last_phase: Phase = "before"
        self.animation_level = self.settings.animation
        for theme in (*OWN_THEMES, *TERMINAL_THEMES):
            self.register_theme(theme)
        environ = os.environ if environ is None else environ
        self.sound = SoundDesk(lambda: self.workspace.audio, environ)
        self.theme = starting_theme(self.settings.theme, environ)
        self.first_theme = self.theme
        self._complaint = theme_complaint(environ)
        self.set_keymap(self.settings.keys)
        self._own_filters = (VisibleControls(), Joined())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters, after them the net under ``clean`` and what spares bytes."""
        return [*without_colour(self, super().get_line_filters()), *self._own_filters]

    def delay_update(self, delay: float = MASK_SECONDS) -> None:
        """Textual hides a change of mode for 50 ms; ours is drawn in one go and needs a tenth."""
        super().delay_update(min(delay, MASK_SECONDS))

    def on_mount(self) -> None:
        """From here on a signal ends the program properly."""
        terminal.end_on_signals(self._end)
        # The shell has written over the screen meanwhile.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if self._complaint:
            self.notify(self._complaint, severity="warning", timeout=12, markup=False)
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        """After the first frame: what it did not need, and what it did not wait for."""
        gc.collect()
        try:
            beginning = self.workspace.beginning
            if self.desk.choice == "auto":
                self.desk.choose(beginning.answers().access or "auto")
            if self._glanced and (board := self._read_board()) != self.board:
                self.board = board
                self._redraw()
            glance.keep(self.workspace.directory, self.board)
            if self._ask_first and beginning.is_new():
                self._carrier(BY_ID["begin"])()
        except Trouble as trouble:
            self.fault = clean(str(trouble))
            self.exit(trouble.exit_code)
        # What has been made until now stays: the collector need not look at it again.
        gc.freeze()
        gc.enable()

    @property
    def workspace(self) -> Workspace:
        """The workspace, opened where it was not yet. Raises BadInput then."""
        if callable(self._workspace):
            self._workspace = self._workspace()
        return self._workspace

    def _read_board(self) -> Board:
        # Brings the evidence's rules with it, which a start from a glance does without.
        from tui.board_reading import read_board

        return read_board(self.workspace)

    def _end(self, code: int) -> None:
        self.exit(code)

    # --- actions -----------------------------------------------------------------------------

    def situation(self) -> Situation:
        """The situation of the screen in front, or of the one behind a window."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "situation"):
                found: Situation = screen.situation()
                return replace(found, copied=self.copied is not None)
        return Situation()

    def action_command_palette(self) -> None:
        """The palette, fed by the registry."""
        from tui.palette import Palette

        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette(id="--command-palette"))

    async def action_act(self, action_id: str) -> None:
        """What every binding made from the registry calls."""
        await self.carry_out(BY_ID[action_id])

    async def carry_out(self, action: Action) -> None:
        """Do it, or say why not."""
        reason = action.why_not(self.situation())
        if reason:
            self.notify(reason, title=action.title, severity="warning", markup=False)
            return
        if action.calls:
            await self.run_action(action.calls)
            return
        try:
            outcome = self._carrier(action)()
            if inspect.isawaitable(outcome):
                await outcome
        except Trouble as trouble:
            self.say_trouble(trouble)

    def _carrier(self, action: Action) -> Callable[[], object]:
        """What carries it out: its function, or the method of the foremost screen that has it."""
        if action.does:
            return partial(action.function(), self)
        owners = (*reversed(self.screen_stack), self)
        owner = next(owner for owner in owners if hasattr(owner, action.method))
        method: Callable[[], object] = getattr(owner, action.method)
        return method

    def say_trouble(self, trouble: Trouble) -> None:
        """A sentence for something that went wrong and can be acted on."""
        self.notify(clean(str(trouble)), severity="error", timeout=12, markup=False)

    def note_fault(self, error: Exception) -> None:
        """A fault in a worker: the program goes on, the report is kept, a sentence says so."""
        sentence = crash.keep_report(error, state_path("fault-report.txt"))
        self.notify(sentence, severity="error", timeout=12, markup=False)

    async def do_show_before(self) -> None:
        """The first phase."""
        await self._show_phase("before")

    async def do_show_during(self) -> None:
        """The second phase."""
        await self._show_phase("during")

    async def do_show_after(self) -> None:
        """The third phase."""
        await self._show_phase("after")

    async def do_show_live(self) -> None:
        """The live comparison."""
        if self.current_mode != "live":
            await self.switch_mode("live")

    async def _show_phase(self, phase: Phase) -> None:
        """To a phase as it was left; where it is in front already, to its list."""
        self._last_phase = phase
        if self.current_mode != phase:
            await self.switch_mode(phase)
        else:
            self.leave_bench()

    def back_to_tasks(self) -> None:
        """To the phase that was left last."""
        self.call_later(self._show_phase, self._last_phase)

    def leave_bench(self) -> None:
        """From a workbench, and what lies over it, to the list below."""
        from tui.screens.bench import BenchScreen

        while isinstance(self.screen, BenchScreen):
            self.pop_screen()

    async def open_bench(self, bench: Bench) -> None:
        """Open a workbench over its phase, in place of another one; the same as it was left."""
        if bench.mode:
            if self.current_mode != bench.mode:
                await self.switch_mode(bench.mode)
            return
        card = self.board.card(bench.task)
        if card is None:
            return
        await self._show_list(card.phase)
        name = f"bench-{bench.id}"
        if bench.make is not None and not self.is_screen_installed(name):
            self.install_screen(bench.make(), name)
        await self.push_screen(name)

    async def _show_list(self, phase: Phase) -> None:
        """To the list of a phase, whatever lies over it."""
        self._last_phase = phase
        if self.current_mode != phase:
            await self.switch_mode(phase)
        self.leave_bench()

    async def do_next_step(self) -> None:
        """Open what the next-step line speaks of."""
        step = self.board.step
        if step is None:
            return
        await self.go_to_task(step.task)
        for bench in benches_of(step.task)[:1]:
            await self.open_bench(bench)

    async def go_to_task(self, task_id: str) -> None:
        """To the list of a task's phase, with the cursor on it."""
        from tui.widgets.checklist import Checklist

        card = self.board.card(task_id)
        if card is None:
            return
        await self._show_list(card.phase)
        self.screen.query_one(Checklist).go_to(task_id)

    def do_reload(self) -> None:
        """Read the workspace again."""
        self.reload()
        self.notify(f"{self.board.readiness}.", title="Workspace read again", markup=False)

    async def do_suspend(self) -> None:
        """To the shell and back, where there is a shell to go back to."""
        reason = terminal.no_shell()
        if reason:
            self.notify(reason, severity="warning", markup=False)
        else:
            await self.run_action("app.suspend_process")

    def do_help(self) -> None:
        """Every key."""
        from tui.screens.help import HelpWindow

        if not isinstance(self.screen, HelpWindow):
            self.push_screen(HelpWindow(self.situation(), self.settings.keys))

    # --- the workspace -----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the workspace and show it on every screen there is."""
        self.board = self._read_board()
        self._redraw()

    def _redraw(self) -> None:
        from tui.screens.base import PlaceScreen

        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, PlaceScreen):
                    screen.show_board(self.board)

    def change(self, change: Callable[[], object]) -> None:
        """Change the workspace, say what went wrong with that, and show it as it is then."""
        try:
            change()
        except Trouble as trouble:
            self.say_trouble(trouble)
        self.reload()

    def open_run(self, run_id: str) -> None:
        """Open a run in a window."""
        from tui.board_reading import run_sections
        from tui.screens.run import RunWindow

        try:
            run = self.workspace.run(run_id)
        except Trouble as trouble:
            self.say_trouble(trouble)
            return
        self.push_screen(RunWindow(one_line(f"{run.kind} · {run.id}"), run_sections(run)))

    def tabs(self, mode: str) -> tuple[Tab, ...]:
        """The title bar's tabs, the one of ``mode`` active."""
        keys = {f"show-{name}": self.key_of(f"show-{name}") for name in (*PHASES, "live")}
        shown = []
        for phase in PHASES:
            done, total = self.board.progress(phase)
            shown.append(
                Tab(f"show-{phase}", keys[f"show-{phase}"], phase.capitalize(), f"{done}/{total}",
                    mode == phase)
            )  # fmt: skip
        return (*shown, Tab("show-live", keys["show-live"], "Live", "", mode == "live"))

    def key_of(self, action_id: str) -> str:
        """The key that does it, as people write it; "" where it has none."""
        keys = effective_keys(BY_ID[action_id], self.settings.keys)
        return key_name(keys[0]) if keys else ""

    # --- the end -----------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """A crash: no traceback with locals on the terminal, a report without secrets instead."""
        self._return_code = error.exit_code if isinstance(error, Trouble) else 1
        if self._exception is None:
            self._exception = error
            self.fault = crash.keep_report(error, state_path("crash-report.txt"))
            # A test's pilot waits for this.
            self._exception_event.set()
        self._close_messages_no_wait()

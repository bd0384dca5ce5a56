"""Create a migration plan: the plan as it would go out, what stands against it, what changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from providers.errors import Trouble
from tui.actions import bindings_for
from tui.export import PLAN_FILE, export_asking, plan_path
from tui.plan_board import PlanBoard, change_lines, read_plan_board, trail_lines
from tui.screens.bench import BenchScreen
from tui.screens.readiness import prompt as term_prompt
from tui.text import counted, one_line, shown_path
from tui.widgets.finding_row import finding_row
from tui.widgets.fitted import Fitted
from tui.widgets.lines import Lines
from tui.widgets.plan_text import styled_change, styled_toml, styled_trail
from tui.widgets.rows import Rows
from tui.workbenches import benches_of

if TYPE_CHECKING:
    from tui.screens.model import Chosen

View = Literal["preview", "findings", "readiness", "changes", "trail"]
VIEWS: dict[View, str] = {
    "preview": "Preview",
    "findings": "Findings",
    "readiness": "Ready",
    "changes": "Changes",
    "trail": "Trail",
}
WIDE = 120


class PlanScreen(BenchScreen):
    """One view at a time, named in the line above; with room the plan stands beside it."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "plan_bench.tcss"]
    BINDINGS = bindings_for("plan")
    AUTO_FOCUS = "#preview"
    bench_id = "plan"

    def __init__(self) -> None:
        self._view: View = "preview"
        # What stands beside the plan, where there is room for both.
        self._beside: View = "findings"
        self._plan: PlanBoard | None = None
        super().__init__()

    def compose_body(self) -> ComposeResult:
        yield Static(id="views", classes="place", markup=False)
        with Horizontal(id="plan-body", classes="place"):
            yield Lines(id="preview", classes="panel")
            yield Rows(id="list", classes="panel", markup=False)
            yield Lines(id="text", classes="panel")

    def show_bench(self) -> None:
        """Read the plan anew."""
        workspace = self.program.workspace
        try:
            self._plan = read_plan_board(workspace, plan_path(workspace), self.program.board.mode)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self._show_preview(self._plan)
        self._show_view()

    def on_resize(self, event: Resize) -> None:
        """From 120 columns on there is a second panel."""
        if self._plan is not None:
            self._show_view()

    @property
    def _shown(self) -> View:
        """The view outside of the preview's own panel."""
        both = self.app.size.width >= WIDE
        return self._beside if both and self._view == "preview" else self._view

    def _show_preview(self, plan: PlanBoard) -> None:
        preview = self.query_one("#preview", Lines)
        preview.border_title = Content(f"{PLAN_FILE} as it would be written now")
        preview.border_subtitle = Content(f"{plan.origin} · {counted(len(plan.lines), 'line')}")
        preview.show(plan.lines, styled_toml)

    def _show_view(self) -> None:
        plan, view = self._plan, self._shown
        if plan is None:
            return
        rows = view in ("findings", "readiness")
        self.query_one("#preview").set_class(view == "preview", "-shown")
        self.query_one("#list").set_class(rows, "-shown")
        self.query_one("#text").set_class(view in ("changes", "trail"), "-shown")
        if view == "findings":
            self._show_findings(plan)
        elif view == "readiness":
            self._show_readiness(plan)
        elif view == "changes":
            self._show_changes(plan)
        elif view == "trail":
            self._show_trail()
        self._show_tabs(plan)

    # --- the views ---------------------------------------------------------------------------

    def _show_tabs(self, plan: PlanBoard) -> None:
        """The views with their keys; the one that is open stands between brackets."""
        figures = {
            "findings": str(plan.problems),
            "readiness": plan.done,
            "changes": f"-{plan.count('-')} +{plan.count('+')}" if plan.changes else "",
        }
        room = self.app.size.width >= 72
        parts: list[Content] = []
        for view, title in VIEWS.items():
            figure = f" {figures[view]}" if room and figures.get(view) else ""
            key = self.program.key_of(f"plan-{view}")
            open_now = view in (self._view, self._shown)
            words = f"[{key} {title}{figure}]" if open_now else f" {key} {title}{figure} "
            parts.append(Content.styled(words, "bold $accent" if open_now else ""))
        self.query_one("#views", Static).update(Content(" ").join(parts))

    def _show_findings(self, plan: PlanBoard) -> None:
        remarks = len(plan.findings) - plan.problems
        panel = self._rows(
            "What stands against the plan",
            f"{counted(plan.problems, 'problem')}, {counted(remarks, 'remark')}",
        )
        if not plan.findings:
            key = self.program.key_of("plan-export")
            self._fill(panel, [Option(f"Nothing: press {key} to export it.", disabled=True)])
            return
        self._fill(panel, [Option(Fitted(partial(finding_row, one))) for one in plan.findings])

    def _show_readiness(self, plan: PlanBoard) -> None:
        panel = self._rows("Readiness, task by task", f"{plan.done} of what is needed")
        head = Option(Content.styled(plan.arithmetic, "bold"), disabled=True)
        terms = [Option(Fitted(partial(term_prompt, term)), id=term[0].id) for term in plan.terms]
        self._fill(panel, [head, *terms])

    def _rows(self, title: str, subtitle: str) -> Rows:
        panel = self.query_one("#list", Rows)
        panel.border_title, panel.border_subtitle = Content(title), Content(subtitle)
        return panel

    @staticmethod
    def _fill(panel: Rows, options: list[Option]) -> None:
        """Put in other rows and keep the cursor where it was."""
        here = panel.highlighted
        panel.set_options(options)
        usable = [number for number, option in enumerate(options) if not option.disabled]
        if usable:
            panel.highlighted = here if here in usable else usable[0]

    def _show_changes(self, plan: PlanBoard) -> None:
        title = f"Since it was {plan.since}" if plan.since else "Changes"
        taken, added = plan.count("-"), plan.count("+")
        lines = change_lines(plan.changes)
        if not plan.since:
            key = self.program.key_of("plan-export")
            lines = (f"It never went out and none came in: press {key} to write {PLAN_FILE}.",)
        elif not lines:
            lines = ("Nothing changed: an export would write the same again, but for the date.",)
        self._text(title, f"{taken} removed, {added} added").show(lines, styled_change)

    def _show_trail(self) -> None:
        lines = trail_lines(self.program.workspace.audit())
        if not lines:
            lines = ("Nothing was recorded in this workspace yet.",)
        entries = counted(len(lines), "entry", "entries")
        self._text("Who did what, newest first", entries).show(lines, styled_trail)

    def _text(self, title: str, subtitle: str) -> Lines:
        panel = self.query_one("#text", Lines)
        panel.border_title, panel.border_subtitle = Content(title), Content(subtitle)
        return panel

    def _open(self, view: View) -> None:
        self._view = view
        if view != "preview":
            self._beside = view
        self._show_view()
        name = {"preview": "#preview", "findings": "#list", "readiness": "#list"}.get(view, "#text")
        self.query_one(name).focus()

    @on(OptionList.OptionSelected, "#list")
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        """To where the task can be done."""
        task = event.option_id or ""
        if self._shown == "findings" and self._plan is not None:
            task = self._plan.findings[event.option_index].task
        if not task or self.program.board.card(task) is None:
            self.notify("There is no task for this: look at the source it names.", markup=False)
        elif task == self.bench.task:
            key = self.program.key_of("plan-export")
            self.notify(f"This is its workbench: {key} exports the plan.", markup=False)
        elif benches := benches_of(task):
            await self.program.open_bench(benches[0])
        else:
            await self.program.go_to_task(task)

    # --- what the keys do --------------------------------------------------------------------

    def do_plan_preview(self) -> None:
        """The plan itself."""
        self._open("preview")

    def do_plan_findings(self) -> None:
        """What stands against it."""
        self._open("findings")

    def do_plan_readiness(self) -> None:
        """The sum, task by task."""
        self._open("readiness")

    def do_plan_changes(self) -> None:
        """What changed since it went out or came in."""
        self._open("changes")

    def do_plan_trail(self) -> None:
        """Who did what."""
        self._open("trail")

    def do_plan_export(self) -> None:
        """Write it; asks before overwriting."""
        export_asking(self.program)

    def do_plan_import(self) -> None:
        """Ask for a file and take it in."""
        from tui.screens.import_plan import ImportWindow

        def answered(path: Path | None) -> None:
            if path is not None:
                self.program.reload()
                self.say(
                    f"Taken in from {shown_path(path)}: it is the plan here until something is "
                    "recorded, and closes no task."
                )

        self.app.push_screen(ImportWindow(), answered)

    def do_plan_choose(self) -> None:
        """Ask for the side, then for its model and options."""
        from tui.screens.choose import ChooseWindow
        from tui.screens.model import ModelWindow, about_choices
        from tui.widgets.transcript_pane import NAMES

        sides = about_choices(self.program.workspace)
        choices = [(NAMES[side.vendor], side.about) for side in sides]

        def chosen(done: Chosen | None) -> None:
            if done is not None:
                self.program.reload()
                self.say(one_line(done.sentence))

        def side_chosen(index: int | None) -> None:
            if index is not None:
                self.app.push_screen(ModelWindow(sides[index]), chosen)

        self.app.push_screen(ChooseWindow("Which side?", choices, 0), side_chosen)

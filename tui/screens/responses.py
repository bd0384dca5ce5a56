"""Responses: what downstream reads of Amazon's, and what it finds in Deepgram's instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from checklists.during.rehearsal.row import Row
from tui.actions import bindings_for
from tui.response_lines import (
    DIFFERENCE_COLUMNS,
    MARKS,
    MOST_IN_WINDOW,
    PATH_COLUMNS,
    difference_lines,
    difference_words,
    path_lines,
    reads_from,
    row_words,
    summary_of,
)
from tui.screens.response_views import Look, ResponseViews, more_of
from tui.screens.run import RunWindow
from tui.text import clock, counted, one_line, shortened
from tui.widgets.event_rows import EventTable
from tui.widgets.table import Table, TableRows
from tui.widgets.views_line import ViewsLine

if TYPE_CHECKING:
    from checklists.during.rehearsal.differences import Difference
    from checklists.known_differences import Key, Known

VIEWS = ("paths", "beside", "differences", "events")
TITLES = {
    "paths": "Paths", "beside": "Both responses", "differences": "Differences", "events": "Events",
}  # fmt: skip
SETTLED = ("same", "renamed", "absent")


class ResponsesScreen(ResponseViews):
    """Four views, one at a time; ``v`` goes on to the next."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "responses.tcss"]
    BINDINGS = bindings_for("responses")
    AUTO_FOCUS = "TableRows"
    bench_id = "responses"

    def __init__(self) -> None:
        self.view = "paths"
        self._known: Mapping[Key, Known] = {}
        self._shown: list[Row] = []
        self._only = False
        self._begun = False
        super().__init__()

    def compose_body(self) -> ComposeResult:
        yield ViewsLine(TITLES)
        with Container(id="paths", classes="place view"):
            yield Table(PATH_COLUMNS, id="path-table", classes="panel")
            yield from more_of("paths")
        yield from self.compose_beside()
        with Container(id="differences", classes="place view"):
            yield Table(DIFFERENCE_COLUMNS, id="difference-table", classes="panel")
            yield from more_of("differences")
        yield from self.compose_events()

    def on_mount(self) -> None:
        """The paths first."""
        super().on_mount()
        self._show_view()

    def on_resize(self, event: object) -> None:
        """Paths are cut to the width there is."""
        super().on_resize(event)  # type: ignore[arg-type]
        self.call_after_refresh(self.show_all)

    def show_bench(self) -> None:
        """Begin with the newest rehearsal, else with the newest clip that both have heard."""
        self.read_clips()
        self._known = self.program.workspace.known_differences.all()
        if not self._begun:
            self._begun = True
            self.begin()
        self.show_all()

    # --- showing -----------------------------------------------------------------------------

    def show_all(self) -> None:
        """Bring every view up to date."""
        if not self.is_mounted:
            return
        self._show_paths()
        self._show_differences()
        if self.view == "beside":
            self.show_beside()
        if self.view == "events":
            self.show_events()
        self.query_one(ViewsLine).show(self.view, self._summary())

    def _show_view(self) -> None:
        for view in VIEWS:
            self.query_one(f"#{view}").set_class(view != self.view, "-away")
        self.show_all()
        first = {
            "paths": "#path-table TableRows", "beside": "#amazon-json",
            "differences": "#difference-table TableRows", "events": "#event-table TableRows",
        }  # fmt: skip
        shown = first[self.view]
        if self.view == "beside" and self.narrow():
            shown = "#beside .-shown"
        self.call_after_refresh(self.query(shown).first().focus)
        self.redraw_edges()

    def _summary(self) -> str:
        if self.reading:
            return "reading ..."
        if self.view in ("differences", "beside") and self.now.sides:
            known = sum(one.key in self._known for one in self.now.found)
            count = counted(len(self.now.found) - known, "difference")
            return f"{count}, {known} known" if known else count
        return summary_of(self.now.rows) if self.view == "paths" else ""

    def _show_paths(self) -> None:
        rows = self.now.rows
        self._shown = [row for row in rows if not self._only or row.status not in SETTLED]
        table = self.query_one("#path-table", Table)
        of_sample = self.now.paths is None
        title = reads_from(self.now.reads, of_sample) if self.now.reads else "What downstream reads"
        table.border_title = Content(title[:1].upper() + title[1:])
        under = self.about or ("the map of fields, no response yet" if rows else "")
        table.border_subtitle = Content(under)
        table.show(path_lines(self._shown, _room(table)), start="row/0", nothing=self.nothing_yet())
        self._show_row()

    def nothing_yet(self) -> str:
        """What stands where there is nothing to show, with the keys that help."""
        if self.reading:
            return "Reading the responses ..."
        if self._only and self.now.rows:
            key = self.program.key_of("responses-only")
            return f"Nothing needs work: {key} shows the rest."
        keys = {
            name: self.program.key_of(f"responses-{name}")
            for name in ("send", "files", "paths", "clip")
        }
        where = "of this workspace" if self.clips else "(task 2, Representative samples, adds them)"
        return (
            "No recording was heard by both vendors yet.\n\n"
            f"{keys['send']}  sends a clip {where} to both\n"
            f"{keys['files']}  takes two responses from files\n"
            f"{keys['paths']}  says what downstream reads: a list, or the code that was scanned\n"
        )

    def _show_differences(self) -> None:
        table = self.query_one("#difference-table", Table)
        lines = difference_lines(self.now.found, self._known, _room(table), only=self._only)
        table.border_title = Content("Field by field")
        table.border_subtitle = Content(self.about)
        start = next((line.id for line in lines if line.id), "")
        nothing = "Nothing counts here." if self.now.found else self.nothing_yet()
        table.show(lines, start=start, nothing=nothing)
        self._show_difference()

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        if self.view == "events":
            self.show_event()
        elif self.view == "differences":
            self._show_difference()
        else:
            self._show_row()

    def _show_row(self) -> None:
        row = self._row
        if row is not None and self.view == "paths":
            self.look = Look(row.path, row.amazon, row.beside, row.deepgram)
        words = row_words(row, compared=self.now.sides is not None) if row else []
        self.fill_more("paths", words)

    def _show_difference(self) -> None:
        one = self._difference
        if one is not None and self.view == "differences":
            self.look = Look(one.amazon or one.deepgram, one.here, one.beside, one.deepgram)
        words = difference_words(one, self._known.get(one.key)) if one else []
        self.fill_more("differences", words)

    # --- what is under the cursor ------------------------------------------------------------

    @property
    def _row(self) -> Row | None:
        at = _number(self.query_one("#path-table", Table))
        return self._shown[at] if at is not None and at < len(self._shown) else None

    @property
    def _difference(self) -> Difference | None:
        at = _number(self.query_one("#difference-table", Table))
        return self.now.found[at] if at is not None and at < len(self.now.found) else None

    @on(TableRows.OptionSelected)
    def _open(self) -> None:
        row, one = self._row, self._difference
        if self.view == "paths" and row is not None:
            compared = self.now.sides is not None
            words = row_words(row, compared=compared, most=MOST_IN_WINDOW)
            self.app.push_screen(RunWindow(one_line(row.path), words))
        elif self.view == "differences" and one is not None:
            title = one_line(one.amazon or one.deepgram)
            words = difference_words(one, self._known.get(one.key), MOST_IN_WINDOW)
            self.app.push_screen(RunWindow(title, words))
        elif self.view == "events" and self.sequences is not None:
            from tui.widgets.event_rows import details

            event = self.query_one("#event-table", EventTable).selected
            if event is not None:
                words = details(event, *self.sequences)
                self.app.push_screen(RunWindow(f"At {clock(event.start)}", words))

    # --- what the keys do --------------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        keys = {
            name: self.program.key_of(f"responses-{name}")
            for name in ("send", "files", "view", "paths")
        }
        if self.working or self.reading:
            stop = f", or press {self.program.key_of('stop-work')}" if self.working else ""
            busy = f"Something runs here: wait for it{stop}."
            found |= dict.fromkeys(
                ("responses-send", "responses-clip", "responses-files", "responses-paths"), busy
            )
        elif not self.clips:
            found["responses-send"] = "There is no clip in this workspace: task 2 adds them."
        if self.now.sides is None:
            none = (
                f"There are no two responses yet: {keys['send']} sends a clip, {keys['files']} "
                "takes files."
            )
            needy = ("record", "export", "ignore", "next", "before")
            found |= {f"responses-{name}": none for name in needy}
        elif self.view != "differences":
            found["responses-ignore"] = (
                f"This is about a difference: press {keys['view']} for them."
            )
        if self.view not in ("paths", "differences"):
            found["responses-only"] = f"This is about the lists: press {keys['view']}."
        if self.view == "events":
            lists = f"This is about paths and differences: press {keys['view']}."
            found |= {"responses-next": lists, "responses-before": lists}
        if self.view != "beside" or not self.narrow():
            found["responses-other"] = "Both responses are in view where there is room for two."
        return found

    def do_responses_view(self) -> None:
        """Paths, both responses, differences, events, paths."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self.say("")
        self._show_view()

    def do_responses_only(self) -> None:
        """Only what needs work, or everything again."""
        self._only = not self._only
        self.show_all()
        self.say("Only what needs work is shown." if self._only else "Everything is shown.")

    def do_responses_next(self) -> None:
        """The next line that needs work."""
        self._step(1)

    def do_responses_before(self) -> None:
        """The line before that needs work."""
        self._step(-1)

    def _step(self, by: int) -> None:
        """On to another line; beside each other, to the place of another path."""
        in_list = self.view == "differences"
        table = self.query_one("#difference-table" if in_list else "#path-table", Table)
        here = _number(table)
        wanted = self._needing_work(in_list)
        if not wanted:
            self.say("Nothing here needs work.")
            return
        start = -1 if here is None else here
        after = (
            [at for at in wanted if at > start] if by > 0 else [at for at in wanted if at < start]
        )
        at = (after or wanted)[0 if by > 0 else -1]
        name = f"difference/{at}" if in_list else f"row/{at}"
        table.rows.highlighted = table.rows.get_option_index(name)
        if self.view == "beside":
            row = self._shown[at]
            self.look = Look(row.path, row.amazon, row.beside, row.deepgram)
            self.show_beside()
            self.say(f"{one_line(row.path)}: {MARKS[row.status][2:]}. {shortened(row.how, 160)}")

    def _needing_work(self, in_list: bool) -> list[int]:
        if in_list:
            return [
                at
                for at, one in enumerate(self.now.found)
                if one.key not in self._known and one.what not in ("more", "name")
            ]
        return [at for at, row in enumerate(self._shown) if row.status not in SETTLED]

    def do_responses_other(self) -> None:
        """Where one response fits, show the other."""
        for side in self.query("#beside .side"):
            side.toggle_class("-shown")
        self.show_beside()
        self.call_after_refresh(self.query("#beside .-shown").first().focus)

    def do_responses_ignore(self) -> None:
        """Ask why the difference does no harm."""
        one = self._difference
        if one is None:
            return
        from tui.screens.response_forms import reason_window

        def answered(reason: str | None) -> None:
            if reason is None:
                return
            known = self.program.workspace.known_differences
            if reason:
                known.ignore([one.key], reason)
            else:
                known.watch([one.key])
            self.show_bench()
            self.say("Known: it counts no more." if reason else "It counts again.")

        name = shortened(one.amazon or one.deepgram, 40)
        self.app.push_screen(reason_window(name, self._known.get(one.key)), answered)

    def do_responses_record(self) -> None:
        """Keep the rehearsal as it stands."""
        if self.now.sides is None:
            return
        from checklists.during.rehearsal.recorded import record

        now = self.now
        record(
            self.program.workspace, self.now.sides, now.reads, now.rows, now.found, self._known,
            of_sample=now.paths is None,
        )  # fmt: skip
        self.program.reload()
        self.say(f"Recorded as evidence: {summary_of(now.rows)}.")


def _room(table: Table) -> int:
    """The cells that a row of a table has; a table that is not in view has none yet."""
    inside = table.content_size.width or table.screen.size.width - 4
    return max(1, inside - 2)


def _number(table: Table) -> int | None:
    """The number in the id of the line under the cursor."""
    number = table.rows.selected.rpartition("/")[2]
    return int(number) if number.isdigit() else None

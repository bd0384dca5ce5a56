"""Differences from Amazon: facts, limits, the parameter map, this use, and one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from checklists.before.differences import base_url_of, record
from checklists.before.fact_table import FactRow, counterparts, fact_table, matching
from checklists.before.in_use import (
    InUse,
    MapRow,
    facts_in_use,
    in_use,
    option_rows,
    parameter_rows,
)
from checklists.before.limit_table import LimitRow, in_a_sentence, limit_table
from checklists.records import ClipRecord, Run
from providers.credentials import DEEPGRAM_BASE_URL
from providers.errors import BadInput
from tui import clipboard
from tui.actions import bindings_for
from tui.screens.bench import BenchScreen
from tui.screens.run import RunWindow
from tui.text import counted
from tui.widgets.fact_rows import FactRows, LimitRows, beside, fact_words, limit_words
from tui.widgets.map_rows import MapRows, holds, map_words
from tui.widgets.request_lens import RequestLens
from tui.widgets.use_panes import UsePanes
from tui.widgets.views_line import ViewsLine

VIEWS = ("facts", "limits", "map", "use", "request")
TITLES = {"facts": "Facts", "limits": "Limits", "map": "Map", "use": "Use", "request": "Request"}
LISTS = ("facts", "limits", "map")


class Words(Input):
    """The filter; escape and enter leave it for the list."""

    BINDINGS = [Binding("escape,down,enter", "leave", "Leave", show=False)]  # noqa: RUF012

    def action_leave(self) -> None:
        """To the list that is filtered."""
        screen = self.screen
        if isinstance(screen, DifferencesScreen):
            screen.focus_view()


class DifferencesScreen(BenchScreen):
    """Five views, one at a time; ``v`` goes on to the next."""

    BINDINGS = bindings_for("differences")
    CSS_PATH = ["bench.tcss", "differences.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#fact-rows"
    bench_id = "differences"

    def __init__(self) -> None:
        self.view = "facts"
        self._facts: tuple[FactRow, ...] = fact_table()
        self._limits: tuple[LimitRow, ...] = ()
        self._clips: tuple[ClipRecord, ...] = ()
        self._used: InUse | None = None
        self._mapped: tuple[MapRow, ...] = ()
        self._seen: object = None
        self._filled: dict[str, object] = {}
        self._only_used = True
        self._way_back = False
        self._restored = False
        super().__init__()

    def compose_body(self) -> ComposeResult:
        yield ViewsLine(TITLES)
        yield Words(id="words", classes="line", placeholder="words to filter by", compact=True)
        for view, rows in (
            ("facts", FactRows(id="fact-rows")),
            ("limits", LimitRows(id="limit-rows")),
            ("map", MapRows(id="map-rows")),
        ):
            with Container(id=view, classes="place view"):
                rows.add_class("panel")
                yield rows
                with VerticalScroll(id=f"{view}-more", classes="panel more"):
                    yield Static(markup=False)
        yield UsePanes(id="use", classes="place view")
        yield RequestLens(self._base_url(), id="request", classes="place view")

    def _base_url(self) -> str:
        try:
            return base_url_of(self.program.desk.environ)
        except BadInput:
            return DEEPGRAM_BASE_URL

    def on_mount(self) -> None:
        """The facts first."""
        self.query_one(Words).cursor_blink = False
        super().on_mount()
        self._show_view()

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The clips may be others by now; the request begins with the newest on record."""
        self._clips = self.program.workspace.clips()
        self._limits = limit_table(self._clips)
        self._look_again()
        self._show_list()
        if not self._restored:
            self._restored = True
            self._restore()
        self.query_one(ViewsLine).show(self.view, self._summary())

    def _look_again(self) -> None:
        """What is in use is read again where something was recorded since."""
        workspace = self.program.workspace
        seen = (
            len(workspace.run_heads("scan")),
            len(workspace.run_heads("inventory")),
            workspace.dependency_marks.stamp,
            self._clips,
        )
        if seen == self._seen:
            return
        self._seen = seen
        self._used = in_use(workspace)
        self._mapped = parameter_rows(self._used)
        self.query_one(UsePanes).show(self._used, self._clips, workspace.directory)

    def _restore(self) -> None:
        card = self.card
        newest = [run.id for run in card.runs if run.what.startswith("lint")] if card else []
        if newest:
            text, live = asked_in(self.program.workspace.run(newest[0]))
            if text:
                self.query_one(RequestLens).begin_with(text, live=live)

    def _show_view(self) -> None:
        for view in VIEWS:
            self.query_one(f"#{view}").set_class(view != self.view, "-away")
        self.query_one(Words).set_class(self.view not in LISTS, "-away")
        self._show_list()
        self.query_one(ViewsLine).show(self.view, self._summary())
        self.focus_view()
        self.redraw_edges()

    def focus_view(self) -> None:
        """The focus to what is read in this view."""
        first = {
            "facts": "#fact-rows", "limits": "#limit-rows", "map": "#map-rows",
            "use": "#models", "request": "#problems",
        }  # fmt: skip
        self.query_one(first[self.view]).focus()

    def _summary(self) -> str:
        if self.view == "limits":
            return in_a_sentence(self._limits, len(self._clips))
        if self.view == "request":
            return "checked by documented rules; nothing is sent"
        if self.view == "use":
            return self._used.source if self._used and self._used.known else "nothing scanned yet"
        if self.view == "map":
            used = sum(row.used for row in self._mapped)
            return f"{counted(len(self._mapped), 'member')}, {used} in use ●"
        newer = sum(row.age == "newer" for row in self._facts)
        return f"{counted(len(self._facts), 'statement')}, {newer} newer than the guide"

    @property
    def _filtering(self) -> InUse | None:
        """What the lists are filtered by: what is in use, as soon as anything is known of it."""
        known = self._used is not None and self._used.something
        return self._used if known and self._only_used else None

    def _show_facts(self) -> None:
        typed = self.query_one(Words).value
        used = self._filtering
        found = matching(facts_in_use(self._facts, used) if used else self._facts, typed)
        rows = self.query_one(FactRows)
        rows.border_title = Content("What concerns your use" if used else "What each vendor can do")
        rows.border_subtitle = Content(
            self._told(len(found), len(self._facts), "enter: source and date")
        )
        rows.show(found)
        self._show_fact()

    def _told(self, found: int, whole: int, then: str) -> str:
        """How much of the whole is shown, and the key to all of it."""
        key = self.program.key_of("used-only")
        everything = f"{key}: all · " if self._filtering else ""
        return f"{found} of {whole} · {everything}{then}" if found < whole else then

    def _show_limits(self) -> None:
        words = self.query_one(Words).value.casefold().split()
        found = [row for row in self._limits if _holds(row, words)]
        rows = self.query_one(LimitRows)
        rows.border_title = Content("Limits against the samples")
        rows.border_subtitle = Content("enter: which clips, and the source")
        rows.show(found)
        self._show_limit()

    def _show_list(self) -> None:
        """The list in view; the others are filled when they come into view."""
        show = {"facts": self._show_facts, "limits": self._show_limits, "map": self._show_map}
        typed = self.query_one(Words).value
        asked = (typed, self._only_used, self._way_back, self._clips, self._seen)
        if self.view in show and self._filled.get(self.view) != asked:
            self._filled[self.view] = asked
            show[self.view]()

    def _show_map(self) -> None:
        typed = self.query_one(Words).value.casefold().split()
        whole = self._mapped
        chosen = [row for row in whole if row.used] if self._filtering else list(whole)
        found = [row for row in chosen if holds(row, typed)]
        rows = self.query_one(MapRows)
        rows.border_title = Content(
            "From Deepgram back to Amazon" if self._way_back else "From Amazon to Deepgram"
        )
        rows.border_subtitle = Content(
            self._told(len(found), len(whole), "enter: why, and the source")
        )
        all_of_it, words = self.program.key_of("used-only"), self.program.key_of("filter-facts")
        nothing = f"Nothing here: {all_of_it} shows the whole map, {words} filters by other words."
        rows.show(option_rows(found) if self._way_back else found, nothing)
        self._show_mapped()

    @on(OptionList.OptionHighlighted, "#map-rows")
    def _show_mapped(self) -> None:
        row = self.query_one(MapRows).selected
        self._show_more("map", map_words(row) if row else [])

    @on(OptionList.OptionHighlighted, "#fact-rows")
    def _show_fact(self) -> None:
        row = self.query_one(FactRows).selected
        self._show_more("facts", fact_words(row, counterparts(self._facts, row)) if row else [])

    @on(OptionList.OptionHighlighted, "#limit-rows")
    def _show_limit(self) -> None:
        row = self.query_one(LimitRows).selected
        self._show_more("limits", limit_words(row) if row else [])

    def _show_more(self, view: str, sections: Sequence[tuple[str, str]]) -> None:
        more = self.query_one(f"#{view}-more")
        more.border_title = Content("What it rests on")
        more.query_one(Static).update(beside(sections))
        more.scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        fact, limit = self.query_one(FactRows).selected, self.query_one(LimitRows).selected
        if self.view == "facts" and fact is not None:
            words = fact_words(fact, counterparts(self._facts, fact))
            self.app.push_screen(RunWindow(fact.fact.topic, words))
        elif self.view == "limits" and limit is not None:
            self.app.push_screen(RunWindow(limit.fact.topic, limit_words(limit)))
        elif self.view == "map" and (row := self.query_one(MapRows).selected) is not None:
            self.app.push_screen(RunWindow(row.parameter.member, map_words(row)))

    @on(Input.Changed, "#words")
    def _filtered(self) -> None:
        self._show_list()

    @on(RequestLens.Changed)
    def _request_changed(self) -> None:
        self.redraw_edges()

    # --- what the keys do --------------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """Filtering is for lists; recording needs a request that can be read."""
        found: dict[str, str] = {}
        edit = self.program.key_of("edit-request")
        view = self.program.key_of("next-view")
        if self.view not in LISTS:
            found["filter-facts"] = f"There is nothing to filter here: press {view} for the lists."
        if self.view not in ("facts", "map"):
            found["used-only"] = f"This is about the facts and the map: press {view}."
        elif self._used is None or not self._used.something:
            found["used-only"] = (
                "Nothing is known to be in use: scan the code (task 1) or read the account "
                "(task 4)."
            )
        if self.view != "map":
            found["other-direction"] = f"This is about the map: press {view} to go on to it."
        if self.view != "request":
            away = f"This is about the request: press {edit} to write it."
            found |= {"other-transport": away, "keep-lint": away, "copy-request": away}
        lens = self.query_one(RequestLens)
        if self.view == "request" and lens.checked is None:
            unread = f"The options cannot be read yet: press {edit} and correct them."
            found |= {"keep-lint": unread, "copy-request": unread}
        return found

    def do_next_view(self) -> None:
        """Facts, limits, map, use, request, facts."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self._show_view()

    def do_used_only(self) -> None:
        """Only what concerns what is in use, or everything again."""
        self._only_used = not self._only_used
        self._show_list()
        self.say("Only what is in use is shown." if self._only_used else "Everything is shown.")

    def do_other_direction(self) -> None:
        """The map from the other side."""
        self._way_back = not self._way_back
        self._show_list()

    def do_filter_facts(self) -> None:
        """Into the field."""
        self.query_one(Words).focus()

    def do_edit_request(self) -> None:
        """Into the options, from whatever view."""
        self.view = "request"
        self._show_view()
        self.query_one(RequestLens).write()

    def do_other_transport(self) -> None:
        """The same options, sent the other way."""
        self.query_one(RequestLens).switch()

    def do_keep_lint(self) -> None:
        """Record the check as it stands."""
        checked = self.query_one(RequestLens).checked
        if checked is None:
            return
        record(self.program.workspace, checked)
        kept = (
            "Recorded as evidence. " if not checked.refused else "Recorded, but no evidence yet. "
        )
        self.say(kept + checked.verdict)
        self.program.reload()

    def do_copy_request(self) -> None:
        """The URL to the clipboard."""
        checked = self.query_one(RequestLens).checked
        if checked is not None:
            clipboard.copy(self.program, checked.url, "deepgram request url")


def _holds(row: LimitRow, words: Sequence[str]) -> bool:
    clips = " ".join(one.clip.name for one in row.broken)
    text = f"{row.fact.topic} {row.fact.subject} {row.fact.says} {row.says} {clips}".casefold()
    return all(word in text for word in words)


def asked_in(run: Run) -> tuple[str, bool]:
    """The options of a recorded check as text, and whether it was of a stream; "" without any."""
    request = run.request if isinstance(run.request, Mapping) else {}
    asked = request.get("asked")
    lines = [f"{name}={value}" for name, value in asked] if isinstance(asked, list) else []
    return "".join(f"{line}\n" for line in lines), request.get("method") == "WebSocket"

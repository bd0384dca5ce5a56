"""Differences from Amazon: facts with their sources, limits against the samples, one request."""

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
from checklists.before.limit_table import LimitRow, in_a_sentence, limit_table
from checklists.records import Run
from providers.credentials import DEEPGRAM_BASE_URL
from providers.errors import BadInput
from tui import clipboard
from tui.actions import bindings_for
from tui.screens.bench import BenchScreen
from tui.screens.run import RunWindow
from tui.text import counted
from tui.widgets.fact_rows import FactRows, LimitRows, beside, fact_words, limit_words
from tui.widgets.request_lens import RequestLens

VIEWS = ("facts", "limits", "request")
TITLES = {"facts": "Facts", "limits": "Limits", "request": "Request"}


class Words(Input):
    """The filter; escape and enter leave it for the list."""

    BINDINGS = [Binding("escape,down,enter", "leave", "Leave", show=False)]  # noqa: RUF012

    def action_leave(self) -> None:
        """To the list that is filtered."""
        screen = self.screen
        if isinstance(screen, DifferencesScreen):
            screen.focus_view()


class DifferencesScreen(BenchScreen):
    """Three views, one at a time; ``v`` goes on to the next."""

    BINDINGS = bindings_for("differences")
    CSS_PATH = ["bench.tcss", "differences.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#fact-rows"
    bench_id = "differences"

    def __init__(self) -> None:
        self.view = "facts"
        self._facts: tuple[FactRow, ...] = fact_table()
        self._limits: tuple[LimitRow, ...] = ()
        self._clips = -1
        self._restored = False
        super().__init__()

    def compose_body(self) -> ComposeResult:
        yield Static(id="views", markup=False)
        yield Words(id="words", classes="line", placeholder="words to filter by", compact=True)
        for view, rows in (
            ("facts", FactRows(id="fact-rows")),
            ("limits", LimitRows(id="limit-rows")),
        ):
            with Container(id=view, classes="place view"):
                rows.add_class("panel")
                yield rows
                with VerticalScroll(id=f"{view}-more", classes="panel more"):
                    yield Static(markup=False)
        yield RequestLens(self._base_url(), id="request", classes="place view")

    def _base_url(self) -> str:
        try:
            return base_url_of(self.program.desk.environ)
        except BadInput:
            return DEEPGRAM_BASE_URL

    def on_mount(self) -> None:
        """The facts first."""
        self.query_one(Words).cursor_blink = False
        self._show_facts()
        super().on_mount()
        self._show_view()

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The clips may be others by now; the request begins with the newest on record."""
        clips = self.program.workspace.clips()
        self._clips = len(clips)
        self._limits = limit_table(clips)
        self._show_limits()
        if not self._restored:
            self._restored = True
            self._restore()
        self._show_views_line()

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
        self.query_one(Words).set_class(self.view == "request", "-away")
        self._show_views_line()
        self.focus_view()
        self.redraw_edges()

    def focus_view(self) -> None:
        """The focus to what is read in this view."""
        first = {"facts": "#fact-rows", "limits": "#limit-rows", "request": "#problems"}
        self.query_one(first[self.view]).focus()

    def _show_views_line(self) -> None:
        if not self.is_mounted:
            return
        line = self.query_one("#views", Static)
        tabs = Content(" ").join(
            Content.styled(f"[{TITLES[view]}]", "bold $accent")
            if view == self.view
            else Content(f" {TITLES[view]} ")
            for view in VIEWS
        )
        said = Content.styled(self._summary(), "dim")
        gap = line.content_size.width - tabs.cell_length - said.cell_length
        line.update(Content.assemble(tabs, " " * gap, said) if gap > 0 else tabs, layout=False)

    def _summary(self) -> str:
        if self.view == "limits":
            return in_a_sentence(self._limits, self._clips)
        if self.view == "request":
            return "checked by documented rules; nothing is sent"
        newer = sum(row.age == "newer" for row in self._facts)
        return f"{counted(len(self._facts), 'statement')}, {newer} newer than the guide"

    def on_resize(self, event: object) -> None:
        """The line of views keeps to both edges."""
        super().on_resize(event)  # type: ignore[arg-type]
        self.call_after_refresh(self._show_views_line)

    def _show_facts(self) -> None:
        typed = self.query_one(Words).value
        found = matching(self._facts, typed)
        rows = self.query_one(FactRows)
        rows.border_title = Content("What each vendor can do")
        rows.border_subtitle = Content(
            f"{len(found)} of {len(self._facts)} · enter: source and date"
            if typed
            else "enter: source and date"
        )
        rows.show(found)
        self._show_fact()

    def _show_limits(self) -> None:
        words = self.query_one(Words).value.casefold().split()
        found = [row for row in self._limits if _holds(row, words)]
        rows = self.query_one(LimitRows)
        rows.border_title = Content("Limits against the samples")
        rows.border_subtitle = Content("enter: which clips, and the source")
        rows.show(found)
        self._show_limit()

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

    @on(Input.Changed, "#words")
    def _filtered(self) -> None:
        self._show_facts()
        self._show_limits()

    @on(RequestLens.Changed)
    def _request_changed(self) -> None:
        self.redraw_edges()

    # --- what the keys do --------------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """Filtering is for lists; recording needs a request that can be read."""
        found: dict[str, str] = {}
        edit = self.program.key_of("edit-request")
        if self.view == "request":
            found["filter-facts"] = "There is nothing to filter here: press v for the facts."
        else:
            away = f"This is about the request: press {edit} to write it."
            found |= {"other-transport": away, "keep-lint": away, "copy-request": away}
        lens = self.query_one(RequestLens)
        if self.view == "request" and lens.checked is None:
            unread = f"The options cannot be read yet: press {edit} and correct them."
            found |= {"keep-lint": unread, "copy-request": unread}
        return found

    def do_next_view(self) -> None:
        """Facts, limits, request, facts."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self._show_view()

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

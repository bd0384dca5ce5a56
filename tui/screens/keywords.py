"""Which terms help: none, each alone, all, and the smallest set that keeps the gains."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from providers.deepgram.linting import estimated_tokens
from providers.errors import BadInput
from tui.actions import bindings_for
from tui.keyword_details import sections_of, told, unchanged
from tui.keyword_lines import (
    NONE,
    columns,
    lines_of,
    made_with,
    rows_of,
    term_row,
    verdict_counts,
)
from tui.keyword_places import Place, places_of
from tui.screens.keyword_inputs import MOST_TERMS, KeywordInputs, tidied
from tui.screens.keyword_trying import LISTED
from tui.text import counted, one_line, shortened
from tui.widgets.aligned_text import LEGEND, AlignedText, Section
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.fitted import Fitted
from tui.widgets.table import Table, TableRows
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from checklists.before.keywords import LadderResult
    from checklists.records import ClipRecord

# Of one request (keyterm page, read 2026-11).
MOST_TOKENS = 500
_LOW = 34


@dataclass
class Aligned(Message):
    """The texts of a line are aligned: of which experiment and line, and how they stand."""

    shown: int
    line: str
    sections: tuple[Section, ...]


class KeywordsScreen(KeywordInputs):
    """Terms and clips, what it takes, verdicts over the texts of the line under the cursor."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "term_bench.tcss", "keywords.tcss"]
    BINDINGS = bindings_for("keywords")
    AUTO_FOCUS = "TableRows"
    bench_id = "keywords"

    def __init__(self) -> None:
        # Counts the experiments shown, so that texts aligned for another are left out.
        self._shown = 0
        self._aligned: dict[str, tuple[Section, ...]] = {}
        self._place: Place | None = None
        self._takes: tuple[str, ...] = ("",)
        self._begun = False
        super().__init__()

    def term_panel(self, key: str) -> TermPanel:
        """Up to as many terms as one request may have."""
        return TermPanel(key, MOST_TERMS, MOST_TERMS, usable=tidied, classes="panel")

    def compose_results(self) -> Iterator[Widget]:
        yield Static("", id="ladder", classes="line", markup=False)
        yield Table(columns("keyterm"), id="verdicts", classes="panel")
        yield AlignedText(id="texts", classes="panel")

    def one_side(self) -> bool:
        """Terms and clips stand over the verdicts only where it is high, beside them where it is
        broad."""
        size = self.app.size
        low = size.height < _LOW and size.width < 150
        return self.narrow() or (low and not self.has_class("-new"))

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        key_of = self.program.key_of
        found = {**self.way_reasons(), **self.term_reasons()}
        if "keywords-run" in found:
            found["keywords-full"] = found["keywords-run"]
        if self.clips and not self.usable_clips:
            none = (
                "No chosen clip has a reference, so nothing can be gained or lost: "
                f"{key_of('keywords-all')} chooses those that have one, "
                f"{key_of('keywords-samples')} adds sample calls."
            )
            found |= {"keywords-run": none, "keywords-full": none}
        if not self.terms:
            empty = f"There is no term in the list: {key_of('keywords-term')} types one."
            found |= {"keywords-clear": empty, "keywords-request": empty}
        if self.way == "keyterm":
            found["keywords-sweep"] = (
                f"{self.model} takes keyterms, which have no boosts: {key_of('keywords-model')} "
                "chooses another model."
            )
        if not self.result.get("recommended"):
            found["keywords-keep"] = "No term is recommended yet: try some first."
        if not self._places:
            none = "It is not known where the line under the cursor made a difference."
            found |= {"keywords-hear": none}
        if self._place is None:
            found["keywords-listen"] = f"Nothing was heard yet: {key_of('keywords-hear')} plays."
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The newest experiment, without asking anybody."""
        self.read_clips()
        if not self._begun:
            self._begun = True
            self._begin()
        judging = {one.sha256 for one in self.usable_clips}
        title = f"Clips · {len(judging)} of {self.usable_count()} with a reference"
        self.query_one(ClipPicker).show(self.clips, judging, title)
        self.show_experiment()

    def _begin(self) -> None:
        """With the model of the plan, and the terms of the newest experiment."""
        from checklists.before.keywords import newest_trial

        choice = self.program.workspace.choices().get("deepgram")
        self.run = newest_trial(self.program.workspace)
        if self.run is not None:
            self._take(self.run.result)
        tried = [str(term.get("term", "")) for term in rows_of(self.result, "terms")]
        listed = self.program.workspace.habits.kept(LISTED).splitlines()
        self.query_one(TermPanel).show(tidied(listed or tried))
        self.model = (choice.model if choice else "") or str(self.result.get("model") or self.model)

    def _take(self, result: object) -> None:
        self.result = result if isinstance(result, Mapping) else {}
        self._shown += 1
        self._aligned.clear()
        self._place = None

    @property
    def _shown_way(self) -> str:
        return str(self.result.get("way") or self.way)

    def show_experiment(self) -> None:
        table = self.query_one(Table)
        way = self._shown_way
        lines = list(lines_of(self.result, self.terms, way)) if self.result else []
        table.give(columns(way))
        table.show(lines, start=NONE, nothing=self._nothing())
        self.set_class(not lines, "-new")
        table.border_title = Content(_title(self.result))
        table.border_subtitle = Content(made_with(self.run) if self.run else self._unrecorded())
        tokens = estimated_tokens(self.terms)
        foot = f"about {tokens} of {MOST_TOKENS} tokens" if self.way == "keyterm" else "keywords"
        self.query_one(TermPanel).show_foot(foot if self.terms else "")
        self._takes = self._read_plan()
        self.query_one("#ladder", Static).update(Fitted(self._ladder))
        self._show_texts()

    def _unrecorded(self) -> str:
        return "not recorded: some requests failed" if self.result else ""

    def _ladder(self, room: int) -> Content:
        """What the full form takes, in a line: as much of it as fits."""
        parts = self._takes
        lines = [
            " · ".join((parts[0], ", ".join(parts[1:end]))) for end in range(len(parts), 1, -1)
        ]
        fitting = next((line for line in lines if len(line) <= room), (lines or parts)[-1])
        return Content(shortened(fitting, room))

    def _read_plan(self) -> tuple[str, ...]:
        """How the model takes terms, then what the full form takes."""
        boosts = ", several boosts" if self.sweep and self.way == "keywords" else ""
        first = f"{one_line(self.model)} {self.way}{boosts}"
        if not self.terms or not self.usable_clips:
            return (first,)
        try:
            plan = self.plan(quick=False, sandbox=self.sandboxed())
        except BadInput as trouble:
            return (f"! {trouble}",)
        many = f"{counted(len(plan.terms), 'term')} on {counted(len(plan.clips), 'clip')}"
        parts = [first, f"{many}: {counted(len(plan.questions), 'request')}"]
        if plan.known:
            parts.append(f"{len(plan.known)} on record")
        if plan.further:
            parts.append(f"up to {plan.further} more")
        return tuple(parts)

    def _nothing(self) -> str:
        key_of = self.program.key_of
        if not self.clips:
            return (
                f"There is no clip in this workspace yet. {key_of('keywords-samples')} adds the "
                "five sample calls, which have references and domain terms."
            )
        if not self.usable_clips:
            return (
                "No chosen clip has a reference text, so nothing can be gained or lost. "
                f"{key_of('keywords-all')} chooses those that have one, "
                f"{key_of('keywords-samples')} adds sample calls."
            )
        if not self.terms:
            return (
                f"{key_of('keywords-term')} types the first term, {key_of('keywords-import')} "
                f"imports a custom vocabulary, {key_of('keywords-fill')} takes the domain terms of "
                "the sample calls. The guide: start without, add one by one."
            )
        return (
            f"Not tried yet: {key_of('keywords-run')} tries three terms on one clip, "
            f"{key_of('keywords-full')} all of them on all chosen clips."
        )

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self._show_texts()
        self.redraw_edges()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        if self.run is not None:
            self.program.open_run(self.run.id)

    def _show_texts(self) -> None:
        pane, line = self.query_one(AlignedText), self.line
        pane.border_title = Content("Word by word")
        pane.border_subtitle = Content(LEGEND if self.result else "")
        if not self.result or not line:
            pane.show(())
            return
        sections = self._aligned.get(line)
        if sections is None:
            records = {one.sha256: one for one in self.clips}
            self._align(self._shown, records, self.result, line)
            return
        same = unchanged(self.result, line)
        note = f"\nHeard alike in {counted(same, 'clip')}." if same else ""
        if not sections and not same:
            note = "\nThe texts of this experiment were not kept."
        pane.show(sections, told(self.result, line) + note)

    @work(exclusive=True, group="align", exit_on_error=False)
    async def _align(
        self, shown: int, records: Mapping[str, ClipRecord], result: Mapping[str, Any], line: str
    ) -> None:
        sections = await asyncio.to_thread(sections_of, records, result, line)
        self.post_message(Aligned(shown, line, sections))

    @on(Aligned)
    def _show_aligned(self, message: Aligned) -> None:
        if message.shown == self._shown:
            self._aligned[message.line] = message.sections
            self._show_texts()

    # --- trying ------------------------------------------------------------------------------

    def do_keywords_run(self) -> None:
        """Ask, then try three terms on one clip."""
        self.try_terms(quick=True)

    def do_keywords_full(self) -> None:
        """Ask, then climb the whole ladder."""
        self.try_terms(quick=False)

    def tried(self, result: LadderResult) -> None:
        """Show what it came to, recorded or not."""
        self.run = self.program.workspace.run(result.run) if result.run else None
        self._take(self.run.result if self.run else result.document)
        self.show_experiment()
        self.to_results()

    def to_results(self) -> None:
        """The focus to the verdicts."""
        if not self.results_empty():
            self.call_after_refresh(self.query_one(TableRows).focus)

    # --- what comes of it --------------------------------------------------------------------

    def do_keywords_request(self) -> None:
        """The request with every term of the list, and what speaks against it."""
        from tui.screens.keyword_request import open_request

        clip = self.usable_clips[0].clip if self.usable_clips else None
        open_request(self.program, self.base, self.terms, self.rules, clip)

    def do_keywords_keep(self) -> None:
        """Ask, then choose the recommended set."""
        from tui.screens.keyword_keeping import ask_to_keep

        sandbox = self.run.sandbox if self.run else self.sandboxed()
        ask_to_keep(self.program, self.result, self.rules, sandbox, self.say)

    def do_keywords_difference(self) -> None:
        """On to the next words that differ."""
        if not self.query_one(AlignedText).next_difference():
            self.say("The texts do not differ.")

    @property
    def _places(self) -> tuple[Place, ...]:
        return places_of(self.result, self.line)

    def do_keywords_hear(self) -> None:
        """The places of the term under the cursor, in a window that plays them."""
        from tui.screens.keyword_places import PlacesWindow

        term = term_row(self.result, self.line)
        if term is None:
            return
        clips = {one.sha256: one for one in self.clips}
        about = made_with(self.run) if self.run else ""
        window = PlacesWindow(str(term.get("term", "")), self._places, clips, about)
        self._place = self._places[0]

        async def answered(place: Place | None) -> None:
            if place is not None:
                self._place = place
                await self.do_keywords_listen()

        self.app.push_screen(window, answered)

    async def do_keywords_listen(self) -> None:
        """The same place where all of a clip can be heard."""
        from tui.screens.listen import open_listening

        if (place := self._place) is not None:
            screen = await open_listening(self.program, place.clip)
            if screen is not None:
                screen.play_part(place.clip, place.start, place.end)


def _title(result: Mapping[str, Any]) -> str:
    """What the table is about: the form, and how many terms each verdict has."""
    if not result:
        return "What each term does"
    form = "Quick form" if result.get("form") == "quick" else "Full form"
    return " · ".join(part for part in (form, verdict_counts(result)) if part)

"""Search for moments: heard in the sound by Deepgram, found in the text of a transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from providers.errors import Trouble
from tui.actions import bindings_for
from tui.screens.bench import Tell
from tui.screens.term_bench import TermBench
from tui.search_lines import TABLE, Counts, Found, count, details, lines_of
from tui.text import clean, counted, one_line, shortened
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.table import Line, Table, TableRows
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from checklists.before.search import ClipSearch, Moment
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.speech import Transcript
    from tui.screens.clip_bench import Pairs

# Under it most hits are noise; where to cut is for ears to decide, so the keys move it.
FIRST_CUT = 0.5
_STEP = 0.1


@dataclass
class Searched(Message):
    """One clip has been searched, or the sentence says why not."""

    record: ClipRecord
    search: ClipSearch | None
    trouble: str = ""


class SearchScreen(TermBench):
    """Terms and clips above, both sides' hits joined by time below."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "term_bench.tcss"]
    BINDINGS = bindings_for("search")
    AUTO_FOCUS = "TableRows"
    bench_id = "search"

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}
        self._failed: dict[str, str] = {}
        self._places: dict[str, tuple[Found, Moment]] = {}
        self._least = FIRST_CUT
        self._wanted = self._kept = 0
        self._begun = False
        super().__init__()

    def compose_results(self) -> Iterator[Widget]:
        yield Table(TABLE, id="table", classes="panel")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found = self.term_reasons()
        if self.clips and not self.chosen:
            none = f"No clip is chosen: {self.program.key_of('search-all')} chooses all."
            found |= {"search-run": none, "search-again": none, "search-fill": none}
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The newest search of each clip, without asking anybody."""
        from checklists.before import search

        self.read_clips()
        workspace = self.program.workspace
        for sha, run_id in search.newest_searches(workspace, self.chosen_clips).items():
            known = self._found.get(sha)
            record = self.clip_of(sha)
            if record is not None and (known is None or known.searched.run != run_id):
                searched = search.searched(workspace.run(run_id))
                if searched is not None:
                    self._found[sha] = Found(record, searched)
        if not self._begun and self._found:
            newest = max(self._found.values(), key=lambda found: found.searched.at)
            self.query_one(TermPanel).show([term.term for term in newest.searched.terms])
        self._begun = True
        title = f"Clips · {len(self.chosen)} of {len(self.clips)} chosen"
        self.query_one(ClipPicker).show(self.clips, self.chosen, title)
        self._show_table()

    def terms_changed(self) -> None:
        """Only the terms of the list are shown."""
        self._show_table()

    def _show_table(self) -> None:
        self._places = {}
        lines = [line for record in self.chosen_clips for line in self._lines(record)]
        table = self.query_one(Table)
        table.show(lines if self.terms else (), nothing=self._nothing())
        counts = Counts()
        shown = [one for one in self._found.values() if one.record.sha256 in self.chosen]
        for found in shown:
            for term in found.searched.terms:
                if term.term in self.terms:
                    count(term, self._least, counts)
        table.border_title = Content(f"Sound against text · {counted(len(shown), 'clip')}")
        hidden = f"{counts.weaker} under {self._least:.1f} hidden"
        table.border_subtitle = Content(f"{counts} · {hidden}" if shown and self.terms else "")

    def _lines(self, record: ClipRecord) -> Iterator[Line]:
        if record.sha256 in self._failed:
            yield Line("", (f"{one_line(record.name)} · {self._failed[record.sha256]}",))
        if record.sha256 in self._found:
            yield from lines_of(self._found[record.sha256], self.terms, self._least, self._places)
        elif record.sha256 not in self._failed:
            yield Line("", (f"{one_line(record.name)} · not searched yet",))

    def _nothing(self) -> str:
        key_of = self.program.key_of
        if not self.clips:
            return (
                f"There is no clip in this workspace yet. {key_of('search-samples')} adds the "
                "five sample calls: synthesised speech with domain terms worth searching for."
            )
        if not self.terms:
            return (
                f"{key_of('search-term')} types the first term: a word or phrase that matters, the "
                f"longer the better. {key_of('search-fill')} takes the domain terms of the chosen "
                "sample calls."
            )
        return f"No clip is chosen: {key_of('search-all')} chooses all."

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        from tui.screens.run import RunWindow

        place = self._places.get(self.query_one(Table).rows.selected)
        if place is None:
            return
        found, moment = place
        try:
            run = self.program.workspace.run(found.searched.run)
            sections = [(heading, clean(text)) for heading, text in details(found, moment, run)]
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self.app.push_screen(RunWindow(one_line(f"Hit · {moment.term}"), sections))

    # --- what the keys do --------------------------------------------------------------------

    def do_search_term(self) -> None:
        """The cursor into the line."""
        self.type_term()

    def do_search_remove(self) -> None:
        """One term less."""
        self.query_one(TermPanel).drop_term()

    def do_search_fill(self) -> None:
        """The domain terms of the chosen sample calls."""
        from checklists.before.search import domain_terms, usable_terms

        terms = domain_terms(self.chosen_clips)
        if not terms:
            self.say("None of the chosen clips is a sample call.")
            return
        self.query_one(TermPanel).show(usable_terms((*self.terms, *terms)))
        self.terms_changed()
        self.redraw_edges()

    def do_search_choose(self) -> None:
        """The clip under the cursor in, or out."""
        self.choose_clip()

    def do_search_all(self) -> None:
        """All clips, or none."""
        self.toggle_all()
        self.show_bench()
        self.redraw_edges()

    def do_search_lower(self) -> None:
        """Show weaker hits too."""
        self._cut(-_STEP)

    def do_search_raise(self) -> None:
        """Only surer hits."""
        self._cut(_STEP)

    def _cut(self, step: float) -> None:
        self._least = min(1.0, max(0.0, round(self._least + step, 1)))
        self._show_table()

    def do_search_samples(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    def do_search_other(self) -> None:
        """The next pane, where one fits."""
        self.next_side()

    # --- searching ---------------------------------------------------------------------------

    def do_search_run(self) -> None:
        """Ask, then search the clips that lack one of the terms."""
        key = self.program.key_of("search-again")
        self._search(only_missing=True, nothing=f"All of it is on record; {key} searches again.")

    def do_search_again(self) -> None:
        """Ask, then search every chosen clip."""
        self._search(only_missing=False)

    def _search(self, *, only_missing: bool, nothing: str = "") -> None:
        def wanted(vendors: Vendors) -> Pairs:
            sandboxed = vendors.sandboxed("deepgram")
            return [
                ("deepgram", record.clip)
                for record in self.chosen_clips
                if not (only_missing and self._covered(record.sha256, sandboxed))
            ]

        self.send_after_asking(wanted, self._send, nothing=nothing)

    def _covered(self, sha: str, sandboxed: bool) -> bool:
        found = self._found.get(sha)
        return (
            found is not None
            and found.searched.sandbox == sandboxed
            and found.searched.covers(self.terms)
        )

    def _send(self, vendors: Vendors, pairs: Pairs) -> None:
        terms = self.terms
        records = [record for _, clip in pairs if (record := self.clip_of(clip.sha256))]
        texts = self._texts(records, vendors.sandboxed("deepgram"))
        self._wanted, self._kept = len(records), 0
        self._failed.clear()
        self.show_side("results")

        async def carry_out(tell: Tell) -> None:
            from checklists.before import search

            for number, record in enumerate(records):
                tell(f"Deepgram: {shortened(record.name, 18)}", number, len(records))
                try:
                    text_of = texts.get(record.sha256)
                    found = await search.search_clip(vendors, record.clip, terms, text_of=text_of)
                except Trouble as trouble:
                    self.post_message(Searched(record, None, str(trouble)))
                else:
                    self.post_message(Searched(record, found))

        self.run_work("Searching", carry_out, self._all_searched)

    def _texts(self, records: Sequence[ClipRecord], sandboxed: bool) -> Mapping[str, Transcript]:
        """Amazon's transcripts on record, of the same origin: what Amazon itself can search."""
        from checklists.before import comparison

        workspace = self.program.workspace
        runs = comparison.transcripts_on_record(workspace, records)
        newest = {
            run.clip: run.id for run in runs if run.vendor == "amazon" and run.sandbox == sandboxed
        }
        return {sha: workspace.transcript(run) for sha, run in newest.items()}

    @on(Searched)
    def _clip_searched(self, message: Searched) -> None:
        from checklists.before import search

        name = message.record.sha256
        if message.search is None:
            self._failed[name] = f"failed: {one_line(message.trouble)}"
        else:
            try:
                search.record(self.program.workspace, message.search)
                self._kept += 1
            except Trouble as trouble:
                self._failed[name] = f"not recorded: {one_line(str(trouble))}"
        self.show_bench()

    def _all_searched(self, _: None) -> str:
        failed = self._wanted - self._kept
        sentence = f"{counted(self._kept, 'search', 'searches')} recorded under Test audio"
        return f"{sentence}; {failed} failed: the list says why." if failed else f"{sentence}."

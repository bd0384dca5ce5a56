"""Which keyterms help: none, each alone, all, on one clip with a reference."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.actions import bindings_for
from tui.keyword_lines import TABLE, lines_of, made_with, sections_of, told
from tui.screens.bench import Tell
from tui.screens.term_bench import TermBench
from tui.text import one_line
from tui.widgets.aligned_text import LEGEND, AlignedText, Section
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.table import Table, TableRows
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from checklists.before.keywords import KeywordTrial
    from checklists.records import ClipRecord, Run
    from checklists.vendors import Vendors
    from tui.screens.clip_bench import Pairs


@dataclass
class Aligned(Message):
    """The texts of a line are aligned: of which run and line, and how they stand together."""

    run: str
    line: str
    sections: tuple[Section, ...]


class KeywordsScreen(TermBench):
    """Terms and the clip above, verdicts and texts below."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "term_bench.tcss", "keywords.tcss"]
    BINDINGS = bindings_for("keywords")
    AUTO_FOCUS = "TableRows"
    bench_id = "keywords"
    clip_marks = ("(x)", "( )")

    def __init__(self) -> None:
        self._clip = ""
        self._run: Run | None = None
        self._aligned: dict[tuple[str, str], tuple[Section, ...]] = {}
        super().__init__()

    def compose_results(self) -> Iterator[Widget]:
        yield Table(TABLE, id="verdicts", classes="panel")
        yield AlignedText(id="texts", classes="panel")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found = self.term_reasons()
        if self.clips and self.clip is None:
            found["keywords-run"] = (
                "No clip here has a reference, so nothing can be gained or lost: "
                f"{self.program.key_of('keywords-samples')} adds sample calls that have one."
            )
        return found

    @property
    def clip(self) -> ClipRecord | None:
        """The clip the terms are tried on; one with a reference, or None."""
        chosen = self.clip_of(self._clip)
        return chosen if chosen is not None and _usable(chosen) else None

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The newest trial of the clip, without asking anybody."""
        self.read_clips()
        if self.clip is None:
            usable = [record for record in self.clips if _usable(record)]
            shortest = min(usable, key=lambda record: record.clip.duration, default=None)
            tried = self._tried_last(usable)
            self._clip = tried or (shortest.sha256 if shortest else "")
        title = f"Clip · {sum(1 for one in self.clips if _usable(one))} with a reference"
        self.query_one(ClipPicker).show(self.clips, {self._clip}, title)
        self._read_trial()
        self._show_trial()

    def _tried_last(self, usable: list[ClipRecord]) -> str:
        heads = self.program.workspace.run_heads("keywords")
        hashes = {record.sha256 for record in usable}
        return next((head.clip for head in reversed(heads) if head.clip in hashes), "")

    def _read_trial(self) -> None:
        from checklists.before.keywords import newest_trial

        self._run = newest_trial(self.program.workspace, self._clip) if self._clip else None
        if self._run is not None and not self.terms:
            terms = [str(term.get("term", "")) for term in self._run.result["terms"]]
            self.query_one(TermPanel).show(terms)

    def _show_trial(self) -> None:
        table = self.query_one(Table)
        clip = self.clip
        lines = list(lines_of(self._run.result, self.terms)) if self._run else []
        table.show(lines, start="without", nothing=self._nothing())
        name = f" · {one_line(clip.name)}" if clip else ""
        table.border_title = Content(f"What each term did{name}")
        table.border_subtitle = Content(made_with(self._run) if self._run else "")
        self._show_texts()

    def _nothing(self) -> str:
        key_of = self.program.key_of
        if not self.clips:
            return (
                f"There is no clip in this workspace yet. {key_of('keywords-samples')} adds the "
                "five sample calls, which have references and domain terms."
            )
        if self.clip is None:
            return (
                "No clip has a reference text, so nothing can be gained or lost. "
                f"{key_of('keywords-samples')} adds sample calls that have one."
            )
        if not self.terms:
            return (
                f"{key_of('keywords-term')} types the first term, {key_of('keywords-fill')} takes "
                "the domain terms of a sample call. The guide: start without, add one by one."
            )
        return f"Not tried on this clip yet: {key_of('keywords-run')} tries the terms."

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self._show_texts()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        if self._run is not None:
            self.program.open_run(self._run.id)

    def _show_texts(self) -> None:
        pane = self.query_one(AlignedText)
        line = self.query_one(Table).rows.selected
        clip, run = self.clip, self._run
        pane.border_title = Content("Word by word")
        pane.border_subtitle = Content(LEGEND if run else "")
        if clip is None or run is None or not line:
            pane.show(())
            return
        sections = self._aligned.get((run.id, line))
        if sections is None:
            self._align(clip, run, line)
        else:
            words = "" if sections else " The texts of this trial were not kept."
            pane.show(sections, told(run.result, line) + words)

    @work(exclusive=True, group="align", exit_on_error=False)
    async def _align(self, clip: ClipRecord, run: Run, line: str) -> None:
        sections = await asyncio.to_thread(sections_of, clip, run.result, line)
        self.post_message(Aligned(run.id, line, sections))

    @on(Aligned)
    def _show_aligned(self, message: Aligned) -> None:
        self._aligned[(message.run, message.line)] = message.sections
        self._show_texts()

    # --- what the keys do --------------------------------------------------------------------

    def terms_changed(self) -> None:
        """The verdicts stay those of the trial on record until the terms are tried."""
        self._show_trial()

    def choose_clip(self) -> None:
        """Try the terms on the clip under the cursor."""
        record = self.clip_of(self.query_one(ClipPicker).selected)
        if record is None:
            return
        if not _usable(record):
            why = "only a draft that nobody confirmed" if record.references else "no reference"
            self.say(f"{one_line(record.name)} has {why}: nothing could be gained or lost.")
            return
        self._clip = record.sha256
        self.show_bench()
        self.redraw_edges()

    def do_keywords_term(self) -> None:
        """The cursor into the line."""
        self.type_term()

    def do_keywords_remove(self) -> None:
        """One term less."""
        self.query_one(TermPanel).drop_term()

    def do_keywords_fill(self) -> None:
        """The domain terms of the chosen sample call."""
        from checklists.before.search import domain_terms, usable_terms

        terms = domain_terms([self.clip] if self.clip else [])
        if not terms:
            self.say("The chosen clip is no sample call.")
            return
        self.query_one(TermPanel).show(usable_terms((*self.terms, *terms)))
        self.terms_changed()
        self.redraw_edges()

    def do_keywords_choose(self) -> None:
        """This clip."""
        self.choose_clip()

    def do_keywords_difference(self) -> None:
        """On to the next words that differ."""
        if not self.query_one(AlignedText).next_difference():
            self.say("The texts do not differ.")

    def do_keywords_samples(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    def do_keywords_other(self) -> None:
        """The next pane, where one fits."""
        self.next_side()

    # --- the trial ---------------------------------------------------------------------------

    def do_keywords_run(self) -> None:
        """Ask, then try."""
        from checklists.before.keywords import requests_needed

        clip, terms = self.clip, self.terms
        if clip is None:
            return

        def wanted(vendors: Vendors) -> Pairs:
            return [("deepgram", clip.clip)]

        def send(vendors: Vendors, pairs: Pairs) -> None:
            self._try(vendors, clip, terms)

        self.send_after_asking(wanted, send, times=requests_needed(terms))

    def _try(self, vendors: Vendors, clip: ClipRecord, terms: tuple[str, ...]) -> None:
        async def carry_out(tell: Tell) -> KeywordTrial:
            from checklists.before.keywords import try_terms

            def on_step(what: str, done: int, total: int) -> None:
                tell(f"Heard: {one_line(what)}" if what else "Sending", done, total)

            return await try_terms(
                vendors,
                clip.clip,
                terms,
                clip.references,
                origin=clip.reference_origin,
                on_step=on_step,
            )

        def done(trial: KeywordTrial) -> str:
            from checklists.before import keywords

            keywords.record(self.program.workspace, trial)
            self.show_bench()
            kept = ", ".join(one_line(term) for term in trial.recommended)
            return f"Tried and recorded. Worth keeping: {kept or 'none'}."

        self.show_side("results")
        self.run_work("Trying the terms", carry_out, done)


def _usable(record: ClipRecord) -> bool:
    """Whether terms can be judged on it: a recogniser's own draft would judge in its favour."""
    return bool(record.references) and not record.unverified

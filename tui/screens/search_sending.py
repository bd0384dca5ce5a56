"""Sending clips to be searched: which, after asking, and what becomes of each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from providers.errors import Trouble
from tui.screens.bench import Tell
from tui.screens.term_bench import TermBench
from tui.text import counted, one_line, shortened

if TYPE_CHECKING:
    from checklists.before.search import ClipSearch
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.speech import Transcript
    from tui.screens.clip_bench import Pairs

# How often the list is made anew while answers come in, in seconds.
LOOK_SECONDS = 0.5


@dataclass
class Searched(Message):
    """One clip has been searched, or the sentence says why not."""

    record: ClipRecord
    search: ClipSearch | None
    trouble: str = ""


class SearchSending(TermBench):
    """``failed`` are clips (hashes) that the last sending could not search, with the reason."""

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}
        self._wanted = self._kept = 0
        self._look_comes = False
        super().__init__()

    def show_hits(self) -> None:
        """Show what is on record now; the screen does."""

    def to_hits(self) -> None:
        """The focus to what was found; the screen does."""

    def do_search_run(self) -> None:
        """Ask, then search the clips that lack one of the terms."""
        key = self.program.key_of("search-again")
        self._search(only_missing=True, nothing=f"All of it is on record; {key} searches again.")

    def do_search_again(self) -> None:
        """Ask, then search every chosen clip."""
        self._search(only_missing=False)

    def _search(self, *, only_missing: bool, nothing: str = "") -> None:
        def wanted(vendors: Vendors) -> Pairs:
            known = self._on_record(vendors.sandboxed("deepgram")) if only_missing else set()
            chosen = self.chosen_clips
            return [("deepgram", one.clip) for one in chosen if one.sha256 not in known]

        self.send_after_asking(wanted, self._send, nothing=nothing)

    def _on_record(self, sandboxed: bool) -> set[str]:
        """The clips that were asked for all of the terms in just this way."""
        from checklists.before.search_coverage import on_record

        return on_record(self.program.workspace, self.chosen_clips, self.terms, sandbox=sandboxed)

    def _send(self, vendors: Vendors, pairs: Pairs) -> None:
        terms = self.terms
        records = [record for _, clip in pairs if (record := self.clip_of(clip.sha256))]
        texts = self._texts(records, vendors.sandboxed("deepgram"))
        self._wanted, self._kept = len(records), 0
        self.failed.clear()
        # Else Textual would look for another line to type in as this one goes out of view.
        self.set_focus(None)
        self.show_side("results")
        self.show_hits()

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

        sha = message.record.sha256
        if message.search is None:
            self.failed[sha] = f"failed: {one_line(message.trouble)}"
        else:
            try:
                search.record(self.program.workspace, message.search)
                self._kept += 1
            except Trouble as trouble:
                self.failed[sha] = f"not recorded: {one_line(str(trouble))}"
        if not self._look_comes:
            self._look_comes = True
            self.set_timer(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._look_comes = False
        self.show_hits()

    def _all_searched(self, _: None) -> str:
        self.show_hits()
        self.to_hits()
        failed = self._wanted - self._kept
        sentence = f"{counted(self._kept, 'search', 'searches')} recorded under Test audio"
        return f"{sentence}; {failed} failed: the list says why." if failed else f"{sentence}."

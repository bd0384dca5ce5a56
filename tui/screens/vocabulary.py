"""A custom vocabulary of Amazon's, read and taken apart: what could be a keyterm, and what not.

Nothing is picked by itself: the guide's advice is to start without, and to add one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from providers.audio.naming import shown
from providers.errors import BadInput
from tui.actions import Situation, bindings_for
from tui.screens.bench import BenchScreen, Tell
from tui.screens.choose import ChooseWindow
from tui.text import counted, one_line, shortened
from tui.vocabulary_lines import (
    TABLE,
    counted_words,
    fault_told,
    lines_of,
    number_of,
    told,
)
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from checklists.before.vocabulary.candidates import Candidate
    from checklists.before.vocabulary.entries import Fault, Method, Vocabulary
    from providers.amazon.vocabularies import WordListHead
    from tui.screens.vocabulary_forms import Named


@dataclass(frozen=True, slots=True)
class Picked:
    """What goes to the workbench: keyterms in their display form, and replace rules."""

    terms: tuple[str, ...]
    rules: tuple[str, ...]
    source: str


Take = Callable[[Picked], None]
_METHODS: tuple[tuple[Method, str], ...] = (
    ("mask", "the words are written as ***"),
    ("remove", "the words are left out"),
    ("tag", "the words are only marked"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """A vocabulary that was read. ``source`` says where, ``remark`` is what Amazon says of it."""

    vocabulary: Vocabulary
    source: str
    sandbox: bool = False
    remark: str = ""


class VocabularyScreen(BenchScreen):
    """Lies over the keywords: ``app.push_screen(VocabularyScreen(take))``; ``take`` gets what is
    picked when it is taken."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "vocabulary.tcss"]
    BINDINGS = bindings_for("vocabulary")
    AUTO_FOCUS = "TableRows"
    bench_id = "keywords"

    def __init__(self, take: Take) -> None:
        self._take = take
        self._read: Read | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self.picked: set[int] = set()
        self._place = ""
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="vocabulary", classes="place"):
            yield Table(TABLE, id="entries", classes="panel side -shown")
            with VerticalScroll(id="entry", classes="panel side"):
                yield Static("", markup=False)

    def situation(self) -> Situation:
        """As of the workbench below, with the keys of this screen."""
        return replace(super().situation(), place="vocabulary")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        key_of = self.program.key_of
        found: dict[str, str] = {}
        if not self._candidates:
            none = f"No vocabulary is read yet: {key_of('vocabulary-file')} reads a file."
            found |= {f"vocabulary-{name}": none for name in ("pick", "all", "take")}
        elif not self.picked:
            found["vocabulary-take"] = (
                f"Nothing is picked: {key_of('vocabulary-pick')} picks the entry under the cursor."
            )
        if not self._faults:
            found["vocabulary-fault"] = "Every line could be read."
        if not self.narrow():
            found["vocabulary-other"] = "Both panes are in view: tab moves between them."
        if self.working:
            busy = f"Something runs here: press {key_of('stop-work')} to stop it first."
            found |= {f"vocabulary-{name}": busy for name in ("file", "account", "samples")}
        return found

    @property
    def _faults(self) -> tuple[Fault, ...]:
        return self._read.vocabulary.faults if self._read else ()

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """What is read; at first the vocabulary that was read last."""
        if self._read is None:
            self._take_kept()
        self._show()

    def _take_kept(self) -> None:
        from checklists.before.vocabulary.keeping import kept_vocabulary

        kept = kept_vocabulary(self.program.workspace)
        if kept is not None:
            self._read = Read(kept.vocabulary, kept.source, kept.sandbox)
            self._candidates = kept.candidates

    def _show(self) -> None:
        table = self.query_one(Table)
        lines = list(lines_of(self._candidates, self._faults, self.picked))
        table.show(lines, nothing=self._nothing())
        read = self._read
        title = f"{read.source} · {read.vocabulary.form}" if read else "Custom vocabulary"
        table.border_title = Content(shortened(title, 60))
        table.border_subtitle = Content(self._sums() if self._candidates else "")
        self._show_entry()
        self.redraw_edges()

    def _sums(self) -> str:
        from checklists.before.vocabulary.candidates import MOST_TERMS, MOST_TOKENS

        tokens = sum(self._candidates[at].tokens for at in self.picked)
        return counted_words(self._candidates, self.picked, tokens, (MOST_TOKENS, MOST_TERMS))

    def _nothing(self) -> str:
        key_of = self.program.key_of
        if self._read is not None:
            return f"{one_line(self._read.source)}: there is no entry in it."
        return (
            f"{key_of('vocabulary-file')} reads a custom vocabulary from a file, "
            f"{key_of('vocabulary-account')} fetches one from the AWS account, "
            f"{key_of('vocabulary-samples')} takes that of the sample calls. Nothing is carried "
            "over by itself: the guide says to start without, and to add one by one."
        )

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self._show_entry()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        """All of what a narrow line cuts."""
        from tui.screens.run import RunWindow

        heading, words = self._words_here()
        if heading:
            self.app.push_screen(RunWindow(heading, [("", words)]))

    def _words_here(self) -> tuple[str, str]:
        line = self.query_one(Table).rows.selected
        entry, fault = number_of(line, "entry"), number_of(line, "fault")
        if entry is not None and entry < len(self._candidates):
            return "The entry", told(self._candidates[entry])
        if fault is not None and fault < len(self._faults):
            return "What could not be read", fault_told(self._faults[fault])
        return "", ""

    def _show_entry(self) -> None:
        heading, words = self._words_here()
        pane = self.query_one("#entry")
        pane.border_title = Content(heading or "The entry under the cursor")
        pane.query_one(Static).update(Content(words))
        pane.scroll_home(animate=False)

    # --- reading -----------------------------------------------------------------------------

    def do_vocabulary_file(self) -> None:
        """Ask which file, and read it."""
        from tui.screens.vocabulary_forms import file_window

        self.app.push_screen(file_window(self._place), self._file_named)

    def _file_named(self, named: Named | None) -> None:
        if named is not None:
            self._place = named.place
            self._read_file(named.path, named.method)

    def do_vocabulary_samples(self) -> None:
        """The vocabulary that comes with the sample calls."""
        from providers.sandbox.samples import VOCABULARY_TABLE

        self._read_file(VOCABULARY_TABLE, "")

    def _read_file(self, path: Path, method: Method) -> None:
        """``method`` is a filter's, "" for a vocabulary."""

        def read() -> Read:
            from checklists.before.vocabulary.from_file import filter_file, vocabulary_file

            try:
                found = filter_file(path, method=method) if method else vocabulary_file(path)
            except BadInput as trouble:
                # One line has room for what is wrong, and whoever typed the folder knows it.
                raise BadInput(str(trouble).replace(shown(path), shown(path.name))) from trouble
            return Read(found, f"file {path.name}")

        async def carry_out(tell: Tell) -> tuple[Read, tuple[Candidate, ...]]:
            return await asyncio.to_thread(_with_candidates, read)

        self.run_work(f"Reading {shortened(path.name, 40)}", carry_out, self._taken_in)

    def do_vocabulary_account(self) -> None:
        """List what the account has, ask which, and fetch it."""

        async def carry_out(tell: Tell) -> tuple[WordListHead, ...]:
            from checklists.before.vocabulary.from_account import account_lists

            vendors = await self.program.desk.vendors()
            return await account_lists(vendors.amazon_access())

        self.run_work("Listing the account's vocabularies", carry_out, self._listed)

    def _listed(self, heads: Sequence[WordListHead]) -> str:
        if not heads:
            return "The account has no custom vocabulary and no filter in this region."
        choices = [
            (shortened(head.name, 50), one_line(" · ".join(filter(None, _about(head)))))
            for head in heads
        ]

        def answered(index: int | None) -> None:
            if index is not None:
                self._fetch_or_ask(heads[index])

        self.app.push_screen(ChooseWindow("Fetch from the account", choices, 0), answered)
        return ""

    def _fetch_or_ask(self, head: WordListHead) -> None:
        """A filter does not say what becomes of its words: each job did."""
        if head.kind == "vocabulary":
            self._fetch(head, "")
            return

        def answered(index: int | None) -> None:
            if index is not None:
                self._fetch(head, _METHODS[index][0])

        choices = [(f"Method {method}", words) for method, words in _METHODS]
        self.app.push_screen(ChooseWindow("How the jobs use the filter", choices, 0), answered)

    def _fetch(self, head: WordListHead, method: Method) -> None:
        async def carry_out(tell: Tell) -> tuple[Read, tuple[Candidate, ...]]:
            from checklists.before.vocabulary.from_account import account_filter, account_vocabulary

            access = (await self.program.desk.vendors()).amazon_access()
            if method:
                found = await account_filter(access, head.name, method=method)
            else:
                found = await account_vocabulary(access, head.name)
            read = Read(found.vocabulary, found.source, found.sandbox, found.remark)
            return await asyncio.to_thread(_with_candidates, lambda: read)

        self.run_work(f"Fetching {shortened(head.name, 40)}", carry_out, self._taken_in)

    def _taken_in(self, found: tuple[Read, tuple[Candidate, ...]]) -> str:
        from checklists.before.vocabulary.keeping import keep_vocabulary

        read, self._candidates = found
        keep_vocabulary(
            self.program.workspace, read.vocabulary, source=read.source, sandbox=read.sandbox
        )
        self._read = read
        self.picked = set()
        self._show()
        self.call_after_refresh(self._to_entries)
        key = self.program.key_of("vocabulary-pick")
        many = counted(len(read.vocabulary.entries), "entry", "entries")
        faults = f", {counted(len(self._faults), 'fault')}" if self._faults else ""
        remark = f" {one_line(read.remark)}" if read.remark else ""
        return f"{many} read{faults}; all untested, none picked: {key} picks one.{remark}"

    def _to_entries(self) -> None:
        if self._candidates or self._faults:
            self.query_one(TableRows).focus()

    # --- picking -----------------------------------------------------------------------------

    def do_vocabulary_pick(self) -> None:
        """The entry under the cursor in, or out."""
        at = number_of(self.query_one(Table).rows.selected, "entry")
        if at is None or at >= len(self._candidates):
            self.say("Only an entry can be picked: this is a fault.")
            return
        candidate = self._candidates[at]
        if candidate.becomes == "nothing":
            self.say(f"{shortened(candidate.phrase, 30)} has no counterpart: {candidate.why}")
            return
        self.picked ^= {at}
        self._show()

    def do_vocabulary_all(self) -> None:
        """Every entry that can be a keyterm, or none."""
        terms = {at for at, one in enumerate(self._candidates) if one.keyterm}
        self.picked = set() if terms <= self.picked else self.picked | terms
        self._show()

    def do_vocabulary_take(self) -> None:
        """Back to the keywords, with what is picked."""
        from checklists.before.vocabulary.candidates import keyterms, rules

        chosen = [self._candidates[at] for at in sorted(self.picked)]
        source = self._read.source if self._read else ""
        self.do_vocabulary_leave()
        self._take(Picked(keyterms(chosen), rules(chosen), source))

    # --- around ------------------------------------------------------------------------------

    def do_vocabulary_fault(self) -> None:
        """The next fault under the cursor, the first again after the last."""
        rows = self.query_one(TableRows)
        here = number_of(rows.selected, "fault")
        following = 0 if here is None else (here + 1) % len(self._faults)
        rows.highlighted = rows.get_option_index(f"fault/{following}")

    def do_vocabulary_other(self) -> None:
        """The entries, or the words on one of them."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
        first = TableRows if self.query_one("#entries").has_class("-shown") else "#entry"
        # What is not in view yet does not take the focus.
        self.call_after_refresh(self.query_one(first).focus)

    def do_vocabulary_leave(self) -> None:
        """Back to the workbench; what was read is kept, what was picked is not."""
        if self.app.screen is self:
            self.app.pop_screen()


def _with_candidates(read: Callable[[], Read]) -> tuple[Read, tuple[Candidate, ...]]:
    """What becomes of the entries; compares them all, so not for the thread that draws."""
    from checklists.before.vocabulary.candidates import candidates

    found = read()
    return found, candidates(found.vocabulary)


def _about(head: WordListHead) -> tuple[str, ...]:
    when = f"{head.modified:%Y-%m-%d}" if head.modified else ""
    return (head.kind, head.language, head.state.lower(), when)

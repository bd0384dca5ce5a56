"""Search recordings for terms: in the sound (Deepgram), and in the text of the transcript.

AUDIO is a file, a directory of thousands of calls, or a pattern. What is on record in the
workspace for the same content, terms, model and options is not sent again, so an interrupted
search goes on where it stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checklists.before import search_export
from checklists.before.corpus_files import Corpus, CorpusFile, look_over
from checklists.before.search import as_json, terms_note, usable_terms
from checklists.before.search_corpus import (
    AT_ONCE,
    MOST_AT_ONCE,
    SANDBOX_AT_ONCE,
    CorpusOutcome,
    CorpusPlan,
    CorpusSearch,
    CorpusState,
    keep_summary,
    plan_search,
)
from checklists.search_query import FoundMoment, HitQuery
from checklists.vendors import ONLY_DEEPGRAM, open_vendors
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.deepgram.options import DeepgramOptions, Problem, problems
from providers.errors import BadInput, Trouble
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, announcer, run_to_end, say, say_wrapped
from tui.commands.search_output import (
    TOP,
    SearchDocument,
    SearchLines,
    SearchReport,
    ended_line,
    plan_lines,
    top_lines,
)

# In a directory hits under it would bury the others; a file's are all shown.
SHOWN_FROM = 0.5
_RULES = ("search", "model", "language")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO..., --term T for each term."""
    parser.add_argument(
        "audio", nargs="+", metavar="AUDIO", help="a file, a directory, or a pattern in quotes"
    )
    parser.add_argument(
        "--term", dest="terms", action="append", required=True, metavar="T", help="repeatable"
    )
    parser.add_argument("--model", default="nova-3", metavar="M", help="default: nova-3")
    parser.add_argument("--language", default="en", metavar="CODE", help="default: en")
    parser.add_argument(
        "--min-confidence",
        type=float,
        metavar="C",
        help="leave out weaker acoustic hits (default: 0, show all; for directories the lines "
        f"for people begin at {SHOWN_FROM})",
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write every hit, the surest first, to a file"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it is there")
    parser.add_argument(
        "--at-once",
        type=int,
        metavar="N",
        help=f"how many requests may run at once (default: {AT_ONCE}, in the sandbox "
        f"{SANDBOX_AT_ONCE}; fewer after a 429)",
    )
    parser.add_argument(
        "--again", action="store_true", help="send also what is on record in the workspace"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent and what it costs, and stop"
    )
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Search; 0 when every recording was searched, hits or not."""
    if not all(term.strip() for term in options.terms):
        raise BadInput("--term is empty: give a word or a phrase to search for.")
    if options.min_confidence is not None and not 0.0 <= options.min_confidence <= 1.0:
        raise BadInput(f"--min-confidence is {options.min_confidence}: it lies between 0 and 1.")
    if options.at_once is not None and not 1 <= options.at_once <= MOST_AT_ONCE:
        raise BadInput(f"--at-once is {options.at_once}: it lies between 1 and {MOST_AT_ONCE}.")
    if options.csv and options.csv.exists() and not options.force:
        raise BadInput(f"{shown(options.csv)} is there already: name another file, or say --force.")
    terms = usable_terms(options.terms)
    base = DeepgramOptions(model=options.model, language=options.language, search=terms)
    found = [one for one in problems(base, live=False) if one.option in _RULES]
    refused = next((one for one in found if one.severity == "error"), None)
    if refused is not None:
        raise BadInput(f"{refused.option}: {refused.why} {refused.fix}")
    return run_to_end(_Search(options, terms, base, found).run())


class _Search:
    """One call of the command."""

    def __init__(
        self,
        options: argparse.Namespace,
        terms: Sequence[str],
        base: DeepgramOptions,
        doubts: Sequence[Problem],
    ) -> None:
        self._options = options
        self._terms = tuple(terms)
        self._base = base
        self._doubts = doubts
        self._progress = Progress()
        self._found: list[FoundMoment] = []
        self._least = options.min_confidence or 0.0

    async def run(self) -> int:
        """Look over the files, say what it means, search, and tell."""
        options = self._options
        with contextlib.ExitStack() as stack:
            workspace = None
            if options.workspace:
                workspace = stack.enter_context(Workspace.open(options.workspace))
            corpus = await look_over(options.audio, workspace, on_looked=self._looked)
            if not corpus.files:
                raise _nothing_in(options.audio, corpus)
            async with open_vendors(
                options.access,
                os.environ,
                needed=ONLY_DEEPGRAM,
                on_status=announcer(options.json, self._progress),
            ) as vendors:
                plan = plan_search(
                    corpus,
                    self._terms,
                    base=self._base,
                    sandbox=vendors.sandboxed("deepgram"),
                    workspace=workspace,
                    again=options.again,
                )
                told = plan_lines(plan, plan.sending(vendors))
                self._tell(told)
                report = self._report(vendors.label("deepgram"), plan)
                state = CorpusState(len(plan.to_send))
                if not options.dry_run:
                    state = await self._carry_out(vendors, plan, workspace, report)
                origin = vendors.origin()
            self._progress.done()
            return self._end(plan, state, workspace, report, {"sandbox": origin, "plan": told})

    def _looked(self, done: int, total: int) -> None:
        self._progress(f"looked into {done:,} of {total:,}" if total else f"found {done:,} files")

    def _tell(self, told: Sequence[str]) -> None:
        self._progress.done()
        if self._options.json:
            self._progress(told[0])
            return
        for line in told:
            say_wrapped(line)
        note = terms_note(self._terms)
        for text in [note, *(f"{one.why} {one.fix}" for one in self._shown_doubts(note))]:
            if text:
                say_wrapped(f"Note: {text}", then="  ")

    def _shown_doubts(self, note: str) -> list[Problem]:
        return [one for one in self._doubts if not (note and "terms;" in one.why)]

    def _report(self, label: str, plan: CorpusPlan) -> SearchReport:
        if self._options.json:
            return SearchDocument()
        shown_from = self._options.min_confidence
        if shown_from is None:
            shown_from = SHOWN_FROM if plan.directories else 0.0
        return SearchLines(label, shown_from, brief=plan.directories)

    async def _carry_out(
        self, vendors: Any, plan: CorpusPlan, workspace: Workspace | None, report: SearchReport
    ) -> CorpusState:
        places = {file.clip.sha256: place for place, file in enumerate(plan.files)}
        for file in plan.known:
            assert workspace is not None
            known = _recorded(workspace, plan.on_record[file.clip.sha256], file, plan.terms)
            report.clip(places[file.clip.sha256], self._shaped(known, plan, file))

        def on_done(outcome: CorpusOutcome) -> None:
            found = outcome.search
            if found is None:
                return
            if workspace is None:
                self._found += search_export.found_in(found, datetime.now(UTC), self._least)
            self._progress.done()
            document = self._shaped(as_json(found), plan, outcome.file)
            report.clip(places[outcome.file.clip.sha256], document)

        def on_state(state: CorpusState) -> None:
            failed = f", {len(state.failed):,} failed" if state.failed else ""
            self._progress(
                f"{state.done:,} of {state.total:,} searched{failed}; {state.under_way} under way"
            )

        searching = CorpusSearch(
            vendors,
            plan,
            workspace,
            at_once=self._options.at_once,
            on_done=on_done,
            on_state=on_state,
        )
        state = await searching.run()
        if workspace is not None and plan.directories and (plan.to_send or plan.known):
            keep_summary(workspace, plan, state, vendors.sandboxed("deepgram"))
        return state

    def _shaped(
        self, document: Mapping[str, Any], plan: CorpusPlan, file: CorpusFile
    ) -> dict[str, Any]:
        """A recording's part of the document: only the sure hits, and where else it stands."""
        terms = [
            {
                **term,
                "acoustic": [hit for hit in term["acoustic"] if hit["confidence"] >= self._least],
            }
            for term in document["terms"]
        ]
        copies = [str(path) for path in plan.copies.get(file.clip.sha256, ())]
        return {**document, "terms": terms, **({"copies": copies} if copies else {})}

    def _end(
        self,
        plan: CorpusPlan,
        state: CorpusState,
        workspace: Workspace | None,
        report: SearchReport,
        document: Mapping[str, Any],
    ) -> int:
        options = self._options
        troubles = [one.trouble for one in state.failed if one.trouble]
        if troubles and not plan.directories and state.done == len(troubles) and not plan.known:
            raise troubles[0]
        failures = [{"path": str(o.file.clip.path), "why": str(o.trouble)} for o in state.failed]
        report.end(
            {
                **document,
                "failures": failures,
                "skipped": [{"path": one.name, "why": one.why} for one in plan.skipped],
                "stopped": state.stopped,
                "requests": state.done,
                "seconds": round(plan.seconds, 3),
                "problems": [
                    {"option": one.option, "severity": one.severity, "why": one.why, "fix": one.fix}
                    for one in self._doubts
                ],
            }
        )
        clips = tuple(file.clip.sha256 for file in plan.files)
        query = HitQuery(terms=plan.terms, clips=clips, least=self._least)
        if not options.json and not options.dry_run:
            self._say_end(plan, state, workspace, query)
        if options.csv is not None and not options.dry_run:
            found = workspace.search_hits.every(query) if workspace else self._by_confidence()
            written = search_export.export(found, "csv", options.csv, overwrite=options.force)
            if not options.json:
                say(f"{written:,} hits written to {options.csv}.")
        return _exit_code(troubles)

    def _say_end(
        self, plan: CorpusPlan, state: CorpusState, workspace: Workspace | None, query: HitQuery
    ) -> None:
        if plan.directories:
            if workspace:
                found = list(workspace.search_hits.table(query, limit=TOP))
                number = workspace.search_hits.count(query).shown
            else:
                found, number = self._by_confidence()[:TOP], len(self._found)
            for line in top_lines(found, number):
                say(line)
        if plan.directories or len(plan.to_send) + len(plan.known) > 1:
            say(ended_line(plan, state))

    def _by_confidence(self) -> list[FoundMoment]:
        return search_export.by_confidence(self._found)


def _nothing_in(sources: Sequence[str], corpus: Corpus) -> BadInput:
    why = ""
    if corpus.skipped:
        first = corpus.skipped[0]
        why = f" ({shown(first.name)}: {first.why})"
    return BadInput(
        f"No audio was found in {shown(sources[0])}{why}: name files or a directory of recordings."
    )


def _recorded(
    workspace: Workspace, run: str, file: CorpusFile, terms: Sequence[str]
) -> dict[str, Any]:
    """A search on record as ``as_json`` gave it, with the terms that are asked for now."""
    document: dict[str, Any] = dict(workspace.run(run).result["clips"][0])
    by_term = {term["term"]: term for term in document["terms"]}
    found = [by_term[term] for term in terms]
    return {**document, "path": str(file.clip.path), "terms": found, "on_record": True}


def _exit_code(troubles: Sequence[Trouble]) -> int:
    """That of the gravest trouble: a vendor's is worse than a file's."""
    return max((trouble.exit_code for trouble in troubles), default=0)

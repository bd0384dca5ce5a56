"""Try terms on clips with a reference: none, each alone, all, and the smallest set that helps.

AUDIO is a file or a directory. What is on record in the workspace for the same content and the
same request is not sent again, so an interrupted experiment goes on where it stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from checklists.before.corpus_files import look_over
from checklists.before.keywords import (
    LadderPlan,
    LadderResult,
    LadderState,
    LadderStep,
    as_json,
    climb,
    plan_ladder,
)
from checklists.before.keywords.material import judgeable, unused
from checklists.before.keywords.way import way_of
from checklists.before.sample_sources import Skipped
from checklists.before.spoken_probe import NOTE, SpokenClip
from checklists.records import ClipRecord
from checklists.vendors import ONLY_DEEPGRAM, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from tui.cli import add_access, add_json, add_keeping
from tui.commands.keywords_output import plan_lines, tell
from tui.commands.keywords_speaking import add_speaking, check_speaking, kept, spoken
from tui.commands.output import Progress, announcer, print_json, run_to_end, say, say_wrapped

MOST_AT_ONCE = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO..., --reference FILE for each, --term T for each term or --vocabulary FILE."""
    parser.add_argument(
        "audio", nargs="*", metavar="AUDIO", help="a file, a directory, or a pattern in quotes"
    )
    parser.add_argument(
        "--reference",
        dest="references",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="what was said: text, subtitles, STM, CTM or JSON; one for each AUDIO, in the same "
        "order (default: what the workspace has, else a file of that name beside the audio)",
    )
    parser.add_argument(
        "--term", dest="terms", action="append", default=[], metavar="T", help="repeatable"
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        metavar="FILE",
        help="take the terms from an Amazon custom vocabulary, as 'crossfade vocabulary' reads it",
    )
    parser.add_argument(
        "--model",
        default="nova-3",
        metavar="M",
        help="nova-3 takes keyterms, nova-2 and older take keywords with boosts (default: nova-3)",
    )
    parser.add_argument("--language", default="en", metavar="CODE", help="default: en")
    parser.add_argument(
        "--sweep", action="store_true", help="try rising boosts, for models that have them"
    )
    parser.add_argument(
        "--quick", action="store_true", help="one clip and three terms first, those likeliest to "
        "matter; says what all of it would take"
    )  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="send also what is on record in the workspace"
    )
    parser.add_argument(
        "--at-once",
        type=int,
        metavar="N",
        help="how many requests may run at once (default: 5, in the sandbox 2; fewer after a 429)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent and what it costs, and stop"
    )
    add_speaking(parser)
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Try the terms; 0 when every request was answered, whatever the verdicts."""
    check_speaking(options)
    terms = _terms(options)
    if options.references and len(options.references) != len(options.audio):
        raise BadInput(
            f"--reference was given {len(options.references)} times for {len(options.audio)} "
            "audio files: give one for each, in the same order."
        )
    if options.at_once is not None and not 1 <= options.at_once <= MOST_AT_ONCE:
        raise BadInput(f"--at-once is {options.at_once}: it lies between 1 and {MOST_AT_ONCE}.")
    if options.sweep and way_of(options.model) == "keyterm":
        raise BadInput(
            f"--sweep tries boosts, and {options.model} has keyterms, which have none: leave it "
            "out, or name an older --model such as nova-2."
        )
    return run_to_end(_Experiment(options, terms).run())


def _terms(options: argparse.Namespace) -> list[str]:
    """Those named and those of the vocabulary, each once. Raises BadInput for none."""
    if not all(term.strip() for term in options.terms):
        raise BadInput("--term is empty: give a word or a phrase to try.")
    found = [*options.terms]
    if options.vocabulary is not None:
        from checklists.before.vocabulary import candidates, keyterms
        from checklists.before.vocabulary.from_file import vocabulary_file

        imported = keyterms(candidates(vocabulary_file(options.vocabulary)))
        if not imported:
            raise BadInput(f"{shown(options.vocabulary)} has no entry that could be tried.")
        found += imported
    if not found:
        raise BadInput("There is no term to try: give --term T, or --vocabulary FILE.")
    return found


class _Experiment:
    """One call of the command."""

    def __init__(self, options: argparse.Namespace, terms: Sequence[str]) -> None:
        self._options = options
        self._terms = terms
        self._progress = Progress()
        self._doing = ""
        self._left_out: tuple[Skipped, ...] = ()

    async def run(self) -> int:
        """Find the clips, say what it means, try the terms, and tell."""
        options = self._options
        with contextlib.ExitStack() as stack:
            known = None
            if options.workspace and options.workspace.exists():
                known = stack.enter_context(Workspace.open(options.workspace, create=False))
            said: tuple[SpokenClip, ...] = ()
            if options.speak:
                folder = stack.enter_context(TemporaryDirectory(prefix="crossfade-"))
                said = await spoken(self._terms, options.voices, Path(folder), self._spoken)
                self._say(NOTE)
            clips = kept(said, None) if options.speak else await self._judgeable(known)
            # Everything that can be refused has been, before a directory is made.
            plan_ladder(clips, self._terms, sandbox=True, base=self._base)
            workspace = known
            if options.workspace and workspace is None and not options.dry_run:
                workspace = stack.enter_context(Workspace.open(options.workspace))
            if said and not options.dry_run:
                clips = kept(said, workspace)
            async with open_vendors(
                options.access,
                os.environ,
                needed=ONLY_DEEPGRAM,
                on_status=announcer(options.json, self._progress),
            ) as vendors:
                return await self._carry_out(vendors, clips, workspace)

    async def _judgeable(self, known: Workspace | None) -> list[ClipRecord]:
        """The recordings that have a reference. Raises BadInput for none."""
        options = self._options
        corpus = await look_over(options.audio, known)
        clips, skipped = judgeable(corpus.files, known, options.references)
        self._left_out = (*unused(corpus.skipped, clips), *skipped)
        for one in self._left_out if not options.json else ():
            say(f"Left out: {shown(one.name)}: {one.why}")
        if not clips:
            raise BadInput(
                f"No recording with a reference was found in {shown(options.audio[0])}: put "
                "what is said beside it as a text file of the same name."
            )
        return list(clips)

    @property
    def _base(self) -> DeepgramOptions:
        return DeepgramOptions(model=self._options.model, language=self._options.language)

    async def _carry_out(
        self, vendors: Vendors, clips: Sequence[ClipRecord], workspace: Workspace | None
    ) -> int:
        options = self._options
        plan = plan_ladder(
            clips,
            self._terms,
            sandbox=vendors.sandboxed("deepgram"),
            base=self._base,
            sweep=options.sweep,
            quick=options.quick,
            workspace=workspace,
            again=options.again,
        )
        told = plan_lines(plan, vendors)
        for line in told:
            self._say(line)
        if options.dry_run:
            self._progress.done()
            if options.json:
                print_json({"plan": told, "requests": _requests(plan), "sandbox": vendors.origin()})
            return 0
        if workspace is not None:
            _keep_clips(workspace, plan.clips)
        result = await climb(
            vendors,
            plan,
            workspace,
            on_step=self._step,
            on_state=self._state,
            at_once=options.at_once,
        )
        self._progress.done()
        return self._end(result, told, vendors.label("deepgram"))

    def _say(self, line: str) -> None:
        if self._options.json:
            self._progress(line)
        else:
            say_wrapped(line, then="  ")

    def _spoken(self, done: int, total: int) -> None:
        self._progress(f"{done:,} of {total:,} sentences spoken")

    def _step(self, step: LadderStep) -> None:
        self._doing = f"{step.clip}: {step.what}"

    def _state(self, state: LadderState) -> None:
        failed = f", {len(state.failed)} failed" if state.failed else ""
        left = state.seconds_left
        time_left = "" if left is None else f", about {left:.0f} s left"
        self._progress(
            f"{state.done:,} of {state.total:,} requests{failed}{time_left}  {self._doing}"
        )

    def _end(self, result: LadderResult, told: Sequence[str], label: str) -> int:
        skipped = [{"path": one.name, "why": one.why} for one in self._left_out]
        document = {
            **as_json(result), "plan": list(told), "run": result.run, "skipped": skipped,
        }  # fmt: skip
        if self._options.json:
            print_json(document)
        else:
            tell(document, label)
        troubles = [one.trouble for one in result.state.failed]
        return max((trouble.exit_code for trouble in troubles), default=0)


def _requests(plan: LadderPlan) -> dict[str, int]:
    return {"needed": len(plan.questions), "on_record": len(plan.known), "at_most": plan.at_most}


def _keep_clips(workspace: Workspace, clips: Sequence[ClipRecord]) -> None:
    """Make the clips samples. One that has a reference keeps it."""
    known = {record.sha256: record for record in workspace.clips()}
    for record in clips:
        if record.sha256 in known and known[record.sha256].references:
            continue
        workspace.add_clip(
            record.clip,
            name=record.name,
            references=record.references,
            truth=record.truth,
            synthetic=record.synthetic,
            origin=record.reference_origin,
        )

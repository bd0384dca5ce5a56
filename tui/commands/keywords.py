"""Try keyterms on clips with a reference: none, each alone, all; what is gained, lost, harmed."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checklists.before.keywords import KeywordTrial, record, together, try_terms
from checklists.before.references import Reference, attach, read_reference, refuse_draft
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.vendors import ONLY_DEEPGRAM, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.audio.naming import shown
from providers.errors import BadInput
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, announcer, print_json, run_to_end, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO..., --reference FILE for each, --term T for each term."""
    parser.add_argument("audio", nargs="+", type=Path, metavar="AUDIO")
    parser.add_argument(
        "--reference",
        dest="references",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="what was said: text, subtitles, STM, CTM or JSON; one for each AUDIO, in the same "
        "order (default: what the workspace has)",
    )
    parser.add_argument(
        "--term", dest="terms", action="append", required=True, metavar="T", help="repeatable"
    )
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Try the terms; 0 when every clip was tried, whatever the verdicts."""
    terms = [term.strip() for term in options.terms]
    if not all(terms):
        raise BadInput("--term is empty: give a word or a phrase to try as a keyterm.")
    if options.references and len(options.references) != len(options.audio):
        raise BadInput(
            f"--reference was given {len(options.references)} times for {len(options.audio)} "
            "audio files: give one for each, in the same order."
        )
    return run_to_end(_try(options, list(dict.fromkeys(terms))))


async def _try(options: argparse.Namespace, terms: list[str]) -> int:
    clips = [await asyncio.to_thread(probe, path) for path in options.audio]
    references = _references(options.workspace, clips, options.references)
    progress = Progress()
    trials: list[KeywordTrial] = []
    async with open_vendors(
        options.access,
        os.environ,
        needed=ONLY_DEEPGRAM,
        on_status=announcer(options.json, progress),
    ) as vendors:
        for number, (clip, reference) in enumerate(zip(clips, references, strict=True), 1):
            where = f"clip {number} of {len(clips)}, {clip.path.name}"

            def on_step(what: str, done: int, total: int, where: str = where) -> None:
                progress(f"{where}: {done} of {total} requests  {what}")

            trial = await try_terms(
                vendors, clip, terms, reference.texts, origin=reference.origin, on_step=on_step
            )
            trials.append(trial)
        label = vendors.label("deepgram")
    progress.done()
    if options.workspace:
        _keep(options.workspace, trials, references)
    document = together(trials)
    if options.json:
        print_json(document)
    else:
        _print(document, label)
    return 0


def _references(
    folder: Path | None, clips: Sequence[Clip], files: Sequence[Path]
) -> list[Reference]:
    """The reference of each clip: from its file, else from the workspace.

    Raises BadInput for none, and for a draft: a recogniser's own words would judge in its favour.
    """
    known: dict[str, ClipRecord] = {}
    if folder is not None and folder.exists():
        with Workspace.open(folder, create=False) as workspace:
            known = {record.sha256: record for record in workspace.clips()}
    found = []
    for number, clip in enumerate(clips):
        record = known.get(clip.sha256) or ClipRecord(clip, clip.path.name, datetime.now(UTC))
        reference = read_reference(files[number], record) if files else _known(record)
        # Here too, so that nothing is started for a draft.
        refuse_draft(reference.origin, str(clip.path))
        found.append(reference)
    return found


def _known(record: ClipRecord) -> Reference:
    """What the workspace has. Raises BadInput where that is nothing."""
    if not record.references:
        raise BadInput(
            f"{shown(record.clip.path)} has no reference, so nothing can be gained or lost: give "
            "what is said in it with --reference FILE."
        )
    origin = record.reference_origin or ReferenceOrigin("workspace")
    return Reference(record.references, (), origin)


def _keep(folder: Path, trials: Sequence[KeywordTrial], references: Sequence[Reference]) -> None:
    """Record the trials. A clip that has no reference yet keeps the one that was used."""
    with Workspace.open(folder) as workspace:
        known = {record.sha256 for record in workspace.clips() if record.references}
        for trial, reference in zip(trials, references, strict=True):
            workspace.add_clip(trial.clip)
            if trial.clip.sha256 not in known:
                attach(workspace, trial.clip.sha256, reference)
            record(workspace, trial)


def _print(document: Mapping[str, Any], label: str) -> None:
    clips = document["clips"]
    for clip in clips:
        say(f"{clip['path']}  deepgram ({label})  model {clip['model']}")
    say(f"  without terms: {_numbers(document['baseline'])}")
    for term in document["terms"]:
        counts = ", ".join(f"{len(term[kind])} {kind}" for kind in ("gained", "lost", "harmed"))
        say(f"  {term['term']}: {term['verdict']}  {counts}  WER {_rate(term['wer'])}")
        for kind in ("gained", "lost", "harmed"):
            for change in term[kind]:
                before, after = change["before"] or "nothing", change["after"] or "nothing"
                say(f"    {kind:<6}  {change['word']}: '{before}' became '{after}'")
        if term["invented"]:
            say(f"    put {term['invented']} times where it was not said")
    say(f"  all terms: {_numbers(document['all'])}")
    recommended = ", ".join(document["recommended"]) or "none"
    say(f"  recommended on {len(clips)} clip{'' if len(clips) == 1 else 's'}: {recommended}")


def _numbers(row: Mapping[str, Any]) -> str:
    return (
        f"WER {_rate(row['wer'])}, terms heard {_rate(row['keyword_recall'])}, "
        f"rightly {_rate(row['keyword_precision'])}"
    )


def _rate(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.1%}"

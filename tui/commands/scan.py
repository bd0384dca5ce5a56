"""Where a code base uses Amazon Transcribe, and what each place becomes with Deepgram."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checklists.keyguard import without_keys
from checklists.scan.finding import CONFIDENCES, Confidence, Finding, Skipped
from checklists.scan.scanning import Progress as Course
from checklists.scan.scanning import Scan, as_json, scan
from providers.errors import BadInput, Trouble
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, print_json, say, say_wrapped
from tui.text import counted, one_line

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.workspace import Workspace

_SHOWN_SKIPPED = 6
_NONE = "No use of Amazon Transcribe found"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH..., --account, --confidence LEVEL, --skipped."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="directories or files to look through"
    )
    parser.add_argument(
        "--account",
        action="store_true",
        help="read the AWS account, beside the paths or without any: jobs of 90 days by their "
        "settings, vocabularies, buckets, who is told, hours and cost a month; changes nothing",
    )
    parser.add_argument(
        "--confidence",
        choices=CONFIDENCES,
        default="low",
        help="show findings at least this sure (default: low, which is all)",
    )
    parser.add_argument(
        "--skipped", action="store_true", help="name every skipped path, not only how many"
    )
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Scan and print; 0 whether something was found or not."""
    if not options.paths and not options.account:
        raise BadInput("Give the paths to look through, or --account for the AWS account, or both.")
    if options.paths:
        _run_paths(options)
    if options.account and not (options.paths and options.json):
        from tui.commands.account_lines import run_account

        return run_account(options)
    return 0


def _run_paths(options: argparse.Namespace) -> None:
    with ExitStack() as stack:
        # Opened first: nobody wants to hear after a long scan that there is no place to keep it.
        workspace = stack.enter_context(_opened(options.workspace)) if options.workspace else None
        began, clock = datetime.now(UTC), time.monotonic()
        found = _scanned(options.paths)
        kept = _keep(workspace, found, began, time.monotonic() - clock) if workspace else None
    shown = _sure_enough(found, options.confidence)
    if options.json:
        # Source lines are in it, and it ends up in logs.
        document = without_keys(as_json(shown) | _kept_json(kept))
        print_json(document if not options.account else _with_account(document, options))
        return
    _print(shown, len(found.findings) - len(shown.findings), options.skipped)
    _print_kept(kept)
    if options.account:
        say()


def _with_account(document: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """Both in one document; the scan alone, and the trouble raised, where there is no account."""
    from tui.commands.account_lines import account_document

    try:
        return document | account_document(options)
    except Trouble:
        print_json(document | {"account": None})
        raise


def _scanned(paths: Sequence[Path]) -> Scan:
    progress = Progress()

    def tell(course: Course) -> None:
        progress(
            f"{counted(course.files, 'file')}, {counted(course.findings, 'sign')}: {course.path}"
        )

    try:
        return scan(paths, on_progress=tell)
    finally:
        progress.done()


def _opened(folder: Path) -> Workspace:
    from checklists.workspace import Workspace

    return Workspace.open(folder)


def _keep(workspace: Workspace, found: Scan, began: datetime, seconds: float) -> Dependencies:
    """The whole scan as a run of the workspace, whatever is shown of it."""
    from checklists.before import dependencies

    return dependencies.keep(workspace, found, started_at=began, seconds=seconds)


def _kept_json(kept: Dependencies | None) -> dict[str, Any]:
    if kept is None:
        return {}
    from checklists.before.dependencies import changes_json

    return {"run": kept.run, "changes": changes_json(kept)}


def _print_kept(kept: Dependencies | None) -> None:
    if kept is None:
        return
    if kept.scan.files:
        say_wrapped(f"Kept as evidence: run {kept.run}.")
    else:
        say_wrapped(f"Kept as run {kept.run}, but no evidence: no file was looked at.")
    if kept.since is None:
        return
    changes = kept.changes
    say_wrapped(
        f"Since the scan of {kept.since:%Y-%m-%d %H:%M} UTC: {len(changes.new):,} new, "
        f"{len(changes.gone):,} gone, {len(changes.moved):,} on another line or in another file."
    )
    for place in changes.gone:
        one = place.finding
        # Not wrapped: a path that is broken at a hyphen is no path.
        say(one_line(f"  gone: {one.path}:{one.line} {one.what}"))


def _sure_enough(found: Scan, least: Confidence) -> Scan:
    levels = CONFIDENCES[: CONFIDENCES.index(least) + 1]
    return replace(found, findings=tuple(one for one in found.findings if one.confidence in levels))


def _print(found: Scan, unsure: int, all_skipped: bool) -> None:
    """``unsure``: how many findings are not shown because they are not sure enough."""
    for path, findings in groupby(found.findings, key=lambda one: one.path):
        say(one_line(path))
        for one in findings:
            _print_finding(one)
        say()
    _print_totals(found, unsure)
    _print_skipped(found.skipped, all_skipped)


def _print_finding(one: Finding) -> None:
    comment = ", in a comment" if one.commented else ""
    say(f"  {one.line:>5}  {one.kind:<14} {one.mode:<14} {one.confidence}{comment}")
    say_wrapped(one_line(one.what), " " * 9, " " * 9)
    if one.arguments:
        shown = [f"{name}={value}" if value else name for name, value in one.arguments.items()]
        say_wrapped(one_line("sends " + ", ".join(shown)), " " * 9, " " * 11)
    say_wrapped(one_line(f"becomes {one.deepgram}"), " " * 9, " " * 11)


def _print_totals(found: Scan, unsure: int) -> None:
    looked = f"{counted(found.files, 'file')} looked at in {', '.join(found.roots)}"
    less = f"{counted(unsure, 'use')} less sure not shown; " if unsure else ""
    if not found.findings:
        none = "No use of Amazon Transcribe is that sure" if unsure else _NONE
        say_wrapped(one_line(f"{none}: {less}{looked}."))
        return
    files = len({one.path for one in found.findings})
    levels = Counter(one.confidence for one in found.findings)
    sure = ", ".join(f"{levels[level]} {level}" for level in CONFIDENCES if levels[level])
    uses = counted(len(found.findings), "use")
    say_wrapped(one_line(f"{uses} in {counted(files, 'file')} ({sure}); {less}{looked}."))


def _print_skipped(skipped: Sequence[Skipped], all_of_them: bool) -> None:
    if not skipped:
        return
    if all_of_them:
        say(f"Not looked into ({len(skipped):,}):")
        for one in skipped:
            say(one_line(f"  {one.path}: {one.why}"))
        return
    by_reason: dict[str, list[str]] = {}
    for one in skipped:
        by_reason.setdefault(one.why, []).append(one.path)
    say(f"Not looked into ({len(skipped):,}; --skipped names all):")
    ranked = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    for why, paths in ranked[:_SHOWN_SKIPPED]:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        say_wrapped(one_line(f"{paths[0]}{more}: {why}"), "  ", "    ")
    if len(ranked) > _SHOWN_SKIPPED:
        say(f"  and for {len(ranked) - _SHOWN_SKIPPED} other reasons")

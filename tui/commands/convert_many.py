"""crossfade convert for a directory or several files: what cannot be converted is a row."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checklists.during.responses.converting import Manner
from checklists.during.responses.digits import as_it_is
from checklists.during.responses.folders import Naming, Source, sources_of
from checklists.during.responses.many import Outcome, outcomes
from checklists.during.responses.origin import NO_VENDOR
from checklists.new_file import write_new
from providers.audio.naming import printable
from providers.errors import BadInput
from tui.commands.convert_one import print_document
from tui.commands.output import Progress, say
from tui.text import counted, one_line

_COUNT = re.compile(r" \([\d,]+ values?\)$")


@dataclass(slots=True)
class _Done:
    """What became of the files so far. ``transcripts`` only where they are printed."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    transcripts: list[bytes] = field(default_factory=list)
    vendors: Counter[str] = field(default_factory=Counter)


def run_many(options: argparse.Namespace, manner: Manner) -> int:
    """Convert them all; 2 where one could not be."""
    out: Path | None = options.out
    _refuse(options)
    sources = sources_of(options.files, beside=out)
    naming = None if out is None else Naming(out, sources)
    progress, done = Progress(), _Done()
    try:
        for number, outcome in enumerate(outcomes(sources, options.target, manner), 1):
            progress(f"{number:,} of {len(sources):,}: {outcome.source.name}")
            try:
                _take(outcome, naming, options.force, done)
            except BadInput as problem:
                _fail(outcome.source, str(problem), done)
    finally:
        progress.done()
    if options.workspace is not None and done.reports:
        _keep(options.workspace, done)
    _print(options, done)
    return BadInput.exit_code if done.failures else 0


def _refuse(options: argparse.Namespace) -> None:
    if any(str(path) == "-" for path in options.files):
        raise BadInput("Standard input (-) is one response: give it alone.")
    if options.out is None and options.target != "transcript":
        raise BadInput("Several responses need a directory to go to: say --out DIR.")
    # A name that no file can have is refused when the directory is made.
    with suppress(OSError):
        if options.out is not None and options.out.is_file():
            raise BadInput(f"{options.out} is a file: name a directory for several responses.")


def _take(outcome: Outcome, naming: Naming | None, force: bool, done: _Done) -> None:
    """Write or keep one result. Raises BadInput where it cannot be written."""
    if outcome.why:
        _fail(outcome.source, outcome.why, done)
        return
    report = outcome.report
    if naming is None:
        done.transcripts.append(outcome.content)
    else:
        path = naming.path(outcome.source, outcome.ending)
        _write(path, outcome.content, force)
        report["out"] = printable(path)
    done.reports.append(report)
    done.vendors[outcome.vendor] += 1


def _fail(source: Source, why: str, done: _Done) -> None:
    done.failures.append({"path": printable(source.path), "why": why})


def _write(path: Path, content: bytes, force: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{path.parent} could not be made ({error.strerror or error}): name a directory that "
            "you may write to."
        ) from None
    write_new(path, content, overwrite=force)


def _keep(folder: Path, done: _Done) -> None:
    """One run for all of them: of the vendor that sent most."""
    from checklists.during.responses.keeping import record_all
    from checklists.workspace import Workspace

    vendor = done.vendors.most_common(1)[0][0]
    with Workspace.open(folder) as workspace:
        record_all(workspace, done.reports, vendor=vendor)


def _print(options: argparse.Namespace, done: _Done) -> None:
    if options.out is None:
        transcripts = [as_it_is(content) for content in done.transcripts]
        print_document({"transcripts": transcripts, "failures": done.failures})
    elif options.json:
        print_document(
            {
                "to": options.target,
                "converted": len(done.reports),
                "files": done.reports,
                "failures": done.failures,
            }
        )
    if options.json:
        return
    if options.out is not None:
        files, words = len(done.reports), sum(report["words"] for report in done.reports)
        whole = files + len(done.failures)
        made = f"{files:,} of {counted(whole, 'file')} converted to {options.target}"
        say(one_line(f"{made}, {counted(words, 'word')}: {options.out}"))
    if made_up := sum(report["sandbox"] for report in done.reports):
        print(f"{NO_VENDOR} (in {counted(made_up, 'file')})", file=sys.stderr)
    for line in (*_gathered(done.reports, "losses"), *_gathered(done.reports, "derived")):
        print(one_line(line), file=sys.stderr)
    for failure in done.failures:
        print(one_line(f"crossfade: {failure['why']}"), file=sys.stderr)


def _gathered(reports: Sequence[dict[str, Any]], name: str) -> list[str]:
    """A line for each kind of loss, with the number of files that it is in."""
    sign = "lost:" if name == "losses" else "made:"
    files: Counter[str] = Counter()
    said: dict[str, str] = {}
    for report in reports:
        for row in report[name]:
            said.setdefault(row["path"], f"{_COUNT.sub('', row['what'])}; {row['why']}")
        files.update({row["path"] for row in report[name]})
    return [
        f"{sign} {path}: {words} (in {counted(files[path], 'file')})"
        for path, words in said.items()
    ]

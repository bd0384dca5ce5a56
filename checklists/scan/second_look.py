"""The second look at a tree: for what says something only now that the rest is known.

It is made only where there is something to follow: a file with a name that counts in a project
that uses the service, or a module that imports from one that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from checklists.scan.finding import Finding, Skipped, gathered
from checklists.scan.python_imports import module_parts
from checklists.scan.python_project import (
    asked_for,
    definitions,
    factories_in,
    import_names,
    looked_at_again,
    may_import,
)
from checklists.scan.python_wrappers import Offered
from checklists.scan.reading import Reading, bytes_of
from checklists.scan.rules import finds, plan_for
from checklists.scan.source import LARGEST, SourceFile, is_binary, source_of, tail_of
from checklists.scan.walking import Stop


def second_look(
    findings: list[Finding],
    skipped: list[Skipped],
    later: Sequence[str],
    modules: Sequence[str],
    stop: Stop,
) -> None:
    """Add to ``findings`` what the other files of the project make of them, to ``skipped`` what
    could not be read to its end.

    ``later`` are the files that hold a name which counts only in a project that uses the service;
    ``modules`` are all Python modules of the trees.
    """
    offering = definitions(findings, read)
    wanted = asked_for(findings)
    if wanted:
        offering += _factories(wanted, {one.path for one in offering}, modules, stop)
    if wanted and offering:
        # What was a question may be a client now, which its module offers in turn.
        for path in sorted({one.path for one in findings if one.needs == "definition"}):
            file = read(path)
            again = looked_at_again(file, offering) if file else ()
            gathered(again, path, findings, skipped)
        offering = _merged(definitions(findings, read, offering), offering)
    if _certain(findings):
        for path in later:
            gathered(_later(path), path, findings, skipped)
    if offering:
        for file in _importers(offering, modules, stop):
            gathered(looked_at_again(file, offering), file.relative, findings, skipped)


def _later(path: str) -> Iterator[Finding]:
    file = read(path)
    if file is None:
        return
    plan = plan_for(tail_of(path), file.language)
    for find in finds(plan.rules, [needle for needle in plan.later if needle in file.data]):
        yield from find(file)


def _importers(
    offering: Sequence[Offered], modules: Sequence[str], stop: Stop
) -> Iterator[SourceFile]:
    """The Python modules that may import what others offer."""
    names = import_names(offering)
    reading = Reading()
    for path in modules:
        if stop():
            return
        try:
            reading.read(path)
        except OSError:
            continue
        if reading.too_large or reading.binary or not may_import(reading.data(), names):
            continue
        yield source_of(Path(path), path, reading.data())


def _certain(findings: Sequence[Finding]) -> bool:
    """Whether the project uses the service, whatever else is found."""
    return any(not one.needs and one.confidence != "low" for one in findings)


def _merged(new: list[Offered], old: list[Offered]) -> list[Offered]:
    paths = {one.path for one in new}
    return [*new, *(one for one in old if one.path not in paths)]


def _factories(
    wanted: set[str], known: set[str], modules: Sequence[str], stop: Stop
) -> list[Offered]:
    """The modules that may define what others told the service's name."""
    found: list[Offered] = []
    for path in modules:
        if stop():
            break
        if path in known or wanted.isdisjoint(module_parts(path)[-2:]):
            continue
        one = factories_in(path, read)
        if one:
            found.append(one)
    return found


def read(path: str) -> SourceFile | None:
    """A file that was found before, read once more; None where that is no longer possible."""
    try:
        raw = bytes_of(path)
    except OSError:
        return None
    if len(raw) > LARGEST or is_binary(raw):
        return None
    return source_of(Path(path), path, raw)

"""Scan trees for uses of Amazon Transcribe: walk, look, and look again at what belongs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checklists.scan.finding import CONFIDENCES, KINDS, MODES, Finding, Skipped, gathered
from checklists.scan.languages import language_of_shebang
from checklists.scan.project import settled, usages
from checklists.scan.reading import Reading
from checklists.scan.rules import Find, Plan, finds, plan_for
from checklists.scan.second_look import second_look
from checklists.scan.sifting import LOOK, sifted
from checklists.scan.source import LARGEST, SourceFile, is_minified, source_of, tail_of
from checklists.scan.walking import Candidate, Stop, files_below, unread

_HEAD = 65_536
_TOLD_EVERY = 250


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is: files looked at, findings so far, and the file in hand."""

    files: int
    findings: int
    path: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found. ``size`` counts bytes read; ``stopped`` says that it did not get through.

    ``binary`` counts the files that hold no text, which are passed over without a word.
    """

    roots: tuple[str, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    files: int
    size: int
    binary: int
    stopped: bool


@dataclass(slots=True)
class _Course:
    """A scan while it runs."""

    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    files: int = 0
    size: int = 0
    binary: int = 0
    later: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


def scan(
    paths: Sequence[Path],
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    stop: Stop = lambda: False,
) -> Scan:
    """Look at every text below ``paths``. Raises BadInput for a path that is not there.

    Memory grows with what is found, and by the names of Python modules. ``stop`` is asked between
    files; what was found until then is given.
    """
    course = _Course()
    files = files_below(paths, course.skipped.append, stop)
    for candidate, language, size in sifted(files):
        if stop():
            break
        if size == LOOK:
            _look(candidate, language, course)
        else:
            course.files += 1
            course.size += size
        if language == "python":
            course.modules.append(candidate.path)
        if course.files % _TOLD_EVERY == 0:
            on_progress(Progress(course.files, len(course.findings), candidate.path))
    if not stop():
        second_look(course.findings, course.skipped, course.later, course.modules, stop)
    return Scan(
        roots=tuple(str(path) for path in paths),
        findings=settled(course.findings),
        skipped=tuple(course.skipped),
        files=course.files,
        size=course.size,
        binary=course.binary,
        stopped=stop(),
    )


def _look(candidate: Candidate, language: str, course: _Course) -> None:
    reading = course.reading
    try:
        reading.read(candidate.path)
    except OSError as error:
        course.skipped.append(Skipped(candidate.path, unread(error)))
        return
    course.files += 1
    course.size += reading.size
    if not language and (first := reading.first_line):
        language = language_of_shebang(first)
        if language == "python":
            course.modules.append(candidate.path)
    plan = plan_for(tail_of(candidate.path), language)
    hits = reading.held(plan.needles)
    if reading.too_large or (hits and _unreadable(candidate, course)):
        _beginning(candidate, plan, course)
    elif hits:
        file = source_of(Path(candidate.path), candidate.path, reading.data())
        _apply(finds(plan.rules, hits), file, course)
    elif plan.later and reading.held(plan.later):
        course.later.append(candidate.path)


def _unreadable(candidate: Candidate, course: _Course) -> bool:
    """Whether a file that would be looked at is no text, or none that a person wrote."""
    if course.reading.binary:
        course.binary += 1
        return True
    if is_minified(course.reading.data(), candidate.name):
        course.skipped.append(Skipped(candidate.path, "minified"))
        return True
    return False


def _beginning(candidate: Candidate, plan: Plan, course: _Course) -> None:
    """Of a file that is too large, what its beginning says, for rules that take that."""
    reading = course.reading
    if not reading.too_large:
        return
    if reading.binary:
        course.binary += 1
        return
    limit = f"larger than {LARGEST // 1_000_000} MB"
    course.skipped.append(Skipped(candidate.path, limit))
    file = source_of(Path(candidate.path), candidate.path, reading.data(_HEAD))
    heads = [rule for rule in plan.rules if rule.heads]
    hits = [needle for rule in heads for needle in rule.needles if needle in file.data]
    _apply(finds(heads, hits), file, course)


def _apply(rules: Iterable[Find], file: SourceFile, course: _Course) -> None:
    found = (one for find in rules for one in find(file))
    gathered(found, file.relative, course.findings, course.skipped)


def as_json(found: Scan) -> dict[str, Any]:
    """The document of ``scan --json``."""
    return {
        "roots": list(found.roots),
        "findings": [finding_json(one) for one in found.findings],
        "skipped": [{"path": one.path, "why": one.why} for one in found.skipped],
        "totals": totals(found),
        "stopped": found.stopped,
    }


def finding_json(found: Finding) -> dict[str, Any]:
    """One finding as it stands in the document."""
    return {
        "path": found.path,
        "line": found.line,
        "kind": found.kind,
        "mode": found.mode,
        "what": found.what,
        "deepgram": found.deepgram,
        "confidence": found.confidence,
        "id": found.id,
        "text": found.text,
        "arguments": dict(found.arguments),
        "commented": found.commented,
    }


def totals(found: Scan) -> dict[str, Any]:
    """The figures of a scan; of kinds, modes and confidences, those that were found."""
    kinds = Counter(one.kind for one in found.findings)
    modes = Counter(one.mode for one in found.findings)
    sure = Counter(one.confidence for one in found.findings)
    return {
        "files": found.files,
        "bytes": found.size,
        "findings": len(found.findings),
        "usages": len(usages(found.findings)),
        "files_with_findings": len({one.path for one in found.findings}),
        "skipped": len(found.skipped),
        "binary": found.binary,
        "kinds": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "modes": {mode: modes[mode] for mode in MODES if modes[mode]},
        "confidences": {level: sure[level] for level in CONFIDENCES if sure[level]},
    }

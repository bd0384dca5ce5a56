"""The second look, over everything found: what counts only beside something else, said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.scan.finding import CONFIDENCES, MODES, Confidence, Finding, Kind, Mode


@dataclass(frozen=True, slots=True)
class Usage:
    """What one file does in one way: all its findings of a kind, with the surest word of them."""

    path: str
    kind: Kind
    modes: tuple[Mode, ...]
    confidence: Confidence
    commented: bool
    findings: tuple[Finding, ...]


def usages(findings: Sequence[Finding]) -> tuple[Usage, ...]:
    """The findings by file and kind, in the order of the files.

    The comments of a file that also has it in code do not count towards its modes.
    """
    grouped: dict[tuple[str, Kind], list[Finding]] = {}
    for found in findings:
        grouped.setdefault((found.path, found.kind), []).append(found)
    return tuple(_usage(path, kind, same) for (path, kind), same in sorted(grouped.items()))


def _usage(path: str, kind: Kind, same: Sequence[Finding]) -> Usage:
    running = [found for found in same if not found.commented] or same
    modes = {found.mode for found in running}
    return Usage(
        path=path,
        kind=kind,
        modes=tuple(mode for mode in MODES if mode in modes),
        confidence=min((found.confidence for found in running), key=CONFIDENCES.index),
        commented=all(found.commented for found in same),
        findings=tuple(same),
    )


def settled(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that count, by path and line.

    A sign that needs company is left out where there is none: in its file, in code below its
    directory, or in the project.
    Where several rules saw the same thing on one line, the surest word stands.
    """
    alone = [found for found in findings if not found.needs]
    needy = [found for found in findings if found.needs in ("file", "below", "project")]
    evidence = [found for found in alone if not found.commented and found.confidence != "low"]
    files = {found.path for found in evidence}
    code = {found.path for found in evidence if found.kind in ("import", "client", "call")}
    return _once(
        [*alone, *(found for found in needy if evidence and _has_company(found, files, code))]
    )


def _has_company(found: Finding, files: set[str], code: set[str]) -> bool:
    """Whether what it needs is there: ``files`` have findings that need nothing, and of those
    ``code`` is a program's."""
    if found.needs == "file":
        return found.path in files
    if found.needs == "below":
        folder = found.path.rpartition("/")[0]
        if folder.rpartition("/")[2] == "requirements":
            folder = folder.rpartition("/")[0]
        return any(path.startswith(f"{folder}/" if folder else "") for path in code)
    return True


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    by_place: dict[tuple[str, int, str], list[Finding]] = {}
    wrapped = {(one.path, one.line) for one in findings if one.id == "python-wrapper"}
    for found in findings:
        # A wrapper may bear the name of the operation it calls.
        unsure = found.id == "python-call" and found.confidence != "high"
        if unsure and (found.path, found.line) in wrapped:
            continue
        by_place.setdefault((found.path, found.line, found.kind), []).append(found)
    kept: list[Finding] = []
    for same in by_place.values():
        kept += _distinct(same)
    return tuple(sorted(kept, key=lambda found: (found.path, found.line, found.kind, found.what)))


def _distinct(same: list[Finding]) -> list[Finding]:
    """One of each rule and mode; a rule that is not sure gives way to one that is."""
    ranked = sorted(same, key=lambda found: CONFIDENCES.index(found.confidence))
    kept: list[Finding] = []
    for found in ranked:
        if any(
            found.what == other.what or (found.id != other.id and _covers(other, found))
            for other in kept
        ):
            continue
        kept.append(found)
    return kept


def _covers(other: Finding, found: Finding) -> bool:
    return other.mode == found.mode or "unknown" in (other.mode, found.mode)

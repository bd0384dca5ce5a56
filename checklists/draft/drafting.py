"""The draft of a whole tree: every start of a transcription, and a patch for what is understood."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checklists.before.parameter_map import as_json as map_json
from checklists.draft.borrowing import borrowed
from checklists.draft.listing import Equivalent, comments, equivalent
from checklists.draft.modules import Call, draft_module
from checklists.draft.patch import unified
from checklists.draft.reasons import NO_DIFF, NOT_READ, NOTEBOOK, UNSEEN
from checklists.scan.finding import CONFIDENCES, Finding, Mode, Skipped
from checklists.scan.languages import language_of
from checklists.scan.scanning import Progress, scan
from checklists.scan.walking import Stop
from providers.errors import BadInput


@dataclass(frozen=True, slots=True)
class Site:
    """A place that starts a transcription.

    ``drafted`` says that the patch changes it; ``why`` why not, ``left`` what of the draft is for
    somebody to do by hand, ``notes`` the equivalent in words.
    """

    path: str
    line: int
    language: str
    mode: Mode
    text: str
    drafted: bool
    why: str
    left: tuple[str, ...]
    equivalent: Equivalent
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """``patch`` changes ``files``; paths in it begin at ``root``."""

    root: str
    sites: tuple[Site, ...]
    patch: str
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @property
    def drafted(self) -> int:
        """How many of the places the patch changes."""
        return sum(site.drafted for site in self.sites)


def draft(
    *paths: Path,
    on_progress: Callable[[Progress], None] = lambda _: None,
    stop: Stop = lambda: False,
) -> Draft:
    """Scan directories or files and draft the change of what they start. Nothing is written.

    Raises BadInput where a path is not there.
    """
    found = scan(paths, on_progress=on_progress, stop=stop)
    root = _root(paths)
    by_file: dict[str, list[Finding]] = {}
    for one in found.findings:
        by_file.setdefault(one.path, []).append(one)
    code = {name: read for name in by_file if (read := _code(name))}
    taken = borrowed(code)
    sites: list[Site] = []
    patches: list[str] = []
    files: list[str] = []
    for name, findings in by_file.items():
        module = _module(code[name], taken.get(name, frozenset())) if name in code else None
        calls = {call.line: call for call in module[1]} if module else {}
        sites += _sites(findings, calls, read=module is not None)
        changed = _patched(name, root, module)
        if changed:
            patches.append(changed)
            files.append(_below(name, root))
    return Draft(str(root), tuple(sites), "".join(patches), tuple(files), found.skipped)


_Module = tuple[str, tuple[Call, ...], str]


def _code(name: str) -> str | None:
    """The source of a Python module, None for any other file and for what is no UTF-8 text."""
    if language_of(Path(name).name) != "python":
        return None
    try:
        return Path(name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _module(old: str, outside: frozenset[str]) -> _Module:
    """The new source, the calls and the old source."""
    mark = "\ufeff" if old.startswith("\ufeff") else ""
    done = draft_module(old.removeprefix(mark), outside)
    return mark + done.source, done.calls, old


def _patched(name: str, root: Path, module: _Module | None) -> str:
    if module is None or module[0] == module[2]:
        return ""
    return unified(_below(name, root), module[2], module[0])


def _root(paths: Sequence[Path]) -> Path:
    """The directory from which a patch is applied: of several paths, what they have in common."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    if len(folders) == 1:
        return folders[0]
    return Path(os.path.commonpath([one.absolute() for one in folders]))


def _below(name: str, root: Path) -> str:
    return Path(os.path.relpath(name, root)).as_posix()


def _sites(findings: Sequence[Finding], calls: dict[int, Call], *, read: bool) -> list[Site]:
    """One site a line: of several signs on it, the surest with the most members."""
    best: dict[int, tuple[Finding, Equivalent]] = {}
    for found in findings:
        language = language_of(Path(found.path).name)
        known = equivalent(found, language)
        if known is None:
            continue
        other = best.get(found.line)
        if other is None or _weight(found) > _weight(other[0]):
            best[found.line] = (found, known)
    return [
        _site(found, known, calls.get(line), read=read)
        for line, (found, known) in sorted(best.items())
    ]


def _weight(found: Finding) -> tuple[int, int]:
    return len(found.arguments), -CONFIDENCES.index(found.confidence)


def _site(found: Finding, known: Equivalent, call: Call | None, *, read: bool) -> Site:
    language = language_of(Path(found.path).name)
    if call is not None:
        why = call.why
    elif language == "notebook":
        why = NOTEBOOK
    elif language == "python":
        why = UNSEEN if read else NOT_READ
    else:
        why = NO_DIFF
    return Site(
        path=found.path,
        line=found.line,
        language=language,
        mode=found.mode,
        text=found.text,
        drafted=call is not None and not call.why,
        why=why,
        left=call.left if call else (),
        equivalent=known,
        notes=tuple(comments(known)),
    )


def as_json(done: Draft) -> dict[str, Any]:
    """The document of ``draft --json``."""
    return {
        "root": done.root,
        "sites": [_site_json(site) for site in done.sites],
        "files": list(done.files),
        "patch": done.patch,
        "totals": {
            "sites": len(done.sites),
            "drafted": done.drafted,
            "left": len(done.sites) - done.drafted,
        },
        "skipped": [{"path": one.path, "why": one.why} for one in done.skipped],
    }


def _site_json(site: Site) -> dict[str, Any]:
    known = site.equivalent
    return {
        "path": site.path,
        "line": site.line,
        "language": site.language,
        "mode": site.mode,
        "operation": known.operation,
        "text": site.text,
        "drafted": site.drafted,
        "why": site.why,
        "left": list(site.left),
        "sdk": known.sdk.package,
        "call": known.call,
        "page": known.sdk.page,
        "map": map_json(known.mapped) if known.mapped else None,
    }


def refuse_code(out: Path, done: Draft) -> None:
    """Raises BadInput where the patch would be written over a file that it is about."""
    if out.exists() and any(Path(site.path).resolve() == out.resolve() for site in done.sites):
        raise BadInput(f"{out} is the code itself: name another file for the patch.")

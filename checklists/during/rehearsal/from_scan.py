"""The paths that the scanned code reads: taken from the parsers that the newest scan found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from checklists.before.dependencies import newest
from checklists.during.rehearsal.path_list import Read, read_path
from checklists.scan.paths_read import paths_read
from checklists.scan.second_look import read
from checklists.workspace import Workspace
from providers.errors import BadInput

_READERS = ("parser", "job-uri")


@dataclass(frozen=True, slots=True)
class Collected:
    """What the parsers read. ``files`` were looked into; ``silent`` are those of them in which no
    path was found, ``gone`` those that are no longer there."""

    reads: tuple[Read, ...]
    files: tuple[str, ...]
    silent: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def parser_files(workspace: Workspace) -> Mapping[str, str]:
    """The files in which the newest scan found a parser: where each is, and its path as shown.

    Raises BadInput where nothing was scanned yet, or no parser was found.
    """
    scanned = newest(workspace)
    if scanned is None:
        raise BadInput("Nothing was scanned yet: scan the code first (task 1, Dependencies).")
    marks = workspace.dependency_marks.of(scanned.places)
    files = {
        place.file: place.path
        for place in scanned.places
        if place.finding.kind in _READERS and marks[place.key].mark.status != "not-ours"
    }
    if not files:
        raise BadInput(
            "The newest scan found no code that reads a response: name the paths in a file, or "
            "take every field of the sample."
        )
    return files


def collect(files: Mapping[str, str]) -> Collected:
    """Read what these files read of a response, as they are now. Blocks."""
    reads: dict[str, Read] = {}
    silent: list[str] = []
    gone: list[str] = []
    for file, path in files.items():
        source = read(file)
        if source is None:
            gone.append(path)
            continue
        found = paths_read(source)
        if not found:
            silent.append(path)
        for one in found:
            made = read_path(one.path, f"{path}:{one.line}")
            known = reads.get(one.path)
            if known is None or (known.guessed and not one.guessed):
                reads[one.path] = replace(made, guessed=one.guessed)
    return Collected(tuple(reads.values()), tuple(files.values()), tuple(silent), tuple(gone))

"""The fields of Amazon's responses that a file reads, as paths: what a rehearsal is made of.

Python and scripts are read as syntax: subscripts, ``get`` and members are followed from name to
name, through loops and calls. In other languages only the names of fields can be looked for; such
paths are ``guessed``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checklists.scan.source import SourceFile


@dataclass(frozen=True, slots=True)
class PathRead:
    """A field ("results.items[].start_time") and the first line that reads it, from 1."""

    path: str
    line: int
    guessed: bool = False


def paths_read(file: SourceFile) -> tuple[PathRead, ...]:
    """What a file reads, each field once, in the order of its lines."""
    from checklists.scan.named_paths import named_paths
    from checklists.scan.python_paths import python_paths
    from checklists.scan.script_paths import script_paths

    found: Iterable[PathRead]
    if file.language == "python":
        found = python_paths(file)
    elif file.language in ("javascript", "typescript", "tsx", "vue", "svelte", "html"):
        found = script_paths(file)
    else:
        found = ()
    first: dict[str, PathRead] = {}
    for one in sorted(found, key=lambda one: one.line):
        first.setdefault(one.path, one)
    return _without_ways(first.values()) or tuple(named_paths(file))


def _without_ways(found: Iterable[PathRead]) -> tuple[PathRead, ...]:
    """Without lists and objects that are only on the way to what else is read."""
    kept = tuple(found)
    return tuple(
        one
        for one in kept
        if not any(other.path.startswith((f"{one.path}.", f"{one.path}[")) for other in kept)
    )

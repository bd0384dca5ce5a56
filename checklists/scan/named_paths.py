"""The fields that a file of any language may read, by the names that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from checklists.scan.comments import comments
from checklists.scan.paths_read import PathRead
from checklists.scan.source import SourceFile

_NAME = re.compile(rb"[A-Za-z_]\w*")
# Fields whose own name says nothing: nothing is guessed from them.
_COMMON = frozenset(("results", "status", "id", "type", "Transcript", "Channel", "Id", "items"))
# One of these names has to be there for a shape's fields to be looked for.
_TELLING: Mapping[str, frozenset[str]] = {
    "batch": frozenset(("transcripts", "items", "audio_segments")),
    "medical": frozenset(("entities",)),
    "call-analytics": frozenset(("BeginOffsetMillis", "ConversationCharacteristics")),
    "stream": frozenset(("IsPartial", "ResultId")),
    "job": frozenset(("TranscriptFileUri",)),
}


def named_paths(file: SourceFile) -> Iterator[PathRead]:
    """The fields all of whose names stand in the file, at the line of the last of them."""
    lines = _names(file)
    for shape, names, path in _fields():
        if (
            not _TELLING[shape].isdisjoint(lines)
            and names[-1] not in _COMMON
            and all(name in lines for name in names)
        ):
            yield PathRead(path, lines[names[-1]], guessed=True)


def _names(file: SourceFile) -> dict[str, int]:
    """The line of each name, its first outside a comment. Getters count as what they get."""
    known = comments(file)
    found: dict[str, int] = {}
    for match in _NAME.finditer(file.data):
        if known.hold(match.start()):
            continue
        name = match.group().decode("ascii", "replace")
        for one in _spelled(name):
            found.setdefault(one, file.line_at(match.start()))
    return found


def _spelled(name: str) -> Iterator[str]:
    from checklists.scan.known_paths import known_key

    yield name
    bare = name.removeprefix("get").removeprefix("Get") or name
    for one in (name, bare, bare[:1].lower() + bare[1:]):
        if known := known_key(one):
            yield known


@cache
def _fields() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Each field that is a value, with its shape and the names of its path; short paths first."""
    from checklists.facts.field_book import fields, split

    found: dict[str, tuple[str, tuple[str, ...], str]] = {}
    rows = [row for row in fields() if "{}" not in row.amazon and "[1..]" not in row.amazon]
    for row in sorted(rows, key=lambda row: len(split(row.amazon))):
        if row.kind in ("text", "number", "flag"):
            names = tuple(part for part in split(row.amazon) if part != "[]")
            found[row.amazon] = (row.shapes[0], names, row.amazon)
    return tuple(found.values())

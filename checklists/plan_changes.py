"""What changed in the plan since it last went out or came in, table by table.

Two plans are compared as the TOML they are written in, each table with the one of the same name
(a task with the same task), so that a clip more does not make every later line look different.
When a plan was made is no change.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from checklists.plan import IMPORT
from checklists.workspace import Workspace

# What names a table, in the order in which it is looked for.
_NAMES = ("id", "name", "term", "metric", "vendor", "model", "sandbox", "clip", "run")
_LINE = re.compile(r"(\w+) = (.+)")
_CREATED = re.compile(r"created = .*")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A plan as it was. ``what`` says in words which it is, ``at`` when it went out or came in."""

    what: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the difference: of which table, and whether it was removed or added."""

    table: str
    sign: Literal["-", "+"]
    text: str


def earlier_plan(workspace: Workspace, exported: Path) -> Earlier | None:
    """The plan as it was last exported to ``exported`` or taken in, whichever is newer."""
    found = [one for one in (_taken_in(workspace), _written(exported)) if one is not None]
    return max(found, key=lambda one: one.at, default=None)


def _taken_in(workspace: Workspace) -> Earlier | None:
    runs = workspace.runs(IMPORT)
    if not runs:
        return None
    name = Path(str(runs[-1].request["file"])).name
    return Earlier(f"taken in from {name}", str(runs[-1].result["toml"]), runs[-1].started_at)


def _written(path: Path) -> Earlier | None:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None
    return Earlier(f"exported to {path.name}", text, at)


def changed_since(earlier: Earlier, now: str) -> tuple[Line, ...]:
    """What an export of the plan ``now`` (TOML) would remove from the earlier one, and add."""
    return differences(earlier.text, now)


def differences(before: str, after: str) -> tuple[Line, ...]:
    """The lines that are only in one of two plans, in the order of the tables."""
    old, new = _tables(before), _tables(after)
    found: list[Line] = []
    for table in dict.fromkeys((*old, *new)):
        found += _in_table(table, old.get(table, ()), new.get(table, ()))
    return tuple(found)


def _in_table(table: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if tuple(old) == tuple(new):
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind != "equal":
            yield from (Line(table, "-", text) for text in old[first:last])
            yield from (Line(table, "+", text) for text in new[begin:end])


def _tables(text: str) -> dict[str, tuple[str, ...]]:
    """The lines of a document by the table they stand in; the first lines are "plan"."""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if line.startswith("["):
            blocks.append((line, []))
        elif line.strip() and not (blocks[-1][0] == "" and _CREATED.fullmatch(line)):
            blocks[-1][1].append(line)
    tables: dict[str, tuple[str, ...]] = {}
    for heading, lines in blocks:
        name = _name(heading, lines)
        number = 2
        unique = name
        while unique in tables:
            unique, number = f"{name} ({number})", number + 1
        tables[unique] = tuple(lines)
    return tables


def _name(heading: str, lines: Sequence[str]) -> str:
    """A table's name: its heading and what it is of ("tasks test-audio")."""
    if not heading:
        return "plan"
    several, heading = heading.startswith("[["), heading.strip("[] ")
    if not several:
        return heading
    matches = [match for line in lines if (match := _LINE.fullmatch(line))]
    fields = {match[1]: match[2] for match in matches}
    known = [name for name in _NAMES if name in fields]
    if not known:
        return heading
    first = known[0]
    if first != "vendor":
        return f"{heading} {_plain(fields[first])}"
    # One vendor has a row for each model and origin.
    said = [_plain(fields[name]) for name in ("vendor", "model") if name in fields]
    if "sandbox" in fields:
        said.append("sandbox" if fields["sandbox"] == "true" else "live")
    return " ".join([heading, *said])


def _plain(value: str) -> str:
    return value.strip('"')

"""What an adapter has to give, and why it cannot give some: from the rows of a rehearsal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checklists.during.adapter.shape import Side, paths_of
from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.path_list import read_path
from checklists.during.rehearsal.row import Row
from checklists.during.rehearsal.specimen import without_wrapper
from checklists.during.rehearsal.steps import Chain, Every, Index, Name
from checklists.facts.field_book import FieldShape, field_at, split
from providers.errors import BadInput

_PLAIN = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_SHAPES: Mapping[Side, tuple[FieldShape, ...]] = {
    "recording": ("batch", "medical"),
    "call": ("call-analytics",),
    "stream": ("stream",),
}
_STRANGE = "no known field of Amazon's: nothing is known to stand for it"


@dataclass(frozen=True, slots=True)
class Getter:
    """A path that downstream reads: ``path`` with "[]" where it reads all members and "[0]" where
    one, ``field`` with "[]" throughout; ``lines`` say where it is read."""

    path: str
    field: str
    lines: tuple[str, ...]
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an adapter is for. ``fields`` are leaves that it gives, ``lost`` why others are not
    given, ``left_out`` paths that no response has; ``ask`` are options by field."""

    side: Side
    getters: tuple[Getter, ...]
    fields: tuple[str, ...]
    lost: Mapping[str, str]
    left_out: tuple[str, ...]
    ask: Mapping[str, tuple[str, ...]]
    how: Mapping[str, str]


def wanted(rows: Iterable[Row], raw: Any, side: Side) -> Wanted:
    """What these rows come to; ``raw`` is Amazon's sample. Raises BadInput where it is nothing."""
    sample = _sample_fields(raw, side)
    fields: dict[str, None] = {}
    lost: dict[str, str] = {}
    left_out: dict[str, None] = {}
    getters: dict[str, Getter] = {}
    for row in rows:
        if not row.field or not _plain(row.field):
            left_out[row.path] = None
            continue
        given, missing = _below(row.field, sample, side)
        fields |= dict.fromkeys(given)
        for path in missing:
            lost.setdefault(path, _why(path, side))
        getter = _getter(row)
        known = getters.get(getter.path)
        lines = dict.fromkeys((*(known.lines if known else ()), *getter.lines))
        narrowed = getter.narrowed or bool(known and known.narrowed)
        getters[getter.path] = Getter(getter.path, getter.field, tuple(lines), narrowed)
    if not getters:
        raise BadInput("None of the paths reads a field that Amazon's responses have: look at them")
    ask, how = _told((*fields, *(one.field for one in getters.values())), side)
    return Wanted(side, tuple(getters.values()), tuple(fields), lost, tuple(left_out), ask, how)


def without_value(field: str) -> bool:
    """Whether a field has no place of its own in what an adapter makes: of further alternatives."""
    return "[1..]" in field


def _sample_fields(raw: Any, side: Side) -> tuple[str, ...]:
    reads = leaf_reads(raw, streamed=side == "stream")
    found: dict[str, None] = {}
    for read in reads:
        for chain in read.chains:
            found[_generic(without_wrapper(chain))] = None
    return tuple(found)


def _generic(chain: Chain) -> str:
    said = ""
    for step in chain:
        if isinstance(step, Name):
            said += f".{step.key}" if said else step.key
        else:
            said += "[1..]" if getattr(step, "first", 0) else "[]"
    return said


def _below(field: str, sample: Sequence[str], side: Side) -> tuple[list[str], list[str]]:
    """The leaves of a field that an adapter gives, and those that it cannot.

    Of a container those that the sample has, or all where it has none of them.
    """
    known = paths_of(side)
    if field in known:
        return [field], []
    under = (f"{field}.", f"{field}[")
    seen = [path for path in sample if path.startswith(under)]
    if not any(path.startswith(under) for path in known):
        return [], [field]
    given = [path for path in seen if path in known]
    missing = [path for path in seen if path not in known and _plain(path)]
    return given or [path for path in known if path.startswith(under)], missing


def _why(path: str, side: Side) -> str:
    field = field_at(path, _SHAPES[side])
    if field is None:
        return _STRANGE
    how = field.how if field.verdict == "lost" else f"not made by this adapter; {field.how}"
    return f"{how} ({field.sourced})"


def _plain(path: str) -> bool:
    """Whether every key is one that can stand in a path as it is."""
    return all(part.startswith("[") or _PLAIN.match(part) for part in split(path))


def _getter(row: Row) -> Getter:
    """The path as downstream reads it, as far as its steps are plain; else the field."""
    lines = (row.line,) if row.line else ()
    try:
        chains = read_path(row.path).chains
    except BadInput:
        chains = ()
    parts = split(row.field)
    for chain in map(without_wrapper, chains):
        path = _aligned(chain, parts)
        if path is not None:
            narrowed = any(not isinstance(step, Name | Index | Every) for step in chain)
            return Getter(path, row.field, lines, narrowed)
    return Getter(row.field, row.field, lines, True)


def _aligned(chain: Chain, parts: Sequence[str]) -> str | None:
    if len(chain) != len(parts):
        return None
    said = ""
    for step, part in zip(chain, parts, strict=True):
        if part.startswith("["):
            if isinstance(step, Name):
                return None
            first = isinstance(step, Index) and step.at >= 0 and part == "[]"
            said += f"[{step.at}]" if first and isinstance(step, Index) else _listed(part)
        elif step == Name(part):
            said += f".{part}" if said else part
        else:
            return None
    return said


def _listed(part: str) -> str:
    """A part of a path that stands for members of a list, as paths have it."""
    return "[]" if part == "[]" else "[1..]"


def _told(fields: Iterable[str], side: Side) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    ask: dict[str, tuple[str, ...]] = {}
    how: dict[str, str] = {}
    for path in fields:
        field = field_at(path, _SHAPES[side])
        if field is None:
            continue
        if field.ask:
            ask[path] = field.ask
        if field.verdict in ("derived", "changed-type", "renamed"):
            how[path] = field.how
    return ask, how

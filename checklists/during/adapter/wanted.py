"""What an adapter has to give, and why it cannot give some: from the rows of a rehearsal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checklists.during.adapter.shape import Side, paths_of
from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.path_list import read_path
from checklists.during.rehearsal.row import Row
from checklists.during.rehearsal.specimen import known_keys, without_wrapper
from checklists.during.rehearsal.steps import Chain, Every, Index, Name
from checklists.facts.field_book import FieldShape, field_at, split
from providers.errors import BadInput

_PLAIN = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_BARE = re.compile(r"""(?<![\w"'])\w+(?![\w"'])""")
# How ``split`` gives the members of a list; a key may begin with a bracket too.
_MEMBERS = frozenset(split("_[][1..]")[1:])
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
    given; ``ask`` are options by field. ``left_out`` are paths that are no field of Amazon's, each
    as it can be written where nothing of the recording may be: without conditions, and without
    keys that only this sample has."""

    side: Side
    getters: tuple[Getter, ...]
    fields: tuple[str, ...]
    lost: Mapping[str, str]
    left_out: Mapping[str, str]
    ask: Mapping[str, tuple[str, ...]]
    how: Mapping[str, str]


def wanted(rows: Iterable[Row], raw: Any, side: Side) -> Wanted:
    """What these rows come to; ``raw`` is Amazon's sample. Raises BadInput where it is nothing."""
    sample = _sample_fields(raw, side)
    fields: dict[str, None] = {}
    lost: dict[str, str] = {}
    left_out: dict[str, str] = {}
    getters: dict[str, Getter] = {}
    for row in rows:
        chains = _chains(row)
        named = _named(row, chains)
        field = _sayable(row.field, named, side)
        if not field:
            left_out[row.path] = _shortened(_parts(chains), named)
            continue
        given, missing = _below(field, sample, side)
        fields |= dict.fromkeys(given)
        for path in missing:
            if known := _sayable(path, named, side):
                lost.setdefault(known, _why(known, side))
            else:
                left_out[path] = _shortened(split(path), named)
        _add(getters, _getter(row, field, chains))
    if not getters:
        raise BadInput("None of the paths reads a field that Amazon's responses have: look at them")
    ask, how = _told((*fields, *(one.field for one in getters.values())), side)
    return Wanted(side, tuple(getters.values()), tuple(fields), lost, left_out, ask, how)


def _add(getters: dict[str, Getter], getter: Getter) -> None:
    """A path that is read in several places is one getter."""
    known = getters.get(getter.path, getter)
    lines = tuple(dict.fromkeys((*known.lines, *getter.lines)))
    getters[getter.path] = replace(getter, lines=lines, narrowed=getter.narrowed or known.narrowed)


def _chains(row: Row) -> tuple[Chain, ...]:
    """The path of a row again, without what the SDKs put around an event."""
    try:
        return tuple(map(without_wrapper, read_path(row.path).chains))
    except BadInput:
        return ()


def _named(row: Row, chains: Iterable[Chain]) -> frozenset[str]:
    """The keys that downstream names without quotes: it knows them without the recording."""
    keys = {step.key for chain in chains for step in chain if isinstance(step, Name)}
    return frozenset(keys.intersection(_BARE.findall(row.path)) if row.line else ())


def _parts(chains: Sequence[Chain]) -> list[str]:
    return [step.key if isinstance(step, Name) else "[]" for chain in chains[:1] for step in chain]


def _sayable(field: str, named: Collection[str], side: Side) -> str:
    """The field, if its keys are Amazon's or the path's own; else the field above that the map
    knows for all below it, for a key may be the name of a category or of a customer. "" without.
    """
    if all(part in _MEMBERS or _is_sayable(part, named) for part in split(field)):
        return field
    above = field_at(field, _SHAPES[side]) if field else None
    return above.amazon if above is not None else ""


def _shortened(parts: Iterable[str], named: Collection[str]) -> str:
    """A path with "..." for keys that only this sample has, or that are no plain names."""
    said = ""
    for part in parts:
        if part in _MEMBERS:
            said += _listed(part)
        else:
            key = part if _is_sayable(part, named) else "..."
            said += f".{key}" if said else key
    return said


def _is_sayable(key: str, named: Collection[str]) -> bool:
    return bool(_PLAIN.match(key)) and (key in named or key in known_keys())


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
    missing = [path for path in seen if path not in known]
    return given or [path for path in known if path.startswith(under)], missing


def _why(path: str, side: Side) -> str:
    field = field_at(path, _SHAPES[side])
    if field is None:
        return _STRANGE
    how = field.how if field.verdict == "lost" else f"not made by this adapter; {field.how}"
    return f"{how} ({field.sourced})"


def _getter(row: Row, field: str, chains: Iterable[Chain]) -> Getter:
    """The path as downstream reads it, as far as its steps are plain; else the field."""
    lines = (row.line,) if row.line else ()
    parts = split(field)
    for chain in chains:
        path = _aligned(chain, parts)
        if path is not None:
            narrowed = any(not isinstance(step, Name | Index | Every) for step in chain)
            return Getter(path, field, lines, narrowed)
    return Getter(field, field, lines, True)


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

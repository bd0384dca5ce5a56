"""The field map as data: where each field of Amazon's responses is in Deepgram's, and as what.

Read once from ``fields/*.toml``, and checked as it is read; a file is a theme. Nothing here looks
at a response: that is ``checklists.during.rehearsal``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from checklists.facts.columns import (
    as_tuples,
    need_date,
    need_one,
    need_some,
    need_texts,
    refuse_unknown,
)
from checklists.facts.tables import facts_text, once_a_shape, read_toml, rows_of

FieldVerdict = Literal["same", "renamed", "derived", "changed-type", "lost"]
FieldShape = Literal["batch", "medical", "call-analytics", "stream", "job"]
FieldKind = Literal["text", "number", "flag", "list", "object"]
THEMES = (
    "envelope", "items", "speakers", "channels", "alternatives", "languages", "calls", "medical",
    "stream", "jobs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of Amazon's responses, and what stands for it in Deepgram's.

    ``amazon`` is its path with "[]" for any member of a list, "{}" for any key, and "[1..]" for
    the further members of a list of alternatives. ``deepgram`` is the counterpart written alike,
    with "[0]" for a first member; in brackets another place than the response; "" where there is
    none. Where the response does not hold that, ``instead`` may, as a derivation said in
    ``instead_how``. ``kind`` and ``becomes`` are the JSON types on the two sides. ``rule`` names
    the derivation for code that carries it out; ``ask`` are the options without which Deepgram
    does not send it. ``covers`` says that it stands for everything below it too.
    """

    amazon: str
    theme: str
    shapes: tuple[FieldShape, ...]
    deepgram: str
    verdict: FieldVerdict
    kind: FieldKind
    becomes: FieldKind | Literal[""]
    how: str
    source: str
    read_on: date
    rule: str = ""
    ask: tuple[str, ...] = ()
    instead: str = ""
    instead_how: str = ""
    covers: bool = False

    @property
    def sourced(self) -> str:
        """The source with its date."""
        return f"{self.source}, {self.read_on}"


@cache
def fields() -> tuple[Field, ...]:
    """All fields, in the order of the themes; a path of a shape is there once."""
    rows = (row for name in THEMES for row in read_fields(facts_text(f"fields/{name}"), name))
    return once_a_shape(((row.amazon, row) for row in rows), "facts/fields")


@cache
def fields_of(shape: FieldShape) -> Mapping[str, Field]:
    """The fields of one shape by path."""
    return MappingProxyType({row.amazon: row for row in fields() if shape in row.shapes})


def field_at(path: str, shapes: tuple[FieldShape, ...] = get_args(FieldShape)) -> Field | None:
    """The field at a path written as ``Field.amazon`` is, or the one above that covers it.

    A key of the path also stands for "{}".
    """
    for shape in shapes:
        found = _found(tuple(split(path)), shape)
        if found is not None:
            return found
    return None


def split(path: str) -> list[str]:
    """A path in its parts: "results.items[].type" in "results", "items", "[]", "type"."""
    return path.replace("[", ".[").replace("..]", "\N{HORIZONTAL ELLIPSIS}]").split(".")


@cache
def _by_parts(shape: FieldShape) -> Mapping[tuple[str, ...], Field]:
    return {tuple(split(path)): row for path, row in fields_of(shape).items()}


def _found(parts: tuple[str, ...], shape: FieldShape) -> Field | None:
    known = _by_parts(shape)
    row = known.get(parts) or _with_any_key(parts, known)
    if row is not None:
        return row
    for length in range(len(parts) - 1, 0, -1):
        above = known.get(parts[:length]) or _with_any_key(parts[:length], known)
        if above is not None and above.covers:
            return above
    return None


def _with_any_key(parts: tuple[str, ...], known: Mapping[tuple[str, ...], Field]) -> Field | None:
    for candidate, row in known.items():
        if "{}" in candidate and len(candidate) == len(parts):
            pairs = zip(candidate, parts, strict=True)
            if all(here in ("{}", there) for here, there in pairs):
                return row
    return None


def read_fields(text: str, theme: str) -> tuple[Field, ...]:
    """The rows of one file; a row with several paths stands for each of them.

    Raises BadInput naming the row that cannot be used.
    """
    where = f"facts/fields/{theme}.toml"
    document = read_toml(text, where)
    common = {name: value for name, value in document.items() if name != "field"}
    rows = [{**common, **row} for row in rows_of(document, "field", where)]
    return tuple(
        _field({**row, "amazon": path}, theme, where)
        for row in rows
        for path in _texts(row.get("amazon")) or [""]
    )


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _field(row: dict[str, Any], theme: str, file: str) -> Field:
    where = f"{file}, {row.get('amazon') or 'a row without a path'}"
    need_texts(row, ("amazon", "how", "source"), where)
    as_tuples(row, ("shapes", "ask"), where)
    need_some(row, "shapes", get_args(FieldShape), where)
    need_one(row, "verdict", get_args(FieldVerdict), where)
    need_one(row, "kind", get_args(FieldKind), where)
    row.setdefault("deepgram", "")
    row.setdefault("becomes", "" if row["verdict"] == "lost" else row["kind"])
    need_date(row, "read_on", where)
    refuse_unknown(row, Field.__dataclass_fields__, "the field map", where)
    return Field(**{**row, "theme": theme})

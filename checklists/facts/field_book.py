"""The field map as data: where each field of Amazon's responses is in Deepgram's, and as what.

Read once from ``fields/*.toml``, and checked as it is read; a file is a theme. Nothing here looks
at a response: that is ``checklists.during.rehearsal``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from providers.errors import BadInput

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
    rows = [row for theme in THEMES for row in read_fields(_text(theme), theme)]
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for shape in row.shapes:
            if (shape, row.amazon) in seen:
                raise BadInput(f"facts/fields: {row.amazon} is there twice for {shape}.")
            seen.add((shape, row.amazon))
    return tuple(rows)


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
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"facts/fields/{theme}.toml is not TOML: {error}.") from error
    common = {name: value for name, value in document.items() if name != "field"}
    rows = [{**common, **row} for row in document.get("field", [])]
    return tuple(
        _field({**row, "amazon": path}, theme)
        for row in rows
        for path in _texts(row.get("amazon")) or [""]
    )


def _text(theme: str) -> str:
    return files("checklists.facts").joinpath(f"fields/{theme}.toml").read_text("utf-8")


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _field(row: dict[str, Any], theme: str) -> Field:
    where = f"facts/fields/{theme}.toml, {row.get('amazon') or 'a row without a path'}"
    for name in ("amazon", "how", "source"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise BadInput(f"{where}: '{name}' is missing or empty.")
    for name in ("shapes", "ask"):
        texts = row.get(name, [])
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
            raise BadInput(f"{where}: '{name}' has to be a list of texts.")
        row[name] = tuple(texts)
    if not row["shapes"] or not set(row["shapes"]) <= set(get_args(FieldShape)):
        raise BadInput(f"{where}: 'shapes' has to be some of {', '.join(get_args(FieldShape))}.")
    for name, among in (("verdict", FieldVerdict), ("kind", FieldKind)):
        if row.get(name) not in get_args(among):
            raise BadInput(f"{where}: '{name}' has to be one of {', '.join(get_args(among))}.")
    row.setdefault("deepgram", "")
    row.setdefault("becomes", "" if row["verdict"] == "lost" else row["kind"])
    if type(row.get("read_on")) is not date:
        raise BadInput(f"{where}: 'read_on' has to be a date such as 2026-11-23.")
    unknown = sorted(set(row) - set(Field.__dataclass_fields__))
    if unknown:
        raise BadInput(f"{where}: '{unknown[0]}' is not a column of the field map.")
    return Field(**{**row, "theme": theme})

"""The plan as TOML and back. Export, import, export gives the same bytes.

The tables follow the dataclasses of ``plan_model`` field by field; None is a key that is not there.
Keys that are not known are kept in ``extra`` and written after the known ones.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin

from checklists.plan_model import PLAN_VERSION, Plan
from providers.errors import BadInput


def to_toml(plan: Plan) -> bytes:
    """The plan as a TOML document in UTF-8.

    What TOML cannot hold (a lone surrogate out of a broken file name) becomes U+FFFD.
    """
    import tomli_w

    return tomli_w.dumps(_table(plan)).encode("utf-8")


def from_toml(content: bytes) -> Plan:
    """The plan in a TOML document. Raises BadInput with the path of what is wrong."""
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"The plan is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The plan is not TOML: {error}.") from error
    except RecursionError as error:
        raise BadInput("The plan is nested too deeply to be a plan.") from error
    version = document.get("crossfade_plan")
    if version is None:
        raise BadInput("This is not a crossfade plan: 'crossfade_plan' is missing at the top.")
    if isinstance(version, int) and version > PLAN_VERSION:
        raise BadInput(
            f"The plan is of version {version}, this crossfade reads up to {PLAN_VERSION}: "
            "update crossfade."
        )
    return typing.cast(Plan, _read_table(Plan, document, ""))


def _table(record: Any) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for member in dataclasses.fields(record):
        value = getattr(record, member.name)
        if member.name != "extra" and value is not None:
            table[member.name] = _value(value)
    for key, value in record.extra.items():
        table.setdefault(_text(key), _value(value))
    return table


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if dataclasses.is_dataclass(value):
        return _table(value)
    if isinstance(value, Mapping):
        return {_text(key): _value(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_value(inner) for inner in value]
    return value


def _text(text: str) -> str:
    # Through UTF-16, so that a surrogate pair becomes its character and a lone one U+FFFD.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@cache
def _types_of(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read_table(kind: Any, table: Any, path: str) -> Any:
    if not isinstance(table, dict):
        raise _wrong(path, "a table", table)
    known = {name: hint for name, hint in _types_of(kind).items() if name != "extra"}
    values: dict[str, Any] = {}
    for member in dataclasses.fields(kind):
        if member.name == "extra":
            continue
        where = f"{path}.{member.name}" if path else member.name
        if member.name in table:
            values[member.name] = _read(known[member.name], table[member.name], where)
        elif member.default is member.default_factory is dataclasses.MISSING:
            raise BadInput(f"The plan has no {where}.")
    extra = {key: value for key, value in table.items() if key not in known}
    return kind(**values, extra=extra)


def _read(hint: Any, value: Any, path: str) -> Any:
    origin = get_origin(hint)
    if dataclasses.is_dataclass(hint):
        return _read_table(hint, value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise _wrong(path, "a list", value)
        inner = get_args(hint)[0]
        return tuple(_read(inner, one, f"{path}[{i}]") for i, one in enumerate(value))
    if origin is Literal:
        if value not in get_args(hint) or isinstance(value, bool):
            raise _wrong(path, f"one of {', '.join(map(str, get_args(hint)))}", value)
        return value
    if origin is types.UnionType:
        kinds = [one for one in get_args(hint) if one is not type(None)]
        # "Or missing" is no matter of the value: a table or a list that may be left out.
        return _read(kinds[0], value, path) if len(kinds) == 1 else _read_any_of(kinds, value, path)
    return _read_any_of([hint], value, path)


_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    datetime: "a date with time",
    date: "a date",
}


def _read_any_of(kinds: list[type], value: Any, path: str) -> Any:
    if type(value) in kinds:
        # Only a moment with its zone means the same everywhere.
        if isinstance(value, datetime) and value.tzinfo is None:
            raise _wrong(path, "a date with time and zone", value)
        return value
    if float in kinds and type(value) is int:
        return float(value)
    raise _wrong(path, " or ".join(_NAMES[kind] for kind in kinds), value)


def _wrong(path: str, wanted: str, value: Any) -> BadInput:
    shown = repr(value)
    if len(shown) > 60:
        shown = shown[:57] + "..."
    place = path or "the top"
    return BadInput(f"In the plan, {place} has to be {wanted}, not {shown}.")

"""Reading Deepgram's JSON, and saying which of Amazon's fields it has nothing for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, Union

Response = Mapping[str, Any]
Number = Union[int, float, Decimal]  # noqa: UP007
Lost = Literal["raise", "none"]
_NUMBER = (int, float, Decimal)

# Written anew for each adapter.
FIELDS: list[str] = []
LOST: dict[str, str] = {}
ASK: dict[str, list[str]] = {}

_PLACE = re.compile(r"\[\d+\]")
_PART = re.compile(r"[^.\[\]]+|\[\d*\]")


class BadResponse(ValueError):
    """What was given is no answer of Deepgram's; says which field is missing or wrong."""


class NotAtDeepgram(LookupError):
    """Fields of Amazon's that this response has nothing for: ``absent`` is why, by path."""

    def __init__(self, absent: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {why}" for path, why in absent.items()))
        self.absent = dict(absent)


def read(body: str | bytes) -> Response:
    """Deepgram's JSON with the digits of its numbers: 12.050 stays 12.050.

    What a client library has read already can be given to the other functions as it
    is; its floats have lost trailing zeros. Raises BadResponse.
    """
    try:
        response = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadResponse(f"the response is not JSON: {error}") from None
    if not isinstance(response, dict):
        raise BadResponse("the response is no JSON object")
    return response


def _field(holder: Any, key: str, path: str, kinds: type | tuple[type, ...]) -> Any:
    """A field that has to be there. Raises BadResponse with its path."""
    value = _soft(holder, key)
    if isinstance(value, kinds) and not isinstance(value, bool):
        return value
    said = "is missing" if value is None else f"is of type {type(value).__name__}"
    raise BadResponse(f"{path}.{key} {said}" if path else f"{key} {said}")


def _optional(holder: Any, key: str, path: str, kinds: type | tuple[type, ...]) -> Any:
    """A field that may be missing or null. Raises BadResponse for another type."""
    there = isinstance(holder, Mapping) and holder.get(key) is not None
    return _field(holder, key, path, kinds) if there else None


def _objects(holder: Any, key: str, path: str) -> list[tuple[str, Any]]:
    """The members of a list of objects, each with its path. Raises BadResponse."""
    found: list[tuple[str, Any]] = []
    for place, one in enumerate(_optional(holder, key, path, list) or []):
        where = f"{path}.{key}[{place}]" if path else f"{key}[{place}]"
        if not isinstance(one, Mapping):
            raise BadResponse(f"{where} is of type {type(one).__name__}")
        found.append((where, one))
    return found


def _codes(holder: Any, path: str) -> list[str]:
    """The languages that something names. Raises BadResponse."""
    codes: list[str] = []
    for code in _optional(holder, "languages", path, list) or []:
        if not isinstance(code, str):
            raise BadResponse(f"{path}.languages[{len(codes)}] is no text")
        codes.append(code)
    return codes


def _soft(holder: Any, key: str) -> Any:
    """A field that need not be there; None where it is not."""
    return holder.get(key) if isinstance(holder, Mapping) else None


def _seconds(holder: Any, key: str, path: str) -> Number:
    """A number of seconds. Raises BadResponse."""
    seconds: Number = _field(holder, key, path, _NUMBER)
    return seconds


def _digits(number: Number) -> str:
    """A number as Amazon writes it, as a text; with the digits that it has."""
    text = str(number)
    return format(Decimal(text), "f") if "e" in text.lower() else text


def _plain(number: Number | None) -> float | None:
    """A number as JSON is read mostly: no Decimal."""
    return float(number) if isinstance(number, Decimal) else number


def _below(value: Any, part: str) -> list[Any]:
    """What one part of a path leads to; nothing where there is nothing."""
    if value is None:
        return [None]
    if part == "[]":
        return list(value)
    if part.startswith("["):
        place = int(part[1:-1])
        return list(value[place : place + 1])
    return [value[part]] if part in value else []


def _values(data: Any, path: str) -> list[Any]:
    """Every value that a path such as results.items[].start_time leads to."""
    found = [data]
    for part in _PART.findall(path):
        found = [one for value in found for one in _below(value, part)]
    return found


def _absent(data: Any, paths: Iterable[str]) -> dict[str, str]:
    """Those of the paths for which there is nothing, and why. Of silence nothing is."""
    absent: dict[str, str] = {}
    for path in paths:
        field = _PLACE.sub("[]", path)
        values = [] if field in LOST else _values(data, path)
        if field in LOST or (values and all(value is None for value in values)):
            absent[path] = _why(field)
    return absent


def _why(field: str) -> str:
    if field in LOST:
        return LOST[field]
    asked = " and ".join(ASK.get(field, []))
    return f"not in this response; ask for {asked}" if asked else "not in this response"


def _listed(data: Any, path: str, lost: Lost) -> list[Any] | None:
    """All values of a path; None, or an exception, where there is nothing for it."""
    field = _PLACE.sub("[]", path)
    inside = [one for one in FIELDS if one.startswith((f"{field}.", f"{field}["))]
    absent = _absent(data, (path, *inside))
    if absent and lost == "raise":
        raise NotAtDeepgram(absent)
    return None if path in absent else _values(data, path)


def _single(data: Any, path: str, lost: Lost) -> Any:
    """The value of a path that leads to one; None where it is not there."""
    values = _listed(data, path, lost)
    return values[0] if values else None

"""Reading fields of a vendor's JSON whose types changed over the years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any


class MissingField(Exception):
    """A field that has to be there; ``str()`` names it by its path."""


def sequence(holder: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
    """A list that has to be there, but may be null for an empty one. Raises MissingField."""
    if key not in holder:
        raise MissingField(f"{path} is missing")
    value = holder[key]
    if value is None:
        return []
    if not isinstance(value, list):
        raise MissingField(f"{path} is not a list")
    return value


def number(value: Any, path: str) -> float:
    """A finite number, also written as a string. Raises MissingField."""
    if value is None:
        raise MissingField(f"{path} is missing")
    try:
        result = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        result = math.nan
    if not math.isfinite(result) or isinstance(value, bool):
        raise MissingField(f"{path} is not a number")
    return result


def text_of(value: Any) -> str:
    """A string as it is; "" for anything else."""
    return value if isinstance(value, str) else ""

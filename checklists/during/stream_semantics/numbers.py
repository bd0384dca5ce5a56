"""Numbers of a message, checked as they are read and kept exactly as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.during.stream_semantics.told import Number
from providers.documents.fields import join, number_in, soft_number, whole_in, wrong

# More channels or speakers than any audio has; a list is made of as many places.
_MOST = 10_000


def seconds(holder: Mapping[str, Any], key: str, path: str) -> Number:
    """A time or a length that has to be there. Raises FieldTrouble."""
    number_in(holder, key, path)
    number: Number = holder[key]
    return number


def confidence(holder: Mapping[str, Any], key: str, path: str) -> Number | None:
    """A number, None where it is absent or null. Raises FieldTrouble."""
    return None if soft_number(holder, key, path) is None else holder[key]


def place(holder: Mapping[str, Any], key: str, path: str) -> int:
    """The number of a channel or a speaker, from 0. Raises FieldTrouble."""
    value = whole_in(holder, key, path)
    if not 0 <= value <= _MOST:
        raise wrong(join(path, key), value, f"a number from 0 to {_MOST:,}")
    return value


def place_of(label: str, prefix: str) -> int | None:
    """0 for "ch_0" and for "0"; None for a label without such a number."""
    digits = label.removeprefix(prefix)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        return None
    return int(digits) if int(digits) <= _MOST else None

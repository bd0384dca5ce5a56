"""Reading the fields of a vendor's JSON: what is missing or of the wrong kind is named by its path.

Each function takes the object that holds the field, its name and the path of the object, so that
the path of the field is only written where it is needed. A field that is absent or null gives the
default of the soft ones; a value of the wrong kind is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

# Amazon writes "0.74", old files "12.0", a log may hold "1e-05".
_NUMBER = re.compile(r"-?[0-9]{1,24}(?:\.[0-9]{1,24})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
# Beyond these powers of ten there is no time, and below these no float.
_LARGEST, _SMALLEST = 12, -330
_LONGEST_SHOWN = 40


class FieldTrouble(Exception):
    """A field that cannot be used: ``path`` where it is, ``what`` what is the matter with it."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path} {what}")
        self.path = path
        self.what = what


def found(value: Any) -> str:
    """What a value is, as a few words that can be printed anywhere."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {_short(value)}"
    if isinstance(value, int | float | Decimal):
        # A whole number of thousands of digits cannot even be written out.
        huge = isinstance(value, int) and value.bit_length() > 4 * _LONGEST_SHOWN
        return "a huge number" if huge else f"the number {str(value)[:_LONGEST_SHOWN]}"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, Sequence) else "something else"


def one_line(text: str, longest: int = 200) -> str:
    """A text of a file inside a sentence: on one line, printable, without a last full stop."""
    line = " ".join(text.split()).rstrip(".")
    line = line if len(line) <= longest else line[:longest] + "..."
    return line if line.isprintable() else ascii(line)[1:-1]


def join(path: str, key: str) -> str:
    """The path of a field: "results.items", or "items" at the top; "line 3: type" in a log."""
    return f"{path}.{key}" if path and not path.endswith(" ") else path + key


def wrong(path: str, value: Any, wanted: str) -> FieldTrouble:
    """A value of the wrong kind."""
    return FieldTrouble(path.rstrip(": ") or "the top level", f"is {found(value)}, not {wanted}")


def mapping(value: Any, path: str) -> Mapping[str, Any]:
    """An object. Raises FieldTrouble."""
    if not isinstance(value, Mapping):
        raise wrong(path, value, "an object")
    return value


def objects(values: Sequence[Any], path: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each object of a list with its own path. Raises FieldTrouble."""
    for place, value in enumerate(values):
        where = f"{path}[{place}]"
        yield mapping(value, where), where


def required(holder: Mapping[str, Any], key: str, path: str) -> Any:
    """A field that has to be there, null too. Raises FieldTrouble."""
    if key not in holder:
        raise FieldTrouble(join(path, key), "is missing")
    return holder[key]


def object_in(holder: Mapping[str, Any], key: str, path: str) -> Mapping[str, Any]:
    """An object that has to be there. Raises FieldTrouble."""
    return mapping(required(holder, key, path), join(path, key))


def soft_object(holder: Mapping[str, Any], key: str, path: str) -> Mapping[str, Any]:
    """An object, empty where it is absent or null. Raises FieldTrouble."""
    value = holder.get(key)
    return {} if value is None else mapping(value, join(path, key))


def list_in(holder: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
    """A list that has to be there. Raises FieldTrouble."""
    value = required(holder, key, path)
    if not isinstance(value, list | tuple):
        raise wrong(join(path, key), value, "a list")
    return value


def nullable_list_in(holder: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
    """A list that has to be there, but may be null for an empty one. Raises FieldTrouble."""
    required(holder, key, path)
    return soft_list(holder, key, path)


def soft_list(holder: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
    """A list, empty where it is absent or null. Raises FieldTrouble."""
    value = holder.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise wrong(join(path, key), value, "a list")
    return value


def text_in(holder: Mapping[str, Any], key: str, path: str) -> str:
    """A text that has to be there. Raises FieldTrouble."""
    value = required(holder, key, path)
    if not isinstance(value, str):
        raise wrong(join(path, key), value, "a text")
    return value


def soft_text(holder: Mapping[str, Any], key: str, path: str) -> str:
    """A text, "" where it is absent or null. Raises FieldTrouble."""
    value = holder.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong(join(path, key), value, "a text")
    return value


def soft_texts(holder: Mapping[str, Any], key: str, path: str) -> list[str]:
    """A list of texts, empty where it is absent or null. Raises FieldTrouble."""
    listed = soft_list(holder, key, path)
    for place, value in enumerate(listed):
        if not isinstance(value, str):
            raise wrong(f"{join(path, key)}[{place}]", value, "a text")
    return list(listed)


def soft_label(holder: Mapping[str, Any], key: str, path: str) -> str:
    """A text or a whole number as a text, "" where it is absent or null. Raises FieldTrouble."""
    value = holder.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(whole_in(holder, key, path))
    return soft_text(holder, key, path)


def flag_in(holder: Mapping[str, Any], key: str, path: str) -> bool:
    """true or false, which has to be there; also as the text "true". Raises FieldTrouble."""
    value = required(holder, key, path)
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise wrong(join(path, key), value, "true or false")


def soft_flag(holder: Mapping[str, Any], key: str, path: str) -> bool | None:
    """true or false, None where it is absent or null. Raises FieldTrouble."""
    return None if holder.get(key) is None else flag_in(holder, key, path)


def number_in(holder: Mapping[str, Any], key: str, path: str, *, as_text: bool = False) -> Decimal:
    """A number that has to be there, with its digits; ``as_text`` allows "0.74" for it too.

    Raises FieldTrouble.
    """
    value = holder.get(key)
    number: Decimal | None = None
    if isinstance(value, str):
        number = _decimal(value) if as_text else None
    elif isinstance(value, Decimal):
        number = value if _fits(value) else None
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value) if abs(value) < 10**_LARGEST else None
    elif isinstance(value, float):
        number = _decimal(repr(value))
    else:
        required(holder, key, path)
    if number is None:
        raise wrong(join(path, key), value, _wanted(value, as_text))
    return number


def _fits(number: Decimal) -> bool:
    return number.is_finite() and (not number or _SMALLEST <= number.adjusted() < _LARGEST)


# Confidences have few values, and speakers repeat the times of words.
@lru_cache(maxsize=1 << 13)
def _decimal(text: str) -> Decimal | None:
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    return number if number is not None and _fits(number) else None


def _wanted(value: Any, as_text: bool) -> str:
    """What a value that is no usable number should have been."""
    numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if numeric or (as_text and isinstance(value, str) and _NUMBER.fullmatch(value)):
        return "a number that a recording can have"
    return "a number"


def soft_number(
    holder: Mapping[str, Any], key: str, path: str, *, as_text: bool = False
) -> Decimal | None:
    """A number, None where it is absent or null. Raises FieldTrouble."""
    return None if holder.get(key) is None else number_in(holder, key, path, as_text=as_text)


def whole_in(holder: Mapping[str, Any], key: str, path: str) -> int:
    """A whole number that has to be there. Raises FieldTrouble."""
    value = required(holder, key, path)
    if isinstance(value, bool) or not isinstance(value, int) or value.bit_length() > 63:
        raise wrong(join(path, key), value, "a whole number")
    return value


def soft_whole(holder: Mapping[str, Any], key: str, path: str) -> int | None:
    """A whole number, None where it is absent or null. Raises FieldTrouble."""
    return None if holder.get(key) is None else whole_in(holder, key, path)


def _short(text: str) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."
    return f'"{cut if cut.isprintable() else ascii(cut)[1:-1]}"'

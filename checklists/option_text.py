"""A vendor's options as one line of "name=value", and back: how a person types and reads them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from providers.errors import BadInput

LONGEST_LINE = 4000


def options_from_text(text: str) -> dict[str, Any]:
    """Options out of a line such as ``punctuate=true keyterm="card number" keyterm=Zyxel``.

    Values stay texts, as they go over the wire; a repeated name becomes a list. Raises BadInput
    naming the part that is no ``name=value``.
    """
    if len(text) > LONGEST_LINE:
        raise BadInput(f"The options have at most {LONGEST_LINE:,} characters.")
    try:
        parts = shlex.split(text)
    except ValueError:
        raise BadInput("A quotation mark in the options is not closed: close it.") from None
    found: dict[str, list[str]] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name or not value:
            raise BadInput(f"{part!r:.60} is no option: write name=value, such as punctuate=true.")
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def options_lines(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Each option as "name=value", a list as one line for each of its members."""
    return tuple(
        f"{name}={_written(one)}"
        for name, value in options.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    )


def options_text(options: Mapping[str, Any]) -> str:
    """The options on one line, as ``options_from_text`` reads them."""
    return " ".join(shlex.quote(line) for line in options_lines(options))


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""How drafted lines are written: calls over several lines, comments of a bearable width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

MARK = "# crossfade: "
_WIDTH = 96


def call_text(function: str, arguments: Iterable[tuple[str, str]], pad: str) -> str:
    """A call with one argument on each line, its end in the column ``pad``."""
    lines = [f"{pad}    {name}={value}," for name, value in arguments]
    return "\n".join([f"{function}(", *lines, f"{pad})"])


def literal(value: Any) -> str:
    """A value as Python, texts in double quotes where they hold no quotes themselves."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    written = repr(value)
    plain = isinstance(value, str) and not {"'", '"'} & set(value)
    return f'"{written[1:-1]}"' if plain else written


def commented(text: str, pad: str) -> list[str]:
    """A comment that says whose it is, in as many lines as it takes."""
    width = max(40, _WIDTH - len(pad))
    plain = " ".join(text.split())
    return [
        pad + line
        for line in textwrap.wrap(
            plain,
            width=width,
            initial_indent=MARK,
            subsequent_indent="#   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]

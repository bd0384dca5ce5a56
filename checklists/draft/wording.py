"""How drafted lines are written: calls over several lines, comments of a bearable width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

MARK = "# crossfade: "
_WIDTH = 96


def call_text(function: str, arguments: Iterable[tuple[str, str]], pad: str) -> str:
    """A call with one argument on each line, its end in the column ``pad``."""
    lines = [f"{pad}    {name}={value}," for name, value in arguments]
    return "\n".join([f"{function}(", *lines, f"{pad})"])


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

"""File names in sentences: a name may hold anything but a slash, a sentence may not."""

from __future__ import annotations

import shlex
from pathlib import Path

LONGEST_SHOWN = 120


def shown(path: Path | str) -> str:
    """A path in quotes, safe to print.

    Control characters, direction marks and bytes that are not UTF-8 are shown as escapes, so a
    name cannot move the cursor or break the line; a very long path keeps its end.
    """
    text = "".join(_escaped(character) for character in str(path))
    if len(text) > LONGEST_SHOWN:
        text = "..." + text[-LONGEST_SHOWN:]
    return f"'{text}'"


def origin(source: str) -> str:
    """What a response came from, for a sentence: a path in quotes, or "-" as standard input."""
    return "standard input" if source == "-" else shown(source)


def printable(path: Path | str) -> str:
    """A path for a JSON document: bytes of a file name that are not UTF-8 become "?"."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def for_shell(path: Path | str) -> str:
    """A path as one shell word for a suggested command, or FILE where it would not survive that."""
    text = str(path)
    if not text.isprintable() or len(text) > LONGEST_SHOWN:
        return "FILE"
    return shlex.quote(text)


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        # A byte that was not UTF-8 comes from the file system as a lone surrogate.
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

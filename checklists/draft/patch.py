"""A unified diff that ``git apply`` and ``patch -p1`` take."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_NO_END = "\\ No newline at end of file\n"


def unified(path: str, old: str, new: str) -> str:
    """The difference of one file, ``path`` with slashes from where the patch is applied; "" where
    there is none. Line ends stay in the lines, as Git has it."""
    lines = difflib.unified_diff(
        _LINE.findall(old), _LINE.findall(new), _named(f"a/{path}"), _named(f"b/{path}")
    )
    return "".join(_ended(lines))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield line
        else:
            yield line + "\n"
            yield _NO_END


def _named(path: str) -> str:
    """The path as Git writes it: quoted where it holds what a line of a patch cannot, and with a
    tab after it where it has blanks, at which other programs would end it."""
    if not re.search(r'[\x00-\x1f"\\\x7f\ud800-\udfff]', path):
        return f"{path}\t" if " " in path else path
    plain = re.sub(
        r'[\x00-\x1f"\\\x7f\ud800-\udfff]',
        lambda found: "".join(f"\\{byte:03o}" for byte in os.fsencode(found[0])),
        path,
    )
    return f'"{plain}"'

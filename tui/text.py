"""Text from outside, made safe to show: the only place that escapes.

Transcripts, file names, vendors' errors and the environment may hold codes that move the cursor,
rename the window or write the clipboard, and Textual passes all of them on to the terminal
(measured on 8.2.8). Every such string goes through ``clean`` once, where it enters the program.
Nothing is dropped without a sign: each control becomes one visible character.

This module imports no Textual, so that the commands without a screen can use it too.
"""

from __future__ import annotations

import re
from pathlib import Path

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_PICTURES = 0x2400  # U+2400.. are the visible pictures of the C0 controls
_DELETE_PICTURE = "\N{SYMBOL FOR DELETE}"

# C0 except newline and tab, DEL, C1; the bidi embeddings, overrides and isolates, which reorder
# their neighbours; line and paragraph separators, which split a line behind our back; tag
# characters, which hide text; and lone surrogates, as Python makes of undecodable file names,
# which no terminal encoding can carry.
_UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f"
)
UNSAFE = re.compile(f"[{_UNSAFE}]")
UNSAFE_IN_A_LINE = re.compile(f"[{_UNSAFE}\n\t]")


def picture(character: str) -> str:
    """The visible stand-in for one control, exactly one cell wide."""
    code = ord(character)
    if code < 0x20:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == 0x7F else _REPLACEMENT


def _picture_of(match: re.Match[str]) -> str:
    return picture(match.group())


def clean(text: str) -> str:
    """``text`` with every control but newline and tab made visible. CR LF counts as a newline."""
    if text.isascii() and text.isprintable():
        return text
    return UNSAFE.sub(_picture_of, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """``clean`` for a place of one line: newlines and tabs become visible too."""
    if text.isascii() and text.isprintable():
        return text
    return UNSAFE_IN_A_LINE.sub(_picture_of, text)


def shortened(text: str, width: int) -> str:
    """``text`` on one line and at most ``width`` cells wide, with "…" where it was cut."""
    # Rich comes with Textual; the commands without a screen never get here.
    from rich.cells import cell_len, set_cell_size

    line = one_line(text)
    if cell_len(line) <= width:
        return line
    return set_cell_size(line, width - 1).rstrip() + "…" if width > 0 else ""


def shown_path(path: Path) -> str:
    """A path on one line, home as ``~``."""
    try:
        return one_line("~/" + str(path.relative_to(Path.home())))
    except (ValueError, RuntimeError):
        return one_line(str(path))


def ending(text: str, width: int) -> str:
    """The end of ``text`` in at most ``width`` cells, with "…" where its beginning was cut."""
    from rich.cells import cell_len

    line = one_line(text)
    while line and cell_len(line) > width:
        excess = cell_len(line) - width + 1
        line = "…" + line.removeprefix("…")[max(1, excess // 2) :]
    return line


def clock(seconds: float) -> str:
    """Audio time as people read it: ``0:07.5``, ``12:03.0``."""
    tenths = max(0, round(seconds * 10))
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}.{rest % 10}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 run``, ``3 runs``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

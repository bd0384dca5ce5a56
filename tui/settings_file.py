"""Writing into the settings file: only one entry, only when asked, nothing else changed."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path

from checklists.new_file import write_new
from providers.errors import BadInput
from tui.settings import load_settings
from tui.text import one_line

_THEME = re.compile(r"(?m)^([ \t]*theme[ \t]*=[ \t]*)(?:\"[^\"\n]*\"|'[^'\n]*')")
_LOOKS = re.compile(r"(?m)^[ \t]*\[[ \t]*looks[ \t]*\][^\n]*\n?")
PRIVATE = 0o600


def keep_theme(path: Path, theme: str) -> None:
    """Let the program start with ``theme`` from now on.

    The file is written as a whole or not at all, readable by its owner only. Raises BadInput where
    it cannot be written, or where what is in it cannot be used: that is left as it is.
    """
    load_settings(path)
    # A link to a file kept elsewhere stays a link.
    target = path.resolve()
    try:
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"The settings file {one_line(str(path))} cannot be written "
            f"({error.strerror or error}): correct its permissions."
        ) from error
    write_new(target, with_theme(text, theme).encode(), overwrite=True, mode=PRIVATE)


def with_theme(text: str, theme: str) -> str:
    """A settings document with this theme; comments and order stay where that is possible."""
    wanted = copy.deepcopy(tomllib.loads(text))
    wanted.setdefault("looks", {})["theme"] = theme
    for edited in _edits(text, f'"{theme}"'):
        try:
            if tomllib.loads(edited) == wanted:
                return edited
        except tomllib.TOMLDecodeError:
            continue
    import tomli_w

    return tomli_w.dumps(wanted)


def _edits(text: str, value: str) -> list[str]:
    """Ways to write it that leave all else alone; which of them is right depends on the file."""
    line = f"theme = {value}\n"
    looks = _LOOKS.search(text)
    found = [_THEME.sub(lambda match: match.group(1) + value, text, count=1)]
    if looks:
        head = text[: looks.end()]
        found.append(head + ("" if head.endswith("\n") else "\n") + line + text[looks.end() :])
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return [*found, f"{text}{gap}[looks]\n{line}"]

"""One way to copy: to the terminal's clipboard, and into a file for terminals that forbid that.

OSC 52 gives no answer: whether the text arrived, only the user can see. So every copy says so and
offers a file, which is written only when asked for and never over another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.new_file import write_new
from providers.errors import BadInput, Trouble
from tui.text import clean, counted, shown_path

if TYPE_CHECKING:
    from tui.app import CrossfadeApp

FOLDER = "exports"
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied last. ``name`` is of a few words and becomes the file's."""

    text: str
    name: str


def copy(program: CrossfadeApp, text: str, name: str, key: str = "") -> None:
    """Hand ``text`` to the terminal's clipboard, and offer to write it into a file.

    ``name`` says what it is ("deepgram final text"), ``key`` the key that writes the file where it
    is another than that of "save-text".
    """
    program.copied = Copied(clean(text), name)
    program.copy_to_clipboard(program.copied.text)
    key = key or program.key_of("save-text")
    way = f"{key} writes a file" if key else "ctrl+p, “copied text”, writes a file"
    program.notify(
        f"{counted(len(text.split()), 'word')} handed to the terminal (OSC 52).\n"
        f"Nothing there? {way}.",
        title="Copied",
        markup=False,
    )


def save(program: CrossfadeApp) -> None:
    """Write what was copied last into a file of the workspace, and say where."""
    if program.copied is None:
        return
    try:
        path = write_text(program.workspace.directory, program.copied)
    except Trouble as trouble:
        program.say_trouble(trouble)
        return
    program.notify(f"Written to {shown_path(path.absolute())}", title="Copied text", markup=False)


def write_text(workspace: Path, copied: Copied) -> Path:
    """Write into ``exports/`` of a workspace under a name that is free; returns the path.

    Raises BadInput where it cannot be written.
    """
    folder = workspace / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be made ({error.strerror or error}): correct its permissions."
        ) from error
    stem = re.sub(r"[^a-z0-9]+", "-", copied.name.lower()).strip("-")[:60] or "text"
    content = (copied.text.rstrip("\n") + "\n").encode("utf-8", "replace")
    for number in range(1, _MOST):
        path = folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
        if not path.exists():
            write_new(path, content, mode=0o600)
            return path
    raise BadInput(f"{folder} holds {_MOST - 1} texts of this name: move some away.")

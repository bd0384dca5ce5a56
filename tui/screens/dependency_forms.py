"""What the dependencies bench asks in a line or two: what to scan, whose a place is."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from checklists.dependency_marks import Mark
from providers.audio.naming import shown
from providers.errors import BadInput
from tui.screens.form import Field, FormWindow
from tui.screens.sample_forms import PlaceWindow
from tui.typed_path import typed_path

_HINT = (
    "A directory, or several with blanks between them (quotes around one that holds blanks). "
    "Dependencies, build results and tools' own files in it are passed over, and said."
)


def scan_window(paths: Sequence[str]) -> PlaceWindow[tuple[Path, ...]]:
    """Asks what to scan, beginning with ``paths``."""
    known = " ".join(shlex.quote(path) for path in paths)
    return PlaceWindow("Scan for uses", _HINT, [Field("place", "Where", known)], _paths)


def owner_window(about: str, mark: Mark) -> FormWindow[tuple[str, str]]:
    """Asks whose a place is, and what is to be known of it."""
    fields = [Field("owner", "Owner", mark.owner), Field("note", "Note", mark.note)]
    hint = "A person or a team, and what they should know. Left empty takes it back."
    return FormWindow(f"Owner: {about}", hint, fields, _owner)


def _paths(lines: Mapping[str, str]) -> tuple[Path, ...]:
    try:
        typed = shlex.split(lines["place"])
    except ValueError:
        raise BadInput("A quote is not closed: put one at the end of the path.") from None
    if not typed:
        raise BadInput("Nothing is typed yet: name a directory, or press esc.")
    return tuple(_existing(one) for one in typed)


def _existing(typed: str) -> Path:
    path = typed_path(typed, "a directory")
    if not path.exists():
        raise BadInput(f"{shown(typed)}: there is no such file or directory to scan.")
    return path


def _owner(lines: Mapping[str, str]) -> tuple[str, str]:
    return lines["owner"].strip(), lines["note"].strip()

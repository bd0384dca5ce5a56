"""What the vocabulary screen asks: which file, and whether it is a vocabulary or a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from providers.errors import BadInput
from tui.screens.form import Field
from tui.screens.sample_forms import PlaceWindow
from tui.typed_path import typed_path

if TYPE_CHECKING:
    from checklists.before.vocabulary.entries import Method

_HINT = (
    "A custom vocabulary of Amazon's, list or table; or a filter, read as mask, remove or tag, "
    "whichever its jobs use. It is read here; nothing is sent."
)
_KINDS = ("vocabulary", "mask", "remove", "tag")


@dataclass(frozen=True, slots=True)
class Named:
    """A file, and how it was typed. ``method`` is a filter's, "" for a vocabulary."""

    path: Path
    place: str
    method: Method


def file_window(place: str) -> PlaceWindow[Named]:
    """Asks for a file; begins with ``place``."""
    fields = [Field("place", "File", place), Field("kind", "Read as", _KINDS[0])]
    return PlaceWindow("Read a vocabulary", _HINT, fields, _named)


def _named(lines: Mapping[str, str]) -> Named:
    place, kind = lines["place"].strip(), lines["kind"].strip().lower()
    path = typed_path(place)
    if kind not in _KINDS:
        raise BadInput(f"Read as: one of {', '.join(_KINDS)}.")
    return Named(path, place, cast("Method", "" if kind == _KINDS[0] else kind))

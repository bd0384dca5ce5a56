"""What the vocabulary screen asks: which file, and whether it is a vocabulary or a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from providers.errors import BadInput
from tui.screens.form import Field
from tui.screens.sample_forms import PlaceWindow

if TYPE_CHECKING:
    from checklists.before.vocabulary.entries import Method

_HINT = (
    "A custom vocabulary of Amazon's, list or table; or a filter, read as mask, remove or tag, "
    "whichever its jobs use. It is read here; nothing is sent."
)
_KINDS = ("vocabulary", "mask", "remove", "tag")


@dataclass(frozen=True, slots=True)
class Named:
    """A file to read. ``method`` is a filter's, "" for a vocabulary."""

    place: str
    method: Method


def file_window(place: str) -> PlaceWindow[Named]:
    """Asks for a file; begins with ``place``."""
    fields = [Field("place", "File", place), Field("kind", "Read as", _KINDS[0])]
    return PlaceWindow("Read a vocabulary", _HINT, fields, _named)


def _named(lines: Mapping[str, str]) -> Named:
    place, kind = lines["place"].strip(), lines["kind"].strip().lower()
    if not place:
        raise BadInput("Nothing is typed yet: name a file, or press esc.")
    if kind not in _KINDS:
        raise BadInput(f"Read as: one of {', '.join(_KINDS)}.")
    return Named(place, cast("Method", "" if kind == _KINDS[0] else kind))

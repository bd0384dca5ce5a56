"""What a converter gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from providers.documents.model import Loss


@dataclass(frozen=True, slots=True)
class Made:
    """A response in its new shape, or the text of subtitles: what in it was derived or made up,
    by its own paths, and what of the source it has no place for, by the source's."""

    document: Any
    derived: tuple[Loss, ...]
    losses: tuple[Loss, ...] = ()

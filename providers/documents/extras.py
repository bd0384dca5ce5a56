"""Fields that nobody here has heard of yet: kept, and named by their path."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from providers.documents.fields import join


class Extras:
    """Collects unknown fields. In a list the path says "[]" and the first value is kept."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def take(self, holder: Mapping[str, Any], known: Set[str], path: str) -> None:
        """Keeps what ``holder`` has beside the known fields."""
        for key in holder.keys() - known:
            self.found.setdefault(join(path, key), holder[key])

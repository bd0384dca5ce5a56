"""A stylesheet that parses each source once for as long as the theme stays.

Textual parses all sources anew for every screen that brings rules of its own, and three times
before the first frame (measured on 8.2.8: 20 of 60 ms).
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES = 1024


class OnceParsed(Stylesheet):
    """Textual's own parser and rules; only what was parsed already is kept."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        # Textual's own cache holds 64, fewer than this program has sources.
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """New colours empty the cache; the same ones again do not."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new, and everything after a change of the variables."""
        self.parse()

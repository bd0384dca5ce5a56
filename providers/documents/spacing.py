"""What stands between two words of a language."""

from __future__ import annotations

_NO_SPACES = ("zh", "ja", "th")


def glue(language: str) -> str:
    """A space, or nothing for languages that are written without ("zh-CN", "ja", "th-TH")."""
    return "" if language.lower().startswith(_NO_SPACES) else " "

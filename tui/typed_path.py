"""A path that somebody typed."""

from __future__ import annotations

from pathlib import Path

from providers.audio.naming import shown
from providers.errors import BadInput


def typed_path(typed: str, what: str = "a file") -> Path:
    """What was typed as a path; ``~`` is home. ``what`` is asked for where nothing was typed.

    Raises BadInput where no path can be made of it: too long, or the home of nobody here.
    """
    line = typed.strip()
    if not line:
        raise BadInput(f"Nothing is typed yet: name {what}, or press esc.")
    try:
        path = Path(line).expanduser()
        # Only whoever looks there learns whether it can be a path at all.
        path.exists()
    except (OSError, ValueError, RuntimeError):
        raise BadInput(f"{shown(line)} is no path that can be used.") from None
    return path

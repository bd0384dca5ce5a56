"""The rest of a path, while it is typed: offered in grey, taken with the right arrow key."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester

# A directory of more entries than this is not worth reading for a hint.
_MOST = 20_000


class PathSuggester(Suggester):
    """Completes the last part of a path with the first entry, by name, that begins with it."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path, or None where nothing fits."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """``typed`` with its last part completed; a directory ends in a slash."""
    folder, _, part = typed.rpartition("/")
    if not part or any(mark in typed for mark in "*?[") or typed.startswith("s3:"):
        return None
    try:
        where = Path(f"{folder}/" if "/" in typed else ".").expanduser()
        with os.scandir(where) as listing:
            fitting = [
                entry
                for _, entry in zip(range(_MOST), listing, strict=False)
                if entry.name.startswith(part) and entry.name.isprintable()
            ]
            best = min(fitting, key=lambda entry: entry.name, default=None)
            if best is None:
                return None
            ending = "/" if best.is_dir() else ""
    except (OSError, ValueError, RuntimeError):
        return None
    return typed[: len(typed) - len(part)] + best.name + ending

"""The board as it was left, so that the next start draws at once and opens the workspace after.

Kept beside the database, and only believed while nothing has written there since: size and time
of the database and of its log are those of the moment the board was kept. It only saves time:
whatever it says is read anew right after the first frame, and a glance that cannot be read is none.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from tui import __version__
from tui.board import Board, NoteLine, RunLine, Step, TaskCard
from tui.text import clean

KEPT = ".glance.json"
_DATABASE = "crossfade.db"


def kept(directory: Path) -> Board | None:
    """The board that was kept of a workspace, or None where it must be read."""
    mark = _mark(directory)
    if mark is None:
        return None
    try:
        document = json.loads((directory / KEPT).read_text(encoding="utf-8"))
        if document["mark"] != mark:
            return None
        return _board(document["board"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(directory: Path, board: Board) -> None:
    """Keep a board. Where that fails, the next start takes longer, and that is all."""
    mark = _mark(directory)
    if mark is None:
        return
    text = json.dumps({"mark": mark, "board": dataclasses.asdict(board)})
    part = directory / f"{KEPT}.{os.getpid()}"
    try:
        with open(part, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
        part.replace(directory / KEPT)
    except OSError:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _mark(directory: Path) -> list[Any] | None:
    """What tells this state of the database, and of its write-ahead log, from any other."""
    mark: list[Any] = [__version__]
    for name in (_DATABASE, f"{_DATABASE}-wal"):
        try:
            found = (directory / name).stat()
        except OSError:
            if name == _DATABASE:
                return None
            continue
        # An empty log is none: it comes and goes with the connections.
        mark += [found.st_size, found.st_mtime_ns] if found.st_size else []
    return mark


def _board(kept_board: dict[str, Any]) -> Board:
    step = kept_board["step"]
    cards = [_cleaned(card) for card in kept_board["tasks"]]
    return Board(
        **{
            **_cleaned({**kept_board, "tasks": None, "step": None}),
            "tasks": tuple(_card(card) for card in cards),
            "step": Step(**_cleaned(step)) if step else None,
        }
    )


def _card(card: dict[str, Any]) -> TaskCard:
    return TaskCard(
        **{
            **card,
            "gaps": tuple(card["gaps"]),
            "runs": tuple(RunLine(**run) for run in card["runs"]),
            "notes": tuple(NoteLine(**note) for note in card["notes"]),
        }
    )


def _cleaned(value: Any) -> Any:
    """The file could have been written by anybody: its text is cleaned like all other."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items()}
    return value

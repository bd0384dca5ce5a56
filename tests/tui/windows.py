"""A window over the program, opened by a test and answered into a list."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import wait_for
from tui.app import CrossfadeApp
from tui.screens.window import Window

SIZES = [(80, 24), (120, 35), (60, 18)]
HARD_SIZES = ((1, 1), (3, 40), (39, 9), (200, 3), (13, 12), (120, 35), (60, 18), (80, 24))


async def open_window(pilot: Pilot[int], app: CrossfadeApp, window: Window[Any]) -> list[Any]:
    """Push it; the list gets what it is dismissed with."""
    answers: list[Any] = []
    app.push_screen(window, answers.append)
    await wait_for(pilot, lambda: app.screen is window and window.is_mounted, "it is open")
    await pilot.pause()
    return answers


async def typed(pilot: Pilot[int], text: str) -> None:
    """Every character as a key."""
    names = {
        " ": "space", "=": "equals_sign", "-": "minus", "_": "underscore", ":": "colon",
        ",": "comma", ".": "full_stop", "/": "slash", "'": "apostrophe", '"': "quotation_mark",
    }  # fmt: skip
    await pilot.press(*(names.get(character, character) for character in text))


async def resized(pilot: Pilot[int]) -> None:
    """Through every awkward size, and back."""
    for columns, rows in HARD_SIZES:
        await pilot.resize_terminal(columns, rows)
        await pilot.pause()

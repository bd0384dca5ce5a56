"""Looking at a screen and waiting for facts about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot


def frame_text(app: App[int]) -> str:
    """What is on the screen, a line a row, trailing blanks left out."""
    rows = app.screen._compositor.render_strips()
    return "\n".join(row.text.rstrip() for row in rows) + "\n"


async def wait_for(
    pilot: Pilot[int], fact: Callable[[], bool], description: str, seconds: float = 10.0
) -> None:
    """Return as soon as ``fact`` holds; fail with the description when it does not in time."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, (
            f"still not so after {seconds} s: {description}\n{frame_text(pilot.app)}"
        )
        await pilot.pause()
        await asyncio.sleep(0.01)


async def wait_for_text(pilot: Pilot[int], text: str, seconds: float = 10.0) -> None:
    """Wait until ``text`` stands somewhere on the screen."""
    await wait_for(pilot, lambda: text in frame_text(pilot.app), f"{text!r} is shown", seconds)

"""Looking at a screen and waiting for facts about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot

# Seconds. A fact that comes is waited for no longer than it takes, and a loaded machine takes
# several times longer than a quiet one: nothing is given up earlier than this.
PATIENCE = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1


def frame_text(app: App[int]) -> str:
    """What is on the screen, a line a row, trailing blanks left out."""
    # A window is drawn over what lies behind it.
    visible_screen_stack.set(app._background_screens)
    rows = app.screen._compositor.render_strips()
    return "\n".join(row.text.rstrip() for row in rows) + "\n"


async def pauses(seconds: float) -> AsyncIterator[None]:
    """Looks at something that changes: at once, soon, then ever less often, for so many seconds.

    A look costs a whole frame, so that one which waits long must not look all the time.
    """
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while True:
        yield
        if time.monotonic() > deadline:
            return
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 1.5)


async def wait_for(
    pilot: Pilot[int], fact: Callable[[], bool], description: str, seconds: float = PATIENCE
) -> None:
    """Return as soon as ``fact`` holds; fail with the description when it does not in time.

    ``seconds`` is for what takes longer than ``PATIENCE``.
    """
    seconds = max(seconds, PATIENCE)
    async for _ in pauses(seconds):
        if fact():
            return
        await pilot.pause()
        if fact():
            return
    raise AssertionError(f"still not so after {seconds} s: {description}\n{frame_text(pilot.app)}")


async def wait_for_text(pilot: Pilot[int], text: str, seconds: float = PATIENCE) -> None:
    """Wait until ``text`` stands somewhere on the screen."""
    await wait_for(pilot, lambda: text in frame_text(pilot.app), f"{text!r} is shown", seconds)

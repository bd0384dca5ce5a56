"""When panes are drawn: the first change at once, of many in a row the last, none after the end."""

from __future__ import annotations

import asyncio

from tui.live.painting import Painter

HOUR = 3600.0


async def test_the_first_change_is_drawn_when_it_comes() -> None:
    drawn: list[str] = []
    painter = Painter(1 / HOUR, drawn.append)
    painter.touch("1")
    assert drawn == ["1"]
    # What follows within the period waits, each pane once.
    for pane in ("2", "1", "2"):
        painter.touch(pane)
    assert drawn == ["1"]
    painter.forget()


async def test_what_waits_is_drawn_together_and_never_lost() -> None:
    drawn: list[str] = []
    done = asyncio.Event()

    def draw(pane: str) -> None:
        drawn.append(pane)
        if len(drawn) == 3:
            done.set()

    painter = Painter(50, draw)
    painter.touch("1")
    for _ in range(20):
        painter.touch("2")
        painter.touch("1")
    async with asyncio.timeout(20):
        await done.wait()
    assert drawn == ["1", "2", "1"]


async def test_nothing_is_drawn_after_it_was_told_to_forget() -> None:
    drawn: list[str] = []
    painter = Painter(200, drawn.append)
    painter.touch("1")
    painter.touch("2")
    painter.forget()
    other = asyncio.Event()
    later = Painter(200, lambda pane: other.set() if pane == "b" else None)
    later.touch("a")
    later.touch("b")
    async with asyncio.timeout(20):
        await other.wait()
    # One that was touched later has drawn by now; the first would have before it.
    assert drawn == ["1"]

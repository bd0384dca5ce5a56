"""When the panes are drawn: at once where nothing was drawn just now, otherwise all together soon.

Drawing by a timer would let every message wait half a period on average, and keep the program awake
while nobody speaks. Drawing each pane by itself would cost more than drawing them together: for
every change, Textual (8.2.8) looks at all widgets in the neighbourhood.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Painter:
    """Calls ``draw`` with the ids of panes, at most ``rate`` times a second."""

    def __init__(self, rate: float, draw: Callable[[str], None]) -> None:
        self._period = 1 / rate
        self._draw = draw
        self._drawn_at = 0.0
        self._touched: dict[str, None] = {}
        self._due: asyncio.TimerHandle | None = None

    def touch(self, pane: str) -> None:
        """Something of this pane is to be drawn."""
        self._touched[pane] = None
        if self._due is not None:
            return
        wait = self._drawn_at + self._period - time.monotonic()
        if wait <= 0:
            self._now()
        else:
            self._due = asyncio.get_running_loop().call_later(wait, self._now)

    def forget(self) -> None:
        """Draw nothing of what is waiting."""
        self._touched.clear()
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _now(self) -> None:
        self._due = None
        self._drawn_at = time.monotonic()
        touched, self._touched = self._touched, {}
        for pane in touched:
            self._draw(pane)

"""One line about long work: what, how much of it, how long already, and the key that stops it."""

from __future__ import annotations

import time

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.text import one_line

BAR = 20


class WorkLine(Static):
    """Silent while nothing runs, except for the sentence the last work ended with."""

    DEFAULT_CSS = """
    WorkLine { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._what = ""
        self._done, self._total = 0, 0
        self._began = 0.0
        self._stop_key = ""
        self._clock: Timer | None = None

    def on_mount(self) -> None:
        """The clock runs only while work does: an idle program writes nothing."""
        self._clock = self.set_interval(1.0, self._draw, pause=True)

    def begin(self, what: str, stop_key: str) -> None:
        """Work has begun; ``stop_key`` is the key that stops it, "" where nothing does."""
        self._what, self._stop_key = one_line(what), stop_key
        self._done, self._total = 0, 0
        self._began = time.monotonic()
        if self._clock:
            self._clock.resume()
        self._draw()

    def move(self, what: str, done: int, total: int) -> None:
        """It has come so far; ``total`` is 0 where nobody knows."""
        self._what, self._done, self._total = one_line(what) or self._what, done, total
        self._draw()

    def end(self, sentence: str) -> None:
        """It is over; the sentence stays."""
        if self._clock:
            self._clock.pause()
        self.update(Content(one_line(sentence)), layout=False)

    def _draw(self) -> None:
        seconds = int(time.monotonic() - self._began)
        parts: list[str | tuple[str, str]] = [self._what]
        if self._total:
            filled = round(BAR * min(self._done, self._total) / self._total)
            parts += [
                "  ",
                ("━" * filled, "$accent"),
                ("─" * (BAR - filled), "dim"),
                f"  {self._done} of {self._total}",
            ]
        parts.append(f"  {seconds // 60}:{seconds % 60:02}")
        if self._stop_key:
            parts.append((f"  {self._stop_key} stops it", "dim"))
        self.update(Content.assemble(*parts), layout=False)

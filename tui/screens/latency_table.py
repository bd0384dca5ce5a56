"""The figures of all panes of a live comparison: they go on counting while the window is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import clipboard
from tui.live.latency_lines import PaneFigures, table_lines, table_text
from tui.screens.window import Window
from tui.widgets.fitted import Fitted

Read = Callable[[], tuple[Sequence[PaneFigures], Sequence[str]]]
"""The panes' figures and the fairness notes as they are now."""

AGAIN_SECONDS = 1.0
NAME = "latency"


class LatencyTable(Window[None]):
    """``read`` is asked once a second; what differs is drawn again."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "latency_table.tcss"]
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS = [  # noqa: RUF012
        Binding("y", "copy", "Copy", show=False),
        Binding("f", "write", "File", show=False),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self._panes: tuple[PaneFigures, ...] = ()
        self._notes: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        keys = "↑ ↓ scroll · y copy · f write a file · esc close"
        with self.box("Latency", keys), VerticalScroll():
            yield Static(markup=False)

    def on_mount(self) -> None:
        """The figures now, and again every second."""
        self._look()
        self.set_interval(AGAIN_SECONDS, self._look)

    def _look(self) -> None:
        panes, notes = self._read()
        if (tuple(panes), tuple(notes)) != (self._panes, self._notes) or not self._panes:
            self._panes, self._notes = tuple(panes), tuple(notes)
            self.query_one(Static).update(Fitted(partial(_lines, self._panes, self._notes)))

    def action_down(self) -> None:
        """A line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """A line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def action_copy(self) -> None:
        """The table as text."""
        clipboard.copy(self.program, table_text(self._panes, self._notes), NAME, "f")

    def action_write(self) -> None:
        """The table into a file."""
        text = table_text(self._panes, self._notes)
        self.program.copied = clipboard.Copied(text, NAME)
        clipboard.save(self.program)


def _lines(panes: Sequence[PaneFigures], notes: Sequence[str], width: int) -> Content:
    return Content("\n").join(table_lines(panes, notes, width))

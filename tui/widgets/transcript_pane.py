"""One vendor's half of a live comparison.

Finals go to a RichLog; the interim line below it has a fixed height and is updated without a
layout, which costs a third of the processor time and a sixth of the bytes of one that grows
(measured on Textual 8.2.8). The pane only draws: everything heard is in ``tui.live_model``.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import RichLog, Static

from providers.speech import Vendor
from tui.live_model import Line, Side
from tui.text import clock, counted, ending, shortened

MAX_LINES = 2000
# What is drawn again after a resize; older lines are in the record, not on the screen.
REDRAWN = 400
NAMES: dict[Vendor, str] = {"deepgram": "Deepgram", "amazon": "Amazon"}
CHANNELS = ("L", "R")


class Finals(RichLog):
    """The settled text. Draws itself again when the width changes, as RichLog does not."""

    DEFAULT_CSS = """
    Finals, Finals:focus { background-tint: $foreground 0%; }
    Finals { height: 1fr; min-width: 8; padding: 0 1; background: $background;
             scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; }
    """

    def __init__(self) -> None:
        super().__init__(max_lines=MAX_LINES, wrap=True, min_width=1, markup=False)
        self._drawn: list[RenderableType] = []
        self._width = 0

    def add(self, line: RenderableType) -> None:
        """One more line at the bottom."""
        self._drawn.append(line)
        del self._drawn[:-REDRAWN]
        self.write(line)

    def empty(self) -> None:
        """Start over."""
        self._drawn.clear()
        self.clear()

    def on_resize(self, event: Resize) -> None:
        """Wrap again at the new width."""
        width = self.scrollable_content_region.width
        if self._width and width != self._width and width > 0:
            self.clear()
            for line in self._drawn:
                self.write(line)
        self._width = width


class TranscriptPane(Vertical):
    """Finals, the interim line of each channel, and what the vendor called its last event."""

    DEFAULT_CSS = """
    TranscriptPane { width: 1fr; height: 1fr; min-width: 10; }
    TranscriptPane > .interim { height: 2; padding: 0 1; text-style: italic; }
    TranscriptPane > .event { height: 2; padding: 0 1; background: $surface; text-wrap: nowrap; }
    """

    def __init__(self, vendor: Vendor) -> None:
        super().__init__(id=f"pane-{vendor}")
        self.vendor: Vendor = vendor
        self._channels = 1
        self._written = 0

    def compose(self) -> ComposeResult:
        yield Finals()
        yield Static(classes="interim", markup=False)
        yield Static(classes="event", markup=False)

    def on_mount(self) -> None:
        """An empty pane says what it is."""
        self.label("")

    def label(self, origin: str, detail: str = "") -> None:
        """Who speaks here: the border title says "sandbox" or "live", never neither."""
        parts = [NAMES[self.vendor], origin or "not connected yet", detail]
        self.border_title = Content(" · ".join(part for part in parts if part))

    def reset(self, channels: int, hint: str = "") -> None:
        """Empty the pane for a new stream."""
        self._channels, self._written = channels, 0
        self.query_one(Finals).empty()
        if hint:
            self.query_one(Finals).add(Text(hint, "dim"))
        self._interim("")
        self._event("")

    def draw(self, side: Side) -> None:
        """Bring the pane up to what its side has heard."""
        finals = self.query_one(Finals)
        for line in side.lines[self._written :]:
            finals.add(self._line(line))
        self._written = len(side.lines)
        width = max(4, self.content_size.width - 2)
        self._interim(self._said_so_far(side, width))
        self._event(self._state(side))

    def _line(self, line: Line) -> Table:
        """Time and channel in a column of their own, so that long text hangs beside them."""
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=6, justify="right", style="dim", no_wrap=True)
        if line.channel is None:
            row.add_column(style="italic dim", overflow="fold")
            row.add_row(clock(line.start), Text(line.text))
        elif self._channels == 1:
            row.add_column(overflow="fold")
            row.add_row(clock(line.start), Text(line.text))
        else:
            row.add_column(width=1, style="bold", no_wrap=True)
            row.add_column(overflow="fold")
            row.add_row(clock(line.start), self._channel(line.channel), Text(line.text))
        return row

    def _channel(self, channel: int) -> str:
        if self._channels == 1:
            return ""
        return CHANNELS[channel] if channel < len(CHANNELS) else str(channel + 1)

    def _said_so_far(self, side: Side, width: int) -> str:
        """The interim text: two lines of it, or the end of one line a channel."""
        if self._channels == 1:
            return ending(side.interim.get(0, ""), 2 * width - 2)
        return "\n".join(
            f"{self._channel(channel)} {ending(side.interim.get(channel, ''), width - 2)}"
            for channel in range(2)
        )

    def _state(self, side: Side) -> str:
        if not side.finals:
            return f"{'No text' if side.closed else 'No final yet'}\n{side.native}"
        if side.closed and side.lag is None:
            return f"{counted(side.finals, 'utterance')}\n{side.native}"
        parts = [counted(side.finals, "final")]
        if side.lag is not None:
            parts.append(f"lag of the last {side.lag:.2f} s")
        return f"{', '.join(parts)}\n{side.native}"

    def _interim(self, text: str) -> None:
        self.query_one(".interim", Static).update(Content(text), layout=False)

    def _event(self, text: str) -> None:
        width = max(4, self.content_size.width - 2)
        lines = "\n".join(shortened(line, width) for line in text.split("\n"))
        self.query_one(".event", Static).update(Content(lines), layout=False)

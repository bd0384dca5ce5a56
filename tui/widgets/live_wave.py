"""The last seconds of a microphone as a waveform that runs to the left."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from providers.audio.peaks import Column
from tui.widgets.wave_glyphs import ACROSS, Glyphs, wave_rows

# Of a cell. Much shorter, and a slow line would carry nothing else.
CELL_SECONDS = 0.2
FULL = 32768
# A quiet voice is drawn taller, but noise is not made into a mountain range.
LEAST_SCALE = 2000

Shape = tuple[tuple[tuple[float, float], ...], ...]
"""As ``Recorder.shape`` gives it: for each channel, lowest and highest sample of each column."""


class LiveWave(Widget):
    """Shows a shape; the newest column is at the right end."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"live-wave--wave"}  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    LiveWave { height: 1fr; width: 1fr; min-width: 8; min-height: 1; }
    LiveWave > .live-wave--wave { color: $accent; }
    """

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs: Glyphs = glyphs
        self._shape: Shape = ()
        self._rows: list[str] = []

    @property
    def wanted(self) -> tuple[int, float]:
        """How many columns there is room for, and the seconds of each."""
        across = ACROSS[self._glyphs]
        return max(1, self.size.width * across), CELL_SECONDS / across

    @property
    def seconds(self) -> float:
        """How much is seen at once."""
        return self.size.width * CELL_SECONDS

    def show(self, shape: Shape) -> None:
        """Draw where it differs from what is drawn."""
        if shape != self._shape:
            self._shape = shape
            self._rows = []
            self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        super().notify_style_update()
        self._rows = []

    def on_resize(self) -> None:
        """Another size, another picture."""
        self._rows = []

    def render_line(self, y: int) -> Strip:
        """A row of a channel."""
        if not self._rows:
            self._rows = self._drawn()
        text = self._rows[y] if y < len(self._rows) else ""
        style = self.get_component_rich_style("live-wave--wave")
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, self.rich_style)

    def _drawn(self) -> list[str]:
        width, height = self.size
        channels = [channel for channel in self._shape if channel][:height]
        if not channels or not width:
            return [""] * max(1, height)
        loudest = max(max(-low, high) for channel in channels for low, high in channel)
        scale = max(LEAST_SCALE, round(loudest * FULL))
        rows: list[str] = []
        for number, channel in enumerate(channels):
            tall = height // len(channels) + (number < height % len(channels))
            rows += self._channel(channel, tall, scale, width)
        return rows

    def _channel(
        self, channel: Sequence[tuple[float, float]], rows: int, scale: int, width: int
    ) -> list[str]:
        across = ACROSS[self._glyphs]
        shown = channel[-width * across :]
        columns: list[Column | None] = [None] * (width * across - len(shown))
        columns += [
            Column(round(low * FULL), round(high * FULL), round(max(-low, high) * FULL))
            for low, high in shown
        ]
        return ["".join(cells) for cells in wave_rows(columns, rows, scale, self._glyphs)]

"""The level of a microphone: loudness, peak and held peak of each channel, and a word for clipping.

Everything is told by characters and numbers; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from providers.audio.levels import FLOOR_DBFS
from providers.audio.meter import ChannelReading
from tui.widgets.wave_glyphs import Glyphs

# Quieter than this is the noise of the room.
LOWEST_DB = -60.0
# The ends first: where there is no room for all, those between are left out.
TICKS = (0, -60, -24, -48, -12, -36)
LABEL = 2
# "   -18 dB  peak   -9  ! CLIPS NOW"
NUMBERS = 33
# Where there is less room for the bar than this, the numbers give way to it.
LEAST_BAR = 12


@dataclass(frozen=True, slots=True)
class _Signs:
    loud: str
    peak: str
    hold: str
    none: str


_SIGNS = {"ascii": _Signs("#", "=", "|", "."), "": _Signs("█", "▒", "│", "·")}


def bar(reading: ChannelReading, width: int, glyphs: Glyphs) -> str:
    """One channel as ``width`` cells from -60 dBFS to full scale."""
    signs = _SIGNS["ascii" if glyphs == "ascii" else ""]
    loud, peak, hold = (_cells(value, width) for value in (reading.rms, reading.peak, reading.hold))
    cells = [
        signs.loud if at < loud else signs.peak if at < peak else signs.none for at in range(width)
    ]
    if hold > peak:
        cells[hold - 1] = signs.hold
    return "".join(cells)


def scale(width: int) -> str:
    """The decibels above the bars."""
    cells = [" "] * width
    for level in TICKS:
        words = str(level)
        at = min(width - len(words), _cells(level, width))
        if at >= 0 and not "".join(cells[max(0, at - 1) : at + len(words) + 1]).strip():
            cells[at : at + len(words)] = words
    return "".join(cells)


def numbers(reading: ChannelReading) -> str:
    """The same in figures, and whether it clips."""
    words = f"{_decibels(reading.rms)} dB  peak {_decibels(reading.hold)}"
    if reading.clipping:
        return f"{words}  ! CLIPS NOW"
    return f"{words}  clipped {_amount(reading.clipped)}" if reading.clipped else words


def _amount(samples: int) -> str:
    return str(samples) if samples < 1000 else f"{samples // 1000}k"


def _decibels(level: float) -> str:
    return "none" if level <= FLOOR_DBFS else f"{round(level):4d}"


def _cells(level: float, width: int) -> int:
    share = (level - LOWEST_DB) / -LOWEST_DB
    return max(0, min(width, round(share * width)))


class LevelMeter(Widget):
    """A line for each channel under a line of decibels; ``show`` as often as one likes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LevelMeter { height: auto; width: 1fr; min-width: 8; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs: Glyphs = glyphs
        self._readings: tuple[ChannelReading, ...] = ()
        self._channels = 1
        self._drawn = Content("")

    def show(self, readings: Sequence[ChannelReading], channels: int) -> None:
        """The readings now; none where no microphone is open, which has ``channels`` then."""
        given = tuple(readings)
        if channels != self._channels:
            self._channels = channels
            self.refresh(layout=True)
        if given != self._readings:
            self._readings = given
            if self._lines() != self._drawn:
                self.refresh()

    def render(self) -> Content:
        """The lines."""
        self._drawn = self._lines()
        return self._drawn

    def _lines(self) -> Content:
        room = self.content_size.width - LABEL
        width = room - NUMBERS if room - NUMBERS >= LEAST_BAR else max(1, room)
        lines = [Content.styled(" " * LABEL + scale(width), "$text-muted")]
        for number in range(self._channels):
            label = "LR"[number : number + 1] if self._channels == 2 else " "
            lines.append(self._line(f"{label:<{LABEL}}", number, width, room))
        return Content("\n").join(lines)

    def _line(self, label: str, number: int, width: int, room: int) -> Content:
        if number >= len(self._readings):
            none = _SIGNS["ascii" if self._glyphs == "ascii" else ""].none
            return Content.assemble(label, (none * width, "dim"))
        reading = self._readings[number]
        hot = reading.clipping or reading.hold > -1.0
        parts = [Content(label), Content.styled(bar(reading, width, self._glyphs), "$accent")]
        if width < room:
            parts.append(Content.styled(f"  {numbers(reading)}", "$error" if hot else ""))
        return Content.assemble(*parts)

"""What each cut would give, as a picture of characters: it says the same without any colour.

Across lies the cut, from 0 to 1. Above stand precision (P), recall (R) and F1 (F) by letters, below
them false alarms per hour as bars, every hit at its confidence with what was said of it, and the
cut in use with its interval.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from textual.content import Content
from textual.widget import Widget

from checklists.scoring.search_scores import Point
from tui.text import shortened
from tui.widgets.wave_glyphs import Glyphs

LEGENDS = (
    "P precision · R recall · F F1 · * several",
    "P precision · R recall · F F1",
    "P · R · F1",
)
GUTTER = 5
# Fewer cells than this across, or rows, show nothing that could be read.
NARROWEST, LOWEST = 16, 5
_STYLES = {"P": "$accent", "R": "$warning", "F": "bold", "*": "bold"}
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class _Signs:
    bars: str
    line: str
    both: str
    open: str
    pointer: str
    reach: str


_UNICODE = _Signs("▁▂▃▄▅▆▇█", "│", "±", "·", "▲", "═")
_ASCII = _Signs("_.:-=+*#", "|", "x", ".", "^", "=")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: the curve by rising cut, hits as (confidence, "+", "-", "?" or "" for open),
    the cut in use, and its interval where one is known. ``nothing`` is said where no hit is judged.
    """

    points: tuple[Point, ...]
    hits: tuple[tuple[float, str], ...]
    cut: float
    interval: tuple[float, float] | None = None
    nothing: str = ""


def drawn(picture: Picture, width: int, height: int, glyphs: Glyphs) -> list[Content]:
    """At most ``height`` rows of at most ``width`` cells, the most important where few fit."""
    if width < NARROWEST or height < LOWEST:
        return [Content(shortened(f"cut {picture.cut:.2f}", width))][:height]
    signs = _ASCII if glyphs == "ascii" else _UNICODE
    columns = width - GUTTER
    lanes = [
        _labelled("fa/h", _alarms(picture, columns, signs)),
        _labelled("hits", _rug(picture, columns, signs)),
        _labelled("cut", _pointer(picture, columns, signs), "bold"),
    ]
    if height >= LOWEST + 4:
        lanes.append(_labelled("", _axis(columns)))
    return [*_graph(picture, columns, height - len(lanes), signs), *lanes]


def _column(value: float, columns: int) -> int:
    return round(min(1.0, max(0.0, value)) * (columns - 1))


def _points(picture: Picture, columns: int) -> list[Point | None]:
    """The point that each column's cut gives; None above every judged hit."""
    cuts = [point.cut for point in picture.points]
    found: list[Point | None] = []
    for column in range(columns):
        # A hit drawn in a column is kept by the cut of this column.
        at = bisect_left(cuts, (column - 0.5) / max(1, columns - 1))
        found.append(picture.points[at] if at < len(cuts) else None)
    return found


def _graph(picture: Picture, columns: int, rows: int, signs: _Signs) -> list[Content]:
    cells = [[" "] * columns for _ in range(rows)]
    for line in cells:
        line[_column(picture.cut, columns)] = signs.line
    for column, point in enumerate(_points(picture, columns)):
        if point is None:
            continue
        for letter, value in (("P", point.precision), ("R", point.recall), ("F", point.f1)):
            if value is not None:
                row = round((1 - value) * (rows - 1))
                taken = cells[row][column] in _STYLES
                cells[row][column] = "*" if taken else letter
    if not picture.points and picture.nothing:
        words = shortened(picture.nothing, columns)
        if signs is _ASCII:
            words = words.replace("…", ".")
        cells[rows // 2] = [*words.center(columns)]
    return [_row(_level(number, rows), line) for number, line in enumerate(cells)]


def _level(number: int, rows: int) -> str:
    if number in (0, rows - 1):
        return "1.0" if number == 0 else "0.0"
    return "0.5" if rows % 2 and number == rows // 2 else ""


def _row(label: str, cells: Sequence[str]) -> Content:
    parts: list[tuple[str, str]] = [(f"{label:<{GUTTER}}", "dim")]
    for style, run in groupby(cells, key=lambda cell: _STYLES.get(cell, "")):
        parts.append(("".join(run), style))
    return Content.assemble(*parts)


def _labelled(label: str, cells: str, style: str = "") -> Content:
    return Content.assemble((f"{label:<{GUTTER}}", "dim"), (cells, style))


def _alarms(picture: Picture, columns: int, signs: _Signs) -> str:
    """False alarms per hour as bars, and how much the highest stands for where there is room."""
    rates = [
        (point.false_alarms_per_hour or 0.0) if point else 0.0
        for point in _points(picture, columns)
    ]
    top = max(rates, default=0.0)
    if not top:
        return ("none" if picture.points else "").ljust(columns)
    last = len(signs.bars) - 1
    bars = "".join(
        signs.bars[min(last, int(rate / top * (last + 1)))] if rate else " " for rate in rates
    )
    words = f" highest {top:.1f}"
    return bars[: -len(words)] + words if not bars[-len(words) :].strip() else bars


def _rug(picture: Picture, columns: int, signs: _Signs) -> str:
    cells = [" "] * columns
    for confidence, said in picture.hits:
        at = _column(confidence, columns)
        cells[at] = _joined(cells[at], said or signs.open, signs)
    return "".join(cells)


def _joined(before: str, sign: str, signs: _Signs) -> str:
    """What stands for several hits in one place: what was judged goes before what was not."""
    for judged in (before, sign):
        if judged == signs.both:
            return judged
    if {before, sign} == {"+", "-"}:
        return signs.both
    return max(before, sign, key=lambda one: ("+-".find(one) >= 0, one == "?", one != " "))


def _pointer(picture: Picture, columns: int, signs: _Signs) -> str:
    """The cut in use, its number beside it, and between brackets where it might as well lie."""
    cells = [" "] * columns
    at = low = high = _column(picture.cut, columns)
    if picture.interval is not None:
        low, high = (_column(end, columns) for end in picture.interval)
        cells[low : high + 1] = [signs.reach] * (high + 1 - low)
        cells[low], cells[high] = "[", "]"
    cells[at] = signs.pointer
    words = f"{picture.cut:.2f}"
    for first in (max(at, high) + 2, min(at, low) - 1 - len(words)):
        place = slice(first, first + len(words))
        if first >= 0 and first + len(words) <= columns and not "".join(cells[place]).strip():
            cells[place] = words
            break
    return "".join(cells)


def _axis(columns: int) -> str:
    cells = [" "] * columns
    for tick in _TICKS if columns >= 30 else (0.0, 0.5, 1.0):
        words = f"{tick:g}"
        first = min(columns - len(words), max(0, _column(tick, columns) - len(words) // 2))
        cells[first : first + len(words)] = words
    return "".join(cells)


class CutCurve(Widget):
    """Shows a ``Picture``."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CutCurve { height: 1fr; width: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(
        self, glyphs: Glyphs, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs: Glyphs = glyphs
        self._picture: Picture | None = None

    def on_resize(self) -> None:
        """As much of the legend as fits into the border."""
        room = self.content_size.width
        self.border_title = Content(next((one for one in LEGENDS if len(one) <= room), ""))

    def show(self, picture: Picture | None) -> None:
        """Draw this, where it is another one."""
        if picture != self._picture:
            self._picture = picture
            self.refresh()

    def render(self) -> Content:
        """The rows."""
        if self._picture is None:
            return Content("")
        width, height = self.content_size
        return Content("\n").join(drawn(self._picture, width, height, self._glyphs))

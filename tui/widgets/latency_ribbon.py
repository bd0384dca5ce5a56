"""The recent emission lags of a pane in one line, with what they come to.

Bars from 0 to ``top`` seconds, a word each, the newest at the right; a lag beyond that has a sign
of its own. It is a row of the pane's own drawing, not a widget: a screen with fewer widgets costs
less at every message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.scoring.latency import Spread
from tui.text import shortened
from tui.widgets.wave_glyphs import Glyphs

# The same for all panes, so that they can be compared by eye.
TOP_SECONDS = 2.0
LEAST_BARS = 8
NOTHING = "no word settled yet"
# Fewer samples than are needed for it: a figure would mean nothing.
TOO_FEW = "--"


@dataclass(frozen=True, slots=True)
class _Bars:
    """The bars from the lowest, and the sign for more than there is room for."""

    levels: str
    beyond: str


_BARS = {"ascii": _Bars("_.:-=+*#", "^"), "": _Bars("▁▂▃▄▅▆▇█", "↑")}


def bars(lags: Sequence[float], width: int, top: float, glyphs: Glyphs) -> str:
    """The newest lags as ``width`` cells, blank at the left where there are fewer."""
    signs = _BARS["ascii" if glyphs == "ascii" else ""]
    shown = lags[-width:] if width > 0 else ()
    return "".join(_bar(lag / top, signs) for lag in shown).rjust(max(0, width))


def _bar(share: float, signs: _Bars) -> str:
    if share > 1:
        return signs.beyond
    # A word may arrive before its end, as the vendor places it.
    level = int(max(0.0, share) * len(signs.levels))
    return signs.levels[min(level, len(signs.levels) - 1)]


def numbers(spread: Spread) -> tuple[str, ...]:
    """The percentiles in words, from the fullest to the shortest."""
    if spread.p50 is None:
        return (NOTHING, "--")
    median = f"{spread.p50:.2f}"
    p95 = TOO_FEW if spread.p95 is None else f"{spread.p95:.2f}"
    return (
        f"P50 {median}  P95 {p95:>4} s  n {spread.n}",
        f"{median} / {p95} s  n {spread.n}",
        f"{median} s  n {spread.n}",
        f"{median} s",
    )


def scale(top: float) -> str:
    """What the height of the bars means."""
    return f"lag to {top:g} s "


@dataclass(frozen=True, slots=True)
class RibbonLine:
    """The parts of the line: scale, bars, numbers."""

    scale: str
    bars: str
    numbers: str


def laid_out(
    lags: Sequence[float], spread: Spread, width: int, top: float, glyphs: Glyphs
) -> RibbonLine:
    """The line for ``width`` cells: numbers come before bars, bars before their scale."""
    said = numbers(spread)
    words = next((one for one in said if width >= len(one) + 1 + LEAST_BARS), "")
    if not words or spread.p50 is None:
        words = next((one for one in said if len(one) <= width), said[-1])
        return RibbonLine("", " " * max(0, width - len(words)), shortened(words, width))
    room = width - len(words) - 1
    label = scale(top) if room >= len(scale(top)) + 2 * LEAST_BARS else ""
    return RibbonLine(label, bars(lags, room - len(label), top, glyphs) + " ", words)

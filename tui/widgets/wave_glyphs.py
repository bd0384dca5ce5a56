"""Amplitudes as characters: braille dots, half blocks, or plain ASCII.

All three show the same: the reach from the lowest to the highest sample, and inside it, more solid,
how loud the sound is on average. That is told by the characters and not by colours, which would
also cost a terminal far away twice the bytes. A column of silence is a line; one that nothing is
known about is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from providers.audio.peaks import Column

Glyphs = Literal["braille", "blocks", "ascii"]
# How many columns of peaks and how many steps of height one cell can show.
ACROSS: Mapping[Glyphs, int] = {"braille": 2, "blocks": 1, "ascii": 1}
DOWN: Mapping[Glyphs, int] = {"braille": 4, "blocks": 2, "ascii": 2}
_BRAILLE = 0x2800
# The bits of a braille cell: left column from the top, then right column.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BLOCKS = (" ", "▀", "▄", "█")


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters around the wave."""

    cursor: str
    pointer: str
    tick: str
    hit: str
    reach: str
    turn: str
    line: str
    cut: str


UNICODE_SIGNS = Signs("│", "▼", "╷", "◆", "═", "┃", "─", "…")
ASCII_SIGNS = Signs("|", "V", "|", "*", "=", "|", "-", "~")


def signs(glyphs: Glyphs) -> Signs:
    """Those that go with the glyphs."""
    return ASCII_SIGNS if glyphs == "ascii" else UNICODE_SIGNS


def suitable_glyphs(environ: Mapping[str, str]) -> Glyphs:
    """The finest that the terminal announces it can draw.

    The Linux console's fonts hold no braille, old terminals and other encodings nothing at all.
    """
    kind = environ.get("TERM", "").lower()
    if kind in ("linux", "dumb", "ansi", "cons25") or kind.startswith("vt"):
        return "ascii"
    named = next(
        (environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), ""
    )
    if named and named not in ("C", "POSIX") and "utf" not in named.lower():
        return "ascii"
    return "braille"


@dataclass(frozen=True, slots=True)
class _Reach:
    """Steps from the top, first and last, of the whole sound and of its average."""

    top: int
    bottom: int
    core_top: int
    core_bottom: int


def wave_rows(
    columns: Sequence[Column | None], rows: int, scale: int, glyphs: Glyphs
) -> list[list[str]]:
    """``rows`` lines of characters; an amplitude of ``scale`` reaches the edge.

    ``columns`` holds ``ACROSS[glyphs]`` entries a character.
    """
    steps = rows * DOWN[glyphs]
    across = ACROSS[glyphs]
    reaches = [_reach(column, steps, scale) if column else None for column in columns]
    if glyphs == "braille":
        pairs = [reaches[at : at + across] for at in range(0, len(reaches), across)]
        return [[_dots(pair, 4 * row) for pair in pairs] for row in range(rows)]
    draw = _block if glyphs == "blocks" else _ascii
    return [[draw(reach, 2 * row) if reach else " " for reach in reaches] for row in range(rows)]


def _reach(column: Column, steps: int, scale: int) -> _Reach:
    def step(amplitude: float) -> int:
        return min(steps - 1, max(0, int((scale - amplitude) * steps / (2 * scale))))

    if (column.highest - column.lowest) * steps < 2 * scale:
        # Less than one step is a thin line, wherever the rounding would put its two ends.
        middle = steps // 2
        return _Reach(middle, middle, middle, middle)
    top, bottom = step(column.highest), step(column.lowest)
    return _Reach(top, bottom, max(top, step(column.rms)), min(bottom, step(-column.rms)))


def _dots(pair: Sequence[_Reach | None], first: int) -> str:
    """A braille cell: full where the average reaches, every other dot beyond."""
    bits = 0
    for across, reach in enumerate(pair):
        if reach is None:
            continue
        for dot, step in enumerate(range(first, first + 4)):
            inside = reach.core_top <= step <= reach.core_bottom
            beyond = reach.top <= step <= reach.bottom and (step + across) % 2 == 0
            if inside or beyond or step in (reach.top, reach.bottom):
                bits += _DOTS[across][dot]
    return chr(_BRAILLE + bits) if bits else " "


def _halves(reach: _Reach, first: int) -> tuple[int, bool]:
    """Which halves of a cell the sound reaches (1 upper, 2 lower), and whether its average does."""
    halves = (reach.top <= first <= reach.bottom) + 2 * (reach.top <= first + 1 <= reach.bottom)
    return halves, reach.core_top <= first + 1 and reach.core_bottom >= first


def _block(reach: _Reach, first: int) -> str:
    halves, core = _halves(reach, first)
    return _BLOCKS[halves] if halves != 3 or core else "▒"


def _ascii(reach: _Reach, first: int) -> str:
    halves, core = _halves(reach, first)
    if halves and reach.top == reach.bottom:
        return "-"
    return (" ", "'", ".", "#" if core else ":")[halves]

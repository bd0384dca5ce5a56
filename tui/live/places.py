"""The places of a live stream that are worth hearing again, once it has stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui.live.lines import channel_letter
from tui.live.model import Line, Side
from tui.text import clock
from tui.widgets.table import Column
from tui.widgets.table import Line as Row

PlaceKind = Literal["hit", "differs", "said"]
TABLE = (
    Column("Time", 9, right=True),
    Column("", 1, rank=3),
    Column("What", 7, rank=2),
    Column("Words", 16, grows=True),
)
_SIGNS: dict[PlaceKind, str] = {"hit": "● hit", "differs": "≠", "said": ""}
_STYLES: dict[PlaceKind, str] = {"hit": "$success", "differs": "bold", "said": "dim"}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the audio: ``start`` and ``end`` in seconds, and what the pane has of it.

    A "hit" is where a watched term was found, "differs" a settled line that another pane has
    otherwise.
    """

    start: float
    end: float
    channel: int | None
    text: str
    kind: PlaceKind = "said"


def places_of(side: Side, channels: int) -> tuple[Place, ...]:
    """Every hit and settled line of a pane, in order of the audio; one channel has no name."""
    lines = (line for line in side.lines if line.kind != "note" and line.end > line.start)
    found = (_place(line, line.channel if channels > 1 else None) for line in lines)
    return tuple(sorted(found, key=lambda place: (place.start, place.kind != "hit")))


def _place(line: Line, channel: int | None) -> Place:
    kind: PlaceKind = "hit" if line.kind == "hit" else "differs" if line.differing else "said"
    return Place(line.start, line.end, channel, line.text, kind)


def first_worth_hearing(places: Sequence[Place]) -> int:
    """Where to begin: the first hit, else the first that differs, else the first."""
    for kind in ("hit", "differs"):
        for number, place in enumerate(places):
            if place.kind == kind:
                return number
    return 0


def row_of(number: int, place: Place) -> Row:
    """A place as a row of the list."""
    channel = "" if place.channel is None else channel_letter(place.channel)
    cells = (
        (clock(place.start), "dim"),
        channel,
        (_SIGNS[place.kind], _STYLES[place.kind]),
        place.text.removeprefix("hit: "),
    )
    return Row(f"place {number}", cells)

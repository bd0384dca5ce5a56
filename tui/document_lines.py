"""A response as lines of JSON around one place of it: what fits stands on one line.

Long lists are shown in part: the members around the place, and how many there are besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checklists.during.rehearsal.row import Place
from tui.text import one_line

# So many members of a list are shown before and after the one that is looked at.
AROUND = 60
_LONGEST_TEXT = 2_000
# Levels that are drawn: no vendor nests half as deep, and far to the right nothing is to be seen.
DEEPEST = 60
# With fewer cells a level is set in by one.
_ROOMY = 48
HERE, ELSEWHERE = "▸ ", "  "


@dataclass(frozen=True, slots=True)
class DocumentLines:
    """Lines, and the number of the one that holds the place; 0 where there is no place."""

    texts: tuple[str, ...]
    at: int = 0


def document_lines(raw: Any, place: Place, width: int) -> DocumentLines:
    """The document laid out for a width in cells, the line of ``place`` marked."""
    drawer = _Drawer(place, max(20, width - len(HERE)))
    texts: list[str] = []
    at = 0
    for text, here in drawer.drawn(raw):
        marked = bool(place) and here == place and not at
        if marked:
            at = len(texts)
        texts.append((HERE if marked else ELSEWHERE) + one_line(text))
    return DocumentLines(tuple(texts), at)


class _Drawer:
    """Lays out values; ``target`` is the place that is looked at."""

    def __init__(self, target: Place, width: int) -> None:
        self.target, self.width = target, width
        self.step = "  " if width >= _ROOMY else " "

    def drawn(
        self, value: Any, place: Place = (), before: str = "", after: str = ""
    ) -> Iterator[tuple[str, Place]]:
        """The lines of a value, each with the place that begins on it."""
        indent = self.step * len(place)
        onwards = len(place) < len(self.target) and self.target[: len(place)] == place
        if not onwards or not isinstance(value, dict | list) or not value:
            room = self.width - len(indent) - len(before) - len(after)
            short = _compact(value, room)
            if short is not None or not isinstance(value, dict | list):
                text = _scalar(value) if short is None else short
                yield f"{indent}{before}{text}{after}", place
                return
        if len(place) >= DEEPEST:
            yield f"{indent}{before}… deeper{after}", self.target if onwards else place
            return
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        yield f"{indent}{before}{opening}", place
        yield from self._members(value, place, indent)
        yield f"{indent}{closing}{after}", (*place, "")

    def _members(self, value: Any, place: Place, indent: str) -> Iterator[tuple[str, Place]]:
        if isinstance(value, Mapping):
            last = len(value) - 1
            for number, (key, member) in enumerate(value.items()):
                name = f"{json.dumps(key, ensure_ascii=False)}: "
                after = "," if number < last else ""
                yield from self.drawn(member, (*place, key), name, after)
            return
        first, beyond = self._window(value, place)
        if first:
            yield f"{indent}{self.step}… {first:,} before", (*place, "")
        for number in range(first, beyond):
            after = "," if number < len(value) - 1 else ""
            yield from self.drawn(value[number], (*place, number), "", after)
        if beyond < len(value):
            yield f"{indent}{self.step}… {len(value) - beyond:,} more", (*place, "")

    def _window(self, members: list[Any], place: Place) -> tuple[int, int]:
        around = 0
        if self.target[: len(place)] == place and len(place) < len(self.target):
            part = self.target[len(place)]
            around = part if isinstance(part, int) else 0
        first = max(0, around - AROUND)
        return first, min(len(members), around + AROUND)


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


def _compact(value: Any, room: int) -> str | None:
    """The value on one line, or None where it does not fit."""
    if not isinstance(value, dict | list):
        said = _scalar(value)
        return said if len(said) <= room else None
    if room < 2:
        return None
    parts: list[str] = []
    left = room - 2
    pairs = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for key, member in pairs:
        name = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        text = _compact(member, left - len(name))
        if text is None:
            return None
        parts.append(name + text)
        left -= len(name) + len(text) + 2
        if left < -2:
            return None
    inner = ", ".join(parts)
    return f"{{{inner}}}" if isinstance(value, dict) else f"[{inner}]"

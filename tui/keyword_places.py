"""Where in the sound a term made a difference, or is said: what can be played of an experiment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.keyword_lines import rate, rows_of, term_row
from tui.text import one_line

_KINDS = ("gained", "lost", "harmed")
# The same word is timed a little otherwise with other terms; what lies nearer is one place.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """From ``start`` to ``end`` seconds of a channel of a clip (its hash). ``kind`` is "gained",
    "lost", "harmed" or "said"; ``words`` says what was heard there."""

    clip: str
    channel: int
    start: float
    end: float
    kind: str
    words: str


def places_of(result: Mapping[str, Any], key: str) -> tuple[Place, ...]:
    """The places of the term of a line ("term/N"), in the order of the clips and of time: what it
    changed, then where it is said without a change."""
    term = term_row(result, key)
    if term is None:
        return ()
    changes = list(_changes(term))
    said = [one for one in _said(term) if not any(_touch(one, other) for other in changes)]
    order = {str(clip.get("sha256")): at for at, clip in enumerate(rows_of(result, "clips"))}
    return tuple(
        sorted((*changes, *said), key=lambda one: (order.get(one.clip, len(order)), one.start))
    )


def _changes(term: Mapping[str, Any]) -> Iterator[Place]:
    for kind in _KINDS:
        for change in rows_of(term, kind):
            before, after = change.get("before") or "nothing", change.get("after") or "nothing"
            words = one_line(f"{change.get('word')}: {before} became {after}")
            yield from _place(change, kind, words)


def _said(term: Mapping[str, Any]) -> Iterator[Place]:
    for place in rows_of(term, "places"):
        yield from _place(place, "said", one_line(str(place.get("text") or "")))


def _place(row: Mapping[str, Any], kind: str, words: str) -> Iterator[Place]:
    """A place whose time is known."""
    start, end = rate(row.get("start")), rate(row.get("end"))
    if start is not None and end is not None:
        channel = row.get("channel")
        where = channel if isinstance(channel, int) else 0
        yield Place(str(row.get("clip", "")), where, start, end, kind, words)


def _touch(one: Place, other: Place) -> bool:
    same = (one.clip, one.channel) == (other.clip, other.channel)
    return same and one.start <= other.end + _NEAR and other.start <= one.end + _NEAR

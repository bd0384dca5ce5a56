"""Two sequences of the same audio beside each other, by the time of what was spoken."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from checklists.during.stream_semantics.sequence import EventSequence, Segment


@dataclass(frozen=True, slots=True)
class EventRow:
    """The segments in which both sides tell of the same speech; one side may have none.

    ``start`` and ``end`` are seconds of the audio.
    """

    channel: int
    start: float
    end: float
    left: tuple[Segment, ...]
    right: tuple[Segment, ...]


def side_by_side(left: EventSequence, right: EventSequence) -> tuple[EventRow, ...]:
    """Rows in the order of speech; every segment of both sides stands in exactly one.

    Two segments share a row where more than half of the shorter one is in the other: so three
    windows of Deepgram stand beside the one segment of Amazon that they fill, and segments that
    only touch do not pull each other along.
    """
    channels = {one.channel for one in (*left.segments, *right.segments)}
    rows = [
        row
        for channel in channels
        for row in _aligned(_of(left, channel), _of(right, channel), channel)
    ]
    return tuple(sorted(rows, key=lambda row: (row.start, row.channel)))


def _of(sequence: EventSequence, channel: int) -> list[Segment]:
    return [one for one in sequence.segments if one.channel == channel]


def _aligned(left: list[Segment], right: list[Segment], channel: int) -> Iterator[EventRow]:
    """Rows of one channel, by joining what overlaps enough."""
    joined = _Joined(len(left) + len(right))
    for at, other in _overlaps(left, right):
        if _share(left[at], right[other]) > 0.5:
            joined.join(at, len(left) + other)
    for members in joined.groups():
        here = tuple(left[at] for at in members if at < len(left))
        there = tuple(right[at - len(left)] for at in members if at >= len(left))
        every = (*here, *there)
        yield EventRow(
            channel,
            min(one.start for one in every),
            max(one.end for one in every),
            here,
            there,
        )


def _overlaps(left: Sequence[Segment], right: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """The pairs that overlap; both are in the order of their starts."""
    ended = list(accumulate((one.end for one in right), max))
    for at, one in enumerate(left):
        other = bisect_right(ended, one.start)
        while other < len(right) and right[other].start < one.end:
            if right[other].end > one.start:
                yield at, other
            other += 1


def _share(one: Segment, other: Segment) -> float:
    """How much of the shorter of two is in the longer one: 0 to 1."""
    common = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return common / shorter if shorter > 0 else 0.0


class _Joined:
    """Numbers put together step by step."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, one: int, other: int) -> None:
        """These two belong together, and with them all that either belongs to."""
        self._above[self._root(one)] = self._root(other)

    def groups(self) -> list[list[int]]:
        """All numbers, each in one group."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            found.setdefault(self._root(number), []).append(number)
        return list(found.values())

    def _root(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

"""Which hits of a search in the sound were told already, when audio is sent a second time."""

from __future__ import annotations

from collections.abc import Iterable

from providers.speech import SearchHit

# Two hearings of one place begin this near to each other, in seconds, or one holds the other's
# middle: two places of a term that follow each other may overlap a little.
SAME_PLACE = 0.25
# What a connection heard of a term that its end cut into is weak: the whole of it is a new hit.
_SURER = 2.0


def same_place(one: SearchHit, other: SearchHit) -> bool:
    """Whether two hits claim the same term at the same place of the same channel."""
    return (
        one.term == other.term
        and one.channel == other.channel
        and (
            abs(one.start - other.start) <= SAME_PLACE
            or one.start < (other.start + other.end) / 2 < one.end
            or other.start < (one.start + one.end) / 2 < other.end
        )
    )


class HitsTold:
    """Fed with the settled hits of one stream over all its connections.

    Within one connection what the vendor says is never doubted. What a later one says of a place is
    new only where it is more than twice as sure: a cut may have left a mere piece of the term.
    """

    def __init__(self) -> None:
        self._before: list[SearchHit] = []
        self._now: list[SearchHit] = []

    def begin_session(self) -> None:
        """A new connection."""
        self._before += self._now
        self._now = []

    def new(self, hits: Iterable[SearchHit]) -> tuple[SearchHit, ...]:
        """Those that no connection before this one told."""
        return tuple(hit for hit in hits if not self._told(hit))

    def told(self, hits: Iterable[SearchHit]) -> None:
        """These are settled and told now."""
        self._now += hits

    def forget(self, before: float) -> None:
        """Audio that ended before this second of the clip is never sent again."""
        for kept in (self._before, self._now):
            if kept and kept[0].end <= before:
                kept[:] = [hit for hit in kept if hit.end + SAME_PLACE > before]

    def __len__(self) -> int:
        return len(self._before) + len(self._now)

    def _told(self, hit: SearchHit) -> bool:
        return any(
            same_place(hit, other) and hit.confidence <= _SURER * other.confidence
            for other in self._before
        )

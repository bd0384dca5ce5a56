"""What a stream cannot carry over, counted: a stream of hours has a few rows of losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.documents.model import Loss

_Row = tuple[str, str, str]


class Tally:
    """Counts by path, what and why, in the order in which they were met."""

    def __init__(self) -> None:
        self._lost: dict[_Row, int] = {}
        self._derived: dict[_Row, int] = {}

    def lost(self, path: str, what: str, why: str, times: int = 1) -> None:
        """Something at this path of the source has no place in the other shape."""
        self._lost[path, what, why] = self._lost.get((path, what, why), 0) + times

    def derived(self, path: str, what: str, why: str, times: int = 1) -> None:
        """Something at this path of what is made was derived or made up."""
        self._derived[path, what, why] = self._derived.get((path, what, why), 0) + times

    def rest(self, holder: Mapping[str, Any], known: frozenset[str], path: str, why: str) -> None:
        """Count every field with something in it that is not ``known`` as lost."""
        for name in holder.keys() - known:
            if holder[name]:
                self.lost(f"{path}{name[:60]}", "not carried over", why)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What was lost, a row for each; ``what`` says how often where it was more than once."""
        return _rows(self._lost)

    @property
    def inventions(self) -> tuple[Loss, ...]:
        """What was derived or made up, alike."""
        return _rows(self._derived)


def _rows(counts: Mapping[_Row, int]) -> tuple[Loss, ...]:
    return tuple(
        Loss(path, what if count == 1 else f"{what} ({count:,} times)", why)
        for (path, what, why), count in counts.items()
    )

"""What is new, gone or elsewhere since the scan before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checklists.before.dependency_places import Place


@dataclass(frozen=True, slots=True)
class Changes:
    """``moved`` gives the key of a place now and what it was before: the same words on another
    line, or in another file where nothing else comes into question. Keys are of ``Place.key``."""

    new: frozenset[str] = frozenset()
    gone: tuple[Place, ...] = ()
    moved: Mapping[str, Place] = field(default_factory=dict)

    def other_file(self, place: Place) -> Place | None:
        """What a place was before, where that was in another file."""
        before = self.moved.get(place.key)
        return before if before is not None and before.path != place.path else None


def changes_between(before: Sequence[Place], now: Sequence[Place]) -> Changes:
    """What changed from one scan of the same directories to the next."""
    known = {place.key: place for place in before}
    kept = {place.key for place in now} & known.keys()
    moved = {
        place.key: known[place.key]
        for place in now
        if place.key in kept and known[place.key].finding.line != place.finding.line
    }
    unknown = [place for place in now if place.key not in kept]
    missing = [place for place in before if place.key not in kept]
    elsewhere = dict(_elsewhere(missing, unknown))
    found_again = {place.key for place in elsewhere.values()}
    return Changes(
        new=frozenset(place.key for place in unknown if place.key not in elsewhere),
        gone=tuple(place for place in missing if place.key not in found_again),
        moved=moved | elsewhere,
    )


def _elsewhere(missing: Iterable[Place], unknown: Iterable[Place]) -> Iterable[tuple[str, Place]]:
    """The places that went to another file as they were, one by one."""
    left, come = _by_words(missing), _by_words(unknown)
    for words, places in come.items():
        before = left.get(words, [])
        if len(before) == 1 and len(places) == 1 and before[0].path != places[0].path:
            yield places[0].key, before[0]


def _by_words(places: Iterable[Place]) -> dict[tuple[str, str, str], list[Place]]:
    found: dict[tuple[str, str, str], list[Place]] = {}
    for place in places:
        one = place.finding
        found.setdefault((one.kind, one.id, " ".join(one.text.split())), []).append(place)
    return found

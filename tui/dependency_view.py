"""Which places are shown, under which headings: what the keys of the bench choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from checklists.scan.finding import CONFIDENCES, KINDS, Confidence, Kind, Mode

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.before.dependency_places import Place
    from checklists.dependency_marks import Standing

Marked = Literal["", "open", "handled", "not-ours", "check"]
MARKED: tuple[tuple[Marked, str], ...] = (
    ("", "any mark"),
    ("open", "open"),
    ("handled", "handled"),
    ("not-ours", "not ours"),
    ("check", "marks in doubt"),
)
LEAST: tuple[tuple[Confidence, str], ...] = (
    ("low", "any confidence"),
    ("medium", "medium and high"),
    ("high", "high only"),
)


@dataclass(frozen=True, slots=True)
class DependencyView:
    """ "" is all of a thing; ``least`` the lowest confidence that is shown."""

    by_kind: bool = False
    kind: Kind | Literal[""] = ""
    mode: Mode | Literal[""] = ""
    least: Confidence = "low"
    marked: Marked = ""
    only_new: bool = False

    @property
    def words(self) -> str:
        """Every filter that leaves something out; "" where none does."""
        parts: list[str] = [self.kind, self.mode]
        parts.append(dict(LEAST)[self.least] if self.least != "low" else "")
        parts.append(dict(MARKED)[self.marked] if self.marked else "")
        parts.append("new only" if self.only_new else "")
        return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one heading: a file, or a kind. ``id`` is unique in its list."""

    id: str
    title: str
    places: tuple[Place, ...]


def marked(standing: Standing) -> Marked:
    """How a place stands, in the words of the filter."""
    if standing.doubt:
        return "check"
    return standing.mark.status or "open"


def grouped(
    found: Dependencies, standings: Mapping[str, Standing], view: DependencyView
) -> tuple[Group, ...]:
    """The places that the view shows, by file in the order of the scan, or by kind."""
    shown = [place for place in found.places if _shows(place, found, standings, view)]
    if view.by_kind:
        return tuple(
            Group(f"kind {kind}", kind, tuple(same))
            for kind in KINDS
            if (same := [place for place in shown if place.finding.kind == kind])
        )
    files: dict[str, list[Place]] = {}
    for place in shown:
        files.setdefault(place.finding.path, []).append(place)
    several = len(found.directories) > 1
    return tuple(
        Group(f"file {path}", path if several else same[0].path, tuple(same))
        for path, same in files.items()
    )


def places_in(groups: Iterable[Group]) -> Sequence[Place]:
    """The places of all groups."""
    return [place for group in groups for place in group.places]


def _shows(
    place: Place, found: Dependencies, standings: Mapping[str, Standing], view: DependencyView
) -> bool:
    one = place.finding
    return (
        view.kind in ("", one.kind)
        and view.mode in ("", one.mode)
        and CONFIDENCES.index(one.confidence) <= CONFIDENCES.index(view.least)
        and view.marked in ("", marked(standings[place.key]))
        and (not view.only_new or place.key in found.changes.new)
    )

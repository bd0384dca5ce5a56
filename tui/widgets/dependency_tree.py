"""Places under the headings of their files or kinds; a heading can be folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tui.dependency_lines import BY_FILE, BY_KIND, group_line, place_cells
from tui.dependency_view import Group
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows
from tui.widgets.table import laid_out

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.before.dependency_places import Place
    from checklists.dependency_marks import Standing

# With more places than this every heading is folded at first.
MANY = 300


class PlaceRows(Rows):
    """The headings and places. The cursor stays on its place, wherever that moves to."""

    DEFAULT_CSS = """
    PlaceRows, PlaceRows:focus { border: none; padding: 0; background: $background;
                                 background-tint: $foreground 0%; }
    PlaceRows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._groups: tuple[Group, ...] = ()
        self._laid_out: list[tuple[Group, Place | None]] = []
        self._found: Dependencies | None = None
        self._standings: Mapping[str, Standing] = {}
        self._by_kind = False
        self.folded: set[str] = set()

    def show(
        self,
        found: Dependencies,
        groups: Sequence[Group],
        standings: Mapping[str, Standing],
        *,
        by_kind: bool,
    ) -> None:
        """Show these groups; another scan, or other headings, begin unfolded where they are few."""
        if self._found is not found or self._by_kind != by_kind:
            many = sum(len(group.places) for group in groups) > MANY
            self.folded = {group.id for group in groups} if many else set()
        self._found, self._groups, self._standings = found, tuple(groups), standings
        self._by_kind = by_kind
        self._fill()

    @property
    def group(self) -> Group | None:
        """The group under the cursor, or in which the cursor is."""
        return self._here[0] if self._here else None

    @property
    def place(self) -> Place | None:
        """The place under the cursor; None on a heading."""
        return self._here[1] if self._here else None

    @property
    def places(self) -> tuple[Place, ...]:
        """What the cursor is on: a place, or all of a heading's."""
        if self.place is not None:
            return (self.place,)
        return self.group.places if self.group else ()

    @property
    def _here(self) -> tuple[Group, Place | None] | None:
        at = self.highlighted
        return self._laid_out[at] if at is not None and at < len(self._laid_out) else None

    def fold(self, *, away: bool) -> None:
        """Fold the group of the cursor away, with the cursor on its heading; or open it."""
        group = self.group
        if group is None or (group.id in self.folded) == away:
            return
        self.folded ^= {group.id}
        self._fill(group.id)

    def fold_all(self) -> None:
        """Fold every group away, or open all where they are."""
        ids = {group.id for group in self._groups}
        group = self.group
        self.folded = set() if ids <= self.folded else ids
        self._fill(group.id if group else "")

    def _fill(self, to: str = "") -> None:
        """Lay the lines out anew; the cursor goes to the heading ``to``, or stays where it was."""
        before, row = self._here, self.highlighted or 0
        self._laid_out = []
        options: list[Option] = []
        for group in self._groups:
            folded = group.id in self.folded
            self._laid_out.append((group, None))
            draw = partial(group_line, group, self._standings, folded=folded)
            options.append(Option(Fitted(draw)))
            for place in () if folded else group.places:
                self._laid_out.append((group, place))
                options.append(Option(Fitted(partial(self._line, place))))
        self.set_options(options)
        if options:
            self.highlighted = self._again(before, row, to)

    def _again(self, before: tuple[Group, Place | None] | None, row: int, to: str) -> int:
        """The line on which the cursor was, or the one that took its place."""
        if to:
            return next(i for i, line in enumerate(self._laid_out) if line[0].id == to)
        if before is None:
            # The first place says more than the first heading.
            return 1 if len(self._laid_out) > 1 and self._laid_out[1][1] else 0
        wanted = (before[0].id, before[1].key if before[1] else "")
        for index, (group, place) in enumerate(self._laid_out):
            if (group.id, place.key if place else "") == wanted:
                return index
        key = before[1].key if before[1] else ""
        for index, (_, place) in enumerate(self._laid_out):
            if key and place and place.key == key:
                return index
        return min(row, len(self._laid_out) - 1)

    def _line(self, place: Place, width: int) -> Content:
        assert self._found is not None
        standing, by_kind = self._standings[place.key], self._by_kind
        cells = place_cells(place, standing, self._found, by_kind=by_kind, width=width)
        return laid_out(BY_KIND if by_kind else BY_FILE, cells, width)


class DependencyTree(Vertical):
    """Headings of the columns that stay, lines that scroll, and a sentence where there are none."""

    DEFAULT_CSS = """
    DependencyTree { height: 1fr; }
    DependencyTree > .headings { height: 1; width: 1fr; padding: 0 1 0 0; color: $text-muted; }
    DependencyTree > .nothing { height: 1fr; width: 1fr; display: none; }
    DependencyTree.-empty > .nothing { display: block; }
    DependencyTree.-empty > .headings, DependencyTree.-empty > PlaceRows { display: none; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows = PlaceRows()
        self._by_kind = False

    def compose(self) -> ComposeResult:
        yield Static(Fitted(self._headings), classes="headings", markup=False)
        yield self.rows
        yield Static("", classes="nothing", markup=False)

    def show_nothing(self, why: str) -> None:
        """A sentence in place of the lines."""
        self.add_class("-empty")
        self.query_one(".nothing", Static).update(Content(why))

    def show(
        self,
        found: Dependencies,
        groups: Sequence[Group],
        standings: Mapping[str, Standing],
        *,
        by_kind: bool,
    ) -> None:
        """Show these groups."""
        self.remove_class("-empty")
        if by_kind != self._by_kind:
            self._by_kind = by_kind
            self.query_one(".headings", Static).update(Fitted(self._headings))
        self.rows.show(found, groups, standings, by_kind=by_kind)

    def _headings(self, width: int) -> Content:
        columns = BY_KIND if self._by_kind else BY_FILE
        return laid_out(columns, tuple(column.heading for column in columns), width)

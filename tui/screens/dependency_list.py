"""The places of the newest scan and the features they need, and all about the one in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from tui.dependency_lines import nothing_found, nothing_yet, scanned, summary
from tui.dependency_view import DependencyView, grouped, places_in
from tui.dependency_words import about, about_group, place_sections
from tui.feature_lines import TABLE, about_feature, feature_id, feature_sections, table_lines
from tui.feature_lines import summary as features_summary
from tui.screens.bench import BenchScreen
from tui.screens.run import RunWindow
from tui.text import counted, one_line
from tui.widgets.dependency_tree import DependencyTree, PlaceRows
from tui.widgets.fitted import Fitted
from tui.widgets.table import Table, TableRows
from tui.widgets.views_line import ViewsLine

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.before.dependency_source import Around
    from checklists.dependency_marks import Standing
    from checklists.scan.features import Feature

ViewName = Literal["uses", "features"]
TITLES: Mapping[ViewName, str] = {"uses": "Uses", "features": "Features"}
# Lines before and after a place: in its window, and beside the list where there is room or not.
REACH = 25
_SHOWN, _SHOWN_ROOMY, _SHOWN_LOW = 7, 3, 1
_BESIDE, _ROOMY = 120, 34


@dataclass
class SourceRead(Message):
    """The lines around a place were read."""

    key: str
    source: Around


class DependencyList(BenchScreen):
    """Two views, one at a time, each a list and what is known of the line under the cursor."""

    def __init__(self) -> None:
        self.view_name: ViewName = "uses"
        self.view = DependencyView()
        self.found: Dependencies | None = None
        self.standings: Mapping[str, Standing] = {}
        self._features: tuple[Feature, ...] = ()
        self._features_of: tuple[str, frozenset[str]] = ("", frozenset())
        self._source: tuple[str, Around] | None = None
        super().__init__()

    def compose_body(self) -> ComposeResult:
        yield ViewsLine(TITLES)
        with Container(id="uses", classes="place view"):
            yield DependencyTree(id="tree", classes="panel")
            with VerticalScroll(id="uses-more", classes="panel more"):
                yield Static(markup=False)
        with Container(id="features", classes="place view -away"):
            yield Table(TABLE, id="feature-table", classes="panel")
            with VerticalScroll(id="features-more", classes="panel more"):
                yield Static(markup=False)

    @property
    def rows(self) -> PlaceRows:
        """The list of the places."""
        return self.query_one(PlaceRows)

    # --- what is known -----------------------------------------------------------------------

    def show_bench(self) -> None:
        """The newest scan, which may have been kept by the command meanwhile, and its marks."""
        from checklists.before import dependencies

        workspace = self.program.workspace
        if dependencies.newest_id(workspace) != (self.found.run if self.found else ""):
            self.found = dependencies.newest(workspace)
        self.read_marks()
        self.show_all()

    def read_marks(self) -> None:
        """The marks as they are on record, and the features without what is not ours."""
        if self.found is None:
            return
        from checklists.before.dependencies import features_in_use

        self.standings = self.program.workspace.dependency_marks.of(self.found.places)
        not_ours = frozenset(
            key for key, one in self.standings.items() if one.mark.status == "not-ours"
        )
        if self._features_of != (self.found.run, not_ours):
            self._features_of = (self.found.run, not_ours)
            self._features = features_in_use(self.found.places, not_ours)

    # --- showing -----------------------------------------------------------------------------

    def choose(self, *, by_kind: bool) -> None:
        """Other headings."""
        self.view = replace(self.view, by_kind=by_kind)
        self.show_all()

    def show_all(self) -> None:
        """Both lists and what belongs to them."""
        self._show_uses()
        self._show_features()
        self.query_one(ViewsLine).show(self.view_name, self._summary())
        self.redraw_edges()

    def show_view(self) -> None:
        """The view that is chosen, in place of the other."""
        for name in TITLES:
            self.query_one(f"#{name}").set_class(name != self.view_name, "-away")
        self.query_one(ViewsLine).show(self.view_name, self._summary())
        self.focus_view()
        self.redraw_edges()

    def focus_view(self) -> None:
        """The focus to the list in view."""
        first = "PlaceRows" if self.view_name == "uses" else "TableRows"
        self.query_one(first).focus()

    def _show_uses(self) -> None:
        tree, key = self.query_one(DependencyTree), self.program.key_of
        tree.border_title, tree.border_subtitle = Content("Uses of Amazon Transcribe"), Content("")
        self.query_one("#uses").set_class(self.found is None, "-alone")
        if self.found is None:
            code = self.program.workspace.beginning.answers().code
            tree.show_nothing(nothing_yet(key("scan-code"), code))
        else:
            groups = grouped(self.found, self.standings, self.view)
            shown, filters = places_in(groups), self.view.words
            if not shown:
                keys = key("filter-dependencies"), key("skipped-dependencies")
                tree.show_nothing(nothing_found(self.found, filters, *keys))
            else:
                by_kind = self.view.by_kind
                tree.show(self.found, groups, self.standings, by_kind=by_kind)
            words = f"{len(shown):,} of {counted(len(self.found.places), 'use')} · {filters}"
            title = words if filters else f"By {'kind' if self.view.by_kind else 'file'}"
            tree.border_title = Content(title)
            tree.border_subtitle = Content(one_line(scanned(self.found)))
        self._show_place()

    def _show_features(self) -> None:
        table = self.query_one("#feature-table", Table)
        nothing = "No feature that a request switches on was found in code that is yours."
        table.show(table_lines(self._features), nothing=nothing)
        table.border_title = Content("What this code needs from Deepgram · enter: all about it")
        table.border_subtitle = Content(one_line(scanned(self.found)) if self.found else "")
        self._show_feature()

    def _summary(self) -> str:
        if self.found is None:
            return ""
        if self.view_name == "features":
            return features_summary(self._features)
        return summary(self.found, self.standings)

    def on_resize(self, event: events.Resize) -> None:
        """More lines of source where there is room."""
        super().on_resize(event)
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        if self.is_mounted:
            self._show_place()

    # --- the place in hand -------------------------------------------------------------------

    def _show_place(self) -> None:
        place, found = self.rows.place, self.found
        source = self._source_of_place
        if place is not None and source is None:
            self._read_source(place.key)
        if place is None or found is None or self.query_one(DependencyTree).has_class("-empty"):
            self._show_heading()
            return
        standing = self.standings[place.key]
        near = _near(source, place.finding.line, self._reach) if source else None
        self._show_more("uses", lambda width: about(place, standing, found, near, width))

    def _show_heading(self) -> None:
        group = self.rows.group
        if group is None or self.query_one(DependencyTree).has_class("-empty"):
            self._show_more("uses", lambda width: [Content("Nothing to show yet.")])
            return
        ids = ("fold-dependencies", "unfold-dependencies", "mark-handled")
        keys = [self.program.key_of(one) for one in ids]
        self._show_more("uses", lambda width: about_group(group, self.standings, keys, width))

    @property
    def _reach(self) -> int:
        """How many lines before and after a place there is room for."""
        if self.app.size.width >= _BESIDE:
            return _SHOWN
        return _SHOWN_ROOMY if self.app.size.height >= _ROOMY else _SHOWN_LOW

    @property
    def _source_of_place(self) -> Around | None:
        place = self.rows.place
        if place is None or self._source is None or self._source[0] != place.key:
            return None
        return self._source[1]

    @work(exclusive=True, group="source", exit_on_error=False)
    async def _read_source(self, key: str) -> None:
        """In a thread: the code may lie on a slow disk."""
        from checklists.before.dependency_source import around

        place = self.rows.place
        if place is not None and place.key == key:
            self.post_message(SourceRead(key, await asyncio.to_thread(around, place, REACH)))

    @on(SourceRead)
    def _source_read(self, message: SourceRead) -> None:
        self._source = (message.key, message.source)
        if self._source_of_place is not None:
            self._show_place()

    def _show_feature(self) -> None:
        feature = self._feature
        if feature is None:
            self._show_more("features", lambda width: [Content("Nothing to show yet.")])
        else:
            names = self._names
            self._show_more("features", lambda width: about_feature(feature, names, width))

    @property
    def _names(self) -> Mapping[str, str]:
        """The paths of the findings as they are shown."""
        places = self.found.places if self.found else ()
        return {place.finding.path: place.path for place in places}

    @property
    def _feature(self) -> Feature | None:
        chosen = self.query_one("#feature-table", Table).rows.selected
        return next((one for one in self._features if feature_id(one) == chosen), None)

    def _show_more(self, view: str, lines: Callable[[int], Iterable[Content]]) -> None:
        more = self.query_one(f"#{view}-more")
        more.border_title = Content("About it")
        more.query_one(Static).update(Fitted(lambda width: Content("\n").join(list(lines(width)))))

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if isinstance(event.option_list, TableRows):
            self._show_feature()
        else:
            self._show_place()
        self.query_one(f"#{self.view_name}-more").scroll_home(animate=False)
        self.redraw_edges()

    @on(OptionList.OptionSelected)
    def _opened(self) -> None:
        """All about it in a window; a heading is folded or unfolded."""
        place, group, feature = self.rows.place, self.rows.group, self._feature
        if self.view_name == "features":
            if feature is not None:
                self.app.push_screen(
                    RunWindow(feature.title, feature_sections(feature, self._names))
                )
        elif place is not None and self.found is not None:
            sections = place_sections(
                place, self.standings[place.key], self.found, self._source_of_place
            )
            self.app.push_screen(RunWindow(f"{place.path}:{place.finding.line}", sections))
        elif group is not None:
            self.rows.fold(away=group.id not in self.rows.folded)


def _near(source: Around, line: int, reach: int) -> Around:
    """As many of the lines around a place as there is room for."""
    lines: Sequence[tuple[int, str]] = source.lines
    return replace(source, lines=tuple(one for one in lines if abs(one[0] - line) <= reach))

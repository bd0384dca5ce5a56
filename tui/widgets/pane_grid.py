"""One to four panes beside and below each other, as many as can be read at once."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import Resize

from checklists.before.live.panes import IDS
from tui.widgets.transcript_pane import TranscriptPane
from tui.widgets.wave_glyphs import Glyphs

# Two columns from this width on, three from this one (for three panes only).
TWO_COLUMNS, THREE_COLUMNS = 100, 150
LEAST_ROWS = 9


def columns_for(panes: int, width: int) -> int:
    """How many panes stand beside each other."""
    if panes == 3 and width >= THREE_COLUMNS:
        return 3
    return 2 if panes > 1 and width >= TWO_COLUMNS else 1


def fitting(panes: int, width: int, height: int) -> int:
    """How many panes can be read at once."""
    return min(panes, columns_for(panes, width) * max(1, height // LEAST_ROWS))


class PaneGrid(Container):
    """Shows the first ``count`` of four places; where not all fit, a page of them."""

    DEFAULT_CSS = """
    PaneGrid { layout: grid; grid-size: 2; grid-gutter: 0; height: 1fr; }
    PaneGrid > TranscriptPane { display: none; }
    PaneGrid > TranscriptPane.-shown { display: block; }
    PaneGrid > TranscriptPane.-spread { column-span: 2; }
    """

    def __init__(self, count: int, glyphs: Glyphs, key: str, *, id: str | None = None) -> None:
        """``key`` is the one that goes to the next pane."""
        super().__init__(id=id)
        self._key = key
        self.count = count
        self._first = 0
        self._places = tuple(TranscriptPane(pane_id, glyphs) for pane_id in IDS)

    def compose(self) -> ComposeResult:
        yield from self._places

    def on_mount(self) -> None:
        """The first panes, before anybody knows the size."""
        self._arrange()

    def on_resize(self, event: Resize) -> None:
        """Another size, other columns."""
        self._arrange()

    def set_count(self, count: int) -> None:
        """So many panes from now on."""
        self.count, self._first = count, 0
        self._arrange()

    @property
    def panes(self) -> list[TranscriptPane]:
        """Those in use, in their order, whether in view or not."""
        return list(self._places[: self.count])

    @property
    def shown(self) -> int:
        """How many are in view at once."""
        return fitting(self.count, *self.size) if self.size.width else self.count

    @property
    def in_use(self) -> TranscriptPane:
        """The pane with the focus, or the first that is in view."""
        shown = list(self._in_view())
        return next((pane for pane in shown if pane.has_focus), shown[0])

    def _in_view(self) -> Iterator[TranscriptPane]:
        return (pane for pane in self.panes if pane.has_class("-shown"))

    def show_next(self) -> None:
        """The focus to the next pane, which comes into view where it is not."""
        here = self.panes.index(self.in_use)
        self.show_pane((here + 1) % self.count)

    def show_pane(self, place: int) -> None:
        """A pane into view, with the focus in it."""
        self._first = place - place % max(1, self.shown)
        self._arrange()
        self.panes[place].focus()

    def _more(self, place: int, after: int) -> Content | None:
        """That there are panes which are not in view, told by the last one that is."""
        if place != after - 1 or self.shown >= self.count:
            return None
        return Content(f"{place + 1} of {self.count} panes · {self._key} next")

    def _arrange(self) -> None:
        if not self.is_mounted:
            return
        shown = self.shown
        first = min(self._first - self._first % max(1, shown), max(0, self.count - shown))
        columns = columns_for(self.count, self.size.width or TWO_COLUMNS)
        columns = min(columns, shown)
        had_focus = any(pane.has_focus for pane in self._places)
        self.styles.grid_size_columns = columns
        for place, pane in enumerate(self._places):
            inside = first <= place < first + shown
            pane.border_subtitle = self._more(place, first + shown)
            pane.set_class(inside, "-shown")
            pane.set_class(
                inside and columns == 2 and shown % 2 == 1 and place == first + shown - 1, "-spread"
            )
        if had_focus and not self.in_use.has_focus:
            self.in_use.focus()

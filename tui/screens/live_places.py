"""The places of a stopped live stream, to hear one of them in the workbench that plays clips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from tui.content import hanging
from tui.live.places import TABLE, Place, first_worth_hearing, row_of
from tui.screens.window import Window
from tui.text import clock, one_line
from tui.widgets.fitted import Fitted
from tui.widgets.table import Table

KEYS = "enter hear it · esc close"
NOTHING = "This pane settled nothing, so no place of it is known."


class PlacesWindow(Window[Place]):
    """Dismissed with the place to hear; begins at the first place of a watched term."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "TableRows"

    def __init__(self, title: str, places: Sequence[Place]) -> None:
        super().__init__()
        self._title = title
        self._rows = {row_of(number, one).id: (number, one) for number, one in enumerate(places)}
        self._first = f"place {first_worth_hearing(places)}"

    def compose(self) -> ComposeResult:
        with self.box(f"Hear a place · {self._title}", KEYS if self._rows else "esc close"):
            yield Table(TABLE)
            yield Static("", id="more", markup=False)

    def on_mount(self) -> None:
        """Show them in order of the audio."""
        lines = [row_of(number, place) for number, place in self._rows.values()]
        self.query_one(Table).show(lines, start=self._first, nothing=NOTHING)
        self._tell()

    @property
    def _selected(self) -> Place | None:
        found = self._rows.get(self.query_one(Table).rows.selected)
        return found[1] if found else None

    @on(OptionList.OptionHighlighted)
    def _tell(self) -> None:
        place = self._selected
        more = self.query_one("#more", Static)
        if place is None:
            more.update("")
            return
        span = f"{clock(place.start)} to {clock(place.end)}  "
        words = Content.assemble((span, "dim"), one_line(place.text))
        more.update(
            Fitted(lambda width: Content("\n").join(hanging(Content(""), words, 0, max(12, width))))
        )

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        if (place := self._selected) is not None:
            self.dismiss(place)

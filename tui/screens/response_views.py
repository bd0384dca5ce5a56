"""Two views of the responses bench: both responses beside each other, and the events of streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from checklists.during.rehearsal.row import NOWHERE, Spot
from providers.errors import BadInput
from tui.response_lines import path_cell, short_path
from tui.screens.response_taking import Rehearsed, ResponseTaking
from tui.text import one_line, shortened
from tui.widgets.document_pane import DocumentPane
from tui.widgets.event_rows import EventTable
from tui.widgets.fact_rows import beside as compact

if TYPE_CHECKING:
    from checklists.during.stream_semantics.sequence import EventSequence


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at in both responses; ``where`` is the counterpart's path in the map."""

    path: str = ""
    amazon: Spot = NOWHERE
    deepgram: Spot = NOWHERE
    where: str = ""

    def missing(self, side: str) -> str:
        """What stands in a title where a side has no value."""
        if not self.path:
            return ""
        if side == "amazon":
            return "not in this response"
        if self.where.startswith("("):
            return self.where
        return f"not there: {short_path(self.where)}" if self.where else "nothing stands for it"


class ResponseViews(ResponseTaking):
    """What is looked at in both responses, and what both said of a stream."""

    def __init__(self) -> None:
        self.look = Look()
        self.sequences: tuple[EventSequence, EventSequence] | None = None
        self._told_of: Rehearsed | None = None
        super().__init__()

    @staticmethod
    def compose_beside() -> ComposeResult:
        """Both responses."""
        with Container(id="beside", classes="place view"):
            yield DocumentPane(id="amazon-json", classes="panel side -shown")
            yield DocumentPane(id="deepgram-json", classes="panel side")

    @staticmethod
    def compose_events() -> ComposeResult:
        """The events."""
        with Container(id="events", classes="place view"):
            yield EventTable(id="event-table", classes="panel")
            yield from more_of("events")

    @property
    def about(self) -> str:
        """Where the two responses are from, in a line."""
        from checklists.during.rehearsal.sides import about

        return one_line(about(self.now.sides)) if self.now.sides else ""

    def fill_more(self, view: str, sections: Sequence[tuple[str, str]]) -> None:
        """What the line under the cursor rests on, in the panel of a view."""
        more = self.query_one(f"#{view}-more")
        more.set_class(not sections, "-away")
        more.border_title = Content("What it rests on" if view != "events" else "What was said")
        more.query_one(Static).update(compact(sections))
        more.scroll_home(animate=False)

    def show_beside(self) -> None:
        """Both responses around what is looked at."""
        spots = (self.look.amazon, self.look.deepgram)
        for at, (side, name) in enumerate((("amazon", "Amazon"), ("deepgram", "Deepgram"))):
            pane = self.query_one(f"#{side}-json", DocumentPane)
            if self.now.sides is None:
                pane.show(tuple(self.nothing_yet().split("\n")))
            else:
                pane.look_at(self.now.sides[at].document.raw, spots[at].place)
            said = spots[at].path or self.look.missing(side)
            other = self.program.key_of("responses-other")
            more = f" · {other} the other" if self.narrow() else ""
            panes = 1 if self.narrow() else 2
            room = max(12, self.size.width // panes - 6 - len(more))
            title = f"{name} · {path_cell(said, room - len(name) - 3)}" if said else name
            pane.border_title = Content(title + more)
            pane.border_subtitle = Content(self.about if at == 0 or self.narrow() else "")

    # --- the events of a stream --------------------------------------------------------------

    def show_events(self) -> None:
        """The streams in hand, or the newest on record."""
        table = self.query_one("#event-table", EventTable)
        if self.sequences is None or self._told_of is not self.now:
            self._told_of = self.now
            self.sequences = self._both_sequences()
        if self.sequences is None:
            self.fill_more("events", ())
            table.border_title = Content("Events of a stream")
            table.show(
                (),
                nothing="No stream of both vendors is on record.\n\n"
                f"{self.program.key_of('show-live')}  streams a call to both sides at once\n"
                f"{self.program.key_of('responses-files')}  takes two logs of streams from files\n",
            )
            return
        from tui.widgets.event_rows import summary

        table.compare(*self.sequences)
        table.border_title = Content("What each said, and when")
        table.border_subtitle = Content(shortened(summary(self.sequences[1]), 100))
        self.show_event()

    def _both_sequences(self) -> tuple[EventSequence, EventSequence] | None:
        """The two logs in hand, else the newest live session of both vendors."""
        from checklists.during.stream_semantics.logs import logged_sequence
        from checklists.during.stream_semantics.recorded import recorded_sequences

        sides = self.now.sides
        try:
            if sides and all(side.document.kind.endswith("-stream") for side in sides):
                return logged_sequence(sides[0].document), logged_sequence(sides[1].document)
            found = recorded_sequences(self.program.workspace, "last")
        except BadInput:
            return None
        amazon = next((one for one in found if one.vendor == "amazon"), None)
        deepgram = next((one for one in found if one.vendor == "deepgram"), None)
        return (amazon, deepgram) if amazon and deepgram else None

    def show_event(self) -> None:
        """What was said of the stretch under the cursor."""
        from tui.widgets.event_rows import details

        row = self.query_one("#event-table", EventTable).selected
        if row is not None and self.sequences is not None:
            self.fill_more("events", details(row, *self.sequences))


def more_of(view: str) -> ComposeResult:
    """The panel of a view for what a line rests on."""
    with VerticalScroll(id=f"{view}-more", classes="panel more"):
        yield Static(markup=False)

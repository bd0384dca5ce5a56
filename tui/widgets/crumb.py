"""Where a workbench stands: its phase and task, the task's state, and its other workbenches."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.board import TaskCard
from tui.text import shortened
from tui.widgets.checklist import STATE_STYLES
from tui.workbenches import Bench, benches_of


class Crumb(Static):
    """One line; the workbench that is open stands between brackets."""

    DEFAULT_CSS = """
    Crumb { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, bench: Bench, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._bench = bench
        self._card: TaskCard | None = None

    def show(self, card: TaskCard | None) -> None:
        """Show the task as it stands."""
        self._card = card
        self._lay_out()

    def on_resize(self) -> None:
        """The state keeps to the right edge."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.update(crumb(self._bench, self._card, self.content_size.width), layout=False)


def crumb(bench: Bench, card: TaskCard | None, width: int) -> Content:
    """The line, ``width`` cells wide: cut from the left where there is no room."""
    if card is None:
        return Content(bench.title)
    others = benches_of(bench.task)
    tabs = Content(" ").join(
        [
            Content.styled(f"[{one.title}]", "bold $accent")
            if one == bench
            else Content(f" {one.title} ")
            for one in others
        ]
    )
    words = next((w for w in card.standings if tabs.cell_length + len(w) < width), "")
    if not words:
        return tabs
    state = Content.styled(words, STATE_STYLES[card.state])
    where = f"{card.phase.capitalize()} · {card.number} {card.name} · "
    room = width - tabs.cell_length - state.cell_length - 2
    if room < len(where):
        where = f"{card.number} {card.name} · "
    if room < len(where):
        where = shortened(where, room) if room > 8 else ""
    gap = width - len(where) - tabs.cell_length - state.cell_length
    return Content.assemble((where, "dim"), tabs, " " * gap, state)

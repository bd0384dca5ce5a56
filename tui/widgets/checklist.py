"""A phase's tasks: number, name, and the state as a glyph and a word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content
from textual.widgets.option_list import Option

from tui.board import TaskCard
from tui.text import shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

STATE_STYLES = {
    "open": "",
    "evidence": "$success",
    "stale": "$warning",
    "asserted": "$secondary",
    "not-needed": "dim",
}


class Checklist(Rows):
    """Two lines a task; the state's word stands at the right edge of the first."""

    DEFAULT_CSS = """
    Checklist { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._cards: tuple[TaskCard, ...] = ()

    def show(self, cards: Sequence[TaskCard]) -> None:
        """Show these tasks, keeping the cursor where it was."""
        if tuple(cards) == self._cards:
            return
        self._cards = tuple(cards)
        here = self.highlighted
        self.set_options(
            Option(Fitted(partial(self._prompt, card)), id=card.id) for card in self._cards
        )
        if cards:
            self.highlighted = min(here or 0, len(cards) - 1)

    def go_to(self, task: str) -> None:
        """Put the cursor on a task."""
        for index, card in enumerate(self._cards):
            if card.id == task:
                self.highlighted = index

    @property
    def selected(self) -> TaskCard | None:
        """The task under the cursor."""
        if self.highlighted is None or self.highlighted >= len(self._cards):
            return None
        return self._cards[self.highlighted]

    def _prompt(self, card: TaskCard, width: int) -> Content:
        airy = self.scrollable_content_region.height >= 3 * len(self._cards)
        return _prompt(card, width, airy)


def _prompt(card: TaskCard, width: int, airy: bool) -> Content:
    """Number and name on the left, state on the right; below it what there is.

    ``airy`` leaves a line between tasks, where all of them fit nevertheless.
    """
    style = STATE_STYLES[card.state]
    state = f"{card.glyph} {card.word}"
    room = max(4, width - 3 - cell_len(state) - 1)
    name = shortened(card.name, room)
    gap = " " * max(1, width - 3 - cell_len(name) - cell_len(state))
    return Content.assemble(
        (f"{card.number:>2} ", "dim"),
        name,
        gap,
        (state, style),
        "\n   ",
        (shortened(card.summary, max(4, width - 3)), "dim"),
        "\n" if airy else "",
    )

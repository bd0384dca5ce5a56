"""Which hits are shown, and in which order: one line each, changed with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tui.compare_lines import channel_name
from tui.screens.window import Window
from tui.search_view import ORDERS, PLACES, SIDES, STRENGTHS, SearchView
from tui.text import one_line
from tui.widgets.switch_line import SwitchLine


class FilterWindow(Window[SearchView]):
    """Dismissed with the view that was chosen."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss"]
    AUTO_FOCUS = "#order"
    BINDINGS = [  # noqa: RUF012
        Binding("down,j", "app.focus_next", "Next", show=False),
        Binding("up,k", "app.focus_previous", "Previous", show=False),
        Binding("enter", "keep", "Show", show=False, priority=True),
        Binding("delete,backspace", "all", "Everything", show=False),
    ]

    def __init__(self, view: SearchView, terms: Sequence[str], channels: int) -> None:
        """``channels`` is how many the clips have at most."""
        super().__init__()
        self._view, self._terms, self._channels = view, tuple(terms), channels

    def compose(self) -> ComposeResult:
        view = self._view
        with self.box("Which hits", "↑ ↓ move · ← → change · enter show · esc cancel") as box:
            box.add_class("-small")
            yield SwitchLine("Order", [words for *_, words in ORDERS], view.order, id="order")
            terms = ["all terms", *(one_line(term) for term in self._terms)]
            yield SwitchLine("Term", terms, _at(self._terms, view.term), id="term")
            sides = [side for side, _ in SIDES]
            yield SwitchLine(
                "Found", [words for _, words in SIDES], sides.index(view.side), id="side"
            )
            strengths = [strength for strength, _ in STRENGTHS]
            yield SwitchLine(
                "Confidence",
                [words for _, words in STRENGTHS],
                strengths.index(view.strength),
                id="strength",
            )
            channels = range(self._channels)
            yield SwitchLine(
                "Channel",
                ["all channels", *(f"channel {channel_name(channel)}" for channel in channels)],
                _at(channels, view.channel),
                id="channel",
            )
            yield SwitchLine("Where", PLACES, int(view.everywhere), id="where")
            yield Static("delete shows everything again.", markup=False, classes="field-answer")

    @property
    def view(self) -> SearchView:
        """What is chosen now."""
        chosen = {line.id: line.chosen for line in self.query(SwitchLine)}
        term, channel = chosen["term"], chosen["channel"]
        return SearchView(
            order=chosen["order"],
            side=SIDES[chosen["side"]][0],
            strength=STRENGTHS[chosen["strength"]][0],
            term=self._terms[term - 1] if term else "",
            channel=channel - 1 if channel else None,
            everywhere=bool(chosen["where"]),
        )

    def action_keep(self) -> None:
        """Show these."""
        self.dismiss(self.view)

    def action_all(self) -> None:
        """No filter; the order stays, and where."""
        for line in self.query(SwitchLine):
            if line.id not in ("order", "where"):
                line.choose(0)


def _at(values: Sequence[object], chosen: object) -> int:
    """The place of a choice behind the one that means all."""
    return values.index(chosen) + 1 if chosen in values else 0

"""Which places are shown: one line each, changed with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from checklists.scan.finding import Kind, Mode
from tui.dependency_view import LEAST, MARKED, DependencyView
from tui.screens.window import Window
from tui.widgets.switch_line import SwitchLine


class DependencyFilter(Window[DependencyView]):
    """Dismissed with the view that was chosen."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss"]
    AUTO_FOCUS = "#kind"
    BINDINGS = [  # noqa: RUF012
        Binding("down,j", "app.focus_next", "Next", show=False),
        Binding("up,k", "app.focus_previous", "Previous", show=False),
        Binding("enter", "keep", "Show", show=False, priority=True),
        Binding("delete,backspace", "all", "Everything", show=False),
    ]

    def __init__(self, view: DependencyView, kinds: Sequence[Kind], modes: Sequence[Mode]) -> None:
        """``kinds`` and ``modes`` are those there are."""
        super().__init__()
        self._view = view
        self._kinds: tuple[Kind | Literal[""], ...] = ("", *kinds)
        self._modes: tuple[Mode | Literal[""], ...] = ("", *modes)

    def compose(self) -> ComposeResult:
        view = self._view
        with self.box("Which uses", "↑ ↓ move · ← → change · enter show · esc cancel") as box:
            box.add_class("-small")
            yield self._switch("Kind", "any kind", self._kinds, view.kind)
            yield self._switch("Mode", "any mode", self._modes, view.mode)
            least, marks = [one for one, _ in LEAST], [one for one, _ in MARKED]
            yield SwitchLine(
                "Confidence", [words for _, words in LEAST], least.index(view.least), id="least"
            )
            yield SwitchLine(
                "Mark", [words for _, words in MARKED], marks.index(view.marked), id="mark"
            )
            yield SwitchLine(
                "Since",
                ["whenever found", "new since the scan before"],
                int(view.only_new),
                id="since",
            )
            yield Static("delete shows everything again.", markup=False, classes="field-answer")

    @staticmethod
    def _switch(label: str, all_words: str, values: Sequence[str], chosen: str) -> SwitchLine:
        at = values.index(chosen) if chosen in values else 0
        return SwitchLine(label, [one or all_words for one in values], at, id=label.lower())

    @property
    def view(self) -> DependencyView:
        """What is chosen now."""
        chosen = {line.id: line.chosen for line in self.query(SwitchLine)}
        return DependencyView(
            by_kind=self._view.by_kind,
            kind=self._kinds[chosen["kind"]],
            mode=self._modes[chosen["mode"]],
            least=LEAST[chosen["least"]][0],
            marked=MARKED[chosen["mark"]][0],
            only_new=bool(chosen["since"]),
        )

    def action_keep(self) -> None:
        """Show these."""
        self.dismiss(self.view)

    def action_all(self) -> None:
        """No filter."""
        for line in self.query(SwitchLine):
            line.choose(0)

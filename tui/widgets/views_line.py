"""Which views there are, which of them is in view, and at the right edge what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from tui.widgets.fitted import Fitted


class ViewsLine(Static):
    """One line; of what has no room beside the views the last parts between commas are left out."""

    DEFAULT_CSS = """
    ViewsLine { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    BenchScreen.-too-small ViewsLine { display: none; }
    """

    def __init__(self, titles: Mapping[Any, str]) -> None:
        super().__init__(markup=False)
        self._titles = titles

    def show(self, view: str, said: str) -> None:
        """``view`` stands between brackets."""
        tabs = Content(" ").join(
            Content.styled(f"[{title}]", "bold $accent") if name == view else Content(f" {title} ")
            for name, title in self._titles.items()
        )
        self.update(Fitted(partial(_line, tabs, said)), layout=False)


def _line(tabs: Content, said: str, width: int) -> Content:
    while said:
        gap = width - tabs.cell_length - cell_len(said)
        if gap > 0:
            return Content.assemble(tabs, " " * gap, (said, "dim"))
        said = said.rpartition(",")[0]
    return tabs

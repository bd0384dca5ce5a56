"""The clips of the workspace in a few lines, with those chosen marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from tui.text import clock, shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from checklists.records import ClipRecord


class ClipPicker(Rows):
    """One line a clip: mark, name, length. ``marks`` are those of chosen and other clips."""

    DEFAULT_CSS = """
    ClipPicker { height: 1fr; }
    """

    def __init__(self, marks: tuple[str, str], *, classes: str | None = None) -> None:
        super().__init__(markup=False, id="clips", classes=classes)
        self._marks = marks
        self._shown: tuple[object, ...] = ()
        self._hashes: tuple[str, ...] = ()

    def show(self, clips: Sequence[ClipRecord], chosen: Collection[str], title: str) -> None:
        """Show these clips, the cursor where it was."""
        self.border_title = Content(title)
        rows = tuple((one.name, one.clip.duration, one.sha256 in chosen) for one in clips)
        self._hashes = tuple(one.sha256 for one in clips)
        if rows == self._shown:
            return
        self._shown = rows
        marked = [number for number, row in enumerate(rows) if row[2]]
        here = self.highlighted if self.highlighted is not None else (marked or [0])[0]
        self.set_options(Option(_row(self._marks, *row)) for row in rows)
        if rows:
            self.highlighted = min(here, len(rows) - 1)

    @property
    def selected(self) -> str:
        """The hash of the clip under the cursor, or ""."""
        if self.highlighted is None or self.highlighted >= len(self._hashes):
            return ""
        return self._hashes[self.highlighted]


def _row(marks: tuple[str, str], name: str, seconds: float, chosen: bool) -> Fitted:
    def lay_out(room: int) -> Content:
        mark, length = marks[0] if chosen else marks[1], clock(seconds)
        words = shortened(f"{mark} {name}", max(4, room - len(length) - 1))
        gap = " " * max(1, room - Content(words).cell_length - len(length))
        return Content.assemble(words, gap, (length, "dim"))

    return Fitted(lay_out)

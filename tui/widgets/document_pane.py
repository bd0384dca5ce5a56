"""A response to be read, with the place that is looked at in the middle."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from checklists.during.rehearsal.row import Place
from tui.document_lines import HERE, document_lines
from tui.text import shortened
from tui.widgets.lines import NARROWEST, Lines


class DocumentPane(Lines):
    """One response, drawn around one of its places."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._raw: Any = None
        self._place: Place = ()
        self._drawn: tuple[Any, Place, int] = (None, (), 0)

    def look_at(self, raw: Any, place: Place) -> None:
        """Show this document with this place in view; its beginning where there is no place."""
        self._raw, self._place = raw, place
        self._draw()

    def on_resize(self) -> None:
        """Lay out again at the new width."""
        self._draw()

    def _draw(self) -> None:
        width = max(NARROWEST, self.scrollable_content_region.width)
        if self._raw is None or not self.is_mounted:
            return
        raw, *drawn = self._drawn
        if raw is self._raw and drawn == [self._place, width]:
            return
        self._drawn = (self._raw, self._place, width)
        found = document_lines(self._raw, self._place, width)
        cut = [shortened(text, width) for text in found.texts]
        self.show(cut, _styled)
        room = max(1, self.scrollable_content_region.height)
        self.call_after_refresh(
            lambda: self.scroll_to(y=max(0, found.at - room // 2), animate=False)
        )


def _styled(text: str) -> Content:
    return Content.styled(text, "bold $accent") if text.startswith(HERE) else Content(text)

"""A long text to be read from the top: folded to the width, headings marked, nothing cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from textual.widgets import Log


class ReadingPane(Log):
    """Shows sections of text. A response may have ten thousand lines, which Log draws lazily."""

    DEFAULT_CSS = """
    ReadingPane { height: 1fr; min-width: 8; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
                  scrollbar-size-horizontal: 1; background: $surface;
                  &:focus { background-tint: $foreground 0%; } }
    """

    def __init__(self, sections: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(highlight=False, auto_scroll=False, id=id)
        self._sections = tuple(sections)
        self._folded_at = 0

    def on_resize(self) -> None:
        """Fold again, where the width changed."""
        width = max(8, self.scrollable_content_region.width)
        if width != self._folded_at:
            self._folded_at = width
            self.clear()
            self.write_lines(list(folded(self._sections, width)), scroll_end=False)


def folded(sections: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """The lines of all sections, none wider than ``width`` characters."""
    for number, (heading, text) in enumerate(sections):
        if number:
            # An empty line would be dropped by Log.
            yield " "
        yield f"── {heading} " + "─" * max(0, width - len(heading) - 4)
        for line in text.split("\n"):
            yield from _fold(line.expandtabs(4), width)


def _fold(line: str, width: int) -> Iterator[str]:
    if len(line) <= width:
        yield line
        return
    indent = " " * min(len(line) - len(line.lstrip()) + 2, width // 2)
    yield from textwrap.wrap(
        line, width, subsequent_indent=indent, drop_whitespace=False, break_on_hyphens=False
    )

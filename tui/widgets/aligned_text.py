"""Texts of the same speech under each other, word below word, what differs marked by a sign.

The signs are those of the report: ``≠`` heard otherwise, ``+`` inserted, a minus sign missing.
Colour and underline only repeat them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.events import Resize
from textual.widgets import RichLog

from checklists.scoring.side_by_side import Cell, CellKind, Column
from tui.text import clean, shortened

MINUS = "\N{MINUS SIGN}"
LEGEND = f"≠ heard otherwise  + inserted  {MINUS} missing"
_SIGNS: Mapping[CellKind, str] = {
    "hit": "",
    "substitution": "≠",
    "insertion": "+",
    "deletion": MINUS,
    "none": "",
}
_CLASSES: Mapping[CellKind, str] = {
    "substitution": "other",
    "insertion": "added",
    "deletion": "missing",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One passage: its columns, a name for each text, and whether the reference stands on top."""

    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    reference: bool


class AlignedText(RichLog):
    """Scrolls through the sections; long ones are folded to the width, columns kept together."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - as Textual types it
        "aligned-text--name",
        "aligned-text--reference",
        "aligned-text--other",
        "aligned-text--added",
        "aligned-text--missing",
    }
    DEFAULT_CSS = """
    AlignedText, AlignedText:focus { background-tint: $foreground 0%; }
    AlignedText {
        height: 1fr; min-width: 8; padding: 0 1; background: $background;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-gutter: stable;
        & .aligned-text--name { color: $text-muted; }
        & .aligned-text--reference { color: $text-muted; }
        & .aligned-text--other { color: $text-warning; text-style: underline; }
        & .aligned-text--added { color: $text-success; text-style: underline; }
        & .aligned-text--missing { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            wrap=False, min_width=1, markup=False, auto_scroll=False, id=id, classes=classes
        )
        self._sections: tuple[Section, ...] = ()
        self._words = ""
        self._width = 0
        self._differences: list[int] = []
        self._styles: dict[str, Style] = {}

    def show(self, sections: Sequence[Section], words: str = "") -> None:
        """Show these sections from their beginning, with some words before them."""
        if (tuple(sections), words) == (self._sections, self._words):
            return
        self._sections, self._words = tuple(sections), words
        self._draw()
        self.scroll_home(animate=False)

    def on_mount(self) -> None:
        """Colours are looked up when a line is written, so a new theme means writing it again."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())

    def on_resize(self, event: Resize) -> None:
        """Fold again at the new width."""
        if self.scrollable_content_region.width != self._width:
            self._draw()

    def next_difference(self) -> bool:
        """Scroll to the next line with a difference, from the top again after the last.

        False where there is none.
        """
        if not self._differences:
            return False
        here = self.scroll_offset.y
        following = [line for line in self._differences if line > here]
        at_end = here >= self.max_scroll_y
        target = self._differences[0] if at_end or not following else following[0]
        self.scroll_to(y=target, animate=False)
        return True

    def _draw(self) -> None:
        self._width = width = self.scrollable_content_region.width
        self.clear()
        self._differences = []
        self._styles.clear()
        if width <= 0:
            return
        lines: list[Text] = list(self._folded(self._words, width))
        for section in self._sections:
            if lines:
                lines.append(Text(" "))
            if section.title:
                lines.append(Text(shortened(section.title, width), self._style("name")))
            for block, differs in self._blocks(section, width):
                if differs:
                    self._differences.append(len(lines) + (block[0].plain == " "))
                lines += block
        for line in lines:
            self.write(line)

    @staticmethod
    def _folded(words: str, width: int) -> Iterator[Text]:
        import textwrap

        for paragraph in clean(words).split("\n") if words else ():
            for line in textwrap.wrap(paragraph, width) or [" "]:
                yield Text(line)

    def _blocks(self, section: Section, width: int) -> Iterator[tuple[list[Text], bool]]:
        """The lines of as many columns as fit beside each other, and whether they differ."""
        names = (("Reference",) if section.reference else ()) + section.names
        margin = min(max(map(cell_len, names)) + 2, max(0, width - 8))
        room = width - margin
        for number, columns in enumerate(_portions(section.columns, section.reference, room)):
            block = [Text(" ")] if number and len(names) > 1 else []
            for row, name in enumerate(names):
                line = Text(shortened(name, margin - 1), self._style("name")) if margin else Text()
                line.pad_right(margin - line.cell_len)
                for column in columns:
                    self._append(line, column, row, section.reference, room)
                line.rstrip()
                block.append(line if line.plain else Text(" "))
            yield block, not all(column.agrees for column in columns)

    def _append(self, line: Text, column: Column, row: int, reference: bool, room: int) -> None:
        width = _width(column, reference, room)
        if reference and row == 0:
            text, style = column.reference, self._style("reference")
        else:
            cell = column.cells[row - reference]
            text, style = _marked(cell), self._style(_CLASSES.get(cell.kind, ""))
        text = shortened(text, width)
        line.append(text, style)
        line.append(" " * (width - cell_len(text) + 1))

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            full = f"aligned-text--{name}"
            self._styles[name] = (
                self.get_component_rich_style(full, partial=True) if name else Style()
            )
        return self._styles[name]


def _marked(cell: Cell) -> str:
    return _SIGNS[cell.kind] + cell.word


def _width(column: Column, reference: bool, room: int) -> int:
    texts = [_marked(cell) for cell in column.cells]
    if reference:
        texts.append(column.reference)
    return max(1, min(max(map(cell_len, texts)), room))


def _portions(
    columns: Sequence[Column], reference: bool, room: int
) -> Iterator[tuple[Column, ...]]:
    """The columns, as many at a time as fit in ``room`` cells, at least one."""
    taken: list[Column] = []
    used = 0
    for column in columns:
        width = _width(column, reference, room) + 1
        if taken and used + width - 1 > room:
            yield tuple(taken)
            taken, used = [], 0
        taken.append(column)
        used += width
    if taken:
        yield tuple(taken)

"""The parameter map as a list of one line each, from either side; what a line rests on, in full."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content
from textual.widgets.option_list import Option

from checklists.before.in_use import MapRow
from checklists.facts.parameter_book import EFFORT_WORDS, OPERATIONS, VERDICT_WORDS, Verdict
from tui.text import clean, ending, one_line, shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

_STYLES: dict[Verdict, str] = {
    "same": "$success", "renamed": "$success", "derived": "$accent", "manual": "$warning",
    "none": "$error",
}  # fmt: skip
_USED = "●"


class MapRows(Rows):
    """Rows of the map; of Amazon's side the theme stands over its members."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._shown: list[MapRow | None] = []

    def show(self, rows: Sequence[MapRow], nothing: str) -> None:
        """Show these rows from the first on, or a sentence where there are none."""
        options: list[Option] = []
        self._shown = []
        before: MapRow | None = None
        for row in rows:
            theme = row.parameter.theme
            if not row.option and (before is None or theme != before.parameter.theme):
                heading = Content.styled(f"── {theme.capitalize()} ", "$accent")
                options.append(Option(heading, disabled=True))
                self._shown.append(None)
            repeated = before is not None and bool(row.option) and before.option == row.option
            options.append(Option(Fitted(partial(_line, row, repeated=repeated))))
            self._shown.append(row)
            before = row
        if not options:
            options.append(Option(Fitted(partial(_dim, nothing)), disabled=True))
            self._shown.append(None)
        self.set_options(options)
        if rows:
            self.highlighted = next(at for at, row in enumerate(self._shown) if row is not None)
            self.scroll_home(animate=False)

    @property
    def selected(self) -> MapRow | None:
        """The row under the cursor."""
        here = self.highlighted
        return self._shown[here] if here is not None and here < len(self._shown) else None


def holds(row: MapRow, words: Sequence[str]) -> bool:
    """Whether every word stands somewhere in the row."""
    one = row.parameter
    told = (one.member, *one.deepgram, one.verdict, one.why, *row.values, *row.titles, one.theme)
    text = " ".join(told).casefold()
    return all(word in text for word in words)


def map_words(row: MapRow) -> list[tuple[str, str]]:
    """Everything about a row as headings and texts."""
    one = row.parameter
    becomes = ", ".join(one.deepgram) or "nothing"
    calls = ", ".join(OPERATIONS[shape] for shape in one.shapes)
    sections = [
        ("Amazon", one_line(one.member)),
        ("Deepgram", one_line(becomes)),
        ("Verdict", f"{one.verdict}: {VERDICT_WORDS[one.verdict]}"),
        ("Why", one_line(one.why)),
        ("Effort", EFFORT_WORDS[one.effort]),
    ]
    if row.used:
        values = f": {', '.join(row.values)}" if row.values else ""
        titles = ", ".join(row.titles) or "Amazon does it unasked"
        sections.append(("In use", clean(one_line(f"{titles}{values}"))))
    sections += [("Calls", one_line(calls)), ("Source", one_line(f"{one.source}, {one.read_on}"))]
    return sections


def _dim(words: str, width: int) -> Content:
    return Content.styled(shortened(words, width), "dim")


def _line(row: MapRow, width: int, *, repeated: bool) -> Content:
    one = row.parameter
    left = max(8, (width - 13) * (10 if not row.option else 7) // 20)
    right = max(6, width - left - 13)
    becomes = ", ".join(one.deepgram) or "-"
    first, last = (row.option, one.member) if row.option else (one.member, becomes)
    return Content.assemble(
        (f"{_USED} " if row.used else "  ", "$accent"),
        (_cell("" if repeated else first, left), ""),
        " ",
        (_cell(one.verdict, 8), _STYLES[one.verdict]),
        "  ",
        _cell(last, right),
    )


def _cell(text: str, width: int) -> str:
    line = one_line(text)
    # The last of a member's names tells it from its neighbours; words in brackets are a sentence.
    whole = line.startswith("(") or "." not in line
    cut = shortened(line, width) if whole else ending(line, width)
    return cut + " " * (width - cell_len(cut))

"""Facts and limits as lists of one line each, in columns; what a line rests on, in full."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content
from textual.widgets.option_list import Option

from checklists.before.fact_table import AGE_WORDS, TITLES, Age, FactRow
from checklists.before.limit_table import LimitRow, Verdict
from tui.content import hanging
from tui.text import clean, one_line, shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

_MARKS: dict[Age, str] = {
    "guide": "guide", "outdated": "guide old", "newer": "newer", "beside": "beside", "fact": "fact",
    "superseded": "old",
}  # fmt: skip
_MARK_STYLES: dict[Age, str] = {
    "guide": "dim", "outdated": "dim", "newer": "bold $accent", "beside": "", "fact": "",
    "superseded": "dim",
}  # fmt: skip
_VERDICT_STYLES: dict[Verdict, str] = {
    "refused": "bold $error", "broken": "$warning", "kept": "$success", "untested": "dim",
    "request": "dim",
}  # fmt: skip
_VERDICT_GLYPHS: dict[Verdict, str] = {
    "refused": "✗", "broken": "!", "kept": "✓", "untested": "-", "request": "-",
}  # fmt: skip


class FactRows(Rows):
    """Statements by topic; the chapter stands over its topics, the topic on its first line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._rows: tuple[FactRow, ...] = ()
        self._shown: list[FactRow | None] = []

    def show(self, rows: Sequence[FactRow]) -> None:
        """Show these rows from the first on."""
        self._rows = tuple(rows)
        self._fill()
        if rows:
            self.highlighted = 1
            self.scroll_home(animate=False)

    @property
    def selected(self) -> FactRow | None:
        """The row under the cursor."""
        here = self.highlighted
        return self._shown[here] if here is not None and here < len(self._shown) else None

    def _fill(self) -> None:
        options: list[Option] = []
        self._shown = []
        before: FactRow | None = None
        for row in self._rows:
            if before is None or row.chapter != before.chapter:
                heading = f"── {TITLES.get(row.chapter, row.chapter)} "
                options.append(Option(Content.styled(heading, "$accent"), disabled=True))
                self._shown.append(None)
            repeated = before is not None and row.fact.topic == before.fact.topic
            options.append(Option(Fitted(partial(_fact_line, row, repeated=repeated))))
            self._shown.append(row)
            before = row
        if not options:
            options.append(Option(Fitted(_nothing), disabled=True))
            self._shown.append(None)
        self.set_options(options)


def _columns(width: int) -> tuple[int, int, int, int]:
    """Widths of topic, vendor, mark and date; the value has the rest. A date only with room."""
    topic = 18 if width < 68 else 21 if width < 76 else 24 if width < 100 else 30
    return topic, 8, 9, 10 if width >= 90 else 7 if width >= 68 else 0


def _nothing(width: int) -> Content:
    return Content.styled(shortened("Nothing holds all these words.", width), "dim")


def _fact_line(row: FactRow, width: int, *, repeated: bool) -> Content:
    topic, vendor, mark, date = _columns(width)
    room = max(6, width - topic - vendor - mark - date - (4 if date else 3))
    style = "dim" if row.age == "outdated" else ""
    said, said_style = _mark(row)
    parts: list[tuple[str, str]] = [
        (_cell("" if repeated else row.fact.topic, topic), "dim" if repeated else ""),
        (" ", ""),
        (_cell(row.fact.subject.capitalize(), vendor), style),
        (" ", ""),
        (_cell(row.value, room), style),
        (" ", ""),
        (_cell(said, mark), said_style),
    ]
    if date:
        parts += [(" ", ""), (str(row.fact.dated)[:date], "dim")]
    return Content.assemble(*parts)


def _mark(row: FactRow) -> tuple[str, str]:
    """How the statement stands to the guide; before that, that its sources disagree or are few."""
    if row.fact.standing == "conflict":
        return "conflict", "$warning"
    if row.fact.standing == "unverified":
        return "unsure", "$warning"
    return _MARKS[row.age], _MARK_STYLES[row.age]


def _cell(text: str, width: int) -> str:
    cut = shortened(text, width)
    return cut + " " * (width - cell_len(cut))


class LimitRows(Rows):
    """Limits and whether the clips keep them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._rows: tuple[LimitRow, ...] = ()

    def show(self, rows: Sequence[LimitRow]) -> None:
        """Show these limits, the cursor where it was."""
        here = self.highlighted
        self._rows = tuple(rows)
        self._fill()
        if rows:
            self.highlighted = min(here or 0, len(rows) - 1)

    @property
    def selected(self) -> LimitRow | None:
        """The limit under the cursor."""
        here = self.highlighted
        return self._rows[here] if here is not None and here < len(self._rows) else None

    def _fill(self) -> None:
        verdicts = max((len(row.says) for row in self._rows), default=0) + 2
        self.set_options(
            Option(Fitted(partial(_limit_line, row, verdicts=verdicts))) for row in self._rows
        )
        if not self._rows:
            self.add_option(Option(Fitted(_nothing), disabled=True))


def _limit_line(row: LimitRow, width: int, *, verdicts: int) -> Content:
    topic = 18 if width < 68 else 25
    said = _cell(
        f"{_VERDICT_GLYPHS[row.verdict]} {row.says}", min(verdicts, max(8, width * 2 // 5))
    )
    room = max(6, width - topic - 8 - cell_len(said) - 3)
    value = FactRow(row.fact, row.fact.chapter, "fact").value
    return Content.assemble(
        (_cell(row.fact.topic, topic), ""),
        " ",
        _cell(row.fact.subject.capitalize(), 8),
        " ",
        _cell(value, room),
        " ",
        (said, _VERDICT_STYLES[row.verdict]),
    )


def fact_words(row: FactRow, others: Sequence[FactRow]) -> list[tuple[str, str]]:
    """Everything about a statement as headings and texts, its counterparts last."""
    fact = row.fact
    sections = [("Statement", one_line(fact.says))]
    if fact.supersedes:
        sections.append(("Guide", one_line(f"says instead: {fact.supersedes}")))
    sections += [
        ("Value", one_line(f"{row.value} ({fact.subject.capitalize()}, {fact.topic})")),
        ("Source", one_line(fact.source)),
        ("Date", f"{row.dated}; {row.standing}; {AGE_WORDS[row.age]}"),
    ]
    if others:
        said = "\n".join(
            f"{other.fact.subject.capitalize()}, {AGE_WORDS[other.age]}: {other.fact.says} "
            f"({other.fact.source}, {other.fact.dated})"
            for other in others
        )
        sections.append(("Beside it", clean(said)))
    return sections


def limit_words(row: LimitRow) -> list[tuple[str, str]]:
    """A limit as headings and texts: what it says, and every clip that does not keep it."""
    shown = FactRow(row.fact, row.fact.chapter, "fact")
    clips = "\n".join(
        one_line(f"{one.clip.name}: {_transport(one.breach.transport)}{one.breach.says}")
        for one in row.broken
    )
    sections = [("Limit", one_line(f"{row.fact.subject.capitalize()}: {row.fact.says}"))]
    if row.verdict == "request":
        sections.append(("Clips", "It is about requests or accounts: no clip can break it."))
    elif row.verdict == "untested":
        sections.append(("Clips", "There is none yet: task 2, Representative samples, adds them."))
    elif clips:
        heading = "Refused" if row.verdict == "refused" else "Taken, but"
        sections.append((heading, clips))
    else:
        sections.append(("Clips", f"{row.says[:1].upper()}{row.says[1:]}."))
    sections.append(("Source", one_line(row.fact.source)))
    sections.append(("Date", f"{shown.dated}; {shown.standing}"))
    return sections


def _transport(transport: str) -> str:
    return "" if transport == "both" else f"{transport}, "


def beside(sections: Sequence[tuple[str, str]]) -> Fitted:
    """Sections for the side: each heading before its text, as compact as the width allows."""
    return Fitted(partial(_beside, tuple(sections)))


def _beside(sections: Sequence[tuple[str, str]], width: int) -> Content:
    label = max((len(heading) for heading, _ in sections), default=0) + 1
    lines: list[Content] = []
    for heading, text in sections:
        words = Content(text)
        lines += hanging(Content.styled(heading, "$accent"), words, label, width)
    return Content("\n").join(lines)

"""The latency table of a live comparison as lines of a width: figures, definitions, notes.

Panes stand beside each other, figures below each other, so that four panes fit into 80 columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from checklists.scoring.latency import FEWEST_FOR_P95, FEWEST_FOR_P99, Latency, Spread
from tui.content import hanging
from tui.text import clean, one_line, shortened

NONE = "none"
TOO_FEW = "--"
_LABEL = 15
# The narrowest column that holds "0.41 / 0.81": other panes go below.
_COLUMN = 12
# With this many cells a pane's column holds a P99 too.
_WIDE = 20

DEFINITIONS = (
    ("Connecting", "until the connection was open; in no other figure"),
    ("First interim", "the first text shown, after the block that holds the first speech was sent"),
    ("Emission", "a word first shown at its place, after it was said"),
    ("Emission final", "the same word first in a final"),
    ("Finalization", "the final of an utterance's last word, after that word"),
    ("Endpoint", "the first end-of-utterance mark, after the last word"),
    ("Revised", "words changed or taken back after they were shown, of all shown"),
    ("Differs from", "settled words that the other pane has otherwise or not, of those compared"),
)


@dataclass(frozen=True, slots=True)
class PaneFigures:
    """One pane's column: who it is, where it comes from, and its figures so far.

    ``origin`` is "sandbox", "live" or "RECORDED" with its day; ``connect_seconds`` None where
    nothing was connected; ``differs`` holds for other panes (by id) how many settled words differ
    and how many were compared.
    """

    id: str
    name: str
    detail: str
    origin: str
    latency: Latency | None
    connect_seconds: float | None = None
    differs: Mapping[str, tuple[int, int]] = field(default_factory=dict)


Cells = tuple[str, ...]


def table_lines(panes: Sequence[PaneFigures], notes: Sequence[str], width: int) -> list[Content]:
    """All of it, ``width`` cells wide."""
    if not panes:
        return hanging(Content(""), Content("Nothing was streamed yet."), 0, width)
    beside = min(len(panes), max(1, (width - _LABEL) // _COLUMN))
    # The cells that a column has for itself; one stays free between two.
    room = max(4, min((width - _LABEL) // beside, 30) - 1)
    lines: list[Content] = []
    for first in range(0, len(panes), beside):
        group = panes[first : first + beside]
        lines += [_row("", cells, "bold", room) for cells in _headings(group, room)]
        lines += [_row(*row, room=room) for row in _rows(group, panes, room)]
        lines.append(Content(""))
    lines += _said(_footnote(room), width, "dim")
    for title, words in (("What is measured", _definitions(panes)), ("Fairness", _noted(notes))):
        if words:
            lines += [Content(""), Content.styled(title, "bold $accent")]
            for label, text in words:
                indent = _LABEL if label else 2
                head = Content.styled(label or "·", "$text-muted")
                lines += hanging(head, Content(text), indent, width)
    return lines


def table_text(panes: Sequence[PaneFigures], notes: Sequence[str], width: int = 100) -> str:
    """The same without styles, to be copied."""
    return "\n".join(line.plain.rstrip() for line in table_lines(panes, notes, width))


def _headings(panes: Sequence[PaneFigures], room: int) -> Iterator[Cells]:
    yield tuple(f"{pane.id} {one_line(pane.name)}" for pane in panes)
    details = [_folded(one_line(pane.detail), room) for pane in panes]
    for number in range(max(map(len, details))):
        yield tuple(lines[number] if number < len(lines) else "" for lines in details)
    yield tuple(one_line(pane.origin) for pane in panes)


def _folded(words: str, room: int) -> list[str]:
    """A pane's model and options in at most three lines."""
    lines = [line.plain for line in Content(words).wrap(max(1, room))] if words else []
    return [*lines[:2], " ".join(lines[2:])] if len(lines) > 3 else lines


def _rows(
    panes: Sequence[PaneFigures], everyone: Sequence[PaneFigures], room: int
) -> Iterator[tuple[str, Cells, str]]:
    """Label, cells and style of each row."""
    found = [pane.latency for pane in panes]
    connects = tuple(
        NONE if pane.connect_seconds is None else f"{pane.connect_seconds:.2f}" for pane in panes
    )
    yield "Connecting", connects, "dim"
    yield (
        "First interim",
        tuple(_seconds(one.first_interim) if one else NONE for one in found),
        "",
    )
    for label, name in (
        ("Emission", "emission"),
        ("Emission final", "emission_final"),
        ("Finalization", "finalization"),
        ("Endpoint", "endpoint"),
    ):
        spreads: list[Spread | None] = [getattr(one, name) if one else None for one in found]
        yield label, tuple(_spread(one, room) for one in spreads), ""
        yield "", tuple(f"n {one.n}" if one and one.n else "" for one in spreads), "dim"
    yield "Revised", tuple(_share(one) for one in found), ""
    yield "", tuple(f"of {one.words_shown}" if one else "" for one in found), "dim"
    for other in everyone if len(everyone) > 1 else ():
        cells = []
        for pane in panes:
            differing, compared = pane.differs.get(other.id, (0, 0))
            cells.append("·" if pane is other else f"{differing}/{compared}" if compared else NONE)
        yield f"Differs from {other.id}", tuple(cells), ""


def _row(label: str, cells: Cells, style: str, room: int) -> Content:
    parts = [Content(f"{label:<{_LABEL}}")]
    for cell in cells:
        words = Content(shortened(cell, room))
        parts.append(words + " " * (room + 1 - words.cell_length))
    return Content.styled(Content.assemble(*parts).plain.rstrip(), style)


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def _spread(spread: Spread | None, room: int) -> str:
    if spread is None or spread.p50 is None:
        return NONE
    points = [spread.p50, spread.p95, *([spread.p99] if room >= _WIDE else [])]
    said = [TOO_FEW if point is None else f"{point:.2f}" for point in points]
    wide = " / ".join(said)
    return wide if len(wide) <= room else "/".join(said)


def _share(latency: Latency | None) -> str:
    return NONE if latency is None or latency.revision is None else f"{latency.revision:.1%}"


def _footnote(room: int) -> str:
    points = "P50 / P95 / P99" if room >= _WIDE else "P50 / P95"
    refused = f"a P95 needs {FEWEST_FOR_P95} samples"
    if room >= _WIDE:
        refused += f", a P99 {FEWEST_FOR_P99}"
    return f"Seconds, {points} by nearest rank. {TOO_FEW}: too few for it ({refused})."


def _definitions(panes: Sequence[PaneFigures]) -> list[tuple[str, str]]:
    kept = DEFINITIONS if len(panes) > 1 else DEFINITIONS[:-1]
    bases = {pane.latency.basis for pane in panes if pane.latency}
    said = {"truth": "known true times", "vendor": "each vendor's own times"}
    basis = [("Words said", "by " + said[one]) for one in sorted(bases)]
    return [*kept, *basis]


def _noted(notes: Sequence[str]) -> list[tuple[str, str]]:
    return [("", clean(note)) for note in notes]


def _said(words: str, width: int, style: str) -> list[Content]:
    return [line.stylize(style) for line in hanging(Content(""), Content(words), 0, width)]

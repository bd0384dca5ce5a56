"""Two vendors' event sequences beside each other: a line for each stretch of speech."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Resize

from checklists.during.stream_semantics.alignment import EventRow, side_by_side
from checklists.during.stream_semantics.sequence import EventSequence, Segment
from tui.text import clock, counted, one_line
from tui.widgets.table import Cell, Column, Line, Table

LEGEND = (
    "pause: speech_final, end: UtteranceEnd, open: no final",
    "n/rev: partials, and how often they were revised",
)
# Cells from which two texts have room beside each other.
_BESIDE = 100
NOTHING = "Neither side told of any speech."


class EventTable(Table):
    """The rows of two sequences; ``selected`` is the row under the cursor.

    With room the sides stand beside each other, else the right one ("R") under the left ("L").
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(stacked_columns(), id=id, classes=classes)
        self._sides: tuple[EventSequence, EventSequence] | None = None
        self._rows: tuple[EventRow, ...] = ()
        self._beside = False

    def compare(self, left: EventSequence, right: EventSequence) -> None:
        """Show these two, under lines that say what its words mean."""
        self._sides = left, right
        self._rows = side_by_side(left, right)
        self._fill()

    @property
    def selected(self) -> EventRow | None:
        """The row under the cursor."""
        at = self.rows.selected.rstrip("LR")
        return self._rows[int(at)] if at and int(at) < len(self._rows) else None

    def on_resize(self, event: Resize) -> None:
        """The layout that this width has room for."""
        if (event.size.width >= _BESIDE) != self._beside:
            self._beside = not self._beside
            self._fill()

    def _fill(self) -> None:
        if self._sides is None:
            return
        channels = len({row.channel for row in self._rows})
        numbered = enumerate(self._rows)
        if self._beside:
            left, right = self._sides
            self.give(columns(_title(left), _title(right), channels))
            lines = [Line(f"{at}L", cells(row, channels)) for at, row in numbered]
        else:
            self.give(stacked_columns(channels))
            lines = [
                Line(f"{at}{side}", told)
                for at, row in numbered
                for side, told in zip("LR", stacked_cells(row, channels), strict=True)
            ]
        legend = [Line("", ((words, "$text-muted"),)) for words in LEGEND if lines]
        self.show([*legend, *lines], start="0L", nothing=NOTHING)


def columns(left: str, right: str, channels: int = 1) -> tuple[Column, ...]:
    """The columns of ``cells`` under the names of the two sides; a channel where there are more."""
    return (*_place_columns(channels), *_columns(left), *_columns(right))


def cells(row: EventRow, channels: int = 1) -> tuple[Cell, ...]:
    """A row: when, then for each side how it ended, partials and revisions, and the text."""
    return (*_place(row, channels), *_side(row.left), *_side(row.right))


def stacked_columns(channels: int = 1) -> tuple[Column, ...]:
    """The columns of ``stacked_cells``: one text, whose side has a column of its own."""
    return (*_place_columns(channels), Column("", 1), *_columns("text"))


def stacked_cells(row: EventRow, channels: int = 1) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """A row as two lines, the left side over the right one."""
    blank = ("",) * len(_place(row, channels))
    return (
        (*_place(row, channels), "L", *_side(row.left)),
        (*blank, "R", *_side(row.right)),
    )


def summary(sequence: EventSequence) -> str:
    """A sequence in one line of numbers."""
    told = sequence.summary
    parts = [
        counted(told.segments, "segment"),
        f"{counted(told.partials, 'partial')}, {told.revised} revised",
        f"{told.finals} final",
    ]
    if sequence.vendor == "deepgram":
        parts.append(f"{counted(told.pauses, 'speech_final')}, {told.ends} UtteranceEnd")
    if told.first_after is not None:
        parts.append(f"first words after {told.first_after:.1f} s")
    if told.final_after is not None:
        parts.append(f"final after {told.final_after:.1f} s")
    recorded = f" RECORDED {sequence.recorded}" if sequence.recorded else ""
    return one_line(f"{_title(sequence)}{recorded}: {', '.join(parts)}")


def details(row: EventRow, left: EventSequence, right: EventSequence) -> list[tuple[str, str]]:
    """Everything that both sides said of a stretch, as headings and texts of several lines."""
    return [
        section
        for sequence, segments in ((left, row.left), (right, row.right))
        for section in _told(sequence, segments)
    ]


def _place_columns(channels: int) -> tuple[Column, ...]:
    when = Column("time", 7, right=True)
    return (when, Column("ch", 2, right=True)) if channels > 1 else (when,)


def _place(row: EventRow, channels: int) -> tuple[str, ...]:
    when = clock(row.start)
    return (when, str(row.channel)) if channels > 1 else (when,)


def _columns(name: str) -> tuple[Column, ...]:
    return (
        Column("how", 9, rank=1),
        Column("n/rev", 5, right=True, rank=2),
        Column(name, 10, grows=True),
    )


def _title(sequence: EventSequence) -> str:
    return one_line(f"{sequence.name} ({sequence.origin})")


def _side(segments: Sequence[Segment]) -> tuple[Cell, ...]:
    if not segments:
        return ("", "", ("-", "dim"))
    partials = sum(one.partials for one in segments)
    revised = sum(one.revised for one in segments)
    counts = f"{partials}/{revised}"
    text = " | ".join(one.text or "(taken back)" for one in segments)
    return (_how(segments), (counts, "bold") if revised else counts, one_line(text))


def _how(segments: Sequence[Segment]) -> str:
    """How the last of these segments ended, and how many there are where there are several."""
    last = segments[-1]
    said = "pause" if last.steps[-1].kind == "speech-final" else "final" if last.final else "open"
    ended = "+end" if last.over is not None else ""
    return f"{len(segments)}x {said}" if len(segments) > 1 and not ended else f"{said}{ended}"


def _told(sequence: EventSequence, segments: Sequence[Segment]) -> list[tuple[str, str]]:
    title = _title(sequence)
    if not segments:
        return [(title, "Nothing was told of this stretch.")]
    return [(title if at == 0 else "", _steps(one)) for at, one in enumerate(segments)]


def _steps(segment: Segment) -> str:
    lines = [f"{clock(segment.start)} to {clock(segment.end)}"]
    if segment.began is not None:
        lines.append(f"SpeechStarted at {clock(segment.began)}")
    for step in segment.steps:
        when = "" if step.at is None else f"{clock(step.at)} "
        lines.append(one_line(f"{when}{step.says}: {step.text or '(nothing)'}"))
    if segment.over is not None:
        lines.append(f"UtteranceEnd, last word ended at {clock(segment.over)}")
    if segment.first_after is not None:
        lines.append(f"first words {segment.first_after:.1f} s after their beginning")
    if segment.final_after is not None:
        lines.append(f"final {segment.final_after:.1f} s after the last word")
    return "\n".join(lines)

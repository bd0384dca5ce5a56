"""Which part of a clip a waveform shows, what its ruler says, and how marks lie in a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from providers.audio.transport import Span
from tui.text import one_line
from tui.widgets.wave_glyphs import Signs

# The closest look: at 50 ms a column a syllable is three to six columns wide.
FINEST_SECONDS = 0.05
ZOOM = 2.0
# Words closer together than this many columns are not told apart.
LEAST_WORD_COLUMNS = 2.5
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
LABEL_COLUMNS = 10

MarkKind = Literal["hit", "word", "turn"]
# The order in which lines are given to marks where there are not enough for all.
LANES: tuple[MarkKind, ...] = ("hit", "word", "turn")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something with a place in the clip: a word, a hit of a search, a speaker's turn.

    ``start`` and ``end`` in seconds; ``text`` may be anything from outside.
    """

    kind: MarkKind
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """``columns`` of ``per_column`` seconds each, from ``start``, of a clip of ``duration``."""

    duration: float
    columns: int
    start: float
    per_column: float

    @classmethod
    def whole(cls, duration: float, columns: int) -> View:
        """All of the clip."""
        return cls(duration, columns, 0.0, _widest(duration, columns))

    @property
    def end(self) -> float:
        """The second behind the last column, perhaps behind the clip."""
        return self.start + self.columns * self.per_column

    @property
    def is_whole(self) -> bool:
        """Whether all of the clip is in it."""
        return self.per_column >= _widest(self.duration, self.columns)

    def column(self, seconds: float) -> int:
        """The column a second lies in; may be outside of 0 .. ``columns`` - 1."""
        # The very end of the clip belongs to the last column, not behind it.
        inside = min(seconds, self.duration - self.per_column * 1e-3)
        return math.floor((inside - self.start) / self.per_column + 1e-9)

    def shows(self, seconds: float) -> bool:
        """Whether that second is in view."""
        return 0 <= self.column(seconds) < self.columns

    def seconds(self, column: int) -> float:
        """Where a column begins."""
        return min(self.duration, self.start + column * self.per_column)

    def zoomed(self, factor: float, around: float) -> View:
        """Closer (factor above 1) or wider; the second ``around`` keeps its place on screen."""
        widest = _widest(self.duration, self.columns)
        per_column = self.per_column / factor
        per_column = min(widest, max(min(FINEST_SECONDS, widest), per_column))
        if per_column >= widest * 0.999:
            return View.whole(self.duration, self.columns)
        place = (around - self.start) / self.per_column if self.shows(around) else self.columns / 2
        return replace(self, per_column=per_column, start=around - place * per_column)._settled()

    def fitted(self, start: float, end: float) -> View:
        """As close as shows ``start`` to ``end`` with a little on both sides."""
        margin = max(0.1, (end - start) * 0.1)
        wanted = (end - start + 2 * margin) / self.columns
        close = self.zoomed(self.per_column / wanted, (start + end) / 2)
        return close.centred((start + end) / 2)

    def panned(self, columns: int) -> View:
        """Further right, or left where negative."""
        return replace(self, start=self.start + columns * self.per_column)._settled()

    def centred(self, seconds: float) -> View:
        """With that second in the middle."""
        return replace(self, start=seconds - self.columns * self.per_column / 2)._settled()

    def paged_to(self, seconds: float) -> View:
        """With that second near the left edge: how a view follows a playing cursor."""
        return replace(self, start=seconds - self.columns * self.per_column / 10)._settled()

    def resized(self, columns: int) -> View:
        """In another width: all of the clip if it was all, else the same scale and start."""
        if self.is_whole:
            return View.whole(self.duration, columns)
        widest = _widest(self.duration, columns)
        return replace(self, columns=columns, per_column=min(self.per_column, widest))._settled()

    def _settled(self) -> View:
        """Inside the clip, and on a whole column, so that panning shifts columns unchanged."""
        last = max(0.0, self.duration - self.columns * self.per_column)
        # At the end the column that holds it is shown in full, however little of it there is.
        furthest = math.ceil(last / self.per_column - 1e-9)
        column = max(0, min(round(self.start / self.per_column), furthest))
        if self.start >= last:
            column = furthest
        return replace(self, start=column * self.per_column)


def _widest(duration: float, columns: int) -> float:
    return max(duration, 0.001) / max(1, columns)


@dataclass(frozen=True, slots=True)
class Rows:
    """How the height is shared out: wave rows of each channel drawn, and lanes below them."""

    ruler: bool
    waves: tuple[int, ...]
    lanes: tuple[MarkKind, ...]


def shared_out(height: int, channels: int, kinds: Sequence[MarkKind]) -> Rows:
    """Rows for ruler, channels and marks; lanes only where two rows a channel are left."""
    ruler = height >= 3
    room = height - ruler
    lanes: list[MarkKind] = []
    for kind in LANES:
        if kind in kinds and room - len(lanes) - 1 >= 2 * max(1, channels):
            lanes.append(kind)
    room -= len(lanes)
    drawn = max(0, min(channels, room))
    waves = tuple(room // drawn + (index < room % drawn) for index in range(drawn))
    return Rows(ruler, waves, tuple(lanes))


def times_line(view: View, signs: Signs) -> list[str]:
    """Ticks and times for every column."""
    cells = [" "] * view.columns
    step = next(
        (step for step in _STEPS if step / view.per_column >= LABEL_COLUMNS), view.duration or 1.0
    )
    number = math.ceil(view.start / step - 1e-9)
    while number * step < min(view.end, view.duration):
        at = view.column(number * step)
        label = signs.tick + ruler_time(number * step, step)
        if at >= 0 and at + len(label) <= view.columns:
            cells[at : at + len(label)] = label
        number += 1
    return cells


def ruler_time(seconds: float, step: float) -> str:
    """``0:05``, ``1:02:00``, or ``0:05.5`` where the steps are that small."""
    tenths = round(seconds * 10)
    whole, rest = divmod(tenths, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return f"{text}.{rest}" if step < 1 else text


def lane(marks: Sequence[Mark], view: View, signs: Signs) -> list[str]:
    """Marks of one kind as a line: where each begins, its text where there is room for it."""
    cells = [" "] * view.columns
    shown = [mark for mark in marks if mark.end > view.start and mark.start < view.end]
    if not shown:
        return cells
    if shown[0].kind == "word" and _crowded(shown, view):
        return _written(cells, 0, view.columns, "words: zoom in to read", signs)
    for mark in shown:
        first = view.column(mark.start)
        last = min(view.columns, max(first + 1, view.column(mark.end)))
        begin = max(0, first)
        if begin >= view.columns:
            continue
        if first >= 0:
            cells[begin] = {"hit": signs.hit, "word": signs.cursor, "turn": signs.turn}[mark.kind]
            begin += 1
        fill = {"hit": signs.reach, "word": " ", "turn": signs.line}[mark.kind]
        cells[begin:last] = [fill] * max(0, last - begin)
        _written(cells, begin, last, mark.text, signs)
    return cells


def _crowded(words: Sequence[Mark], view: View) -> bool:
    seconds = max(0.001, words[-1].end - words[0].start)
    return seconds / len(words) / view.per_column < LEAST_WORD_COLUMNS


def _written(cells: list[str], first: int, last: int, text: str, signs: Signs) -> list[str]:
    """Put ``text`` into the cells, cut with a sign; a wide character takes two cells or none."""
    from rich.cells import cell_len

    line = one_line(text)
    room = last - first
    if room < 1 or not line:
        return cells
    cut = cell_len(line) > room
    at = first
    for character in line:
        width = cell_len(character)
        if at + width > last - cut:
            break
        if width == 0:
            if at > first:
                cells[at - 1] += character
            continue
        cells[at] = character
        cells[at + 1 : at + width] = [""] * (width - 1)
        at += width
    if cut:
        cells[at] = signs.cut
    return cells


def put_note(cells: list[str], note: str) -> None:
    """The note at the right end, or at the left where a bracket stands there, or not at all."""
    if not note:
        return
    # A blank beside it, so that it runs into no time.
    wide = len(note) + 1
    for place, text in ((slice(-wide, None), f" {note}"), (slice(0, wide), f"{note} ")):
        if not {"[", "]"} & set(cells[place]):
            cells[place] = text
            return


def put_brackets(cells: list[str], view: View, span: Span, reach: str) -> None:
    """The ends of the span, and between them a line where nothing else stands."""
    first, last = view.column(span.start), max(view.column(span.start), view.column(span.end))
    for index in range(max(0, first), min(view.columns, last + 1)):
        if cells[index] == " ":
            cells[index] = reach
    if 0 <= first < view.columns:
        cells[first] = "["
    if 0 <= last < view.columns:
        cells[last] = "]"

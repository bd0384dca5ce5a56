"""A pane's lines as rows of a given width: time, channel, words, and the vendor's own word for it.

Pure arithmetic over text; how the parts look is the widget's matter. The vendor's words stand at
the right end of the last row where there is room, otherwise on a row of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

from tui.live.model import Line
from tui.text import clock, ending, shortened

Part = tuple[str, tuple[str, ...]]
"""Some text and the names of its styles."""

CHANNELS = ("L", "R")
FAIR, POOR = 0.9, 0.7
# Narrower than this, the vendor's words are only in the pane's foot.
_LEAST_FOR_NATIVE = 34
_GAP = 2
# An interim text that is never settled is folded from so many characters before its end.
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """What folding depends on.

    ``gutter`` is the width of the time; ``numbers`` shows each word's confidence; ``brackets``
    puts words of low confidence in brackets, where no shade can say it; ``tight`` spends no row on
    the vendor's words alone.
    """

    width: int
    gutter: int = 6
    channels: int = 1
    numbers: bool = False
    brackets: bool = False
    tight: bool = False

    @property
    def indent(self) -> int:
        """The column where the words begin; nothing but words where there is no room for more."""
        wanted = self.gutter + 1 + (2 if self.channels > 1 else 0)
        return wanted if self.width >= wanted + 8 else 0


def channel_letter(channel: int) -> str:
    """L and R; 3 and so on."""
    return CHANNELS[channel] if channel < len(CHANNELS) else str(channel + 1)


def height_of(line: Line, look: Look) -> int:
    """How many rows a line takes."""
    rows, used = 1, 0
    for new_row, parts in _placed(line, look):
        if new_row:
            rows, used = rows + 1, 0
        used += _size(parts) + bool(used)
    return rows + _native(line, look, used)[1]


def folded(line: Line, look: Look) -> list[list[Part]]:
    """The rows of a line, as many as ``height_of`` says."""
    rows: list[list[Part]] = [[]]
    used = 0
    for new_row, parts in _placed(line, look):
        if new_row:
            rows.append([])
            used = 0
        if used:
            rows[-1].append((" ", ()))
        used += _size(parts) + bool(used)
        rows[-1] += parts
    _put_native(rows, line, look, used)
    for number, row in enumerate(rows):
        row[:0] = _margin(line, look) if number == 0 else [(" " * look.indent, ())]
    return rows


def _placed(line: Line, look: Look) -> Iterator[tuple[bool, list[Part]]]:
    """Each word, and whether it begins a row. A word that no row can hold is cut."""
    room = max(1, look.width - look.indent)
    used = 0
    for parts in _words(line, look):
        size = _size(parts)
        if size > room:
            text = "".join(text for text, _ in parts)
            for piece in chop_cells(text, room):
                yield bool(used), [(piece, parts[0][1])]
                used = cell_len(piece)
            continue
        new_row = bool(used) and used + 1 + size > room
        yield new_row, parts
        used = size if new_row else used + size + bool(used)


def _size(parts: list[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _words(line: Line, look: Look) -> Iterator[list[Part]]:
    """Each word as it is shown, with its confidence and whether others have it otherwise."""
    if line.kind != "said":
        for word in line.text.split():
            yield [(word, (line.kind,))]
        return
    for number, word in enumerate(line.words or line.text.split()):
        sure = line.confidences[number] if line.confidences else None
        names: tuple[str, ...] = ()
        if sure is not None and sure < FAIR:
            names = ("poor",) if sure < POOR else ("fair",)
            if look.brackets and sure < POOR:
                word = _bracketed(word, number, line.confidences)
        if number in line.differing:
            names = (*names, "differs")
        parts: list[Part] = [(word, names)]
        if look.numbers and sure is not None:
            parts.append((f"·{round(100 * sure)}", ("number",)))
        yield parts


def _bracketed(word: str, place: int, sure: Sequence[float | None]) -> str:
    """Brackets around words of low confidence; those beside each other share one pair."""
    poor = [one is not None and one < POOR for one in (*sure, None)]
    before, after = place > 0 and poor[place - 1], poor[place + 1]
    return f"{'' if before else '('}{word}{'' if after else ')'}"


def _native(line: Line, look: Look, used: int) -> tuple[str, bool]:
    """The vendor's words as they are shown, and whether they take a row of their own."""
    room = look.width - look.indent
    if not line.native or look.width < _LEAST_FOR_NATIVE:
        return "", False
    whole = " · ".join(filter(None, (line.began, line.native, line.ended)))
    if used + _GAP + cell_len(whole) <= room:
        return whole, False
    if not look.tight:
        if cell_len(whole) > room:
            whole = " · ".join(filter(None, (line.native, line.ended)))
        return shortened(whole, room), True
    # How it was settled is the word that matters most.
    return (line.native if used + _GAP + cell_len(line.native) <= room else ""), False


def _put_native(rows: list[list[Part]], line: Line, look: Look, used: int) -> None:
    label, below = _native(line, look, used)
    if not label:
        return
    if below:
        rows.append([])
        used = 0
    space = look.width - look.indent - used - cell_len(label)
    rows[-1] += [(" " * space, ()), (label, ("native",))]


def _margin(line: Line, look: Look) -> list[Part]:
    if not look.indent:
        return []
    parts: list[Part] = [(f"{clock(line.start):>{look.gutter}} ", ("time",))]
    if look.channels > 1:
        letter = "" if line.channel is None else channel_letter(line.channel)
        parts.append((f"{letter:<2}"[:2], ("channel",)))
    return parts


def lane_parts(said: Mapping[int, str], channels: int, width: int, rows: int) -> list[list[Part]]:
    """What is being said: a row a channel, or one channel's text on all of them."""
    if channels > 1:
        return [
            [
                (f"{channel_letter(channel)} ", ("channel",)),
                (ending(said.get(channel, ""), max(1, width - 2)), ("lane",)),
            ]
            for channel in range(rows)
        ]
    return [[(row, ("lane",))] for row in last_rows(said.get(0, ""), width, rows)]


def last_rows(text: str, width: int, rows: int) -> list[str]:
    """A text folded at its blanks, as much of its end as fits."""
    if width <= 0:
        return [""] * rows
    folded_rows = [""]
    # From the beginning, so that what stands does not move while more is said.
    for word in text[-_LONGEST:].split():
        longer = f"{folded_rows[-1]} {word}".strip()
        if cell_len(longer) <= width:
            folded_rows[-1] = longer
        else:
            folded_rows.append(ending(word, width))
    if len(folded_rows) > rows:
        folded_rows = folded_rows[-rows:]
        folded_rows[0] = ending(f"…{folded_rows[0]}", width)
    return [*folded_rows, *[""] * (rows - len(folded_rows))]


def foot_parts(native: str, counts: Sequence[str], width: int) -> list[Part]:
    """What the vendor called its last event at the left, what was counted at the right."""
    native = shortened(native, width)
    room = width - cell_len(native) - 2
    # The counts give way: they are in the table of figures too.
    kept = list(counts)
    while kept and cell_len(" · ".join(kept)) > room:
        kept.pop()
    right = " · ".join(kept)
    gap = max(0, width - cell_len(native) - cell_len(right))
    return [(native, ("foot",)), (" " * gap, ("foot",)), (right, ("foot", "counts"))]

"""What the responses bench shows, as cells and sections: paths and differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from checklists.during.rehearsal.differences import WHAT_WORDS, Difference, What
from checklists.during.rehearsal.path_list import BadLine, Read
from checklists.during.rehearsal.row import STATUS_WORDS, STATUSES, Row, Spot, Status
from checklists.known_differences import Key, Known
from tui.text import clean, counted, ending, one_line, shortened
from tui.widgets.table import Cell, Column, Line, widths

MARKS: Mapping[Status, str] = {
    "lost": "✗ lost",
    "changed-type": "! other type",
    "derived": "± derived",
    "renamed": "→ renamed",
    "absent": "- absent",
    "same": "= same",
}
_STYLES: Mapping[Status, str] = {
    "lost": "$error",
    "changed-type": "$warning",
    "derived": "$accent",
    "renamed": "$success",
    "absent": "dim",
    "same": "$success",
}
WHAT_MARKS: Mapping[What, str] = {
    "missing": "✗ missing",
    "type": "! type",
    "made": "± derived",
    "value": "≠ value",
    "name": "→ name",
    "more": "+ more",
}
_WHAT_STYLES: Mapping[What, str] = {
    "missing": "$error",
    "type": "$warning",
    "made": "$accent",
    "value": "$warning",
    "name": "$success",
    "more": "dim",
}
PATH_COLUMNS = (
    Column("", 12),
    Column("What downstream reads", 24, grows=True),
    Column("at Amazon", 14, rank=2),
    Column("Where Deepgram has it", 22, grows=True, rank=1),
    Column("at Deepgram", 14, rank=3),
)
DIFFERENCE_COLUMNS = (
    Column("", 12),
    Column("Amazon's field", 24, grows=True),
    Column("at Amazon", 12, rank=2),
    Column("Deepgram's field", 22, grows=True, rank=1),
    Column("at Deepgram", 12, rank=3),
)
# Of a path that is cut its beginning is kept, and above all its end.
_BEGINNING = 10
# Cells of a value that stands beside other words; in a window of its own there is room for more.
MOST_SHOWN = 100
MOST_IN_WINDOW = 5_000
_WORDS = "results.channels[].alternatives[0]."


def path_lines(rows: Sequence[Row], room: int) -> list[Line]:
    """A line for each row in ``room`` cells; of a path that reads several fields the further ones
    name theirs."""
    width = widths(PATH_COLUMNS, room)[1]
    lines: list[Line] = []
    before = ""
    for number, row in enumerate(rows):
        said = f"  └ {tail(row.field)}" if row.path == before else path_cell(row.path, width)
        before = row.path
        mark: Cell = (MARKS[row.status], _STYLES[row.status])
        there = row.beside.there or row.status != "lost"
        lines.append(
            Line(
                f"row/{number}",
                (
                    mark,
                    said,
                    value_cell(row.amazon),
                    short_path(row.deepgram) if there and row.deepgram else "-",
                    value_cell(row.beside),
                ),
            )
        )
    return lines


def difference_lines(
    found: Sequence[Difference], known: Mapping[Key, Known], room: int, *, only: bool
) -> list[Line]:
    """Those that count, then under a heading those that are known; ``only`` the former."""
    _, width, _, there, _ = widths(DIFFERENCE_COLUMNS, room)
    counting = [(at, one) for at, one in enumerate(found) if one.key not in known]
    lines = [_difference_line(at, one, width, alone=not there) for at, one in counting]
    ignored = [(at, one) for at, one in enumerate(found) if one.key in known]
    if ignored and not only:
        lines.append(Line("", ((f"── Known, and why: {len(ignored)} ", "$accent"),)))
        for at, one in ignored:
            mark = (WHAT_MARKS[one.what], "dim")
            reason = (shortened(known[one.key].reason, 200), "dim")
            name = (path_cell(one.amazon or short_path(one.deepgram), width), "dim")
            lines.append(Line(f"difference/{at}", (mark, name, "", reason, "")))
    return lines


def _difference_line(at: int, one: Difference, width: int, *, alone: bool) -> Line:
    counted_so = f"≠ {one.differ:,} of {one.compared:,}"
    said = counted_so if one.what == "value" else WHAT_MARKS[one.what]
    mark: Cell = (said, _WHAT_STYLES[one.what])
    here, beside = value_cell(one.here), value_cell(one.beside)
    if one.what == "type":
        here, beside = one.here.kind, one.beside.kind
    # Where there is no column of Deepgram's, what only Deepgram has stands in the one there is.
    only = path_cell(short_path(one.deepgram), width) if alone else "-"
    field = path_cell(one.amazon, width) if one.amazon else only
    return Line(f"difference/{at}", (mark, field, here, short_path(one.deepgram) or "-", beside))


def path_cell(path: str, width: int) -> str:
    """A path in at most ``width`` cells, its end kept."""
    line = one_line(path)
    if cell_len(line) <= width:
        return line
    return line[:_BEGINNING] + ending("…" + line[_BEGINNING:], max(2, width - _BEGINNING))


def short_path(path: str) -> str:
    """Deepgram's path without what stands before everything that is said."""
    line = one_line(path)
    for start in (_WORDS, _WORDS.replace("[0]", "[]")):
        if line.startswith(start):
            return "…" + line.removeprefix(start)
    return line


def tail(field: str) -> str:
    """The last two parts of a field."""
    return ".".join(one_line(field).split(".")[-2:])


def value_cell(spot: Spot) -> str:
    """A value in a few characters, texts in quotes, lists and objects by their size."""
    if not spot.there:
        return "-"
    return shortened(value_words(spot), 60)


def value_words(spot: Spot) -> str:
    """A value as people read it."""
    value = spot.value
    if isinstance(value, str):
        return f'"{one_line(value)}"'
    if isinstance(value, dict):
        return f"object of {len(value):,}"
    if isinstance(value, list):
        return f"list of {len(value):,}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def row_words(row: Row, *, compared: bool, most: int = MOST_SHOWN) -> list[tuple[str, str]]:
    """Everything about a row as headings and texts; values of at most ``most`` cells."""
    where = f" ({one_line(row.line)})" if row.line else ""
    sections = [("Reads", one_line(row.path) + where)]
    what = "" if row.how.startswith("Not in this response") else f"{STATUS_WORDS[row.status]}. "
    sections.append(
        (MARKS[row.status][2:].capitalize(), what[:1].upper() + what[1:] + one_line(row.how))
    )
    if row.amazon.there:
        many = f", the first of {row.places:,}" if row.places > 1 else ""
        sections.append(("Amazon", _at(row.amazon, most) + many))
    elif row.field:
        sections.append(("Amazon", f"{one_line(row.field)}: {_nothing(compared)}"))
    if row.beside.there:
        sections.append(("Deepgram", _at(row.beside, most)))
    elif row.deepgram:
        sections.append(("Deepgram", one_line(row.deepgram)))
    if row.made.there and row.status == "derived":
        made = shortened(value_words(row.made), most)
        sections.append(("Made of it", f"{made} ({row.made.kind}), as Amazon would write it"))
    if row.ask and not row.beside.there:
        sections.append(("Ask for", one_line(", ".join(row.ask))))
    if row.source:
        sections.append(("Source", one_line(row.source)))
    return sections


def difference_words(
    one: Difference, known: Known | None, most: int = MOST_SHOWN
) -> list[tuple[str, str]]:
    """Everything about a difference as headings and texts; values of at most ``most`` cells."""
    said = WHAT_WORDS[one.what]
    sections = [("Differs", f"{said[:1].upper()}{said[1:]}.")]
    if known is not None:
        when = f"{known.who}, {known.at:%Y-%m-%d}"
        sections.insert(0, ("Known", one_line(f"{known.reason} ({when})")))
    sections.append(("How", one_line(one.says)))
    if one.amazon:
        here = _at(one.here, most) if one.here.there else one_line(one.amazon)
        sections.append(("Amazon", here))
    if one.deepgram:
        beside = _at(one.beside, most) if one.beside.there else one_line(one.deepgram)
        sections.append(("Deepgram", beside))
    return sections


def summary_of(rows: Sequence[Row]) -> str:
    """How many rows have which status, in a line."""
    found = {status: sum(row.status == status for row in rows) for status in STATUSES}
    names = {"changed-type": "other type"}
    parts = [f"{number} {names.get(status, status)}" for status, number in found.items() if number]
    return ", ".join(parts)


def bad_words(bad: Sequence[BadLine]) -> str:
    """The lines that are no paths, one below the other."""
    return "\n".join(clean(f"{one.line}: {one.text} {one.why}.") for one in bad)


def reads_from(reads: Sequence[Read], of_sample: bool) -> str:
    """Where the paths are from, in a few words."""
    if of_sample:
        return "every field of the sample"
    files = list(dict.fromkeys(read.line.rpartition(":")[0] for read in reads if read.line))
    guessed = sum(read.guessed for read in reads)
    said = one_line(files[0]) if len(files) == 1 else counted(len(files), "file")
    return f"{counted(len(reads), 'path')} of {said}" + (f", {guessed} by name" if guessed else "")


def _at(spot: Spot, most: int) -> str:
    """Where a value is, and the value."""
    return f"{one_line(spot.path)}: {shortened(value_words(spot), most)} ({spot.kind})"


def _nothing(compared: bool) -> str:
    return "not in this sample" if compared else "no response to look at yet"

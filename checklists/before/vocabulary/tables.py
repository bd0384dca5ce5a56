"""The table form: a header with the columns in any order, and a row for each entry.

Phrase, SoundsLike, IPA and DisplayAs, separated by tabs (by commas in a CSV, which the console
takes too); SoundsLike and IPA never both in a row (Amazon Transcribe Developer Guide, page
custom-vocabulary-create-table, read 2023-05 and 2026-11).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checklists.before.vocabulary.characters import is_control
from checklists.before.vocabulary.lines import Line
from checklists.before.vocabulary.phrases import LONGEST_SHOWN, Reading
from providers.audio.naming import shown
from providers.errors import BadInput

COLUMNS = ("Phrase", "SoundsLike", "IPA", "DisplayAs")
_BY_NAME = {name.lower(): name for name in COLUMNS}
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_OTHER_SEPARATOR = re.compile(r"[\s;|]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table by place; "" for one that Amazon does not know."""

    columns: tuple[str, ...]
    given: tuple[str, ...]
    separator: str

    def cells(self, line: Line) -> list[str]:
        """The cells of a row, without the space around them. Raises csv.Error."""
        if self.separator == "\t":
            return [cell.strip() for cell in line.text.split("\t")]
        (row,) = csv.reader([line.text], strict=True)
        return [cell.strip() for cell in row]


def header_of(line: Line, name: str) -> Header | None:
    """The header of a table; None for a list. Raises BadInput for one that cannot be used."""
    for separator in ("\t", ","):
        cells = tuple(cell.strip().strip('"') for cell in line.text.split(separator))
        columns = tuple(_BY_NAME.get(_BETWEEN_WORDS.sub("", cell.lower()), "") for cell in cells)
        # A list may hold the word phrase; a header of commas has another column too.
        known = sum(map(bool, columns)) > (separator == ",")
        if len(cells) > 1 and "Phrase" in columns and known and not line.broken:
            return Header(columns, cells, separator)
    words = [word.lower() for word in _OTHER_SEPARATOR.split(line.text.strip())]
    if "\t" in line.text or (len(words) > 1 and set(words) <= set(_BY_NAME)):
        raise BadInput(
            f"{shown(name)}: line {line.number} is not the header of a table: write Phrase, "
            "SoundsLike, IPA and DisplayAs with one tab between each."
        )
    return None


def read_table(lines: Sequence[Line], header: Header, reading: Reading) -> None:
    for why, fix in _header_faults(header):
        reading.tell(lines[0].number, header.separator.join(header.given), why, fix)
    for line in lines[1:]:
        _read_row(line, header, reading)


def _header_faults(header: Header) -> Iterator[tuple[str, str]]:
    missing = [name for name in COLUMNS if name not in header.columns]
    if missing:
        why = f"The header has no column {' and no '.join(missing)}; Amazon wants all four."
        yield why, "Add it to the header, and a tab to each line."
    for given, column in zip(header.given, header.columns, strict=True):
        if not column:
            why = f"Amazon knows no column {given[:LONGEST_SHOWN]!r}; it is not read."
            yield why, f"Delete it, or name it one of {', '.join(COLUMNS)}."
        elif given != column:
            yield f"The column {given!r} is spelt {column} at Amazon.", f"Write {column}."
    for column in COLUMNS:
        if header.columns.count(column) > 1:
            yield f"The column {column} is there twice; the first is read.", "Delete one."


def _read_row(line: Line, header: Header, reading: Reading) -> None:
    if line.broken:
        reading.leave_out(line.number, line.text, line.broken, "Save the file as UTF-8.")
        return
    try:
        cells = header.cells(line)
    except (csv.Error, ValueError):
        why = "Its quotation marks do not match."
        reading.leave_out(line.number, line.text, why, "Close each that is opened.")
        return
    if not any(cells):
        return
    bad = _row_fault(cells, header)
    if bad:
        reading.leave_out(line.number, " ".join(cells), *bad)
        return
    row = dict.fromkeys(COLUMNS, "")
    for name, cell in reversed(list(zip(header.columns, cells, strict=True))):
        row[name] = cell
    if row["SoundsLike"] and row["IPA"]:
        why = "It has both SoundsLike and IPA, and Amazon takes one of them at most."
        reading.tell(line.number, row["Phrase"], why, "Empty one; Deepgram takes neither.")
    reading.take(
        line.number,
        row["Phrase"],
        sounds_like=row["SoundsLike"],
        ipa=row["IPA"],
        display_as=row["DisplayAs"],
    )


def _row_fault(cells: Sequence[str], header: Header) -> tuple[str, str] | None:
    """Why a row cannot be read, and what to do; None where it can."""
    if len(cells) != len(header.columns):
        between = "tab" if header.separator == "\t" else "comma"
        why = f"It has {len(cells)} of {len(header.columns)} columns."
        return why, f"Put one {between} between each two columns, also where they are empty."
    if any(is_control(one) for cell in cells for one in cell):
        return "It has control characters.", "Type the line again."
    return None

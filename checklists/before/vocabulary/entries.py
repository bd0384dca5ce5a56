"""A custom vocabulary of Amazon's, read as list or as table; what is wrong is told by line.

List: one entry a line, or several between commas; words of a phrase joined by hyphens (Amazon
Transcribe Developer Guide, page custom-vocabulary-create-list, read 2023-05). Newer pages (read
2026-11) call lists deprecated and say that a table's SoundsLike and IPA are ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.before.vocabulary.characters import checked
from checklists.before.vocabulary.lines import UNDECODED, Fault, Line, lines_of
from checklists.before.vocabulary.phrases import Entry, Reading
from checklists.before.vocabulary.tables import header_of, read_table

__all__ = ["Entry", "Fault", "Form", "Method", "Vocabulary", "read_vocabulary"]

Form = Literal["list", "table", "filter"]
Method = Literal["mask", "remove", "tag", ""]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What was read. Every entry of the file is in ``entries``, or is left out by one fault.

    ``checked`` says whether the characters of the language are known here. ``method`` is a
    filter's: what its words become, "" in a vocabulary.
    """

    form: Form
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    name: str = ""
    language: str = "en-US"
    checked: bool = True
    method: Method = ""


def read_vocabulary(data: bytes, name: str, *, language: str = "en-US") -> Vocabulary:
    """The vocabulary in the bytes of a file in either form.

    ``name`` is the file's, for sentences. Raises BadInput where nothing can be read: empty, no
    text, far too large, or a table whose header has no Phrase column.
    """
    lines, faults = lines_of(data, name)
    reading = Reading(language, faults)
    header = header_of(lines[0], name)
    if header is None:
        _read_list(lines, reading)
    else:
        read_table(lines, header, reading)
    return Vocabulary(
        form="list" if header is None else "table",
        entries=tuple(reading.entries),
        faults=tuple(sorted(reading.faults, key=lambda fault: fault.line)),
        name=name,
        language=language,
        checked=checked(language),
    )


def _read_list(lines: Sequence[Line], reading: Reading) -> None:
    for line in lines:
        for part in filter(None, map(str.strip, line.text.split(","))):
            if line.broken and UNDECODED in part:
                reading.leave_out(line.number, part, line.broken, "Save the file as UTF-8.")
            else:
                reading.take(line.number, part)

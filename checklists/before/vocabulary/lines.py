"""The bytes of a vocabulary file as lines, with what is wrong with the file as a whole.

Amazon wants UTF-8 and line ends of LF in at most 50 KB (Amazon Transcribe Developer Guide, pages on
custom vocabularies and vocabulary filters, read 2023-05 and 2026-11). Nothing of that stands in
the way of reading the entries, so they are read all the same and the fault is told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from providers.audio.naming import shown
from providers.errors import BadInput

LARGEST_FILE = 50 * 1024
# Nothing larger is read: a vocabulary that Amazon never took.
MOST_BYTES = 2 * LARGEST_FILE
# What stands in a line for bytes that are not UTF-8.
UNDECODED = "\ufffd"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that Amazon would refuse, and what to do about it.

    ``line`` counts from 1 and is 0 for the file as a whole; ``text`` is what stands there.
    ``entry`` is the number of the entry that was left out because of it, counted from 0 over all
    entries of the file; None where nothing was left out.
    """

    line: int
    text: str
    why: str
    fix: str
    entry: int | None = None

    @property
    def place(self) -> str:
        """Where it is, to begin a sentence with."""
        return f"line {self.line}" if self.line else "the file"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. ``broken`` says why it could not be decoded, or is ""."""

    number: int
    text: str
    broken: str = ""


def lines_of(data: bytes, name: str) -> tuple[list[Line], list[Fault]]:
    """The lines that are not blank, and the faults of the whole file.

    Raises BadInput where it is empty, no text, or larger than ``MOST_BYTES``.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"{shown(name)} has {len(data):,} bytes and a custom vocabulary may have "
            f"{LARGEST_FILE:,}: split it, or name another file."
        )
    faults: list[Fault] = []
    if len(data) > LARGEST_FILE:
        why = f"It has {len(data):,} bytes, and Amazon takes {LARGEST_FILE:,} at most."
        faults.append(Fault(0, "", why, "Split it into several vocabularies."))
    data = _utf8(data, name, faults)
    lines = [
        line
        for number, raw in enumerate(_LINE_END.split(data), start=1)
        if (line := _line(number, raw)).text.strip() or line.broken
    ]
    if not lines:
        raise BadInput(f"{shown(name)} is empty: name a file with a custom vocabulary.")
    if b"\r" in data:
        first = data.count(b"\n", 0, data.index(b"\r")) + 1
        why = "Its lines end in CRLF or CR, and Amazon takes LF only."
        faults.append(Fault(first, "", why, "Save the file with LF (Unix) line ends."))
    return lines, faults


def _utf8(data: bytes, name: str, faults: list[Fault]) -> bytes:
    """Without a byte order mark, and from UTF-16, which spreadsheets call Unicode text."""
    if data.startswith(_WIDE):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise BadInput(f"{shown(name)} is broken UTF-16 text: save it as UTF-8.") from None
        why = "It is UTF-16 text, and Amazon takes UTF-8 only."
        faults.append(Fault(0, "", why, "Save the file as UTF-8."))
    elif data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        why = "It begins with a byte order mark, which becomes part of the first word."
        faults.append(Fault(1, "", why, "Save the file as UTF-8 without BOM."))
    if b"\0" in data:
        raise BadInput(f"{shown(name)} is no text: a custom vocabulary is a text file in UTF-8.")
    return data


def _line(number: int, raw: bytes) -> Line:
    try:
        return Line(number, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        why = f"Byte {error.start + 1} of the line, 0x{raw[error.start]:02X}, is not UTF-8."
        return Line(number, raw.decode("utf-8", "replace"), why)

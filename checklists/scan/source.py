"""One file as the rules see it: its bytes as UTF-8, its language, its lines."""

from __future__ import annotations

import codecs
import fnmatch
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from checklists.scan.finding import NO_ARGUMENTS, Confidence, Finding, Kind, Mode, Needs
from checklists.scan.languages import language_of, language_of_shebang

LARGEST = 2_000_000
_TEXT_SHOWN = 200
# A line this long is not written by hand; a few of them, and most of the file, make it minified.
_LONG_LINE = 5_000
_LOOKED_AT = 8_192
_LINE_END = re.compile(rb"\n")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """One reading of a file: what is known of it is kept by the reading, not by its text.

    ``data`` is UTF-8 without a byte-order mark, with the file's own line ends.

    ``relative`` is the path as findings show it; ``language`` a name of ``languages``, or "".
    """

    path: Path
    relative: str
    data: bytes = field(repr=False)
    language: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.relative.rpartition("/")[2]

    @property
    def tail(self) -> str:
        """The last two parts of the path: some files have their meaning from their directory."""
        return tail_of(self.relative)

    @property
    def starts(self) -> tuple[int, ...]:
        """The offsets in ``data`` at which its lines begin."""
        return _starts(self.data)

    @property
    def text(self) -> str:
        """The whole as text; a byte that is no UTF-8 is U+FFFD."""
        return self.data.decode("utf-8", "replace")

    def lines(self) -> Iterable[tuple[int, str]]:
        """(number from 1, text without its line end) of every line."""
        return enumerate((self.line(number) for number in range(1, len(self.starts) + 1)), 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; "" where there is none."""
        if not 1 <= number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.data)
        return self.data[self.starts[number - 1] : end].decode("utf-8", "replace").rstrip("\r\n")

    def line_at(self, offset: int) -> int:
        """The number of the line in which the byte at ``offset`` of ``data`` stands."""
        return bisect_right(self.starts, offset)

    def finding(
        self,
        line: int,
        rule: str,
        kind: Kind,
        mode: Mode,
        what: str,
        deepgram: str,
        confidence: Confidence,
        *,
        arguments: Mapping[str, str] = NO_ARGUMENTS,
        commented: bool = False,
        needs: Needs = "",
        text: str | None = None,
    ) -> Finding:
        """A finding in this file, with the line's text unless ``text`` is given."""
        shown = (self.line(line) if text is None else text).strip()[:_TEXT_SHOWN]
        return Finding(
            path=self.relative,
            line=line,
            kind=kind,
            mode=mode,
            what=what,
            deepgram=deepgram,
            confidence=confidence,
            id=rule,
            text=shown,
            arguments=arguments,
            commented=commented,
            needs=needs,
        )


def tail_of(path: str) -> str:
    """The last two parts of a path."""
    return path[path.rfind("/", 0, max(0, path.rfind("/"))) + 1 :]


def fits(tail: str, pattern: str) -> bool:
    """Whether a file's name, or its directory's with it, fits a pattern; both in small letters."""
    name = tail.rpartition("/")[2]
    return fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(tail, pattern)


def source_of(path: Path, relative: str, raw: bytes) -> SourceFile:
    """A file's bytes made ready for the rules. Takes any bytes."""
    data = as_utf8(raw)
    language = language_of(relative.rpartition("/")[2])
    if not language and data.startswith(b"#!"):
        language = language_of_shebang(data.partition(b"\n")[0])
    return SourceFile(path, relative, data, language)


@lru_cache(maxsize=2)
def _starts(data: bytes) -> tuple[int, ...]:
    """Where lines begin. Most files that are looked at have no finding, and are never asked."""
    ends = (found.end() for found in _LINE_END.finditer(data))
    return (0, *(end for end in ends if end < len(data)))


def as_utf8(raw: bytes) -> bytes:
    """The bytes as UTF-8 without a mark, from UTF-16 where its mark says so (.NET, PowerShell)."""
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw.removeprefix(codecs.BOM_UTF8)


def is_binary(raw: bytes) -> bool:
    """Whether this is no text: a zero byte early on, unless it is marked as UTF-16."""
    return b"\0" in raw[:_LOOKED_AT] and not raw.startswith(_UTF16)


def is_minified(raw: bytes, name: str) -> bool:
    """Whether scripts or styles were packed: named so, or nearly all of it in very long lines."""
    if not name.endswith((".js", ".mjs", ".cjs", ".css", ".html")):
        return False
    if ".min." in name or name.endswith((".bundle.js", ".chunk.js")):
        return True
    if len(raw) < _LONG_LINE:
        return False
    longest = max(map(len, raw.split(b"\n")))
    return longest > _LONG_LINE and longest * 2 > len(raw)

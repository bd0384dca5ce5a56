"""A module's source, changed by lines and places while everything else stays as it is written."""

from __future__ import annotations

import ast
import copy
import io
import re
import tokenize
from dataclasses import dataclass, field

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(slots=True)
class Text:
    """Changes to a source text, kept until ``result`` puts them together.

    Lines count from 1 and columns in UTF-8 bytes, as in the syntax tree. A changed line keeps its
    place however many lines it becomes; ``shifted`` moves it sideways, but never the inside of a
    string.
    """

    source: str
    lines: list[str] = field(init=False)
    deleted: set[int] = field(default_factory=set)
    shifted: dict[int, int] = field(default_factory=dict)
    before: dict[int, list[str]] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)
    _places: dict[tuple[int, int, int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = _LINE.findall(self.source)

    @property
    def newline(self) -> str:
        """The line end of the first line that has one."""
        first = self.lines[0] if self.lines else "\n"
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def of(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node as it stands in the source."""
        first, start, last, end = _place(node)
        if first == last:
            return _cut(self.lines[first - 1], start, end)
        between = self.lines[first : last - 1]
        head, tail = self.lines[first - 1], self.lines[last - 1]
        return "".join((_cut(head, start, None), *between, _cut(tail, 0, end)))

    def copy(self) -> Text:
        """The same changes, to go on with apart from these."""
        other = copy.copy(self)
        other.deleted, other.shifted = self.deleted.copy(), self.shifted.copy()
        other.before = {line: texts.copy() for line, texts in self.before.items()}
        other.after = {line: texts.copy() for line, texts in self.after.items()}
        other._places = self._places.copy()
        return other

    def replace(self, node: ast.expr | ast.stmt, new: str) -> None:
        """Put ``new`` where a node stands; a node inside one that is replaced does not count."""
        place = _place(node)
        if any(_within(place, other) for other in self._places):
            return
        for other in [one for one in self._places if _within(one, place)]:
            del self._places[other]
        self._places[place] = new

    def lead(self, statement: ast.stmt) -> str:
        """The blanks before a statement."""
        return _cut(self.lines[statement.lineno - 1], 0, statement.col_offset)

    def own_lines(self, statement: ast.stmt) -> bool:
        """Whether nothing but a comment shares the statement's lines with it."""
        first, last = self.lines[statement.lineno - 1], self.lines[_last(statement) - 1]
        lead = first.encode()[: statement.col_offset]
        rest = last.encode()[statement.end_col_offset or 0 :].strip()
        return not lead.strip() and (not rest or rest.startswith(b"#"))

    def delete(self, statement: ast.stmt) -> None:
        """Take out a statement with its lines."""
        self.delete_lines(statement.lineno, _last(statement))

    def delete_lines(self, first: int, last: int) -> None:
        """Take out whole lines."""
        self.deleted.update(range(first, last + 1))

    def shift(self, first: int, last: int, columns: int) -> None:
        """Move lines to the right, or to the left where ``columns`` is below 0."""
        for number in range(first, last + 1):
            self.shifted[number] = self.shifted.get(number, 0) + columns

    def insert_before(self, line: int, *texts: str) -> None:
        """Put lines before a line; they move sideways with it."""
        self.before.setdefault(line, []).extend(texts)

    def insert_after(self, line: int, *texts: str) -> None:
        """Put lines after a line."""
        self.after.setdefault(line, []).extend(texts)

    def result(self) -> str:
        """The changed source."""
        changed, swallowed = self._changed()
        inside = _inside_strings(self.source)
        parts: list[str] = []
        gap = False
        for number in range(1, len(self.lines) + 1):
            columns = self.shifted.get(number, 0)
            for text in self.before.get(number, ()):
                parts.append(self._ended(self._moved(text, columns)) + self.newline)
            if number in self.deleted and not self.before.get(number):
                gap = gap or _ends_blank(parts)
            elif gap and not self.lines[number - 1].strip():
                # One gap is left where there were two around what is gone.
                continue
            else:
                gap = False
            if number not in self.deleted and number not in swallowed:
                line = changed.get(number, self.lines[number - 1])
                parts.append(line if number in inside else self._moved(line, columns))
            for text in self.after.get(number, ()):
                self._end_line(parts)
                parts.append(self._ended(text) + self.newline)
        return "".join(parts)

    def _ended(self, text: str) -> str:
        """With the source's own line ends."""
        return text.replace("\r\n", "\n").replace("\n", self.newline)

    def _end_line(self, parts: list[str]) -> None:
        if parts and not parts[-1].endswith(("\n", "\r")):
            parts[-1] += self.newline

    def _changed(self) -> tuple[dict[int, str], set[int]]:
        """The lines in which something is replaced, and those which went into one before them."""
        changed: dict[int, str] = {}
        swallowed: set[int] = set()
        for place, new in sorted(self._places.items(), reverse=True):
            first, start, last, end = place
            head = changed.get(first, self.lines[first - 1])
            tail = head if last == first else changed.get(last, self.lines[last - 1])
            text = self._ended(new)
            changed[first] = _cut(head, 0, start) + text + _cut(tail, end, None)
            swallowed |= set(range(first + 1, last + 1))
        return changed, swallowed

    def _moved(self, text: str, columns: int) -> str:
        if columns == 0:
            return text
        return "".join(_indented(line, columns) for line in _LINE.findall(text))


def _ends_blank(parts: list[str]) -> bool:
    return not parts or not parts[-1].strip()


def _indented(line: str, columns: int) -> str:
    if not line.strip():
        return line
    if columns > 0:
        return " " * columns + line
    blank = len(line) - len(line.lstrip(" \t"))
    return line[min(-columns, blank) :]


def _cut(line: str, start: int, end: int | None) -> str:
    return line.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "surrogatepass")


def _place(node: ast.expr | ast.stmt) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, _last(node), node.end_col_offset or 0


def _last(node: ast.expr | ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _within(place: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return other[:2] <= place[:2] and place[2:] <= other[2:]


def _inside_strings(source: str) -> set[int]:
    """The lines that begin inside a string, whose blanks belong to it."""
    found: set[int] = set()
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind = tokenize.tok_name[token.type]
            if kind == "STRING":
                found.update(range(token.start[0] + 1, token.end[0] + 1))
            elif kind in ("FSTRING_START", "TSTRING_START"):
                opened.append(token.start[0])
            elif kind in ("FSTRING_END", "TSTRING_END") and opened:
                found.update(range(opened.pop() + 1, token.end[0] + 1))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return found
    return found

"""A compound statement of which some statements stay, in its own column."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from checklists.draft.text import Text
from checklists.draft.understanding import NotUnderstood


def keep_only(text: Text, statement: ast.stmt, kept: Sequence[ast.stmt]) -> None:
    """Keep some statements of a compound one, in its column, with the comments above them."""
    first, last = kept[0].lineno, kept[-1].end_lineno or kept[-1].lineno
    decorated = getattr(kept[0], "decorator_list", None)
    first = decorated[0].lineno if decorated else first
    if first == statement.lineno:
        raise NotUnderstood(statement.lineno, "several statements share a line")
    begin = _comments_above(text, first, statement.lineno)
    text.delete_lines(statement.lineno, begin - 1)
    text.delete_lines(last + 1, statement.end_lineno or last)
    text.shift(begin, last, statement.col_offset - kept[0].col_offset)


def _comments_above(text: Text, first: int, head: int) -> int:
    while first - 1 > head and text.lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def is_elif(text: Text, statement: ast.If) -> bool:
    """Whether the test is written as an ``elif``."""
    line = text.lines[statement.lineno - 1].encode()
    return line[statement.col_offset :].startswith(b"elif")


def begin_with(text: Text, statement: ast.If) -> None:
    """Make an ``elif`` the first test."""
    word = ast.Name("elif", lineno=statement.lineno, col_offset=statement.col_offset)
    word.end_lineno, word.end_col_offset = statement.lineno, statement.col_offset + len("elif")
    text.replace(word, "if")

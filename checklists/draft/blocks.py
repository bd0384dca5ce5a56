"""Blocks of statements: which there are, and what keeps an emptied one alive."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from checklists.draft.text import Text


def block_of(node: ast.AST) -> Sequence[ast.stmt]:
    """The statements of a module, function or class."""
    body = getattr(node, "body", ())
    return body if isinstance(body, list) else ()


def blocks(node: ast.AST) -> Iterator[tuple[ast.stmt | ast.ExceptHandler, list[ast.stmt]]]:
    """Every block below a node with the statement that holds it."""
    for inner in ast.walk(node):
        for name in ("body", "orelse", "finalbody"):
            found = getattr(inner, name, None)
            holds = isinstance(inner, ast.stmt | ast.ExceptHandler)
            if holds and isinstance(found, list) and found and isinstance(found[0], ast.stmt):
                yield inner, found  # type: ignore[misc]


def empty_blocks(node: ast.AST, text: Text) -> None:
    """Put ``pass`` into blocks of which nothing stays, where what holds them does."""
    for holder, statements in blocks(node):
        first, last = statements[0].lineno, statements[-1].end_lineno or 0
        if first == holder.lineno or holder.lineno in text.deleted:
            continue
        kept = [n for n in range(first, last + 1) if n not in text.deleted]
        if not kept:
            text.insert_before(first, text.lead(statements[0]) + "pass")
            text.shifted[first] = text.shifted.get(holder.lineno, 0)

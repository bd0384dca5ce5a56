"""Statements in a loop of waiting that do nothing but wait, tell of it, or end it."""

from __future__ import annotations

import ast

from checklists.scan.python_module import Scope
from checklists.scan.python_values import origin_of

_WAITED = ("time.sleep", "asyncio.sleep")
_SAID = ("debug", "info", "warning", "error")


def is_waiting(call: ast.Call, scope: Scope) -> bool:
    """Whether a call lets time pass."""
    return origin_of(call.func, scope) in _WAITED


def is_said(value: ast.expr) -> bool:
    """Whether it is printed or logged."""
    name = getattr(getattr(value, "func", None), "attr", "")
    printed = getattr(getattr(value, "func", None), "id", "") in ("print", "pprint")
    return printed or name in _SAID


def only_waits(statement: ast.stmt, scope: Scope) -> bool:
    """Whether it tells of the waiting, counts its rounds, or waits."""
    if isinstance(statement, ast.AugAssign | ast.Continue):
        return True
    value = statement.value if isinstance(statement, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    if value is None:
        return False
    waits = isinstance(value, ast.Call) and is_waiting(value, scope)
    return waits or is_said(value)


def gives_up(statement: ast.If, counters: set[str]) -> bool:
    """Whether it only ends the waiting: by a count of rounds, or without doing anything."""
    *said, last = statement.body
    if statement.orelse:
        return False
    if not all(isinstance(one, ast.Expr) and is_said(one.value) for one in said):
        return False
    names = {node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)}
    if isinstance(last, ast.Break):
        return not any(isinstance(node, ast.Await) for node in ast.walk(statement.test))
    return isinstance(last, ast.Raise | ast.Return) and bool(names & counters)

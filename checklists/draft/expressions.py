"""What single expressions say, wherever they stand."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def joined(operation: ast.boolop, values: list[bool | None]) -> bool | None:
    if isinstance(operation, ast.And):
        if False in values:
            return False
        return None if None in values else True
    if True in values:
        return True
    return None if None in values else False


def in_brackets(text: str) -> bool:
    """Whether one pair of brackets holds it all."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    inner = text[1:-1]
    return inner.find(")") == -1 or (inner.find("(") < inner.find(")") and inner.find("(") != -1)


def key_of(expression: ast.expr) -> str | None:
    match expression:
        case ast.Constant(value=str(key)):
            return key
        case ast.Constant(value=int(number)):
            return str(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return str(-number)
    return None


def held_by(expression: ast.expr) -> Sequence[ast.expr]:
    """The expressions that become part of a new value, in which they go on as they are."""
    match expression:
        case ast.Dict(values=values) | ast.List(elts=values):
            return values
        case ast.Tuple(elts=values) | ast.Set(elts=values):
            return values
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.BoolOp(values=values):
            return values
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.Yield(value=ast.expr() as value) | ast.Starred(value=value):
            return [value]
        case ast.NamedExpr(value=value):
            return [value]
    return []

"""What a Python expression may stand for: its text where it is a literal, its origin if imported.

Names are followed through constants, attributes, parameters' defaults and enumerations; nothing is
run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from checklists.scan.python_module import Scope

_DEEPEST = 8
_MOST = 200


def meanings(
    expression: ast.expr, scope: Scope, seen: set[int] | None = None
) -> Iterator[ast.expr]:
    """The expressions that ``expression`` may stand for, itself where it is no name.

    Each is given once, so names that are bound in circles or a thousand times cost no more.
    """
    seen = set() if seen is None else seen
    if id(expression) in seen or len(seen) > _MOST:
        return
    seen.add(id(expression))
    match expression:
        case ast.Name(id=name):
            yield from _named(name, expression, scope, seen)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if scope.owner:
            yield from _member(name, scope.owner, expression, seen)
        case ast.Attribute(value=inner, attr="value") if isinstance(inner, ast.Attribute):
            yield from meanings(inner, scope, seen)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            holder = scope.holder(owner)
            if holder is not None and owner in holder.classes:
                yield from _member(name, holder.classes[owner], expression, seen)
            else:
                yield expression
        case ast.IfExp(body=one, orelse=other):
            yield from meanings(one, scope, seen)
            yield from meanings(other, scope, seen)
        case ast.BoolOp(values=values):
            for value in values:
                yield from meanings(value, scope, seen)
        case ast.Subscript(value=ast.Name() as held, slice=ast.Constant(value=str(key))):
            yield from _of_mapping(held, key, expression, scope, seen)
        case ast.Starred(value=row):
            yield from _members_of(row, expression, scope, seen)
        case ast.Await(value=inner) | ast.NamedExpr(value=inner):
            yield from meanings(inner, scope, seen)
        case _:
            yield expression


def _named(name: str, itself: ast.expr, scope: Scope, seen: set[int]) -> Iterator[ast.expr]:
    holder = scope.holder(name)
    if holder is None:
        yield itself
        return
    values = [value for value in holder.bound.get(name, ()) if value is not itself]
    if name in holder.parameters:
        default = holder.parameters[name]
        values += [default] if default is not None else []
    if not values:
        yield itself
    for value in values:
        yield from meanings(value, holder, seen)


def _of_mapping(
    held: ast.Name, key: str, itself: ast.expr, scope: Scope, seen: set[int]
) -> Iterator[ast.expr]:
    """What a mapping that is written out holds for a key: ``SERVICES["speech"]``."""
    values = [
        value
        for mapping in meanings(held, scope, seen)
        if isinstance(mapping, ast.Dict)
        for one, value in zip(mapping.keys, mapping.values, strict=True)
        if isinstance(one, ast.Constant) and one.value == key
    ]
    if not values:
        yield itself
    for value in values:
        yield from meanings(value, scope.holder(held.id) or scope, seen)


def _members_of(
    row: ast.expr, itself: ast.expr, scope: Scope, seen: set[int]
) -> Iterator[ast.expr]:
    """What a loop gives its name, one after another, where the row is written out."""
    rows = list(meanings(row, scope, seen))
    if not any(isinstance(one, ast.Tuple | ast.List | ast.Set) for one in rows):
        yield itself
    for one in rows:
        if isinstance(one, ast.Tuple | ast.List | ast.Set):
            for value in one.elts:
                yield from meanings(value, scope, seen)


def _member(name: str, owner: Scope, itself: ast.expr, seen: set[int]) -> Iterator[ast.expr]:
    values = [*owner.bound.get(name, ()), *owner.attributes.get(name, ())]
    if not values:
        yield itself
    for value in values:
        # A value given in a method is seen from the method; its constants are nearly always the
        # module's, which are seen from the class too.
        yield from meanings(value, _place(value, owner), seen)


def _place(value: ast.expr, owner: Scope) -> Scope:
    for method in owner.functions.values():
        node = method.node
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
        if first <= getattr(value, "lineno", -1) <= last:
            return method
    return owner


def text_of(expression: ast.expr, scope: Scope) -> str | None:
    """The literal's text if ``expression`` stands for exactly one: "true", "8000", "en-US"."""
    texts = {_literal(meaning) for meaning in meanings(expression, scope)}
    return texts.pop() if len(texts) == 1 else None


def may_be(expression: ast.expr, scope: Scope, wanted: str) -> bool | None:
    """Whether it stands for the text ``wanted``: True, False, or None where that is not sure."""
    texts = {_literal(meaning) for meaning in meanings(expression, scope)}
    texts |= {
        _literal(default)
        for meaning in meanings(expression, scope)
        if (default := _environment_default(meaning)) is not None
    }
    if wanted not in texts:
        return False
    return True if len(texts) == 1 else None


def _environment_default(expression: ast.expr) -> ast.expr | None:
    """The default of ``os.environ.get(name, default)`` and ``os.getenv(name, default)``."""
    match expression:
        case ast.Call(func=ast.Attribute(attr="get" | "getenv"), args=[_, default]):
            return default
    return None


def _literal(expression: ast.expr) -> str | None:
    match expression:
        case ast.Constant(value=bool(value)):
            return "true" if value else "false"
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=int(number) | float(number)):
            # An integer of thousands of digits is refused by str().
            return str(number) if abs(number) < 1e18 else None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return str(-number) if number < 10**18 else None
        case ast.JoinedStr(values=[ast.Constant(value=str(text))]):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first = left.value if isinstance(left, ast.Constant) else None
            second = right.value if isinstance(right, ast.Constant) else None
            if isinstance(first, str) and isinstance(second, str):
                return first + second
    return None


def origin_of(expression: ast.expr, scope: Scope, depth: int = 0) -> str:
    """Where a name or dotted name was imported from ("boto3.client"), or ""."""
    if depth > _DEEPEST:
        return ""
    match expression:
        case ast.Name(id=name):
            holder = scope.holder(name)
            if holder is None:
                return ""
            if name in holder.imported:
                return holder.imported[name]
            for value in holder.bound.get(name, ()):
                if isinstance(value, ast.Name | ast.Attribute) and value is not expression:
                    return origin_of(value, holder, depth + 1)
        case ast.Attribute(value=inner, attr=name):
            origin = origin_of(inner, scope, depth + 1)
            return f"{origin}.{name}" if origin else ""
    return ""

"""The fields of a response that a Python module reads: subscripts, ``get`` and attributes.

Names are followed: what is bound to a part of a response, what a loop takes from a list of it, and
what a function of the module is called with. Nothing is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from checklists.scan.known_paths import Keys, attribute_key, field_of, known_key
from checklists.scan.paths_read import PathRead
from checklists.scan.python_module import Module, Scope, parsed, taken_apart
from checklists.scan.source import SourceFile

_DEEPEST = 12
# Before a key that was read as an attribute.
_ATTRIBUTE = "."
# Calls that give back what they are given, or its members in another order.
_THROUGH = frozenset(("list", "tuple", "iter", "sorted", "reversed", "cast", "deepcopy", "filter"))
_PAIRS = frozenset(("enumerate",))


def python_paths(file: SourceFile) -> Iterator[PathRead]:
    """Each place where a field is read."""
    tree = parsed(file.text)
    if tree is None:
        return
    reader = _Reader(taken_apart(tree))
    for node, scope in reader.accesses(tree):
        keys = reader.keys_of(node, scope)
        path, guessed = _field(keys) if keys else ("", True)
        if path:
            yield PathRead(path, node.lineno, guessed)


def _field(keys: Keys) -> tuple[str, bool]:
    """Attributes are a stream's fields in the SDK's spelling, else a response's own."""
    if not any(key.startswith(_ATTRIBUTE) for key in keys):
        return field_of(keys)
    names = [key.removeprefix(_ATTRIBUTE) for key in keys]
    streamed = [
        attribute_key(name) if key.startswith(_ATTRIBUTE) else name
        for key, name in zip(keys, names, strict=True)
    ]
    found = field_of(tuple(streamed))
    if found[0] and not found[1]:
        return found
    plain = field_of(tuple(names))
    return plain if plain[0] else found


class _Reader:
    """Follows names through one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.scopes = self._scopes_of_nodes()
        self.loops = self._loops()
        self.calls = self._calls()
        # By the scope and the name asked for, and how far it was followed to there: a name may
        # be given many values, and a function called from many places, at every step.
        self.followed: dict[tuple[int, str, int], Keys] = {}

    def accesses(self, tree: ast.Module) -> Iterator[tuple[ast.expr, Scope]]:
        """Every expression that may read a member, the outermost of a chain only."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
                parent = self.module.parents.get(id(node))
                if isinstance(node, ast.Call) and not _asked(node):
                    continue
                if not self._goes_on(node, parent):
                    yield node, self.scopes.get(id(node), self.module.top)

    def keys_of(self, node: ast.expr, scope: Scope, depth: int = 0) -> Keys:
        """The keys that lead to an expression from wherever it can be followed to."""
        if depth > _DEEPEST:
            return ()
        match node:
            case ast.Subscript(value=inner, slice=key):
                return self._member(inner, key, scope, depth)
            case ast.Attribute(value=inner, attr=name):
                before = self.keys_of(inner, scope, depth + 1)
                return (*before, _ATTRIBUTE + name) if known_key(name) else ()
            case ast.Call() if (asked := _asked(node)) is not None:
                holder, name = asked
                return (*self.keys_of(holder, scope, depth + 1), name)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _THROUGH:
                given = node.args[-1] if name in ("cast", "filter") else first
                return self.keys_of(given, scope, depth + 1)
            case ast.BoolOp(values=[first, *_]) | ast.Await(value=first):
                return self.keys_of(first, scope, depth + 1)
            case ast.IfExp(body=first) | ast.NamedExpr(value=first):
                return self.keys_of(first, scope, depth + 1)
            case ast.Name(id=name):
                return self._named(name, scope, depth)
        return ()

    def _member(self, inner: ast.expr, key: ast.expr, scope: Scope, depth: int) -> Keys:
        before = self.keys_of(inner, scope, depth + 1)
        match key:
            case ast.Constant(value=str() as name):
                return (*before, name)
            case ast.Slice():
                return before
        return (*before, "[]") if before else ()

    def _named(self, name: str, scope: Scope, depth: int) -> Keys:
        place = (id(scope), name, depth)
        if place not in self.followed:
            self.followed[place] = self._bound(name, scope, depth)
        return self.followed[place]

    def _bound(self, name: str, scope: Scope, depth: int) -> Keys:
        for around in scope.outwards():
            if (id(around), name) in self.loops:
                source, inner = self.loops[(id(around), name)]
                keys = self.keys_of(source, inner, depth + 1)
                return (*keys, "[]") if keys else ()
            if values := around.bound.get(name):
                return next(
                    (keys for value in values if (keys := self.keys_of(value, around, depth + 1))),
                    (),
                )
            if name in around.parameters:
                return self._passed(name, around, depth) or _by_its_name(name)
        return _by_its_name(name)

    def _passed(self, name: str, function: Scope, depth: int) -> Keys:
        """What a function of the module is called with."""
        for call, scope in self.calls.get(function.name, ()):
            given = _argument(call, name, list(function.parameters))
            keys = self.keys_of(given, scope, depth + 1) if given is not None else ()
            if keys:
                return keys
        return ()

    def _goes_on(self, node: ast.AST, parent: ast.AST | None) -> bool:
        """Whether a longer chain begins with this one and says more."""
        match parent:
            case ast.Subscript(value=value) if value is node:
                return isinstance(parent.slice, ast.Constant) and isinstance(
                    parent.slice.value, str | int
                )
            case ast.Attribute(value=value, attr=name) if value is node:
                call = self.module.parents.get(id(parent))
                return bool(known_key(name)) or (
                    isinstance(call, ast.Call) and _asked(call) is not None
                )
        return False

    def _scopes_of_nodes(self) -> dict[int, Scope]:
        found: dict[int, Scope] = {}
        for scope in self.module.scopes:
            found.update(dict.fromkeys(scope.columns, scope))
        return found

    def _loops(self) -> dict[tuple[int, str], tuple[ast.expr, Scope]]:
        """What loops and comprehensions take their members from, by scope and name."""
        found: dict[tuple[int, str], tuple[ast.expr, Scope]] = {}
        for node in ast.walk(self.module.top.node):
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                inner = self.scopes[id(node.iter)]
                target, source = node.target, node.iter
                match source:
                    case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _PAIRS:
                        target, source = _second(target), first
                if isinstance(target, ast.Name):
                    found.setdefault((id(inner), target.id), (source, inner))
        return found

    def _calls(self) -> dict[str, list[tuple[ast.Call, Scope]]]:
        found: dict[str, list[tuple[ast.Call, Scope]]] = {}
        for call, scope in self.module.calls:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            found.setdefault(name, []).append((call, scope))
        return found


def _asked(call: ast.Call) -> tuple[ast.expr, str] | None:
    """The mapping and the key of ``mapping.get("key", ...)``."""
    match call:
        case ast.Call(
            func=ast.Attribute(value=inner, attr="get" | "pop" | "setdefault"),
            args=[ast.Constant(value=str() as key), *_],
        ):
            return inner, key
    return None


def _argument(call: ast.Call, name: str, parameters: list[str]) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    bound = parameters[1:] if parameters[:1] in (["self"], ["cls"]) else parameters
    at = bound.index(name) if name in bound else -1
    return call.args[at] if 0 <= at < len(call.args) else None


def _second(target: ast.expr) -> ast.expr:
    return target.elts[-1] if isinstance(target, ast.Tuple) and target.elts else target


def _by_its_name(name: str) -> Keys:
    """A name that is a field's own, such as ``items`` or ``transcript``; of one thing ("item",
    "segment") the list of such things."""
    if known_key(name):
        return (known_key(name),)
    return (f"{name}s", "[]") if known_key(f"{name}s") else ()

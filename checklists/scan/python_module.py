"""A Python module taken apart: which names stand for what, in which scope.

Only what the scan asks for is kept, and nothing is run. Where a name is bound more than once, all
of its values are kept: a scan asks what a name may stand for.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(slots=True)
class Scope:
    """A module, class or function and the names bound in it.

    ``bound`` holds a name's values, ``imported`` its origin ("boto3.client"), ``filled`` what is
    put into it later: (key, value) of ``name[key] = value``, and (None, mapping) of ``update``.
    ``attributes`` are those given to ``self`` in a class's methods. ``passed`` are the arguments
    that the module's own calls give for a parameter, each with the caller's scope.
    ``columns`` are those in which the statements of names and values begin, by their identity.
    """

    node: ast.AST
    parent: Scope | None = None
    bound: dict[str, list[ast.expr]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, ast.expr | None] = field(default_factory=dict)
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, Scope] = field(default_factory=dict)
    classes: dict[str, Scope] = field(default_factory=dict)
    filled: dict[str, list[tuple[ast.expr | None, ast.expr]]] = field(default_factory=dict)
    attributes: dict[str, list[ast.expr]] = field(default_factory=dict)
    returned: list[ast.expr] = field(default_factory=list)
    passed: dict[str, list[tuple[ast.expr, Scope]]] = field(default_factory=dict)
    columns: dict[int, int] = field(default_factory=dict)

    @property
    def is_class(self) -> bool:
        """Whether this is the body of a class."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def name(self) -> str:
        """The name of the function or class, "" of a module or lambda."""
        return getattr(self.node, "name", "")

    @property
    def owner(self) -> Scope | None:
        """The nearest class around it, itself where it is one."""
        scope: Scope | None = self
        while scope is not None and not scope.is_class:
            scope = scope.parent
        return scope

    def outwards(self) -> Iterator[Scope]:
        """The scopes in which a bare name is looked for, from the inside; classes only first."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not scope.is_class:
                yield scope
            scope = scope.parent

    def holder(self, name: str) -> Scope | None:
        """The scope that binds ``name`` in whatever way, seen from here."""
        for scope in self.outwards():
            if (
                name in scope.bound
                or name in scope.imported
                or name in scope.parameters
                or name in scope.functions
                or name in scope.classes
            ):
                return scope
        return None


@dataclass(slots=True)
class Module:
    """The scopes of a module, and every node that a rule may ask about, with its scope."""

    top: Scope
    scopes: list[Scope]
    imports: list[tuple[ast.Import | ast.ImportFrom, Scope]]
    calls: list[tuple[ast.Call, Scope]]
    attributes: list[tuple[ast.Attribute, Scope]]
    parents: dict[int, ast.AST]


def parsed(source: str) -> ast.Module | None:
    """The syntax tree, or None for what this Python cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def taken_apart(tree: ast.Module) -> Module:
    """The module's scopes and nodes, in the order of the source."""
    top = Scope(tree)
    module = Module(top, [top], [], [], [], {})
    pending: list[tuple[ast.AST, Scope, int]] = [(tree, top, 0)]
    while pending:
        node, scope, column = pending.pop()
        if isinstance(node, ast.stmt):
            column = node.col_offset
        elif isinstance(node, ast.expr):
            scope.columns[id(node)] = column
        children = list(ast.iter_child_nodes(node))
        for child in children:
            module.parents[id(child)] = node
        inner = _entered(node, scope, module) if isinstance(node, _SCOPES) else scope
        _noted(node, scope, module)
        pending += [(child, inner, column) for child in reversed(children)]
    module.calls.sort(key=lambda found: (found[0].lineno, found[0].col_offset))
    module.attributes.sort(key=lambda found: (found[0].lineno, found[0].col_offset))
    return module


def _entered(node: ast.AST, scope: Scope, module: Module) -> Scope:
    """The scope that ``node`` opens, known to the one around it."""
    inner = Scope(node, scope)
    module.scopes.append(inner)
    if isinstance(node, ast.ClassDef):
        scope.classes[node.name] = inner
        return inner
    if isinstance(node, Function):
        scope.functions[node.name] = inner
    if isinstance(node, Function | ast.Lambda):
        _parameters(node.args, inner)
    if isinstance(node, ast.Lambda):
        inner.returned.append(node.body)
    return inner


def _parameters(arguments: ast.arguments, scope: Scope) -> None:
    plain = [*arguments.posonlyargs, *arguments.args]
    without = len(plain) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [*([None] * without), *arguments.defaults]
    for argument, default in [
        *zip(plain, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        *((rest, None) for rest in (arguments.vararg, arguments.kwarg) if rest),
    ]:
        scope.parameters[argument.arg] = default
        if argument.annotation is not None:
            scope.annotations[argument.arg] = argument.annotation


def _noted(node: ast.AST, scope: Scope, module: Module) -> None:
    """What ``node`` says about names."""
    match node:
        case ast.Import() | ast.ImportFrom():
            module.imports.append((node, scope))
            _imported(node, scope)
        case ast.Call():
            module.calls.append((node, scope))
            _updated(node, scope)
        case ast.Attribute():
            module.attributes.append((node, scope))
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind(target, value, scope)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            if isinstance(target, ast.Name):
                scope.annotations[target.id] = annotation
            if value is not None:
                _bind(target, value, scope)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.BitOr(), value=value):
            scope.filled.setdefault(name, []).append((None, value))
        case ast.NamedExpr(target=target, value=value):
            _bind(target, value, scope)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            _bind(target, value, scope)
        case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
            scope.returned.append(value)
        case (
            ast.For(target=ast.Name(id=name), iter=value)
            | ast.comprehension(target=ast.Name(id=name), iter=value)
        ) if isinstance(value, ast.Tuple | ast.List | ast.Set | ast.Name):
            # One after another: whoever asks for meanings looks whether the row is written out.
            scope.bound.setdefault(name, []).append(ast.Starred(value))
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            # What a loop yields is not known: the name is bound, to nothing that can be read.
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    scope.bound.setdefault(part.id, [])


def _imported(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            scope.imported[name] = alias.name if alias.asname else name
        return
    base = "." * node.level + (node.module or "")
    for alias in node.names:
        joint = "" if not base or base.endswith(".") else "."
        scope.imported[alias.asname or alias.name] = f"{base}{joint}{alias.name}"


def _bind(target: ast.expr, value: ast.expr, scope: Scope) -> None:
    match target:
        case ast.Name(id=name):
            scope.bound.setdefault(name, []).append(value)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            owner = scope.owner
            if owner is not None:
                owner.attributes.setdefault(name, []).append(value)
        case ast.Subscript(value=ast.Name(id=name), slice=key):
            scope.filled.setdefault(name, []).append((key, value))
        case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name), slice=outer), slice=key):
            # name["Settings"]["ShowSpeakerLabels"] = True
            inner = ast.Dict(keys=[key], values=[value])
            scope.filled.setdefault(name, []).append((outer, inner))
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for number, part in enumerate(targets):
                if len(values) == len(targets):
                    _bind(part, values[number], scope)
                elif isinstance(part, ast.Name):
                    scope.bound.setdefault(part.id, [])


def _updated(call: ast.Call, scope: Scope) -> None:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr="update"):
            rest = [word for word in call.keywords if word.arg]
            scope.filled.setdefault(name, []).extend((None, value) for value in call.args)
            scope.filled[name].extend((ast.Constant(word.arg), word.value) for word in rest)
        case ast.Attribute(value=ast.Name(id=name), attr="setdefault") if len(call.args) == 2:
            scope.filled.setdefault(name, []).append((call.args[0], call.args[1]))

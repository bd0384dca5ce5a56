"""What a Python module gives to others of its project: functions and classes over the service."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from checklists.scan.finding import Finding, Mode
from checklists.scan.python_clients import Is, local_function, returns_client, told_service, what_is
from checklists.scan.python_module import Function, Module, Scope
from checklists.scan.python_values import text_of

# How many of a module's own functions may stand between a caller and the call.
_STEPS = 2
_HIDDEN = ("main", "__init__", "__main__")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A function that calls the service: its name ("start", "Jobs.start"), the mode, the call."""

    name: str
    mode: Mode
    what: str


@dataclass(slots=True)
class Offered:
    """What one module offers. ``clients`` are names bound to a client, ``texts`` to its service.

    ``factories`` are functions that give a client back, or would where they are told the service.
    """

    path: str
    module: Module
    wrappers: dict[str, Wrapper] = field(default_factory=dict)
    factories: dict[str, Scope] = field(default_factory=dict)
    clients: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """What another module would import, without methods."""
        wrapped = {name.partition(".")[0] for name in self.wrappers}
        return wrapped | set(self.factories) | self.clients | set(self.texts)


def offered(path: str, module: Module, findings: Iterable[Finding]) -> Offered:
    """What a module offers, given what was found in it."""
    found = Offered(path, module)
    calls = [one for one in findings if one.kind == "call" and one.confidence != "low"]
    for scope in module.scopes:
        if isinstance(scope.node, Function):
            _function(scope, calls, found)
    for _ in range(_STEPS):
        _passed_on(found)
    for name, values in module.top.bound.items():
        value = ast.Name(name)
        if what_is(value, module.top) in (Is.CLIENT, Is.STREAMING):
            found.clients.add(name)
        elif values and text_of(value, module.top) == "transcribe":
            found.texts[name] = "transcribe"
    return found


def _function(scope: Scope, calls: list[Finding], found: Offered) -> None:
    node = scope.node
    name = _full_name(scope)
    if not name or not isinstance(node, Function):
        return
    if "." not in name and (
        returns_client(scope) in (Is.CLIENT, Is.STREAMING) or _may_be_told(scope)
    ):
        found.factories[name] = scope
    inside = [one for one in calls if node.lineno <= one.line <= (node.end_lineno or node.lineno)]
    if inside and scope.name not in _HIDDEN:
        best = next((one for one in inside if "Start" in one.what), inside[0])
        found.wrappers.setdefault(name, Wrapper(name, best.mode, best.what))


def _may_be_told(scope: Scope) -> bool:
    anything = ast.Call(func=ast.Name("f"), args=[ast.Constant("")] * 9, keywords=[])
    return told_service(anything, scope) is not None


def _full_name(scope: Scope) -> str:
    """ "function" or "Class.method"; "" for one inside another function."""
    around = scope.parent
    if around is None or isinstance(around.node, ast.Module):
        return scope.name
    if around.is_class and around.parent and isinstance(around.parent.node, ast.Module):
        return f"{around.name}.{scope.name}"
    return ""


def _passed_on(found: Offered) -> None:
    """Functions that call a wrapper of the same module are wrappers too."""
    known = dict(found.wrappers)
    for call, scope in found.module.calls:
        called = local_function(call.func, scope)
        wrapper = known.get(_full_name(called)) if called else None
        caller = _function_around(scope)
        name = _full_name(caller) if caller else ""
        if wrapper and name and caller and caller.name not in _HIDDEN:
            found.wrappers.setdefault(name, Wrapper(name, wrapper.mode, wrapper.what))


def _function_around(scope: Scope) -> Scope | None:
    current: Scope | None = scope
    while current is not None and not isinstance(current.node, Function):
        current = current.parent
    return current

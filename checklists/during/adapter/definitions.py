"""The definitions of the parts that some code needs, as source, with the imports they need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MODULES = ("base", "spelling", "recording", "call", "stream")
_REMARK = re.compile(r"  # noqa: \w+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or constant of a part: its source with the comment above it, the names
    that it uses, and its place among all of them."""

    name: str
    text: str
    uses: frozenset[str]
    place: int
    constant: bool


@dataclass(frozen=True, slots=True)
class Definitions:
    """All of them by name, and what each imported name is imported from ("" is ``import name``)."""

    by_name: Mapping[str, Definition]
    imported: Mapping[str, str]


@cache
def definitions() -> Definitions:
    """Everything in the parts."""
    found: dict[str, Definition] = {}
    imported: dict[str, str] = {}
    for module in _MODULES:
        text = files(f"{__package__}.parts").joinpath(f"{module}.py").read_text("utf-8")
        lines = text.splitlines()
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import):
                imported |= {one.name: "" for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {one.name: node.module or "" for one in node.names}
            elif (name := _name(node)) is not None:
                found[name] = _definition(node, name, lines, len(found))
    outside = {
        name: origin for name, origin in imported.items() if not origin.startswith("checklists.")
    }
    return Definitions(found, outside)


def names_in(text: str) -> frozenset[str]:
    """The names that some source uses, those in quoted annotations left out."""
    nodes = ast.walk(ast.parse(text))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def put_together(code: str, instead: Mapping[str, str], also: Iterable[str] = ()) -> str:
    """The definitions that ``code`` needs, in their order and behind their imports, then ``code``.

    ``instead`` is what some constants are, as source; ``also`` are needed by whoever imports it.
    """
    known = definitions()
    needed = _needed(names_in(code).union(also), known, instead)
    used = names_in(code).union(*(one.uses for one in needed))
    parts = [(instead.get(one.name, one.text), one.constant) for one in needed]
    body = ""
    before = True
    for text, constant in parts:
        body += ("\n" if constant and before else "\n\n\n" if body else "\n") + text
        before = constant
    return f"{_imports(used, known.imported)}\n{body}\n\n\n{code}"


def _needed(
    names: Iterable[str], known: Definitions, instead: Mapping[str, str]
) -> list[Definition]:
    waiting, found = list(names), dict[str, Definition]()
    while waiting:
        one = known.by_name.get(waiting.pop())
        if one is not None and one.name not in found:
            found[one.name] = one
            waiting += names_in(instead[one.name]) if one.name in instead else one.uses
    return sorted(found.values(), key=lambda one: one.place)


def _imports(used: frozenset[str], imported: Mapping[str, str]) -> str:
    names = sorted(name for name in used if name in imported)
    plain = [f"import {name}" for name in names if not imported[name]]
    by_module: dict[str, list[str]] = {}
    for name in names:
        if imported[name]:
            by_module.setdefault(imported[name], []).append(name)
    lines = [f"from {module} import {', '.join(by_module[module])}" for module in sorted(by_module)]
    return "\n".join(["from __future__ import annotations", "", *plain, *lines])


def _name(node: ast.stmt) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    target: ast.expr | None = None
    if isinstance(node, ast.Assign):
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    return target.id if isinstance(target, ast.Name) else None


def _definition(node: ast.stmt, name: str, lines: list[str], place: int) -> Definition:
    first = node.lineno - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    text = _REMARK.sub("", "\n".join(lines[first : node.end_lineno]))
    uses = names_in("\n".join(lines[node.lineno - 1 : node.end_lineno])) - {name}
    return Definition(name, text, uses, place, not isinstance(node, ast.FunctionDef | ast.ClassDef))

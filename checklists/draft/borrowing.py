"""Which names the modules of a tree take from each other."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import PurePath

from checklists.scan.python_module import parsed


def borrowed(code: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each path of a module with its source, the names that other modules may take from it.

    Modules are told apart by their last names only, so some names may be too many.
    """
    trees = {path: tree for path, text in code.items() if (tree := parsed(_plain(text)))}
    taken = {path: _taken(tree) for path, tree in trees.items()}
    return {
        path: frozenset(
            name
            for other, found in taken.items()
            if other != path
            for name in found.get(_stem(path), ())
        )
        for path in code
    }


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff")


def _stem(path: str) -> str:
    found = PurePath(path)
    return found.parent.name if found.stem == "__init__" else found.stem


def _taken(tree: ast.Module) -> dict[str, set[str]]:
    """Names by the module they are from: those imported, and every attribute that is read."""
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name.rpartition(".")[2], set()).update(attributes)
        elif isinstance(node, ast.ImportFrom):
            module = (node.module or "").rpartition(".")[2]
            found.setdefault(module, set()).update(alias.name for alias in node.names)
            found[module] |= attributes
            for alias in node.names:
                found.setdefault(alias.name, set()).update(attributes)
    return found

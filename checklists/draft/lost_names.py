"""Names that a draft would still use where nothing gives them a value any more."""

from __future__ import annotations

import symtable
from collections.abc import Iterator


def lost_names(old: str, new: str) -> frozenset[str]:
    """Names that were bound in a function or the module before, and are only used now.

    Both have to be Python. Functions are the same where their path of names is.
    """
    before = dict(_scopes(symtable.symtable(old, "old", "exec"), ""))
    after = dict(_scopes(symtable.symtable(new, "new", "exec"), ""))
    bound = _given(after[""]) if "" in after else frozenset()
    found: set[str] = set()
    for path, table in after.items():
        was = _given(before[path]) if path in before else frozenset()
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if not symbol.is_referenced() or name in _given(table):
                continue
            if symbol.is_free():
                continue
            if name not in bound and (name in was or name in _given(before[""])):
                found.add(name)
    return frozenset(found)


def _scopes(table: symtable.SymbolTable, path: str) -> Iterator[tuple[str, symtable.SymbolTable]]:
    yield path, table
    seen: dict[str, int] = {}
    for child in table.get_children():
        name = child.get_name()
        seen[name] = seen.get(name, 0) + 1
        yield from _scopes(child, f"{path}.{name}#{seen[name]}")


def _given(table: symtable.SymbolTable) -> frozenset[str]:
    """What is bound in a scope itself."""
    return frozenset(
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned()
        or symbol.is_parameter()
        or symbol.is_imported()
        or symbol.is_namespace()
    )

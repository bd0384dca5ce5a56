"""The tree of what an adapter makes: what it gives, and None where it can give nothing."""

from __future__ import annotations

from checklists.during.adapter.shape import ROOTS, Branch, Leaf, Node
from checklists.during.adapter.shaping import Tree, tree_of
from checklists.during.adapter.wanted import Wanted, without_value
from checklists.facts.field_book import split


def whole_tree(wanted: Wanted) -> Tree:
    """The fields that are given, and of the others those that None has a place for."""
    root = ROOTS[wanted.side]
    lost = (path for path in wanted.lost if not without_value(path) and _has_room(path, root))
    return tree_of([*wanted.fields, *lost])


def _has_room(path: str, root: Branch) -> bool:
    """Whether the object in which a lost field would stand is one that an adapter makes."""
    node: Node | None = root
    for part in split(path)[:-1]:
        if isinstance(node, Branch):
            node = node.members.get(part)
        elif part == "[]" and node is not None and not isinstance(node, Leaf):
            node = node.member
        else:
            return False
    return isinstance(node, Branch)

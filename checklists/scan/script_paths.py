"""The fields of a response that a script reads: members, indexes, and what is taken apart.

Names are followed through declarations, loops and the functions that are handed to ``map`` and
its like. A name that is bound several times means what it was bound to first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checklists.scan.known_paths import Keys, field_of, known_key
from checklists.scan.paths_read import PathRead
from checklists.scan.source import SourceFile
from checklists.scan.syntax import Code, below, content, parsed

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 12
_EACH = frozenset(
    ("map", "forEach", "filter", "flatMap", "find", "some", "every", "findIndex", "findLast")
)
_THROUGH = frozenset(("filter", "slice", "sort", "reverse", "concat", "flat", "toSorted"))
_ONE = frozenset(("at", "find", "pop", "shift", "findLast"))
_PARSERS = ("member_expression", "subscript_expression")


def script_paths(file: SourceFile) -> Iterator[PathRead]:
    """Each place where a field is read."""
    code = parsed(file)
    if code is None or code.root is None:
        return
    reader = _Reader(code)
    for node in below(code.root):
        if node.type in _PARSERS and not _goes_on(node):
            yield from _told(reader.keys_of(node), node)
        elif node.type in ("shorthand_property_identifier_pattern", "pair_pattern"):
            yield from _told(reader.taken(node), node)


def _told(keys: Keys, node: Node) -> Iterator[PathRead]:
    path, guessed = field_of(keys) if keys else ("", True)
    if path:
        yield PathRead(path, node.start_point[0] + 1, guessed)


@dataclass(slots=True)
class _Reader:
    """Follows names through one script."""

    code: Code
    bound: dict[str, Node | tuple[Node, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code.root is not None:
            for node in below(self.code.root):
                self._note(node)

    def keys_of(self, node: Node | None, depth: int = 0) -> Keys:
        """The keys that lead to an expression."""
        if node is None or depth > _DEEPEST:
            return ()
        match node.type:
            case "member_expression":
                before = self.keys_of(node.child_by_field_name("object"), depth + 1)
                name = known_key(content(node.child_by_field_name("property")))
                return (*before, name) if name else before if before else ()
            case "subscript_expression":
                return self._indexed(node, depth)
            case "call_expression":
                return self._called(node, depth)
            case "identifier":
                return self._named(content(node), depth)
        if node.type in (
            "await_expression", "parenthesized_expression", "non_null_expression",
            "as_expression", "satisfies_expression",
        ):  # fmt: skip
            return self.keys_of(node.named_children[0] if node.named_children else None, depth + 1)
        if node.type == "binary_expression":
            return self.keys_of(node.child_by_field_name("left"), depth + 1)
        return ()

    def taken(self, node: Node) -> Keys:
        """What a member of ``const { results } = data`` reads."""
        key = node if node.type != "pair_pattern" else node.child_by_field_name("key")
        name = known_key(content(key))
        return (*self._source_of(node), name) if name else ()

    def _indexed(self, node: Node, depth: int) -> Keys:
        before = self.keys_of(node.child_by_field_name("object"), depth + 1)
        index = node.child_by_field_name("index")
        if index is not None and index.type == "string":
            return (*before, content(index)[1:-1])
        return (*before, "[]") if before else ()

    def _called(self, node: Node, depth: int) -> Keys:
        called = node.child_by_field_name("function")
        if called is None or called.type != "member_expression":
            return ()
        name = content(called.child_by_field_name("property"))
        before = self.keys_of(called.child_by_field_name("object"), depth + 1)
        if name in _ONE:
            return (*before, "[]") if before else ()
        return before if name in _THROUGH else ()

    def _named(self, name: str, depth: int) -> Keys:
        found = self.bound.get(name)
        if isinstance(found, tuple):
            keys = self.keys_of(found[0], depth + 1)
            if keys:
                return (*keys, found[1])
        elif found is not None:
            if found.type in ("shorthand_property_identifier_pattern", "pair_pattern"):
                return self.taken(found)
            keys = self.keys_of(found, depth + 1)
            if keys:
                return keys
        if known_key(name):
            return (known_key(name),)
        return (f"{name}s", "[]") if known_key(f"{name}s") else ()

    def _source_of(self, pattern: Node) -> Keys:
        """What the object is that a pattern takes apart."""
        around = pattern.parent
        while around is not None and around.type not in (
            "variable_declarator", "arrow_function", "function_declaration", "pair_pattern",
        ):  # fmt: skip
            around = around.parent
        if around is None:
            return ()
        if around.type == "variable_declarator":
            return self.keys_of(around.child_by_field_name("value"))
        if around.type == "pair_pattern":
            return self.taken(around)
        source = _looped(around)
        keys = self.keys_of(source) if source is not None else ()
        return (*keys, "[]") if keys else ()

    def _note(self, node: Node) -> None:
        """What a node says about names."""
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and name.type == "identifier" and value is not None:
                self.bound.setdefault(content(name), value)
        elif node.type == "for_in_statement":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type == "identifier":
                self.bound.setdefault(content(left), (right, "[]"))
        elif node.type in ("shorthand_property_identifier_pattern", "pair_pattern"):
            named = node.child_by_field_name("value") if node.type == "pair_pattern" else node
            self.bound.setdefault(content(named), node)
        elif node.type == "arrow_function" and (source := _looped(node)) is not None:
            first = node.child_by_field_name("parameter")
            parameters = node.child_by_field_name("parameters")
            if first is None and parameters is not None and parameters.named_children:
                first = parameters.named_children[0]
                if first.type == "required_parameter":
                    first = first.child_by_field_name("pattern")
            if first is not None and first.type == "identifier":
                self.bound.setdefault(content(first), (source, "[]"))


def _looped(function: Node) -> Node | None:
    """The list whose members a function gets: ``list.map(function)``."""
    arguments = function.parent
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    called = call.child_by_field_name("function") if call is not None else None
    if called is None or called.type != "member_expression":
        return None
    name = content(called.child_by_field_name("property"))
    return called.child_by_field_name("object") if name in _EACH else None


def _goes_on(node: Node) -> bool:
    """Whether a longer chain begins with this one and says more."""
    parent = node.parent
    if parent is None or parent.type not in _PARSERS:
        return False
    if parent.child_by_field_name("object") != node:
        return False
    if parent.type == "subscript_expression":
        return True
    return bool(known_key(content(parent.child_by_field_name("property"))))

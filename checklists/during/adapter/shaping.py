"""The functions of an adapter that put Amazon's shape together, with the wanted members only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checklists.during.adapter.definitions import names_in
from checklists.during.adapter.layout import quoted, signature
from checklists.during.adapter.names import snake
from checklists.during.adapter.shape import Branch, Leaf, Listed, Node, Single
from checklists.facts.field_book import split

Tree = dict[str, "Tree"]
# What the expressions of the shape may use, in the order of parameters.
_CONTEXT = {
    "response": "Response",
    "turn": "Stretch",
    "ids": "dict[tuple[int, Number, Number, str], list[int]]",
}
_MADE_FIRST = {"ids": "_item_ids(response)"}


def tree_of(fields: Iterable[str]) -> Tree:
    """Paths as a tree of their parts."""
    tree: Tree = {}
    for path in fields:
        here = tree
        for part in split(path):
            here = here.setdefault(part, {})
    return tree


@dataclass(slots=True)
class Shaping:
    """Collects functions while an expression is written."""

    functions: list[str] = field(default_factory=list)
    _made: dict[str, str] = field(default_factory=dict)

    def section(self, path: str, node: Node, tree: Tree) -> str:
        """A call of a function that makes what stands at a path; the expression of a leaf."""
        if isinstance(node, Leaf):
            return node.made
        name = f"_shaped_{snake(path.rpartition('.')[2])}"
        if name not in self._made:
            self._made[name] = name
            self.functions.append(self._section(name, path, node, tree))
        return f"{name}(response)"

    def _section(self, name: str, path: str, node: Node, tree: Tree) -> str:
        lines: list[str] = []
        returns = "dict[str, Any]" if isinstance(node, Branch) else "list[dict[str, Any]]"
        when = "" if isinstance(node, Leaf | Single) else node.when
        if when:
            returns += " | None"
            absent = f"not {when}" if " " not in when else _opposite(when)
            lines += [f"    if {absent}:", "        return None"]
        made = self.value(node, tree, 4, [], "")
        used = names_in(made)
        lines += [f"    {one} = {_MADE_FIRST[one]}" for one in _MADE_FIRST if one in used]
        doc = f'    """``{path}``, as far as it is read."""'
        head = signature(name, ["response: Response"], returns)
        return "\n".join([head, doc, *lines, f"    return {made}"])

    def value(self, node: Node, tree: Tree, indent: int, late: list[str], place: str) -> str:
        """The expression for a node. ``late`` gets the statements that add optional members, which
        are found at ``place``."""
        if isinstance(node, Leaf):
            return node.made
        if isinstance(node, Listed):
            return self._listed(node, tree.get("[]", {}))
        if isinstance(node, Single):
            space = " " * (indent + 4)
            inner = self.value(node.member, tree.get("[]", {}), indent + 4, late, f"{place}[0]")
            return f"[\n{space}{inner},\n{' ' * indent}]"
        return self._object(node, tree, indent, late, place)

    def _object(self, node: Branch, tree: Tree, indent: int, late: list[str], place: str) -> str:
        space = " " * (indent + 4)
        lines: list[str] = []
        for key in ordered(node.members, tree):
            member = node.members.get(key)
            there = f"{place}[{quoted(key)}]"
            if member is None:
                lines.append(f"{space}{quoted(key)}: None,")
                continue
            made = self.value(member, tree[key], indent + 4, late, there)
            if isinstance(member, Leaf | Listed) and member.optional:
                source = member.made if isinstance(member, Leaf) else member.source
                asked = f"{source} is not None" if isinstance(member, Leaf) else source
                late += [f"    if {asked}:"]
                if isinstance(member, Listed):
                    # In two lines: one would be too long.
                    late += [f"        {key} = {made}"]
                    made = key
                late += [f"        shaped{there} = {made}"]
            else:
                lines.append(f"{space}{quoted(key)}: {made},")
        return "\n".join(["{", *lines, " " * indent + "}"]) if lines else "{}"

    def _listed(self, node: Listed, tree: Tree) -> str:
        late: list[str] = []
        made = self.value(node.member, tree, 4, late, "")
        used = names_in("\n".join([f"_ = {made}", *(line[4:] for line in late)]))
        context = [one for one in _CONTEXT if one in used and one != node.name]
        call = ", ".join([node.name, *context])
        if node.function not in self._made:
            self._made[node.function] = made
            parameters = [f"{node.name}: {node.kind}", *(f"{o}: {_CONTEXT[o]}" for o in context)]
            body = (
                [f"    shaped: dict[str, Any] = {made}", *late, "    return shaped"]
                if late
                else [f"    return {made}"]
            )
            head = signature(node.function, parameters, "dict[str, Any]")
            self.functions.append("\n".join([head, f'    """{node.doc}"""', *body]))
        return f"[{node.function}({call}) for {node.name} in {node.source}]"


def ordered(members: Mapping[str, Node], tree: Tree) -> list[str]:
    """The wanted keys in the order of Amazon's, those that are lost last."""
    known = [key for key in members if key in tree]
    return known + [key for key in tree if key not in members and key[:1] not in "[{"]


def _opposite(condition: str) -> str:
    for one, other in ((" is not None", " is None"), (" > 1", " < 2")):
        if condition.endswith(one):
            return condition[: -len(one)] + other
    return f"not ({condition})"

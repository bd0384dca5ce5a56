"""The source of an adapter of recordings: a function for each field, and one for the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from checklists.during.adapter.definitions import definitions, put_together
from checklists.during.adapter.describing import module_doc
from checklists.during.adapter.layout import (
    docstring,
    quoted,
    signature,
    table,
    table_of_lists,
    texts,
)
from checklists.during.adapter.names import names_for
from checklists.during.adapter.room import whole_tree
from checklists.during.adapter.shape import ROOTS, Branch, Leaf, Node, Side, paths_of
from checklists.during.adapter.shaping import Shaping, Tree, ordered
from checklists.during.adapter.wanted import Getter, Wanted
from checklists.facts.field_book import split

WhenLost = Literal["raise", "none"]
_WHOLE = (
    "Amazon's JSON as far as it is read, out of Deepgram's.",
    "Raises NotAtDeepgram where this response has nothing for a field of FIELDS; with "
    'lost="none" None stands there instead. Raises BadResponse for what Deepgram does not send.',
)
_EMPTY = "    shape: dict[str, Any] = {}"
_TAKEN = ("read", "amazon_shape", "shape", "data", "section", "path", "response", "lost")


def getter_names(wanted: Wanted) -> Mapping[str, str]:
    """The name of the function for each path that is read."""
    taken = (*_TAKEN, *definitions().by_name, *definitions().imported)
    return names_for((one.path for one in wanted.getters), taken)


def adapter_source(wanted: Wanted, name: str, when_lost: WhenLost) -> str:
    """A module that runs without this program. ``name`` is the module's, for its docstring."""
    shaping = Shaping()
    tree = whole_tree(wanted)
    whole = _whole(shaping, tree, ROOTS[wanted.side], when_lost)
    names = getter_names(wanted)
    getters = [_getter(shaping, tree, wanted, one, names, when_lost) for one in wanted.getters]
    code = "\n\n\n".join([*shaping.functions, whole, *getters])
    text = put_together(f"{code}\n", constants(wanted), ("read",))
    return f"{module_doc(wanted, name, names, when_lost)}\n\n{text}"


def constants(wanted: Wanted) -> Mapping[str, str]:
    """The constants of an adapter as source."""
    return {
        "FIELDS": texts("FIELDS", dict.fromkeys((*wanted.fields, *wanted.lost))),
        "LOST": table("LOST", wanted.lost),
        "ASK": table_of_lists("ASK", dict(asked(wanted))),
    }


def asked(wanted: Wanted) -> list[tuple[str, Sequence[str]]]:
    """The options without which Deepgram does not send a field that the adapter gives."""
    return [(path, wanted.ask[path]) for path in wanted.fields if path in wanted.ask]


def _whole(shaping: Shaping, tree: Tree, root: Branch, when_lost: WhenLost) -> str:
    lines = _members(shaping, tree, root, "", 8)
    parameters = ["response: Response", "*", f"lost: Lost = {quoted(when_lost)}"]
    return "\n".join(
        [
            signature("amazon_shape", parameters, "dict[str, Any]"),
            docstring(_WHOLE, "    "),
            "    _channels(response)",
            *(["    shape: dict[str, Any] = {", *lines, "    }"] if lines else [_EMPTY]),
            "    absent = _absent(shape, FIELDS)",
            '    if absent and lost == "raise":',
            "        raise NotAtDeepgram(absent)",
            "    return shape",
        ]
    )


def _members(shaping: Shaping, tree: Tree, branch: Branch, above: str, indent: int) -> list[str]:
    """The lines of the members of an object at the top or one below it."""
    space = " " * indent
    lines: list[str] = []
    for key in ordered(branch.members, tree):
        node = branch.members.get(key)
        path = f"{above}.{key}" if above else key
        if isinstance(node, Branch) and not above:
            inner = _members(shaping, tree[key], node, path, indent + 4)
            lines += [f"{space}{quoted(key)}: {{", *inner, f"{space}}},"]
        else:
            made = "None" if node is None else shaping.section(path, node, tree[key])
            lines.append(f"{space}{quoted(key)}: {made},")
    return lines


def _getter(
    shaping: Shaping,
    tree: Tree,
    wanted: Wanted,
    getter: Getter,
    names: Mapping[str, str],
    when_lost: WhenLost,
) -> str:
    parameters = ["response: Response", "*", f"lost: Lost = {quoted(when_lost)}"]
    doc = docstring(_about(wanted, getter), "    ")
    name, path = names[getter.path], f"    path = {quoted(getter.path)}"
    if getter.field in wanted.lost:
        head = signature(name, parameters, "None")
        return "\n".join([head, doc, path, "    _listed(response, path, lost)"])
    data = _data(shaping, tree, ROOTS[wanted.side], getter.field)
    kind = type_of(getter.field, wanted.side)
    if "[]" in getter.path:
        head = signature(name, parameters, f"list[{kind}] | None")
        return "\n".join([head, doc, *data, path, "    return _listed(data, path, lost)"])
    head = signature(name, parameters, f"{kind} | None")
    found = f"    found: {kind} | None = _single(data, path, lost)"
    return "\n".join([head, doc, *data, path, found, "    return found"])


def _about(wanted: Wanted, getter: Getter) -> list[str]:
    paragraphs = [f"``{getter.path}``"]
    if getter.field in wanted.lost:
        paragraphs.append(f"Lost: {wanted.lost[getter.field]}")
    elif getter.field in wanted.how:
        paragraphs.append(f"At Deepgram: {wanted.how[getter.field]}")
    if getter.lines:
        more = f" and {len(getter.lines) - 3} more" if len(getter.lines) > 3 else ""
        paragraphs.append(f"Read by {', '.join(getter.lines[:3])}{more}.")
    if getter.narrowed and getter.field not in wanted.lost:
        paragraphs.append("All values: the conditions of the path are left to what reads them.")
    return paragraphs


def _data(shaping: Shaping, tree: Tree, root: Branch, field: str) -> list[str]:
    """The statements that make as much of the shape as a path goes through."""
    first, *rest = [part for part in split(field) if not part.startswith("[")]
    node = root.members[first]
    if not isinstance(node, Branch):
        made = shaping.section(first, node, tree[first])
        return [f"    section = {made}", f"    data = {{{quoted(first)}: section}}"]
    if not rest:
        return ['    data = amazon_shape(response, lost="none")']
    made = shaping.section(f"{first}.{rest[0]}", node.members[rest[0]], tree[first][rest[0]])
    return [
        f"    section = {made}",
        f"    data = {{{quoted(first)}: {{{quoted(rest[0])}: section}}}}",
    ]


def type_of(field: str, side: Side) -> str:
    """The type of one value of a field, as an annotation."""
    leaf = paths_of(side).get(field)
    if leaf is None:
        node: Node = ROOTS[side]
        for part in split(field):
            if isinstance(node, Branch):
                node = node.members[part]
            elif not isinstance(node, Leaf):
                node = node.member
        return "dict[str, Any]" if isinstance(node, Branch) else "list[dict[str, Any]]"
    if leaf.kind.startswith("list") and field.endswith("[]"):
        return leaf.kind[5:-1]
    return leaf.kind

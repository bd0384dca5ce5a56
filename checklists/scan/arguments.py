"""The request members that stand in a call, whatever the language writes them in.

A member is an object's pair, a keyed element, a named argument, an initialiser's assignment or a
builder's method; values that are variables are followed to where the same file defines them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from checklists.scan.finding import Mode
from checklists.scan.operations import placed, words
from checklists.scan.syntax import Code, below, content

if TYPE_CHECKING:
    from tree_sitter import Node

_PAIRS = words(
    "pair keyed_element array_element_initializer value_argument field_initializer "
    "assignment_expression assignment assignment_statement"
)
_CALLS = words("method_invocation call_expression call member_call_expression")
_LISTS = words("array list_expression array_literal literal_value array_creation_expression")
_DEFINITIONS = words(
    "variable_declarator short_var_declaration var_spec property_declaration let_declaration "
    "assignment assignment_expression assignment_statement const_spec"
)
_NAMES = words("identifier variable_name shorthand_property_identifier simple_identifier")
_LITERALS = words(
    "true false boolean boolean_literal integer float number number_literal "
    "decimal_integer_literal int_literal integer_literal float_literal"
)
_NOTHING = words("null nil none null_literal")
_LANGUAGE = re.compile(r"(?:LanguageCode)?_?([a-z]{2,3})[-_]?([A-Z]{2})", re.IGNORECASE)
# A constant of an enumeration: LanguageCode.EN_US, LanguageCode::EnUs, types.LanguageCodeEnUs.
_CONSTANT = re.compile(r"(?:(?:[\w\\]+(?:\.|::))*[A-Z]\w*(?:\.|::)|\w*types\.)([A-Z]\w*|\d+)")
_FOLLOWED = 3
_MOST_NODES = 20_000


def arguments_of(code: Code, node: Node, mode: Mode) -> Mapping[str, str]:
    """The members in a call, by their places in the API, with the texts of literal values."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [node]
    for _ in range(_FOLLOWED):
        names: set[str] = set()
        for part in waiting:
            _gather(part, found, mode)
            names |= {_plain(content(one)) for one in below(part) if one.type in _NAMES}
        names -= seen
        seen |= names
        waiting = [] if not names else _definitions(code, names, node)
    return found


def _gather(node: Node, found: dict[str, str], mode: Mode) -> None:
    for part in islice(below(node), _MOST_NODES):
        for name, value in _members(part):
            place = placed(name, mode)
            if place is None:
                continue
            known = place.rpartition(".")[2]
            text = _as_written(known, literal(value)) if value is not None else ""
            if place not in found or (text and not found[place]):
                found[place] = text


def _members(node: Node) -> Iterator[tuple[str, Node | None]]:
    """(name as written, value) of what this one node sets, if it sets anything."""
    children = node.named_children
    if node.type == "shorthand_property_identifier":
        yield content(node), None
    elif node.type in _PAIRS and len(children) >= 2:
        yield _last_name(children[0]), children[-1]
    elif node.type in _CALLS:
        name = node.child_by_field_name("name") or node.child_by_field_name("method")
        if name is None:
            function = node.child_by_field_name("function") or (children[0] if children else None)
            name = function.named_children[-1] if function and function.named_children else None
        values = node.child_by_field_name("arguments") or (children[-1] if children else None)
        if name is not None and values is not None and values != name and values.named_children:
            yield content(name), values.named_children[0]


def _last_name(node: Node) -> str:
    """The last name of ``request.MediaFormat``, ``$request['MediaFormat']`` or a plain key."""
    words = re.findall(r"[A-Za-z_][\w-]*", content(node))
    return words[-1] if words else ""


def literal(node: Node, depth: int = 0) -> str:
    """The text of a literal value; "" for one that is not written there.

    A constant (``LanguageCode.EN_US``) gives its last name, a list its members with commas; a
    wrapping call (``aws.Bool(true)``) what is inside.
    """
    text = content(node)
    if node.type in _LITERALS or text in ("true", "false"):
        return text.lower() if text.lower() in ("true", "false") else text
    if node.type in _NOTHING or depth > 6:
        return ""
    if "string" in node.type or node.type == "hash_key_symbol":
        return "" if _interpolated(node) else text.strip("@\"'`")
    if node.type in _LISTS or node.type == "initializer_expression":
        return ",".join(filter(None, (literal(one, depth + 1) for one in node.named_children)))
    inner = node.child_by_field_name("arguments")
    if inner is not None or node.type in _CALLS:
        values = inner.named_children if inner is not None else []
        return literal(values[0], depth + 1) if len(values) == 1 else ""
    constant = _CONSTANT.fullmatch(text)
    if constant:
        return constant[1]
    if len(node.named_children) == 1 and node.type not in ("object", "hash", "lambda_literal"):
        return literal(node.named_children[0], depth + 1)
    return ""


def _interpolated(node: Node) -> bool:
    return any("substitution" in one.type or "interpolation" in one.type for one in below(node))


def _as_written(name: str, text: str) -> str:
    """A value as the service writes it: ``EN_US`` and ``LanguageCodeEnUs`` are en-US."""
    if name == "LanguageCode":
        found = _LANGUAGE.fullmatch(text)
        return f"{found[1].lower()}-{found[2].upper()}" if found else text
    if name in ("MediaFormat", "MediaEncoding"):
        return text.removeprefix(name).lower().replace("_", "-")
    return text.removeprefix(name) or text


def _plain(name: str) -> str:
    return name.lstrip("$")


def _definitions(code: Code, names: set[str], call: Node) -> list[Node]:
    """Where the file gives one of the names a value, or sets something of it."""
    found: list[Node] = []
    if code.root is None:
        return found
    for node in islice(below(code.root), _MOST_NODES):
        if call.start_byte <= node.start_byte and node.end_byte <= call.end_byte:
            continue
        if node.type in _DEFINITIONS and node.named_children:
            if _first_name(node.named_children[0]) in names:
                found.append(node)
        elif node.type == "method_invocation":
            receiver = node.child_by_field_name("object")
            setter = content(node.child_by_field_name("name"))
            if receiver and content(receiver) in names and setter.startswith(("set", "with")):
                found.append(node)
    return found


def _first_name(node: Node) -> str:
    found = re.match(r"\$?(\w+)", content(node))
    return found[1] if found else ""

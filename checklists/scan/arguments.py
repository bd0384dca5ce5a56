"""The request members that stand in a call, whatever the language writes them in.

A member is an object's pair, a keyed element, a named argument, an initialiser's assignment or a
builder's method; values that are variables are followed to where the same file defines them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from checklists.scan.finding import Mode
from checklists.scan.operations import placed, words
from checklists.scan.source import SourceFile
from checklists.scan.syntax import Code, below, content, parsed

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
_FUNCTIONS = words("""
    function_definition function_declaration function_item function method method_definition
    method_declaration local_function_statement
    """)
_OWN = words("$this this self")
_OWN_CALL = re.compile(r"(?:(?:this|self|Self)(?:\.|::))?(\w+)")
_FOLLOWED = 3
_MOST_NODES = 20_000
_MOST_FOLLOWED = 500_000
_SHORT = 20


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
            names |= {f"{name}()" for one in below(part) if (name := _called(one))}
        names |= {_assigned(node)} - {""}
        names -= seen
        seen |= names
        waiting = _definitions(code.file).of(names, node)
    return found


def _gather(node: Node, found: dict[str, str], mode: Mode) -> None:
    for part in islice(below(node), _MOST_NODES):
        for name, value in _members(part):
            place = placed(name, mode)
            if place is None:
                continue
            known = place.rpartition(".")[2]
            text = as_written(known, literal(value)) if value is not None else ""
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


def as_written(name: str, text: str) -> str:
    """A member's value as the service writes it: ``EN_US`` and ``LanguageCodeEnUs`` are en-US."""
    if name == "LanguageCode":
        found = _LANGUAGE.fullmatch(text)
        return f"{found[1].lower()}-{found[2].upper()}" if found else text
    if name in ("MediaFormat", "MediaEncoding"):
        return text.removeprefix(name).lower().replace("_", "-")
    return text.removeprefix(name) or text


def _plain(name: str) -> str:
    return name.lstrip("$")


def _called(node: Node) -> str:
    """The function of the file itself that a call asks: ``request(a)``, ``this.request(a)``."""
    if node.type not in _CALLS:
        return ""
    of = node.child_by_field_name("object") or node.child_by_field_name("receiver")
    name = node.child_by_field_name("name") or node.child_by_field_name("method")
    if name is not None:
        return content(name) if of is None or content(of) in _OWN else ""
    found = _OWN_CALL.fullmatch(content(node.child_by_field_name("function"))[:200])
    return found[1] if found else ""


def _assigned(node: Node) -> str:
    """The name that a builder gets, whose members are set on it later; "" for none."""
    above = node.parent
    if above is None or above.type != "let_declaration":
        return ""
    return _first_name(above.child_by_field_name("pattern") or above)


@dataclass(slots=True)
class _Definitions:
    """Where a file gives each name a value or sets something of it, read once for all its calls.

    ``left`` is how many nodes may still be looked at below them: a file in which thousands of
    calls lead to the same long function is not read thousands of times.
    """

    left: int
    by_name: dict[str, list[Node]] = field(default_factory=dict)

    def of(self, names: set[str], call: Node) -> list[Node]:
        """Those of the names, in the file's order, without what is part of the call itself."""
        found = {
            node.id: node
            for name in names
            for node in self.by_name.get(name, ())
            if not _within(node, call) and (node.type not in _FUNCTIONS or not _within(call, node))
        }
        self.left -= sum(node.descendant_count for node in found.values())
        return sorted(found.values(), key=_order) if self.left > 0 else []


@lru_cache(maxsize=1)
def _definitions(file: SourceFile) -> _Definitions:
    code = parsed(file)
    known = _Definitions(_MOST_FOLLOWED)
    if code is None or code.root is None:
        return known
    for node in islice(below(code.root), _MOST_NODES):
        name = _defined(node)
        if name:
            known.by_name.setdefault(name, []).append(node)
    return known


def _defined(node: Node) -> str:
    """The name that a node gives a value, "name()" for a function's; "" for all others."""
    if node.type in _DEFINITIONS and node.named_children:
        return _first_name(node.named_children[0])
    if node.type in _FUNCTIONS:
        return f"{content(node.child_by_field_name('name'))}()"
    if node.type == "method_invocation":
        receiver = node.child_by_field_name("object")
        setter = content(node.child_by_field_name("name"))
        if receiver is not None and setter.startswith(("set", "with")):
            return content(receiver) if receiver.descendant_count < _SHORT else ""
    return ""


def _within(node: Node, other: Node) -> bool:
    return other.start_byte <= node.start_byte and node.end_byte <= other.end_byte


def _order(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def _first_name(node: Node) -> str:
    found = re.match(r"\$?(\w+)", content(node))
    return found[1] if found else ""

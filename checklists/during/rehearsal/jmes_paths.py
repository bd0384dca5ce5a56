"""JMESPath expressions as steps: all that they read, in whatever shape they give it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from checklists.during.rehearsal.steps import Chain, Every, Index, Name, Pick, Slice, Where
from providers.errors import BadInput

Node = dict[str, Any]


def jmespath_chains(text: str) -> tuple[Chain, ...]:
    """The chains of an expression, those of its conditions last. Raises BadInput."""
    from jmespath.exceptions import JMESPathError
    from jmespath.parser import Parser

    try:
        tree: Any = Parser().parse(text).parsed
    except JMESPathError as error:
        raise BadInput(f"is no JMESPath ({str(error).splitlines()[0].rstrip(': ')})") from None
    chains = tuple(dict.fromkeys(chain for chain in (*_chains(tree), *_beside(tree)) if chain))
    if not chains:
        raise BadInput("reads nothing of the response")
    return chains


def _chains(node: Node) -> list[Chain]:
    inner: list[Node] = node["children"]
    match node["type"]:
        case "field":
            return [(Name(node["value"]),)]
        case "index":
            return [(Index(node["value"]),)]
        case "slice":
            first, last, by = node["children"]
            return [(Slice(first, last, by),)]
        case "subexpression" | "index_expression":
            return _joined(*inner)
        case "projection":
            # "[1:3]" and "[*]" are projections alike; the slice has chosen already.
            sliced = inner[0]["type"] == "index_expression" and (
                inner[0]["children"][-1]["type"] == "slice"
            )
            return _through(inner[0], () if sliced or _flattens(inner[0]) else (Every(),), inner[1])
        case "value_projection":
            return _through(inner[0], (Every(),), inner[1])
        case "flatten":
            return [(*chain, Every()) for chain in _chains(inner[0])]
        case "filter_projection":
            return _through(inner[0], (Where(_predicate(inner[2])),), inner[1])
        case "pipe":
            return _piped(*inner)
        case "function_expression":
            return _called(node)
        case "identity" | "current":
            return [()]
        case "literal":
            return []
    return [chain for part in inner for chain in _chains(part)]


def _flattens(node: Node) -> bool:
    return bool(node["type"] == "flatten")


def _joined(*nodes: Node) -> list[Chain]:
    made: list[Chain] = [()]
    for node in nodes:
        made = [(*chain, *further) for chain in made for further in _chains(node)]
    return made


def _through(left: Node, step: Chain, right: Node) -> list[Chain]:
    return [(*first, *step, *last) for first in _chains(left) for last in _chains(right)]


def _piped(left: Node, right: Node) -> list[Chain]:
    """What comes before a pipe is one value: an index after it chooses among all that was found."""
    first: Node = right
    while first["type"] in ("index_expression", "subexpression"):
        first = first["children"][0]
    chains = _joined(left, right)
    if first["type"] not in ("identity", "current", "index"):
        return chains
    before = {len(chain) for chain in _chains(left)}
    return [_picking(chain, before) for chain in chains]


def _picking(chain: Chain, lengths: set[int]) -> Chain:
    for length in lengths:
        if length < len(chain) and isinstance(step := chain[length], Index):
            return (*chain[:length], Pick(step.at), *chain[length + 1 :])
    return chain


def _called(node: Node) -> list[Chain]:
    """What a function is given, and mostly gives back: a list sorted, a member of it, a text."""
    given, handed = _arguments(node)
    if node["value"] == "map":
        return [(*chain, Every(), *inner) for chain in given for inner in handed]
    step: Chain = (Every(),) if node["value"] in ("max_by", "min_by") else ()
    return [(*chain, *step) for chain in given]


def _arguments(node: Node) -> tuple[list[Chain], list[Chain]]:
    """What a function is given, and what the expressions handed to it read of each member."""
    arguments: list[Node] = node["children"]
    given = [chain for one in arguments if one["type"] != "expref" for chain in _chains(one)]
    handed = [one["children"][0] for one in arguments if one["type"] == "expref"]
    return given, [chain for one in handed for chain in _chains(one)]


def _beside(node: Node, before: tuple[Chain, ...] = ((),)) -> Iterator[Chain]:
    """What the conditions of an expression read."""
    inner = [part for part in node["children"] if isinstance(part, dict)]
    if node["type"] == "filter_projection":
        lists = [(*start, *chain) for start in before for chain in _chains(inner[0])]
        for start in lists:
            yield from ((*start, Every(), *chain) for chain in _chains(inner[2]))
        yield from _beside(inner[0], before)
        yield from _beside(inner[1], tuple((*start, Every()) for start in lists))
        return
    if node["type"] in ("projection", "value_projection"):
        yield from _beside(inner[0], before)
        step: Chain = () if _flattens(inner[0]) else (Every(),)
        lists = [(*start, *chain, *step) for start in before for chain in _chains(inner[0])]
        yield from _beside(inner[1], tuple(lists))
        return
    if node["type"] in ("subexpression", "pipe", "index_expression"):
        yield from _beside(inner[0], before)
        starts = [(*start, *chain) for start in before for chain in _chains(inner[0])]
        yield from _beside(inner[1], tuple(starts))
        return
    if node["type"] == "function_expression":
        given, handed = _arguments(node)
        for start in before:
            yield from ((*start, *chain, Every(), *read) for chain in given for read in handed)
    for part in inner:
        if part["type"] != "expref":
            yield from _beside(part, before)


def _predicate(node: Node) -> Callable[[Any], bool]:
    from jmespath.visitor import TreeInterpreter

    interpreter: Any = TreeInterpreter()

    def holds(value: Any) -> bool:
        try:
            found = interpreter.visit(node, value)
        except Exception:
            # A function that does not take such a value: JMESPath would give up there.
            return False
        # As JMESPath counts: 0 is true, what is empty is not.
        return found is not None and found is not False and found not in ("", [], {})

    return holds

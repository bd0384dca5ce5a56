"""JSONPath queries (RFC 9535, as python-jsonpath reads them) as steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from checklists.during.rehearsal.steps import Chain, Deep, Every, Index, Name, Slice, Step, Where
from providers.errors import BadInput


def jsonpath_chains(text: str) -> tuple[Chain, ...]:
    """The chains of a query, those of its conditions last. Raises BadInput."""
    import jsonpath

    try:
        query = jsonpath.compile(text)
    except jsonpath.JSONPathError as error:
        raise BadInput(f"is no JSONPath ({str(error).splitlines()[0]})") from None
    if not isinstance(query, jsonpath.JSONPath):
        raise BadInput("joins several queries: give each a line of its own")
    chains, beside = _chains(query)
    found = tuple(dict.fromkeys(chain for chain in (*chains, *beside) if chain))
    if not found:
        raise BadInput("reads the whole response and nothing of it")
    return found


def _chains(query: Any) -> tuple[list[Chain], list[Chain]]:
    from jsonpath.segments import JSONPathRecursiveDescentSegment

    made: list[Chain] = [()]
    beside: list[Chain] = []
    for segment in query.segments:
        down: Chain = (Deep(),) if isinstance(segment, JSONPathRecursiveDescentSegment) else ()
        steps = [_step(selector, query) for selector in segment.selectors]
        for selector in segment.selectors:
            for read in _conditions(selector):
                beside += [(*chain, *down, Every(), *read) for chain in made]
        made = [(*chain, *down, step) for chain in made for step in steps]
    return made, beside


def _step(selector: Any, query: Any) -> Step:
    from jsonpath import selectors

    match selector:
        case selectors.NameSelector():
            return Name(selector.name)
        case selectors.IndexSelector():
            return Index(selector.index)
        case selectors.SliceSelector():
            return Slice(selector.slice.start, selector.slice.stop, selector.slice.step)
        case selectors.WildcardSelector():
            return Every()
        case selectors.Filter():
            return Where(_predicate(selector, query))
    raise BadInput(f"uses {selector}, which is not a selector of RFC 9535")


def _predicate(selector: Any, query: Any) -> Callable[[Any], bool]:
    from jsonpath import JSONPath, JSONPathError
    from jsonpath.segments import JSONPathChildSegment

    segment = JSONPathChildSegment(env=query.env, token=selector.token, selectors=(selector,))
    alone = JSONPath(env=query.env, segments=(segment,))

    def holds(value: Any) -> bool:
        try:
            return any(True for _ in alone.finditer([value]))
        except JSONPathError:
            return False

    return holds


def _conditions(selector: Any) -> Iterator[Chain]:
    """What a filter reads of each member."""
    from jsonpath.filter import RelativeFilterQuery

    waiting = [selector.expression] if hasattr(selector, "expression") else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, RelativeFilterQuery):
            yield from _chains(node.path)[0]
        else:
            waiting.extend(node.children())

"""The paths of jq as steps: ``.results.items[] | select(.type == "pronunciation") | .start_time``.

Read are members, indexes, slices, ``[]``, ``?``, ``..``, pipes, ``select`` with one comparison or
a bare path, and functions of no argument at the end, which turn a value into another and read
nothing more (``tonumber``, ``length``, ...).
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from checklists.during.rehearsal.steps import Chain, Deep, Every, Index, Name, Slice, Step, Where
from checklists.during.rehearsal.steps import followed as _followed
from providers.errors import BadInput

_TEXT = r'"(?:[^"\\]|\\.)*"'
_PART = re.compile(
    rf"(?P<deep>\.\.)|\.?\[(?P<quoted>{_TEXT})\]|\.(?P<dotted>{_TEXT})|\.(?P<name>[A-Za-z_]\w*)"
    r"|\.?\[(?P<first>-?\d*):(?P<last>-?\d*)\]|\.?\[(?P<index>-?\d+)\]|\.?(?P<every>\[\])|(?P<self>\.)"
)
_SELECT = re.compile(
    rf"select\(\s*(?P<path>[^=!<>()|]+?)\s*(?:(?P<how>==|!=|<=|>=|<|>)\s*(?P<value>{_TEXT}"
    r"|-?\d+(?:\.\d+)?|true|false|null))?\s*\)\Z"
)
_HOW: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_FUNCTION = re.compile(r"@?[a-z][a-z0-9_]*\Z")


def jq_chains(text: str) -> tuple[Chain, ...]:
    """The chains of a filter, those of its conditions last. Raises BadInput."""
    chain: Chain = ()
    beside: list[Chain] = []
    stages = [stage.strip() for stage in _split(text)]
    for number, stage in enumerate(stages):
        if chosen := _SELECT.match(stage):
            read = _path(chosen["path"])
            beside.append((*chain, *read))
            chain = _narrowed(chain, _predicate(read, chosen["how"], chosen["value"]))
        elif number and _FUNCTION.match(stage):
            continue
        else:
            chain = (*chain, *_path(stage))
    if not chain:
        raise BadInput("reads the whole response and nothing of it")
    return tuple(dict.fromkeys((chain, *beside)))


def _split(text: str) -> list[str]:
    """The stages between the pipes, but for a pipe in a text."""
    marks = [m.start() for m in re.finditer(rf"{_TEXT}|\|", text) if m.group() == "|"]
    return [text[start + 1 : end] for start, end in pairwise((-1, *marks, len(text)))]


def _path(text: str) -> Chain:
    steps: list[Step] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            raise BadInput(
                f"cannot be read as a path of jq from {text[at : at + 20]!r} on: give members, "
                "indexes, [], select(...) and functions without arguments"
            )
        at = match.end()
        while text[at : at + 1] == "?":
            at += 1
        step = _step(match)
        # A slice is a list there; here its members are given already.
        opens = isinstance(step, Every) and bool(steps) and isinstance(steps[-1], Slice)
        if step is not None and not opens:
            steps.append(step)
    return tuple(steps)


def _step(match: re.Match[str]) -> Step | None:
    kind = match.lastgroup
    if kind in ("quoted", "dotted"):
        try:
            return Name(str(json.loads(match[kind])))
        except ValueError:
            raise BadInput(f"has a text that cannot be read: {match[kind]}") from None
    if kind == "name":
        return Name(match["name"])
    if kind == "index":
        return Index(int(match["index"]))
    if kind == "last":
        first, last = match["first"], match["last"]
        return Slice(int(first) if first else None, int(last) if last else None)
    return Every() if kind == "every" else Deep() if kind == "deep" else None


def _narrowed(chain: Chain, holds: Callable[[Any], bool]) -> Chain:
    """``[] | select(...)`` is a condition on the members of the list."""
    if not chain or not isinstance(chain[-1], Every | Where):
        raise BadInput("has a select that does not follow []: put [] before the pipe")
    last = chain[-1]
    if isinstance(last, Where):
        before = last.holds
        return (*chain[:-1], Where(lambda value: before(value) and holds(value)))
    return (*chain[:-1], Where(holds))


def _predicate(read: Chain, how: str | None, written: str | None) -> Callable[[Any], bool]:
    wanted = json.loads(written) if written else None

    def holds(value: Any) -> bool:
        found = [inner for _, inner in _followed(value, read)] or [None]
        if how is None:
            return any(one is not None and one is not False for one in found)
        try:
            return any(_HOW[how](one, wanted) for one in found)
        except TypeError:
            return False

    return holds

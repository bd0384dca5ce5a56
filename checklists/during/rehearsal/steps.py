"""A path as steps into a document, whatever language it was written in, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from checklists.during.rehearsal.row import Place


@dataclass(frozen=True, slots=True)
class Name:
    """The member of an object by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Index:
    """The member of a list by its place, from the end where negative."""

    at: int


@dataclass(frozen=True, slots=True)
class Every:
    """Every member of a list or object."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some members of a list, as Python slices it."""

    first: int | None
    last: int | None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The members of a list or object for which something holds."""

    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Deep:
    """The value itself and everything below it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Of all that was found so far, the one at a place: what a pipe into an index does."""

    at: int


Step = Name | Index | Every | Slice | Where | Deep | Pick
Chain = tuple[Step, ...]
Found = tuple[Place, Any]


def followed(document: Any, chain: Chain, *, loosely: bool = False) -> Iterator[Found]:
    """What a chain leads to, with its place. ``loosely``: conditions hold, any index is the first
    member's; so a document that is only a specimen shows which fields a path can read."""
    found: Iterable[Found] = [((), document)]
    for step in chain:
        found = _stepped(found, _loose(step) if loosely else step)
    yield from found


def _loose(step: Step) -> Step:
    match step:
        case Where() | Slice():
            return Every()
        case Index() | Pick():
            return type(step)(0)
    return step


def _stepped(found: Iterable[Found], step: Step) -> Iterator[Found]:
    if isinstance(step, Pick):
        given = list(found) if step.at < 0 else list(islice(found, step.at + 1))
        if -len(given) <= step.at < len(given):
            yield given[step.at]
        return
    for place, value in found:
        yield from _one_step(place, value, step)


def _one_step(place: Place, value: Any, step: Step) -> Iterator[Found]:
    match step:
        case Name(key):
            if isinstance(value, dict) and key in value:
                yield (*place, key), value[key]
        case Index(at):
            if isinstance(value, list) and -len(value) <= at < len(value):
                at %= len(value)
                yield (*place, at), value[at]
        case Every():
            yield from _members(place, value)
        case Slice(first, last, by):
            if isinstance(value, list):
                for at in range(*slice(first, last, by).indices(len(value))):
                    yield (*place, at), value[at]
        case Where(holds):
            for inner, member in _members(place, value):
                if holds(member):
                    yield inner, member
        case Deep():
            yield from below(place, value)


def _members(place: Place, value: Any) -> Iterator[Found]:
    if isinstance(value, list):
        for at, member in enumerate(value):
            yield (*place, at), member
    elif isinstance(value, dict):
        for key, member in value.items():
            yield (*place, key), member


def below(place: Place, value: Any) -> Iterator[Found]:
    """A value and everything below it, in the order of the document."""
    waiting: list[Found] = [(place, value)]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(list(_members(*here))))

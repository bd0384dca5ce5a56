"""Which fields a response has, by the pattern of their paths: "results.items[].start_time".

A file of four hours has a million values and a hundred kinds of field. Lists are looked at
column by column, so that the cost is that of the kinds and not of the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

# Only the first entry of these lists is what was heard; the others are what else it may have been.
_RANKED = ("alternatives", "Alternatives")


def columns(document: Any) -> dict[str, int]:
    """The pattern of each field that says something, with the number of its values.

    A list is written "[]"; the first of several alternatives "[0]" and the others "[1..]". Nulls
    and empty texts, lists and objects say nothing, and are left out.
    """
    found: dict[str, int] = {}
    # A loop and not a recursion: documents may be nested as deeply as their reader allows.
    waiting: list[tuple[str, list[Any]]] = [("", [document])]
    while waiting:
        path, values = waiting.pop()
        kinds = set(map(type, values))
        if kinds & {dict, list}:
            objects = [value for value in values if type(value) is dict]
            waiting += ((_joined(path, key), column) for key, column in _members(objects))
            waiting += _entries(path, [value for value in values if type(value) is list])
            values = [value for value in values if type(value) not in (dict, list)]
        said = len(values) - values.count(None) - values.count("")
        if said > 0:
            found[path] = found.get(path, 0) + said
    return found


def _members(objects: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """The values under each key that any of the objects has."""
    shapes = set(map(tuple, objects))
    for key in dict.fromkeys(chain.from_iterable(shapes)):
        if all(key in shape for shape in shapes):
            yield key, [one[key] for one in objects]
        else:
            yield key, [one[key] for one in objects if key in one]


def _entries(path: str, lists: Sequence[list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    if not lists:
        return
    if path.rpartition(".")[2] in _RANKED:
        yield f"{path}[0]", [entries[0] for entries in lists if entries]
        if rest := list(chain.from_iterable(entries[1:] for entries in lists if entries[1:])):
            yield f"{path}[1..]", rest
    else:
        yield f"{path}[]", list(chain.from_iterable(lists))


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

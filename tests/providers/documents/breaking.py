"""Ways in which a response can be broken, for tests that read what is left of it."""

from __future__ import annotations

import copy
import gzip
import json
import random
from collections.abc import Iterable, Iterator
from typing import Any

from tests.providers.documents.samples import Json

_ODD: tuple[Json, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e300,
    0.1,
    "",
    "x" * 5000,
    "NaN",
    "1e999",
    "spk_",
    "\u202e\x1b[2J\n",
    [],
    {},
    [[]],
    [None],
    {"a": None},
    [{}],
)
_TOKENS = ("NaN", "-Infinity", "1e999999999999999999999", "9" * 6000, '"\\ud800"', "{", "tru")


def places(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inside: Iterable[tuple[Any, Json]] = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for name, one in inside:
        yield (*path, name)
        yield from places(one, (*path, name))


def changed(value: Json, path: tuple[Any, ...], chance: random.Random) -> Json:
    """A copy with one place removed, of another kind, nested, doubled or moved."""
    found = copy.deepcopy(value)
    holder = found
    for name in path[:-1]:
        holder = holder[name]
    how = chance.randrange(6)
    if how == 0:
        del holder[path[-1]]
    elif how == 1:
        holder[path[-1]] = {"inside": holder[path[-1]]}
    elif how == 2:
        holder[path[-1]] = [holder[path[-1]]]
    elif how == 3 and isinstance(holder, dict):
        holder[f"{path[-1]} "] = holder.pop(path[-1])
    else:
        holder[path[-1]] = chance.choice(_ODD)
    return found


def broken_json(samples: dict[str, Json], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Whole JSON values with one to three places changed."""
    chance = random.Random(seed)
    names = sorted(samples)
    where = {name: list(places(samples[name])) for name in names}
    for _ in range(count):
        name = chance.choice(names)
        value = changed(samples[name], chance.choice(where[name]), chance)
        for _ in range(chance.randrange(3)):
            left = list(places(value))
            value = changed(value, chance.choice(left), chance) if left else value
        yield name, json.dumps(value).encode()


def broken_bytes(files: dict[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files that are cut, spoilt, in other encodings, packed, or with what JSON does not allow."""
    chance = random.Random(seed)
    names = sorted(files)
    for number in range(count):
        name = chance.choice(names)
        data = files[name]
        at = chance.randrange(len(data))
        ways = (
            lambda d, a: d[:a],
            lambda d, a: d[a:],
            lambda d, a: d[:a] + bytes([chance.randrange(256)]) + d[a + 1 :],
            lambda d, a: d[:a] + chance.choice(_TOKENS).encode() + d[a:],
            lambda d, a: d.replace(b": 0", b": " + chance.choice(_TOKENS).encode(), 1),
            lambda d, a: gzip.compress(d, mtime=0)[: a + 20],
            lambda d, a: d.decode().encode("utf-16"),
            lambda d, a: d.decode().encode("utf-32-le"),
            lambda d, a: b"\xef\xbb\xbf" + d.replace(b"\n", b"\r\n"),
            lambda d, a: b"[" * (a * 50) + d,
            lambda d, a: b'{"a":' * a + d,
            lambda d, a: d + d[:a],
            lambda d, a: d.replace(b"{", b'{"results": 1, "words": 2, "type": 3, ', 1),
            lambda d, a: chance.randbytes(a),
        )
        yield name, ways[number % len(ways)](data, at)

"""The pronouncing dictionary that comes with the recogniser's model."""

from __future__ import annotations

import functools
import itertools
import re
from pathlib import Path

Phones = tuple[str, ...]

_VARIANT = re.compile(r"\(\d+\)$")


@functools.lru_cache(maxsize=4096)
def lookup(word: str) -> tuple[Phones, ...]:
    """The pronunciations of one word (lower case), empty if it is not in the dictionary.

    Searches the file's text (under a millisecond): as Python objects the whole dictionary takes
    0.3 s and tens of megabytes in each worker, and a request asks for a few words.
    """
    ways: list[Phones] = []
    for number in itertools.count(1):
        entry = f"{word}({number})" if number > 1 else word
        mark = f"\n{entry} ".encode()
        place = _text().find(mark)
        if place < 0 or not word:
            return tuple(ways)
        start = place + len(mark)
        ways.append(tuple(_text()[start : _text().index(b"\n", start)].decode().split()))
    raise AssertionError("unreachable: a dictionary is finite")


@functools.cache
def entries() -> dict[str, tuple[Phones, ...]]:
    """Every word (some 134 000, lower case) with its pronunciations, to learn from."""
    found: dict[str, list[Phones]] = {}
    for line in _text().decode().splitlines():
        if line:
            word, *phones = line.split()
            found.setdefault(_VARIANT.sub("", word), []).append(tuple(phones))
    return {word: tuple(ways) for word, ways in found.items()}


@functools.cache
def _text() -> bytes:
    """The file, every entry between two line ends."""
    import pocketsphinx

    path = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    return b"\n" + path.read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"

"""The pronouncing dictionary that comes with the recogniser's model."""

from __future__ import annotations

import functools
import re
from pathlib import Path

_VARIANT = re.compile(r"\(\d+\)$")


def path() -> Path:
    """Where the wheel keeps it."""
    import pocketsphinx

    return Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))


@functools.cache
def entries() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every word (134 000 of them, lower case) with its pronunciations."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with path().open(encoding="utf-8") as lines:
        for line in lines:
            word, *phones = line.split()
            found.setdefault(_VARIANT.sub("", word), []).append(tuple(phones))
    return {word: tuple(ways) for word, ways in found.items()}


def lookup(word: str) -> tuple[tuple[str, ...], ...]:
    """The pronunciations of one word, empty if it is not in the dictionary."""
    return entries().get(word, ())

"""Names of functions for paths."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping

from checklists.facts.field_book import split

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Passed over where something follows them.
_SAY_NOTHING = frozenset(("results", "alternatives", "Transcript", "Results", "Alternatives"))


def names_for(paths: Iterable[str], taken: Iterable[str]) -> Mapping[str, str]:
    """A name for each path: "items_start_time" for "results.items[].start_time"."""
    used = {*taken, *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
    names: dict[str, str] = {}
    for path in paths:
        first = name = _name(path)
        number = 2
        while name in used:
            name, number = f"{first}_{number}", number + 1
        used.add(name)
        names[path] = name
    return names


def snake(name: str) -> str:
    """ "vocabularyFilterMatch" as "vocabulary_filter_match"."""
    return _HUMP.sub("_", name).lower()


def _name(path: str) -> str:
    keys = [key for key in split(path) if not key.startswith("[")]
    kept = [key for at, key in enumerate(keys) if key not in _SAY_NOTHING or at == len(keys) - 1]
    # "transcripts.transcript" is one transcript.
    said = [key for at, key in enumerate(kept) if at + 1 == len(kept) or kept[at + 1] != key[:-1]]
    name = snake("_".join(said))
    return name if name.isidentifier() else f"field_{name}"

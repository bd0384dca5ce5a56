"""Every field of a sample as a path: what downstream might read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checklists.during.rehearsal.path_list import Read
from checklists.during.rehearsal.steps import Chain, Every, Name, Slice

_PLAIN = re.compile(r"[A-Za-z_]\w*\Z")
_ALTERNATIVES = (Name("alternatives"), Name("Alternatives"))


def leaf_reads(raw: Any, *, streamed: bool = False) -> tuple[Read, ...]:
    """A read for each field that holds a value, in the order of the document, each once."""
    events = raw if streamed and isinstance(raw, list) else [raw]
    chains = dict.fromkeys(chain for event in events for chain in _leaves(event) if chain)
    return tuple(Read(_written(chain), "", "JMESPath", (chain,)) for chain in chains)


def _leaves(raw: Any) -> Iterator[Chain]:
    """The chain of every value; members of a list have the same, so that each is made once."""
    made: dict[tuple[Chain, str], Chain] = {}
    waiting: list[tuple[Any, Chain]] = [(raw, ())]
    while waiting:
        value, chain = waiting.pop()
        if isinstance(value, dict) and value:
            inner = [(member, _below(chain, key, made)) for key, member in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, list) and value:
            first, others = _members(chain, made)
            waiting.extend((member, others) for member in reversed(value[1:]))
            waiting.append((value[0], first))
        else:
            yield chain


def _below(chain: Chain, key: str, made: dict[tuple[Chain, str], Chain]) -> Chain:
    known = made.get((chain, key))
    if known is None:
        known = made[(chain, key)] = (*chain, Name(key))
    return known


def _members(chain: Chain, made: dict[tuple[Chain, str], Chain]) -> tuple[Chain, Chain]:
    """The chains of the first member of a list and of the others: of alternatives they differ."""
    if chain and chain[-1] in _ALTERNATIVES:
        return (*chain, Slice(0, 1)), (*chain, Slice(1, None))
    every = made.get((chain, "[]"))
    if every is None:
        every = made[(chain, "[]")] = (*chain, Every())
    return every, every


def _written(chain: Chain) -> str:
    said = ""
    for step in chain:
        match step:
            case Name(key) if _PLAIN.match(key):
                said += f".{key}" if said else key
            case Name(key):
                quoted = key.replace("\\", "\\\\").replace('"', '\\"')
                said += f'."{quoted}"' if said else f'"{quoted}"'
            case Slice(first, last):
                said += "[0]" if last == 1 else f"[{first}:]"
            case _:
                said += "[]"
    return said

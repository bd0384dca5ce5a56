"""Passing over the files that hold none of the texts they are asked for, many at a time.

One search through many files takes less than one through each. A second process, on two
processors, gained nothing that its start and its answers did not cost again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from checklists.scan.languages import language_of
from checklists.scan.reading import FLAGS, MARKS, read_into
from checklists.scan.rules import plan_for
from checklists.scan.source import tail_of
from checklists.scan.walking import Candidate

# What stands for a size where a file has to be looked at.
LOOK = -1
_BATCH = 250
_CHUNK = 65_536
_TOGETHER = 200_000

Asked = tuple[str, tuple[bytes, ...]]


class Sifted(NamedTuple):
    """A file, its language by its name, and its size in bytes or ``LOOK``."""

    candidate: Candidate
    language: str
    size: int


def sifted(candidates: Iterator[Candidate]) -> Iterator[Sifted]:
    """Every file once, in order, with its size where nothing in it can be of interest.

    The size is ``LOOK`` where it has to be looked at: where it holds a text of its plan, is large
    or marked as UTF-16, cannot be read, or may say its language itself.
    """
    while batch := [(one, language_of(one.name)) for one in islice(candidates, _BATCH)]:
        asked = [(one.path, plan_for(tail_of(one.path), language).texts) for one, language in batch]
        for (candidate, language), size in zip(batch, sizes(asked), strict=True):
            yield Sifted(candidate, language, size if language else LOOK)


def sizes(asked: Sequence[Asked]) -> list[int]:
    """For each (path, texts) the file's size in bytes where it holds none, ``LOOK`` otherwise."""
    found = [LOOK] * len(asked)
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for place, (_, texts) in enumerate(asked):
        alike.setdefault(texts, []).append(place)
    buffer = bytearray(_TOGETHER + _CHUNK)
    with memoryview(buffer) as view:
        for texts, places in alike.items():
            read: list[tuple[int, int, int]] = []
            end = 0
            for place in places:
                size = _read(asked[place][0], view[end : end + _CHUNK])
                if size == LOOK:
                    continue
                read.append((place, end, end + size))
                end += size
                if end > _TOGETHER:
                    _search(buffer, read, texts, found)
                    read, end = [], 0
            _search(buffer, read, texts, found)
    return found


def _read(path: str, into: memoryview) -> int:
    """Put a small file's bytes there; how many, or ``LOOK`` where it has to be looked at."""
    try:
        descriptor = os.open(path, FLAGS)
        try:
            size = read_into(descriptor, into)
        finally:
            os.close(descriptor)
    except OSError:
        return LOOK
    return LOOK if size == _CHUNK or into[:2] in MARKS else size


def _search(
    buffer: bytearray,
    read: Sequence[tuple[int, int, int]],
    texts: tuple[bytes, ...],
    found: list[int],
) -> None:
    """Put in ``found`` the sizes of the files that hold none of the texts.

    ``read`` says of each file its place in ``found``, and where it begins and ends in the buffer.
    """
    find, end = buffer.find, read[-1][2] if read else 0
    held = [text for text in texts if find(text, 0, end) != -1]
    for place, first, last in read:
        if not any(find(text, first, last) != -1 for text in held):
            found[place] = last - first

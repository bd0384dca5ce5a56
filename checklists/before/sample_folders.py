"""The files below a directory, or those that fit a pattern, one by one and each directory once."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_DEEPEST = 100

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """A path as text; ``folder`` where it lies below the root; ``why`` it is passed over, or ""."""

    name: str
    folder: str
    why: str = ""


def is_pattern(source: str) -> bool:
    """Whether a source that is no path may be a pattern."""
    return any(mark in source for mark in "*?[")


def below(root: Path, stop: Stop) -> Iterator[Entry]:
    """Everything below ``root`` but directories, by name, files before directories.

    Hidden ones and what cannot be read come with the reason. A link is followed, but no directory
    is entered twice.
    """
    return _walk(root, None, stop, _DEEPEST)


def fitting(pattern: str, stop: Stop) -> Iterator[Entry]:
    """What fits ``pattern``; a directory that fits, with all that it holds."""
    parts = PurePosixPath(pattern).parts
    first = next(n for n, part in enumerate(parts) if is_pattern(part))
    depth = _DEEPEST if "**" in parts else len(parts) - first
    nothing = True
    for found in _walk(Path(*parts[:first]), _expression(parts[first:]), stop, depth):
        nothing = False
        yield found
    if nothing and not stop():
        yield Entry(pattern, "", "a pattern that no file fits")


def reason_of(error: OSError) -> str:
    """The system's reason in lower case, to stand in a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _expression(parts: Sequence[str]) -> re.Pattern[str]:
    """The pattern of a relative path: ``**`` stands for any number of directories."""
    text = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            text += "(?:[^/]+/)*" + ("[^/]+" if last else "")
        else:
            text += fnmatch.translate(part).removeprefix("(?s:").removesuffix(r")\Z")
            text += "" if last else "/"
    return re.compile(text, re.DOTALL)


def _walk(root: Path, wanted: re.Pattern[str] | None, stop: Stop, depth: int) -> Iterator[Entry]:
    entered: set[tuple[int, int]] = set()
    pending: list[tuple[str, bool, int]] = [("", wanted is None, 0)]
    while pending and not stop():
        relative, all_of_it, level = pending.pop()
        full = os.path.join(root, relative) if relative else str(root)  # noqa: PTH118
        try:
            there = os.stat(full)  # noqa: PTH116
            if (there.st_dev, there.st_ino) in entered:
                yield Entry(full, "", "a directory that was read already (a link to it)")
                continue
            entered.add((there.st_dev, there.st_ino))
            with os.scandir(full) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Entry(full, "", f"a directory that cannot be read ({reason_of(error)})")
            continue
        deeper: list[tuple[str, bool, int]] = []
        for entry in entries:
            below = f"{relative}/{entry.name}" if relative else entry.name
            fits = all_of_it or (wanted is not None and wanted.fullmatch(below) is not None)
            if entry.name.startswith("."):
                if fits:
                    yield Entry(entry.path, "", "hidden")
            elif _is_directory(entry):
                if fits or level + 1 < depth:
                    deeper.append((below, fits, level + 1))
            elif fits:
                yield Entry(entry.path, relative or ".")
        pending += reversed(deeper)


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False

"""Which files a conversion takes, and what their results are called."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from providers.audio.naming import shown
from providers.documents.text import LARGEST
from providers.errors import BadInput

_TEXTS = (".json", ".jsonl", ".ndjson")
_PACKED = ".gz"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to convert. ``name`` is its path below the directory it was found in."""

    path: Path
    name: PurePath

    def read(self) -> bytes:
        """Its bytes. Raises BadInput."""
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise BadInput(
                f"{shown(self.path)} cannot be read ({error.strerror or error}): give a file with "
                "a response."
            ) from None
        if len(data) > LARGEST:
            raise BadInput(f"{shown(self.path)} is larger than 1 GiB: give one response at a time.")
        return data


def sources_of(paths: Sequence[Path], *, beside: Path | None = None) -> list[Source]:
    """The files at these paths, those of directories by name; ``beside`` is a directory to leave
    out, where results go. Hidden files and links to directories are passed over.

    Raises BadInput for a path that is not there and a directory without any JSON.
    """
    found: list[Source] = []
    for path in paths:
        if not is_folder(path):
            found.append(Source(path, PurePath(path.name)))
            continue
        inside = list(_walked(path, beside))
        if not inside:
            raise BadInput(
                f"{shown(path)} has no file that ends in .json, .jsonl or .ndjson: give the "
                "directory with the responses."
            )
        found += inside
    return found


def is_folder(path: Path) -> bool:
    """Whether a directory is there; no name is too long for a no."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _walked(folder: Path, beside: Path | None) -> Iterator[Source]:
    def refuse(error: OSError) -> None:
        raise BadInput(
            f"{shown(error.filename)} cannot be listed ({error.strerror}): give directories that "
            "you may read."
        )

    left_out = beside.resolve() if beside is not None else None
    for at, folders, names in os.walk(folder, onerror=refuse):
        here = Path(at)
        folders[:] = sorted(
            one
            for one in folders
            if not one.startswith(".") and (left_out is None or (here / one).resolve() != left_out)
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and _stem(name) != name and path.is_file():
                yield Source(path, path.relative_to(folder))


def _stem(name: str) -> str:
    """A name without the ending of a response; the name itself where it has none."""
    lower = name.lower()
    packed = lower.removesuffix(_PACKED)
    for ending in _TEXTS:
        if packed.endswith(ending) and len(packed) > len(ending):
            return name[: len(packed) - len(ending)]
    return name


class Naming:
    """Names of results in one directory, no two alike."""

    def __init__(self, folder: Path, sources: Iterable[Source]) -> None:
        self._folder = folder
        self._sources = {_settled(one.path) for one in sources}
        self._taken: set[Path] = set()

    def path(self, source: Source, ending: str) -> Path:
        """Where the result of a file goes. Raises BadInput where that would be a source."""
        stem = _stem(source.name.name)
        place = self._folder / source.name.parent
        path, number = place / f"{stem}{ending}", 2
        while path in self._taken:
            path, number = place / f"{stem}-{number}{ending}", number + 1
        if _settled(path) in self._sources:
            raise BadInput(
                f"{shown(path)} is a file to be converted: give another directory with --out."
            )
        self._taken.add(path)
        return path


def _settled(path: Path) -> Path:
    """A path without links; one that leads nowhere (a loop, a name that is too long) as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path

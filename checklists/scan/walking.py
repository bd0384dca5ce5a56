"""The files of one or many trees, each once: what is somebody else's or was made is passed over.

Directories of dependencies, of tools and of results are not entered, and named. A link is followed
only to where the trees themselves do not lead.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from checklists.scan.finding import Skipped
from providers.audio.naming import shown
from providers.errors import BadInput

Stop = Callable[[], bool]
Skip = Callable[[Skipped], None]

DEPENDENCIES = "dependencies, not this project's own code"
RESULTS = "made by a build, not written"
TOOLS = "a tool's own files"
ENVIRONMENT = "a virtual environment"
ARCHIVE = "an archive: cannot see into it"
_NO_FILE = "not a regular file"

_DIRECTORIES = {
    **dict.fromkeys(
        (
            "node_modules",
            "bower_components",
            "jspm_packages",
            "site-packages",
            "vendor",
            "third_party",
            "Pods",
            "Carthage",
            ".bundle",
            ".m2",
            ".cargo",
            ".pnpm-store",
            ".yarn",
        ),
        DEPENDENCIES,
    ),
    **dict.fromkeys((".venv", "venv", "virtualenv", ".virtualenv", ".conda"), ENVIRONMENT),
    **dict.fromkeys(
        ("dist", "build", ".next", ".nuxt", ".aws-sam", "cdk.out", ".serverless", "htmlcov"),
        RESULTS,
    ),
    **dict.fromkeys(
        (
            ".git",
            ".hg",
            ".svn",
            ".tox",
            ".nox",
            ".eggs",
            ".gradle",
            ".idea",
            ".terraform",
            "__pycache__",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".ipynb_checkpoints",
            ".cache",
            ".nyc_output",
        ),
        TOOLS,
    ),
}
_ARCHIVES = frozenset("zip jar war ear whl egg nupkg 7z rar tgz tar gz xz bz2".split())  # noqa: SIM905

# A directory named "build" may hold what a build needs instead of what it makes. It holds sources
# where the tree says what git ignores, and does not name it there.
_SOURCES = "build"
_IGNORED_BUILD = re.compile(
    rb"^[ \t]*/?(?:[\w.*-]+/)*(?:\[\w+\]|[bB])uild(?:/\**)?[ \t\r]*$", re.MULTILINE
)
_LARGEST_LIST = 100_000

# Sound, pictures and machine code: never text, so they are not even opened.
_NO_TEXT = frozenset(
    """
    png jpg jpeg gif webp ico bmp tif tiff psd pdf wav mp3 mp4 m4a flac ogg oga opus webm amr
    avi mov mkv woff woff2 ttf otf eot so dll dylib exe o a obj lib class pyc pyo pyd wasm bin
    db sqlite sqlite3 parquet npy npz pkl pt onnx h5 pack idx
    """.split()  # noqa: SIM905
)


class Candidate(NamedTuple):
    """A regular file: its path, as findings show it; ``name`` its last part.

    A tuple, because a scan makes as many of them as there are files.
    """

    path: str
    name: str


@dataclass(slots=True)
class _Visited:
    """Where the walk has been: directories all, files only where a link or a path named them."""

    roots: tuple[str, ...]
    directories: set[tuple[int, int]] = field(default_factory=set)
    files: set[tuple[int, int]] = field(default_factory=set)


def files_below(paths: Sequence[Path], skip: Skip, stop: Stop) -> Iterator[Candidate]:
    """Every file that may be text, by name within its directory; ``skip`` hears what is not.

    A file is given once even where the paths overlap. Ends early when ``stop`` says so. Raises
    BadInput for a path that is not there or that cannot be asked about.
    """
    kinds = [_kind_of(path) for path in paths]
    visited = _Visited(tuple(os.path.realpath(path) for path in paths))
    for path, kind in zip(paths, kinds, strict=True):
        if stat.S_ISDIR(kind):
            yield from _walk(str(path), visited, skip, stop)
        elif not stat.S_ISREG(kind):
            skip(Skipped(_shown(str(path)), _NO_FILE))
        elif _first_time(str(path), visited.files, skip):
            yield Candidate(str(path), path.name)


def _kind_of(path: Path) -> int:
    """The mode of what a path names. Raises BadInput where it names nothing that can be seen."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        why = "there is no such file or directory to scan."
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "not a possible name"
        why = f"cannot be looked at ({reason}): give another path, or change its permissions."
    raise BadInput(f"{shown(str(path))}: {why}")


def _ignores_build(folder: str, entries: Sequence[os.DirEntry[str]]) -> bool | None:
    """Whether a directory's list of what git ignores names ``build``; None where it has none."""
    if not any(entry.name == ".gitignore" for entry in entries):
        return None
    try:
        with open(os.path.join(folder, ".gitignore"), "rb") as listed:  # noqa: PTH118, PTH123
            return bool(_IGNORED_BUILD.search(listed.read(_LARGEST_LIST)))
    except OSError:
        return None


def _walk(root: str, visited: _Visited, skip: Skip, stop: Stop) -> Iterator[Candidate]:
    pending: list[tuple[str, bool | None]] = [(root, None)]
    while pending and not stop():
        folder, built = pending.pop()
        if not _first_time(folder, visited.directories, skip):
            continue
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            skip(Skipped(_shown(folder), unread(error)))
            continue
        if not built and (listed := _ignores_build(folder, entries)) is not None:
            built = listed
        deeper: list[tuple[str, bool | None]] = []
        for entry in entries:
            if _is_directory(entry):
                if _entered(entry, visited, skip, sources=built is False):
                    deeper.append((entry.path, built))
            elif _opened(entry, visited, skip):
                yield Candidate(_shown(entry.path), entry.name)
        pending += reversed(deeper)


def _shown(path: str) -> str:
    """The path without the "./" that a scan of the current directory would put before it."""
    return path[2:] if path.startswith("./") else path


def _first_time(path: str, known: set[tuple[int, int]], skip: Skip) -> bool:
    try:
        there = os.stat(path)  # noqa: PTH116
    except OSError as error:
        skip(Skipped(_shown(path), unread(error)))
        return False
    if (there.st_dev, there.st_ino) in known:
        return False
    known.add((there.st_dev, there.st_ino))
    return True


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _entered(entry: os.DirEntry[str], visited: _Visited, skip: Skip, sources: bool) -> bool:
    """Whether to go in; ``sources`` says that a directory named "build" holds what was written."""
    why = "" if sources and entry.name == _SOURCES else _DIRECTORIES.get(entry.name, "")
    if not why and os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):  # noqa: PTH110, PTH118
        why = ENVIRONMENT
    if not why and entry.is_symlink() and _inside(entry.path, visited.roots):
        why = "a link to a directory of the same tree"
    if why:
        skip(Skipped(_shown(entry.path), why))
    return not why


def _opened(entry: os.DirEntry[str], visited: _Visited, skip: Skip) -> bool:
    _, dot, ending = entry.name.lower().rpartition(".")
    if dot and ending in _NO_TEXT:
        return False
    if dot and ending in _ARCHIVES:
        skip(Skipped(_shown(entry.path), ARCHIVE))
        return False
    if entry.is_symlink():
        if _inside(entry.path, visited.roots):
            return False
        if not _first_time(entry.path, visited.files, skip):
            return False
    try:
        if visited.files and not entry.is_symlink():
            there = entry.stat()
            if (there.st_dev, there.st_ino) in visited.files:
                return False
        regular = entry.is_file()
    except OSError as error:
        skip(Skipped(_shown(entry.path), unread(error)))
        return False
    if not regular:
        skip(Skipped(_shown(entry.path), _NO_FILE))
    return regular


def _inside(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a link leads into one of the trees, which meets the place by itself."""
    target = os.path.realpath(path)
    return any(target == root or target.startswith(f"{root}{os.sep}") for root in roots)


def unread(error: OSError) -> str:
    """Why a file was not looked into that could not be read."""
    return f"cannot be read ({reason_of(error)})"


def reason_of(error: OSError) -> str:
    """The system's word for what went wrong."""
    return (error.strerror or type(error).__name__).lower()

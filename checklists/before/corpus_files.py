"""The files of a search over directories: found, looked into once, and told apart by content."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from checklists.before.sample_folders import is_pattern
from checklists.before.sample_sources import Candidate, Skipped, find
from checklists.searched_files import Stamp
from checklists.workspace import Workspace
from providers.audio.clips import Clip, identify, probe
from providers.errors import BadInput

# Hashing waits for the disk and lets Python go on; more threads only fight for the disk.
_AT_ONCE = 2
_BATCH = 200

Result = TypeVar("Result")
OnLooked = Callable[[int, int], None]
"""Files looked into so far, and how many there are; the second is 0 while they are found."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A recording. ``named``: given by its own name, not found in a directory."""

    clip: Clip
    named: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything found, in the order it was found."""

    files: tuple[CorpusFile, ...]
    skipped: tuple[Skipped, ...]


async def look_over(
    sources: Sequence[str],
    workspace: Workspace | None = None,
    *,
    on_looked: OnLooked = lambda done, total: None,
) -> Corpus:
    """Every recording under ``sources`` with its hash: files, directories, patterns.

    What was looked into before and has not changed since is taken from the workspace. Raises
    BadInput for a file given by name that cannot be used; anything else that cannot is skipped,
    with the reason.
    """
    named = tuple(Path(source) for source in sources if _is_one_file(source))
    found = await _in_thread(partial(_found, sources, named, on_looked))
    wanted = [one.path for one in found if isinstance(one, Candidate) and one.path]
    skipped = [one for one in found if isinstance(one, Skipped)]
    known = workspace.searched_files.known() if workspace else {}
    files: list[CorpusFile] = []
    for first in range(0, len(wanted), _BATCH):
        batch = wanted[first : first + _BATCH]
        looked = await _in_thread(partial(_looked, batch, named, known))
        fresh = [(stamp, clip) for stamp, clip, new in looked if isinstance(clip, Clip) and new]
        if workspace and fresh:
            workspace.searched_files.keep(fresh)
        for path, (_, clip, _) in zip(batch, looked, strict=True):
            if isinstance(clip, Clip):
                files.append(CorpusFile(clip, path in named))
            elif path in named:
                raise clip
            else:
                skipped.append(Skipped(str(path), str(clip)))
        on_looked(min(first + _BATCH, len(wanted)), len(wanted))
    return Corpus(tuple(files), tuple(skipped))


def _is_one_file(source: str) -> bool:
    """Whether a source is a name: neither a directory, nor a pattern, nor in S3."""
    if source.startswith("s3://"):
        return False
    path = Path(source)
    return path.exists() and not path.is_dir() if is_pattern(source) else not path.is_dir()


def _found(
    sources: Sequence[str], named: Sequence[Path], on_looked: OnLooked, stop: threading.Event
) -> list[Candidate | Skipped]:
    found: list[Candidate | Skipped] = [
        Candidate(str(path), "file", path, 0, 0.0, str(path.parent)) for path in named
    ]
    others = [source for source in sources if not _is_one_file(source)]
    for number, one in enumerate(find(others, stop=stop.is_set)):
        if isinstance(one, Candidate) and one.live:
            why = "a pipe" if one.kind == "fifo" else "still being written, search again later"
            found.append(Skipped(one.name, why))
        elif not isinstance(one, Candidate) or one.path not in named:
            found.append(one)
        if number % 100 == 0:
            on_looked(number, 0)
    return found


_Looked = tuple[Stamp, Clip | BadInput, bool]


def _looked(
    paths: Sequence[Path],
    named: Sequence[Path],
    known: Mapping[Path, tuple[Stamp, Clip]],
    stop: threading.Event,
) -> list[_Looked]:
    """Each path's clip or why there is none; the last says whether it was looked into now.

    A named file becomes a sample, so it is one for both vendors; Deepgram alone takes more.
    """

    def one(path: Path) -> _Looked:
        stamp: Stamp = (0, 0)
        try:
            if path in named:
                return stamp, probe(path), False
            there = path.stat()
            stamp = (there.st_size, there.st_mtime_ns)
            before = known.get(path.absolute())
            if before is not None and before[0] == stamp:
                return stamp, before[1], False
            if stop.is_set():
                return stamp, BadInput("stopped"), False
            return stamp, identify(path), True
        except BadInput as problem:
            return stamp, problem, False
        except (OSError, ValueError):
            # Gone or no possible name: looking into it says it in a sentence.
            return stamp, _trouble_of(path), False

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="corpus") as threads:
        return list(threads.map(one, paths))


def _trouble_of(path: Path) -> BadInput:
    try:
        identify(path)
    except BadInput as problem:
        return problem
    return BadInput(f"{path} came and went while it was looked at: search again.")


async def _in_thread(work: Callable[[threading.Event], Result]) -> Result:
    """Run ``work`` in a thread; where this is cancelled it is told to stop, and waited for."""
    stop = threading.Event()
    try:
        return await asyncio.to_thread(work, stop)
    finally:
        stop.set()


def by_content(files: Sequence[CorpusFile]) -> Iterator[tuple[CorpusFile, tuple[Path, ...]]]:
    """The first file of each content, and where else it stands."""
    places: dict[str, list[CorpusFile]] = {}
    for file in files:
        places.setdefault(file.clip.sha256, []).append(file)
    for same in places.values():
        first = next((file for file in same if file.named), same[0])
        yield first, tuple(file.clip.path for file in same if file is not first)

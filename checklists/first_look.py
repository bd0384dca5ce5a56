"""Looking once at where the audio and the code are said to be: how much there is, or why nothing.

Nothing is opened that waits, nothing is copied, and nothing is sent: what lies in S3 is looked at
later, by the samples workbench, which asks first.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

MOST = 100_000
CODE_SUFFIXES = frozenset({
    ".c", ".cc", ".clj", ".cpp", ".cs", ".dart", ".ex", ".exs", ".go", ".gradle", ".groovy", ".h",
    ".ipynb", ".java", ".js", ".json", ".jsx", ".kt", ".kts", ".mjs", ".php", ".pl", ".ps1", ".py",
    ".r", ".rb", ".rs", ".scala", ".sh", ".swift", ".tf", ".toml", ".ts", ".tsx", ".vb", ".xml",
    ".yaml", ".yml",
})  # fmt: skip
# Where other people's code is kept beside one's own.
_NOT_ONES_OWN = frozenset({"node_modules", "venv", "vendor", "__pycache__", "target", "dist"})

_NOTHING = "There is nothing of this name here: correct it"

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in ``place``, an absolute path or ``s3://`` address.

    ``says`` is one sentence about it; ``usable`` is false where there is nothing to work with.
    """

    place: str
    usable: bool
    says: str


def audio_in(place: str, stop: Stop = lambda: False) -> Look:
    """Count the audio files of a file, directory or pattern; blocks as long as that takes."""
    from checklists.before.sample_sources import Candidate, find

    if place.startswith("s3://"):
        return Look(place, True, "In S3: it is looked at in the samples workbench, not now")
    try:
        place = _absolute(place)
        there = _is_pattern(place) or Path(place).exists()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        return Look(place, False, _NOTHING)
    kinds: Counter[str] = Counter()
    skipped, why = 0, ""
    for found in find([place], stop=stop):
        if isinstance(found, Candidate):
            kinds["growing" if found.live else PurePath(found.name).suffix.lower() or "other"] += 1
        else:
            skipped, why = skipped + 1, found.why
        if kinds.total() >= MOST:
            break
    total = kinds.total()
    if not total:
        return Look(place, False, _no_audio(place, skipped, why))
    more = "more than " if total >= MOST else ""
    aside = f"; {skipped:,} other {'file' if skipped == 1 else 'files'} left aside"
    return Look(
        place, True,
        f"{more}{total:,} audio {'file' if total == 1 else 'files'}{_of_which(kinds)}"
        f"{aside if skipped else ''}",
    )  # fmt: skip


def code_in(place: str, stop: Stop = lambda: False) -> Look:
    """Count the source files below a path; blocks as long as that takes."""
    try:
        path = Path(_absolute(place))
        place = str(path)
        there = path.exists()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        return Look(place, False, _NOTHING)
    kinds: Counter[str] = Counter()
    for name in _source_files(path):
        if stop() or kinds.total() >= MOST:
            break
        kinds[PurePath(name).suffix.lower()] += 1
    total = kinds.total()
    if not total:
        return Look(place, False, "There is no source file below it: name the code's directory")
    more = "more than " if total >= MOST else ""
    return Look(
        place, True, f"{more}{total:,} source {'file' if total == 1 else 'files'}{_of_which(kinds)}"
    )


def _absolute(place: str) -> str:
    return str(Path(place).expanduser().absolute())


def _is_pattern(place: str) -> bool:
    return any(mark in place for mark in "*?[")


def _no_audio(place: str, skipped: int, why: str) -> str:
    if skipped == 1 and why:
        return f"There is no audio: it is {why}"
    if skipped:
        return f"There is no audio among its {skipped:,} files: name another place"
    return "There is nothing in it: name another place"


def _of_which(kinds: Counter[str]) -> str:
    parts = [f"{count:,} {kind.removeprefix('.')}" for kind, count in kinds.most_common(3)]
    rest = kinds.total() - sum(count for _, count in kinds.most_common(3))
    if len(kinds) == 1:
        return f" ({next(iter(kinds)).removeprefix('.')})"
    return f" ({', '.join(parts)}{f', {rest:,} others' if rest else ''})"


def _source_files(path: Path) -> Iterator[str]:
    if path.is_file():
        yield path.name
        return
    for _, folders, names in os.walk(path):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in _NOT_ONES_OWN
        ]
        yield from (name for name in names if PurePath(name).suffix.lower() in CODE_SUFFIXES)

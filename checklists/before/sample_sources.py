"""Where samples come from: files, directories, globs, S3 prefixes, growing files, FIFOs.

Nothing is opened that waits, nothing is downloaded, nothing is copied. Found things come one by
one, so that a directory of tens of thousands of files can be shown while it is read.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from checklists.before.sample_folders import Entry, below, fitting, is_pattern, reason_of
from providers.audio import decode
from providers.audio.naming import shown
from providers.credentials import AmazonAccess
from providers.errors import BadInput, Trouble

Kind = Literal["file", "growing", "fifo", "s3"]
# By name these need not be opened to be a candidate.
AUDIO_SUFFIXES = frozenset({
    ".wav", ".wave", ".flac", ".mp3", ".aac", ".ogg", ".oga", ".opus", ".mp4", ".m4a", ".webm",
    ".amr", ".aif", ".aiff", ".au", ".caf",
})  # fmt: skip
HEADERLESS = frozenset({
    ".raw", ".pcm", ".ulaw", ".ul", ".mulaw", ".alaw", ".al", ".g711", ".sln", ".vox", ".g729",
})  # fmt: skip
REFERENCE_SUFFIXES = frozenset([".txt", ".json", ".stm", ".ctm", ".srt", ".vtt"])
# A file written to within this time may still be growing.
FRESH_SECONDS = 10.0

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be a sample. Not opened yet, or only its first bytes.

    ``name`` is its path or ``s3://`` address as text; ``size`` in bytes (0 for a FIFO);
    ``modified`` in seconds since 1970; ``folder`` where it lies under what was asked for. ``path``
    is None for an S3 object. "growing" and "fifo" are live sources: they are not probed. ``fresh``
    is true for a file that was written to in the last seconds.
    """

    name: str
    kind: Kind
    path: Path | None
    size: int
    modified: float
    folder: str
    fresh: bool = False

    @property
    def live(self) -> bool:
        """Whether it is to be listened to as it comes rather than read as a whole."""
        return self.kind in ("growing", "fifo")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A thing that is no candidate. ``why`` completes "skipped, because it is ..."; few texts."""

    name: str
    why: str


Found = Candidate | Skipped


def find(
    sources: Sequence[str],
    *,
    access: AmazonAccess | None = None,
    stop: Stop = lambda: False,
) -> Iterator[Found]:
    """Everything under ``sources``, in a fixed order, each thing once; ends early after ``stop``.

    A source is a path, a pattern (``*``, ``?``, ``[]``, ``**`` for any depth) where no such path
    exists, or ``s3://BUCKET/PREFIX``, which takes ``access``. Hidden files and directories are
    skipped below a source; a symbolic link is followed, but no directory is entered twice. What
    cannot be read is skipped with the reason: nothing is raised.
    """
    given: set[str] = set()
    for source in sources:
        for found in _from_source(str(source), access, stop):
            if stop():
                return
            if found.name not in given:
                given.add(found.name)
                yield found


def growing(path: Path, size: int | None = None) -> bool:
    """Whether somebody is still writing to a file.

    It was written to in the last seconds, and either has another size than ``size`` or is a WAV
    whose header does not know its length yet.
    """
    try:
        there = path.stat()
        if time.time() - there.st_mtime > FRESH_SECONDS:
            return False
        return (size is not None and there.st_size != size) or _open_ended(path, there.st_size)
    except (OSError, ValueError):
        return False


def _open_ended(path: Path, size: int) -> bool:
    from providers.audio.wav import read_layout

    try:
        with path.open("rb") as stream:
            layout = read_layout(stream, size, path)
    except (OSError, BadInput):
        return False
    return layout.promised_bytes is None


def _from_source(source: str, access: AmazonAccess | None, stop: Stop) -> Iterator[Found]:
    if source.startswith("s3://"):
        yield from _from_s3(source, access)
        return
    try:
        path = Path(source).expanduser()
    except RuntimeError:
        yield Skipped(source, "the home of nobody here")
        return
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if is_pattern(source):
            yield from map(_sorted_out, fitting(str(path), stop))
            return
        reason = error.strerror if isinstance(error, OSError) else "not a possible name"
        yield Skipped(source, f"not to be opened ({(reason or 'unknown').lower()})")
        return
    if stat.S_ISDIR(mode):
        yield from map(_sorted_out, below(path, stop))
    else:
        yield _sorted_out(Entry(str(path), str(path.parent)))


def _sorted_out(entry: Entry) -> Found:
    """A candidate by its kind, its suffix, or its first bytes; or why it is none."""
    name, folder = entry.name, entry.folder
    if entry.why:
        return Skipped(name, entry.why)
    try:
        there = os.stat(name)  # noqa: PTH116
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "not a possible name"
        return Skipped(name, f"not to be opened ({reason})")
    path = Path(name)
    if stat.S_ISFIFO(there.st_mode):
        return Candidate(name, "fifo", path, 0, there.st_mtime, folder)
    if not stat.S_ISREG(there.st_mode):
        return Skipped(name, "a socket or a device")
    fresh = time.time() - there.st_mtime <= FRESH_SECONDS
    why = _no_audio(path, there.st_size, fresh)
    if why:
        return Skipped(name, why)
    kind: Kind = "growing" if fresh and growing(path, there.st_size) else "file"
    return Candidate(name, kind, path, there.st_size, there.st_mtime, folder, fresh)


def _no_audio(path: Path, size: int, fresh: bool) -> str:
    """Why a regular file is no candidate, "" if it is one."""
    suffix = path.suffix.lower()
    if size == 0:
        return "empty so far" if fresh else "empty"
    if suffix in AUDIO_SUFFIXES:
        return ""
    if suffix in REFERENCE_SUFFIXES:
        return "text that may be a reference"
    try:
        with path.open("rb") as stream:
            start = stream.read(decode.MAGIC_BYTES)
    except OSError as error:
        return f"not to be opened ({reason_of(error)})"
    if decode.container_of(start) is not None:
        return ""
    if suffix in HEADERLESS:
        return "raw samples without a header (give it one with ffmpeg, or stream it live)"
    return "no audio that is known here"


def _from_s3(source: str, access: AmazonAccess | None) -> Iterator[Found]:
    from providers.amazon.listing import listed

    if access is None:
        yield Skipped(source, "in S3, and there are no AWS credentials (set AWS_PROFILE)")
        return
    nothing = True
    try:
        for one in listed(access, source):
            nothing = False
            key = PurePosixPath(one.place.key)
            if one.place.key.endswith("/") or one.size == 0:
                yield Skipped(str(one.place), "empty")
            elif key.suffix.lower() not in AUDIO_SUFFIXES:
                yield Skipped(str(one.place), "no audio by its name")
            else:
                yield Candidate(str(one.place), "s3", None, one.size, one.modified, str(key.parent))
    except Trouble as trouble:
        nothing = False
        yield Skipped(source, f"not to be listed: {trouble}")
    if nothing:
        yield Skipped(source, "a prefix under which there is nothing")


def described(found: Skipped) -> str:
    """The line for a skipped thing."""
    return f"{shown(found.name)} skipped: {found.why}"

"""A recording on its way to disk: a WAV that is whole at every moment.

Samples are appended as they come, and after them the header is brought up to date, so that it
never promises more than is there. Every quarter of a second the disk is asked to really keep it.
The file is called ``TIME.part.wav`` until it is finished, then ``TIME-HASH.wav``: the time in UTC,
and the first eight digits of its SHA-256.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from providers.audio.limits import MOST_BYTES
from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.audio.wav import header
from providers.errors import BadInput

PART = ".part.wav"
# The header may lag this much behind the samples, and the disk behind the header.
HEADER_SECONDS = 0.1
SYNC_SECONDS = 0.25
# The same second may have a recording already, of this program or another.
MOST_NAMES = 1000
# fdatasync leaves out what nobody needs after a crash, such as times; macOS has only fsync.
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Writable(Protocol):
    """The file as far as a recording needs it; not buffered."""

    def write(self, data: bytes | memoryview, /) -> int | None: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def truncate(self, size: int | None = None, /) -> int: ...
    def fileno(self) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished file: where it is, its hash (hexadecimal) and how long it is in seconds."""

    path: Path
    sha256: str
    seconds: float


def new_file(path: Path) -> Writable:
    """A file that was not there before, without a buffer that a crash would take along."""
    return path.open("xb+", buffering=0)


class PartFile:
    """Opened, appended to and finished on one thread; a second one syncs it meanwhile."""

    def __init__(
        self,
        folder: Path,
        form: PcmFormat,
        began_at: datetime,
        *,
        opener: Callable[[Path], Writable] = new_file,
    ) -> None:
        """Make the file, with a header. Raises BadInput where that is not possible."""
        self.form = form
        self.trouble: BadInput | None = None
        self._bytes = self._promised = 0
        self._lag = max(1, round(HEADER_SECONDS * form.rate)) * form.frame_bytes
        self._ended = threading.Event()
        self._unsynced: OSError | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path, self._file = _made(
                folder, f"{began_at.astimezone(UTC):%Y-%m-%dT%H-%M-%S}", opener
            )
            lock(self._file.fileno())
            self._write_fully(header(0, form))
        except OSError as error:
            raise BadInput(
                f"Nothing can be recorded into {shown(folder)} ({error.strerror}): make room or "
                "change its permissions, or choose another workspace."
            ) from error
        self._syncing = threading.Thread(
            target=self._sync_often, name="recording-sync", daemon=True
        )
        self._syncing.start()

    @property
    def seconds(self) -> float:
        """What is in the file."""
        return self._bytes / self.form.byte_rate

    def append(self, data: bytes) -> bool:
        """Write whole frames; False once nothing can be written any more (see ``trouble``).

        What cannot be written ends the recording and leaves a whole WAV of what could.
        """
        if self._unsynced is not None and self.trouble is None:
            self._fail(self._unsynced)
        if self.trouble is not None:
            return False
        if self._bytes + len(data) > MOST_BYTES - 100:
            self.trouble = BadInput(
                f"The recording has reached 2 GB, the most that either vendor takes: it was "
                f"stopped, and its {span(self.seconds)} are kept. Start another one."
            )
            return False
        try:
            self._write_fully(data)
            self._bytes += len(data)
            if self._bytes - self._promised >= self._lag:
                self._promise()
        except OSError as error:
            self._fail(error)
            return False
        return True

    def finish(self) -> Kept:
        """Close the file and give it its name. Raises BadInput where that is not possible.

        The samples are on disk in any case, if need be under the old name.
        """
        self._end_syncing()
        try:
            try:
                if self.trouble is None:
                    self._promise()
                    _sync(self._file.fileno())
                return name_of(self.path, self.seconds)
            finally:
                self._file.close()
        except OSError as error:
            raise BadInput(
                f"The recording could not be finished ({error.strerror}): its "
                f"{span(self.seconds)} are kept in {shown(self.path)}."
            ) from error

    def discard(self) -> None:
        """Delete it. Raises BadInput where that is not possible."""
        self._end_syncing()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise BadInput(
                f"{shown(self.path)} could not be deleted ({error.strerror}): delete it by hand."
            ) from error
        finally:
            self._file.close()

    def _write_fully(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = self._file.write(view)
            view = view[written or 0 :]

    def _promise(self) -> None:
        """Bring the header up to date, and go back to the end."""
        start = header(self._bytes, self.form)
        self._file.seek(0)
        self._write_fully(start)
        self._file.seek(len(start) + self._bytes)
        self._promised = self._bytes

    def _fail(self, error: OSError) -> None:
        kept = f"the {span(self.seconds)} before that are kept"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            said = f"The disk is full: the recording was stopped, and {kept}. Make room"
        else:
            said = f"The disk refused the recording ({error.strerror}): it was stopped, and {kept}."
            said += " Look at the disk"
        self.trouble = BadInput(f"{said}, then record again.")
        # Half a block may have been written. Nothing more can be done where this fails as well:
        # the header still promises less than there is.
        with contextlib.suppress(OSError):
            self._file.truncate(len(header(0, self.form)) + self._bytes)
        with contextlib.suppress(OSError):
            self._promise()
            _sync(self._file.fileno())

    def _sync_often(self) -> None:
        # On a thread of its own, since a slow disk may take seconds for it: until then the
        # samples that come meanwhile must reach the operating system, which outlives a kill -9.
        while not self._ended.wait(SYNC_SECONDS):
            try:
                _sync(self._file.fileno())
            except OSError as error:
                # Told only once, and only here: the next write would seem to work. EINVAL comes
                # from what cannot be synced at all.
                if error.errno != errno.EINVAL:
                    self._unsynced = error
                    return

    def _end_syncing(self) -> None:
        self._ended.set()
        self._syncing.join()


def lock(descriptor: int) -> bool:
    """Mark the file as being written, until it is closed or the process is gone.

    False where another process has it. Some network file systems cannot lock: true there.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def name_of(part: Path, seconds: float) -> Kept:
    """Give a finished file its name, of its time and content; nothing is ever overwritten.

    Raises OSError.
    """
    with part.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    stem = f"{part.name.removesuffix(PART)}-{digest[:8]}"
    for number in range(1, MOST_NAMES):
        path = part.with_name(_numbered(stem, number) + ".wav")
        if _moved(part, path):
            return Kept(path, digest, seconds)
    raise FileExistsError(errno.EEXIST, "all names are taken", str(part))


def _moved(part: Path, path: Path) -> bool:
    """Whether the file has the new name; False where another has it."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        # A kill between the two steps leaves both names.
        if not path.samefile(part):
            return False
    except OSError:
        # No hard links here (FAT, some network file systems).
        if path.exists():
            return False
        part.rename(path)
        return True
    part.unlink()
    return True


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _made(folder: Path, named_at: str, opener: Callable[[Path], Writable]) -> tuple[Path, Writable]:
    for number in range(1, MOST_NAMES):
        path = folder / (_numbered(named_at, number) + PART)
        try:
            return path, opener(path)
        except FileExistsError:
            continue
    raise FileExistsError(errno.EEXIST, "all names are taken", str(folder))


def span(seconds: float) -> str:
    """A length of time for a sentence."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {seconds % 60:.0f} s"

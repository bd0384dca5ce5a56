"""Peaks on disk, named by the content they belong to, so that a moved or copied clip has them too.

A file is a line that names the form, a fixed header, and the numbers. One that is broken, of
another form or of another clip counts as not there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import struct
import sys
import zlib
from array import array
from pathlib import Path
from typing import BinaryIO

from providers.audio.peaks import Numbers, Peaks

MAGIC = b"crossfade peaks 1\n"
# Rate, channels, samples of a bin, samples of a channel, CRC-32 of the numbers.
HEADER = struct.Struct("<IIIQI")
MOST_BYTES = 200_000_000


class PeakCache:
    """A folder of peaks, bounded in size: what was used least recently goes first."""

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        """``folder`` is made when first written to; the default is the platform's cache."""
        self._folder = folder if folder is not None else default_folder()
        self._most_bytes = most_bytes

    def load(self, sha256: str, peaks: Peaks) -> bool:
        """Complete ``peaks`` from the cache; False where it has nothing that fits."""
        path = self._path(sha256)
        try:
            with path.open("rb") as stream:
                numbers = _read(stream, peaks)
            if numbers is None:
                return False
            os.utime(path)
        except (OSError, EOFError, ValueError):
            return False
        peaks.finish(numbers)
        return True

    def store(self, sha256: str, peaks: Peaks) -> None:
        """Keep complete peaks. A cache that cannot be written is no trouble to anyone."""
        part = self._folder / f".{secrets.token_hex(8)}.part"
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with part.open("xb") as stream:
                    _write(stream, peaks)
                part.replace(self._path(sha256))
            finally:
                part.unlink(missing_ok=True)
            self._tidy()

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.peaks"

    def _tidy(self) -> None:
        ages = []
        for path in self._folder.glob("*.peaks"):
            about = path.stat()
            ages.append((about.st_mtime_ns, about.st_size, path))
        total = sum(size for _, size, _ in ages)
        for _, size, path in sorted(ages)[:-1]:
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


def default_folder() -> Path:
    """Where peaks are kept where no workspace says otherwise."""
    import platformdirs

    return platformdirs.user_cache_path("crossfade") / "peaks"


def _read(stream: BinaryIO, peaks: Peaks) -> tuple[Numbers, ...] | None:
    if stream.read(len(MAGIC)) != MAGIC:
        return None
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    *about, checksum = HEADER.unpack(head)
    if about != [peaks.rate, peaks.channels, peaks.bin_frames, peaks.frames]:
        return None
    found, sums = [], 0
    for _ in range(peaks.channels):
        parts = []
        for _ in range(3):
            part = array("h")
            part.fromfile(stream, peaks.bins)
            sums = zlib.crc32(part, sums)
            parts.append(_little(part))
        found.append(Numbers(*parts))
    return None if sums != checksum or stream.read(1) else tuple(found)


def _write(stream: BinaryIO, peaks: Peaks) -> None:
    sums = 0
    parts = [part for channel in peaks.numbers for part in channel]
    for part in parts:
        sums = zlib.crc32(_little(part), sums)
    stream.write(MAGIC)
    stream.write(HEADER.pack(peaks.rate, peaks.channels, peaks.bin_frames, peaks.frames, sums))
    for part in parts:
        _little(part).tofile(stream)


def _little(part: array[int]) -> array[int]:
    """The same numbers with the low byte first: itself on nearly every machine."""
    if sys.byteorder == "little":
        return part
    turned = array("h", part)
    turned.byteswap()
    return turned

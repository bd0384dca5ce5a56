"""Reading a great many files: into one buffer, searched where it lies, copied only on a hit."""

from __future__ import annotations

import os

from checklists.scan.source import LARGEST, as_utf8, is_binary

# Not to be held up where a file has become a pipe since it was listed.
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
MARKS = (b"\xff\xfe", b"\xfe\xff")
# Windows has it not.
_VECTORED = hasattr(os, "readv")


def read_into(descriptor: int, view: memoryview) -> int:
    """Fill the view from an open file as far as one read goes; how many bytes that were."""
    if _VECTORED:
        return os.readv(descriptor, (view,))
    data = os.read(descriptor, len(view))
    view[: len(data)] = data
    return len(data)


def bytes_of(path: str) -> bytes:
    """One file's bytes; of one that is larger than what is looked at, one more. Raises OSError."""
    descriptor = os.open(path, FLAGS)
    try:
        return os.read(descriptor, LARGEST + 1)
    finally:
        os.close(descriptor)


class Reading:
    """One file at a time; memory stays that of the largest file that is looked at."""

    def __init__(self) -> None:
        self._buffer = bytearray(LARGEST + 1)
        self._decoded = b""
        self.size = 0

    def read(self, path: str) -> None:
        """Take the file's bytes, as many as are looked at. Raises OSError."""
        descriptor = os.open(path, FLAGS)
        try:
            self.size = read_into(descriptor, memoryview(self._buffer))
        finally:
            os.close(descriptor)
        self._decoded = b""
        if self._buffer.startswith(MARKS, 0, self.size):
            self._decoded = as_utf8(bytes(self._buffer[: self.size]))

    @property
    def too_large(self) -> bool:
        """Whether the file goes on beyond what is looked at."""
        return self.size > LARGEST

    @property
    def first_line(self) -> bytes:
        """The first line where it is a script's ``#!``, as far as it matters."""
        start = bytes(self._buffer[: min(self.size, 200)])
        return start.partition(b"\n")[0] if start.startswith(b"#!") else b""

    @property
    def binary(self) -> bool:
        """Whether the file holds no text."""
        return not self._decoded and is_binary(bytes(self._buffer[: min(self.size, 8_192)]))

    def held(self, needles: tuple[bytes, ...]) -> list[bytes]:
        """Those of the needles that stand in what was read."""
        if self._decoded:
            return [needle for needle in needles if needle in self._decoded]
        find, size = self._buffer.find, self.size
        return [needle for needle in needles if find(needle, 0, size) != -1]

    def data(self, largest: int = LARGEST) -> bytes:
        """A copy of what was read, UTF-16 made UTF-8, at most ``largest`` bytes."""
        return (self._decoded or bytes(self._buffer[: min(self.size, largest)]))[:largest]

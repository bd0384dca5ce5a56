"""A program on a real pseudo-terminal: what it writes, byte by byte, and how it ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Seconds until a fact that does not come is given up: a start alone takes ten on a loaded machine.
PATIENCE = 60.0

# Everything a terminal program writes that is not text: CSI, OSC, DCS and two-character escapes.
_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\|\x1b[@-_=>]"
)


class PtyProgram:
    """Start it, look at ``output``, press keys, wait for facts. A context manager."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        size: tuple[int, int] = (120, 35),
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.output = b""
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            try:
                if cwd is not None:
                    os.chdir(cwd)
                command = [sys.executable, *arguments]
                os.execvpe(command[0], command, dict(environ or os.environ))
            finally:
                os._exit(127)
        self.resize(*size)
        self.attributes = termios.tcgetattr(self._descriptor)
        self._status: int | None = None

    def __enter__(self) -> PtyProgram:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the program gets SIGWINCH."""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, size)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._descriptor, keys.encode())

    def signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as closing its window does."""
        os.close(self._descriptor)
        self._descriptor = os.open(os.devnull, os.O_RDWR)

    def read(self, seconds: float = 0.05) -> bytes:
        """What came within ``seconds``; b"" for nothing, also after the end."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:
            return b""
        self.output += data
        return data

    def settle(self, seconds: float = 0.3) -> None:
        """Read until nothing came for so long. An escape needs this: alone it is told from the
        beginning of a sequence by the pause after it."""
        while self.read(seconds):
            pass

    @property
    def text(self) -> str:
        """All output so far without escape sequences: words in the order they were written."""
        return _ESCAPES.sub(b"", self.output).decode("utf-8", "replace")

    def wait_for(self, fact: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Read until ``fact`` holds; ``seconds`` is for what takes longer than ``PATIENCE``."""
        seconds = max(seconds, PATIENCE)
        deadline = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}\n{self._tail()}"
            self.read()

    def wait_for_text(self, words: str, seconds: float = PATIENCE) -> None:
        """Read until ``words`` were written."""
        self.wait_for(lambda: words in self.text, f"{words!r} on the screen", seconds)

    def wait_for_end(self, seconds: float = PATIENCE) -> int:
        """Read until the program has ended; returns its exit code, negative for a signal."""
        deadline = time.monotonic() + max(seconds, PATIENCE)
        while True:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.05):
                    pass
                self._status = status
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"still running\n{self._tail()}"

    def _tail(self) -> str:
        return self.text[-3000:]

    def local_modes(self) -> int:
        """The terminal's local modes (echo, canonical, ...) now."""
        modes: int = termios.tcgetattr(self._descriptor)[3]
        return modes

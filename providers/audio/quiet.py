"""What PortAudio and the libraries under it write past Python, kept off the screen."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

# Longer than PortAudio was seen to need for all devices of a machine.
HANGING_SECONDS = 10.0

_ONE_AT_A_TIME = threading.RLock()


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """As ``quiet_while_open``, and one block at a time.

    Starting, ending and opening are not thread-safe in PortAudio, so all of it is done in here.
    A sound system that hangs in one of them keeps the others waiting, but not for ever.
    """
    alone = _ONE_AT_A_TIME.acquire(timeout=HANGING_SECONDS)
    try:
        with quiet_while_open():
            yield
    finally:
        if alone:
            _ONE_AT_A_TIME.release()


@contextlib.contextmanager
def quiet_while_open() -> Iterator[None]:
    """Send file descriptor 2 nowhere for the block, in the whole process.

    Opening PortAudio on Linux makes ALSA and JACK write about 80 lines straight to descriptor 2,
    past Python's sys.stderr, and a stream whose sound server ends writes some more at any time.
    What Python itself writes to sys.stderr still arrives. Blocks may overlap.
    """
    _NOISE.hush()
    try:
        yield
    finally:
        _NOISE.let_be()


class _Noise:
    """Descriptor 2, sent nowhere as long as anybody wants it so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._kept = -1
        self._replaced: tuple[Any, Any] | None = None

    def hush(self) -> None:
        with self._lock:
            self._wanted += 1
            if self._wanted > 1:
                return
            self._kept = os.dup(2)
            if _is_descriptor_2(sys.stderr):
                sys.stderr.flush()
                own = open(  # noqa: SIM115
                    self._kept, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False
                )
                self._replaced, sys.stderr = (sys.stderr, own), own
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)

    def let_be(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted:
                return
            os.dup2(self._kept, 2)
            if self._replaced is not None:
                before, own = self._replaced
                own.flush()
                if sys.stderr is own:
                    sys.stderr = before
                self._replaced = None
            os.close(self._kept)


def _is_descriptor_2(stream: Any) -> bool:
    try:
        return bool(stream.fileno() == 2)
    except (AttributeError, OSError, ValueError):
        return False


_NOISE = _Noise()

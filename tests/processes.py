"""Finding processes that should be gone: everything started under a mark in its environment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

MARK = "CROSSFADE_TEST_MARK"
# Seconds. A fact that comes is waited for no longer than it takes; a loaded machine takes longer.
PATIENCE = 60.0


def marked(mark: str) -> list[int]:
    """Process ids whose environment carries the mark, zombies and this process left out (Linux)."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment:
            found.append(int(entry.name))
    return found


def wait_until(fact: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Return as soon as ``fact`` holds; fail with ``what`` when it does not within ``seconds``.

    ``seconds`` is for what takes longer than ``PATIENCE``.
    """
    seconds = max(seconds, PATIENCE)
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"still not so after {seconds} s: {what}"
        time.sleep(0.02)

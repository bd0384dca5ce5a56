"""The program with a fault in it and a key at hand; run on a pty by ``test_terminal.py``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import tui.app
import tui.opening


def crash(key: str) -> None:
    """Fails with the key among its locals, its arguments and its message."""
    authorization = f"Token {key}"
    try:
        raise ValueError(f"refused: {authorization}")
    except ValueError:
        _ = len(key) / 0


def do_reload(self: tui.app.CrossfadeApp) -> None:
    """Stands in for what ``r`` does."""
    crash(os.environ["DEEPGRAM_API_KEY"])


if __name__ == "__main__":
    tui.app.CrossfadeApp.do_reload = do_reload  # type: ignore[method-assign]
    sys.exit(tui.opening.run(Path(sys.argv[1]), access="sandbox"))

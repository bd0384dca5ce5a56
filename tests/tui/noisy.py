"""The program with a native library that prints; run on a pty by ``test_terminal.py``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import tui.app
import tui.opening

_quiet = tui.app.CrossfadeApp.do_reload


def do_reload(self: tui.app.CrossfadeApp) -> None:
    """As PortAudio does when it looks for devices."""
    os.write(2, b"ALSA lib pcm.c:2721:(snd_pcm_open_noupdate) Unknown PCM\n" * 40)
    _quiet(self)


if __name__ == "__main__":
    tui.app.CrossfadeApp.do_reload = do_reload  # type: ignore[method-assign]
    sys.exit(tui.opening.run(Path(sys.argv[1]), access="sandbox"))

"""Whether PortAudio can be started here at all.

Where ALSA finds no configuration, or one that says nothing (a container without its data files),
PortAudio 19.6 does not fail: an assertion in it ends the whole process, and the terminal stays as
the screen left it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

_USUAL = "/usr/share/alsa/alsa.conf"
_START = (
    "try:\n"
    "    import pyaudio\n"
    "    pyaudio.PyAudio().terminate()\n"
    "except ImportError:\n"
    "    import sounddevice\n"
)
PATIENCE = 20.0


def survives_starting() -> bool:
    """Whether PortAudio may be started in this process.

    It may, where ALSA's own configuration is in its usual place; where somebody gave another, or
    there is none, another process tries first. On other systems there is no ALSA to ask.
    """
    given = [os.environ.get(name, "") for name in ("ALSA_CONFIG_PATH", "ALSA_CONFIG_DIR")]
    if not sys.platform.startswith("linux") or (not any(given) and _usual()):
        return True
    return _tried(*given)


def _usual() -> bool:
    try:
        return Path(_USUAL).stat().st_size > 0
    except OSError:
        return False


@cache
def _tried(*places: str) -> bool:
    """What became of another process that started PortAudio with these settings."""
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _START],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    # An exception (no PortAudio at all) is dealt with where it is met; a signal is not.
    return tried.returncode >= 0

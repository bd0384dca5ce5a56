"""Plays a file in a process of its own and tells what becomes of it, a line at a time.

A sound library that lost its server, or was given another configuration, may take the process down
with it (ALSA frees what is still in use): what a test breaks must not be the tests' own process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from providers.audio import outputs
from providers.audio.clips import identify
from providers.audio.player import Player
from providers.audio.transport import Span
from tests.processes import wait_until


def main(path: str, end: str) -> int:
    """Play from the beginning to ``end`` seconds; the sound may be lost meanwhile."""
    outputs.LOST_AFTER = 0.5
    player = Player()
    player.start()
    player.load(identify(Path(path)))
    player.play(Span(0.0, float(end)))
    _tell("playing", lambda: player.state().position > 0)
    _tell("no sound", lambda: player.state().no_sound != "")
    print(player.state().no_sound, player.state().next_step, sep=": ", flush=True)
    _tell("ended", lambda: player.state().word == "ended")
    player.look_for_sound()
    print("closed" if player.close(5) else "not closed", flush=True)
    return 0


def _tell(what: str, fact: Callable[[], bool]) -> None:
    wait_until(fact, what)
    print(what, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

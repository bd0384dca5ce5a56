"""A new workspace, from nothing to words that are heard, on a pseudo-terminal."""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

from tests.tui.pty_program import PtyProgram

RUNS = 3
# The first words of the sample call that is streamed.
HEARD = re.compile("orning|ood m|ello|hank you")


def once(folder: Path) -> tuple[float, float, float]:
    """Seconds from the start to the questions; from the last answer to the live screen and to the
    first words in it."""
    environ = {
        **{name: value for name, value in os.environ.items() if name != "DEEPGRAM_API_KEY"},
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    began = time.monotonic()
    with PtyProgram(["-m", "tui", str(folder / "migration")], environ=environ) as program:
        program.wait_for_text("1 of 3")
        asked = time.monotonic()
        for number in (2, 3):
            program.press("\r")
            program.wait_for_text(f"{number} of 3")
        program.press("\r")
        answered, seen = time.monotonic(), len(program.output)
        program.wait_for(lambda: b"Deepgram" in program.output[seen:], "the live screen")
        opened = time.monotonic()
        program.wait_for(lambda: bool(HEARD.search(program.text)), "the first words", 60)
        spoken = time.monotonic()
        program.press("\x11")
        program.wait_for_end()
    return asked - began, opened - answered, spoken - answered


def measure() -> None:
    """Print every run."""
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            asked, opened, spoken = once(Path(folder))
        print(
            f"questions after {asked:.2f} s; from the last answer {opened:.2f} s to the live "
            f"screen, {spoken:.2f} s to the first words"
        )


if __name__ == "__main__":
    measure()

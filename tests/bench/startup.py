"""First frame, first bytes and idle traffic of the program, beside the smallest Textual program.

Both are started in turn on a pseudo-terminal of 120x35, so the ratio holds when the machine is
slow. The clock stops at the frame that holds a known word.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.tui.pty_program import PtyProgram

RUNS = 7
IDLE_SECONDS = 3.0
HELLO = (
    "from textual.app import App\n"
    "from textual.widgets import Footer, Static\n"
    "class Hello(App):\n"
    "    def compose(self):\n"
    "        yield Static('hello there'); yield Footer()\n"
    "Hello().run()\n"
)


def first_frame(arguments: list[str], words: str) -> tuple[float, int, int]:
    """Seconds to the words; bytes until then; bytes written in the idle seconds after."""
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    began = time.monotonic()
    with PtyProgram(arguments, environ=environ) as program:
        program.wait_for_text(words)
        seconds = time.monotonic() - began
        settled = time.monotonic()
        while program.read(0.3):
            settled = time.monotonic()
        frame = len(program.output)
        while time.monotonic() - settled < IDLE_SECONDS:
            program.read(0.2)
        return seconds, frame, len(program.output) - frame


def measure() -> None:
    """Print both programs' figures and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "migration"
        programs = {
            "crossfade": (["-m", "tui", str(workspace)], "Representative samples"),
            "hello": (["-c", HELLO], "hello there"),
        }
        taken: dict[str, list[tuple[float, int, int]]] = {name: [] for name in programs}
        for _ in range(RUNS):
            for name, (arguments, words) in programs.items():
                taken[name].append(first_frame(arguments, words))
    medians = {}
    for name, rows in taken.items():
        times = sorted(1000 * row[0] for row in rows)
        medians[name] = statistics.median(times)
        print(
            f"{name:<10} first frame {times[0]:.0f}/{medians[name]:.0f}/{times[-1]:.0f} ms "
            f"(min/median/max of {RUNS}), {rows[-1][1] / 1024:.1f} KiB until settled, "
            f"{max(row[2] for row in rows)} bytes in {IDLE_SECONDS:.0f} s idle"
        )
    print(f"ratio      {medians['crossfade'] / medians['hello']:.2f}")


if __name__ == "__main__":
    measure()

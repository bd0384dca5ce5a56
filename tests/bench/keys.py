"""From a key to the first changed byte, and what a change of phase costs in time and bytes."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from checklists.workspace import Workspace
from tests.bench.startup import HELLO
from tests.tui.pty_program import PtyProgram

PRESSES = 60
SWITCHES = 12
# The smallest program with a list of the same size: what Textual itself needs for a key.
LIST = HELLO.replace("Footer, Static", "Footer, OptionList").replace(
    "Static('hello there')", "OptionList(*['hello there'] * 7)"
)


def _program(arguments: list[str], size: tuple[int, int], words: str) -> PtyProgram:
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    program = PtyProgram(arguments, size=size, environ=environ)
    program.wait_for_text(words)
    program.settle(0.6)
    return program


def press_to_byte(program: PtyProgram, key: str) -> float:
    """Milliseconds from a key to the first byte that answers it."""
    began = time.monotonic()
    program.press(key)
    program.wait_for(lambda: bool(program.read(0.5)), f"an answer to {key}")
    waited = 1000 * (time.monotonic() - began)
    program.settle(0.05)
    return waited


def switch(program: PtyProgram, key: str, words: str) -> tuple[float, int]:
    """Milliseconds until a phase's title is drawn, and the bytes until all is quiet."""
    before = len(program.output)
    began = time.monotonic()
    program.press(key)
    program.wait_for(lambda: words.encode() in program.output[before:], f"{words} drawn")
    waited = 1000 * (time.monotonic() - began)
    program.settle(0.3)
    return waited, len(program.output) - before


def measure() -> None:
    """Print latencies of both programs, and the cost of switching at two sizes."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "workspace"
        with Workspace.open(directory) as workspace:
            # A workspace in which something was done: a new one would begin with its questions.
            workspace.assert_task("testing", "bench", "so that it is not new")
        ours = ["-m", "tui", str(directory), "--sandbox"]
        for size in ((80, 24), (120, 35)):
            with _program(ours, size, "Representative") as program:
                _report("crossfade", size, program)
                _report_switch(size, program)
            with _program(["-c", LIST], size, "hello there") as program:
                _report("a bare list", size, program)


def _report(name: str, size: tuple[int, int], program: PtyProgram) -> None:
    down_and_up = ["j" if number // 5 % 2 == 0 else "k" for number in range(PRESSES)]
    keys = down_and_up if name == "crossfade" else ["\x1b[B"] * PRESSES
    waits = sorted(press_to_byte(program, key) for key in keys)
    print(
        f"{name} at {size[0]}x{size[1]}: key to first byte p50 {statistics.median(waits):.1f} ms, "
        f"p95 {waits[int(0.95 * len(waits))]:.1f} ms of {PRESSES}"
    )


def _report_switch(size: tuple[int, int], program: PtyProgram) -> None:
    places = [("2", "During migration"), ("3", "After migration"), ("1", "Before migration")]
    first = [switch(program, *place) for place in places]
    again = [switch(program, *places[number % 3]) for number in range(SWITCHES)]
    times = sorted(one[0] for one in again)
    print(
        f"  switching phase at {size[0]}x{size[1]}: median {statistics.median(times):.1f} ms, "
        f"worst {times[-1]:.1f} ms, {max(one[1] for one in again) / 1024:.1f} KiB; "
        f"the first time {max(one[0] for one in first):.1f} ms"
    )


if __name__ == "__main__":
    measure()

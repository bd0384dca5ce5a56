"""First frame, memory and idle traffic of the program, beside the smallest Textual program.

Both are started in turn on a pseudo-terminal of 120x35, so the ratio holds when the machine is
slow. The clock stops at the frame that holds a known word. Processor time is printed beside wall
time: on a busy machine it is the steadier of the two.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checklists.workspace import Workspace
from tests.tui.pty_program import PtyProgram

RUNS = 9
IDLE_SECONDS = 3.0
MANY_RUNS = 10_000
HELLO = (
    "from textual.app import App\n"
    "from textual.widgets import Footer, Static\n"
    "class Hello(App):\n"
    "    def compose(self):\n"
    "        yield Static('hello there'); yield Footer()\n"
    "Hello().run()\n"
)


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds to the frame (wall and processor), MiB and bytes after it."""

    wall: float
    processor: float
    memory: float
    frame_bytes: int
    idle_bytes: int
    idle_processor: float


def start(arguments: Sequence[str], words: str, idle: float = 0.6) -> Start:
    """Start a program, wait for the words, and then for ``idle`` quiet seconds."""
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    began = time.monotonic()
    with PtyProgram(arguments, environ=environ) as program:
        program.wait_for_text(words)
        wall = 1000 * (time.monotonic() - began)
        processor = _processor(program.pid)
        program.settle(0.4)
        frame, used = len(program.output), _processor(program.pid)
        settled = time.monotonic()
        while time.monotonic() - settled < idle:
            program.read(0.2)
        return Start(
            wall,
            processor,
            _memory(program.pid),
            frame,
            len(program.output) - frame,
            _processor(program.pid) - used,
        )


def _processor(pid: int) -> float:
    """Milliseconds of processor time of a process, all its threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e6


def _memory(pid: int) -> float:
    """Resident MiB of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def side_by_side(programs: dict[str, tuple[list[str], str]], runs: int = RUNS) -> dict[str, Start]:
    """Start the programs in turn; the medians of each, after one start that nobody counts."""
    for arguments, words in programs.values():
        start(arguments, words)
    taken: dict[str, list[Start]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, (arguments, words) in programs.items():
            taken[name].append(start(arguments, words))
    idle = {name: start(*programs[name], idle=IDLE_SECONDS) for name in programs}
    medians = {}
    for name, found in taken.items():
        median = Start(
            *(statistics.median(getattr(one, part) for one in found) for part in Start.__slots__)
        )
        medians[name] = median
        walls = sorted(one.wall for one in found)
        print(
            f"{name:<14} first frame {walls[0]:.0f}/{median.wall:.0f}/{walls[-1]:.0f} ms "
            f"(min/median/max of {runs}), {median.processor:.0f} ms of processor, "
            f"{median.memory:.1f} MiB, {median.frame_bytes / 1024:.1f} KiB until settled, "
            f"{idle[name].idle_bytes} bytes and {idle[name].idle_processor:.1f} ms of processor "
            f"in {IDLE_SECONDS:.0f} s idle"
        )
    return medians


def many_runs(directory: Path) -> None:
    """A workspace with 10,000 runs, all of them evidence."""
    with Workspace.open(directory) as workspace:
        for number in range(MANY_RUNS):
            run = workspace.record_run(
                "transcribe",
                sandbox=True,
                vendor=("deepgram", "amazon")[number % 2],
                model="nova-3",
                request={"options": {"model": "nova-3", "punctuate": True}},
                response={"text": "said " * 200},
                numbers={"wer": 0.2},
            )
            workspace.attach_evidence("test-audio", run.id)


def measure(runs: int = RUNS) -> None:
    """Print the figures, and each program's ratio to the smallest one."""
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder) / "few") as workspace:
            # A new workspace would begin with its questions.
            workspace.assert_task("testing", "bench", "so that it is not new")
        many = Path(folder) / "many"
        many_runs(many)
        found = side_by_side(
            {
                "hello": (["-c", HELLO], "hello there"),
                "crossfade": (["-m", "tui", f"{folder}/few", "--sandbox"], "Representative"),
                "10,000 runs": (["-m", "tui", str(many), "--sandbox"], "Representative"),
            },
            runs,
        )
    for name, base in (("crossfade", "hello"), ("10,000 runs", "crossfade")):
        one, other = found[name], found[base]
        print(
            f"{name} to {base}: first frame {one.wall / other.wall:.2f}, processor "
            f"{one.processor / other.processor:.2f}, memory {one.memory / other.memory:.2f}"
        )


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)

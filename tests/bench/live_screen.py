"""The live screen's own cost: from a message on the socket to its text on the terminal.

Four panes on a pseudo-terminal hear a scripted server, which is in a process of its own, at twenty
messages a second each: at the start, and again after 2,000 finals in every pane. A message counts
as shown when it, or a later one of its pane that took its place, is written to the terminal.
Beside it runs a process that only sleeps, which says what this machine allows meanwhile.
``python -m tests.bench.live_screen [SECONDS [FINALS [REFRESH]]]``.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import wave
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.before.live.panes import LivePane, keep_panes, standard_options
from checklists.scoring.latency import nearest_rank
from checklists.workspace import Workspace
from providers.deepgram.options import DeepgramOptions
from tests.bench.live_screen_server import CHUNK, MESSAGES_A_SECOND, Script, Sent, serving
from tests.tui.pty_program import PtyProgram

if TYPE_CHECKING:
    from providers.audio.recording import Recorded
    from tui.app import CrossfadeApp

PANES = 4
SIZE = (160, 50)
RATE = 8000
TICK = 0.01
# An escape may be in two reads, and a token too.
_CARRIED = 64
_TOKEN = re.compile(rb"q([1-9])(\d{6})")


@dataclass(slots=True)
class Watched:
    """What came to the terminal: (moment, bytes) of every read, and by pane the moments at which
    newer tokens appeared; ``busy`` is (moment, seconds of processor time) so far."""

    reads: list[tuple[float, int]] = field(default_factory=list)
    shown: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    busy: list[tuple[float, float]] = field(default_factory=list)
    _carried: bytes = b""

    def take(self, data: bytes, moment: float) -> None:
        """One read."""
        self.reads.append((moment, len(data)))
        for pane, number in _TOKEN.findall(self._carried + data):
            seen = self.shown.setdefault(int(pane), [(0, 0.0)])
            if int(number) > seen[-1][0]:
                seen.append((int(number), moment))
        self._carried = data[-_CARRIED:]

    def all_reached(self, number: int) -> bool:
        """Whether every pane shows that message, or a later one."""
        return len(self.shown) == PANES and all(
            seen[-1][0] >= number for seen in self.shown.values()
        )

    def took(self, sent: Sent, window: tuple[float, float]) -> list[float]:
        """Seconds from each message of a window to the terminal, sorted; infinite for never."""
        found = []
        for (pane, number), moment in sent.moments.items():
            if window[0] <= moment <= window[1]:
                seen = self.shown.get(pane, [])
                at = bisect_left(seen, (number, 0.0))
                found.append(seen[at][1] - moment if at < len(seen) else float("inf"))
        return sorted(found)

    def bytes_within(self, window: tuple[float, float]) -> int:
        """To the terminal."""
        return sum(size for moment, size in self.reads if window[0] <= moment <= window[1])

    def share(self, window: tuple[float, float]) -> float:
        """Of a core."""
        inside = [one for one in self.busy if window[0] <= one[0] <= window[1]]
        return (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])


def prepared(folder: Path, seconds: float) -> Path:
    """A workspace with four panes chosen, and so many seconds of silence beside it."""
    with wave.open(str(folder / "silence.wav"), "wb") as silence:
        silence.setnchannels(1)
        silence.setsampwidth(2)
        silence.setframerate(RATE)
        silence.writeframes(bytes(round(seconds * RATE) * 2))
    with Workspace.open(folder / "workspace") as workspace:
        # A new workspace would begin with its questions.
        workspace.assert_task("testing", "bench", "so that it is not new")
        standard = standard_options("deepgram", 1)
        assert isinstance(standard, DeepgramOptions)
        panes = [
            LivePane(str(number), "deepgram", replace(standard, tag=(str(number),)))
            for number in range(1, PANES + 1)
        ]
        keep_panes(workspace, panes)
    return folder / "workspace"


def watch(folder: Path, script: Script) -> tuple[Watched, Sent]:
    """Run the program against the script, and read its terminal until the script is over."""
    directory = prepared(folder, 2 * script.talk + script.finals / 10 + 180)
    watched = Watched()
    with serving(script, PANES) as served:
        environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "XDG_CONFIG_HOME": str(folder),
            "DEEPGRAM_API_KEY": "a-key-for-a-scripted-server",
            "DEEPGRAM_BASE_URL": served.url,
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00",
            "AWS_SECRET_ACCESS_KEY": "not-used-by-any-pane",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }
        arguments = ["-m", __spec__.name, "program", str(directory), str(folder)]
        with PtyProgram(arguments, size=SIZE, environ=environ) as program:
            program.wait_for_text("Representative")
            program.press("l")
            program.wait_for_text("Press s")
            program.press("s")
            deadline = time.monotonic() + 4 * script.talk + script.finals / 5 + 200
            before = round(script.talk * MESSAGES_A_SECOND)
            chunks = [*range(CHUNK, script.finals, CHUNK), *([script.finals] * bool(script.finals))]
            while not served.over():
                assert time.monotonic() < deadline, "the script is not over"
                data = program.read(0.05)
                moment = time.monotonic()
                if data:
                    watched.take(data, moment)
                program.output = b""
                if chunks and watched.all_reached(before + chunks[0]):
                    del chunks[0]
                    served.go_on()
                if not watched.busy or moment - watched.busy[-1][0] > 0.5:
                    watched.busy.append((moment, _busy_seconds(program.pid)))
        return watched, served.told()


def _busy_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lags(ticking: Path, window: tuple[float, float]) -> list[float]:
    """How late an event loop was at each tick of a window, in seconds, sorted."""
    ticks = [line.split() for line in ticking.read_text().splitlines()]
    return sorted(float(late) for moment, late in ticks if window[0] <= float(moment) <= window[1])


def program(directory: Path, folder: Path) -> int:
    """The program itself, its first sample replaced by silence, its event loop watched."""
    from unittest.mock import patch

    from providers.sandbox.samples import sample_calls
    from tui import opening

    path = folder / "silence.wav"
    with wave.open(str(path)) as silence:
        seconds = silence.getnframes() / RATE
    made = replace(sample_calls()[0], path=path, rate=RATE, channels=1, duration=seconds, words=())
    show = opening._show

    async def watched(app: CrossfadeApp) -> tuple[int, Recorded | None]:
        ticking = asyncio.create_task(_tick(folder / "program"))
        try:
            return await show(app)
        finally:
            ticking.cancel()

    with (
        patch("tui.screens.live_stage.sample_calls", lambda: (made,)),
        patch("tui.opening._show", watched),
    ):
        return opening.run(directory, access="live")


async def _tick(path: Path) -> None:
    with path.open("w") as file:
        while True:
            due = time.monotonic() + TICK
            await asyncio.sleep(TICK)
            now = time.monotonic()
            file.write(f"{now:.6f} {now - due:.6f}\n")
            file.flush()


def _ranks(samples: Sequence[float]) -> str:
    return ", ".join(f"P{rank} {1000 * nearest_rank(samples, rank):.1f}" for rank in (50, 95, 99))


def measure(seconds: float = 20.0, finals: int = 2000, refresh: int | None = None) -> None:
    """Print the figures of both times; ``refresh`` is the setting, None for the program's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if refresh is not None:
            (folder / "crossfade").mkdir()
            (folder / "crossfade" / "settings.toml").write_text(f"[looks]\nrefresh = {refresh}\n")
        witness = subprocess.Popen([sys.executable, "-m", __spec__.name, "witness", name])
        try:
            watched, sent = watch(folder, Script(seconds, finals, 5.0))
        finally:
            witness.terminate()
            witness.wait()
        times = ("at the start", f"after {finals} finals a pane")
        for words, window in zip(times, sent.windows, strict=False):
            _print(words, window, folder, watched, watched.took(sent, window))
        for words in times[len(sent.windows) :]:
            print(f"screen     {words}: nothing measured, the program had closed a connection")


def _print(
    words: str, window: tuple[float, float], folder: Path, watched: Watched, took: Sequence[float]
) -> None:
    length = window[1] - window[0]
    print(
        f"screen     {PANES} panes at {SIZE[0]}x{SIZE[1]}, {len(took) / length:.0f} messages a "
        f"second, {words}: socket to terminal {_ranks(took)} ms, "
        f"{watched.share(window):.1%} of a core, "
        f"{watched.bytes_within(window) / length / 1024:.1f} KiB/s"
    )
    late, bare = (lags(folder / name, window) for name in ("program", "witness"))
    print(f"           event loop late {_ranks(late)} ms; a bare one beside it {_ranks(bare)} ms")


def main(arguments: Sequence[str]) -> int:
    """Measure, or be one of the processes that are measured."""
    if arguments[:1] == ["program"]:
        return program(Path(arguments[1]), Path(arguments[2]))
    if arguments[:1] == ["witness"]:
        asyncio.run(_tick(Path(arguments[1]) / "witness"))
    else:
        seconds, finals, refresh = (*arguments, None, None, None)[:3]
        measure(float(seconds or 20), int(finals or 2000), int(refresh) if refresh else None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The program on a real pty: hostile text, signals, a crash, a resize storm, silence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE, leaks
from tests.tui.pty_program import PtyProgram
from tests.tui.scripted import answered
from tui.terminal import has_few_colours, refusal, require_terminal

ROOT = Path(__file__).parent.parent.parent
# None of these belongs to the first frame.
FORBIDDEN = {
    *("boto3", "botocore", "deepgram", "pyaudio", "rapidfuzz", "jiwer", "aiohttp"),
    *("pocketsphinx", "whisper_normalizer", "httpx", "websockets", "markdown_it"),
}
OUT_OF_ALTERNATE_SCREEN = b"\x1b[?1049l"
MOUSE_OFF = b"\x1b[?1003l"
ESCAPE = "\x1b"
CURSOR_SHOWN = b"\x1b[?25h"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")


def environ(home: Path, **more: str) -> dict[str, str]:
    """A clean environment with its own home."""
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
        "AWS_EC2_METADATA_DISABLED": "true",
        **more,
    }


def crossfade(folder: Path, workspace: Path, **more: str) -> PtyProgram:
    """The real program on a workspace that has been asked its questions."""
    return PtyProgram(
        ["-m", "tui", str(answered(workspace)), "--sandbox"],
        environ=environ(folder / "home", **more),
    )


def assert_restored(program: PtyProgram) -> None:
    """Alternate screen left, mouse off, cursor shown, echo and line mode back."""
    assert program.output.rindex(OUT_OF_ALTERNATE_SCREEN) > program.output.rindex(b"\x1b[?1049h")
    assert MOUSE_OFF in program.output
    assert CURSOR_SHOWN in program.output
    wanted = termios.ECHO | termios.ICANON | termios.ISIG
    assert program.local_modes() & wanted == wanted


def test_hostile_text_reaches_no_terminal_and_is_not_lost(tmp_path: Path) -> None:
    folder = tmp_path / "ws\x1b]0;PWNED\x07\u202e[/]"
    with Workspace.open(folder) as workspace:
        run = workspace.record_run(
            "live",
            sandbox=True,
            vendor="deepgram",
            model=PAYLOAD,
            request={"file": PAYLOAD},
            response={"text": PAYLOAD, "markup": MARKUP},
            numbers={"wer": 0.5},
        )
        workspace.attach_evidence("test-audio", run.id)
        workspace.assert_task("differences", "Ann\x1b]0;PWNED\x07", MARKUP)
    with crossfade(tmp_path, folder) as program:
        program.resize(200, 60)
        program.wait_for_text("Ann␛]0;PWNED␇: [/] [inaudible]")
        # The workspace's own name, in the title bar.
        program.wait_for_text("ws␛]0;PWNED␇\ufffd[/]")
        program.press("jjjj")
        program.wait_for_text("live · Deepgram ␛]0;PWNED␇")
        program.press("o")
        program.wait_for_text("── Response")
        program.wait_for_text("[inaudible] [type=x, v={'a[0]'}] [b]bold[/b] [@click=app.quit]q")
        program.press("\x11")
        assert program.wait_for_end() == 0
    assert leaks(program.output) == []


def test_hostile_transcripts_in_the_live_screen(tmp_path: Path) -> None:
    with PtyProgram(
        ["-m", "tests.tui.hostile_live", str(tmp_path / "ws")], environ=environ(tmp_path / "home")
    ) as program:
        for words in ("final", "warning:", "interim", "␛]0;PWNED␇", "␛[2J␛[5;5HXX\ufffd31m"):
            program.wait_for_text(words)
        program.wait_for_text("[/] [inaudible] [type=x, v={'a[0]'}]")
        program.press("\x11")
        program.wait_for_end()
    assert leaks(program.output) == []


def test_the_line_filter_alone_holds_in_26_ways_of_showing_text(tmp_path: Path) -> None:
    with PtyProgram(
        ["-m", "tests.tui.hostile_gallery"], size=(240, 110), environ=environ(tmp_path / "home")
    ) as program:
        program.wait_for_text("w16")
        program.wait_for_text("w24")
        program.wait_for_text("w26")
        program.press("\x11")
        program.wait_for_end()
    assert leaks(program.output) == []
    # Textual itself drops BEL and BS, without a sign: the net cannot show what it never sees, which
    # is why every string is cleaned before it gets there.
    assert VISIBLE.replace("␇", "").replace("␈", "") in program.text
    shown = {int(way) for way in re.findall(r"w(\d\d)", program.text)}
    assert shown == set(range(1, 27))


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_signals_give_the_terminal_back(tmp_path: Path, number: int, code: int) -> None:
    with crossfade(tmp_path, tmp_path / "ws") as program:
        program.wait_for_text("Upstream dependencies")
        program.signal(number)
        assert program.wait_for_end() == code
        assert_restored(program)


def test_a_terminal_that_is_taken_away_leaves_no_traceback(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    workspace = str(answered(tmp_path / "ws"))
    start = (
        "import os, sys\n"
        f"os.dup2(os.open({str(errors)!r}, os.O_WRONLY | os.O_CREAT), 2)\n"
        f"os.execv(sys.executable, [sys.executable, '-m', 'tui', {workspace!r}])"
    )
    with PtyProgram(["-c", start], environ=environ(tmp_path / "home")) as program:
        program.wait_for_text("Upstream dependencies")
        program.hang_up()
        assert program.wait_for_end() == 129
    assert errors.read_text(encoding="utf-8") == ""


def test_a_crash_gives_the_terminal_back_and_tells_no_secret(tmp_path: Path) -> None:
    secret = "dg_5ecret5ecret5ecret"
    with PtyProgram(
        ["-m", "tests.tui.crashing", str(answered(tmp_path / "ws"))],
        environ=environ(tmp_path / "home", DEEPGRAM_API_KEY=secret),
    ) as program:
        program.wait_for_text("Upstream dependencies")
        program.press("r")
        assert program.wait_for_end() == 1
        assert_restored(program)
    report = next((tmp_path / "home").rglob("crash-report.txt"))
    assert secret not in program.text
    assert secret not in report.read_text(encoding="utf-8")
    assert "Traceback" not in program.text
    assert "a fault of the program itself (ZeroDivisionError)" in program.text.replace("\r\n", "")
    assert "crashing.py" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_resize_storm_does_not_end_the_program(tmp_path: Path) -> None:
    sizes = [(200, 60), (1, 1), (3, 40), (79, 23), (2, 2), (120, 3), (8, 80), (41, 11), (80, 24)]
    with crossfade(tmp_path, tmp_path / "ws") as program:
        program.wait_for_text("Upstream dependencies")
        for keys in ("1", "l", "c", ESCAPE, "?", ESCAPE, "1", "\x10", ESCAPE, "t"):
            program.press(keys)
            for columns, rows in sizes:
                program.resize(columns, rows)
                program.read(0.03)
            program.settle()
        program.resize(100, 30)
        program.press(ESCAPE)
        program.settle()
        before = len(program.output)
        program.press("2")
        program.wait_for(lambda: b"Response parsing" in program.output[before:], "the phase")
        program.press("\x11")
        assert program.wait_for_end() == 0
        assert_restored(program)


def test_native_noise_on_descriptor_2_does_not_reach_the_screen(tmp_path: Path) -> None:
    with PtyProgram(
        ["-m", "tests.tui.noisy", str(answered(tmp_path / "ws"))],
        environ=environ(tmp_path / "home"),
    ) as program:
        program.wait_for_text("Upstream dependencies")
        program.press("r")
        program.wait_for_text("Workspace read again")
        program.press("\x11")
        assert program.wait_for_end() == 0
    assert "ALSA lib pcm.c" not in program.text
    noise = next((tmp_path / "home").rglob("native-output.log"))
    assert "ALSA lib pcm.c" in noise.read_text()


def test_a_new_workspace_asks_after_its_first_frame_and_then_is_silent(tmp_path: Path) -> None:
    with PtyProgram(
        ["-m", "tui", str(tmp_path / "ws")], environ=environ(tmp_path / "home")
    ) as program:
        program.wait_for_text("1 of 3")
        assert program.text.index("Upstream dependencies") < program.text.index("1 of 3")
        program.settle(0.5)
        assert program.read(1.2) == b""
        program.press(ESCAPE)
        program.settle()
        program.press("\x11")
        assert program.wait_for_end() == 0
    with PtyProgram(
        ["-m", "tui", str(tmp_path / "ws")], environ=environ(tmp_path / "home")
    ) as program:
        program.wait_for_text("Upstream dependencies")
        program.settle(0.5)
        assert "A new workspace" not in program.text
        program.press("\x11")
        assert program.wait_for_end() == 0


def test_an_idle_program_writes_nothing(tmp_path: Path) -> None:
    with crossfade(tmp_path, tmp_path / "ws") as program:
        program.wait_for_text("Upstream dependencies")
        for keys in ("", "l", "?"):
            if keys:
                program.press(keys)
            program.settle(0.5)
            assert program.read(1.2) == b"", f"idle output after {keys!r}"


@pytest.mark.parametrize(
    "more", [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}, {"TEXTUAL_THEME": "ansi-light"}]
)
def test_other_terminals(tmp_path: Path, more: dict[str, str]) -> None:
    with crossfade(tmp_path, tmp_path / "ws", **more) as program:
        program.wait_for_text("Upstream dependencies")
        program.wait_for_text("○ open")
        if "TERM" in more or "TEXTUAL_THEME" in more:
            assert b"\x1b[38;2;" not in program.output
        program.press("\x11")
        assert program.wait_for_end() == 0


def test_no_terminal_or_a_dumb_one_is_a_sentence(tmp_path: Path) -> None:
    piped = subprocess.run(
        [sys.executable, "-m", "tui", str(tmp_path / "ws")],
        env=environ(tmp_path / "home"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert piped.returncode == 2
    assert "needs a terminal" in piped.stderr
    assert "Traceback" not in piped.stderr
    with PtyProgram(
        ["-m", "tui", str(tmp_path / "ws")], environ=environ(tmp_path / "home", TERM="dumb")
    ) as program:
        assert program.wait_for_end() == 2
        assert "TERM is 'dumb'" in program.text
    assert not (tmp_path / "ws").exists()


def test_which_terminals_are_refused_and_which_have_few_colours() -> None:
    assert refusal({"TERM": "xterm"}, terminal=True) is None
    assert "needs a terminal" in (refusal({"TERM": "xterm"}, terminal=False) or "")
    assert "cannot move its cursor" in (refusal({}, terminal=True) or "")
    assert has_few_colours({"TERM": "linux"})
    assert has_few_colours({"TERM": "vt220"})
    assert not has_few_colours({"TERM": "xterm-256color"})
    assert not has_few_colours({"TERM": "xterm", "COLORTERM": "truecolor"})
    with pytest.raises(BadInput):
        require_terminal({"TERM": "dumb"})


def test_starting_imports_no_sdk(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from checklists.workspace import Workspace\n"
        "from tui.app import CrossfadeApp\n"
        "from tui.vendor_desk import VendorDesk\n"
        "async def main():\n"
        "    with Workspace.open(Path(sys.argv[1])) as workspace:\n"
        "        app = CrossfadeApp(workspace, VendorDesk('sandbox', {}))\n"
        "        async with app.run_test(size=(80, 24)):\n"
        "            pass\n"
        "asyncio.run(main())\n"
        f"print([name for name in {FORBIDDEN!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "ws")],
        env=environ(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"

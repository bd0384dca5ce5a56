"""Suspending to a shell with job control, on a real pty: given back, and drawn again after."""

from __future__ import annotations

import os
import shutil
import sys
import termios
from pathlib import Path

import pytest

from tests.tui.conftest import MakeApp
from tests.tui.driving import wait_for_text
from tests.tui.pty_program import PtyProgram
from tests.tui.scripted import answered
from tests.tui.test_terminal import OUT_OF_ALTERNATE_SCREEN, environ
from tui import terminal
from tui.actions import BY_ID, Situation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
SUSPEND = "\x1a"


def shell_listens(program: PtyProgram, after: int) -> None:
    """Wait for the prompt: the program throws away what is typed until it has ended."""
    program.wait_for(lambda: b"shell> " in program.output[after:], "the shell's prompt")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
def test_the_shell_gets_the_terminal_and_gives_it_back(tmp_path: Path) -> None:
    workspace = answered(tmp_path / "ws")
    shell = "import os; os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"
    more = {"PS1": "shell> ", "BASH_SILENCE_DEPRECATION_WARNING": "1"}
    with PtyProgram(["-c", shell], environ=environ(tmp_path / "home", **more)) as program:
        program.wait_for_text("shell> ")
        cooked = program.local_modes() & (termios.ECHO | termios.ICANON)
        program.press(f"{sys.executable} -m tui {workspace} --sandbox\n")
        program.wait_for_text("Upstream dependencies")
        program.settle()
        before = len(program.output)
        program.press(SUSPEND)
        program.wait_for(lambda: b"Stopped" in program.output, "the shell says so")
        shell_listens(program, before)
        program.wait_for(
            lambda: (
                program.output.rindex(OUT_OF_ALTERNATE_SCREEN)
                > program.output.rindex(b"\x1b[?1049h")
            ),
            "the screen is given back",
        )
        assert program.output.rindex(b"\x1b[?25h") > program.output.rindex(b"\x1b[?25l")
        # The shell reads and runs a line in between.
        program.press("echo bet''ween\n")
        program.wait_for(lambda: "between" in program.text, "the shell works")
        assert not cooked or program.local_modes() & termios.ISIG
        before = len(program.output)
        program.press("fg\n")
        program.wait_for(
            lambda: (
                b"Upstream dependencies" in program.output[before:]
                and b"Rollback plan" in program.output[before:]
            ),
            "everything is drawn again",
        )
        program.settle()
        # And it listens.
        before = len(program.output)
        program.press("2")
        program.wait_for(lambda: b"Response parsing" in program.output[before:], "the phase")
        before = len(program.output)
        program.press("\x11")
        program.wait_for(
            lambda: (
                program.output.rindex(OUT_OF_ALTERNATE_SCREEN)
                > program.output.rindex(b"\x1b[?1049h")
            ),
            "the screen is given back again",
        )
        shell_listens(program, before)
        program.press("exit\n")
        program.wait_for_end()


def test_without_a_shell_it_does_not_stand_still_for_ever(tmp_path: Path) -> None:
    """As in a container, or by 'ssh -t': whoever would continue it is not there."""
    workspace = answered(tmp_path / "ws")
    with PtyProgram(
        ["-m", "tui", str(workspace), "--sandbox"], environ=environ(tmp_path / "home")
    ) as program:
        program.wait_for_text("Upstream dependencies")
        program.press(SUSPEND)
        program.wait_for_text("There is no shell behind this program")
        program.press("2")
        program.wait_for_text("Response parsing")
        program.press("\x11")
        assert program.wait_for_end() == 0


def test_who_has_a_shell_is_told_by_the_process_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getsid", lambda pid: 100)
    monkeypatch.setattr(os, "getpgrp", lambda: 100)
    assert "no shell" in terminal.no_shell()
    monkeypatch.setattr(os, "getpgrp", lambda: 200)
    assert terminal.no_shell() == ""


def test_a_stream_is_not_lost_by_it() -> None:
    why = BY_ID["suspend"].why_not(Situation(place="live", streaming=True))
    assert "press x first" in why
    assert BY_ID["suspend"].why_not(Situation(place="live")) == ""


async def test_it_is_in_the_palette(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await wait_for_text(pilot, "Search for commands")
        await pilot.press(*"suspend")
        await wait_for_text(pilot, "fg brings the program back")

"""Copying: to the terminal's clipboard, and into a file that replaces no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.tui.conftest import MakeApp
from tests.tui.driving import wait_for, wait_for_text
from tests.tui.scripted import event
from tests.tui.test_live import live_screen, pretend_streaming
from tui.clipboard import Copied, write_text
from tui.messages import Heard
from tui.screens.run import RunWindow


def test_a_file_gets_a_name_that_is_free(tmp_path: Path) -> None:
    copied = Copied("good morning\n", "Deepgram: ../../etc/[x]\x1b")
    first, second = write_text(tmp_path, copied), write_text(tmp_path, copied)
    assert first == tmp_path / "exports" / "deepgram-etc-x.txt"
    assert second == tmp_path / "exports" / "deepgram-etc-x-2.txt"
    assert first.read_text() == "good morning\n"
    assert first.stat().st_mode & 0o777 == 0o600
    assert write_text(tmp_path, Copied("x", "\u202e")).name == "text.txt"


def test_where_it_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file in the way")
    with pytest.raises(BadInput, match="exports"):
        write_text(tmp_path, Copied("x", "y"))


async def test_the_live_text_is_copied_and_then_kept_in_a_file(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("Y")
        await wait_for_text(pilot, "Nothing has been copied yet")
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        screen.post_message(Heard(event("deepgram", "final", "good\x1b]52;c;eA==\x07 [/] day")))
        await wait_for(pilot, lambda: bool(screen.comparison and screen.comparison.finals), "heard")
        await pilot.press("y")
        await wait_for_text(pilot, "Nothing there? Y writes a file")
        # Clean also in the clipboard: it is pasted into a shell, perhaps.
        assert "good␛]52;c;eA==␇ [/] day" in app.clipboard
        assert "\x1b" not in app.clipboard
        await pilot.press("Y")
        await wait_for_text(pilot, "Written to")
    (kept,) = (workspace.directory / "exports").iterdir()
    assert kept.name.startswith("deepgram-")
    assert "good␛]52;c;eA==␇ [/] day" in kept.read_text(encoding="utf-8")


async def test_a_run_is_copied_and_written_from_its_window(
    past: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "j", "j", "j", "o")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run")
        await pilot.press("y")
        await wait_for_text(pilot, "Nothing there? f writes a file")
        assert "my router a Zyxel [inaudible] drops out" in app.clipboard
        await pilot.press("f", "f")
        await wait_for_text(pilot, "Written to")
        await wait_for(
            pilot, lambda: len(list((past.directory / "exports").glob("*.txt"))) == 2, "two files"
        )
    for kept in (past.directory / "exports").glob("*.txt"):
        assert "my router a Zyxel [inaudible] drops out" in kept.read_text(encoding="utf-8")

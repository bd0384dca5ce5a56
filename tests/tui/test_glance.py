"""The board kept for the next start: believed only while nothing was written since."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from checklists.workspace import Workspace
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.scripted import ScriptedOpener
from tui import glance
from tui.app import CrossfadeApp
from tui.board_reading import read_board, unread_board
from tui.vendor_desk import VendorDesk


def test_a_board_comes_back_as_it_was_kept(past: Workspace) -> None:
    board = read_board(past)
    glance.keep(past.directory, board)
    assert glance.kept(past.directory) == board
    assert (past.directory / glance.KEPT).stat().st_mode & 0o077 == 0


def test_it_survives_closing_only_where_it_was_kept_afterwards(past: Workspace) -> None:
    board = read_board(past)
    glance.keep(past.directory, board)
    past.close()
    # Closing writes the log into the database.
    assert glance.kept(past.directory) is None
    glance.keep(past.directory, board)
    assert glance.kept(past.directory) == board


def test_whatever_is_recorded_makes_it_worthless(past: Workspace) -> None:
    glance.keep(past.directory, read_board(past))
    past.assert_task("testing", "Ann", "seen")
    assert glance.kept(past.directory) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"mark": null}', "\udc80", "null"])
def test_a_damaged_one_is_none(past: Workspace, content: str) -> None:
    glance.keep(past.directory, read_board(past))
    kept = past.directory / glance.KEPT
    kept.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert glance.kept(past.directory) is None


def test_a_board_of_another_shape_is_none(past: Workspace) -> None:
    glance.keep(past.directory, read_board(past))
    kept = past.directory / glance.KEPT
    document = json.loads(kept.read_text())
    document["board"]["tasks"][0]["colour"] = "blue"
    kept.write_text(json.dumps(document))
    assert glance.kept(past.directory) is None


def test_its_text_is_cleaned_like_all_other(past: Workspace) -> None:
    glance.keep(past.directory, read_board(past))
    kept = past.directory / glance.KEPT
    document = json.loads(kept.read_text())
    document["board"]["tasks"][0]["why"] = "because\x1b]0;owned\x07"
    kept.write_text(json.dumps(document))
    found = glance.kept(past.directory)
    assert found is not None
    assert "\x1b" not in found.tasks[0].why and "owned" in found.tasks[0].why


def test_no_workspace_no_glance(tmp_path: Path) -> None:
    assert glance.kept(tmp_path) is None
    assert glance.kept(tmp_path / "nowhere") is None


async def test_the_first_frame_is_the_kept_board_and_the_workspace_is_opened_after_it(
    past: Workspace,
) -> None:
    board = read_board(past)
    opened: list[Workspace] = []

    def opening() -> Workspace:
        # By the time it is opened somebody has ticked a task from outside.
        past.assert_task("differences", "Bob", "read them all")
        opened.append(past)
        return past

    app = CrossfadeApp(
        opening,
        VendorDesk("sandbox", {}, ScriptedOpener()),
        environ={"COLORTERM": "truecolor"},
        directory=past.directory,
        board=board,
    )
    assert not opened
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for(pilot, lambda: len(opened) == 1, "the workspace is opened")
        await wait_for_text(pilot, "by Bob: read them all")
        assert "by Ann Example" in frame_text(app)


def test_a_workspace_is_named_by_where_it_is(past: Workspace, tmp_path: Path) -> None:
    """A path that goes up and down again has its end cut off where there is little room."""
    (tmp_path / "src").mkdir()
    (tmp_path / "link").symlink_to(past.directory)
    desk = VendorDesk("sandbox", {}, ScriptedOpener())
    up = CrossfadeApp(past, desk, environ={}, directory=tmp_path / "src" / ".." / "link")
    assert up.workspace_name == "~/acme-calls"
    linked = CrossfadeApp(past, desk, environ={}, directory=tmp_path / "link")
    assert linked.workspace_name == "~/link"


async def test_where_there_is_much_to_read_the_tasks_are_shown_before_their_states(
    past: Workspace,
) -> None:
    board = unread_board(10_000)
    seen: list[str] = []

    def opening() -> Workspace:
        seen.append(frame_text(app))
        return past

    app = CrossfadeApp(
        opening,
        VendorDesk("sandbox", {}, ScriptedOpener()),
        environ={"COLORTERM": "truecolor"},
        directory=past.directory,
        board=board,
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "● evidence")
        assert "reading" not in frame_text(app)
    for words in ("… reading", "Reading 10,000 pieces of evidence: a moment", "API key"):
        assert words in seen[0]
    assert "○ open" not in seen[0]


async def test_a_workspace_that_cannot_be_opened_any_more_ends_with_a_sentence(
    past: Workspace,
) -> None:
    def opening() -> Workspace:
        return Workspace.open(Path("/dev/null"))

    app = CrossfadeApp(
        opening,
        VendorDesk("sandbox", {}, ScriptedOpener()),
        environ={},
        directory=past.directory,
        board=read_board(past),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.return_value is not None, "the program ends")
    assert app.return_value == 2
    assert app.fault.startswith("/dev/null is a file")


def test_a_start_from_a_glance_needs_none_of_the_workspaces_modules(past: Workspace) -> None:
    """What the first frame does not need must not be imported for it."""
    script = (
        "import sys, pathlib\n"
        "from tui import glance, opening\n"
        "from tui.app import CrossfadeApp\n"
        "import tui.screens.phase\n"
        "board = glance.kept(pathlib.Path(sys.argv[1]))\n"
        "assert board is not None\n"
        "slow = ('checklists.workspace', 'checklists.evidence', 'providers.speech', 'sqlite3',\n"
        "        'providers.audio.clips', 'tomllib', 'deepgram', 'boto3', 'rapidfuzz')\n"
        "print([name for name in slow if name in sys.modules])\n"
    )
    glance.keep(past.directory, read_board(past))
    found = subprocess.run(
        [sys.executable, "-c", script, str(past.directory)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == "[]"

"""Writing what was heard into a file, by keys only."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.new_file import write_new
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.windows import SIZES, open_window, resized, typed
from tui.screens.live_export import ExportWindow, ExportWish, free_name

PANES = [("1", "Deepgram · nova-3"), ("2", "Amazon · transcribe")]


def window(workspace: Path, wishes: list[ExportWish], **more: str) -> ExportWindow:
    """Writes what it is asked to, as the program does."""

    def write(wish: ExportWish) -> None:
        write_new(wish.path, b"words")
        wishes.append(wish)

    return ExportWindow(PANES, "Telecom support: 1", workspace, write, **more)


async def test_the_name_follows_what_is_chosen(make_app: MakeApp, tmp_path: Path) -> None:
    wishes: list[ExportWish] = []
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window(tmp_path, wishes))
        await wait_for_text(pilot, "telecom-support-1.txt")
        await pilot.press("right", "down", "right", "right")
        await wait_for_text(pilot, "telecom-support-1-pane-2.srt")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(answers), "it is written")
    path = tmp_path / "exports" / "telecom-support-1-pane-2.srt"
    assert wishes == [ExportWish("srt", "2", path)] and answers == [path]
    assert free_name(tmp_path / "exports", "Telecom support: 1", "2", "srt").stem.endswith("-2-2")


async def test_a_file_that_is_there_is_left_and_the_window_stays(
    make_app: MakeApp, tmp_path: Path
) -> None:
    wishes: list[ExportWish] = []
    (tmp_path / "mine.txt").write_text("mine")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window(tmp_path, wishes, pane="1"))
        await pilot.press("down", "down", "ctrl+u")
        await pilot.press("enter")
        await wait_for_text(pilot, "No usable path is typed")
        await typed(pilot, "~/mine.txt")
        # What was typed is not changed by another choice.
        await pilot.press("up", "left", "down", "enter")
        await wait_for_text(pilot, "is there already and is left")
        await typed(pilot, "/no/such")
        await pilot.press("enter")
        await wait_for_text(pilot, "could not be written")
        await pilot.press("ctrl+u")
        await typed(pilot, "~nobody-of-this-name/x")
        await pilot.press("enter")
        await wait_for_text(pilot, "No usable path is typed")
        assert answers == [] and wishes == []
        await pilot.press("escape")
    assert answers == [None] and (tmp_path / "mine.txt").read_text() == "mine"


async def test_one_pane_is_not_asked_about(make_app: MakeApp, tmp_path: Path) -> None:
    wishes: list[ExportWish] = []
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        one = ExportWindow(PANES[:1], "", tmp_path, wishes.append)
        await open_window(pilot, app, one)
        assert "< Deepgram" not in frame_text(app) and "all panes" not in frame_text(app)
        await pilot.press("down", "right", "ctrl+s")
    assert [(wish.pane, wish.path.name) for wish in wishes] == [("1", "live-pane-1.txt")]


async def test_hostile_titles_and_every_size(make_app: MakeApp, tmp_path: Path) -> None:
    panes = [("1", MARKUP), ("2", PAYLOAD)]
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        hostile = ExportWindow(panes, f"../../{PAYLOAD}", tmp_path, lambda wish: None, pane="2")
        await open_window(pilot, app, hostile)
        await wait_for_text(pilot, "␛]0;PWNED")
        shown = frame_text(app)
        assert hostile.wish.path.parent == tmp_path / "exports"
        await resized(pilot)
    assert "\x1b" not in shown and "\x07" not in shown


@pytest.mark.parametrize("size", SIZES)
async def test_frame(make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_window(pilot, app, window(Path("/srv/acme-calls"), [], pane="2"))
        await pilot.press("right")
        await wait_for_text(pilot, "pane-2.srt")
        await check_frame(app, "window-export")

"""A note on a task: written by keys, kept with name and time, shown with the task."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from checklists.workspace import Workspace
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.screens.note import NoteWindow
from tui.widgets.task_details import TaskDetails

HOSTILE = "[/] [inaudible] \x1b]0;PWNED\x07 \u202egnp.exe\r\n[b]bold[/b] {'a[0]'}"


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklists.notes.user", lambda: "ann")


async def test_a_note_is_written_by_keys_and_shown_in_the_details(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("j", "m")
        await wait_for_text(pilot, "Note: Representative samples")
        await pilot.press(*"first line", "enter", *"123 ql", "ctrl+s")
        await wait_for(pilot, lambda: len(workspace.notes.all()) == 1, "the note is kept")
        note = workspace.notes.all("representative-samples")[0]
        assert note.text == "first line\n123 ql"
        app.screen.query_one(TaskDetails).scroll_end(animate=False)
        await wait_for_text(pilot, "123 ql")
        assert note.who in frame_text(app)
        await pilot.press("m")
        # The earlier note stands above the new one.
        await wait_for(pilot, lambda: isinstance(app.screen, NoteWindow), "the window")
        await wait_for_text(pilot, "first line")


async def test_what_is_written_is_not_thrown_away_by_one_key(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("m")
        await wait_for_text(pilot, "Note: Upstream")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "Nothing is written yet")
        await pilot.press(*"words", "escape")
        await wait_for_text(pilot, "esc again throws it away")
        # Writing on takes the warning back.
        await pilot.press("!", "escape")
        assert isinstance(app.screen, NoteWindow)
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, NoteWindow), "the window closed")
        await pilot.press("m")
        await wait_for_text(pilot, "Note: Upstream")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, NoteWindow), "closed at once")
    assert workspace.notes.all() == ()


async def test_a_note_that_cannot_be_kept_is_said(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("m")
        await wait_for_text(pilot, "Note: Upstream")
        app.screen.query_one(TextArea).text = "AKIAABCDEFGHIJKLMNOP is the key"
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "looks like a key")
        # Neither shown in the sentence nor lost.
        assert "AKIAABCDEFGHIJKLMNOP is the key" in app.screen.query_one(TextArea).text
    assert workspace.notes.all() == ()


async def test_hostile_words_are_shown_as_they_are(workspace: Workspace, make_app: MakeApp) -> None:
    workspace.notes.add("upstream-dependencies", HOSTILE)
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await wait_for_text(pilot, "[/] [inaudible] ␛]0;PWNED␇")
        await wait_for_text(pilot, "[b]bold[/b] {'a[0]'}")
        await pilot.press("m")
        await wait_for(pilot, lambda: isinstance(app.screen, NoteWindow), "the window")
        await wait_for_text(pilot, "[b]bold[/b] {'a[0]'}")
        assert "\x1b" not in frame_text(app)
        assert "\u202e" not in frame_text(app)


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18)])
async def test_frames(
    workspace: Workspace, make_app: MakeApp, check_frame: CheckFrame,
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int],
) -> None:  # fmt: skip
    from datetime import UTC, datetime

    moments = iter([datetime(2026, 11, 20, 9, 30, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)])
    monkeypatch.setattr("checklists.notes.now", lambda: next(moments))
    workspace.notes.add("upstream-dependencies", "Two services call StartTranscriptionJob.")
    workspace.notes.add("upstream-dependencies", "The billing report reads the JSON, too.")
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("m")
        await wait_for_text(pilot, "Note: Upstream")
        await pilot.press(*"Ask the billing team who owns it.")
        await wait_for_text(pilot, "who owns it.")
        await wait_for_text(pilot, "the JSON, too.")
        await check_frame(app, "note")

"""The readiness figure taken apart: the window, and going to a task from it."""

from __future__ import annotations

import pytest

from checklists.workspace import Workspace
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.screens.readiness import ReadinessWindow
from tui.widgets.checklist import Checklist


async def test_every_task_says_whether_it_counts_and_why(
    past: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 50), notifications=True) as pilot:
        await pilot.press("a")
        await wait_for_text(pilot, "not counted:")
        shown = frame_text(app)
        assert app.board.arithmetic.split(" (")[0] in shown
        assert "Asserted by Ann Example: two services, both ours" in shown
        assert "Left out of the sum by Ann Example: greenfield product" in shown
        assert shown.count("counts ") + shown.count("not yet ") + shown.count("left out ") >= 12


async def test_enter_goes_to_the_task_in_whatever_phase(past: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("a")
        await wait_for_text(pilot, "not counted:")
        await pilot.press("end", "enter")
        await wait_for(pilot, lambda: app.current_mode == "after", "the last task's phase")
        selected = app.screen.query_one(Checklist).selected
        assert selected is not None
        assert selected.number == 12


async def test_hostile_reasons_are_shown_as_they_are(
    workspace: Workspace, make_app: MakeApp
) -> None:
    workspace.assert_task("differences", "Ann\x1b]0;PWNED\x07", "[/] [inaudible]\u202e")
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("a")
        await wait_for_text(pilot, "Asserted by Ann␛]0;PWNED␇: [/] [inaudible]\ufffd")
        assert isinstance(app.screen, ReadinessWindow)


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18)])
async def test_frames(
    past: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("a")
        await wait_for_text(pilot, "Upstream dependencies")
        await wait_for(pilot, lambda: isinstance(app.screen, ReadinessWindow), "the window")
        await pilot.pause()
        await check_frame(app, "readiness")

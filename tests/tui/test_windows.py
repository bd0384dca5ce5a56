"""A window is answered once, and what is pressed meanwhile reaches nothing behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from checklists.plan import export
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for
from tui.app import CrossfadeApp
from tui.screens.confirm import ConfirmWindow
from tui.screens.form import Field, FormWindow
from tui.screens.import_plan import ImportWindow

FIELDS = (Field("step", "Step"), Field("owner", "Owner"))


def burst(app: CrossfadeApp, key: str, times: int) -> None:
    """Keys that the terminal gives in one piece, as a held key does over a slow line."""
    for _ in range(times):
        app.simulate_key(key)


async def came_to_rest(pilot: Pilot[int], app: CrossfadeApp, behind: Screen[object]) -> None:
    await wait_for(pilot, lambda: app.screen is behind, "the window is gone")
    for _ in range(5):
        await pilot.pause()
    assert app.screen is behind and app.is_running


async def test_a_burst_of_enter_keys_submits_a_form_once(make_app: MakeApp) -> None:
    answers: list[object] = []
    asked: list[Mapping[str, str]] = []

    def read(typed: Mapping[str, str]) -> str:
        asked.append(typed)
        return typed["step"]

    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        behind = app.screen
        app.push_screen(FormWindow("A step", "", FIELDS, read), answers.append)
        await wait_for(pilot, lambda: isinstance(app.screen, FormWindow), "it asks")
        await pilot.press("x", "enter")
        burst(app, "enter", 6)
        await came_to_rest(pilot, app, behind)
        assert answers == ["x"] and asked == [{"step": "x", "owner": ""}]


@pytest.mark.parametrize(
    ("fields", "said"), [(1, "enter keeps · esc"), (2, "enter next, last one keeps · esc")]
)
async def test_a_form_says_what_enter_does(make_app: MakeApp, fields: int, said: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(FormWindow("A step", "", FIELDS[:fields], dict))
        await wait_for(pilot, lambda: f" {said} cancel " in frame_text(app), "it says so")


async def test_a_form_that_refuses_can_still_be_answered(make_app: MakeApp) -> None:
    answers: list[object] = []

    def read(typed: Mapping[str, str]) -> str:
        if not typed["owner"]:
            raise BadInput("Who does it?")
        return typed["owner"]

    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        behind = app.screen
        app.push_screen(FormWindow("A step", "", FIELDS, read), answers.append)
        await wait_for(pilot, lambda: isinstance(app.screen, FormWindow), "it asks")
        await pilot.press("enter")
        burst(app, "enter", 3)
        await wait_for(pilot, lambda: "Who does it?" in frame_text(app), "it refuses")
        await pilot.press("A", "d", "a")
        burst(app, "enter", 3)
        await came_to_rest(pilot, app, behind)
        assert answers == ["Ada"]


@pytest.mark.parametrize(
    ("window", "key"),
    [
        (lambda: ConfirmWindow("Delete", "Really?", "Delete"), "y"),
        (lambda: ConfirmWindow("Delete", "Really?", "Delete"), "enter"),
        (lambda: ConfirmWindow("Delete", "Really?", "Delete"), "escape"),
    ],
)
async def test_a_burst_answers_a_question_once(
    make_app: MakeApp, window: Callable[[], ConfirmWindow], key: str
) -> None:
    answers: list[bool | None] = []
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        behind = app.screen
        app.push_screen(window(), answers.append)
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmWindow), "it asks")
        burst(app, key, 5)
        await came_to_rest(pilot, app, behind)
        assert answers == [{"y": True, "enter": False, "escape": None}[key]]


async def test_a_burst_takes_a_plan_in_once(
    make_app: MakeApp, workspace: Workspace, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.toml"
    export(workspace, plan)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        behind = app.screen
        app.push_screen(ImportWindow())
        await wait_for(pilot, lambda: isinstance(app.screen, ImportWindow), "it asks")
        await pilot.press(*("slash" if one == "/" else one for one in str(plan)))
        burst(app, "enter", 4)
        await came_to_rest(pilot, app, behind)
    assert len(workspace.runs("plan-import")) == 1

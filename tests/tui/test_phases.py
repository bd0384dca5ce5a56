"""The phase screens, driven by keys only."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.widgets import Input

from checklists.guide import tasks
from checklists.workspace import Workspace
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.board import SHOWN_RUNS
from tui.screens.confirm import ConfirmWindow
from tui.screens.phase import PhaseScreen
from tui.screens.run import RunWindow
from tui.screens.task import TaskWindow


async def test_every_task_can_be_reached_by_keys_and_shows_what_closes_it(
    make_app: MakeApp,
) -> None:
    app = make_app()
    seen = []
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        for key, phase in (("1", "before"), ("2", "during"), ("3", "after")):
            await pilot.press(key)
            await wait_for(pilot, lambda p=phase: app.current_mode == p, f"{phase} is shown")  # type: ignore[misc]
            await pilot.press("home")
            for task in (task for task in tasks() if task.phase == phase):
                screen = app.screen
                assert isinstance(screen, PhaseScreen)
                await wait_for(
                    pilot,
                    lambda s=screen, t=task: s.selected is not None and s.selected.id == t.id,  # type: ignore[misc]
                    f"{task.id} is under the cursor",
                )
                await wait_for_text(pilot, "What closes it")
                assert task.closes[1:12] in frame_text(app)
                seen.append(task.number)
                await pilot.press("j")
    assert seen == list(range(1, 13))


async def test_the_next_step_is_named_with_its_key_and_n_goes_there(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert "Next  API key: press n to check the key of each side" in frame_text(app)
        await pilot.press("3", "n")
        await wait_for(pilot, lambda: app.current_mode == "before", "back in the first phase")
        await wait_for_text(pilot, "[Account]")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back in the list")
        screen = app.screen
        assert isinstance(screen, PhaseScreen)
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.id == "api-key",
            "the task of the next step is under the cursor",
        )


async def test_states_are_words_and_sandbox_evidence_says_so(
    past: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True):
        shown = frame_text(app)
    for words in ("◇ asserted", "by Ann Example", "● evidence", "1 run, sandbox only", "○ open"):
        assert words in shown
    assert "- not needed" in shown


async def test_opening_evidence_shows_request_response_and_numbers(
    past: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        await pilot.press("j", "j", "j", "j", "o")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run is open")
        for words in ("── Request", "── Response", "── Numbers", "the sandbox (PocketSphinx"):
            await wait_for_text(pilot, words)
        assert "[inaudible]" in frame_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, PhaseScreen)


async def test_of_many_runs_the_newest_are_listed_and_the_others_one_key_away(
    workspace: Workspace, make_app: MakeApp
) -> None:
    for number in range(SHOWN_RUNS + 20):
        run = workspace.record_run("lint", sandbox=False, result={"number": number})
        workspace.attach_evidence("differences", run.id)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("j", "j")
        await wait_for_text(pilot, "120 runs")
        await pilot.press("tab", "tab", "end")
        await wait_for_text(pilot, "20 older runs: enter lists them all")
        await pilot.press("enter")
        await wait_for_text(pilot, "Differences: 120 runs")
        await pilot.press("end", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run is open")
        await wait_for_text(pilot, '"number": 0')


async def test_an_action_that_cannot_be_used_says_why(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        assert "(o Evidence)" in frame_text(app)
        await pilot.press("o")
        await wait_for_text(pilot, "no evidence yet")


async def test_details_fold_into_a_window_below_80_columns(
    past: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(79, 24), notifications=True) as pilot:
        assert "What closes it" not in frame_text(app)
        await pilot.press("j", "j", "j", "j", "d")
        await wait_for(pilot, lambda: isinstance(app.screen, TaskWindow), "the window is open")
        await wait_for_text(pilot, "live · Deepgram nova-3")
        await pilot.press("tab", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run is open")


async def test_ticking_by_hand_needs_a_name_and_a_reason(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("t")
        await pilot.press(*"Ann", "enter", "enter")
        await wait_for_text(pilot, "Both a name and a reason are needed")
        assert not workspace.assertions()
        app.screen.query_one("#reason", Input).value = "done [last] week"
        await pilot.press("enter")
        await wait_for_text(pilot, "◇ asserted")
        await wait_for_text(pilot, "by Ann: done [last] week")
        await pilot.press("u")
        await wait_for(
            pilot, lambda: workspace.assertions()[0].withdrawn_at is not None, "withdrawn"
        )
        assert "◇ asserted" not in frame_text(app)


async def test_the_plan_is_exported_and_overwritten_only_when_told(
    workspace: Workspace, make_app: MakeApp
) -> None:
    path = workspace.directory / "migration-plan.toml"
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("e")
        await wait_for_text(pilot, "~/acme-calls/migration-plan.toml")
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
        assert len(plan["tasks"]) == 12
        await wait_for_text(pilot, "● evidence")
        path.write_text("mine", encoding="utf-8")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmWindow), "it asks")
        # Enter is the safe answer: the dangerous one has not got the focus.
        await pilot.press("enter")
        await pilot.pause()
        assert path.read_text(encoding="utf-8") == "mine"
        await pilot.press("e", "y")
        await wait_for(pilot, lambda: path.read_text(encoding="utf-8") != "mine", "replaced")


async def test_a_plan_that_cannot_be_written_is_one_sentence(
    workspace: Workspace, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.directory / "migration-plan.toml").mkdir()
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("e", "y")
        # The path may be long, so the toast may break the sentence anywhere: look at the message.
        await wait_for(
            pilot,
            lambda: any("is a directory" in toast.message for toast in app._notifications),
            "the sentence is told",
        )
        assert "● evidence" not in frame_text(app)


async def test_what_others_record_shows_after_reload(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        with Workspace.open(workspace.directory) as elsewhere:
            elsewhere.assert_task("differences", "Bob", "read it all")
        await pilot.press("r")
        await wait_for_text(pilot, "by Bob: read it all")

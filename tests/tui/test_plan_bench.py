"""The workbench of the migration plan, driven by keys only."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from checklists.plan import build_plan, check_plan, read_plan, to_toml
from checklists.workspace import Workspace
from tests.checklists.furnished import furnish
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE
from tui.app import CrossfadeApp
from tui.export import plan_path
from tui.plan_board import change_lines, read_plan_board
from tui.screens.confirm import ConfirmWindow
from tui.screens.import_plan import ImportWindow
from tui.screens.model import ModelWindow
from tui.screens.phase import PhaseScreen
from tui.screens.plan_bench import PlanScreen
from tui.widgets.lines import Lines
from tui.workbenches import by_id

SIZES = [(80, 24), (120, 35), (60, 18)]
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def fixed_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that does not change with the day, the version or the book of facts."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Clock:
            return cls(2026, 11, 20, 12, 0, tzinfo=UTC)

    monkeypatch.setattr("checklists.plan_building.datetime", Clock)
    monkeypatch.setattr("checklists.plan_building.program_version", lambda: "1.0")
    monkeypatch.setattr("checklists.plan_building._facts", lambda found: ())
    monkeypatch.setattr("checklists.plan_findings.newer_than_the_guide", lambda: (1, 2, 3))
    monkeypatch.setattr("tui.plan_board.check_plan", partial(check_plan, today=AT.date()))
    monkeypatch.setattr("tui.plan_board.benches_of", lambda task: _benches().get(task, ()))
    for module in ("store", "workspace"):
        monkeypatch.setattr(f"checklists.{module}.now", lambda: AT)
    monkeypatch.setattr("checklists.store.user", lambda: "ann")


def _benches() -> dict[str, tuple[object, ...]]:
    return {"api-key": (by_id("account"),), "rollback-plan": (by_id("rollback"),)}


async def open_plan(pilot: Pilot[int], app: CrossfadeApp) -> PlanScreen:
    """To the plan by keys."""
    await pilot.press("j", "j", "j", "j", "j", "enter")
    await wait_for(pilot, lambda: isinstance(app.screen, PlanScreen), "the workbench is open")
    await wait_for_text(pilot, "as it would be written now")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, PlanScreen)
    return screen


# --- what is shown ---------------------------------------------------------------------------


@pytest.mark.usefixtures("fixed_plan")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "name", "words"),
    [("p", "plan-preview", "crossfade_plan"), ("f", "plan-findings", "problem"),
     ("r", "plan-readiness", "counts")],
)  # fmt: skip
async def test_frames(
    past: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
    key: str,
    name: str,
    words: str,
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press(key)
        await wait_for_text(pilot, words)
        await pilot.pause()
        await check_frame(app, name)


@pytest.mark.usefixtures("fixed_plan")
async def test_the_frame_of_what_changed(
    past: Workspace, make_app: MakeApp, check_frame: CheckFrame
) -> None:
    path = plan_path(past)
    path.write_bytes(to_toml(build_plan(past)))
    stamp = AT.timestamp()

    os.utime(path, (stamp, stamp))
    past.assert_task("monitor", "Ann Example", "the old dashboards stay")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("c")
        await wait_for_text(pilot, "Since it was exported")
        await pilot.pause()
        await check_frame(app, "plan-changes")


@pytest.mark.usefixtures("fixed_plan")
async def test_the_frame_of_the_model_window(
    past: Workspace, make_app: MakeApp, check_frame: CheckFrame
) -> None:
    for size in SIZES:
        app = make_app()
        async with app.run_test(size=size, notifications=True) as pilot:
            await open_plan(pilot, app)
            await pilot.press("m", "enter")
            await wait_for(pilot, lambda a=app: isinstance(a.screen, ModelWindow), "it asks")  # type: ignore[misc]
            app.screen.query_one("#model", Input).value = "nova-2"
            await pilot.press("enter", "enter")
            await wait_for_text(pilot, "would be stale")
            await pilot.pause()
            await check_frame(app, "plan-model")


async def test_the_preview_is_what_an_export_writes(
    past: Workspace, make_app: MakeApp, fixed_plan: None
) -> None:
    app = make_app()
    async with app.run_test(size=(140, 35), notifications=True) as pilot:
        await open_plan(pilot, app)
        preview = app.screen.query_one("#preview", Lines)
        await pilot.press("e")
        path = plan_path(past)
        await wait_for(pilot, path.exists, "written")
        await pilot.pause()
        assert list(preview._texts) == path.read_text(encoding="utf-8").splitlines()
        await pilot.press("c")
        await wait_for_text(pilot, "Nothing changed")


async def test_the_views_are_read_by_keys(past: Workspace, make_app: MakeApp) -> None:
    furnish(past)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        preview = app.screen.query_one("#preview", Lines)
        assert preview.has_focus
        await pilot.press("j", "j")
        await wait_for(pilot, lambda: preview.scroll_offset.y == 2, "two rows down")
        await pilot.press("G")
        await wait_for_text(pilot, "standing = ")
        await pilot.press("g")
        await wait_for_text(pilot, "crossfade_plan = 1")
        await pilot.press("r")
        await wait_for_text(pilot, "of what is needed")
        await wait_for_text(pilot, "Asserted by Ann Example: two services, both ours")
        await pilot.press("t")
        await wait_for_text(pilot, "evidence attached")
        assert "[t Trail]" in frame_text(app)


async def test_an_empty_workspace_names_the_next_key(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("c")
        await wait_for_text(pilot, "press e to write migration-plan.toml")
        await pilot.press("t")
        await wait_for_text(pilot, "Nothing was recorded in this workspace yet")


# --- what stands against it ------------------------------------------------------------------


async def test_a_finding_leads_to_where_it_can_be_seen_to(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("f")
        await wait_for_text(pilot, "✗ problem")
        board = read_plan_board(workspace, plan_path(workspace), "live")
        wanted = next(n for n, one in enumerate(board.findings) if one.task == "rollback-plan")
        await pilot.press(*["j"] * wanted, "enter")
        await wait_for_text(pilot, "[Rollback]")


async def test_a_task_without_a_workbench_is_gone_to_in_its_list(
    workspace: Workspace, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tui.plan_board", "tui.screens.plan_bench"):
        monkeypatch.setattr(f"{module}.benches_of", lambda task: ())
    app = make_app()
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("r", "end", "enter")
        await wait_for(pilot, lambda: app.current_mode == "after", "in the phase of the task")
        screen = app.screen
        assert isinstance(screen, PhaseScreen)
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.id == "tune-downstream",
            "the task is under the cursor",
        )


def test_every_finding_says_what_to_do(workspace: Workspace) -> None:
    furnish(workspace)
    board = read_plan_board(workspace, plan_path(workspace), "sandbox")
    assert board.problems and all(finding.next for finding in board.findings)
    assert all(finding.way for finding in board.findings if finding.problem)
    assert board.done.endswith("/12") and board.arithmetic.startswith(board.done.split("/")[0])


# --- export and import -----------------------------------------------------------------------


async def test_exporting_asks_before_it_overwrites(workspace: Workspace, make_app: MakeApp) -> None:
    path = plan_path(workspace)
    path.write_text("mine", encoding="utf-8")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmWindow), "it asks")
        await pilot.press("enter")
        await pilot.pause()
        assert path.read_text(encoding="utf-8") == "mine"
        await pilot.press("e", "y")
        await wait_for(pilot, lambda: path.read_text(encoding="utf-8") != "mine", "replaced")
        assert read_plan(path).tasks[5].state == "evidence"
        await wait_for_text(pilot, "● evidence")


async def test_taking_in_a_plan_and_refusing_what_is_none(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    good, bad = tmp_path / "theirs.toml", tmp_path / "bad [b].toml"
    good.write_bytes(to_toml(build_plan(workspace)))
    bad.write_text("x = 1", encoding="utf-8")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("i")
        await wait_for(pilot, lambda: isinstance(app.screen, ImportWindow), "it asks")
        await pilot.press("enter")
        await wait_for_text(pilot, "Name the file")
        line = app.screen.query_one("#path", Input)
        line.value = "~/bad [b].toml"
        await pilot.press("enter")
        # Where the sentence is folded depends on the directory's length.
        said = app.screen.query_one("#missing", Static)
        await wait_for(pilot, lambda: "not a crossfade plan" in str(said.content), "it says why")
        assert "bad [b].toml" in str(said.content) and not workspace.runs()
        line.value = f"{tmp_path}/gone"
        await pilot.press("enter")
        await wait_for_text(pilot, "is not a file")
        line.value = str(good)
        await pilot.press("enter")
        await wait_for(pilot, lambda: bool(workspace.runs("plan-import")), "taken in")
        await wait_for_text(pilot, "taken in, live plan")
        await wait_for_text(pilot, "Taken in from ~/theirs.toml")
        await pilot.press("c")
        await wait_for_text(pilot, "taken in from theirs.toml")


async def test_typing_a_path_leads_nowhere_else_and_escape_leads_out(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("i", *"pfrctiem123lwxod?")
        window = app.screen
        assert isinstance(window, ImportWindow)
        assert window.query_one("#path", Input).value == "pfrctiem123lwxod?"
        await pilot.press("escape")
        assert isinstance(app.screen, PlanScreen)
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back in the list")


# --- the model -------------------------------------------------------------------------------


async def test_a_choice_says_what_it_makes_stale_before_it_is_made(
    workspace: Workspace, make_app: MakeApp
) -> None:
    furnish(workspace)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        await pilot.press("m")
        await wait_for_text(pilot, "nothing chosen; evidence so far: nova-3")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ModelWindow), "it asks")
        app.screen.query_one("#model", Input).value = "nova-2"
        await pilot.press("enter")
        await pilot.press(*"bad", "enter")
        await wait_for_text(pilot, "is no option")
        app.screen.query_one("#options", Input).value = ""
        await pilot.press("enter")
        await wait_for_text(pilot, "Test audio: 6 runs would be stale")
        await wait_for_text(pilot, "from evidence to stale")
        assert not workspace.choices()
        # Another choice has another effect: it is shown before anything is kept.
        app.screen.query_one("#model", Input).value = "nova-3"
        await pilot.pause()
        assert "would be stale" not in frame_text(app)
        await pilot.press("enter")
        await wait_for_text(pilot, "No evidence becomes stale")
        assert not workspace.choices()
        await pilot.press("enter")
        await wait_for(pilot, lambda: "deepgram" in workspace.choices(), "chosen")
        await wait_for_text(pilot, "the plan means to use nova-3")
        assert workspace.choices()["deepgram"].model == "nova-3"
        await pilot.press("m")
        await wait_for_text(pilot, "chosen: nova-3")


# --- text from elsewhere ---------------------------------------------------------------------


async def test_hostile_text_is_shown_and_does_nothing(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    workspace.assert_task("monitor", f"{PAYLOAD}{MARKUP}", PAYLOAD)
    app = make_app()
    async with app.run_test(size=(160, 60), notifications=True) as pilot:
        await open_plan(pilot, app)
        for key in ("f", "r", "t"):
            await pilot.press(key)
            await pilot.pause()
            shown = frame_text(app)
            assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown
        assert VISIBLE[:20] in frame_text(app)
        await pilot.press("f")
        await wait_for_text(pilot, "[inaudible]")
        assert "[b]bold[/b]" in frame_text(app).replace("\n", "")


def test_a_difference_is_told_by_its_signs() -> None:
    from checklists.plan_changes import differences

    before = f'[[tasks]]\nid = "{MARKUP[:3]}"\nn = 1\n'
    lines = change_lines(differences(before, before.replace("n = 1", "n = 2\u202e")))
    assert lines == ("  [tasks [/]]", "- n = 1", "+ n = 2\ufffd")


async def test_no_size_ends_it(past: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        for keys in (["p"], ["f"], ["r"], ["c"], ["t"], ["i"], ["escape", "m", "enter"]):
            await pilot.press(*keys)
            for size in ((200, 60), (41, 11), (12, 5), (1, 1), (120, 3), (3, 40), (80, 24)):
                await pilot.resize_terminal(*size)
        await pilot.press("escape", "p")
        await wait_for_text(pilot, "crossfade_plan = 1")


async def test_a_long_plan_is_folded_at_every_width(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plan(pilot, app)
        lines = app.screen.query_one("#preview", Lines)
        short = [f"key = {number}" for number in range(20_000)]
        lines.show([*short, *(f'key = "{"word " * 40}{number}"' for number in range(200))])
        await pilot.press("G")
        await wait_for_text(pilot, '199"')
        for width in (200, 33, 12, 1, 60):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
        assert app.is_running

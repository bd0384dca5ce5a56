"""The workbench of the way back, driven by keys only."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from checklists.before import rollback
from checklists.before.rollback_steps import FIRST_STEPS
from checklists.before.samples import add_sample_call
from checklists.before.way_back import Step, WayBack
from checklists.plan import build_plan
from checklists.records import ClipRecord, plain
from checklists.vendors import Choice, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.credentials import Secret
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from tests.checklists.both_sides import both_sides
from tests.checklists.furnished import furnish
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE
from tests.wire.deepgram.tones import tones, wav
from tui.app import CrossfadeApp
from tui.screens.form import FormWindow
from tui.screens.phase import PhaseScreen
from tui.screens.rollback import RollbackScreen
from tui.screens.send import SendWindow

SIZES = [(80, 24), (120, 35), (60, 18)]


@dataclass
class ToneOpener:
    """Both sides over their real wires, with a recogniser of tones; labelled live."""

    wrong_secret: bool = False
    hold_jobs: bool = False

    def __call__(
        self,
        choice: Choice,
        environ: Mapping[str, str],
        *,
        on_status: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Vendors]:
        return self._open()

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Vendors]:
        async with both_sides() as sides:
            access = sides.amazon.access
            sides.amazon.faults.hold_jobs = self.hold_jobs
            if self.wrong_secret:
                access = replace(access, secret=Secret("another secret of this test"))
            yield Vendors(sides.deepgram.access, access)


@dataclass
class SandboxOpener:
    """The sandbox of the test run."""

    urls: SandboxUrls

    def __call__(
        self,
        choice: Choice,
        environ: Mapping[str, str],
        *,
        on_status: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Vendors]:
        return self._open()

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Vendors]:
        yield Vendors(self.urls.deepgram_access(), self.urls.amazon_access())


def add_tones(workspace: Workspace, name: str = "tones") -> ClipRecord:
    path = workspace.directory.parent / "tones.wav"
    path.write_bytes(wav(tones("alpha bravo")))
    return workspace.add_clip(probe(path), name=name)


async def open_rollback(pilot: Pilot[int], app: CrossfadeApp) -> RollbackScreen:
    """To the way back by keys."""
    await pilot.press("j", "j", "j", "j", "j", "j", "enter")
    await wait_for(pilot, lambda: isinstance(app.screen, RollbackScreen), "the bench is open")
    await wait_for_text(pilot, "Rehearsal")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, RollbackScreen)
    return screen


def fill(app: CrossfadeApp, **values: str) -> None:
    """Type over the lines of a form."""
    for name, value in values.items():
        app.screen.query_one(f"#{name}", Input).value = value


def steps(workspace: Workspace) -> list[str]:
    return [step.text for step in rollback.kept(workspace).way.steps]


# --- what is shown ---------------------------------------------------------------------------


def a_past(workspace: Workspace) -> None:
    """A way back that was rehearsed and changed after that, with fixed dates."""
    way = WayBack(
        (
            replace(FIRST_STEPS[0], owner="Ann Example"),
            Step("A step that says rather more than one line of eighty columns has room for, so "
                 "it goes on below", "Bert", 15),
            *FIRST_STEPS[1:],
        ),
        rollback.kept(workspace).way.triggers,
    )  # fmt: skip
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    deepgram = rollback.Answer("deepgram", "nova-3", True, 2.41, 55, "r1")
    amazon = rollback.Answer("amazon", "transcribe", True, 8.32, 54, "r2")
    tried = rollback.Rehearsal(
        at, "0" * 64, "Card payment", 41.2, True, deepgram, "accepted in eu-west-1", 0.21,
        amazon, 8.53,
    )  # fmt: skip
    for when, result in (
        (at, {"steps": plain(FIRST_STEPS), "triggers": [], "rehearsal": plain(tried)}),
        (at.replace(hour=11), {"steps": plain(way.steps), "triggers": plain(way.triggers)}),
    ):
        workspace.record_run("rollback", sandbox=True, result=result, started_at=when)


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_a_new_way_back(
    workspace: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_rollback(pilot, app)
        await check_frame(app, "rollback-new")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_a_rehearsed_one(
    workspace: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    a_past(workspace)
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_rollback(pilot, app)
        await wait_for_text(pilot, "The steps changed since")
        await check_frame(app, "rollback")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_a_trigger_being_written(
    workspace: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_rollback(pilot, app)
        await pilot.press("v" if size[0] < 80 else "tab", "j", "e")
        await wait_for_text(pilot, "A trigger to go back on")
        await pilot.pause()
        await check_frame(app, "rollback-trigger")


# --- writing it ------------------------------------------------------------------------------


async def test_a_look_keeps_nothing(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await wait_for_text(pilot, "Steps back, proposed")
        await pilot.press("u")
        await wait_for_text(pilot, "Nothing was changed here")
    assert not workspace.runs()


async def test_steps_are_changed_added_moved_removed_and_brought_back(
    workspace: Workspace, make_app: MakeApp
) -> None:
    first = [step.text for step in FIRST_STEPS]
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await pilot.press("J")
        await wait_for(pilot, lambda: steps(workspace)[:2] == [first[1], first[0]], "moved down")
        await pilot.press("K")
        await wait_for(pilot, lambda: steps(workspace) == first, "moved up again")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, FormWindow), "the step is open")
        fill(app, owner="Ann", minutes="soon")
        await pilot.press("enter", "enter", "enter")
        await wait_for_text(pilot, "whole number of minutes")
        fill(app, minutes="7")
        await pilot.press("enter")
        await wait_for_text(pilot, "Ann    7 min")
        await pilot.press("a")
        await wait_for(pilot, lambda: isinstance(app.screen, FormWindow), "a new step")
        fill(app, text="Call the [vendor]")
        await pilot.press("enter", "enter", "enter")
        await wait_for(pilot, lambda: steps(workspace)[1] == "Call the [vendor]", "added below")
        await wait_for_text(pilot, "Call the [vendor]")
        await pilot.press("delete")
        await wait_for(pilot, lambda: "Call the [vendor]" not in steps(workspace), "removed")
        await wait_for_text(pilot, "u brings it back")
        await pilot.press("u")
        await wait_for(pilot, lambda: steps(workspace)[1] == "Call the [vendor]", "brought back")
        await pilot.press("u", "u")
        await wait_for(pilot, lambda: steps(workspace) == first, "as it was")
    # Every change is a run that can be opened again, and none is evidence.
    assert len(workspace.runs("rollback")) >= 7 and not workspace.evidence()
    with Workspace.open(workspace.directory) as again:
        assert rollback.kept(again).saved


async def test_the_ends_of_a_list_say_so(workspace: Workspace, make_app: MakeApp) -> None:
    rollback.keep(workspace, WayBack((Step("only one"),), ()))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await pilot.press("K")
        await wait_for_text(pilot, "It is the first step already")
        await pilot.press("J")
        await wait_for_text(pilot, "It is the last step already")
        await pilot.press("r")
        await wait_for_text(pilot, "No trigger has a threshold yet")
        await pilot.press("tab")
        await wait_for_text(pilot, "No trigger yet: press a to write one")
        await pilot.press("e")
        await wait_for_text(pilot, "There is no trigger under the cursor")
        await pilot.press("shift+tab", "delete")
        await wait_for_text(pilot, "No step yet: press a to write one")
        await pilot.press("r")
        await wait_for_text(pilot, "There is no step yet")


async def test_a_threshold_set_by_hand_is_the_teams(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await wait_for_text(pilot, "3 without a threshold (!)")
        await pilot.press("tab", "e")
        await wait_for_text(pilot, "No measurement yet: transcribe clips that have a")
        fill(app, threshold="a lot")
        await pilot.press("enter", "enter", "enter", "enter", "enter")
        await wait_for_text(pilot, "The threshold is a number")
        fill(app, threshold="25 %")
        await pilot.press("enter")
        await wait_for_text(pilot, "word errors > 25 % for 60 min")
        await wait_for_text(pilot, "set by hand")
        furnish(workspace)
        await pilot.press("m")
        # What the team set stays; the latency is filled from the stream.
        await wait_for_text(pilot, "final text, p50 > 0.8 s")
        await wait_for_text(pilot, "measured in the sandbox")
        assert "word errors > 25 %" in frame_text(app)
        await pilot.press("m")
        await wait_for_text(pilot, "are what was measured here already")
    assert build_plan(workspace).rollback.triggers[0].startswith("word errors > 25 % for 60 min")


async def test_typing_a_step_leads_nowhere_else_and_escape_leads_out(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await pilot.press("a", *"reacumvJKwxodl123?")
        window = app.screen
        assert isinstance(window, FormWindow)
        assert window.query_one("#text", Input).value == "reacumvJKwxodl123?"
        await pilot.press("escape")
        assert isinstance(app.screen, RollbackScreen) and not workspace.runs()
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back in the list")


async def test_one_list_at_a_time_where_it_is_narrow(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await open_rollback(pilot, app)
        assert "Decide by the triggers" in frame_text(app)
        assert "word errors" not in frame_text(app) and "v triggers" in frame_text(app)
        await pilot.press("v")
        await wait_for_text(pilot, "word errors")
        assert "Decide by the triggers" not in frame_text(app)
        await pilot.press("delete")
        await wait_for(pilot, lambda: len(rollback.kept(workspace).way.triggers) == 4, "removed")
        assert len(steps(workspace)) == len(FIRST_STEPS)


async def test_no_size_ends_it(workspace: Workspace, make_app: MakeApp) -> None:
    a_past(workspace)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        for keys in ([], ["e"], ["escape", "tab", "e"], ["escape", "c"]):
            await pilot.press(*keys)
            for size in ((200, 60), (41, 11), (12, 5), (1, 1), (120, 3), (3, 40), (80, 24)):
                await pilot.resize_terminal(*size)
        await pilot.press("escape")
        await wait_for_text(pilot, "The steps changed since")


async def test_hostile_text_is_shown_and_does_nothing(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_tones(workspace, f"{PAYLOAD[:60]} {MARKUP}")
    way = rollback.kept(workspace).way
    trigger = replace(way.triggers[0], metric=MARKUP, basis=PAYLOAD, threshold=1.0)
    rollback.keep(workspace, WayBack((Step(PAYLOAD, MARKUP, 3), Step(MARKUP, PAYLOAD)), (trigger,)))
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await open_rollback(pilot, app)
        for keys in ([], ["c"], ["escape", "e"], ["escape", "tab", "e"]):
            await pilot.press(*keys)
            await pilot.pause()
            shown = frame_text(app)
            for control in ("\x1b", "\x07", "\x08", "\x9b", "\u202e"):
                assert control not in shown
        await pilot.press("escape")
        await wait_for_text(pilot, VISIBLE[:30])
        assert "[inaudible]" in frame_text(app) and "[b]bold[/b]" in frame_text(app)


# --- rehearsing it ---------------------------------------------------------------------------


async def rehearse(pilot: Pilot[int], app: CrossfadeApp) -> None:
    """Press the key and agree."""
    await pilot.press("r")
    await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks before it sends")
    await pilot.press("y")


async def test_a_rehearsal_asks_first_then_closes_the_task(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_tones(workspace)
    app = make_app(ToneOpener())
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await wait_for_text(pilot, "with tones, 0:00.")
        await pilot.press("r")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        assert "LIVE" in frame_text(app) and not workspace.runs()
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was sent")
        assert not workspace.runs()
        await rehearse(pilot, app)
        await wait_for_text(pilot, "✓ Rehearsed", 30)
        await wait_for_text(pilot, "● evidence")
        shown = frame_text(app)
        assert "(live); recorded." in shown and ", live, with tones" in shown
        assert "credentials accepted in us-east-1" in shown and "2 words" in shown
        await pilot.press("J")
        await wait_for_text(pilot, "The steps changed since")
        await wait_for_text(pilot, "◐ stale")
    (evidence,) = workspace.evidence("rollback-plan")
    assert workspace.run(evidence.run).numbers["passed"] == 1


async def test_a_rehearsal_that_fails_says_why_and_closes_nothing(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_tones(workspace)
    app = make_app(ToneOpener(wrong_secret=True))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await rehearse(pilot, app)
        await wait_for_text(pilot, "✗ Rehearsed", 30)
        await wait_for_text(pilot, "The old way did not answer (live); recorded")
        tried = str(app.screen.query_one("#tried", Static).render())
        assert "credentials refused" in tried and "AWS_SECRET_ACCESS_KEY" in tried
        assert "○ open" in frame_text(app)
    assert not workspace.evidence("rollback-plan")


async def test_nothing_is_changed_while_a_rehearsal_runs(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_tones(workspace)
    app = make_app(ToneOpener(hold_jobs=True))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await rehearse(pilot, app)
        await wait_for_text(pilot, "Amazon (live) transcribes tones")
        await pilot.press("delete")
        await wait_for_text(pilot, "A rehearsal is running: wait for it, or press x")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
    assert not workspace.runs()


async def test_a_sample_call_can_be_taken(
    workspace: Workspace, make_app: MakeApp, sandbox: SandboxUrls
) -> None:
    app = make_app(SandboxOpener(sandbox))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await pilot.press("r")
        await wait_for_text(pilot, "c takes a sample call")
        await pilot.press("c")
        await wait_for_text(pilot, "a sample call, synthesised")
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(workspace.clips()) == 1, "it is a clip now")
        await wait_for_text(pilot, f"with {sample_calls()[0].title}")


async def test_a_rehearsal_in_the_real_sandbox_is_called_one(
    workspace: Workspace, make_app: MakeApp, sandbox: SandboxUrls
) -> None:
    call = min(sample_calls(), key=lambda one: one.duration)
    add_sample_call(workspace, call, probe(Path(call.path)))
    app = make_app(SandboxOpener(sandbox))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_rollback(pilot, app)
        await rehearse(pilot, app)
        await wait_for_text(pilot, "✓ Rehearsed", 90)
        assert ", sandbox, with" in frame_text(app)
    assert workspace.evidence("rollback-plan")
    assert build_plan(workspace).mode == "sandbox"

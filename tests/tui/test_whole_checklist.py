"""The whole checklist at 80x24, by keys only, through the real sandbox."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.guide import task, tasks
from checklists.workspace import Workspace
from providers.sandbox.process import SandboxUrls
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.app import CrossfadeApp
from tui.screens.differences import VIEWS, DifferencesScreen
from tui.screens.phase import PhaseScreen
from tui.vendor_desk import VendorDesk

PHASE_KEYS = {"before": "1", "during": "2", "after": "3"}


@pytest.mark.timeout(900)
async def test_every_task_is_closed_by_keys_alone(
    sandbox: SandboxUrls, workspace: Workspace
) -> None:
    environ = {**os.environ, **sandbox.environment()}
    app = CrossfadeApp(workspace, VendorDesk("auto", environ), environ={})
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for one in tasks():
            await go_to(pilot, one.id)
            await BY_BENCH.get(one.id, by_hand)(pilot)
            await wait_for(
                pilot,
                lambda t=one.id: closed(pilot, t),  # type: ignore[misc]
                f"{one.id} is closed",
                seconds=240,
            )
        await back_to_the_list(pilot)
        await wait_for_text(pilot, "Every task is closed")
        await pilot.press("a")
        await wait_for_text(pilot, "12 of 12 = ")
    await app.desk.close()
    said = {state.id: state.state for state in workspace.task_states()}
    assert {one for one, state in said.items() if state == "evidence"} == set(BY_BENCH)
    assert {one for one, state in said.items() if state == "asserted"} == {
        one.id for one in tasks() if one.id not in BY_BENCH
    }
    vendors = [run for run in workspace.runs() if run.vendor]
    assert vendors and all(run.sandbox for run in vendors)


def closed(pilot: Pilot[int], task_id: str) -> bool:
    """Whether the board shows evidence for it, be it a rehearsal, or a name."""
    app = pilot.app
    assert isinstance(app, CrossfadeApp)
    card = app.board.card(task_id)
    return card is not None and card.state in ("evidence", "asserted")


async def back_to_the_list(pilot: Pilot[int]) -> None:
    """Out of whatever is open."""
    for _ in range(5):
        if isinstance(pilot.app.screen, PhaseScreen):
            return
        await pilot.press("escape")
        await pilot.pause()
    assert isinstance(pilot.app.screen, PhaseScreen), frame_text(pilot.app)


async def go_to(pilot: Pilot[int], task_id: str) -> None:
    """Put the cursor on a task: its phase's key, then down."""
    wanted = task(task_id)
    await back_to_the_list(pilot)
    await pilot.press(PHASE_KEYS[wanted.phase])
    await wait_for(pilot, lambda: pilot.app.current_mode == wanted.phase, f"{wanted.phase} shown")
    await pilot.press("home")
    screen = pilot.app.screen
    assert isinstance(screen, PhaseScreen)
    for _ in tasks():
        if screen.selected is not None and screen.selected.id == task_id:
            return
        await pilot.press("j")
        await pilot.pause()
    raise AssertionError(f"{task_id} was not reached\n{frame_text(pilot.app)}")


async def by_hand(pilot: Pilot[int]) -> None:
    """Tick it: nothing is built for it yet."""
    await pilot.press("t")
    await wait_for_text(pilot, "Your name")
    await pilot.press(*"Ann", "enter", *"seen", "enter")


async def account(pilot: Pilot[int]) -> None:
    """Ask both sides about the keys."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Account]")
    await pilot.press("c")


async def dependencies(pilot: Pilot[int]) -> None:
    """Scan the tests of the scan, which hold a small legacy code base."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Dependencies]")
    await pilot.press("s")
    await wait_for_text(pilot, "Scan for uses")
    await pilot.press(*str(Path(__file__).parent.parent / "checklists" / "scan"), "enter")


async def samples(pilot: Pilot[int]) -> None:
    """Take the sample calls, and record the choice."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Samples]")
    await pilot.press("p")
    await wait_for_text(pilot, "5 sample calls added", seconds=30)
    await pilot.press("r")
    await wait_for_text(pilot, "Record")
    await pilot.press("y")


async def differences(pilot: Pilot[int]) -> None:
    """Check a request, and record the check."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Differences]")
    screen = pilot.app.screen
    assert isinstance(screen, DifferencesScreen)
    for _ in VIEWS:
        if screen.view == "request":
            break
        await pilot.press("v")
        await pilot.pause()
    await wait_for_text(pilot, "Exactly this would be sent")
    await pilot.press("r")


async def compare(pilot: Pilot[int]) -> None:
    """Send one clip to both sides."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Compare]")
    # Of all that are chosen at first: none, and then the last, which is the shortest.
    await pilot.press("a", "end", "space", "s")
    await wait_for_text(pilot, "Before anything is sent")
    await pilot.press("y")


async def plan(pilot: Pilot[int]) -> None:
    """Export it."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Plan]")
    await pilot.press("e")


async def rollback(pilot: Pilot[int]) -> None:
    """Rehearse the way back."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Rollback]")
    await pilot.press("c")
    await wait_for_text(pilot, "Lecture")
    await pilot.press("end", "enter", "r")
    await wait_for_text(pilot, "Before anything is sent")
    await pilot.press("y")


async def responses(pilot: Pilot[int]) -> None:
    """Record what downstream finds in the responses to the clip that both have heard."""
    await pilot.press("enter")
    await wait_for_text(pilot, "[Responses]")
    await wait_for_text(pilot, "Every field of the sample")
    await pilot.press("r")


BY_BENCH: dict[str, Callable[[Pilot[int]], Awaitable[None]]] = {
    "upstream-dependencies": dependencies,
    "representative-samples": samples,
    "differences": differences,
    "api-key": account,
    "test-audio": compare,
    "migration-plan": plan,
    "rollback-plan": rollback,
    "response-parsing": responses,
}

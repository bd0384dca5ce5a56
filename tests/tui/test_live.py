"""The live screen: two sides, one clock, everything recorded, failures told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from checklists.before.live.panes import LivePane
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.speech import LiveEvent, Vendor
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.scripted import ScriptedOpener, event
from tui.app import CrossfadeApp
from tui.messages import AudioBegan, Connected, Heard
from tui.screens.live import LiveScreen
from tui.vendor_desk import VendorDesk

SIZE = (100, 30)


def speaking(side: Vendor, word: str) -> list[LiveEvent]:
    """An interim, the final that replaces it, and an interim that stays."""
    return [
        event(side, "interim", f"{word} so", native="is_final=false"),
        event(side, "final", f"{word} so far.", native="is_final=true"),
        event(side, "interim", f"{word} and on", channel=1, native="IsPartial=true"),
    ]


def both() -> ScriptedOpener:
    """Both sides saying something different."""
    return ScriptedOpener(
        {"deepgram": speaking("deepgram", "Alpha"), "amazon": speaking("amazon", "Beta")}
    )


def live_screen(app: CrossfadeApp) -> LiveScreen:
    assert isinstance(app.screen, LiveScreen)
    return app.screen


async def test_nothing_is_opened_before_start(make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        await wait_for_text(pilot, "1 Deepgram · nova-3 · not connected yet")
        assert opener.opened == 0


async def test_both_sides_stream_and_stopping_records_a_run_each(
    workspace: Workspace, make_app: MakeApp
) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Alpha so far.")
        await wait_for_text(pilot, "Beta so far.")
        await wait_for_text(pilot, "Alpha and on")
        shown = frame_text(app)
        for words in (
            "1 Deepgram · nova-3 · sandbox",
            "2 Amazon · transcribe · sandbox",
            "1 final · last +",
        ):
            assert words in shown
        assert "IsPartial=true" in shown
        # A second start is refused with a reason while this one runs.
        await pilot.press("s")
        await wait_for_text(pilot, "The panes are busy")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 2 runs recorded")
        # Only a part of the minute was heard.
        assert 0 < opener.sides["deepgram"].heard < 300
    await app.desk.close()
    assert (opener.opened, opener.closed) == (1, 1)
    runs = workspace.runs(kind="live")
    assert {run.vendor for run in runs} == {"deepgram", "amazon"}
    for run in runs:
        assert run.sandbox
        assert "Stopped by hand" in run.result["trouble"]
        # The reference has words that were never heard: no score is made of it.
        assert run.numbers["wer"] is None
        assert run.response and run.result["events"]
    assert [e.task for e in workspace.evidence()] == ["test-audio", "test-audio"]


async def test_a_stream_goes_on_behind_another_screen(make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.current_mode == "before", "back at the tasks")
        heard = opener.sides["amazon"].heard
        await wait_for(pilot, lambda: opener.sides["amazon"].heard > heard + 3, "it goes on")
        await pilot.press("l")
        await wait_for_text(pilot, "Alpha so far.")
    await app.desk.close()


async def test_a_side_that_fails_says_why_and_the_other_goes_on(make_app: MakeApp) -> None:
    opener = both()
    opener.troubles = {"amazon": VendorTrouble("Amazon refused the stream.", vendor="amazon")}
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Amazon refused the stream.")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("x")
        await wait_for_text(pilot, "1 run recorded")
    await app.desk.close()


async def test_vendors_that_cannot_be_opened_are_one_sentence_and_can_be_tried_again(
    make_app: MakeApp,
) -> None:
    opener = both()
    opener.failing = VendorTrouble("The sandbox did not start.", vendor="deepgram")
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "The sandbox did not start.")
        opener.failing = None
        await pilot.press("s")
        await wait_for_text(pilot, "Alpha so far.")
    await app.desk.close()
    assert opener.opened == 2


async def test_a_whole_file_can_be_given_up(workspace: Workspace, make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "b")
        await wait_for_text(pilot, "Transcribing the whole file")
        await wait_for(
            pilot, lambda: all(side.asked for side in opener.sides.values()), "both were asked"
        )
        await pilot.press("x")
        await wait_for_text(pilot, "Given up")
        await wait_for(
            pilot, lambda: all(side.given_up for side in opener.sides.values()), "both cleaned up"
        )
        # And it can be streamed at once afterwards.
        await pilot.press("s")
        await wait_for_text(pilot, "Alpha so far.")
    await app.desk.close()
    assert not workspace.runs()


async def test_choosing_another_sample(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        first = screen.source
        await pilot.press("c")
        await wait_for_text(pilot, "Sample calls")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: screen.source is not first, "another is chosen")
        await wait_for_text(pilot, screen.source.title[:30])


async def test_narrow_shows_one_side_and_v_the_other(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await pilot.press("l")
        await wait_for_text(pilot, "1 Deepgram · nova-3 · not connected yet")
        await wait_for_text(pilot, "1 of 2 panes · v next")
        assert "Amazon ·" not in frame_text(app)
        await pilot.press("v")
        await wait_for_text(pilot, "2 Amazon · transcribe · not connected yet")
        await wait_for_text(pilot, "2 of 2 panes · v next")
        assert "Deepgram ·" not in frame_text(app)


async def test_copy_gives_the_text_of_the_focused_side(make_app: MakeApp) -> None:
    app = make_app(both())
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Beta so far.")
        await pilot.press("tab", "y")
        await wait_for(pilot, lambda: app.clipboard == "Beta so far.", "it is copied")
    await app.desk.close()


async def test_all_text_is_kept_whatever_fits_on_the_screen(
    make_app: MakeApp, frozen_clock: SimpleNamespace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        for number in range(3000):
            screen.post_message(
                Heard(event("deepgram", "final", f"line {number}", start=number, end=number + 1))
            )
        await wait_for(
            pilot,
            lambda: screen.comparison is not None and screen.comparison.sides["1"].finals == 3000,
            "all have been heard",
        )
        assert screen.comparison is not None
        assert screen.comparison.sides["1"].text().count("\n") == 2999
        await wait_for_text(pilot, "line 2999")


def pretend_streaming(screen: LiveScreen, panes: Sequence[LivePane] = ()) -> None:
    """As after start, without a worker: the test itself says what is heard."""
    screen.panes = tuple(panes) or screen.panes
    screen.begin_drawing(screen.panes, screen.source.duration, screen.source.channels)
    origins = {pane.id: "sandbox" if pane.vendor == "deepgram" else "live" for pane in screen.panes}
    screen.post_message(Connected(origins, screen.source.channels))
    screen.post_message(AudioBegan(AudioClock(1000.0)))


@pytest.mark.timeout(300)
async def test_the_real_sandbox_through_the_real_providers(
    sandbox: SandboxUrls, workspace: Workspace
) -> None:
    environ = {**os.environ, **sandbox.environment()}
    app = CrossfadeApp(workspace, VendorDesk("auto", environ), environ={})
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for(
            pilot,
            lambda: (
                (c := live_screen(app).comparison) is not None
                and all(side.finals for side in c.sides.values())
            ),
            "both sides have settled something",
            seconds=40,
        )
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 2 runs recorded", seconds=20)
        await pilot.press("b")
        await wait_for_text(pilot, "Finished; 2 runs recorded", seconds=200)
        assert "whole file in" in frame_text(app)
        await pilot.press("1", "n")
        await wait_for_text(pilot, "[Account]")
        await pilot.press("c")
        await wait_for_text(pilot, "● evidence", seconds=20)
    await app.desk.close()
    assert all(run.sandbox for run in workspace.runs())
    assert {run.kind for run in workspace.runs()} == {"live", "transcribe", "doctor"}
    state = next(state for state in workspace.task_states() if state.id == "test-audio")
    assert state.rehearsed

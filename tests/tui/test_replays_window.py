"""Choosing a recorded session to replay, by keys only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checklists.before.live.panes import pane_from_text
from checklists.before.live.replay import RecordedPane, RecordedSession
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.windows import SIZES, open_window, resized
from tui.screens.replays import ReplaysWindow


def session(name: str, title: str, *panes: str, day: int = 20, live: int = 0) -> RecordedSession:
    """A session of these panes, the first ``live`` of them not from the sandbox."""
    return RecordedSession(
        id=name,
        on=datetime(2026, 11, day, 9, 15, tzinfo=UTC),
        title=title,
        duration=59.5,
        channels=2,
        rate=8000,
        clip="a" * 64,
        panes=tuple(
            RecordedPane(pane_from_text(text, str(number)), number > live, f"run-{number}")
            for number, text in enumerate(panes, 1)
        ),
    )


SESSIONS = (
    session("20261121-b", "Telecom support", "deepgram", "amazon", day=21, live=1),
    session(
        "20261120-a",
        "Card payment: a charge that nobody made",
        *("deepgram endpointing=10", "deepgram", "deepgram model=nova-2"),
        "amazon partial_results_stability=high",
    ),
    session("20261119-c", "Kitchen", "deepgram", day=19, live=1),
)


async def test_the_session_under_the_cursor_is_told_and_chosen(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, ReplaysWindow(SESSIONS, current="20261120-a"))
        await wait_for_text(pilot, "4 Amazon · transcribe stability high · sandbox")
        await wait_for_text(pilot, "RECORDED 2026-11-20 09:15 UTC")
        await pilot.press("up")
        await wait_for_text(pilot, "1 Deepgram · nova-3 · live")
        assert "3 Deepgram, Amazon" in frame_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: bool(answers), "it is chosen")
    assert answers == [SESSIONS[0]]


async def test_where_nothing_is_recorded_a_sentence_says_what_would_be(
    make_app: MakeApp,
) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        answers = await open_window(pilot, app, ReplaysWindow(()))
        await wait_for_text(pilot, "No live session is recorded in this workspace yet.")
        await pilot.press("enter", "j", "escape")
    assert answers == [None]


async def test_many_sessions_and_hostile_titles(make_app: MakeApp) -> None:
    many = [session(f"{n}", f"{n} {MARKUP} {PAYLOAD}", "deepgram") for n in range(300)]
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        answers = await open_window(pilot, app, ReplaysWindow(many))
        await wait_for_text(pilot, "300 recorded sessions")
        shown = frame_text(app)
        assert "[inaudible]" in shown and "\x1b" not in shown and "\u202e" not in shown
        await resized(pilot)
        await pilot.press("end", "enter")
    assert answers == [many[-1]]


@pytest.mark.parametrize("size", SIZES)
async def test_frame(make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_window(pilot, app, ReplaysWindow(SESSIONS, current="20261120-a"))
        await wait_for_text(pilot, "stability high")
        await check_frame(app, "window-replays")

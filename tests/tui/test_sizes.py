"""Every screen and window at every size, down to a single cell."""

from __future__ import annotations

import pytest
from textual.geometry import Size

from checklists.workspace import Workspace
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for_text
from tests.tui.scripted import event
from tests.tui.test_live import live_screen, pretend_streaming
from tui.messages import Heard
from tui.widgets.rows import Rows

SIZES = [(w, h) for w in (1, 2, 3, 5, 8, 13, 39) for h in (1, 12)] + [
    *((200, 60), (1, 60), (200, 1), (40, 10), (59, 17), (79, 23), (120, 35), (80, 24))
]


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["j", "j", "j", "j", "tab"],
        ["j", "j", "j", "j", "o"],
        ["j", "t"],
        ["question_mark"],
        ["ctrl+p"],
        ["ctrl+p", *"theme", "enter"],
        ["e", "e"],
        ["l"],
        ["l", "c"],
        ["m"],
        ["a"],
        ["ctrl+p", *"show the settings", "enter"],
    ],
    ids=" ".join,
)
async def test_no_size_ends_the_program(
    past: Workspace, make_app: MakeApp, keys: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*keys)
        for columns, rows in SIZES:
            await pilot.resize_terminal(columns, rows)
        await pilot.press("escape")
        assert len(frame_text(app).splitlines()) == 24


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 40), (5, 12), (8, 80), (120, 3)])
async def test_windows_can_be_opened_at_any_size(
    past: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        for keys in (["l"], ["c"], ["1"], ["question_mark"], ["j", "t"], ["ctrl+p"], ["enter"]):
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.press("escape")
        await pilot.resize_terminal(80, 24)
        await pilot.press("1")
        await wait_for_text(pilot, "Before migration")


async def test_a_list_has_a_height_even_for_no_width(past: Workspace, make_app: MakeApp) -> None:
    """While a window is made very small the layout asks for this, now and then."""
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True):
        for rows in app.screen.query(Rows):
            assert rows.get_content_height(Size(0, 0), Size(1, 1), 0) > 0


async def test_a_stream_survives_every_size_and_is_drawn_again(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        for number, (columns, rows) in enumerate(SIZES):
            await pilot.resize_terminal(columns, rows)
            text = f"words number {number} of a longer sentence"
            screen.post_message(Heard(event("amazon", "final", text, start=number, channel=1)))
            screen.post_message(Heard(event("deepgram", "interim", text, channel=0)))
        await wait_for_text(pilot, f"words number {len(SIZES) - 1} of")

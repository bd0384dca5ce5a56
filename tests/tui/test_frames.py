"""What the screens look like, as text; accept changes with --update-frames."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from checklists.workspace import Workspace
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import wait_for, wait_for_text
from tests.tui.scripted import event
from tests.tui.test_live import live_screen, pretend_streaming
from tui.messages import Heard

pytestmark = pytest.mark.usefixtures("fixed_samples")
SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
DESIGNED = SIZES[:2]


@pytest.mark.parametrize("size", [*SIZES, (39, 9)])
async def test_a_new_workspace(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True):
        await check_frame(app, "before-new")


@pytest.mark.parametrize("size", SIZES)
async def test_a_workspace_with_a_past(
    past: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("j", "j", "j", "j")
        await pilot.pause()
        await check_frame(app, "before")


@pytest.mark.parametrize("size", DESIGNED)
@pytest.mark.parametrize(("key", "name"), [("2", "during"), ("3", "after")])
async def test_the_later_phases(
    past: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
    key: str,
    name: str,
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(key)
        await wait_for(pilot, lambda: app.current_mode == name, "the phase is shown")
        await pilot.pause()
        await check_frame(app, name)


@pytest.mark.parametrize("size", SIZES)
async def test_live_ready(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        await wait_for_text(pilot, "Press s to stream")
        await check_frame(app, "live-ready")


@pytest.mark.parametrize("size", SIZES)
async def test_live_streaming(
    make_app: MakeApp,
    check_frame: CheckFrame,
    frozen_clock: SimpleNamespace,
    size: tuple[int, int],
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        frozen_clock.now = 1012.4
        for message in CONVERSATION:
            screen.post_message(Heard(message))
        await wait_for_text(pilot, "light on the side")
        await wait_for_text(pilot, "0:12.4")
        await pilot.pause()
        await check_frame(app, "live")


@pytest.mark.parametrize("size", DESIGNED)
@pytest.mark.parametrize(
    ("keys", "name", "words"),
    [
        (["question_mark"], "help", "Every key, and what each does here"),
        (["j", "j", "j", "j", "o"], "run", "── Run"),
        (["j", "t"], "tick", "Why it is done"),
        (["ctrl+p"], "palette", "Open the task's workbench"),
    ],
)
async def test_windows(
    past: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
    keys: list[str],
    name: str,
    words: str,
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*keys)
        if name == "help":
            await wait_for_text(pilot, "crossfade takes a team")
        else:
            await wait_for_text(pilot, words)
        await pilot.pause()
        await check_frame(app, name)


async def test_a_task_on_a_narrow_terminal(
    past: Workspace, make_app: MakeApp, check_frame: CheckFrame
) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await pilot.press("j", "j", "j", "j", "d")
        await wait_for_text(pilot, "esc close")
        await pilot.pause()
        await check_frame(app, "task")


CONVERSATION = [
    event("deepgram", "final", "Good morning, this is broadband support.", start=0.3, end=3.1,
          received_at=1003.62, native="is_final=true"),
    event("amazon", "final", "Good morning. This is broadband support.", start=0.3, end=3.1,
          received_at=1004.45, native="IsPartial=false"),
    event("deepgram", "speech-final", "How can I help you?", start=4.9, end=6.0,
          received_at=1006.55, native="speech_final=true"),
    event("amazon", "final", "How can I help you?", start=4.9, end=6.0,
          received_at=1007.31, native="IsPartial=false"),
    event("amazon", "warning", "The connection was slow.", start=6.0, end=7.0,
          received_at=1007.5, native="warning"),
    event("deepgram", "final", "My Zyxel drops out every few minutes.", start=7.0, end=9.8,
          channel=1, received_at=1010.4, native="is_final=true"),
    event("deepgram", "interim", "and the red light on the side", start=10.0, end=12.3,
          channel=1, received_at=1012.3, native="is_final=false"),
    event("amazon", "interim", "my axle drops out every few minutes and there is a red light on"
          " the side of it", start=7.0, end=12.2, channel=1, received_at=1012.4,
          native="IsPartial=true"),
]  # fmt: skip

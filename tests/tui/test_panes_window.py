"""Choosing and editing the panes of a live comparison, by keys only."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.widgets import Input

from checklists.before.live.panes import PRESETS, pane_from_text, pane_text
from providers.audio.pacing import PcmFormat
from providers.deepgram.options import DeepgramOptions
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.windows import SIZES, open_window, resized, typed
from tui.screens.choose import ChooseWindow
from tui.screens.live_panes import PanesWindow

STEREO = PcmFormat("linear16", 8000, 2)
BOTH = PRESETS[0].panes


def window(*, edit: bool = False, current: str = "1") -> PanesWindow:
    """Deepgram and Amazon, for a call of two channels."""
    return PanesWindow(BOTH, STEREO, {}, edit=edit, current=current)


async def test_a_pane_is_edited_and_its_url_changes_while_typing(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        answers = await open_window(pilot, app, window())
        await pilot.press("enter", "down")
        await typed(pilot, "nova-2")
        await wait_for_text(pilot, "&model=nova-2")
        await pilot.press("down", "down")
        await typed(pilot, "false")
        await wait_for_text(pilot, "&endpointing=false")
        await pilot.press("down", "right", "down")
        await typed(pilot, "card number, Zyxel")
        await wait_for_text(pilot, "✗ keyterm  Keyterm is only for Nova-3")
        assert "✗ 1 Deepgram" in frame_text(app)
        await pilot.press("down")
        await typed(pilot, "account number")
        await wait_for_text(pilot, "&search=account+number")
        await pilot.press("down")
        await typed(pilot, "tag='a b'")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "Pane 1 would be refused by the vendor")
        assert answers == []
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(answers), "it is used all the same")
    first, second = answers[0]
    assert isinstance(first.options, DeepgramOptions)
    assert first.options.keyterm == ("card number", "Zyxel")
    assert first.options.search == ("account number",)
    assert (first.options.endpointing, first.options.interim_results) == (False, False)
    assert first.options.tag == ("a b",) and second == BOTH[1]


async def test_one_to_four_panes(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window())
        await pilot.press("j", "c", "a")
        await wait_for_text(pilot, "✓ 4 Deepgram")
        await pilot.press("a")
        await wait_for_text(pilot, "There are 4 panes already")
        await pilot.press("home", "d", "d", "d", "d")
        await wait_for_text(pilot, "This is the only pane")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(answers), "it is used")
    (pane,) = answers[0]
    assert (pane.id, pane_text(pane)) == ("1", "deepgram")


async def test_a_preset_takes_the_place_of_all(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window())
        await pilot.press("p")
        await wait_for_text(pilot, "Deepgram's endpointing")
        await pilot.press("j", "j", "enter")
        await wait_for_text(pilot, "4 Deepgram · nova-3 endpointing off")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(answers), "they are used")
    assert answers[0] == PRESETS[2].panes


async def test_the_vendor_is_changed_and_back(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window(edit=True))
        await pilot.press("down")
        await typed(pilot, "nova-2")
        await pilot.press("up", "right")
        await wait_for_text(pilot, "Stability")
        await wait_for_text(pilot, "transcribestreaming.us-east-1")
        await pilot.press("down", "down", "right")
        await wait_for_text(pilot, "partial-results-stability=low")
        await pilot.press("up", "up", "left")
        await wait_for_text(pilot, "&model=nova-2")
        await pilot.press("escape", "ctrl+s")
        await wait_for(pilot, lambda: bool(answers), "they are used")
    assert pane_text(answers[0][0]) == "deepgram model=nova-2"


async def test_a_model_is_chosen_from_those_that_deepgram_names(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        opened = window(edit=True)
        await open_window(pilot, app, opened)
        await pilot.press("down", "ctrl+o")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "a list is open")
        await wait_for_text(pilot, "keyterms, changed also in the middle")
        await pilot.press("j", "j", "enter")
        await wait_for_text(pilot, "model=nova-3-medical")
        assert opened.query_one("#line-model", Input).value == "nova-3-medical"
        # The rest of a name is offered while it is typed.
        await pilot.press("ctrl+u", *"enh", "right")
        await wait_for_text(pilot, "model=enhanced")


async def test_escape_leaves_the_lines_then_the_window(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window(edit=True, current="2"))
        await wait_for_text(pilot, "Stability")
        await pilot.press("down")
        await typed(pilot, "nonsense")
        await wait_for_text(pilot, "is not a language code of Amazon Transcribe")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "Pane 2 cannot be read")
        await pilot.press("escape")
        await wait_for_text(pilot, "✗ 2 Amazon · cannot be read")
        await pilot.press("escape")
    assert answers == [None]


async def test_the_url_is_copied(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_window(pilot, app, window())
        await pilot.press("y")
        await wait_for(pilot, lambda: app.copied is not None, "it is copied")
        assert app.copied is not None
        assert app.copied.text.startswith("wss://api.deepgram.com/v1/listen?channels=2&")


async def test_hostile_options_are_shown_and_harmless(make_app: MakeApp) -> None:
    hostile = pane_from_text("deepgram")
    pane = PanesWindow([hostile], None, {"DEEPGRAM_BASE_URL": f"https://x/{PAYLOAD}"}, edit=True)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, pane)
        for number, name in enumerate(("model", "language", "keyterm", "endpointing", "other")):
            pane.query_one(f"#line-{name}", Input).value = f"{number}{PAYLOAD} {MARKUP}"
            await pilot.pause()
            shown = frame_text(app)
            assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown
        assert "✗" in frame_text(app)
        await resized(pilot)
        await wait_for_text(pilot, "Panes of the comparison")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", ["list", "edit", "amazon"])
async def test_frames(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int], state: str
) -> None:
    panes = [
        pane_from_text("deepgram model=nova-2 keyterm='card number' tag='a b'", "1"),
        pane_from_text("deepgram endpointing=10", "2"),
        pane_from_text("amazon partial_results_stability=high", "3"),
    ]
    current = "3" if state == "amazon" else "1"
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        shown = PanesWindow(panes, STEREO, {}, current=current, edit=state != "list")
        await open_window(pilot, app, shown)
        await wait_for_text(pilot, "transcribestreaming" if state == "amazon" else "keyterm  ")
        if state != "list":
            await pilot.press("down")
        await check_frame(app, f"window-panes-{state}")


async def test_the_url_can_be_read_on_a_small_terminal_while_typing(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await open_window(pilot, app, window(edit=True))
        await pilot.press("down")
        await typed(pilot, "nova-2")
        assert "vad_events" not in frame_text(app)
        await pilot.press("pagedown")
        await wait_for_text(pilot, "&vad_events=true")
        await pilot.press("pageup")
        await typed(pilot, "-medical")
        await pilot.press("pagedown")
        await wait_for_text(pilot, "&model=nova-2-medical")


async def test_letters_typed_just_before_are_used_too(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, window(edit=True))
        await pilot.press("down")
        for key in (*"base", "ctrl+s"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await wait_for(pilot, lambda: bool(answers), "they are used")
    assert answers[0][0].model == "base"

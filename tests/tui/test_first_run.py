"""A new workspace: three questions by keys only, then something alive; nothing sent unasked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from checklists.beginning import Answers
from checklists.first_look import Look, audio_in, code_in
from checklists.vendors import Choice
from checklists.workspace import Workspace
from providers.sandbox.process import SandboxUrls
from providers.speech import LiveEvent, Vendor
from tests.tui.conftest import CheckFrame
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.scripted import ScriptedOpener, event
from tui.app import CrossfadeApp
from tui.screens import first_run
from tui.screens.confirm import ConfirmWindow
from tui.screens.first_run import FirstRunWindow
from tui.screens.live import LiveScreen
from tui.screens.path_suggester import completed
from tui.vendor_desk import VendorDesk

SIZES = [(80, 24), (120, 35), (60, 18)]
SCRIPT: dict[Vendor, tuple[LiveEvent, ...]] = {
    "deepgram": (event("deepgram", "final", "good morning"),)
}


def new_program(
    workspace: Workspace, opener: ScriptedOpener | None = None, choice: Choice = "auto"
) -> CrossfadeApp:
    desk = VendorDesk(choice, {}, opener or ScriptedOpener())
    return CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"}, ask_first=True)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two calls and some code, seen from the home directory."""
    for name in ("one.wav", "two.wav", "notes.txt"):
        (tmp_path / "calls").mkdir(exist_ok=True)
        (tmp_path / "calls" / name).write_bytes(b"RIFF....WAVE")
    (tmp_path / "app" / "node_modules").mkdir(parents=True)
    for name in ("main.py", "infra.tf", "node_modules/theirs.js", "README.md"):
        (tmp_path / "app" / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def test_three_answers_then_a_sample_call_streams(workspace: Workspace, places: Path) -> None:
    app = new_program(workspace, ScriptedOpener(SCRIPT))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press(*"calls", "enter")
        await wait_for_text(pilot, "2 of 3")
        assert "Audio: 2 audio files (wav); 1 other file left aside" in frame_text(app)
        await pilot.press(*"~/app", "enter")
        await wait_for_text(pilot, "3 of 3")
        assert "Code: 2 source files (1 py, 1 tf)" in frame_text(app)
        await wait_for_text(pilot, "Deepgram: the sandbox, because there are no credentials.")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, LiveScreen), "the live screen")
        await wait_for_text(pilot, "good morning")
        await pilot.press("x")
    assert workspace.beginning.answers() == Answers(
        str(places / "calls"), str(places / "app"), "sandbox"
    )
    assert app.desk.choice == "sandbox"
    assert not workspace.beginning.is_new()


async def test_one_key_leaves_everything_for_later_and_nobody_is_asked_again(
    workspace: Workspace,
) -> None:
    opener = ScriptedOpener()
    app = new_program(workspace, opener)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press("escape")
        await wait_for_text(pilot, "Later, then")
    assert opener.opened == 0
    assert workspace.beginning.answers() == Answers()
    again = new_program(workspace)
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "Before migration")
        assert not isinstance(again.screen, FirstRunWindow)
        # On request, and with what was said then.
        await pilot.press("ctrl+p")
        await wait_for_text(pilot, "Search for commands")
        await pilot.press(*"answer the first")
        await wait_for_text(pilot, "Say where the audio is")
        await pilot.press("enter")
        await wait_for_text(pilot, "1 of 3")


async def test_later_in_the_middle_keeps_what_was_said(workspace: Workspace, places: Path) -> None:
    app = new_program(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press(*"calls", "enter")
        await wait_for_text(pilot, "2 of 3")
        await pilot.press("escape")
        await wait_for_text(pilot, "Later, then")
    assert workspace.beginning.answers() == Answers(audio=str(places / "calls"))


async def test_an_empty_answer_skips_one_question(workspace: Workspace) -> None:
    app = new_program(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press("enter")
        await wait_for_text(pilot, "2 of 3")
        assert "Audio: later" in frame_text(app)
        await pilot.press("enter")
        await wait_for_text(pilot, "3 of 3")


async def test_a_live_side_is_asked_about_before_anything_is_sent(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "k" * 40)
    opener = ScriptedOpener(SCRIPT, live_sides=("deepgram",))
    app = new_program(workspace, opener)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press("enter")
        await wait_for_text(pilot, "2 of 3")
        await pilot.press("enter")
        await wait_for_text(pilot, "Deepgram: Deepgram itself, live.")
        assert "k" * 40 not in frame_text(app)
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmWindow), "the question")
        await wait_for_text(pilot, "(live) and Amazon (sandbox)?")
        # The safe answer has the focus.
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, LiveScreen), "the live screen")
        assert opener.sides["deepgram"].heard == opener.sides["amazon"].heard == 0
        assert workspace.beginning.answers().access == "auto"


async def test_said_on_the_command_line_is_not_asked_again(workspace: Workspace) -> None:
    app = new_program(workspace, ScriptedOpener(SCRIPT), "sandbox")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 2")
        await pilot.press("enter")
        await wait_for_text(pilot, "2 of 2")
        await pilot.press("enter")
        await wait_for_text(pilot, "good morning")
        await pilot.press("x")
    assert workspace.beginning.answers().access == ""


async def test_the_answer_decides_at_the_next_start_unless_the_command_line_does(
    workspace: Workspace,
) -> None:
    workspace.beginning.keep(Answers(access="sandbox"))
    choices: tuple[tuple[Choice, Choice], ...] = (("auto", "sandbox"), ("live", "live"))
    for said, counts in choices:
        app = new_program(workspace, choice=said)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await wait_for_text(pilot, "Before migration")
            await pilot.pause()
            assert app.desk.choice == counts


async def test_looking_can_be_left_and_what_comes_too_late_is_ignored(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    stopped: list[bool] = []

    def slow(place: str, stop: Callable[[], bool]) -> Look:
        let_go.wait(60)
        stopped.append(stop())
        return Look(place, True, "a million audio files")

    monkeypatch.setitem(first_run._LOOKS, "audio", slow)
    app = new_program(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press(*"big", "enter")
        await wait_for_text(pilot, "Looking…")
        await pilot.press("g")
        let_go.set()
        await wait_for(pilot, lambda: bool(stopped), "the look has ended")
        await pilot.pause()
        assert "1 of 3" in frame_text(app)
        assert app.screen.query_one("#answer", Input).value == "bigg"
    assert stopped == [True]


async def test_hostile_names_stay_on_their_line(workspace: Workspace, places: Path) -> None:
    name = "[b]\x1b]0;PWNED\x07\u202e[inaudible]"
    (places / name).mkdir()
    (places / name / "x.wav").write_bytes(b"RIFF")
    app = new_program(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        app.screen.query_one("#answer", Input).value = name
        await pilot.press("enter")
        await wait_for_text(pilot, "1 audio file (wav)")
        assert "\x1b" not in frame_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    workspace: Workspace, places: Path, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = new_program(workspace)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        await pilot.press(*"nowhere", "enter")
        await wait_for_text(pilot, "There is nothing of this name")
        await check_frame(app, "first-run-audio")
        await pilot.press(*["backspace"] * 7, *"calls", "enter")
        await wait_for_text(pilot, "2 of 3")
        await pilot.press("enter")
        await wait_for_text(pilot, "Amazon: the sandbox")
        await check_frame(app, "first-run-access")


@pytest.mark.parametrize("answers", range(3))
async def test_no_size_ends_it(workspace: Workspace, answers: int) -> None:
    app = new_program(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "1 of 3")
        for number in range(answers):
            await pilot.press("enter")
            await wait_for_text(pilot, f"{number + 2} of 3")
        for columns, rows in ((200, 60), (1, 1), (39, 9), (2, 40), (60, 3), (12, 12), (80, 24)):
            await pilot.resize_terminal(columns, rows)
        await wait_for_text(pilot, f"{answers + 1} of 3")


async def test_the_real_sandbox_speaks_within_the_first_seconds(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    """No time is asserted here (the bench measures it); only that words do come."""
    desk = VendorDesk("auto", {"AWS_EC2_METADATA_DISABLED": "true"})
    app = CrossfadeApp(workspace, desk, environ={}, ask_first=True)
    try:
        async with app.run_test(size=(120, 35), notifications=True) as pilot:
            for number in (1, 2):
                await wait_for_text(pilot, f"{number} of 3")
                await pilot.press("enter")
            await wait_for_text(pilot, "3 of 3")
            await pilot.press("enter")
            await wait_for_text(pilot, "orning", seconds=40)
            await pilot.press("x")
    finally:
        await desk.close()


# --- what is looked at -----------------------------------------------------------------------


def test_what_audio_there_is_is_said_in_a_sentence(places: Path) -> None:
    assert audio_in("calls") == Look(
        str(places / "calls"), True, "2 audio files (wav); 1 other file left aside"
    )
    assert audio_in(str(places / "calls" / "*.wav")).says == "2 audio files (wav)"
    (places / "calls" / "three.mp3").write_bytes(b"ID3")
    assert "3 audio files (2 wav, 1 mp3)" in audio_in("calls").says
    assert audio_in("s3://bucket/calls/").usable
    assert audio_in("s3://bucket/calls/").place == "s3://bucket/calls/"
    for nowhere in ("nowhere", "~nobody-here/x", "a\x00b", "a" * 300, "calls/*.flac"):
        assert not audio_in(nowhere).usable
        assert not code_in(nowhere).usable
    assert not audio_in("app").usable


def test_what_code_there_is_leaves_out_other_peoples(places: Path) -> None:
    assert code_in("app").says == "2 source files (1 py, 1 tf)"
    assert not code_in("nowhere").usable
    assert not code_in("calls").usable
    assert code_in("app/main.py").says == "1 source file (py)"


def test_a_path_is_completed_where_something_fits(places: Path) -> None:
    assert completed("cal") == "calls/"
    assert completed("calls/o") == "calls/one.wav"
    assert completed("~/ap") == "~/app/"
    for typed in ("", "calls/", "zzz", "calls/*", "s3://b", "\x00x", "~nobody-here/x"):
        assert completed(typed) is None
    (places / "a\x1bb").mkdir()
    assert completed("a\x1b") is None

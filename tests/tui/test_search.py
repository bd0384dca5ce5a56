"""The search of sound and text, by keys only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.widgets import Input

from checklists.before import audio_tests
from checklists.before.samples import add_sample_call
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip, probe
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit, Vendor
from tests.checklists.furnished import add_calls, heard
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tui.app import CrossfadeApp
from tui.screens.phase import PhaseScreen
from tui.screens.run import RunWindow
from tui.screens.search import SearchScreen
from tui.screens.send import SendWindow
from tui.vendor_desk import VendorDesk
from tui.widgets.term_panel import TermLine, TermPanel

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
OPEN = ("j", "j", "j", "j", "enter", "w")
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
HITS = {
    "zyxel": [
        SearchHit("zyxel", 1.0, 1.6, 0.94, "my cycle", 1),
        SearchHit("zyxel", 2.0, 2.6, 0.71, "zyxel support", 0),
        SearchHit("zyxel", 4.0, 4.4, 0.22, "the card", 1),
    ],
}


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """The same for every clip."""
    return ("thank you for calling zyxel support", "my cycle router drops the card")


@pytest.fixture
def calls(workspace: Workspace) -> Workspace:
    """A workspace with three calls."""
    add_calls(workspace)
    return workspace


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is recorded at the same moment."""
    record_run = Workspace.record_run

    def dated(self: Workspace, kind: str, **rest: Any) -> Any:
        return record_run(self, kind, **{**rest, "started_at": DAY})

    monkeypatch.setattr(Workspace, "record_run", dated)


def terms_of(app: CrossfadeApp) -> tuple[str, ...]:
    assert isinstance(app.screen, SearchScreen)
    return app.screen.query_one(TermPanel).terms


async def test_terms_are_typed_kept_and_taken_away(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 0 of 25")
        assert not isinstance(app.focused, Input)
        await pilot.press("t", *"zyxel")
        # Keys that mean something in the workbench are only letters while a term is typed.
        await pilot.press("comma", *" swap, card")
        assert isinstance(app.focused, TermLine)
        assert isinstance(app.screen, SearchScreen)
        await pilot.press("enter")
        await wait_for_text(pilot, "Terms · 3 of 25")
        assert terms_of(app) == ("zyxel", "swap", "card")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.focused, Input), "the line is left")
        assert isinstance(app.screen, SearchScreen)
        await pilot.press("k", "r")
        await wait_for(pilot, lambda: terms_of(app) == ("zyxel", "card"), "one term less")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back at the tasks")
        # The workbench is as it was left.
        await pilot.press("enter", "w")
        await wait_for_text(pilot, "Terms · 2 of 25")


async def test_more_than_25_terms_are_refused_with_a_sentence(
    calls: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t")
        await wait_for(pilot, lambda: isinstance(app.focused, TermLine), "the line is open")
        app.screen.query_one(TermLine).value = ",".join(f"term {n}" for n in range(26))
        await pilot.press("enter")
        await wait_for_text(pilot, "26 terms are too many")
        assert terms_of(app) == ()


async def test_both_sides_are_joined_by_time_and_recorded(
    calls: Workspace, make_app: MakeApp
) -> None:
    vendors = BatchVendors(says, hits=HITS)
    app = make_app(vendors)
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(
            pilot,
            lambda: any("t types one" in toast.message for toast in app._notifications),
            "it says that a term is needed",
        )
        await pilot.press("t", *"zyxel, card", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await wait_for_text(pilot, "3 files, 0:37.5 of audio; costs nothing")
        assert "Amazon" not in frame_text(app).split("Before anything")[1][:500]
        assert vendors.asked == []
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded under Test audio.")
        for words in ("0.94", "only sound", "0.71", "both", "only text", "my cycle"):
            await wait_for_text(pilot, words)
        await wait_for_text(pilot, "3 both · 3 only sound · 3 only text · 3 under 0.5 hidden")
        runs = calls.runs("search")
        assert len(runs) == 3 and all(run.sandbox for run in runs)
        assert [term["term"] for term in runs[0].result["clips"][0]["terms"]] == ["zyxel", "card"]
        # Nothing is asked twice; what is weaker shows when it may.
        await pilot.press("s")
        await wait_for_text(pilot, "All of it is on record; A searches again.")
        assert len(vendors.asked) == 3
        await pilot.press("comma", "comma", "comma")
        await wait_for_text(pilot, "0 under 0.2 hidden")
        await wait_for_text(pilot, "3 both · 6 only sound · 3 only text")


async def test_enter_on_a_hit_shows_everything_about_it(
    calls: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await pilot.press("tab", "tab", "home", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the details are open")
        for words in (
            "Found in: only sound",
            "0:01.0 to 0:01.6, confidence 0.940",
            "Transcribed there as: my cycle",
            "my cycle router drops",
            "Deepgram nova-3, sandbox",
        ):
            await wait_for_text(pilot, words)


async def test_amazons_own_transcript_is_searched_where_it_is_on_record(
    calls: Workspace, make_app: MakeApp
) -> None:
    record = calls.clips()[0]
    said = heard("amazon", "nothing of the kind", "no", sandbox=True, model="transcribe")
    options = audio_tests.options_for("amazon", record.clip)
    assert isinstance(options, AmazonOptions)
    request = {"TranscriptionJobName": "one", **options.job_parameters()}
    audio_tests.record(calls, record, replace(said, request=request))
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "text of Amazon")
        await wait_for_text(pilot, "text of Deepgram")
        # Amazon wrote it nowhere, so in that clip both hits are only in the sound.
        await wait_for_text(pilot, "2 both · 4 only sound · 0 only text")


async def test_a_clip_that_fails_and_one_that_is_stopped(
    calls: Workspace, make_app: MakeApp
) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if clip.path.name == "call0.wav":
            raise VendorTrouble("Refused [/] \x1b[2J.", vendor="deepgram")
        vendors.held = ("deepgram",)
        return says(vendor, clip, options)

    vendors = BatchVendors(refusing, hits=HITS)
    app = make_app(vendors)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "call 0 · failed: Refused [/] ␛[2J.")
        await wait_for_text(pilot, "2 of 3")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
        assert len(calls.runs("search")) == 1
        await wait_for_text(pilot, "call 2 · not searched yet")


async def test_what_is_on_record_is_shown_without_asking(
    calls: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
    again = BatchVendors(says)
    app = make_app(again)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 1 of 25")
        await wait_for_text(pilot, "my cycle")
        # A term that was not part of it says so.
        await pilot.press("t", *"card", "enter")
        await wait_for_text(pilot, "not searched for yet: card")
        assert again.asked == []


async def test_hostile_words_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_calls(workspace, name=f"{MARKUP} {PAYLOAD}")
    hits = {"zyxel": [SearchHit("zyxel", 1.0, 1.6, 0.94, f"{PAYLOAD} [/]", 1)]}
    app = make_app(BatchVendors(says, hits=hits))
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "␛]0;PWNED")
        await wait_for_text(pilot, "[/] [inaudible]")
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown
        await pilot.press("tab", "tab", "home", "enter")
        await wait_for_text(pilot, "Transcribed there as: ␛]0;PWNED")


async def test_the_sample_calls_bring_their_terms(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "p adds")
        await pilot.press("p")
        await wait_for_text(pilot, "Clips · 5 of 5 chosen")
        await pilot.press("f")
        spoken = {term.text for call in sample_calls() for term in call.terms}
        await wait_for(pilot, lambda: set(terms_of(app)) == spoken, "the terms are in the list")


async def test_no_size_ends_the_program(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape")
        for columns in (1, 2, 5, 13, 39, 41, 200):
            for rows in (1, 11, 60):
                await pilot.resize_terminal(columns, rows)
        await pilot.resize_terminal(60, 18)
        await wait_for_text(pilot, "Terms · 1 of 25")
        for _ in range(4):
            await pilot.press("v")
            # The keys go to what is in view.
            await wait_for(pilot, lambda: _in_the_shown_side(app), "what is shown has the focus")
        await pilot.press("v")
        await wait_for_text(pilot, "Sound against text")


def _in_the_shown_side(app: CrossfadeApp) -> bool:
    return app.focused is not None and app.focused in app.screen.query(".side.-shown *")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    calls: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    app = make_app(BatchVendors(says, hits=HITS))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "t types the first term")
        await pilot.pause()
        await check_frame(app, "search-new")
        await pilot.press("t", *"zyxel, card", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "only sound")
        await pilot.pause()
        await check_frame(app, "search")


async def test_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls, make_app: MakeApp
) -> None:
    lecture = next(call for call in sample_calls() if call.channels == 1)
    add_sample_call(workspace, lecture, probe(lecture.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press(*OPEN, "f", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks", 30)
        await pilot.press("y")
        await wait_for_text(pilot, "1 search recorded under Test audio.", 60)
        # The recogniser wrote something else, and the sound has it nevertheless.
        await wait_for_text(pilot, "only sound")
    await desk.close()

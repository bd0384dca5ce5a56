"""The comparison of whole clips, by keys only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.geometry import Size

from checklists.before.samples import add_sample_call
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.furnished import MISHEARD, REFERENCES, add_calls, clip_file
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tui.app import CrossfadeApp
from tui.screens.send import SendWindow
from tui.vendor_desk import VendorDesk
from tui.widgets.aligned_text import AlignedText
from tui.widgets.table import TableRows

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
OPEN = ("j", "j", "j", "j", "enter")
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """Deepgram mishears some words of the three calls, Amazon none."""
    number = int(clip.path.stem[-1])
    return MISHEARD[number] if vendor == "deepgram" else REFERENCES[number]


@pytest.fixture
def calls(workspace: Workspace) -> Workspace:
    """A workspace with three calls that have references."""
    add_calls(workspace)
    return workspace


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is recorded at the same moment."""
    record_run = Workspace.record_run

    def dated(self: Workspace, kind: str, **rest: Any) -> Any:
        return record_run(self, kind, **{**rest, "started_at": DAY})

    monkeypatch.setattr(Workspace, "record_run", dated)


async def test_nothing_is_sent_before_it_was_said_and_confirmed(
    calls: Workspace, make_app: MakeApp
) -> None:
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "3 of 3 chosen, 0:37.5 of audio")
        assert "not sent" in frame_text(app)
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        for words in ("Deepgram · sandbox", "Amazon · sandbox", "3 files, 0:37.5 of audio"):
            await wait_for_text(pilot, words)
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was sent.")
        assert vendors.asked == []
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks again")
        await pilot.press("enter")
        await wait_for_text(pilot, "6 results recorded under Test audio.")
        await wait_for_text(pilot, "Total of 3 of 3")
        assert len(vendors.asked) == 6
        runs = calls.runs("transcribe")
        assert {(run.vendor, run.sandbox) for run in runs} == {
            ("deepgram", True), ("amazon", True),
        }  # fmt: skip
        assert [evidence.task for evidence in calls.evidence()] == ["test-audio"] * 6
        # All of it is on record now: nothing is asked again.
        await pilot.press("s")
        await wait_for_text(pilot, "All of it is on record already; A sends it again.")
        assert len(vendors.asked) == 6
        await pilot.press("A", "y")
        await wait_for(pilot, lambda: len(calls.runs("transcribe")) == 12, "sent again")


async def test_a_live_side_is_named_with_its_price_and_the_safe_answer_has_the_focus(
    calls: Workspace, make_app: MakeApp
) -> None:
    vendors = BatchVendors(says, live_sides=("deepgram", "amazon"))
    app = make_app(vendors)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "3 of 3 chosen")
        await pilot.press("s")
        await wait_for_text(pilot, "Deepgram · LIVE")
        for words in ("about $0.005", "about $0.004 to $0.007", "third-party", "2026-11-04"):
            await wait_for_text(pilot, words)
        await pilot.press("enter")
        await wait_for_text(pilot, "Nothing was sent.")
        assert vendors.asked == []


async def test_stopping_keeps_what_is_done(calls: Workspace, make_app: MakeApp) -> None:
    vendors = BatchVendors(says, held=("amazon",))
    app = make_app(vendors)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "3 of 3 chosen")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 of 6")
        await wait_for_text(pilot, "hearing")
        await pilot.press("s")
        await wait_for_text(pilot, "press x to stop first")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
        await wait_for(pilot, lambda: "hearing" not in frame_text(app), "nobody hears any more")
        runs = calls.runs("transcribe")
        assert [run.vendor for run in runs] == ["deepgram"] * 3
        # The next sending is only for the side that is missing.
        vendors.release.set()
        vendors.asked.clear()
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        assert "Deepgram" not in frame_text(app).split("Before anything is sent")[1][:400]
        await pilot.press("y")
        await wait_for_text(pilot, "3 results recorded")
        assert {vendor for vendor, _, _ in vendors.asked} == {"amazon"}


async def test_a_clip_that_fails_says_why_and_stays_in_the_table(
    calls: Workspace, make_app: MakeApp
) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if vendor == "amazon" and clip.path.name == "call0.wav":
            raise VendorTrouble("Amazon refused [/] the \x1b[2J job.", vendor="amazon")
        return says(vendor, clip, options)

    app = make_app(BatchVendors(refusing))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "3 of 3 chosen")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "5 results recorded under Test audio; 1 failed")
        await pilot.press("home", "down", "down", "down")
        await wait_for_text(pilot, "failed: Amazon refused [/] the ␛[2J job.")
        assert " failed " in frame_text(app)


async def test_what_is_on_record_is_shown_without_asking(
    calls: Workspace, make_app: MakeApp, one_day: None
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "6 results recorded")
    again = BatchVendors(says)
    app = make_app(again)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "nova-3, transcribe · until 2026-11-20 · sandbox: no measure")
        # The texts stand under each other, what differs has its sign.
        await wait_for_text(pilot, "Reference  thank you for calling")
        await wait_for_text(pilot, "≠")
        await pilot.press("enter")
        await wait_for_text(pilot, "── Run")
        await pilot.press("escape")
        assert again.asked == []


async def test_only_chosen_clips_count(calls: Workspace, make_app: MakeApp, one_day: None) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Total of 3 of 3")
        await pilot.press("space")
        await wait_for_text(pilot, "Total of 2 of 2")
        await wait_for_text(pilot, "[ ] call 0")
        await pilot.press("a")
        await wait_for_text(pilot, "Total of 3 of 3")
        await pilot.press("a")
        await wait_for_text(pilot, "0 of 3 chosen")
        await pilot.press("s")
        await wait_for_text(pilot, "No clip is chosen: a chooses all.")


async def test_totals_explain_themselves(
    calls: Workspace, make_app: MakeApp, one_day: None
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Total of 3 of 3")
        await pilot.press("home")
        for words in ("pooled over 3 scored of 3 clips; the mean", "probability", "PocketSphinx"):
            await wait_for_text(pilot, words)


async def test_an_empty_workspace_offers_the_sample_calls(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "There is no clip in this workspace yet. p adds")
        await pilot.press("s")
        await wait_for(
            pilot,
            lambda: any("p adds the sample calls" in toast.message for toast in app._notifications),
            "it says what to do first",
        )
        await pilot.press("p")
        await wait_for_text(pilot, "5 of 5 chosen")
        assert [record.synthetic for record in workspace.clips()] == [True] * 5
        assert all(record.references for record in workspace.clips())
        await pilot.press("p")
        await wait_for_text(pilot, "clips of this workspace already")


async def test_many_clips_are_not_chosen_by_themselves(
    workspace: Workspace, make_app: MakeApp
) -> None:
    for number in range(13):
        workspace.add_clip(
            clip_file(workspace.directory.parent / "in", f"n{number}.wav", b"%d" % number)
        )
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "0 of 13 chosen, 0:00.0 of audio")


async def test_hostile_names_and_words_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    folder = workspace.directory.parent / "in"
    workspace.add_clip(clip_file(folder), name=f"{PAYLOAD} {MARKUP}")

    def hostile(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        return ("we say [inaudible] [/] here", f"{vendor} said it") if vendor else ()

    app = make_app(BatchVendors(hostile))
    async with app.run_test(size=(148, 50), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "␛]0;PWNED␇")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "2 results recorded")
        await wait_for_text(pilot, "no reference")
        # Without a reference both are marked where they differ.
        await wait_for_text(pilot, "≠deepgram")
        await wait_for_text(pilot, "≠amazon")
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown
        assert "[/] [inaudible]" in shown


async def test_the_other_pane_where_one_fits(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Clips · 3 of 3 chosen")
        assert "Word by word" not in frame_text(app)
        await pilot.press("v")
        await wait_for_text(pilot, "Word by word · call 0")
        assert "Clips · 3 of 3" not in frame_text(app)
        # The keys go to what is in view.
        await wait_for(pilot, lambda: isinstance(app.focused, AlignedText), "the text has focus")
        await pilot.press("v")
        await wait_for_text(pilot, "Clips · 3 of 3 chosen")
        await wait_for(pilot, lambda: isinstance(app.focused, TableRows), "the list has focus")
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "Word by word · call 0")
        await pilot.press("v")
        await wait_for_text(pilot, "Both panes are in view")


async def test_no_size_ends_the_program(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Total of 3 of 3")
        for columns in (1, 2, 5, 13, 39, 41, 200):
            for rows in (1, 2, 11, 60):
                await pilot.resize_terminal(columns, rows)
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "Total of 3 of 3")
        assert app.size == Size(80, 24)


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    calls: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "3 of 3 chosen")
        await pilot.pause()
        await check_frame(app, "compare-new")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.pause()
        await check_frame(app, "compare-before-sending")
        await pilot.press("y")
        await wait_for_text(pilot, "6 results recorded under Test audio.")
        await wait_for_text(pilot, "Total of 3 of 3")
        if size[0] >= 80:
            await wait_for_text(pilot, "≠")
        await pilot.pause()
        await check_frame(app, "compare")


async def test_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls, make_app: MakeApp
) -> None:
    lecture = next(call for call in sample_calls() if call.channels == 1)
    add_sample_call(workspace, lecture, probe(lecture.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks", 30)
        await pilot.press("y")
        await wait_for_text(pilot, "2 results recorded under Test audio.", 60)
        await wait_for_text(pilot, "Reference  what does it take")
    await desk.close()
    assert all(0 < run.numbers["wer"] < 0.6 for run in workspace.runs("transcribe"))

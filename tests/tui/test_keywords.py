"""The trial of keyterms, by keys only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from checklists.before.samples import add_sample_call
from checklists.records import ReferenceOrigin
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.deepgram.options import DeepgramOptions
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.furnished import clip_file
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tui.app import CrossfadeApp
from tui.screens.run import RunWindow
from tui.screens.send import SendWindow
from tui.vendor_desk import VendorDesk
from tui.widgets.clip_picker import ClipPicker

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
OPEN = ("j", "j", "j", "j", "enter", "w", "w")
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
REFERENCE = {0: "thank you for calling zyxel support", 1: "my zyxel router drops the card"}
_BASE = ("thank you for calling sigh support", "my cycle router drops the card")
_GOOD = ("thank you for calling zyxel support", "my zyxel router drops the card")
HEARD: Mapping[tuple[str, ...], tuple[str, str]] = {
    (): _BASE,
    ("zyxel",): _GOOD,
    ("router",): _BASE,
    ("suppose",): ("thank you for calling sigh suppose", _BASE[1]),
    ("zyxel", "router", "suppose"): ("thank you for calling zyxel suppose", _GOOD[1]),
}


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """What the terms of the request make of the clip."""
    assert isinstance(options, DeepgramOptions)
    return HEARD[options.keyterm]


@pytest.fixture
def call(workspace: Workspace) -> Workspace:
    """A workspace with a call that has references, and one that has none."""
    folder = workspace.directory.parent / "in"
    workspace.add_clip(clip_file(folder, "bare.wav", b"RIFF-bare"), name="without reference")
    workspace.add_clip(clip_file(folder), name="call 0", references=REFERENCE, synthetic=True)
    return workspace


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is recorded at the same moment."""
    record_run = Workspace.record_run

    def dated(self: Workspace, kind: str, **rest: Any) -> Any:
        return record_run(self, kind, **{**rest, "started_at": DAY})

    monkeypatch.setattr(Workspace, "record_run", dated)


TYPED = ("t", *"zyxel, router, suppose", "enter", "escape")


async def test_terms_are_tried_judged_and_recorded(call: Workspace, make_app: MakeApp) -> None:
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "What each term did · call 0")
        await pilot.press(*TYPED)
        await wait_for_text(pilot, "Not tried on this clip yet: s tries the terms.")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await wait_for_text(pilot, "1 file 5 times, 1:02.5 of audio; costs nothing")
        assert vendors.asked == []
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded. Worth keeping: zyxel.")
        for words in ("keep", "not needed", "harmful", "1+1", "16.7%", "nova-3 · 20"):
            await wait_for_text(pilot, words)
        (run,) = call.runs("keywords")
        assert run.sandbox and run.result["recommended"] == ["zyxel"]
        assert [evidence.task for evidence in call.evidence()] == ["test-audio"]
        # The texts under the table follow the cursor.
        await wait_for_text(pilot, "Without terms: WER 16.7%, recall 33.3%")
        await pilot.press("tab", "tab", "home", "j")
        await wait_for_text(pilot, "zyxel: said 2 times. gained: zyxel (sigh became zyxel).")
        await wait_for_text(pilot, "with it    thank you for calling zyxel")
        await wait_for_text(pilot, "without    thank you for calling ≠sigh")
        await pilot.press("G")
        await wait_for_text(pilot, "all terms  thank you for calling zyxel ≠suppose")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run is open")


async def test_what_is_on_record_is_shown_and_a_new_term_is_not_tried(
    call: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded")
    again = BatchVendors(says)
    app = make_app(again)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 3 of 25")
        await wait_for_text(pilot, "harmful")
        await pilot.press("t", *"card", "enter")
        await wait_for_text(pilot, "not tried")
        assert again.asked == []


async def test_a_clip_needs_a_reference(call: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "(x) call 0")
        await wait_for(pilot, lambda: isinstance(app.focused, ClipPicker), "the clips have focus")
        await pilot.press("home", "space")
        await wait_for_text(pilot, "without reference has no reference")
        await wait_for_text(pilot, "(x) call 0")
    empty = Workspace.open(call.directory.parent / "other")
    empty.add_clip(clip_file(call.directory.parent / "in", "bare.wav", b"RIFF-bare"))
    app = CrossfadeApp(empty, VendorDesk("sandbox", {}, BatchVendors(says)))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "No clip has a reference text")
    empty.close()


async def test_a_draft_that_nobody_confirmed_judges_nothing(
    workspace: Workspace, make_app: MakeApp
) -> None:
    workspace.add_clip(
        clip_file(workspace.directory.parent / "in"),
        name="call 0",
        references=REFERENCE,
        origin=ReferenceOrigin("draft of a run", draft=True),
    )
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "No clip has a reference text")
        await pilot.press("space")
        await wait_for_text(pilot, "call 0 has only a draft that nobody confirmed")


async def test_trouble_and_stopping_record_nothing(call: Workspace, make_app: MakeApp) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        raise VendorTrouble("The balance [/] is \x1b[2J used up.", vendor="deepgram")

    vendors = BatchVendors(refusing)
    app = make_app(vendors)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "The balance [/] is ␛[2J used up.")
        vendors.says, vendors.held = says, ("deepgram",)
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "0 of 5")
        await pilot.press("s")
        await wait_for_text(pilot, "Something runs here")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
    assert call.runs("keywords") == ()


async def test_hostile_words_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    name = f"{PAYLOAD} {MARKUP}"
    workspace.add_clip(
        clip_file(workspace.directory.parent / "in"), name=name, references=REFERENCE
    )
    workspace.record_run(
        "keywords",
        sandbox=True,
        model=PAYLOAD,
        clip=workspace.clips()[0].sha256,
        result={
            "baseline": {"wer": 0.5},
            "terms": [
                {"term": f"[/] {PAYLOAD}", "verdict": PAYLOAD, "gained": [], "lost": [],
                 "harmed": [{"word": "[b]", "before": MARKUP, "after": PAYLOAD}], "wer": 0.2},
            ],
        },
    )  # fmt: skip
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "without terms")
        await wait_for_text(pilot, "[/] ␛]0;PWNED")
        await pilot.press("end")
        await wait_for_text(pilot, "[inaudible] [type=x")
        await wait_for_text(pilot, "not kept.")
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown


async def test_no_size_ends_the_program(call: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded")
        for columns in (1, 2, 5, 13, 39, 41, 200):
            for rows in (1, 11, 60):
                await pilot.resize_terminal(columns, rows)
        await pilot.resize_terminal(60, 18)
        await wait_for_text(pilot, "without terms")
        await pilot.press("v")
        await wait_for_text(pilot, "Terms · 3 of 25")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    call: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "t types the first term")
        await pilot.pause()
        await check_frame(app, "keywords-new")
        await pilot.press(*TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded.")
        await wait_for_text(pilot, "≠")
        await wait_for_text(pilot, "Without terms: WER")
        await pilot.pause()
        await check_frame(app, "keywords")


async def test_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls, make_app: MakeApp
) -> None:
    lecture = next(call for call in sample_calls() if call.channels == 1)
    add_sample_call(workspace, lecture, probe(lecture.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"epistemology", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks", 30)
        await pilot.press("y")
        await wait_for_text(pilot, "Worth keeping: epistemology.", 60)
    await desk.close()

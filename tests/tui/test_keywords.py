"""The trial of terms, by keys only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

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
from tests.tui.ladders import ROUTER, TERMS, add_calls, says
from tui.app import CrossfadeApp
from tui.keyword_lines import MINUS
from tui.screens.keyword_request import RequestWindow
from tui.screens.keyword_send import ScrolledConfirm, TryWindow
from tui.screens.keywords import KeywordsScreen
from tui.screens.run import RunWindow
from tui.vendor_desk import VendorDesk
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.table import TableRows
from tui.widgets.term_panel import TermPanel

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
OPEN = ("j", "j", "j", "j", "enter", "w", "w")
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
TYPED = ("t", *", ".join(TERMS), "enter", "escape")


@pytest.fixture
def calls(workspace: Workspace) -> Workspace:
    """Two calls that have references, and one that has none."""
    add_calls(workspace, synthetic=True)
    return workspace


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is recorded at the same moment."""
    record_run = Workspace.record_run

    def dated(self: Workspace, kind: str, **rest: Any) -> Any:
        return record_run(self, kind, **{**rest, "started_at": DAY})

    monkeypatch.setattr(Workspace, "record_run", dated)


async def tried(pilot: Pilot[int], key: str = "S") -> None:
    """Try the terms of the list, in the full form unless another key is given."""
    await pilot.press(key)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, TryWindow), "it asks")
    await pilot.press("y")
    await wait_for_text(pilot, "Tried and recorded.")
    await pilot.pause()


def sent(vendors: BatchVendors) -> list[DeepgramOptions]:
    """The options of every request, in order."""
    return [options for *_, options in vendors.asked if isinstance(options, DeepgramOptions)]


async def on_line(pilot: Pilot[int], line: str) -> None:
    """The cursor of the verdicts onto a line ("none", "kept", "term/2")."""
    rows = pilot.app.screen.query_one(TableRows)
    rows.focus()
    await pilot.press("home")
    for _ in range(40):
        if rows.selected == line:
            await pilot.pause()
            return
        await pilot.press("j")
    raise AssertionError(f"no line {line}:\n{frame_text(pilot.app)}")


async def test_terms_are_tried_judged_and_recorded(calls: Workspace, make_app: MakeApp) -> None:
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Clips · 2 of 2 with a reference")
        await pilot.press(*TYPED)
        await wait_for_text(pilot, "Not tried yet: s tries three terms on one clip, S all of them")
        # None, each of four alone, and all, on two calls.
        await wait_for_text(pilot, "nova-3 keyterm · 4 terms on 2 clips: 12 requests, up to")
        await pilot.press("S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await wait_for_text(pilot, "costs nothing")
        await wait_for_text(pilot, "12 requests on 2 clips: 12 to send.")
        await wait_for_text(pilot, "requests more for the smallest set")
        assert vendors.asked == []
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded. Worth keeping: zyxel, worldpay.")
        await wait_for_text(pilot, "Full form · 2 keep · 1 harmful · 1 not needed")
        await wait_for_text(pilot, "nova-3 · 20")
        await wait_for_text(pilot, "2 synthetic clips · sandbox, no vendor")
        await wait_for_text(pilot, "12 requests, 12 on record")
        assert not any(options.keywords for options in sent(vendors))
        (run,) = calls.runs("keywords")
        assert run.sandbox and run.result["recommended"] == ["zyxel", "worldpay"]
        assert [evidence.task for evidence in calls.evidence()] == ["test-audio"]
        # The texts under the table follow the cursor.
        await on_line(pilot, "none")
        await wait_for_text(pilot, "Without terms: WER 17.4%, recall 20%")
        await on_line(pilot, "kept")
        await wait_for_text(pilot, f"The kept set: WER 0.0% ({MINUS}17.4 points, 95 %")
        await wait_for_text(pilot, "Sent together: zyxel, worldpay.")
        await on_line(pilot, "term/0")
        await wait_for_text(pilot, "zyxel: said 2 times, right without it 0 of them.")
        await wait_for_text(pilot, "gained: zyxel (sigh became zyxel).")
        await wait_for_text(pilot, "with it    thank you for calling zyxel")
        await wait_for_text(pilot, "none       thank you for calling ≠sigh")
        await on_line(pilot, "term/2")
        await wait_for_text(pilot, "suppose: said 0 times.")
        await wait_for_text(pilot, "harmed: support (support became suppose).")
        await wait_for_text(pilot, "Put 1 time where it was not said.")
        await on_line(pilot, "all")
        await wait_for_text(pilot, "all        thank you for calling zyxel ≠suppose")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the run is open")


async def test_first_three_terms_on_one_clip_then_only_what_is_missing(
    calls: Workspace, make_app: MakeApp
) -> None:
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await wait_for_text(pilot, "Quick: three terms, one clip")
        await wait_for_text(pilot, "zyxel: said 2 times in this clip")
        await wait_for_text(pilot, "The full form: 4 terms on 2 clips, 12 requests")
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was sent.")
        assert vendors.asked == []
        await tried(pilot, "s")
        await wait_for_text(pilot, "Quick form · ")
        assert {name for _, name, _ in vendors.asked} == {"call 0.wav"}
        first = len(vendors.asked)
        await wait_for_text(pilot, "not tried")
        await wait_for_text(pilot, "12 requests, 4 on record")
        await pilot.press("S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await wait_for_text(pilot, "12 requests on 2 clips, 4 on record: 8 to send.")
        await pilot.press("y")
        await wait_for_text(pilot, "Full form · 2 keep")
        names = (name for _, name, _ in vendors.asked)
        asked = list(zip(names, (options.keyterm for options in sent(vendors)), strict=True))
        assert len(asked) == len(set(asked)) > first
        await wait_for_text(pilot, "Tried and recorded. Worth keeping: zyxel, worldpay.")
    # Another start begins with the same list and verdicts, and asks nobody.
    again = BatchVendors(says)
    app = make_app(again)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 4 of 100")
        await wait_for_text(pilot, "harmful")
        await pilot.press("t", *"card", "enter")
        await wait_for_text(pilot, "not tried")
        assert again.asked == []


async def test_a_failed_request_is_said_and_sent_the_next_time(
    calls: Workspace, make_app: MakeApp
) -> None:
    def failing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions)
        if options.keyterm == ("worldpay",) and clip.path.name == "call 1.wav":
            raise VendorTrouble("The audio [/] is \x1b[2J odd.", vendor="deepgram", status=400)
        return says(vendor, clip, options)

    vendors = BatchVendors(failing)
    app = make_app(vendors)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(
            pilot, "1 request failed, and will be sent the next time: The audio [/]"
        )
        await wait_for_text(pilot, "not recorded: some requests failed")
        assert calls.runs("keywords") == ()
        vendors.says, before = says, len(vendors.asked)
        await pilot.press("S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await wait_for_text(pilot, "11 on record: 1 to send.")
        await pilot.press("y")
        await wait_for_text(pilot, "Tried and recorded. Worth keeping: zyxel, worldpay.")
        assert (
            ("call 1.wav", ("worldpay",))
            in [
                (name, options.keyterm)  # type: ignore[union-attr]
                for _, name, options in vendors.asked[before:]
            ]
        )


async def test_trouble_and_stopping_record_nothing(calls: Workspace, make_app: MakeApp) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        raise VendorTrouble("The balance [/] is \x1b[2J used up.", vendor="deepgram", status=402)

    vendors = BatchVendors(refusing)
    app = make_app(vendors)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "The balance [/] is ␛[2J used up.")
        vendors.says, vendors.held = says, ("deepgram",)
        await pilot.press("S")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "0 of 12")
        await pilot.press("s")
        await wait_for_text(pilot, "Something runs here")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
    assert calls.runs("keywords") == ()


async def test_the_model_decides_between_keyterms_and_keywords_with_boosts(
    calls: Workspace, make_app: MakeApp
) -> None:
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape")
        await pilot.press("b")
        await wait_for_text(pilot, "nova-3 takes keyterms, which have no boosts")
        await pilot.press("m", "j", "j", "enter")
        await wait_for_text(pilot, "nova-2 keywords · 1 term on 2 clips")
        await pilot.press("b")
        await wait_for_text(pilot, "nova-2 keywords, several boosts · 1 term")
        await tried(pilot)
        assert not any(options.keyterm for options in sent(vendors))
        await on_line(pilot, "term/0")
        # The smallest boost with all gains, and the last one before it is heard where it is not.
        await wait_for_text(pilot, "boost 1.5")
        await wait_for_text(pilot, "← recommended")
        await wait_for_text(pilot, "the last before it harms")
        (run,) = calls.runs("keywords")
        (term,) = run.result["terms"]
        assert (term["boost"], term["turning_point"]) == (1.5, 2.5)


async def test_the_recommended_set_is_kept_for_the_plan_after_asking(
    calls: Workspace, make_app: MakeApp
) -> None:
    calls.choose("deepgram", "nova-3", {"smart_format": "true", "keyterm": ["old"]})
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "c")
        await wait_for_text(pilot, "No term is recommended yet")
        await tried(pilot)
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, ScrolledConfirm), "it asks")
        await wait_for_text(pilot, "The plan will mean to send nova-3 with zyxel, worldpay.")
        await wait_for_text(pilot, "! Found in the sandbox")
        await wait_for_text(pilot, "! Found on a machine's speech")
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was kept.")
        assert calls.choices()["deepgram"].options["keyterm"] == ["old"]
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, ScrolledConfirm), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "Kept for the plan: nova-3 with zyxel, worldpay.")
    choice = calls.choices()["deepgram"]
    assert choice.model == "nova-3"
    assert choice.options == {"smart_format": "true", "keyterm": ["zyxel", "worldpay"]}


async def test_the_exact_request_and_what_speaks_against_it(
    calls: Workspace, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, "e")
        await wait_for_text(pilot, "There is no term in the list")
        await pilot.press("t", *"zyxel:1.5", "enter", "escape", "e")
        await wait_for(pilot, lambda: isinstance(app.screen, RequestWindow), "it is shown")
        await wait_for_text(pilot, "keyterm=zyxel%3A1.5")
        # The calls have two channels.
        await wait_for_text(pilot, "multichannel=true")
        await wait_for_text(pilot, "! warning keyterm")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, KeywordsScreen), "it is closed")


async def test_a_clip_needs_a_reference(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "[x] call 0")
        await wait_for_text(pilot, "[ ] without reference")
        await wait_for(pilot, lambda: isinstance(app.focused, ClipPicker), "the clips have focus")
        await pilot.press("home", "space")
        await wait_for_text(pilot, "without reference has no reference")
        await pilot.press("j", "space")
        await wait_for_text(pilot, "Clips · 1 of 2 with a reference")
        await pilot.press("a")
        await wait_for_text(pilot, "Clips · 2 of 2 with a reference")
        await pilot.press("a")
        await wait_for_text(pilot, "No chosen clip has a reference text")


async def test_a_draft_that_nobody_confirmed_judges_nothing(
    workspace: Workspace, make_app: MakeApp
) -> None:
    workspace.add_clip(
        clip_file(workspace.directory.parent / "in"),
        name="call 0",
        references=ROUTER,
        origin=ReferenceOrigin("draft of a run", draft=True),
    )
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "No chosen clip has a reference text")
        await pilot.press("space")
        await wait_for_text(pilot, "call 0 has only a draft that nobody confirmed")


async def test_more_terms_than_a_request_may_have_are_refused_by_a_sentence(
    calls: Workspace, make_app: MakeApp
) -> None:
    calls.habits.keep("list of terms", "\n".join(f"incomprehensibility{n}" for n in range(100)))
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 100 of 100")
        await wait_for_text(pilot, "! keyterm: About 590 tokens; a request may have 500.")
        await pilot.press("t", *"one more", "enter")
        await wait_for_text(pilot, "101 terms are too many: up to 100 are tried.")
        await pilot.press("escape", "S")
        await wait_for_text(pilot, "About 590 tokens; a request may have 500.")
        await pilot.press("R")
        await wait_for_text(pilot, "Terms · 0 of 100")
        assert app.screen.query_one(TermPanel).terms == ()


async def test_hostile_words_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    name = f"{PAYLOAD} {MARKUP}"
    record = workspace.add_clip(
        clip_file(workspace.directory.parent / "in"), name=name, references=ROUTER
    )
    change = {"word": "[b]", "before": MARKUP, "after": PAYLOAD, "clip": record.sha256,
              "channel": 0, "start": 1.0, "end": 2.0}  # fmt: skip
    workspace.record_run(
        "keywords",
        sandbox=True,
        model=PAYLOAD,
        clip=record.sha256,
        result={
            "model": PAYLOAD, "way": MARKUP, "baseline": {"wer": 0.5}, "all": None, "kept": 3,
            "stopped": PAYLOAD, "failures": [{"why": PAYLOAD}], "notes": [MARKUP],
            "recommended": [PAYLOAD], "removed": [{"term": PAYLOAD, "why": MARKUP}],
            "terms": [
                {"term": f"[/] {PAYLOAD}", "verdict": PAYLOAD, "why": MARKUP, "gained": [],
                 "lost": [], "harmed": [change], "wer": 0.2, "places": [{"text": PAYLOAD}],
                 "wer_change": "no table", "boosts": [{"boost": "much"}], "failed": 1},
            ],
            "clips": [{"sha256": record.sha256, "baseline": {"texts": [PAYLOAD, MARKUP]},
                       "terms": [{"texts": [MARKUP, PAYLOAD]}]}, "no table"],
        },
    )  # fmt: skip
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "none")
        await wait_for_text(pilot, "[/] ␛]0;PWNED")
        await on_line(pilot, "term/0")
        await wait_for_text(pilot, "harmed: [b] ([/] [inaudible] [type=x")
        for key, shown in (("h", "1 place"), ("e", "The exact request"), ("c", "Keep the rec")):
            await pilot.press(key)
            await wait_for_text(pilot, shown)
            text = frame_text(app)
            assert "\x1b" not in text and "\u202e" not in text
            await pilot.press("escape")
            await wait_for(pilot, lambda: isinstance(app.screen, KeywordsScreen), "it is closed")


async def test_no_size_ends_the_program(calls: Workspace, make_app: MakeApp) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED)
        await tried(pilot)
        for columns in (1, 2, 5, 13, 39, 41, 200):
            for rows in (1, 11, 60):
                await pilot.resize_terminal(columns, rows)
        await pilot.resize_terminal(60, 18)
        await wait_for_text(pilot, "none")
        await pilot.press("v")
        await wait_for_text(pilot, "Terms · 4 of 100")
        await pilot.resize_terminal(80, 24)
        await pilot.press("v")
        await wait_for_text(pilot, "Full form")


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
        await wait_for_text(pilot, "t types the first term")
        await pilot.pause()
        await check_frame(app, "keywords-new")
        await pilot.press(*TYPED, "s")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await pilot.pause()
        await check_frame(app, "keywords-ask")
        await pilot.press("n")
        await tried(pilot)
        await on_line(pilot, "term/0")
        await wait_for_text(pilot, "zyxel: said 2 times")
        await check_frame(app, "keywords")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, RequestWindow), "it is shown")
        await pilot.pause()
        await check_frame(app, "keywords-request")
        await pilot.press("escape", "c")
        await wait_for(pilot, lambda: isinstance(app.screen, ScrolledConfirm), "it asks")
        await pilot.pause()
        await check_frame(app, "keywords-keep")


@pytest.mark.parametrize("size", SIZES[:3])
async def test_frames_of_boosts(
    calls: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel, worldpay", "enter", "escape")
        await pilot.press("m", "j", "j", "enter", "b")
        await tried(pilot)
        await on_line(pilot, "term/0")
        await wait_for_text(pilot, "zyxel: said 2 times")
        await check_frame(app, "keywords-boosts")


async def test_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls, make_app: MakeApp
) -> None:
    lecture = next(call for call in sample_calls() if call.channels == 1)
    add_sample_call(workspace, lecture, probe(lecture.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"epistemology", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks", 30)
        await pilot.press("y")
        await wait_for_text(pilot, "Worth keeping: epistemology.", 60)
    await desk.close()

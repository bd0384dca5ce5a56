"""From the trial of terms to its sound: places heard, live panes, by ear, spoken; by keys only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from textual.pilot import Pilot

from checklists.records import ClipRecord
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.audio.speaking import Speech, Voice
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.scripted_sound import Stage
from tests.tui.searched_calls import CALL, add_call
from tests.tui.test_keywords import OPEN, on_line, one_day, tried
from tests.tui.windows import SIZES, resized
from tui.app import CrossfadeApp
from tui.screens.choose import ChooseWindow
from tui.screens.keyword_places import PlacesWindow
from tui.screens.keyword_send import ScrolledConfirm, TryWindow
from tui.screens.keywords import KeywordsScreen
from tui.screens.listen import ListenScreen
from tui.screens.live import LiveScreen
from tui.screens.preference import PreferenceScreen
from tui.vendor_desk import VendorDesk
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.hit_sound import HitSound

__all__ = ["one_day"]

BASE = ("the ice lander flight is full today", "yes i know")
GOOD = ("the icelandair flight is full today", "yes i know")
TYPED = ("t", *"icelandair, flight", "enter", "escape")


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """One of the terms helps."""
    assert isinstance(options, DeepgramOptions)
    return GOOD if "icelandair" in options.keyterm else BASE


@pytest.fixture
def call(workspace: Workspace) -> ClipRecord:
    """A recording that can be heard, with a reference of its own."""
    record = add_call(workspace, CALL)
    return workspace.add_clip(record.clip, name="booking", references=dict(enumerate(GOOD)))


@pytest.fixture
def stage() -> Stage:
    """A loudspeaker."""
    return Stage()


@pytest.fixture
def vendors() -> BatchVendors:
    """Both sides, scripted."""
    return BatchVendors(says)


@pytest.fixture
async def app(
    workspace: Workspace, vendors: BatchVendors, stage: Stage
) -> AsyncIterator[CrossfadeApp]:
    """The program on the stage."""
    desk = VendorDesk("sandbox", {}, vendors)
    made = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    stage.into(made)
    yield made
    await made.sound.close()


async def told(pilot: Pilot[int], words: str) -> None:
    """A notice says so; on the screen its lines are broken anywhere."""
    await wait_for(
        pilot, lambda: any(words in one.message for one in pilot.app._notifications), words
    )


async def places_of(pilot: Pilot[int]) -> PlacesWindow:
    """The terms tried, and the places of the first of them open."""
    await pilot.press(*OPEN, *TYPED)
    await tried(pilot)
    await on_line(pilot, "term/0")
    await pilot.press("h")
    app = pilot.app
    await wait_for(pilot, lambda: isinstance(app.screen, PlacesWindow), "the places are shown")
    assert isinstance(app.screen, PlacesWindow)

    def read() -> bool:
        scan = app.screen.query_one(HitSound).listening.wave._scan
        return scan is not None and scan.done and "reading" not in frame_text(app)

    await wait_for(pilot, read, "the clip is read")
    return app.screen


async def test_the_place_of_a_term_is_heard_and_gone_to(
    app: CrossfadeApp, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "h")
        await told(pilot, "It is not known where the line under the cursor made a diff")
        await tried(pilot)
        await on_line(pilot, "none")
        await pilot.press("H")
        await told(pilot, "Nothing was heard yet: h plays.")
        await on_line(pilot, "term/0")
        await pilot.press("h")
        await wait_for(pilot, lambda: isinstance(app.screen, PlacesWindow), "the places")
        await wait_for_text(pilot, "icelandair · 1 place")
        await wait_for_text(pilot, "icelandair: ")
        await wait_for_text(pilot, "nova-3 · 20")
        sound = app.screen.query_one(HitSound)
        await wait_for(pilot, lambda: sound.listening.clip is not None, "the clip is there")
        await pilot.press("h")
        await wait_for(pilot, lambda: sound.listening.state.playing, "it plays")
        await pilot.press("space")
        await wait_for(pilot, lambda: not sound.listening.state.playing, "it is silent")
        await pilot.press("n")
        await wait_for(pilot, lambda: sound.listening.state.playing, "the next plays")
        await pilot.press("H")
        await wait_for(pilot, lambda: isinstance(app.screen, ListenScreen), "the bench that plays")
        screen = app.screen
        assert isinstance(screen, ListenScreen) and screen.record is not None
        assert screen.record.sha256 == call.sha256
        await wait_for(pilot, lambda: screen.listening.state.playing, "it plays there")


async def test_live_panes_of_the_term_under_the_cursor(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, "L")
        await told(pilot, "There is no term in the list")
        await pilot.press(*TYPED)
        await tried(pilot)
        await on_line(pilot, "term/0")
        await pilot.press("L")
        await wait_for(pilot, lambda: isinstance(app.screen, LiveScreen), "the live screen")
        await wait_for_text(pilot, "booking")
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        options = [pane.options for pane in screen.panes]
        terms = [one.keyterm for one in options if isinstance(one, DeepgramOptions)]
        assert terms == [(), ("icelandair",), ("icelandair", "flight")]


async def test_by_ear_with_and_without_a_reference(
    app: CrossfadeApp, workspace: Workspace, vendors: BatchVendors
) -> None:
    add_call(workspace, CALL)
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "E")
        await told(pilot, "N does without a reference")
        # No reference is needed where somebody listens.
        app.screen.query_one(ClipPicker).focus()
        await pilot.press("N")
        await wait_for(pilot, lambda: isinstance(app.screen, TryWindow), "it asks")
        await wait_for_text(pilot, "By ear: ")
        await wait_for_text(pilot, "2 requests on 1 clip: 2 to send.")
        assert vendors.asked == []
        await pilot.press("y")
        await wait_for(pilot, lambda: isinstance(app.screen, PreferenceScreen), "it is opened")
        assert len(vendors.asked) == 2
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, KeywordsScreen), "back")
        # Asked for once: what is on record is not sent again.
        await pilot.press("N")
        await wait_for(pilot, lambda: isinstance(app.screen, PreferenceScreen), "it is opened")
        assert len(vendors.asked) == 2
    assert workspace.runs("keywords") == ()


async def test_by_ear_of_an_experiment(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED)
        await tried(pilot)
        await pilot.press("E")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks which")
        await wait_for_text(pilot, "none against")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PreferenceScreen), "it is opened")


async def test_terms_are_spoken_after_asking_and_stay_apart(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    voices: list[Voice] = []
    monkeypatch.setattr("providers.audio.speaking.voices", lambda: tuple(voices))
    monkeypatch.setattr(
        "checklists.before.spoken_probe.speak",
        lambda text, voice: Speech(voice.name[:2].encode() * (160 * len(text)), 16000),
    )
    async with app.run_test(size=(120, 45), notifications=True) as pilot:
        await pilot.press(*OPEN, *TYPED, "u")
        await wait_for_text(pilot, "No local voice is installed, so nothing can be spoken")
        voices += [
            Voice("flite", "slt", "en"),
            Voice("flite", "rms", "en"),
            Voice("flite", "x", "en"),
        ]
        await pilot.press("u")
        await wait_for(pilot, lambda: isinstance(app.screen, ScrolledConfirm), "it asks")
        await wait_for_text(pilot, "spoken by flite slt and flite rms")
        await wait_for_text(pilot, "Spoken by a machine: clearer than a call")
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was spoken.")
        assert len(workspace.clips()) == 1
        await pilot.press("u")
        await wait_for(pilot, lambda: isinstance(app.screen, ScrolledConfirm), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "2 clips spoken and chosen: synthetic.")
        spoken = [record for record in workspace.clips() if record.synthetic]
        assert len(spoken) == 2 and all("spoken" in record.tags for record in spoken)
        assert all(record.clip.path.is_file() for record in spoken)
        await wait_for_text(pilot, "Clips · 2 of 3 with a reference")
        # Together with a recording nothing is tried.
        await pilot.press("a", "S")
        await wait_for_text(pilot, "is a machine's speech and other clips are not of that kind")


async def test_no_size_ends_the_program(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await places_of(pilot)
        await resized(pilot)
        await wait_for_text(pilot, "icelandair · 1 place")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    app: CrossfadeApp,
    call: ClipRecord,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        await places_of(pilot)
        await check_frame(app, "keywords-places")

"""From keyterms to live panes, and from a place that was heard live to its sound; by keys."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from checklists.before.live.panes import LivePane, kept_panes, ladder_panes
from checklists.before.samples import add_sample_call
from checklists.records import ClipRecord
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.deepgram.options import DeepgramOptions
from providers.sandbox.samples import sample_calls
from providers.speech import LiveEvent, SearchHit
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted import ScriptedOpener, event, spoken
from tests.tui.scripted_sound import Stage
from tests.tui.test_live import live_screen, pretend_streaming
from tests.tui.windows import SIZES, open_window, resized
from tui.app import CrossfadeApp
from tui.live.model import Comparison
from tui.live.places import Place, first_worth_hearing, places_of
from tui.messages import Heard
from tui.screens.listen import ListenScreen
from tui.screens.live_places import PlacesWindow
from tui.screens.live_terms import open_keyterm_panes
from tui.widgets.transport_bar import TransportBar

TERMS = ("Zyxel", "Openreach", "red light")
PLACES = (
    Place(0.3, 3.1, 0, "Good morning, this is broadband support."),
    Place(7.0, 12.0, 1, "My axle drops out every few minutes and there is a red light.", "differs"),
    Place(7.2, 7.9, 1, 'hit: "Zyxel" 0.91 in the sound, written "axle"', "hit"),
    Place(13.5, 15.0, 0, "I am sorry to hear that."),
)


@pytest.fixture
def clip(workspace: Workspace) -> ClipRecord:
    """A sample call in the workspace, at a place that no checkout decides."""
    call = sample_calls()[3]
    path = workspace.directory.parent / "calls" / call.path.name
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(call.path, path)
    return add_sample_call(workspace, call, probe(path))


@pytest.fixture
async def app(make_app: MakeApp) -> AsyncIterator[CrossfadeApp]:
    """The program with a vendor that mishears a name, and a loudspeaker of the test's own."""
    heard = [
        event("deepgram", "final", text, start=start, end=end, native="is_final=true",
              words=spoken(text, start, end))
        for text, start, end in (("Good morning.", 0.1, 0.4), ("My axle is broken.", 0.5, 0.9))
    ]  # fmt: skip
    place = SearchHit("Zyxel", 0.6, 0.8, 0.91, "axle", 0)
    heard[1] = replace(heard[1], hits=(place,))
    made = make_app(ScriptedOpener({"deepgram": heard}))
    Stage().into(made)
    yield made
    await made.sound.close()
    await made.desk.close()


async def test_three_panes_on_the_clip_without_making_them_the_usual_ones(
    app: CrossfadeApp, workspace: Workspace, clip: ClipRecord
) -> None:
    usual = kept_panes(workspace)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await open_keyterm_panes(app, clip, "Zyxel", TERMS)
        assert screen is live_screen(app)
        await wait_for_text(pilot, "1 Deepgram · nova-3 search Zyxel")
        await wait_for_text(pilot, "2 Deepgram · nova-3 keyterms Zyxel")
        await wait_for_text(pilot, "3 Deepgram · nova-3 keyterms 3")
        await wait_for_text(pilot, clip.name)
        assert screen.source.record == clip
        assert [_terms(pane) for pane in screen.panes] == [(), ("Zyxel",), TERMS]
        assert not workspace.runs()
    assert kept_panes(workspace) == usual


def _terms(pane: LivePane) -> tuple[str, ...]:
    assert isinstance(pane.options, DeepgramOptions)
    return pane.options.keyterm


async def test_they_stream_and_the_place_of_the_term_is_played_in_listen(
    app: CrossfadeApp, workspace: Workspace, clip: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        assert await open_keyterm_panes(app, clip, "Zyxel", TERMS)
        await pilot.press("h")
        await wait_for_text(pilot, "Nothing has been settled yet")
        await pilot.press("s")
        await wait_for_text(pilot, 'hit: "Zyxel" 0.91 in the sound, written "axle"')
        await pilot.press("h")
        await wait_for_text(pilot, "The panes are busy: press x to stop them")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 3 runs recorded")
        await pilot.press("h")
        await wait_for(pilot, lambda: isinstance(app.screen, PlacesWindow), "the places")
        # The cursor is on the term already.
        await wait_for_text(pilot, "0:00.6 to 0:00.8")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ListenScreen), "Listen is opened")
        screen = app.screen
        assert isinstance(screen, ListenScreen)
        assert screen.record is not None and screen.record.sha256 == clip.sha256
        await wait_for(pilot, lambda: screen.listening.state.span is not None, "a span is played")
        span = screen.listening.state.span
        assert span is not None and span.start <= 0.6 and span.end >= 0.8 and span.end < 3
        await wait_for(
            pilot,
            lambda: "Playing" in str(screen.query_one(TransportBar).render()),
            "it plays",
        )
    assert len(workspace.runs(kind="live")) == 3


async def test_a_place_of_a_session_whose_clip_is_gone_is_told(
    app: CrossfadeApp, workspace: Workspace, clip: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        assert await open_keyterm_panes(app, clip, "Zyxel", TERMS)
        await pilot.press("s")
        await wait_for_text(pilot, "My axle is broken.")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 3 runs recorded")
        workspace.retire_clip(clip.sha256)
        await pilot.press("h")
        await wait_for(pilot, lambda: isinstance(app.screen, PlacesWindow), "the places")
        await pilot.press("enter")
        await wait_for_text(pilot, "no sample of this workspace any more")


@pytest.mark.parametrize(
    ("term", "model", "says"),
    [("", "nova-3", "There is no term to compare"), ("Zyxel", "whisper", "cannot be compared live"),
     ("Zyxel", "flux-general-en", "cannot be compared live")],
)  # fmt: skip
async def test_what_cannot_be_streamed_is_said_where_one_is(
    app: CrossfadeApp, clip: ClipRecord, term: str, model: str, says: str
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        assert await open_keyterm_panes(app, clip, term, TERMS, model=model) is None
        await wait_for_text(pilot, says)
        assert app.current_mode == "before"


async def test_a_clip_that_is_gone_or_has_too_many_channels(
    app: CrossfadeApp, clip: ClipRecord, tmp_path: Path
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        gone = replace(clip, name=MARKUP, clip=replace(clip.clip, path=tmp_path / "no.wav"))
        assert await open_keyterm_panes(app, gone, "Zyxel", TERMS) is None
        await wait_for_text(pilot, "is not there any more")
        three = replace(clip, clip=replace(clip.clip, channels=3))
        assert await open_keyterm_panes(app, three, "Zyxel", TERMS) is None
        await wait_for_text(pilot, "has 3 channels")


async def test_what_streams_already_is_left_alone(app: CrossfadeApp, clip: ClipRecord) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        before = screen.panes
        pretend_streaming(screen)
        assert await open_keyterm_panes(app, clip, "Zyxel", TERMS) is None
        await wait_for_text(pilot, "Something streams here already: x stops it")
        assert screen.panes == before


def test_the_places_of_a_pane_are_in_order_and_what_differs_is_known() -> None:
    panes = ladder_panes("Zyxel", TERMS)
    comparison = Comparison.of(panes, 60.0, 2)
    comparison.begin(AudioClock(1000.0))
    for pane in panes:
        for one in (*told(pane), event("deepgram", "closed", side=pane.id)):
            comparison.hear(one)
    without = places_of(comparison.sides["1"], 2)
    assert [(one.kind, one.start, one.channel) for one in without] == [
        ("said", 0.3, 0), ("differs", 7.0, 1), ("hit", 7.2, 1),
    ]  # fmt: skip
    assert first_worth_hearing(without) == 2 and first_worth_hearing(without[:2]) == 1
    assert first_worth_hearing(()) == 0
    assert [one.channel for one in places_of(comparison.sides["1"], 1)] == [None] * 3
    assert all(one.end > one.start for one in without)


# --- the list of places ---------------------------------------------------------------------------


async def test_the_place_under_the_cursor_is_told_and_chosen(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, PlacesWindow("1 Deepgram · nova-3", PLACES))
        await wait_for_text(pilot, "0:07.2 to 0:07.9")
        await pilot.press("up")
        await wait_for_text(pilot, "0:07.0 to 0:12.0")
        await pilot.press("enter")
        await wait_for(pilot, lambda: bool(answers), "it is chosen")
    assert answers == [PLACES[1]]


async def test_a_pane_without_places_says_so(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        answers = await open_window(pilot, app, PlacesWindow("2 Amazon", ()))
        await wait_for_text(pilot, "This pane settled nothing")
        await pilot.press("enter", "escape")
    assert answers == [None]


async def test_hostile_words_are_only_words(make_app: MakeApp) -> None:
    places = [Place(1.0, 2.0, 7, f"{PAYLOAD}{MARKUP}", "hit"), Place(3.0, 4.0, None, "x" * 9000)]
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, PlacesWindow(f"{PAYLOAD}{MARKUP}", places))
        await resized(pilot)
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: bool(answers), "it is chosen")
    assert answers == [places[1]]


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_as_a_frame(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        title = "1 Deepgram · nova-3 search Zyxel"
        await open_window(pilot, app, PlacesWindow(title, PLACES))
        await wait_for_text(pilot, "0:07.2 to")
        await check_frame(app, "live-places")


def told(pane: LivePane) -> list[LiveEvent]:
    """What each of the three heard: without terms, with one, with all."""
    said = {
        "1": "My axle and the open reach box both show a red night.",
        "2": "My Zyxel and the open reach box both show a red night.",
        "3": "My Zyxel and the Openreach box both show a red light.",
    }[pane.id]
    first = "Good morning, this is broadband support."
    native = "speech_final"
    hits = (SearchHit("Zyxel", 7.2, 7.9, 0.91, "axle", 1),) if pane.id == "1" else ()
    return [
        event("deepgram", "speech-final", first, start=0.3, end=3.1, side=pane.id, native=native,
              words=spoken(first, 0.3, 3.1), received_at=1003.4, segment="0"),
        replace(
            event("deepgram", "speech-final", said, start=7.0, end=12.0, channel=1, side=pane.id,
                  native=native, words=spoken(said, 7.0, 12.0, 1), received_at=1012.3,
                  segment="1"),
            hits=hits,
        ),
    ]  # fmt: skip


@pytest.mark.usefixtures("fixed_samples")
@pytest.mark.parametrize("size", SIZES)
async def test_the_three_panes_as_a_frame(
    make_app: MakeApp,
    check_frame: CheckFrame,
    frozen_clock: SimpleNamespace,
    size: tuple[int, int],
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen, ladder_panes("Zyxel", TERMS))
        frozen_clock.now = 1012.4
        for pane in screen.panes:
            for one in told(pane):
                screen.post_message(Heard(one))
        await wait_for_text(pilot, 'written "axle"')
        await wait_for_text(pilot, "0:12.4")
        await wait_for_text(pilot, "P50")
        await check_frame(app, "live-keyterms")

"""The workbench that plays, by keys only, on a loudspeaker whose clock a test moves."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
from textual.pilot import Pilot

from checklists.before.samples import add_sample_call
from checklists.records import ReferenceOrigin
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.audio.devices import NoSound
from providers.audio.pacing import PcmFormat
from providers.audio.transport import Span
from providers.audio.wav import header
from providers.sandbox.samples import sample_calls
from providers.speech import Transcript, Word
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted_sound import Stage
from tui.app import CrossfadeApp
from tui.screens.choose import ChooseWindow
from tui.screens.listen import ListenScreen, open_listening
from tui.screens.reference_editor import ReferenceEditor
from tui.spoken import turns
from tui.widgets.listening import Listening
from tui.widgets.spoken_text import SpokenText
from tui.widgets.transport_bar import TransportBar

SIZES = [(80, 24), (120, 35), (60, 18)]
OPEN = ("j", "enter", "w", "w")
CALL, LECTURE = 3, 4
SOUNDLESS = NoSound("none was found", "plug one in")
pytestmark = pytest.mark.usefixtures("calls")


@pytest.fixture
def calls(workspace: Workspace) -> None:
    """A call of two channels and a lecture, with their words' times."""
    for number in (CALL, LECTURE):
        call = sample_calls()[number]
        # At home, as "~": where the package lies differs from one checkout to the next.
        path = workspace.directory.parent / "calls" / call.path.name
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(call.path, path)
        add_sample_call(workspace, call, probe(path))


@pytest.fixture
def stage() -> Stage:
    """A loudspeaker."""
    return Stage()


@pytest.fixture
async def app(make_app: MakeApp, stage: Stage) -> AsyncIterator[CrossfadeApp]:
    """The program on the stage."""
    made = make_app()
    stage.into(made)
    yield made
    await made.sound.close()


async def opened(pilot: Pilot[int]) -> Listening:
    """Go to the workbench, and wait until the clip is read."""
    await pilot.press(*OPEN)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ListenScreen), "it is opened")
    pane = pilot.app.screen.query_one(Listening)
    scan = pane.wave._scan
    await wait_for(pilot, lambda: scan is not None and scan.done, "the clip is read")
    return pane


async def at(pilot: Pilot[int], pane: Listening, seconds: float) -> None:
    """Wait until the cursor is there."""
    await wait_for(
        pilot, lambda: abs(pane.wave.cursor - seconds) < 0.011, f"the cursor at {seconds} s"
    )


async def passes(pilot: Pilot[int], pane: Listening, stage: Stage, seconds: float) -> None:
    """Let the clock go on in small steps, so that the player keeps up with it."""
    player = pane._desk.player
    for _ in range(round(seconds / 0.1)):
        was = pane.state.position
        await wait_for(
            pilot,
            lambda: stage.fed(player) or not pane.state.playing,
            "the output has something to play",
        )
        stage.now += 0.1
        await wait_for(
            pilot,
            lambda was=was: pane.state.position != was or not pane.state.playing,  # type: ignore[misc]
            "the cursor moves",
        )


async def test_it_plays_and_the_word_that_is_heard_stands_in_brackets(
    app: CrossfadeApp, stage: Stage
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await wait_for_text(pilot, "Paused   0:00.0 / 0:36.8  1x  both sides")
        await pilot.press("space")
        await wait_for_text(pilot, "Playing")
        await passes(pilot, pane, stage, 0.6)
        await wait_for_text(pilot, "[Northern]travel,")
        await passes(pilot, pane, stage, 0.5)
        await wait_for_text(pilot, "Northern[travel,]")
        await pilot.press("space")
        await wait_for_text(pilot, "Paused   0:01.1")
        # An idle program writes nothing: nobody looks any more.
        await wait_for(pilot, lambda: pane._looks_left == 0, "nobody waits for the device")
        await wait_for(
            pilot, lambda: pane._clock is not None and not pane._clock._active.is_set(), "it rests"
        )


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (("right",), 1.0),
        (("f", "f", "f", "left", "b"), 1.0),
        (("shift+right",), 5.0),
        (("F", "F", "B"), 5.0),
        (("F", "F", "shift+left"), 5.0),
        (("greater_than_sign", "greater_than_sign", "less_than_sign"), 3.678),
        (("left",), 0.0),
        (("n", "n"), 0.931),
        (("n", "n", "n", "p"), 0.931),
    ],
)
async def test_the_cursor_goes_by_keys(
    app: CrossfadeApp, keys: tuple[str, ...], seconds: float
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press(*keys)
        await at(pilot, pane, seconds)


async def test_a_part_is_repeated_and_forgotten(app: CrossfadeApp, stage: Stage) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("f", "f", "s")
        await wait_for_text(pilot, "The loop starts here: e ends it.")
        await pilot.press("f", "e")
        await wait_for_text(pilot, "loop 0:02.0 to 0:03.0")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        await passes(pilot, pane, stage, 1.5)
        assert 2.0 <= pane.state.position <= 3.0
        assert pane.wave.span == Span(2.0, 3.0)
        await pilot.press("r")
        await wait_for_text(pilot, "span 0:02.0 to 0:03.0")
        await pilot.press("delete")
        await wait_for(pilot, lambda: pane.wave.span is None, "it is forgotten")


async def test_a_word_is_played_with_its_margin_and_binds_nothing_after(
    app: CrossfadeApp, stage: Stage
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("n", "n", "a")
        await wait_for_text(pilot, "span 0:00.5 to 0:02.0")
        await passes(pilot, pane, stage, 1.7)
        await wait_for_text(pilot, "Ended")
        await pilot.press("space")
        await wait_for(pilot, lambda: pane.state.playing, "it plays on")
        assert pane.state.span is None
        await passes(pilot, pane, stage, 0.3)
        assert pane.state.position > 2.0


async def test_side_speed_and_a_closer_look(app: CrossfadeApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("m", "full_stop")
        await wait_for_text(pilot, "1.25x  left only")
        # The words are those that are heard: the customer, on the right, begins later.
        await pilot.press("m")
        await wait_for_text(pilot, "right only")
        await pilot.press("n")
        first = next(word for word in pane.words if word.channel == 1)
        await at(pilot, pane, first.start)
        await pilot.press("m", "comma", "comma")
        await wait_for_text(pilot, "0.75x  both sides")
        whole = pane.wave.view.per_column
        await pilot.press("plus", "plus", "minus")
        await wait_for(pilot, lambda: pane.wave.view.per_column == whole / 2, "twice as close")
        await pilot.press("0")
        await wait_for(pilot, lambda: pane.wave.view.is_whole, "all of it")


async def test_without_a_device_the_cursor_moves_and_the_command_is_copied(
    make_app: MakeApp, check_frame: CheckFrame
) -> None:
    app = make_app()
    stage = Stage(missing=SOUNDLESS)
    stage.into(app)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await wait_for_text(pilot, "no sound device: none was found")
        await pilot.press("space")
        await wait_for_text(pilot, "Playing")
        await passes(pilot, pane, stage, 1.0)
        await pilot.press("space", "s", "f", "f", "e", "space")
        await wait_for_text(pilot, "Paused")
        await pilot.press("y")
        await wait_for_text(pilot, "Play it elsewhere")
        assert app.copied is not None
        assert app.copied.text.startswith("ffplay -nodisp -autoexit -ss 1.")
        assert "-t 2.000" in app.copied.text
        assert app.clipboard == app.copied.text
        await wait_for_text(pilot, "ffplay -nodisp")
        # Plugged in meanwhile: one key looks again.
        await pilot.press("escape")
        stage.missing = None
        await pilot.press("R")
        await wait_for(pilot, lambda: "no sound device" not in frame_text(app), "there is sound")
    await app.sound.close()


async def test_the_newest_transcript_is_chosen_and_says_where_it_comes_from(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    record = workspace.clips()[0]
    workspace.record_transcript(_heard(record.clip.duration), record.sha256)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("t")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks whose")
        await pilot.press("j", "enter")
        await wait_for_text(pilot, "Deepgram nova-3 · sandbox, 2")
        await wait_for_text(pilot, "[inaudible]")
        shown = frame_text(app)
        assert not any(character in shown for character in "\x1b\x07\u202e\x9b")
        await wait_for_text(pilot, "speaker 1")


def _heard(duration: float) -> Transcript:
    texts = [*MARKUP.split(), PAYLOAD, "again"]
    words = tuple(
        Word(text, 0.5 * number, 0.5 * number + 0.4, 0.9, text, str(number // 4), 0)
        for number, text in enumerate(texts)
    )
    return Transcript(
        "deepgram", "nova-3", "en", duration, " ".join(texts), words, sandbox=True, request_id="r"
    )


async def test_a_reference_without_times_is_shown_and_says_so(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    record = workspace.clips()[0]
    workspace.set_references(
        record.sha256, {0: "only the text of it", 1: "and of the other"}, ReferenceOrigin("typed")
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "only the text of it")
        await wait_for_text(pilot, "nobody knows when each word was said")
        await pilot.press("a")
        await wait_for_text(pilot, "It is not known when")


async def test_a_hit_is_opened_and_played_from_elsewhere(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    lecture = workspace.clips()[1]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_listening(app, lecture.sha256)
        assert screen is not None
        screen.play_part(lecture.sha256, 4.0, 4.5)
        await wait_for_text(pilot, "span 0:03.6 to 0:04.9")
        await wait_for_text(pilot, "Lecture")


async def test_an_empty_workspace_names_the_next_key(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    for record in workspace.clips():
        workspace.retire_clip(record.sha256)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "c adds the sample calls")
        await pilot.press("space")
        await wait_for_text(pilot, "There is no clip yet")
        await pilot.press("c")
        await wait_for_text(pilot, "5 sample calls added")
        await wait_for_text(pilot, "Paused")


async def test_leaving_stops_what_plays(app: CrossfadeApp, stage: Stage) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("space")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        await pilot.press("question_mark")
        await wait_for_text(pilot, "esc close")
        assert app.sound.player.state().playing
        await pilot.press("escape", "escape")
        await wait_for(pilot, lambda: not app.sound.player.state().playing, "it stops")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(app: CrossfadeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("F", "n")
        await wait_for(pilot, lambda: pane.word_number > 0, "it is on a word")
        await pilot.pause()
        await check_frame(app, "listen")
        await pilot.press("plus", "plus", "plus", "s", "f", "f")
        await pilot.press("e", "space")
        await wait_for_text(pilot, "Paused")
        screen = app.screen
        assert isinstance(screen, ListenScreen)
        await pilot.pause()
        await check_frame(app, "listen-close")
        if size[0] < 80:
            await pilot.press("v")
            await wait_for_text(pilot, "Reference")
            # The keys go to what is in view.
            await wait_for(pilot, lambda: isinstance(app.focused, SpokenText), "it has the focus")
            await check_frame(app, "listen-words")


@pytest.mark.parametrize("size", SIZES)
async def test_ascii_frames(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    app.sound.environ = {"TERM": "linux"}
    Stage(missing=SOUNDLESS).into(app)
    async with app.run_test(size=size, notifications=True) as pilot:
        pane = await opened(pilot)
        await wait_for_text(pilot, "no sound device")
        await pilot.press("F")
        await at(pilot, pane, 5.0)
        await pilot.pause()
        picture = pane.wave.region
        rows = frame_text(app).splitlines()[picture.y : picture.bottom]
        assert all(row[picture.x : picture.right].replace("│", "|").isascii() for row in rows)
        await check_frame(app, "listen-ascii")
    await app.sound.close()


def test_turns_keep_speakers_apart_and_end_with_a_pause() -> None:
    def word(text: str, start: float, channel: int = 0) -> Word:
        return Word(text, start, start + 0.3, channel=channel)

    words = [word("a", 0.0), word("b", 0.4), word("hm", 0.5, 1), word("c", 0.8), word("d", 9.0)]
    found = turns(words, 2)
    assert [(turn.label, turn.words) for turn in found] == [
        ("channel 1", (0, 1, 3)),
        ("channel 2", (2,)),
        ("channel 1", (4,)),
    ]
    assert turns([word("a", 0.0)], 1)[0].label == ""
    assert turns((), 1) == ()


@pytest.mark.parametrize("size", SIZES)
async def test_a_reference_is_typed_while_listening_and_the_cursor_stays_in_the_text(
    workspace: Workspace,
    app: CrossfadeApp,
    stage: Stage,
    check_frame: CheckFrame,
    size: tuple[int, int],
) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("j", "enter")
        await wait_for_text(pilot, "2 samples")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, ReferenceEditor), "it is opened")
        await wait_for_text(pilot, "Paused")
        pane = app.screen.query_one(Listening)
        scan = pane.wave._scan
        await wait_for(pilot, lambda: scan is not None and scan.done, "the clip is read")
        await pilot.press("f2")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        await passes(pilot, pane, stage, 3.0)
        await pilot.press(*"Oh ")
        await pilot.press("f3")
        await wait_for(pilot, lambda: pane.state.position < 1.5, "two seconds back")
        await pilot.press("f2")
        await wait_for(pilot, lambda: not pane.state.playing, "it stands still")
        await pilot.press("f3", "f4")
        await at(pilot, pane, 2.0)
        await wait_for_text(pilot, "Oh Northern travel")
        await pilot.pause()
        await check_frame(app, "reference-listening")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, ReferenceEditor), "it closes")
        assert workspace.clips()[0].references[0].startswith("Oh Northern travel")
        assert app.sound.holder is None


async def test_a_clip_of_the_samples_is_listened_to_by_one_key(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "enter")
        await wait_for_text(pilot, "2 samples")
        await pilot.press("j", "space")
        await wait_for(pilot, lambda: isinstance(app.screen, ListenScreen), "it is opened")
        assert isinstance(app.screen, ListenScreen)
        assert app.screen.record == workspace.clips()[1]


async def test_the_samples_say_what_was_recorded_and_never_named(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    part = workspace.audio / "2026-11-20T09-15-00.part.wav"
    part.write_bytes(header(16000, PcmFormat("linear16", 16000, 1)) + bytes(2 * 24000))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "enter")
        await wait_for_text(pilot, "A cut-off recording is repaired (0:01.5). 1 has no name yet: w")
        assert not part.exists()


async def test_a_look_after_the_picture_has_gone_does_no_harm(app: CrossfadeApp) -> None:
    """When the program ends, its widgets go one after the other, and a clock may tick between."""
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        pane = await opened(pilot)
        await pilot.press("space")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        await pane.query_one(TransportBar).remove()
        pane._look()
        assert pane.state.playing

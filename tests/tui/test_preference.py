"""The blind choice by ear, by keys only, on a loudspeaker whose clock a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import cast

import pytest
from textual.pilot import Pilot

from checklists.before.keywords import climb, plan_ladder
from checklists.before.preference.evidence import KIND
from checklists.before.preference.spans import Variant
from checklists.before.preference.trial import PreferenceTrial
from checklists.records import ClipRecord
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.audio.devices import NoSound
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import Vendor
from tests.checklists.before.preference.invented import pair, variant
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted_sound import Stage
from tests.tui.searched_calls import CALL, add_call
from tests.tui.windows import SIZES, resized
from tui.app import CrossfadeApp
from tui.screens.choose import ChooseWindow
from tui.screens.phase import PhaseScreen
from tui.screens.preference import PreferenceScreen, open_by_ear, open_variants
from tui.screens.run import RunWindow

SOUNDLESS = NoSound("none was found", "plug one in")


@pytest.fixture
def call(workspace: Workspace) -> ClipRecord:
    """A call without a reference."""
    return add_call(workspace, CALL)


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


async def opened(
    pilot: Pilot[int], variants: Sequence[Variant], *, sound: bool = True
) -> PreferenceScreen:
    """The choice over the task list, its clip read where there is one (``sound``)."""
    app = pilot.app
    assert isinstance(app, CrossfadeApp)
    screen = open_variants(app, variants)
    await wait_for(pilot, lambda: app.screen is screen and screen.is_mounted, "it is opened")
    await wait_for(pilot, lambda: screen.trial is not None, "the disagreements are found")
    await pilot.pause()

    def read() -> bool:
        scan = screen.listening.wave._scan
        return scan is not None and scan.done and "reading" not in frame_text(app)

    if sound:
        await wait_for(pilot, read, "the clip is read")
    return screen


def trial_of(screen: PreferenceScreen) -> PreferenceTrial:
    """What is judged."""
    assert screen.trial is not None
    return screen.trial


def key_for(screen: PreferenceScreen, number: int) -> str:
    """The key of the letter under which a variant stands at the place under the cursor."""
    span = screen.span
    assert span is not None
    wanted = span.wordings[number].key
    choices = trial_of(screen).choices(span)
    return next(letter for letter, one in choices if one.key == wanted).lower()


async def test_a_choice_is_made_by_keys(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, pair(call.sha256))
        pane, trial = screen.listening, trial_of(screen)
        assert len(trial.spans) == 8
        await wait_for_text(pilot, "Which is said? 1 of 8")
        await wait_for_text(pilot, "space plays the place; an answer plays the next one.")
        # Blind: nothing tells whose words these are.
        assert "all terms" not in frame_text(app) and "without terms" not in frame_text(app)
        await pilot.press("space")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        first = trial.spans[0]
        span = pane.state.span
        assert span is not None and span.end == pytest.approx(first.end + 0.4)
        await pilot.press(key_for(screen, 1))
        await wait_for_text(pilot, "1 of 8 places answered")
        # The next one comes by itself, and is played.
        await wait_for_text(pilot, "Which is said? 2 of 8")
        assert pane.state.playing and trial.unplayed == 0
        for _ in range(5):
            await pilot.press(key_for(screen, 1))
        await pilot.press(key_for(screen, 0), "s")
        await wait_for_text(pilot, "8 of 8 places answered, 1 of them skipped")
        await pilot.press("r")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "it tells who won")
        await wait_for_text(pilot, "all terms over without terms: 6 to 1; right in 85.7%")
        await wait_for_text(pilot, "Zyxel (all terms over without terms)")
        await pilot.press("escape", "f")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks what is kept")
        await pilot.press("enter")
        await wait_for_text(pilot, "Recorded as evidence, by ear:")
        (run,) = workspace.runs(KIND)
        assert run.sandbox and run.clip == call.sha256 and run.model == "nova-3"
        assert run.numbers == {"spans": 8, "answered": 7, "skipped": 1, "unplayed": 0}
        (evidence,) = workspace.evidence("test-audio")
        assert evidence.run == run.id and evidence.note == "by ear: none kept"
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "it is left")
        await wait_for(pilot, lambda: not app.sound.player.state().playing, "it is silent")


async def test_undo_stepping_and_taking_it_up_again(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, pair(call.sha256))
        await pilot.press("z")
        await wait_for(pilot, lambda: bool(app._notifications), "there is nothing to take back")
        dealt = [trial_of(screen).choices(span) for span in trial_of(screen).spans]
        await pilot.press("a", "e", "n")
        await wait_for_text(pilot, "3 of 8 places answered")
        await pilot.press("escape")
        # As after a killed program: another trial of the same variants.
        screen = await opened(pilot, pair(call.sha256))
        trial = trial_of(screen)
        await wait_for_text(pilot, "3 of 8 places answered")
        await wait_for_text(pilot, "Which is said? 4 of 8")
        assert [trial.choices(span) for span in trial.spans] == dealt
        await pilot.press("left_square_bracket")
        await wait_for_text(pilot, "none is right")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await wait_for_text(pilot, "A is right")
        await pilot.press("b")
        assert trial.letter_on(trial.spans[0]) == "B"
        await pilot.press("z")
        await wait_for_text(pilot, "A is right now.")
        assert trial.letter_on(trial.spans[0]) == "A"
        await pilot.press("z", "backspace")
        await wait_for_text(pilot, "1 of 8 places answered")
        await pilot.press("up", "right_square_bracket", "right_square_bracket")
        await wait_for_text(pilot, "Which is said? 3 of 8")


async def test_who_is_ahead_can_be_seen_at_any_time_and_the_record_says_so(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, pair(call.sha256))
        await pilot.press("f")
        await wait_for(pilot, lambda: bool(app._notifications), "nothing is answered yet")
        await pilot.press(key_for(screen, 1), "r")
        await wait_for_text(pilot, "1 to 0; no rate under 6")
        await pilot.press("escape", key_for(screen, 1), "f")
        await wait_for_text(pilot, "2 to 0 against without terms")
        await pilot.press("up", "enter")
        await wait_for_text(pilot, "by ear: all terms")
        (run,) = workspace.runs(KIND)
        assert run.result["looked_after"] == [1, 2] and run.result["kept"] == "all terms"
        assert run.result["verdict"] == {"kept": "all terms", "by": "ear", "shown": False}


async def test_three_variants_and_letters_that_are_shared(
    app: CrossfadeApp, call: ClipRecord
) -> None:
    sha = call.sha256
    without, every = pair(sha)
    kept = variant("the kept terms", sha, "so the Zyxel ~ is down again", ("Zyxel",))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, (without, kept, every))
        trial = trial_of(screen)
        first, last = trial.spans[0], trial.spans[-1]
        assert len(trial.choices(first)) == 2 and len(trial.choices(last)) == 3
        await pilot.press("c")
        await wait_for(pilot, lambda: bool(app._notifications), "there are only A and B here")
        assert trial.answer_on(first) is None
        # What two variants share counts for both.
        await pilot.press(key_for(screen, 1))
        assert trial.right_at(first) == (1, 2)
        await pilot.press("end", "c")
        await wait_for(pilot, lambda: trial.letter_on(last) == "C", "C is chosen")


async def test_a_kept_ladder_is_judged_by_ear(app: CrossfadeApp, workspace: Workspace) -> None:
    """What the bench's key does with the run it shows."""
    record = add_call(workspace, CALL, reference=True)

    def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions)
        return ["the Zyxel is down" if "Zyxel" in options.keyterm else "the cycle is down"]

    plan = plan_ladder([record], ["Zyxel", "router"], sandbox=True, workspace=workspace)
    result = await climb(cast(Vendors, BatchVendors(says)), plan, workspace)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        open_by_ear(app, workspace.run(result.run))
        await wait_for_text(pilot, "Compare by ear, without a reference")
        await wait_for_text(pilot, "none against all")
        await wait_for_text(pilot, "none against router alone")
        await pilot.press("enter")
        await wait_for_text(pilot, "Which is said? 1 of 1")
        assert isinstance(app.screen, PreferenceScreen)
        await pilot.press(key_for(app.screen, 1), "r")
        await wait_for_text(pilot, "all terms over without terms: 1 to 0")
        await wait_for_text(pilot, "Zyxel (all terms over without terms): still open")
        await pilot.press("escape", "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "it is left")
        # The same answer holds where another set has the same words there.
        open_by_ear(app, workspace.run(result.run))
        await pilot.press("down", "enter")
        await wait_for_text(pilot, "1 of 1 place answered")
        with pytest.raises(BadInput, match="kept no answers"):
            open_by_ear(app, workspace.record_run("keywords", sandbox=True, result={"terms": []}))


async def test_without_a_device_nothing_plays_by_itself(
    make_app: MakeApp, call: ClipRecord
) -> None:
    app = make_app()
    Stage(missing=SOUNDLESS).into(app)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, pair(call.sha256))
        await wait_for_text(pilot, "no sound device: none was found")
        await pilot.press("a")
        await wait_for_text(pilot, "Which is said? 2 of 8")
        await wait_for_text(pilot, "Paused")
        assert trial_of(screen).unplayed == 1
        # The cursor runs in silence where somebody wants it to; the shell plays it elsewhere.
        await pilot.press("space")
        await wait_for_text(pilot, "Playing")
        await pilot.press("y")
        await wait_for_text(pilot, "Copied: the likeliest")
    await app.sound.close()


async def test_a_clip_that_is_not_here_and_variants_that_agree(
    app: CrossfadeApp, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, pair("0" * 64), sound=False)
        await wait_for_text(pilot, "The clip is not in the workspace")
        await pilot.press("space")
        await wait_for(pilot, lambda: bool(app._notifications), "it cannot be played")
        await pilot.press("a")
        await wait_for_text(pilot, "1 of 8 places answered")
        await pilot.press("escape")
        same = (variant("one", call.sha256, "all alike"), variant("two", call.sha256, "All alike."))
        screen = await opened(pilot, same, sound=False)
        await wait_for_text(pilot, "one and two have the same words everywhere")
        for key in ("a", "space", "r", "f", "z", "right_square_bracket", "p"):
            await pilot.press(key)
        assert app.screen is screen
        await pilot.press("escape")
        apart = (variant("one", "1" * 64, "a"), variant("two", "2" * 64, "b"))
        open_variants(app, apart)
        await wait_for_text(pilot, "The variants have no clip in common")


async def test_hostile_words_are_shown_and_harmless(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    named = workspace.add_clip(call.clip, name=f"{PAYLOAD} [/]")
    variants = (
        variant(f"{PAYLOAD} [/]", named.sha256, f"so {MARKUP} here"),
        variant(MARKUP, named.sha256, f"so x{PAYLOAD} here", (MARKUP, PAYLOAD)),
    )
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await opened(pilot, variants)
        shown = frame_text(app)
        await pilot.press("a", "r")
        await wait_for_text(pilot, "What this rests on")
        shown += frame_text(app)
        await pilot.press("escape", "f")
        await wait_for_text(pilot, "Which variant is kept")
        shown += frame_text(app)
        await pilot.press("up", "enter")
        await wait_for_text(pilot, "Recorded as evidence")
        shown += frame_text(app)
        assert not any(character in shown for character in "\x1b\x07\u202e\x9b")
        assert "[/]" in shown and "[inaudible]" in shown


async def test_no_size_ends_the_program(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, pair(call.sha256))
        await resized(pilot)
        await pilot.press("a")
        await wait_for_text(pilot, "1 of 8 places answered")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    app: CrossfadeApp, call: ClipRecord, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot, pair(call.sha256))
        await check_frame(app, "preference")
        for number in (1, 1, 1, 0):
            await pilot.press(key_for(screen, number))
        await pilot.press("s", "e", "space")
        await wait_for_text(pilot, "Paused")
        await check_frame(app, "preference-judged")
        if size[0] < 80:
            await pilot.press("v")
            await wait_for_text(pilot, "right     place disputed")
            await check_frame(app, "preference-places")
        await pilot.press("r")
        await wait_for_text(pilot, "Who is right more often")
        await check_frame(app, "preference-result")

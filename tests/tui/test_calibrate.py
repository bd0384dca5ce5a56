"""The calibration of a term, by keys only, on a loudspeaker whose clock a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.before.search import record, search_clip
from checklists.before.search_truth import occurrences
from checklists.records import ClipRecord
from checklists.scoring.cut import FEWEST_LABELS
from checklists.scoring.search_scores import Claim, matched
from checklists.search_labels import Said, SearchCut
from checklists.workspace import Workspace
from providers.audio.devices import NoSound
from providers.sandbox.process import SandboxUrls
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted_sound import Stage
from tests.tui.searched_calls import CALL, DAY, LECTURE, add_call, hit, record_search
from tests.tui.windows import SIZES, resized
from tui.app import CrossfadeApp
from tui.calibrate_lines import MOST_SHOWN
from tui.screens.calibrate import CalibrateScreen
from tui.screens.choose import ChooseWindow
from tui.screens.phase import PhaseScreen
from tui.vendor_desk import VendorDesk
from tui.workbenches import by_id

TERM = "Zyxel"
HITS = (
    hit(1.2, 0.94, "sick cell", 1), hit(5.0, 0.91, "zyxel"), hit(9.1, 0.83, "zeal", 1),
    hit(12.0, 0.77, "cycle"), hit(15.0, 0.71, "is axle", 1), hit(18.5, 0.64, "sicken"),
    hit(22.0, 0.55, "the shelf", 1), hit(25.0, 0.47, "fixed it"), hit(28.0, 0.33, "so well", 1),
    hit(31.0, 0.21, "sell"),
)  # fmt: skip
SOUNDLESS = NoSound("none was found", "plug one in")


@pytest.fixture
def call(workspace: Workspace) -> ClipRecord:
    """A call without a reference, searched for the term."""
    made = add_call(workspace, CALL)
    record_search(workspace, made, HITS)
    return made


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


async def opened(pilot: Pilot[int], term: str = TERM, *, sound: bool = True) -> CalibrateScreen:
    """The calibration over the task list, its clip read where there is one (``sound``)."""
    screen = CalibrateScreen(term)
    pilot.app.push_screen(screen)
    await wait_for(pilot, lambda: pilot.app.screen is screen and screen.is_mounted, "it is opened")
    await pilot.pause()

    def read() -> bool:
        scan = screen.listening.wave._scan
        # What is being read is said in the picture.
        return scan is not None and scan.done and "reading" not in frame_text(screen.program)

    if sound:
        await wait_for(pilot, read, "the clip is read")
    return screen


def here(screen: CalibrateScreen) -> float:
    """The confidence of the hit that is asked about."""
    found = screen._here
    assert found is not None
    return found.hit.confidence


def missed(screen: CalibrateScreen) -> int:
    """How many occurrences are known that no hit claims."""
    return len(screen.walk.now.unfound) if screen.walk.now else 0


async def told(pilot: Pilot[int], words: str) -> None:
    """Wait for a notice, however its lines are broken."""
    app = pilot.app
    await wait_for(
        pilot, lambda: any(words in toast.message for toast in app._notifications), words
    )


async def judge(pilot: Pilot[int], screen: CalibrateScreen, answers: dict[float, str]) -> None:
    """Answer whatever is asked about, until all of these are."""
    left = dict(answers)
    while left:
        key = left.pop(here(screen), "u")
        await pilot.press(key)


ANSWERS = {0.94: "y", 0.91: "y", 0.83: "y", 0.77: "y", 0.71: "n", 0.64: "y", 0.55: "n", 0.47: "n"}


async def test_a_term_is_calibrated_by_keys(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        pane = screen.listening
        # The least decided comes first; a key plays it with a second before and after it.
        assert here(screen) == 0.47
        await wait_for_text(pilot, "space plays the hit; an answer plays the next one.")
        await wait_for_text(pilot, "Paused   0:25.0 / 0:36.8")
        await pilot.press("space")
        await wait_for_text(pilot, "span 0:24.0 to 0:26.5")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        await wait_for_text(pilot, "0 of at least 8 hits are judged, 8 wanting")
        await pilot.press("c")
        await told(pilot, "a cut from fewer would be chance")
        await pilot.press("n")
        await wait_for_text(pilot, "0.47 at 0:25.0: not said.")
        assert here(screen) == 0.55
        # The next one comes by itself.
        await wait_for_text(pilot, "span 0:21.0 to 0:23.5")
        assert pane.state.playing
        await judge(pilot, screen, {one: key for one, key in ANSWERS.items() if one != 0.47})
        await wait_for_text(pilot, "8 labels, 5 right")
        await wait_for_text(pilot, "Cut 0.59, recommended: precision 0.83 · recall 1.00")
        await wait_for_text(pilot, "Recommended 0.59, 95 % interval")
        await pilot.press("c")
        await wait_for_text(pilot, "Kept 0.59 for Zyxel with nova-3.")
        await wait_for_text(pilot, "Kept 0.59 · 8 labels, by ear, ")
        (cut,) = workspace.search_labels.cuts()
        assert (cut.cut, cut.labels, cut.right, cut.basis) == (0.595, 8, 5, "ear")
        assert cut.low is not None and cut.high is not None and cut.low <= cut.cut <= cut.high
        labels = {one.start: one.said for one in workspace.search_labels.of(TERM)}
        assert len(labels) == 8 and labels[25.0] == "no" and labels[1.2] == "yes"
        # The last two, of which nobody can tell, change no figure.
        await pilot.press("u", "u")
        await wait_for_text(pilot, "Every hit is judged: c keeps the cut.")
        await wait_for_text(pilot, "8 labels, 5 right")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "it is left")
        await wait_for(pilot, lambda: not app.sound.player.state().playing, "it is silent")


async def test_elsewhere_marks_and_undoing(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await pilot.press("e")
        assert missed(screen) == 1
        await wait_for_text(pilot, "elsewhere")
        await wait_for_text(pilot, "Playing  0:21.0")
        await pilot.press("space")
        await wait_for_text(pilot, "Paused")
        pane = screen.listening
        await pilot.press("b", "b", "b")
        await wait_for(pilot, lambda: abs(pane.state.position - 18.0) < 0.01, "it is at 18.0")
        await pilot.press("m")
        # That is the hit at 18.5, which has to be judged instead.
        await told(pilot, "A hit claims this place already")
        assert here(screen) == 0.64
        await wait_for(pilot, lambda: abs(pane.state.position - 18.5) < 0.01, "it is shown")
        await pilot.press("f", "f", "m")
        await wait_for_text(pilot, "Marked at L 0:20.2: said, and found by no hit.")
        assert missed(screen) == 2
        await pilot.press("z")
        await wait_for_text(pilot, "Taken back: marked at 0:20.2.")
        await pilot.press("backspace")
        await wait_for_text(pilot, "Taken back: said elsewhere at 0:25.0.")
        assert here(screen) == 0.47
        assert workspace.search_labels.of(TERM) == ()
        await pilot.press("z")
        await told(pilot, "No answer was given here yet.")


async def test_a_mark_while_it_plays_lies_before_the_key(
    app: CrossfadeApp, stage: Stage, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        pane = screen.listening
        await pilot.press("t")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks for a clip")
        await pilot.press("enter")
        await wait_for_text(pilot, "· all of it")
        # The right side speaks there; the left one would be louder.
        await pilot.press("s", "s", "p")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")

        def three_seconds_on() -> bool:
            # In small steps, so that the player keeps up, from whenever it began.
            stage.now += 0.05
            return pane.state.position >= 2.9

        await wait_for(pilot, three_seconds_on, "it goes on")
        heard = pane.state.position
        await pilot.press("m")
        await wait_for_text(pilot, "Marked at R 0:02.")
        (label,) = workspace.search_labels.of(TERM)
        assert label.said == "unfound" and label.channel == 1
        assert (label.start, label.end) == pytest.approx((heard - 0.5, heard), abs=0.11)
        # The next answer leads back to the hits.
        await pilot.press("n")
        await wait_for_text(pilot, "span 0:21.0 to 0:23.5")


async def test_the_cut_is_set_by_hand(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "Cut 0.50, to begin with")
        await pilot.press("r")
        await told(pilot, "The cut is not set by hand.")
        await pilot.press("right", "right", "shift+right", "left")
        await wait_for_text(pilot, "Cut 0.61, set by hand")
        assert here(screen) == 0.47, "the cursor stays on its hit"
        await pilot.press("less_than_sign", "c")
        await wait_for_text(pilot, "Kept 0.51 · 0 labels, set by hand")
        assert [(one.cut, one.basis) for one in workspace.search_labels.cuts()] == [(0.51, "hand")]
        await pilot.press("r")
        await wait_for_text(pilot, "Cut 0.51, kept: ")


async def test_a_reference_judges_what_nobody_has_to_hear(
    app: CrossfadeApp, workspace: Workspace
) -> None:
    lecture = add_call(workspace, LECTURE, reference=True)
    word = next(one for one in lecture.truth if len(one.text) > 5)
    right = hit(word.start, 0.9, word.text)
    record_search(workspace, lecture, [right, hit(0.0, 0.4, "nothing")], term=word.text)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, word.text)
        await wait_for_text(pilot, "yes ref")
        await wait_for_text(pilot, "A reference judges every hit: nothing needs to be listened to.")
        assert not screen.listening.state.playing
        await wait_for_text(pilot, "2 of 2 hits judged")
        # An ear may know better.
        await pilot.press("j", "y")
        await wait_for(pilot, lambda: "no ref" not in frame_text(app), "it is judged by ear")
        assert screen.walk.now is not None and screen.walk.now.basis == "both"


async def test_without_a_device_nothing_plays_by_itself(
    make_app: MakeApp, call: ClipRecord
) -> None:
    app = make_app()
    Stage(missing=SOUNDLESS).into(app)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "no sound device: none was found")
        await pilot.press("n")
        await wait_for(pilot, lambda: here(screen) == 0.55, "the next hit")
        await wait_for_text(pilot, "Paused   0:22.0 / 0:36.8")
        # The cursor runs in silence where somebody wants it to.
        await pilot.press("a")
        await wait_for_text(pilot, "span 0:19.0 to 0:25.5")
        await wait_for_text(pilot, "Playing")
    await app.sound.close()


async def test_a_stale_cut_is_said(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    workspace.search_labels.keep_cut(
        SearchCut(TERM, "nova-2", True, 0.7, 0.6, 0.8, 12, 7, 0, "ear", "ada", DAY)
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "Kept 0.70 is stale: set for nova-2, this is nova-3")
        await pilot.press("right", "c")
        await wait_for_text(pilot, "Kept 0.51 · 0 labels, set by hand")
        assert "stale" not in frame_text(app)


async def test_many_labels_are_worked_out_beside_the_screen(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    many = [hit(0.3 * number, (number + 1) / 112, "x") for number in range(110)]
    record_search(workspace, call, many)
    for number, one in enumerate(many):
        said: Said = "yes" if number > 50 else "no"
        workspace.search_labels.add(TERM, call.sha256, 0, one.start, one.end, said)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "Recommended 0.46, 95 % interval")
        await wait_for_text(pilot, "110 labels")
        await pilot.press("n")
        await wait_for(pilot, lambda: not screen.walk.waiting, "it is worked out again")


async def test_a_list_longer_than_anybody_walks_says_how_much_more_there_is(
    app: CrossfadeApp, workspace: Workspace, call: ClipRecord
) -> None:
    count = MOST_SHOWN + 12
    many = [hit(0.1 * number, number / count, "x") for number in range(count)]
    record_search(workspace, call, many)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "0 of 312 hits judged · 300 listed")
        # The last of the list is as far from the cut as any but twelve.
        await pilot.press("end")
        await wait_for(pilot, lambda: abs(here(screen) - 0.5) > 0.47, "the last of the list")


async def test_a_term_that_was_heard_nowhere_and_one_that_nobody_asked_for(
    app: CrossfadeApp, workspace: Workspace
) -> None:
    record_search(workspace, add_call(workspace, CALL), ())
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "The search heard this term nowhere.")
        await wait_for_text(pilot, "· all of it")
        await pilot.press("y")
        await told(pilot, "There is no hit to judge")
        await pilot.press("f", "m")
        await wait_for_text(pilot, "Marked at")
        assert missed(screen) == 1
        await pilot.press("escape")
        await opened(pilot, "router", sound=False)
        await wait_for_text(pilot, "Nothing on record asked for this term")
        for key in ("n", "m", "c", "right", "p", "t"):
            await pilot.press(key)
        assert frame_text(app).count("router") and app.is_running


async def test_every_way_out_leads_somewhere(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("1")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back at the tasks")
        await opened(pilot)
        await app.open_bench(by_id("listen"))
        await wait_for(pilot, lambda: app.screen.name == "bench-listen", "another workbench")
        assert [type(one) for one in app.screen_stack].count(CalibrateScreen) == 0
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back at the tasks")
        screen = await opened(pilot)
        await pilot.press("2")
        await wait_for(pilot, lambda: app.current_mode == "during", "another phase")
        await pilot.press("1")
        await wait_for(pilot, lambda: app.screen is screen, "it is as it was left")
        await pilot.press("question_mark")
        await wait_for_text(pilot, "Yes: the term is said here.")


async def test_hostile_words_are_shown_and_harmless(
    app: CrossfadeApp, workspace: Workspace
) -> None:
    term = f"{MARKUP} {PAYLOAD}"
    made = replace(add_call(workspace, CALL).clip)
    named = workspace.add_clip(made, name=f"{PAYLOAD} [/]")
    record_search(workspace, named, [hit(1.0, 0.5, f"{PAYLOAD} [/]")], term=term, model=PAYLOAD)
    workspace.search_labels.keep_cut(
        SearchCut(term, MARKUP, True, 0.7, 0.6, 0.8, 12, 7, 0, "ear", PAYLOAD, DAY)
    )
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await opened(pilot, term)
        await pilot.press("y", "m", "right", "c")
        await wait_for_text(pilot, "Kept")
        shown = frame_text(app)
        assert not any(character in shown for character in "\x1b\x07\u202e\x9b")
        assert "[/]" in shown


async def test_no_size_ends_the_program(app: CrossfadeApp, call: ClipRecord) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await resized(pilot)
        await pilot.press("y")
        await wait_for_text(pilot, "1 of 10 hits judged")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    app: CrossfadeApp,
    workspace: Workspace,
    call: ClipRecord,
    check_frame: CheckFrame,
    size: tuple[int, int],
) -> None:
    workspace.search_labels.keep_cut(
        SearchCut(TERM, "nova-2", True, 0.7, 0.6, 0.8, 12, 7, 0, "ear", "ada", DAY)
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot)
        await check_frame(app, "calibrate")
        await judge(pilot, screen, ANSWERS)
        await pilot.press("space")
        await wait_for_text(pilot, "Paused")
        await check_frame(app, "calibrate-judged")
        if size[0] < 80:
            await pilot.press("v")
            await wait_for_text(pilot, "P precision")
            await check_frame(app, "calibrate-curve")


async def test_an_ascii_frame(make_app: MakeApp, call: ClipRecord, check_frame: CheckFrame) -> None:
    app = make_app()
    app.sound.environ = {"TERM": "linux"}
    Stage(missing=SOUNDLESS).into(app)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "no sound device")
        await judge(pilot, screen, ANSWERS)
        await wait_for_text(pilot, "8 labels, 5 right")
        await check_frame(app, "calibrate-ascii")
    await app.sound.close()


async def test_the_sandboxs_own_hits_are_calibrated(
    workspace: Workspace, sandbox: SandboxUrls, stage: Stage, tmp_path: Path
) -> None:
    """What the sandbox really hears; the reference of the same audio plays the ear that answers.

    "The" is a term as bad as can be: short, and heard in many places where it is not.
    """
    term = "the"
    heard = add_call(workspace, LECTURE)
    with Workspace.open(tmp_path / "known") as elsewhere:
        said = occurrences(add_call(elsewhere, LECTURE, reference=True), term)
    assert said
    desk = VendorDesk("auto", sandbox.environment())
    record(workspace, await search_clip(await desk.vendors(), heard.clip, [term]))
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    stage.into(app)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, term)
        hits = screen.walk.order
        assert len(hits) >= FEWEST_LABELS
        claims = [Claim(one.place, one.hit.confidence) for one in hits]
        right = {one.claim.place for one in matched(claims, said).judged if one.correct}
        assert right
        for _ in hits:
            one = screen._here
            assert one is not None and not one.said
            await pilot.press("y" if one.place in right else "n")
        await wait_for_text(pilot, f"{len(hits)} labels, {len(right)} right")
        await wait_for_text(pilot, "Cut 0.")
        await pilot.press("c")
        await wait_for_text(pilot, "by ear, ")
    (cut,) = workspace.search_labels.cuts()
    assert cut.sandbox and (cut.labels, cut.right) == (len(hits), len(right))
    # As good a cut as there is: no other keeps more of the right ones for as few wrong ones.
    best = max(point.f1 for point in screen.walk.now.curve) if screen.walk.now else 0.0
    assert screen.walk.now is not None and screen.walk.now.at(cut.cut).f1 == best
    await desk.close()
    await app.sound.close()

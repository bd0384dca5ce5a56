"""The samples workbench by keys: adding, proposing, references, and the record of the choice."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from checklists.before import references, samples
from checklists.before.sample_facts import measure_clip
from checklists.beginning import Answers
from checklists.records import ClipRecord
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.pacing import PcmFormat
from providers.sandbox.process import SandboxUrls
from providers.speech import Transcript, Word
from tests.checklists.before.calls import call, sound
from tests.providers.audio.making import interleave, tone, wav_of
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP
from tui.app import CrossfadeApp
from tui.sample_lines import amount, left_out_sections, length
from tui.screens.proposal import ProposalWindow
from tui.screens.reference_editor import ReferenceEditor
from tui.screens.samples import SamplesScreen
from tui.widgets.listening import Listening
from tui.widgets.table import TableRows

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
DESIGNED = SIZES[:2]
STEREO = PcmFormat("linear16", 8000, 2)


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    """A directory of calls under the home directory, of two years and several kinds."""
    calls = workspace.directory.parent / "calls"
    day = 86400.0
    call(calls / "2026" / "stereo.wav", sound(2.0, channels=2), age=day)
    call(calls / "2026" / "mono.wav", sound(1.0, rate=16000), age=day)
    call(calls / "2025" / "quiet.wav", sound(3.0, amplitude=0.008), age=400 * day)
    doubled = wav_of(interleave(tone(1.5, 8000), tone(1.5, 8000)), STEREO)
    call(calls / "2025" / "doubled.wav", doubled, age=400 * day)
    call(calls / "2025" / "four.wav", sound(1.0, channels=4), age=400 * day)
    (calls / "2026" / "mono.txt").write_text("thank you for calling")
    (calls / "2026" / "notes.pdf").write_bytes(b"%PDF-1.4")
    return calls


def add(workspace: Workspace, path: Path) -> ClipRecord:
    return samples.add(workspace, measure_clip(path))


def bench(app: CrossfadeApp) -> SamplesScreen:
    found = [one for one in app.screen_stack if isinstance(one, SamplesScreen)]
    assert found
    return found[-1]


async def opened(pilot: Pilot[int]) -> None:
    """To the samples workbench by keys; every clip is measured then."""
    await pilot.press("g", "j", "enter")
    await wait_for(
        pilot, lambda: isinstance(pilot.app.screen, SamplesScreen), "the workbench is open"
    )
    screen = pilot.app.screen
    assert isinstance(screen, SamplesScreen)
    await wait_for(
        pilot,
        lambda: all(one.sha256 in screen.heard for one in screen.clips),
        "every clip is measured",
    )
    await pilot.pause()


async def typed(pilot: Pilot[int], words: str) -> None:
    """Replace what stands in the focused line."""
    await wait_for(pilot, lambda: isinstance(pilot.app.focused, Input), "a line has the focus")
    await pilot.press("end", "ctrl+u")
    assert isinstance(pilot.app.focused, Input)
    # By keys it would take a second for a long path.
    pilot.app.focused.insert_text_at_cursor(words)
    await pilot.pause()


async def proposed(pilot: Pilot[int], place: Path, wanted: int) -> None:
    """Survey a place, until the proposal is in view."""
    await pilot.press("s")
    await wait_for_text(pilot, "Propose a small set")
    await typed(pilot, str(place))
    await pilot.press("enter")
    await typed(pilot, str(wanted))
    await pilot.press("enter", "enter")
    await wait_for(
        pilot, lambda: isinstance(pilot.app.screen, ProposalWindow), "the proposal is in view"
    )
    await wait_for_text(pilot, "Not covered by this set")


# --- adding ----------------------------------------------------------------------------------


async def test_a_directory_is_added_where_it_lies(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "No sample yet.")
        await pilot.press("a")
        await wait_for_text(pilot, "Add audio")
        await typed(pilot, str(folder))
        await pilot.press("enter")
        await wait_for_text(pilot, "5 files to add")
        assert workspace.clips() == ()
        await pilot.press("enter")
        await wait_for_text(pilot, "5 samples added, 1 with the text beside it.")
        by_name = {one.name: one for one in workspace.clips()}
        assert by_name["mono.wav"].clip.path == folder / "2026" / "mono.wav"
        assert by_name["mono.wav"].references == {0: "thank you for calling"}
        assert not list(workspace.audio.iterdir())
        shown = frame_text(app)
        for words in ("doubled", "faint", "refused", "file"):
            assert words in shown
        # The keys of the list work at once.
        first = bench(app).current
        await wait_for(pilot, lambda: app.focused is not None, "the list has the focus")
        await pilot.press("j")
        await wait_for(pilot, lambda: bench(app).current != first, "the cursor moved")
        await pilot.press("u")
        await wait_for_text(pilot, "No audio that is known here.")
        # What became a reference was not left out.
        assert "mono.txt" not in frame_text(app)


async def test_what_was_answered_at_first_is_offered_and_copies_are_kept(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    workspace.beginning.keep(Answers(audio=str(folder / "2026" / "mono.wav")))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "You said the audio is in")
        await pilot.press("a")
        await wait_for_text(pilot, "Add audio")
        await pilot.press("enter")
        await wait_for_text(pilot, "Copy them into the workspace")
        await pilot.press("down", "enter")
        await wait_for_text(pilot, "1 sample added, 1 with the text beside it.")
    (record,) = workspace.clips()
    assert record.name == "mono.wav"
    assert record.clip.path == workspace.audio.absolute() / f"{record.sha256}.wav"
    assert record.clip.path.read_bytes() == (folder / "2026" / "mono.wav").read_bytes()


async def test_escape_adds_nothing_and_the_same_bytes_are_not_added_twice(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "mono.wav")
    copy = call(folder / "again.wav", (folder / "2026" / "mono.wav").read_bytes())
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        for last in ("escape", "enter"):
            await pilot.press("a")
            await wait_for_text(pilot, "Add audio")
            await typed(pilot, str(copy))
            await pilot.press("enter")
            await wait_for_text(pilot, "1 file to add")
            await pilot.press(last)
            await wait_for_text(pilot, "Nothing was" if last == "escape" else "0 samples added")
        await pilot.press("u")
        await wait_for_text(pilot, "The same bytes as 'mono.wav' in the workspace")
    assert len(workspace.clips()) == 1


async def test_a_clip_whose_file_was_moved_is_found_again(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    path = folder / "2026" / "mono.wav"
    record = add(workspace, path)
    path.rename(folder / "moved.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "no file")
        await pilot.press("a")
        await wait_for_text(pilot, "Add audio")
        await typed(pilot, str(folder / "moved.wav"))
        await pilot.press("enter")
        await wait_for_text(pilot, "1 file to add")
        await pilot.press("enter")
        await wait_for_text(pilot, "1 sample added")
        await wait_for(pilot, lambda: "no file" not in frame_text(app), "it is there again")
    assert [one.clip.path for one in workspace.clips()] == [folder / "moved.wav"]
    assert workspace.clips()[0].sha256 == record.sha256


async def test_nothing_to_add_says_why_and_live_sources_are_named(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    os.mkfifo(folder / "tap")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        for place, sentence in (
            (folder / "2026" / "notes.pdf", "Nothing to add there: 1 remark: u shows it."),
            (folder / "tap", "Nothing to add there: 1 remark: u shows it."),
        ):
            await pilot.press("a")
            await wait_for_text(pilot, "Add audio")
            await typed(pilot, str(place))
            await pilot.press("enter")
            await wait_for_text(pilot, sentence)
        await pilot.press("u")
        await wait_for_text(pilot, "'crossfade live - < FIFO' streams it")


@contextlib.asynccontextmanager
async def _amazon_of(urls: SandboxUrls) -> AsyncIterator[Vendors]:
    yield Vendors(None, urls.amazon_access())


async def test_objects_in_s3_are_listed_and_downloaded_when_told_to(
    workspace: Workspace, make_app: MakeApp, sandbox: SandboxUrls
) -> None:
    from providers.amazon.sessions import s3_client, session

    access = sandbox.amazon_access()
    client = s3_client(session(access), access)
    client.create_bucket(Bucket="recordings")
    client.put_object(Bucket="recordings", Key="2026/call #1.wav", Body=sound(1.25))

    def opener(*_: object, **__: object) -> AbstractAsyncContextManager[Vendors]:
        return _amazon_of(sandbox)

    app = make_app(opener)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await wait_for_text(pilot, "Add audio")
        await typed(pilot, "s3://recordings/2026/")
        await pilot.press("enter")
        await wait_for_text(pilot, "the sandbox's S3")
        assert "Leave them where they are" not in frame_text(app)
        assert not list(workspace.audio.iterdir())
        await pilot.press("enter")
        await wait_for_text(pilot, "1 sample added")
    (record,) = workspace.clips()
    assert (record.name, record.clip.duration) == ("call #1.wav", 1.25)
    assert record.clip.path.read_bytes() == sound(1.25)


async def test_the_sample_calls_are_added_once(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await wait_for_text(pilot, "5 sample calls added")
        await wait_for_text(pilot, "script")
        await pilot.press("p")
        await wait_for_text(pilot, "clips of this workspace already")
    assert len(workspace.clips()) == 5


# --- proposing -------------------------------------------------------------------------------


async def test_a_small_set_is_proposed_changed_accepted_and_recorded(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await proposed(pilot, folder, 3)
        window = app.screen
        assert isinstance(window, ProposalWindow)
        assert "3 files proposed of 5, seed 0" in frame_text(app)
        assert "1 file never chosen: Amazon refuses" in frame_text(app)
        # One is left out by hand: what only it stood for is not covered any more.
        dropped = window.query_one(TableRows).selected
        await pilot.press("space")
        await wait_for_text(pilot, "left out by hand")
        await pilot.press("v")
        await wait_for_text(pilot, "What there is, and what is in the set")
        await pilot.press("enter")
        await wait_for_text(pilot, "2 files to add")
        await pilot.press("enter")
        await wait_for_text(pilot, "2 samples added")
        assert dropped not in [str(one.clip.path) for one in workspace.clips()]
        await pilot.press("r")
        await wait_for_text(pilot, "Proposed from 5 files with seed 0; not covered:")
        await pilot.press("y")
        await wait_for_text(pilot, "Recorded as evidence")
    (run,) = workspace.runs("samples")
    assert run.sandbox is False and run.numbers["clips"] == 2
    assert run.result["population"] == 5
    assert any(gap["why"] == "left out by hand" for gap in run.result["not_covered"])
    assert all("rms" in one for one in run.result["clips"])
    (state,) = [one for one in workspace.task_states() if one.id == "representative-samples"]
    assert state.state == "evidence"


async def test_a_proposal_waits_until_the_workbench_is_looked_at(
    make_app: MakeApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from checklists.before import sample_survey

    go_on, survey = Event(), sample_survey.survey

    def slow(*sources: Sequence[str], **about: object) -> object:
        assert go_on.wait(60)
        return survey(*sources, **about)  # type: ignore[arg-type]

    monkeypatch.setattr("checklists.before.sample_survey.survey", slow)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await wait_for_text(pilot, "Propose a small set")
        await typed(pilot, str(folder))
        await pilot.press("enter", "enter", "enter")
        await wait_for_text(pilot, "x stops it")
        await pilot.press("escape")
        await wait_for_text(pilot, "Before migration")
        go_on.set()
        await wait_for_text(pilot, "The samples are looked over")
        assert not isinstance(app.screen, ProposalWindow)
        await pilot.press("enter")
        await wait_for_text(pilot, "files proposed of 5")


async def test_an_empty_set_is_not_accepted_and_escape_adds_nothing(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await proposed(pilot, folder, 2)
        await pilot.press("a", "enter")
        await wait_for_text(pilot, "Nothing is left in the set")
        assert isinstance(app.screen, ProposalWindow)
        await pilot.press("escape")
        await wait_for_text(pilot, "Nothing was added.")
    assert workspace.clips() == ()


@pytest.mark.parametrize(
    ("wanted", "sentence"), [("0", "at least 1"), ("ten", "How many: a whole number")]
)
async def test_what_is_no_number_is_said_in_the_form(
    make_app: MakeApp, folder: Path, wanted: str, sentence: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await wait_for_text(pilot, "Propose a small set")
        await typed(pilot, str(folder))
        await pilot.press("enter")
        await typed(pilot, wanted)
        await pilot.press("enter", "enter")
        await wait_for_text(pilot, sentence)


async def test_a_survey_without_audio_says_so(make_app: MakeApp, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await wait_for_text(pilot, "Propose a small set")
        await typed(pilot, str(folder / "2026" / "notes.pdf"))
        await pilot.press("enter", "enter", "enter")
        await wait_for_text(pilot, "No audio was found there. 1 remark: u shows it.")


async def test_a_survey_is_stopped_by_a_key(
    make_app: MakeApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    looking, stopped = Event(), Event()

    def survey(sources: Sequence[str], **about: object) -> object:
        stop = about["stop"]
        assert callable(stop)
        looking.set()
        while not stop():
            stopped.wait(0.01)
        stopped.set()
        raise AssertionError("nobody waits for this")

    monkeypatch.setattr("checklists.before.sample_survey.survey", survey)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await wait_for_text(pilot, "Propose a small set")
        await typed(pilot, str(folder))
        await pilot.press("enter", "enter", "enter")
        await wait_for(pilot, looking.is_set, "the survey runs")
        await pilot.press("a")
        await wait_for_text(pilot, "Something runs here: press x")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
        await wait_for(pilot, stopped.is_set, "its thread has ended")


# --- references ------------------------------------------------------------------------------


async def test_a_reference_is_typed_for_each_channel(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "stereo.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await wait_for_text(pilot, "What is said: stereo.wav")
        # Letters and digits are keys of the workbench elsewhere.
        await pilot.press(*"3 ql?", "tab", *"my red light", "ctrl+s")
        await wait_for_text(pilot, "Kept: 5 words.")
        assert workspace.clips()[0].references == {0: "3 ql?", 1: "my red light"}
        await pilot.press(*" blinks", "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, SamplesScreen), "the window closed")
        await wait_for_text(pilot, "typed")
    assert workspace.clips()[0].references[1] == "my red light blinks"


async def test_what_was_typed_is_kept_when_the_program_ends(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "mono.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await wait_for_text(pilot, "What is said")
        await pilot.press(*"thank you", "ctrl+q")
    assert workspace.clips()[0].references == {0: "thank you"}


async def test_what_cannot_be_kept_is_said_and_not_lost_at_once(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "mono.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await wait_for_text(pilot, "What is said")
        app.screen.query_one(TextArea).text = "AKIAABCDEFGHIJKLMNOP is the key"
        await pilot.press("escape")
        await wait_for_text(pilot, "Esc again closes")
        assert "AKIAABCDEFGHIJKLMNOP" in app.screen.query_one(TextArea).text
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, SamplesScreen), "the window closed")
    assert workspace.clips()[0].references == {}


async def test_the_keys_of_playback_leave_the_cursor_in_the_text(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    heard: list[object] = []

    class Sound(Listening):
        def toggle(self) -> None:
            heard.append("toggle")

        def skip(self, seconds: float) -> None:
            heard.append(seconds)

    record = add(workspace, folder / "2026" / "mono.wav")

    def keep(texts: Mapping[int, str]) -> ClipRecord:
        return record

    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.push_screen(ReferenceEditor(record, keep, Sound()))
        await wait_for_text(pilot, "F3 back 2 s")
        await pilot.press("a", "f2", "f3", "f4", "b")
        assert heard == ["toggle", -2.0, 2.0]
        assert app.screen.query_one(TextArea).text == "ab"


def transcript(clip: ClipRecord) -> Transcript:
    words = tuple(
        Word(text, start / 2, start / 2 + 0.4)
        for start, text in enumerate(("thank", "you", "for", "falling"))
    )
    return Transcript(
        vendor="deepgram",
        model="nova-3",
        language="en",
        duration=clip.clip.duration,
        text="thank you for falling",
        words=words,
        channels=1,
        request_id="r-1",
        raw={},
        sandbox=True,
    )


async def test_a_draft_is_unverified_until_somebody_has_listened(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    record = add(workspace, folder / "2026" / "mono.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await wait_for_text(pilot, "no reference to confirm yet")
        await pilot.press("t")
        await wait_for_text(pilot, "No transcript of this clip is on record")
        workspace.record_transcript(transcript(record), record.sha256)
        await pilot.press("t")
        await wait_for_text(pilot, "Draft from a transcript")
        await wait_for_text(pilot, "sandbox, 2026" if datetime.now(UTC).year == 2026 else "sandbox")
        await pilot.press("enter")
        await wait_for_text(pilot, "Attached, unverified: e corrects it, c confirms it by ear.")
        assert workspace.clips()[0].unverified
        await pilot.press("e")
        await wait_for_text(pilot, "a draft stays one until")
        await pilot.press("end", *" short", "escape")
        await wait_for_text(pilot, "Kept, as typed: what is said in mono.wav.")
        assert workspace.clips()[0].references == {0: "thank you for falling short"}
        assert workspace.clips()[0].unverified
        await pilot.press("c")
        await wait_for_text(pilot, "Your name says: that you listened to all of")
        await typed(pilot, "Ann")
        await pilot.press("enter")
        await wait_for_text(pilot, "Confirmed by Ann.")
        confirmed = workspace.clips()[0]
        assert confirmed.reference_origin and confirmed.reference_origin.verified_by == "Ann"
        # The name is asked for once.
        await pilot.press("c")
        await wait_for_text(pilot, "Confirm as Ann")
        await pilot.press("escape")
    assert not workspace.clips()[0].unverified


async def test_a_reference_is_only_replaced_when_that_was_confirmed(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "mono.wav")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("f")
        await wait_for_text(pilot, "Attach a reference")
        await wait_for_text(pilot, "mono.txt")
        await pilot.press("enter")
        await wait_for_text(pilot, "Attached: file mono.txt.")
        other = folder / "other.txt"
        other.write_text("goodbye then")
        for answer, words in (("n", "thank you for calling"), ("y", "goodbye then")):
            await pilot.press("f")
            await wait_for_text(pilot, "Another file")
            await pilot.press("down", "enter")
            await typed(pilot, str(other))
            await pilot.press("enter")
            await wait_for_text(pilot, "Replace the reference")
            await pilot.press(answer)
            await wait_for(
                pilot,
                lambda words=words: workspace.clips()[0].references == {0: words},  # type: ignore[misc]
                words,
            )


async def test_all_clips_get_the_text_beside_them_at_once(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    for name in ("2026/stereo.wav", "2026/mono.wav", "2025/quiet.wav"):
        add(workspace, folder / name)
    (folder / "2025" / "quiet.txt").write_text("who is there")
    (folder / "2026" / "stereo.stm").write_text("nonsense")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("f")
        await wait_for_text(pilot, "All 3 clips without a reference")
        await pilot.press("end", "enter")
        await wait_for_text(pilot, "2 references attached. 1 remark: u shows it.")
        await pilot.press("u")
        await wait_for_text(pilot, "stereo.stm")
    assert sum(bool(one.references) for one in workspace.clips()) == 2


# --- the set ---------------------------------------------------------------------------------


async def test_a_clip_is_taken_out_and_its_runs_stay(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    record = add(workspace, folder / "2026" / "mono.wav")
    run = workspace.record_transcript(transcript(record), record.sha256)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("delete", "n")
        await pilot.pause()
        assert len(workspace.clips()) == 1
        await pilot.press("delete")
        await wait_for_text(pilot, "out of the set?")
        await pilot.press("y")
        await wait_for_text(pilot, "No sample yet.")
        await pilot.press("e")
        await wait_for_text(pilot, "There is no sample yet")
    assert workspace.clips() == () and workspace.run(run.id).clip == record.sha256
    assert record.clip.path.exists()


async def test_a_file_that_is_another_now_is_said_and_not_recorded_as_heard(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    path = folder / "2026" / "mono.wav"
    add(workspace, path)
    call(path, sound(1.0, amplitude=0.1), age=60.0)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "holds other bytes")
        await pilot.press("r")
        await wait_for_text(pilot, "Record the choice")
        await pilot.press("y")
        await wait_for_text(pilot, "Recorded as evidence")
    (run,) = workspace.runs("samples")
    assert "rms" not in run.result["clips"][0]


async def test_on_a_narrow_terminal_a_key_shows_the_details_and_they_scroll(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    add(workspace, folder / "2026" / "mono.wav")
    add(workspace, folder / "2025" / "four.wav")
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("j", "v")
        await wait_for_text(pilot, "About it")
        await wait_for(pilot, lambda: app.focused is bench(app).query_one("#about"), "its focus")
        await wait_for_text(pilot, "Amazon refuses: 4 channels")
        await pilot.press("end")
        await wait_for_text(pilot, "Reference: what is said")
        await pilot.press("v", "k")
        await wait_for_text(pilot, "2 samples")
        await wait_for(pilot, lambda: bench(app).current is not None, "a clip is selected")
        current = bench(app).current
        assert current is not None and current.name == "mono.wav"


async def test_hostile_names_texts_and_places_are_shown_as_they_are(
    workspace: Workspace, make_app: MakeApp, folder: Path
) -> None:
    name = "[b]x[inaudible] \x1b]0;PWNED\x07 \u202egnp {'a[0]'}.wav"
    path = call(folder / "hostile" / name, sound(1.0))
    record = add(workspace, path)
    (folder / "hostile" / "x\x1b[2J.pdf").write_bytes(b"%PDF")
    text = f"{MARKUP} \x1b]52;c;UFdORUQ=\x07"
    references.attach(workspace, record.sha256, references.typed({0: text}, record))
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "[b]x[inaudible] ␛]0;PWNED␇")
        await wait_for_text(pilot, "[/] [inaudible] [type=x")
        await pilot.press("e")
        await wait_for_text(pilot, "What is said: [b]x[inaudible]")
        await wait_for_text(pilot, "␛]52;c;UFdORUQ=␇")
        await pilot.press("escape")
        await proposed(pilot, folder / "hostile", 1)
        await wait_for_text(pilot, "[b]x[inaudible] ␛]0;PWNED␇")
        await pilot.press("escape")
        await wait_for_text(pilot, "Nothing was added.")
        await pilot.press("u")
        await wait_for_text(pilot, "x␛[2J.pdf")
        await pilot.press("escape", "delete")
        await wait_for_text(pilot, "Take out of the set")
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown


def test_words_of_the_list() -> None:
    assert [length(one) for one in (0.0, 59.96, 3599.0, 3600.0, 14520.0)] == [
        "0:00.0", "1:00.0", "59:59.0", "1:00 h", "4:02 h",
    ]  # fmt: skip
    assert [amount(one) for one in (1, 999, 1500, 2_400_000, 3e9)] == [
        "1 byte", "999 bytes", "1.5 kB", "2.4 MB", "3.0 GB",
    ]  # fmt: skip
    found = left_out_sections([("/a", "empty"), ("s3://b/c", "no audio"), ("/b", "empty")])
    assert found == [("2 files", "Empty.\n  /a\n  /b"), ("1 file", "No audio.\n  s3://b/c")]


# --- frames ----------------------------------------------------------------------------------


@pytest.fixture
def furnished(workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The calls as samples: one with a text, one with a draft, one that is refused."""
    for name in ("2026/stereo.wav", "2026/mono.wav", "2025/quiet.wav", "2025/doubled.wav"):
        add(workspace, folder / name)
    four = add(workspace, folder / "2025" / "four.wav")
    by_name = {one.name: one for one in workspace.clips()}
    mono = by_name["mono.wav"]
    draft = transcript(mono)
    monkeypatch.setattr("secrets.token_hex", lambda size: "00c0de")
    moment = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    run = workspace.record_transcript(draft, mono.sha256, started_at=moment)
    references.attach(workspace, mono.sha256, references.draft_of(run))
    said = {0: "Thank you for calling, how can I help?", 1: "My Zyxel [inaudible] drops out."}
    stereo = by_name["stereo.wav"]
    references.attach(workspace, stereo.sha256, references.typed(said, stereo))
    assert four.clip.channels == 4
    return workspace


@pytest.mark.parametrize("size", SIZES)
async def test_a_frame_of_an_empty_set(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "samples-new")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_the_set(
    furnished: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "samples")
        await pilot.press("end")
        await wait_for(pilot, lambda: "four" in str(bench(app).current), "the last one")
        if size == (60, 18):
            await pilot.press("v")
            await wait_for_text(pilot, "About it")
        await wait_for_text(pilot, "✗ Amazon refuses: 4")
        await pilot.pause()
        await check_frame(app, "samples-refused")


@pytest.mark.parametrize("size", SIZES[:3])
async def test_frames_of_a_proposal(
    make_app: MakeApp, check_frame: CheckFrame, folder: Path, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await proposed(pilot, folder, 3)
        await pilot.press("j", "space")
        await wait_for_text(pilot, "left out")
        await check_frame(app, "proposal")
        await pilot.press("v")
        await wait_for_text(pilot, "What there is")
        await check_frame(app, "proposal-covered")


@pytest.mark.parametrize("size", SIZES[:3])
async def test_frames_of_the_editor(
    furnished: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await wait_for_text(pilot, "What is said: stereo.wav")
        await wait_for_text(pilot, "drops out.")
        await wait_for_text(pilot, "Paused")
        await wait_for(pilot, lambda: "reading" not in frame_text(app), "the clip is read")
        await pilot.pause()
        await check_frame(app, "reference-editor")


@pytest.mark.parametrize("size", DESIGNED)
async def test_frames_of_the_questions(
    furnished: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await wait_for_text(pilot, "Record the choice")
        await check_frame(app, "samples-record")

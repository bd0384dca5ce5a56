"""The workbench that records, by keys only, from a microphone that a test speaks into."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.before.recording_log import makings
from checklists.before.recordings import is_recording
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.audio.devices import NoSound
from providers.audio.pacing import PcmFormat
from providers.audio.wav import header
from providers.errors import BadInput
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP
from tests.tui.scripted_sound import HEADSET, Studio, heard
from tui.app import CrossfadeApp
from tui.opening import ended_recording
from tui.screens.compare import CompareScreen
from tui.screens.keep_recording import KeepRecording
from tui.screens.listen import ListenScreen
from tui.screens.record import RecordScreen
from tui.screens.send import SendWindow

SIZES = [(80, 24), (120, 35), (60, 18)]
OPEN = ("j", "enter", "w")
PART = "2026-11-20T09-15-00.part.wav"


@pytest.fixture
def studio() -> Studio:
    """A microphone."""
    return Studio()


@pytest.fixture
async def app(make_app: MakeApp, studio: Studio) -> AsyncIterator[CrossfadeApp]:
    """The program in the studio; what it opened is closed after the test."""
    made = make_app()
    studio.into(made)
    yield made
    await made.sound.close()


async def opened(pilot: Pilot[int]) -> RecordScreen:
    """Go to the workbench, and wait until it knows its microphones."""
    await pilot.press(*OPEN)
    await wait_for_text(pilot, "Headset")
    screen = pilot.app.screen
    assert isinstance(screen, RecordScreen)
    return screen


async def recording(pilot: Pilot[int], app: CrossfadeApp) -> None:
    """Begin to record."""
    await pilot.press("r")
    await wait_for_text(pilot, "RECORDING")
    assert app.sound.microphone.recorder is not None


async def spoken(pilot: Pilot[int], app: CrossfadeApp, studio: Studio, *what: float) -> None:
    """Speak, and have it shown."""
    seconds, *amplitudes = what
    studio.speak(seconds, *map(int, amplitudes))
    await heard(app.sound.microphone.recorder)
    screen = app.get_screen("bench-record")
    assert isinstance(screen, RecordScreen)
    screen._tick()
    if app.screen.name == screen.name:
        screen._draw()
    await pilot.pause()


async def test_a_recording_becomes_a_sample_with_its_words(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        assert studio.opened == []
        await recording(pilot, app)
        await spoken(pilot, app, studio, 3.0)
        await wait_for_text(pilot, "0:03.0")
        (part,) = workspace.audio.iterdir()
        assert part.name.endswith(".part.wav") and probe(part).duration > 2.5
        await pilot.press("space")
        await wait_for_text(pilot, "PAUSED")
        await spoken(pilot, app, studio, 2.0)
        await pilot.press("space")
        await wait_for_text(pilot, "RECORDING")
        await spoken(pilot, app, studio, 1.0)
        await pilot.press("f")
        await wait_for(pilot, lambda: isinstance(app.screen, KeepRecording), "it asks for a name")
        assert studio.microphone.stopped
        await pilot.press(*"Kitchen", "tab", *"mine, test ,", "tab", *"hello there")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "A sample now: Kitchen")
        (record,) = workspace.clips()
        assert (record.name, record.tags) == ("Kitchen", ("mine", "test"))
        assert dict(record.references) == {0: "hello there"}
        assert record.clip.duration == pytest.approx(4.0)
        assert record.clip.path.parent == workspace.audio.absolute()
        assert is_recording(record.clip.path)
        assert "Kitchen" in frame_text(app).split("1 recording")[1]


async def test_a_recording_goes_on_behind_other_screens_and_says_when_the_microphone_dies(
    app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        await pilot.press("3")
        await wait_for(pilot, lambda: app.current_mode == "after", "another phase")
        await spoken(pilot, app, studio, 2.0, 0)
        await wait_for_text(pilot, "gives only zeros")
        assert not studio.microphone.stopped
        await pilot.press("1")
        await wait_for_text(pilot, "RECORDING")
        await wait_for_text(pilot, "0:02.0")


async def test_what_was_wrong_meanwhile_stays_with_the_sample(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        await spoken(pilot, app, studio, 1.0)
        await spoken(pilot, app, studio, 2.0, 0)
        await wait_for_text(pilot, "gives only zeros")
        await pilot.press("f")
        await wait_for(pilot, lambda: isinstance(app.screen, KeepRecording), "it asks for a name")
        # It is kept before it has a name.
        (run,) = workspace.runs("recording")
        made = makings(workspace)[run.clip]
        assert made.impaired and [kind for kind, _ in made.findings] == ["silent"]
        assert not run.sandbox and not run.vendor and run.seconds == pytest.approx(3.0)
        await pilot.press(*"Dead one", "ctrl+s")
        await wait_for_text(pilot, "A sample now: Dead one")
        assert workspace.clips()[0].sha256 == run.clip
        await pilot.press("escape", "enter")
        await wait_for_text(pilot, "Headset, 16 kHz, 1 channel")
        await wait_for_text(pilot, "! Dead microphone: 'Headset' gives only")
        await wait_for_text(pilot, "dead mic")


async def test_a_level_that_is_only_watched_ends_with_the_screen(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("m")
        await wait_for_text(pilot, "nothing is kept")
        await spoken(pilot, app, studio, 0.6)
        await wait_for_text(pilot, "█")
        # A window over it is not another screen.
        await pilot.press("question_mark")
        await wait_for_text(pilot, "esc close")
        await pilot.press("escape")
        assert not studio.microphone.stopped
        await pilot.press("escape")
        await wait_for(pilot, lambda: studio.microphone.stopped, "the microphone is let go")
        assert list(workspace.audio.iterdir()) == []


async def test_quitting_saves_what_is_recorded_and_the_next_start_offers_it(
    workspace: Workspace, make_app: MakeApp, studio: Studio
) -> None:
    app = make_app()
    studio.into(app)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        studio.speak(2.5)
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: app._exit, "it ends")
    kept = await app.sound.close()
    assert kept is not None and kept.seconds == pytest.approx(2.5)
    assert "0:02.5" in ended_recording(kept) and "acme-calls" in ended_recording(kept)
    assert probe(kept.path).duration == pytest.approx(2.5)
    assert workspace.clips() == ()
    again = make_app()
    studio.into(again)
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "1 recording has no name yet: e names it.")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(again.screen, KeepRecording), "it asks")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: len(workspace.clips()) == 1, "it is a sample")
        assert workspace.clips()[0].name.startswith("Recording 20")


async def test_a_recording_that_was_cut_off_is_repaired_and_said(
    workspace: Workspace, app: CrossfadeApp
) -> None:
    form = PcmFormat("linear16", 16000, 1)
    part = workspace.audio / PART
    part.write_bytes(header(16000, form) + bytes(2 * 24000))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(
            pilot, "A cut-off recording is repaired (0:01.5). 1 has no name yet: e names it."
        )
        await wait_for_text(pilot, "! Recording 2026-11-20 09:15")
        assert not part.exists()
        # Thrown away only when that is confirmed.
        await pilot.press("delete", "n")
        assert len(list(workspace.audio.iterdir())) == 1
        await pilot.press("delete", "y")
        await wait_for_text(pilot, "Deleted: 0:01.5")
        assert list(workspace.audio.iterdir()) == []


async def test_discarding_asks_first(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        await spoken(pilot, app, studio, 2.0)
        await pilot.press("backspace")
        await wait_for_text(pilot, "Throw 0:02.0 of recording away?")
        await pilot.press("n")
        await wait_for_text(pilot, "RECORDING")
        await pilot.press("backspace", "y")
        await wait_for_text(pilot, "Deleted: 0:02.0 of recording.")
        assert list(workspace.audio.iterdir()) == []
        assert studio.microphone.stopped


async def test_the_device_the_rate_and_the_channels_are_chosen(
    app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await wait_for_text(pilot, "2 channels · 8, 16, 48 kHz")
        await wait_for_text(pilot, "1 channel · 44.1, 48 kHz")
        # The name of the second is hostile, and shown.
        assert "[/]" in frame_text(app) or "ALSA:card" in frame_text(app)
        await pilot.press("j", "enter")
        await pilot.press("h", "s")
        await wait_for_text(pilot, "Headset · 48 kHz · stereo")
        await recording(pilot, app)
        assert studio.microphone.form == PcmFormat("linear16", 48000, 2)
        await pilot.press("h")
        await wait_for_text(pilot, "f finishes it first")


async def test_a_microphone_that_refuses_says_so_and_nothing_is_lost(
    app: CrossfadeApp, studio: Studio
) -> None:
    studio.trouble = BadInput(f"{MARKUP} is held by \x1b[2J another program: close that program.")
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await wait_for_text(pilot, "that program.")
        assert "\x1b" not in frame_text(app)
        studio.trouble = None
        await pilot.press("r")
        await wait_for_text(pilot, "RECORDING")


async def test_clipping_and_a_dead_channel_are_told_in_words(
    app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await recording(pilot, app)
        await spoken(pilot, app, studio, 3.0, 32767, 0)
        await wait_for_text(pilot, "! CLIPS NOW")
        await wait_for_text(pilot, "! Dead channel: Channel 2 of 'Headset'")
        await spoken(pilot, app, studio, 3.0, 500, 400)
        await wait_for_text(pilot, "clipped ")
        assert "CLIPS" not in frame_text(app) and "Dead" not in frame_text(app)


async def test_a_clock_that_runs_at_half_speed_is_told(app: CrossfadeApp, studio: Studio) -> None:
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        studio.speak(4.0, clock=2.0)
        await spoken(pilot, app, studio, 0.5)
        await wait_for_text(pilot, "! Clock drift: 'Headset' gave 0.5")


async def test_one_key_sends_the_recording_and_asks_first(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await made_sample(pilot, app, studio)
        await pilot.press("t")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await wait_for_text(pilot, "1 file, 0:02.0 of audio")
        await pilot.press("n")
        assert isinstance(app.screen, CompareScreen)
        assert app.screen.chosen == {workspace.clips()[0].sha256}


async def test_one_key_listens_to_it(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await made_sample(pilot, app, studio)
        await pilot.press("p")
        await wait_for(pilot, lambda: isinstance(app.screen, ListenScreen), "it is opened")
        assert isinstance(app.screen, ListenScreen)
        assert app.screen.record == workspace.clips()[0]


async def made_sample(pilot: Pilot[int], app: CrossfadeApp, studio: Studio) -> None:
    """Record two seconds and keep them."""
    await opened(pilot)
    await recording(pilot, app)
    await spoken(pilot, app, studio, 2.0)
    await pilot.press("f")
    await wait_for(pilot, lambda: isinstance(app.screen, KeepRecording), "it asks for a name")
    await pilot.press("ctrl+s")
    await wait_for_text(pilot, "A sample now")


async def test_words_that_are_typed_are_not_lost_by_one_escape(
    workspace: Workspace, app: CrossfadeApp, studio: Studio
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        await spoken(pilot, app, studio, 1.0)
        await pilot.press("f")
        await wait_for(pilot, lambda: isinstance(app.screen, KeepRecording), "it asks")
        await pilot.press("tab", "tab", *"so much typed", "escape")
        await wait_for_text(pilot, "Not kept yet: ^s keeps it.")
        await pilot.press("escape")
        await wait_for_text(pilot, "Kept on disk without a name: e names it.")
        assert workspace.clips() == () and len(list(workspace.audio.iterdir())) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    app: CrossfadeApp, studio: Studio, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot)
        await pilot.press("s")
        await pilot.pause()
        await check_frame(app, "record-idle")
        assert screen._clock is not None
        await pilot.press("r")
        await wait_for_text(pilot, "RECORDING")
        await pilot.pause()
        screen._clock.pause()
        screen.say("")
        await spoken(pilot, app, studio, 7.5, 9000, 2500)
        await check_frame(app, "record")
        await spoken(pilot, app, studio, 1.5, 0, 0)
        await check_frame(app, "record-dead")


@pytest.mark.parametrize("size", SIZES)
async def test_without_sound_the_screen_says_what_is_missing(
    make_app: MakeApp, studio: Studio, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    studio.into(app, missing=NoSound("PyAudio is not usable", "run 'make setup' again"))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "again.")
        await pilot.pause()
        await check_frame(app, "record-no-sound")


async def test_naming_frame(
    app: CrossfadeApp, studio: Studio, check_frame: CheckFrame, workspace: Workspace
) -> None:
    part = workspace.audio / PART
    part.write_bytes(header(16000, PcmFormat("linear16", 16000, 1)) + bytes(2 * 24000))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "no name")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, KeepRecording), "it asks")
        await pilot.press("tab", *"phone, noisy", "tab", *"My router drops out.")
        await pilot.pause()
        await check_frame(app, "record-name")


async def test_an_ascii_terminal_gets_ascii(
    workspace: Workspace, make_app: MakeApp, studio: Studio
) -> None:
    app = make_app()
    app.sound.environ = {"TERM": "linux"}
    studio.into(app, HEADSET)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await recording(pilot, app)
        await spoken(pilot, app, studio, 3.0)
        panel = app.screen.query_one("#take")
        rows = frame_text(app).splitlines()
        inside = "".join(row[2:-2] for row in rows[6 : panel.region.bottom - 1])
        assert "#" in inside and inside.isascii()
    await app.sound.close()


def test_nothing_is_looked_for_in_an_absent_folder(tmp_path: Path) -> None:
    from checklists.before.recordings import look_for

    found = look_for(tmp_path / "absent", ())
    assert (found.repaired, found.clips) == ((), ())

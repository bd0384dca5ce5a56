"""Choosing what a live comparison listens to, by keys only."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.live.source_growing import GrowingFileSource
from checklists.before.live.source_microphone import MicrophoneSource
from checklists.before.live.source_pipe import PipeSource
from checklists.before.live.source_sample import SampleSource
from checklists.records import ClipRecord
from providers.audio.clips import Clip, probe
from providers.audio.devices import NoSound
from providers.audio.microphone import Choice
from providers.audio.pacing import PcmFormat
from providers.audio.sound_library import Device
from providers.errors import BadInput
from providers.sandbox.samples import SampleCall, sample_calls
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted_sound import CARD, HEADSET
from tests.tui.windows import SIZES, open_window, resized, typed
from tui.live.source_choice import SourceChoice, form_from, growing_choice, pipe_choice, source_rows
from tui.screens.live_source import SourceWindow


async def inputs() -> tuple[Device, ...]:
    """A headset and a card that takes neither of our rates."""
    return (HEADSET, CARD)


def fixed() -> tuple[SampleCall, ...]:
    """Two sample calls that stay as they are when the real ones are made anew."""
    first, second = sample_calls()[:2]
    return (
        replace(first, duration=59.5, rate=8000, title="Telecom support: the line drops out"),
        replace(second, duration=41.0, rate=16000, title="Card payment: a charge twice"),
    )


def record(path: Path, name: str, **changes: object) -> ClipRecord:
    """A clip of the workspace."""
    path.write_bytes(b"sound")
    made = Clip(
        path=path, container="wav", codec="linear16", rate=8000, channels=2, duration=12.0,
        size=5, sha256=path.name.encode().hex().ljust(64, "0")[:64],
    )  # fmt: skip
    clip = replace(made, **changes)  # type: ignore[arg-type]
    return ClipRecord(clip, name, datetime(2026, 11, 20, tzinfo=UTC))


async def test_the_microphone_is_chosen_as_it_is_settled(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        window = SourceWindow(fixed(), (), inputs)
        answers = await open_window(pilot, app, window)
        await wait_for_text(pilot, "Default (Headset)")
        await pilot.press("home", "m", "r")
        await wait_for_text(pilot, "Microphone · 48 kHz stereo")
        await pilot.press("r", "r", "j", "enter")
        await wait_for(pilot, lambda: bool(answers), "it is chosen")
    (choice,) = answers
    assert (choice.kind, choice.device) == ("microphone", "ALSA:headset")
    assert choice.form == PcmFormat("linear16", 16000, 2) and choice.channels == 2
    assert choice.text == "microphone:ALSA:headset" and choice.duration is None


async def test_what_cannot_be_used_says_why_and_is_not_chosen(
    make_app: MakeApp, tmp_path: Path
) -> None:
    wide = record(tmp_path / "wide.wav", "wide", channels=4)
    gone = record(tmp_path / "gone.wav", "gone")
    gone.clip.path.unlink()
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        window = SourceWindow(fixed(), (wide, gone), inputs)
        answers = await open_window(pilot, app, window)
        await wait_for_text(pilot, "✗ Card")
        await pilot.press("home", "j", "j", "enter")
        await wait_for_text(pilot, "It does not record at 16 kHz but at 44.1, 48")
        for name, words in (("gone", "not there any more"), ("wide", "It has 4 channels")):
            await pilot.press("slash", *name, "enter", "home", "enter")
            await wait_for_text(pilot, words)
            await pilot.press("escape")
        assert answers == [] and app.screen is window
        await pilot.press("escape")
        assert answers == [None]


async def test_no_sound_system_is_a_sentence_and_samples_can_still_be_chosen(
    make_app: MakeApp,
) -> None:
    answered = asyncio.Event()

    async def none() -> tuple[Device, ...]:
        await answered.wait()
        raise NoSound("PortAudio is missing", "install it")

    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, SourceWindow(fixed(), (), none))
        await wait_for_text(pilot, "✗ Looking for microphones")
        answered.set()
        await wait_for_text(pilot, "✗ No microphone")
        await pilot.press("home")
        await wait_for_text(pilot, "Sound cannot be used here (PortAudio is missing)")
        await pilot.press("j", "enter")
    (choice,) = answers
    assert choice.kind == "sample" and choice.channels == 2 and choice.duration == 59.5
    # The linter and the URL need it before anything is opened.
    assert choice.form == PcmFormat("linear16", 8000, 2)


async def test_the_cursor_begins_at_what_is_listened_to_now(
    make_app: MakeApp, tmp_path: Path
) -> None:
    clips = [record(tmp_path / f"{n}.wav", f"clip {n}") for n in range(30)]
    now = SourceChoice("clip", "clip 17", record=clips[17])
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, SourceWindow((), clips, inputs, current=now))
        await wait_for_text(pilot, "● clip 17")
        await wait_for_text(pilot, "17.wav")
        await pilot.press("enter")
    assert answers[0].record == clips[17]


async def test_typing_filters_and_presses_no_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, SourceWindow(fixed(), (), inputs))
        await pilot.press("slash")
        await typed(pilot, "card rum 8")
        await wait_for_text(pilot, "Nothing holds all these words.")
        await pilot.press(*["backspace"] * 6)
        await wait_for_text(pilot, "Card payment")
        assert "Telecom" not in frame_text(app).split("Listen to")[1]
        # Neither m nor r was taken for a key.
        assert "Microphone · 16 kHz mono" in frame_text(app)
        await pilot.press("escape")
        await wait_for_text(pilot, "Telecom support")
        assert answers == []


async def test_a_growing_file_is_asked_for_until_it_can_be_used(
    make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "call.raw"
    path.write_bytes(b"\0" * 320)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, SourceWindow((), (), inputs))
        await pilot.press("end", "k", "enter")
        await wait_for_text(pilot, "Listen to a growing file")
        await typed(pilot, "~/nothing.raw")
        await pilot.press("enter", "enter")
        await wait_for_text(pilot, "is not there")
        await pilot.press("shift+tab", *["backspace"] * 11)
        await typed(pilot, "call.raw")
        await pilot.press("enter")
        await typed(pilot, "mulaw 8000 3")
        await pilot.press("enter")
        await wait_for_text(pilot, "is no form: write encoding")
        await pilot.press("backspace", "2", "enter")
        await wait_for(pilot, lambda: bool(answers), "it is chosen")
    (choice,) = answers
    assert choice.kind == "growing" and choice.form == PcmFormat("mulaw", 8000, 2)
    assert choice.text == f"follow:{path}"


def test_a_fifo_and_a_file_are_not_taken_for_each_other(tmp_path: Path) -> None:
    fifo, file = tmp_path / "tap", tmp_path / "call.wav"
    os.mkfifo(fifo)
    file.write_bytes(b"RIFF")
    assert pipe_choice(str(fifo), "mulaw 8000").form == PcmFormat("mulaw", 8000, 1)
    for make, place, form, words in (
        (growing_choice, fifo, "", "is a FIFO"),
        (growing_choice, tmp_path, "", "is no file"),
        (growing_choice, "", "", "Nothing is typed"),
        (growing_choice, "a\0b", "", "is not there"),
        (growing_choice, "~nobody-here/x", "", "no path that can be used"),
        (pipe_choice, file, "linear16", "is no FIFO"),
        (pipe_choice, fifo, " ", "write a form"),
    ):
        with pytest.raises(BadInput, match=words):
            make(str(place), form)


@pytest.mark.parametrize(
    "text", ["flac 16000 1", "linear16 0 1", "linear16 -8 1", "linear16 8000 1 1", "linear16 ٣ 1"]
)
def test_a_form_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="write encoding, rate and channels"):
        form_from(text)
    assert form_from("  ") is None and form_from("alaw") == PcmFormat("alaw", 16000, 1)


def test_every_choice_becomes_the_source_that_it_names(tmp_path: Path) -> None:
    fifo = tmp_path / "tap"
    os.mkfifo(fifo)
    (tmp_path / "call.wav").write_bytes(b"RIFF")
    sample = sample_calls()[0]
    rows = source_rows([sample], [], (HEADSET,), "", Choice())
    microphone = next(iter(rows.values()))[0].choice
    assert microphone is not None
    for choice, kind in (
        (microphone, MicrophoneSource),
        (SourceChoice("sample", "a", sample=sample), SampleSource),
        (growing_choice(str(tmp_path / "call.wav"), ""), GrowingFileSource),
        (pipe_choice(str(fifo), "linear16"), PipeSource),
    ):
        assert type(choice.source(tmp_path)) is kind
    clip = ClipRecord(probe(sample.path), "a", datetime(2026, 11, 20, tzinfo=UTC))
    assert SourceChoice("clip", "a", record=clip).source(tmp_path).duration == clip.clip.duration


async def test_hostile_names_are_shown_and_harmless(make_app: MakeApp, tmp_path: Path) -> None:
    clip = record(tmp_path / "a.wav", f"{MARKUP} {PAYLOAD}", codec=PAYLOAD)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, SourceWindow((), (clip,), inputs))
        await wait_for_text(pilot, "[inaudible]")
        await wait_for_text(pilot, "✗ Card [/] ␛[2J")
        shown = frame_text(app)
        await resized(pilot)
    assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


@pytest.mark.parametrize("size", SIZES)
async def test_frame(
    make_app: MakeApp, check_frame: CheckFrame, tmp_path: Path, size: tuple[int, int]
) -> None:
    clips = [record(tmp_path / "a.wav", "A call", duration=3725.0), record(tmp_path / "b", "Four")]
    clips[1] = replace(clips[1], clip=replace(clips[1].clip, channels=4, codec="mulaw"))
    now = SourceChoice("sample", "a", sample=fixed()[0])
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_window(pilot, app, SourceWindow(fixed(), clips, inputs, current=now))
        await wait_for_text(pilot, "Default (Headset)")
        await check_frame(app, "window-source")

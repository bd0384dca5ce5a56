"""The real program on a pty, by keys only, with a sound server whose monitor is the microphone;
and with no sound system at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from array import array
from collections.abc import Mapping
from pathlib import Path

import pytest

from checklists.before.recording_log import makings
from checklists.before.samples import add_sample_call
from checklists.workspace import Workspace
from providers.audio.arithmetic import audioop
from providers.audio.clips import identify, probe, read_pcm
from providers.audio.pacing import PcmFormat
from providers.audio.wav import write_wav
from providers.sandbox.samples import sample_calls
from tests.processes import wait_until
from tests.sound import SINK, SoundServer, VirtualMicrophone, virtual_microphone_on
from tests.tui.pty_program import PtyProgram
from tests.tui.scripted import answered
from tests.tui.test_terminal import environ

pytest_plugins = ["tests.sound"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
RATE = 16000
QUIT = "\x11"
KEEP = "\x13"
ENTER = "\r"
SENTENCES = 9.0


def started(folder: Path, workspace: Path, more: Mapping[str, str]) -> PtyProgram:
    """The real program, in the sandbox."""
    # Players that are in a hurry (30 ms) run dry whenever the machine is busy.
    left_out = ("HOME", "PULSE_LATENCY_MSEC")
    own = {name: value for name, value in more.items() if name not in left_out}
    return PtyProgram(
        ["-m", "tui", str(answered(workspace)), "--sandbox"],
        size=(100, 30),
        environ=environ(folder / "home", **own),
    )


def to_bench(program: PtyProgram, times: int, words: str) -> None:
    """Open the samples' workbenches, and go on so many times."""
    program.wait_for_text("Representative samples")
    program.settle()
    program.press("j")
    program.settle()
    program.press(ENTER)
    program.wait_for_text("[Samples]")
    for _ in range(times):
        program.settle()
        program.press("w")
    program.wait_for_text(words)
    program.settle()


def lecture(seconds: float) -> bytes:
    """The beginning of a sample call, spoken by a machine, as linear16 at 16 kHz mono."""
    call = next(call for call in sample_calls() if call.channels == 1)
    data, form = read_pcm(probe(call.path))
    assert (form.rate, form.channels) == (RATE, 1)
    return data[: round(seconds * RATE) * 2]


@pytest.mark.sound
@pytest.mark.timeout(240)
def test_a_call_is_recorded_named_and_transcribed_by_keys(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    spoken = tmp_path / "spoken.raw"
    spoken.write_bytes(lecture(SENTENCES))
    folder = tmp_path / "calls"
    with (
        virtual_microphone_on(sound_server, RATE) as microphone,
        started(tmp_path, folder, sound_server.environment) as program,
    ):
        to_bench(program, 1, "Closed")
        program.press("r")
        program.wait_for_text("RECORDING", 30)
        play_while_reading(microphone, spoken, program)
        program.press("f")
        program.wait_for_text("Keep the recording", 30)
        program.settle()
        program.press("Kitchen")
        program.settle()
        program.press(KEEP)
        program.wait_for_text("A sample now: Kitchen", 30)
        program.press("t")
        program.wait_for_text("Before anything is sent", 60)
        program.settle()
        program.press(ENTER)
        program.wait_for_text("2 results recorded under Test audio", 120)
        program.press(QUIT)
        assert program.wait_for_end() == 0
    with Workspace.open(folder) as workspace:
        (record,) = workspace.clips()
        assert record.name == "Kitchen"
        assert record.clip.duration >= SENTENCES
        runs = workspace.runs("transcribe", clip=record.sha256)
        assert {(run.vendor, run.sandbox) for run in runs} == {
            ("deepgram", True),
            ("amazon", True),
        }
        for run in runs:
            heard = {word.text.lower() for word in workspace.transcript(run.id).words}
            wanted = {"what", "does", "it", "take", "to", "know", "something", "this", "question"}
            assert len(heard & wanted) >= 6, heard


def play_while_reading(microphone: VirtualMicrophone, pcm: Path, program: PtyProgram) -> None:
    """Play a file to its end; the program's output must be taken meanwhile."""
    player = microphone.player(pcm)
    program.wait_for(lambda: player.poll() is not None, "it is played", 60)
    assert player.returncode == 0


@pytest.mark.sound
@pytest.mark.timeout(180)
def test_what_is_played_by_keys_comes_out_of_the_loudspeaker(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    folder, spoken = tmp_path / "calls", tmp_path / "spoken.wav"
    data = lecture(3.0)
    write_wav(spoken, data, PcmFormat("linear16", RATE, 1))
    with Workspace.open(folder) as workspace:
        workspace.add_clip(identify(spoken), name="spoken")
    captured = tmp_path / "captured.raw"
    with (
        virtual_microphone_on(sound_server, RATE),
        started(tmp_path, folder, sound_server.environment) as program,
    ):
        to_bench(program, 2, "Paused")
        with captured.open("wb") as file:
            monitor = subprocess.Popen(
                ["parec", f"--device={SINK}.monitor", "--raw", "--format=s16le",
                 f"--rate={RATE}", "--channels=1", "--latency-msec=20"],
                env={**os.environ, **sound_server.environment},
                stdout=file,
            )  # fmt: skip
            try:
                wait_until(lambda: captured.stat().st_size > 0, "the monitor gives sound")
                program.press(" ")
                program.wait_for_text("Ended", 60)
            finally:
                monitor.terminate()
                monitor.wait(60)
        program.press(QUIT)
        assert program.wait_for_end() == 0
    assert_heard_in_order(data, captured.read_bytes())


def assert_heard_in_order(wanted: bytes, found: bytes) -> None:
    """All of ``wanted`` is in ``found``, in its order.

    Looked for a quarter of a second at a time: a loaded machine may starve the sound server for
    an instant, which puts silence between two parts. What was played is still all there, but
    for the parts in which such a silence fell.
    """
    size = RATE // 4 * 2
    parts = [wanted[at : at + size] for at in range(0, len(wanted) - size + 1, size)]
    whole, at = 0, 0
    for part in parts:
        if likeness(part, found[at:]) > 0.98:
            whole += 1
            at += 2 * audioop.findfit(found[at:], part)[0] + size
    assert whole >= len(parts) - 2, f"{whole} of {len(parts)} parts were heard"


def likeness(wanted: bytes, found: bytes) -> float:
    """The correlation of ``wanted`` with the part of ``found`` that is most like it, -1..1."""
    found = found[: len(found) // 2 * 2]
    assert len(found) >= len(wanted)
    at = audioop.findfit(found, wanted)[0]
    part = found[2 * at : 2 * at + len(wanted)]
    factor = audioop.findfactor(part, wanted)
    energy = sum(one * one for one in array("h", part))
    return float(factor * (sum(one * one for one in array("h", wanted)) / energy) ** 0.5)


@pytest.mark.sound
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_what_is_being_recorded(
    tmp_path: Path, sound_server: SoundServer, number: signal.Signals
) -> None:
    folder = tmp_path / "calls"
    spoken = tmp_path / "spoken.raw"
    spoken.write_bytes(lecture(3.0))
    with (
        virtual_microphone_on(sound_server, RATE) as microphone,
        started(tmp_path, folder, sound_server.environment) as program,
    ):
        to_bench(program, 1, "Closed")
        program.press("r")
        program.wait_for_text("RECORDING", 30)
        play_while_reading(microphone, spoken, program)
        program.signal(number)
        assert program.wait_for_end() == 128 + number
        assert "The recording was finished" in program.text
    (kept,) = (folder / "audio").iterdir()
    assert not kept.name.endswith(".part.wav")
    clip = probe(kept)
    assert clip.duration >= 3.0
    with Workspace.open(folder) as workspace:
        assert makings(workspace)[clip.sha256].rate == clip.rate


@pytest.mark.timeout(180)
def test_without_any_sound_system_every_screen_works_and_says_what_is_missing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "calls"
    call = next(call for call in sample_calls() if call.channels == 1)
    with Workspace.open(folder) as workspace:
        add_sample_call(workspace, call, probe(call.path))
    # One device that is not there. With no configuration at all PortAudio 19.6 ends the process.
    only_pulse = tmp_path / "alsa.conf"
    only_pulse.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    silent = {
        "ALSA_CONFIG_PATH": str(only_pulse),
        "PULSE_SERVER": f"unix:{tmp_path / 'no-server'}",
        "PULSE_RUNTIME_PATH": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    with started(tmp_path, folder, silent) as program:
        to_bench(program, 1, "There is no microphone here")
        program.press("r")
        program.wait_for_text("plug one in")
        program.settle()
        program.press("w")
        program.wait_for_text("no sound device", 30)
        program.press(" ")
        program.wait_for_text("Playing")
        program.wait_for_text("[does]", 30)
        program.press("y")
        program.wait_for_text("ffplay -nodisp -autoexit")
        # OSC 52: the command is on the clipboard of whoever sits at the terminal.
        assert b"\x1b]52;c;" in program.output
        program.press(QUIT)
        assert program.wait_for_end() == 0

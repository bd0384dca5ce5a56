"""A real PortAudio over a real sound server, with a virtual microphone on it."""

from __future__ import annotations

import asyncio
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from providers.audio import sound_library
from providers.audio.capture_health import Ailment
from providers.audio.clips import identify, read_pcm
from providers.audio.devices import Device, chosen_input, inputs, list_inputs, refuse_format
from providers.audio.levels import measure
from providers.audio.microphone import Choice, open_microphone
from providers.audio.pacing import Block, PcmFormat
from providers.audio.recording import Recorder
from providers.audio.sound_library import PyAudioLibrary, SoundDeviceLibrary, load_library
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls
from tests.bench.recording import compared, noise
from tests.providers.audio.capturing import until
from tests.sound import (
    SoundServer,
    VirtualMicrophone,
    lead_sound_to,
    running_sound_server,
    virtual_microphone_on,
)

MICROPHONES = (
    Device("Built-in Microphone", 2, 0, "Core Audio:Built-in Microphone", 0),
    Device("USB Headset", 1, 2, "Core Audio:USB Headset", 3, default_input=True),
    Device("USB Camera", 1, 0, "Core Audio:USB Camera", 4),
)


class Picky:
    """A device that knows a few rates only."""

    def __init__(self, *rates: int) -> None:
        self._rates = rates

    def accepts(self, device: Device, rate: int, channels: int) -> bool:
        return rate in self._rates


def test_a_microphone_is_chosen_by_id_name_or_part_of_it() -> None:
    assert chosen_input(None, MICROPHONES).name == "USB Headset"
    assert chosen_input("Core Audio:USB Camera", MICROPHONES).index == 4
    assert chosen_input("USB Camera", MICROPHONES).index == 4
    assert chosen_input("headset", MICROPHONES).index == 3


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        ("usb", MICROPHONES, "'usb' could be each of 'Core Audio:USB Headset', "),
        ("Rode", MICROPHONES, "There is no microphone 'Rode' here: choose one of 'Core Audio:B"),
        (None, (), "There is no microphone here"),
        ("a\x1b[2J", MICROPHONES, "There is no microphone 'a\\x1b[2J' here"),
    ],
)
def test_a_choice_that_is_none_is_one_sentence(
    wanted: str | None, found: tuple[Device, ...], said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        chosen_input(wanted, found)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("library", "rate", "channels", "said"),
    [
        (Picky(44100, 48000), 8000, 1,
         "'USB Headset' does not record 1 channel at 8000 Hz; it supports 44100 and 48000 Hz: "
         "choose one of these, or another device."),
        (Picky(16000), 16000, 2,
         "'USB Headset' has 1 channel to record from, not 2: record in mono, or choose another "
         "device."),
        (Picky(), 16000, 1,
         "'USB Headset' takes none of the sample rates 8000, 16000, 44100 and 48000 Hz: another "
         "program may hold it; close that program, or choose another device."),
    ],
)  # fmt: skip
def test_a_rate_that_is_not_supported_names_those_that_are(
    library: Picky, rate: int, channels: int, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        refuse_format(library.accepts, MICROPHONES[1], rate, channels)
    assert str(refused.value) == said


def test_without_pyaudio_sounddevice_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyaudio", None)
    library = load_library()
    try:
        assert isinstance(library, SoundDeviceLibrary)
    finally:
        library.close()


async def test_without_either_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyaudio", None)
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(BadInput, match=r"^Sound cannot be used here \(PyAudio is not usable"):
        async with open_microphone():
            pass


def kinds(recorder: Recorder) -> list[Ailment]:
    return [finding.kind for finding in recorder.findings()]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.sound
async def test_the_virtual_microphone_is_listed_with_its_rates(
    virtual_microphone: VirtualMicrophone,
) -> None:
    found = inputs()
    assert found[0].default_input
    assert found[0].id == "ALSA:default"
    assert {8000, 16000, 48000} <= set(found[0].rates)
    assert await list_inputs() == found


@pytest.mark.sound
@pytest.mark.parametrize(
    ("library", "seconds"), [(PyAudioLibrary, 10.0), (SoundDeviceLibrary, 3.0)]
)
async def test_no_sample_is_lost_or_comes_twice(
    virtual_microphone: VirtualMicrophone,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: type[PyAudioLibrary],
    seconds: float,
) -> None:
    monkeypatch.setattr("providers.audio.microphone.load_library", library)
    played = noise(seconds)
    heard = tmp_path / "witness.raw"
    with virtual_microphone.witnessed(heard):
        async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
            await recorder.record()
            player = virtual_microphone.player(written(tmp_path / "noise.raw", played))
            await until(lambda: player.poll() is not None, "it was played")
            assert recorder.elapsed > seconds - 1
            assert "drift" not in kinds(recorder)
            await until(lambda: "silent" in kinds(recorder), "silence came after it")
            done = await recorder.finish()
    _, lost, repeated, swallowed = compared(played, read_pcm(identify(done.path))[0])
    # What the sound server itself lost, nobody could have recorded.
    assert (lost, repeated) == compared(played, heard.read_bytes())[1:3]
    assert repeated == 0 and lost < 0.01 * len(played) / 2
    assert swallowed < 0.2
    assert done.gaps == ()
    assert done.levels.channels[0].peak == pytest.approx(-4.3, abs=0.1)


@pytest.mark.sound
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (48000, 2)])
async def test_other_rates_and_channels(
    sound_server: SoundServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rate: int,
    channels: int,
) -> None:
    lead_sound_to(sound_server, monkeypatch)
    played = noise(1.5 * rate * channels / 16000)
    heard = tmp_path / "witness.raw"
    choice = Choice("default", rate, channels)
    with (
        virtual_microphone_on(sound_server, rate, channels) as virtual,
        virtual.witnessed(heard),
    ):
        async with (
            open_microphone(choice) as microphone,
            Recorder(microphone, tmp_path) as recorder,
        ):
            await recorder.record()
            player = virtual.player(written(tmp_path / "noise.raw", played))
            await until(lambda: player.poll() is not None, "it was played")
            await until(lambda: "silent" in kinds(recorder), "silence came after it")
            done = await recorder.finish()
    clip = identify(done.path)
    assert (clip.rate, clip.channels) == (rate, channels)
    _, lost, repeated, _ = compared(played, read_pcm(clip)[0])
    assert (lost, repeated) == compared(played, heard.read_bytes())[1:3]
    assert repeated == 0 and lost < 0.01 * len(played) / 2


@pytest.mark.sound
async def test_speech_arrives_at_its_level(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    call = next(call for call in sample_calls() if (call.rate, call.channels) == (16000, 1))
    spoken = read_pcm(identify(call.path))[0][: 6 * 32000]
    async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        player = virtual_microphone.player(written(tmp_path / "speech.raw", spoken))
        await until(lambda: player.poll() is not None, "it was played")
        await until(lambda: "silent" in kinds(recorder), "silence came after it")
        done = await recorder.finish()
    form = PcmFormat("linear16", 16000, 1)
    wanted = measure([Block(spoken, 0.0, 6.0)], form).channels[0]
    recorded = done.levels.channels[0]
    assert recorded.peak == pytest.approx(wanted.peak, abs=0.1)
    # The silence before and after takes some of the mean.
    louder = 10 * math.log10(done.seconds / 6.0)
    assert recorded.rms + louder == pytest.approx(wanted.rms, abs=0.2)


@pytest.mark.sound
async def test_nothing_played_is_a_dead_microphone(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
        await until(lambda: kinds(recorder) == ["silent"], "zeros are found")


@pytest.mark.sound
async def test_a_source_that_is_muted_while_recording(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
        player = virtual_microphone.player(written(tmp_path / "noise.raw", noise(20.0)))
        await until(lambda: recorder.reading()[0].peak > -20, "the noise is heard")
        assert recorder.findings() == ()
        virtual_microphone.mute()
        await until(lambda: kinds(recorder) == ["silent"], "the mute is found")
        player.kill()
        player.wait()


@pytest.mark.sound
async def test_a_device_that_is_unplugged(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
        await recorder.record()
        player = virtual_microphone.player(written(tmp_path / "noise.raw", noise(20.0)))
        await until(lambda: recorder.elapsed > 1, "a second is recorded")
        virtual_microphone.unplug()
        await until(lambda: kinds(recorder) == ["stalled"], "that nothing comes is found")
        done = await recorder.finish()
        player.kill()
        player.wait()
    assert done.seconds > 1
    assert "stalled" in [finding.kind for finding in done.findings]
    assert identify(done.path).duration == done.seconds


@pytest.mark.sound
async def test_a_sound_server_that_hangs_holds_nothing_up(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    server = virtual_microphone.server
    loop = asyncio.get_running_loop()
    try:
        async with open_microphone() as microphone, Recorder(microphone, tmp_path) as recorder:
            await recorder.record()
            await until(lambda: recorder.elapsed > 0.5, "something is recorded")
            server.freeze()
            await until(lambda: kinds(recorder) == ["stalled"], "that nothing comes is found")
            done = await recorder.finish()
            before = loop.time()
    finally:
        server.thaw()
    assert loop.time() - before < 10
    assert identify(done.path).duration == done.seconds


RECORD_AND_LOSE_THE_SERVER = """
import asyncio, os, signal, sys
from pathlib import Path
from providers.audio.microphone import open_microphone
from providers.audio.recording import Recorder

async def main():
    async with open_microphone() as microphone, Recorder(microphone, Path(sys.argv[1])) as recorder:
        await recorder.record()
        while recorder.elapsed < 0.5:
            await asyncio.sleep(0.01)
        os.kill(int(sys.argv[2]), getattr(signal, sys.argv[3]))
        while not any(finding.kind == "stalled" for finding in recorder.findings()):
            await asyncio.sleep(0.01)
        print((await recorder.finish()).seconds >= 0.5)

asyncio.run(main())
"""


@pytest.mark.sound
@pytest.mark.parametrize("how", ["SIGSTOP", "SIGKILL"])
def test_the_program_ends_and_prints_nothing_when_the_server_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    with running_sound_server() as server:
        lead_sound_to(server, monkeypatch)
        with virtual_microphone_on(server):
            ran = subprocess.run(
                [sys.executable, "-c", RECORD_AND_LOSE_THE_SERVER, str(tmp_path),
                 str(server.process.pid), how],
                capture_output=True, text=True, timeout=60,
            )  # fmt: skip
            server.thaw()
            if how == "SIGKILL":
                server.process.wait(60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "True\n", "")


# The names by which cards are opened mean nothing, so that a card is not even looked for.
NO_CARDS = """
</usr/share/alsa/alsa.conf>
ctl.!hw { type no_such_type }
pcm.!hw { type no_such_type }
"""


def test_without_any_sound_system_it_is_one_sentence(tmp_path: Path) -> None:
    alsa = tmp_path / "alsa.conf"
    alsa.write_text(NO_CARDS)
    code = (
        "import asyncio\n"
        "from providers.audio.microphone import open_microphone\n"
        "from providers.errors import BadInput\n"
        "async def main():\n"
        "    try:\n"
        "        async with open_microphone():\n"
        "            print('opened')\n"
        "    except BadInput as error:\n"
        "        print(error)\n"
        "asyncio.run(main())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ, "HOME": str(tmp_path), "ALSA_CONFIG_PATH": str(alsa),
            # Neither of the sound servers is found either, nor is one started.
            "PULSE_SERVER": "unix:/nowhere", "XDG_RUNTIME_DIR": str(tmp_path),
            "JACK_NO_START_SERVER": "1",
        },
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    said = ("There is no microphone here", "Sound cannot be used here")
    # CoreAudio has no such settings: a microphone that is there is opened.
    assert ran.stdout.startswith((*said, "opened") if sys.platform == "darwin" else said)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_reading_the_library_imports_nothing_heavy() -> None:
    code = (
        "import sys, providers.audio.recording, providers.audio.microphone\n"
        "print([name for name in ('pyaudio', 'sounddevice', 'numpy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
    assert sound_library.INPUT_OVERFLOW == 2

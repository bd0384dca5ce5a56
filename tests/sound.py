"""A private sound server for the tests, and a virtual microphone that plays what it is given.

PulseAudio with a null sink: what is played into the sink comes out of its monitor, which is the
default source, so that PortAudio (ALSA's default routed to PulseAudio) records it like any
microphone. The sink runs at the rate of the recording: nothing is resampled, and what comes out is
what went in, bit by bit.

A test that uses these is marked ``@pytest.mark.sound``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import wait_until

SINK = "stage"
# ALSA's own configuration stays in: without it PortAudio would not know PulseAudio's plug-in.
ALSA_CONFIGURATION = """
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
# Nothing listens on a network, and nothing is kept in a home directory. A server that was left
# behind by a killed test ends by itself. Shared memory is off: PulseAudio 16.1 complains about its
# own (issue 824 of PulseAudio), and what it does then is not what is tested here.
SERVER = (
    "pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=60 --disallow-exit=no "
    "--disable-shm=yes --log-level=error"
)


@dataclass(frozen=True)
class SoundServer:
    """A PulseAudio server of one's own. ``environment`` leads any program's sound to it."""

    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]

    def control(self, *command: str) -> str:
        """What ``pactl`` answers."""
        return subprocess.run(
            ["pactl", *command],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
            text=True,
            timeout=20,
        ).stdout.strip()

    def answers(self) -> bool:
        """Whether it takes commands."""
        try:
            return bool(self.control("info"))
        except subprocess.SubprocessError:
            return False

    def freeze(self) -> None:
        """Have it hang, as a sound server does that waits for a device."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Have it crash."""
        self.process.kill()
        self.process.wait(60)


@dataclass(frozen=True)
class VirtualMicrophone:
    """The default source of a server: silence, or what is played into it."""

    server: SoundServer
    module: str
    rate: int
    channels: int

    def player(self, pcm: Path) -> subprocess.Popen[bytes]:
        """Start playing a file of raw linear16. The first milliseconds may be swallowed."""
        form = ("--raw", "--format=s16le", f"--rate={self.rate}", f"--channels={self.channels}")
        return subprocess.Popen(
            ["pacat", "--playback", f"--device={SINK}", *form, "--latency-msec=100", str(pcm)],
            env={**os.environ, **self.server.environment},
        )

    def play(self, pcm: Path) -> None:
        """Play a file of raw linear16 to its end."""
        assert self.player(pcm).wait(120) == 0

    @contextmanager
    def witnessed(self, pcm: Path) -> Iterator[None]:
        """Have PulseAudio's own recorder write the same sound to a file, for the block.

        A server that is held up for 50 ms was seen to lose up to 5 ms in the sink, the same ones
        for everybody who listens: what the witness misses as well was never given.
        """
        form = ("--raw", "--format=s16le", f"--rate={self.rate}", f"--channels={self.channels}")
        with pcm.open("wb") as out:
            witness = subprocess.Popen(
                ["pacat", "--record", f"--device={SINK}.monitor", *form, "--latency-msec=50"],
                stdout=out,
                env={**os.environ, **self.server.environment},
            )
            try:
                yield
            finally:
                witness.terminate()
                witness.wait(60)

    def mute(self) -> None:
        """As the key on a laptop does."""
        self.server.control("set-source-mute", f"{SINK}.monitor", "1")

    def unplug(self) -> None:
        """Take the device away."""
        self.server.control("unload-module", self.module)


@contextmanager
def running_sound_server() -> Iterator[SoundServer]:
    """PulseAudio on a socket in a directory of its own, which is short enough for a socket."""
    home = Path(tempfile.mkdtemp(prefix="cf-sound-"))
    socket = home / "native"
    script = home / "server.pa"
    script.write_text(f"load-module module-native-protocol-unix socket={socket} auth-anonymous=1\n")
    alsa = home / "alsa.conf"
    alsa.write_text(ALSA_CONFIGURATION)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PULSE_RUNTIME_PATH": str(home),
        "PULSE_STATE_PATH": str(home),
        "PULSE_SERVER": f"unix:{socket}",
        "ALSA_CONFIG_PATH": str(alsa),
        # A null sink begins with a block of two seconds unless somebody is in a hurry.
        "PULSE_LATENCY_MSEC": "30",
    }
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [*SERVER.split(), "--file", str(script)],
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
    server = SoundServer(process, environment)
    try:
        wait_until(
            lambda: process.poll() is not None or server.answers(), "the sound server answers"
        )
        assert process.poll() is None, (home / "log").read_text()
        yield server
    finally:
        server.kill()
        shutil.rmtree(home)


@contextmanager
def virtual_microphone_on(
    server: SoundServer, rate: int = 16000, channels: int = 1
) -> Iterator[VirtualMicrophone]:
    """A null sink as the default source."""
    module = server.control(
        "load-module", "module-null-sink", f"sink_name={SINK}", f"rate={rate}",
        f"channels={channels}",
    )  # fmt: skip
    server.control("set-default-source", f"{SINK}.monitor")
    server.control("set-default-sink", SINK)
    try:
        yield VirtualMicrophone(server, module, rate, channels)
    finally:
        if server.process.poll() is None and module in _modules(server):
            server.control("unload-module", module)


def _modules(server: SoundServer) -> list[str]:
    return [line.split("\t")[0] for line in server.control("list", "short", "modules").split("\n")]


def lead_sound_to(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process, and what it starts, use the server."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def sound_server() -> Iterator[SoundServer]:
    """A server for the tests of a module."""
    for program in ("pulseaudio", "pactl", "pacat"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    pytest.importorskip("pyaudio", exc_type=ImportError)
    with running_sound_server() as server:
        yield server


@pytest.fixture
def virtual_microphone(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[VirtualMicrophone]:
    """16 kHz mono, the default input of this process."""
    lead_sound_to(sound_server, monkeypatch)
    with virtual_microphone_on(sound_server) as microphone:
        yield microphone

"""The cursor is where the sound is: on a scripted clock, in silence, and through a real sink."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.clips import Clip, identify, slice_pcm
from providers.audio.devices import NoSound
from providers.audio.elsewhere import commands_elsewhere
from providers.audio.outputs import NullOutput, Output
from providers.audio.pacing import PcmFormat
from providers.audio.passages import Passage, sounding
from providers.audio.player import Player
from providers.audio.time_stretch import Stretcher
from providers.audio.transport import SPEEDS, PlayState, Span, Timeline, around, within
from providers.audio.wav import write_wav
from providers.errors import BadInput
from tests.processes import wait_until
from tests.providers.audio.making import interleave, tone
from tests.sound import (
    SINK,
    SoundServer,
    lead_sound_to,
    running_sound_server,
    virtual_microphone_on,
)

RATE = 8000


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Recording(NullOutput):
    """Keeps what was written, and goes away when told."""

    def __init__(self, form: PcmFormat, clock: Clock) -> None:
        super().__init__(form, clock=clock)
        self.heard = bytearray()
        self.gone = False
        self.closed = False

    def room(self) -> float:
        if self.gone:
            raise NoSound("it stopped taking sound", "connect it again")
        return super().room()

    def write(self, data: bytes) -> None:
        super().write(data)
        self.heard += data

    def close(self) -> None:
        self.closed = True


class Stage:
    """A player without its thread, on a clock of its own."""

    def __init__(self, clip: Clip) -> None:
        self.clock = Clock()
        self.outputs: list[Recording] = []
        self.missing: NoSound | None = None
        self.player = Player(self._open, clock=self.clock)
        self.player.load(clip)

    def _open(self, form: PcmFormat) -> Output:
        if self.missing:
            raise self.missing
        self.outputs.append(Recording(form, self.clock))
        return self.outputs[-1]

    @property
    def state(self) -> PlayState:
        return self.player.state()

    @property
    def word(self) -> str:
        return self.player.state().word

    @property
    def at(self) -> float:
        return self.state.position

    def run(self, seconds: float) -> None:
        """Let time go by in steps of 10 ms, the player's turn in each."""
        for _ in range(round(seconds * 100)):
            self.player.turn()
            self.clock.now += 0.01
        self.player.turn()


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    """Four seconds: 440 Hz on the left in the second one, 1000 Hz on the right in the third."""
    left = bytes(2 * RATE) + tone(1, RATE) + bytes(4 * RATE)
    right = bytes(4 * RATE) + tone(1, RATE, hertz=1000) + bytes(2 * RATE)
    path = tmp_path / "four seconds.wav"
    write_wav(path, interleave(left, right), PcmFormat("linear16", RATE, 2))
    return identify(path)


@pytest.fixture
def stage(clip: Clip) -> Stage:
    return Stage(clip)


def test_the_cursor_follows_the_clock_and_stops_at_the_end(stage: Stage) -> None:
    assert stage.word == "paused"
    stage.player.play()
    stage.run(1.0)
    assert stage.at == pytest.approx(1.0, abs=0.011)
    stage.run(2.5)
    assert stage.word == "playing"
    assert stage.at == pytest.approx(3.5, abs=0.011)
    stage.run(1.0)
    assert (stage.word, stage.at) == ("ended", 4.0)
    stage.player.play()
    stage.run(0.5)
    assert stage.at == pytest.approx(0.5, abs=0.011)


def test_every_sample_is_played_once_and_in_order(stage: Stage, clip: Clip) -> None:
    stage.player.play()
    stage.run(5.0)
    whole, _ = slice_pcm(clip, 0.0, 4.0)
    heard = bytes(stage.outputs[0].heard)
    assert heard[: len(whole)] == whole
    # Behind it only the silence that pushes the end out of the buffer.
    assert not any(heard[len(whole) :])


def test_pause_keeps_what_was_heard_not_what_was_written(stage: Stage) -> None:
    stage.player.play()
    stage.run(1.0)
    stage.player.pause()
    assert stage.word == "paused"
    assert stage.at == pytest.approx(1.0, abs=0.011)
    stage.run(3.0)
    assert stage.at == pytest.approx(1.0, abs=0.011)
    stage.player.toggle()
    stage.run(0.5)
    assert stage.at == pytest.approx(1.5, abs=0.03)


def test_seeking_shows_at_once_and_holds_to_the_clip(stage: Stage) -> None:
    stage.player.skip(1.0)
    stage.player.skip(1.0)
    assert stage.at == 2.0
    stage.player.skip_share(0.25)
    assert stage.at == 3.0
    stage.player.skip(-10)
    assert stage.at == 0.0
    stage.player.seek(99)
    assert stage.at == 4.0
    stage.player.seek(1.0)
    stage.player.play()
    stage.run(0.5)
    stage.player.skip(1.0)
    assert stage.at == pytest.approx(2.5, abs=0.02)
    stage.run(0.3)
    assert stage.at == pytest.approx(2.8, abs=0.03)


def test_a_span_ends_where_it_ends(stage: Stage) -> None:
    stage.player.play_around(1.5, 1.7, margin=0.2)
    span = stage.state.span
    assert span is not None
    assert span.start == pytest.approx(1.3) and span.end == pytest.approx(1.9)
    assert stage.at == pytest.approx(1.3)
    stage.run(2.0)
    assert stage.word == "ended"
    assert stage.at == pytest.approx(1.9)
    stage.player.play()
    stage.run(0.2)
    assert stage.at == pytest.approx(1.5, abs=0.02)
    stage.player.seek(3.0)
    assert stage.state.span is None


def test_a_loop_begins_again_without_a_gap(stage: Stage, clip: Clip) -> None:
    stage.player.play(Span(1.0, 1.5), loop=True)
    stage.run(2.25)
    assert stage.word == "playing"
    assert stage.at == pytest.approx(1.25, abs=0.02)
    once, _ = slice_pcm(clip, 1.0, 1.5)
    assert bytes(stage.outputs[0].heard).startswith(once * 4)
    stage.player.set_loop(False)
    stage.run(1.0)
    assert stage.word == "ended"
    assert stage.at == pytest.approx(1.5)


@pytest.mark.parametrize(("side", "channel"), [("left", 0), ("right", 1)])
def test_one_side_is_heard_on_both_ears(clip: Clip, side: str, channel: int) -> None:
    span = Span(0.0, 4.0)
    blocks = sounding(Passage(clip, 0.0, span, side="left" if side == "left" else "right"))
    heard = array("h", b"".join(block.data for block in blocks))
    whole = array("h", slice_pcm(clip, 0.0, 4.0)[0])
    assert heard[0::2] == heard[1::2] == whole[channel::2]


@pytest.mark.parametrize("speed", SPEEDS)
def test_speed_moves_the_cursor_and_reaches_the_end(stage: Stage, speed: float) -> None:
    stage.player.set_speed(speed)
    stage.player.play()
    stage.run(1.0)
    assert stage.at == pytest.approx(speed, abs=0.1)
    stage.run(5.5)
    assert (stage.word, stage.at) == ("ended", 4.0)


def test_a_speed_that_cannot_be_is_refused(stage: Stage) -> None:
    with pytest.raises(BadInput, match=r"from 0\.5 to 3"):
        stage.player.set_speed(9)


def pitch(samples: array[int], rate: int) -> float:
    """Hertz by upward crossings of zero."""
    crossings = [i for i in range(1, len(samples)) if samples[i - 1] < 0 <= samples[i]]
    return (len(crossings) - 1) * rate / (crossings[-1] - crossings[0])


@pytest.mark.parametrize("speed", [0.75, 1.5, 2.0])
@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_stretching_keeps_the_pitch(rate: int, speed: float) -> None:
    stretcher = Stretcher(PcmFormat("linear16", rate, 1), speed)
    sound = tone(2, rate, hertz=330)
    out = b"".join(stretcher.feed(sound[at : at + 800]) for at in range(0, len(sound), 800))
    out += stretcher.flush()
    samples = array("h", out)
    assert len(samples) / rate == pytest.approx(2 / speed, abs=0.05)
    middle = samples[rate // 10 : -rate // 10]
    assert pitch(middle, rate) == pytest.approx(330, rel=0.02)
    # The joints are even: no click is louder than the tone.
    assert max(middle) <= 17500


@given(
    sizes=st.lists(st.integers(0, 900), max_size=20),
    speed=st.sampled_from([0.5, 0.75, 1.3, 3.0]),
    channels=st.integers(1, 2),
)
def test_stretching_takes_any_pieces(sizes: list[int], speed: float, channels: int) -> None:
    form = PcmFormat("linear16", 8000, channels)
    stretcher = Stretcher(form, speed)
    out = sum(len(stretcher.feed(bytes(size * form.frame_bytes))) for size in sizes)
    out += len(stretcher.flush())
    assert out % form.frame_bytes == 0
    # A piece more or less, since only whole ones are taken.
    assert out / form.frame_bytes == pytest.approx(sum(sizes) / speed, abs=400)


def test_without_a_device_all_goes_on_in_silence(clip: Clip) -> None:
    stage = Stage(clip)
    stage.missing = NoSound("none was found", "play the span on another machine")
    stage.player.look_for_sound()
    stage.player.turn()
    assert (stage.state.no_sound, stage.state.next_step) == (
        "none was found",
        "play the span on another machine",
    )
    stage.player.play()
    stage.run(1.0)
    assert stage.at == pytest.approx(1.0, abs=0.011)
    assert stage.outputs == []
    stage.missing = None
    stage.player.look_for_sound()
    stage.run(0.5)
    assert stage.state.no_sound == "" and stage.state.playing
    assert stage.at == pytest.approx(1.5, abs=0.03)
    assert stage.outputs[0].heard


def test_a_device_that_goes_away_leaves_the_cursor_running(stage: Stage) -> None:
    stage.player.play()
    stage.run(1.0)
    stage.outputs[0].gone = True
    stage.run(0.5)
    state = stage.state
    assert (state.word, state.no_sound) == ("playing", "it stopped taking sound")
    assert state.position == pytest.approx(1.5, abs=0.03)
    assert stage.outputs[0].closed and len(stage.outputs) == 1
    stage.run(3.0)
    assert (stage.word, stage.at) == ("ended", 4.0)


def test_a_file_that_goes_away_ends_the_playing_with_a_sentence(stage: Stage, clip: Clip) -> None:
    clip.path.unlink()
    stage.player.play()
    stage.run(0.1)
    assert stage.word == "paused"
    assert "does not exist" in stage.state.trouble


def test_a_fault_in_a_driver_ends_the_playing_not_the_program(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.player.play()
    stage.run(0.3)

    def broken(data: bytes) -> None:
        raise SystemError("driver")

    monkeypatch.setattr(stage.outputs[0], "write", broken)
    stage.run(0.3)
    assert stage.word == "paused" and "SystemError" in stage.state.trouble
    assert stage.at == pytest.approx(0.3, abs=0.1)


def test_an_empty_player_takes_every_call() -> None:
    player = Player(lambda form: NullOutput(form))
    player.play()
    player.play_around(1, 2)
    player.toggle()
    player.skip(5)
    player.skip_share(0.1)
    player.set_span(Span(0, 1))
    assert player.state().word == "empty"
    assert player.close()


def test_the_thread_plays_and_ends(clip: Clip) -> None:
    player = Player(lambda form: NullOutput(form))
    player.start()
    player.load(clip)
    player.play(Span(0.0, 0.3))
    wait_until(lambda: player.state().word == "ended", "the span has been played")
    assert player.state().position == pytest.approx(0.3)
    player.play()
    assert player.close()
    assert not any(thread.name == "player" for thread in threading.enumerate())


def test_a_driver_that_hangs_does_not_hold_up_the_end(clip: Clip) -> None:
    released = threading.Event()

    def hang(form: PcmFormat) -> Output:
        released.wait(60)
        raise NoSound("it hung", "wait")

    player = Player(hang)
    player.start()
    player.load(clip)
    player.play()
    assert player.state().word == "playing"
    assert not player.close(0.05)
    released.set()


@given(
    pieces=st.lists(
        st.tuples(st.floats(0.01, 1), st.floats(0, 100), st.floats(0.01, 2)), max_size=8
    ),
    played=st.floats(0, 10),
)
def test_a_timeline_tells_the_piece_that_is_heard(
    pieces: list[tuple[float, float, float]], played: float
) -> None:
    timeline = Timeline(7.0)
    out = 0.0
    expected = 7.0
    for seconds, start, length in pieces:
        timeline.add(seconds, start, start + length, 0.0)
        if played >= out:
            share = min(1.0, (played - out) / seconds)
            expected = start + share * length
        out += seconds
    assert timeline.written == pytest.approx(out)
    assert timeline.at(played) == pytest.approx(expected, abs=1e-6) or played == pytest.approx(out)


@given(start=st.floats(-5, 15), end=st.floats(-5, 15), margin=st.floats(0, 2))
def test_spans_stay_inside_the_clip(start: float, end: float, margin: float) -> None:
    for span in (around(start, end, 10.0, margin), within(Span(start, end), 10.0)):
        assert 0.0 <= span.start < span.end <= 10.0


# --- elsewhere ------------------------------------------------------------------------------------


def shelled(command: str) -> list[str]:
    """The words as bash sees them."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True
    )
    return os.fsdecode(done.stdout).split("\0")[:-1]


@pytest.mark.parametrize(
    "name", ["it's a call.wav", "-rf.wav", "a\nb.wav", "x;$(date).wav", "\udcff\x1b.wav", "é.wav"]
)
def test_commands_name_the_file_whatever_it_is_called(clip: Clip, name: str) -> None:
    path = clip.path.with_name(name)
    clip.path.rename(path)
    moved = identify(path)
    for command in commands_elsewhere(moved, Span(12.3, 14.3)):
        assert command.isprintable()
        assert str(path) in shelled(command)


def test_commands_cut_the_span_and_keep_side_and_speed(clip: Clip) -> None:
    ffplay, sox = commands_elsewhere(clip, Span(12.3, 14.3), side="right", speed=1.5)
    quoted = shlex.quote(str(clip.path))
    assert ffplay == (
        "ffplay -nodisp -autoexit -ss 12.300 -t 2.000 -af 'pan=mono|c0=c1,atempo=1.5' " + quoted
    )
    assert sox == f"play {quoted} trim 12.300 2.000 remix 2 tempo -s 1.5"


def test_over_ssh_the_first_command_is_for_the_other_end(clip: Clip) -> None:
    environ = {"SSH_CONNECTION": "10.0.0.9 51515 10.0.0.5 2222", "USER": "ops"}
    first, *_ = commands_elsewhere(clip, Span(1.0, 2.0), environ=environ)
    assert first.startswith("ssh -p 2222 ops@10.0.0.5 ")
    assert first.endswith(" | ffplay -nodisp -autoexit -")
    there = shelled(first.removesuffix(" | ffplay -nodisp -autoexit -"))[-1]
    assert str(clip.path) in shelled(there)
    hostile = {"SSH_CONNECTION": "1 2 -oProxyCommand=x 22", "USER": "ops"}
    assert len(commands_elsewhere(clip, environ=hostile)) == 2


# --- a real sink ----------------------------------------------------------------------------------


class Monitor:
    """Records what comes out of the sink, and when."""

    def __init__(self, server: SoundServer) -> None:
        command = ["parec", f"--device={SINK}.monitor", f"--rate={RATE}", "--channels=2"]
        self._process = subprocess.Popen(
            [*command, "--format=s16le", "--latency-msec=20"],
            env={**os.environ, **server.environment},
            stdout=subprocess.PIPE,
        )
        self._data = bytearray()
        self._arrivals: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := os.read(self._process.stdout.fileno(), 4096):
            self._data += data
            self._arrivals.append((len(self._data) // 4, time.monotonic()))

    def channel(self, number: int) -> array[int]:
        """What was heard so far on one side."""
        data = bytes(self._data)
        return array("h", data[: len(data) // 4 * 4])[number::2]

    def arrived(self, frame: int) -> float:
        """When that frame came."""
        return next(at for count, at in self._arrivals if count > frame)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._thread.join(60)


@pytest.fixture
def monitor(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monitor]:
    lead_sound_to(sound_server, monkeypatch)
    # Recording wants little of it; with it PulseAudio keeps too little of what is played, too.
    monkeypatch.delenv("PULSE_LATENCY_MSEC")
    with virtual_microphone_on(sound_server, RATE, 2):
        listening = Monitor(sound_server)
        try:
            wait_until(lambda: len(listening.channel(0)) > 0, "the monitor gives sound")
            yield listening
        finally:
            listening.stop()


@pytest.fixture
def player() -> Iterator[Player]:
    playing = Player()
    playing.start()
    yield playing
    playing.close(5)


def loud(samples: array[int]) -> tuple[int, int]:
    """The first and the last sample that is no silence."""
    places = [place for place, sample in enumerate(samples) if abs(sample) > 1000]
    return (places[0], places[-1]) if places else (0, 0)


@pytest.mark.sound
@pytest.mark.parametrize("missing", ["", "pyaudio"])
def test_what_is_played_comes_out_and_the_cursor_is_there(
    monitor: Monitor, player: Player, clip: Clip, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing:
        # sounddevice has to do.
        monkeypatch.setitem(sys.modules, missing, None)
    player.load(clip)
    player.play()
    seen: list[tuple[float, float]] = []

    def ended() -> bool:
        state = player.state()
        seen.append((time.monotonic(), state.position))
        assert not state.no_sound, state
        return state.word == "ended"

    wait_until(ended, "the clip has been played")
    wait_until(lambda: len(monitor.channel(1)) > loud(monitor.channel(1))[1] + RATE // 4, "silence")
    positions = [position for _, position in seen]
    assert positions == sorted(positions)
    for side, hertz, second in ((0, 440, 1.0), (1, 1000, 2.0)):
        samples = monitor.channel(side)
        first, last = loud(samples)
        assert (last - first) / RATE == pytest.approx(1.0, abs=0.01)
        assert pitch(samples[first:last], RATE) == pytest.approx(hertz, rel=0.01)
        assert max(samples[first:last]) == pytest.approx(16384, rel=0.05)
        moment = monitor.arrived(first)
        cursor = min(seen, key=lambda pair: abs(pair[0] - moment))[1]
        # The monitor itself is a few hundredths of a second late.
        assert cursor == pytest.approx(second, abs=0.2)


@pytest.mark.sound
def test_faster_and_one_side_only_comes_out_at_its_pitch(
    monitor: Monitor, player: Player, clip: Clip
) -> None:
    player.load(clip)
    player.set_speed(1.5)
    player.set_side("left")
    player.play()
    wait_until(lambda: player.state().word == "ended", "the clip has been played")
    wait_until(lambda: len(monitor.channel(1)) > loud(monitor.channel(1))[1] + RATE // 4, "silence")
    for side in (0, 1):
        samples = monitor.channel(side)
        first, last = loud(samples)
        assert (last - first) / RATE == pytest.approx(1 / 1.5, abs=0.05)
        assert pitch(samples[first:last], RATE) == pytest.approx(440, rel=0.01)


@pytest.mark.sound
def test_the_last_of_a_very_short_span_is_heard(
    monitor: Monitor, player: Player, clip: Clip
) -> None:
    player.load(clip)
    # A null sink that nobody used yet swallows more than any real one.
    player.play(Span(0.0, 0.5))
    wait_until(lambda: player.state().word == "ended", "the silence has been played")
    player.play(Span(1.2, 1.28))
    wait_until(lambda: player.state().word == "ended", "the span has been played")
    wait_until(lambda: loud(monitor.channel(0))[1] > 0, "something is heard")
    wait_until(lambda: len(monitor.channel(0)) > loud(monitor.channel(0))[1] + RATE // 4, "silence")
    first, last = loud(monitor.channel(0))
    assert (last - first) / RATE == pytest.approx(0.08, abs=0.01)


@contextmanager
def playing(clip: Clip, end: float, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The clip played in a process of its own, which tells how it goes."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.providers.audio.playing", str(clip.path), str(end)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    """What it tells next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.sound
def test_a_sound_server_that_crashes_leaves_the_cursor_running(
    clip: Clip, sound_server: SoundServer
) -> None:
    # ``sound_server`` only for its skipping: this one is broken.
    with (
        running_sound_server() as server,
        virtual_microphone_on(server, RATE, 2),
        playing(clip, 1.5, **server.environment) as process,
    ):
        assert next_line(process) == "playing"
        server.kill()
        assert next_line(process) == "no sound"
        next_line(process)
        assert [next_line(process), next_line(process)] == ["ended", "closed"]


@pytest.mark.sound
def test_a_sound_server_that_hangs_leaves_the_cursor_running(
    clip: Clip, sound_server: SoundServer
) -> None:
    # ``sound_server`` only for its skipping: this one is broken.
    with (
        running_sound_server() as server,
        virtual_microphone_on(server, RATE, 2),
        playing(clip, 1.5, **server.environment) as process,
    ):
        assert next_line(process) == "playing"
        server.freeze()
        try:
            assert next_line(process) == "no sound"
            next_line(process)
            assert next_line(process) == "ended"
        finally:
            server.thaw()
        assert next_line(process) == "closed"


@pytest.mark.parametrize("configuration", [None, "", "# nothing\n"])
def test_no_sound_system_at_all(clip: Clip, tmp_path: Path, configuration: str | None) -> None:
    pytest.importorskip("pyaudio", exc_type=ImportError)
    path = tmp_path / "alsa.conf"
    if configuration is not None:
        path.write_text(configuration)
    with playing(
        clip, 0.2, PULSE_SERVER=f"unix:{tmp_path}/nobody", ALSA_CONFIG_PATH=str(path)
    ) as process:
        assert next_line(process) == "playing"
        assert next_line(process) == "no sound"
        assert ": " in next_line(process)
        assert [next_line(process), next_line(process)] == ["ended", "closed"]

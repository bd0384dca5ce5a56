"""Probing, reading and cutting clips, and every file that is none."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.audio import decode, limits
from providers.audio.clips import Clip, blocks, identify, pcm_format, probe, read_pcm, slice_pcm
from providers.audio.levels import measure
from providers.audio.pacing import PcmFormat
from providers.audio.wav import write_wav
from providers.errors import BadInput
from tests.providers.audio.making import chunk, fmt, interleave, riff, saved, tone, wav_of

MONO = PcmFormat("linear16", 16000, 1)
STEREO = PcmFormat("linear16", 8000, 2)
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """One second, two channels, 8 kHz: two different tones."""
    left, right = tone(1.0, 8000, hertz=300), tone(1.0, 8000, hertz=500, amplitude=0.1)
    return saved(tmp_path / "call.wav", wav_of(interleave(left, right), STEREO))


def test_probe_says_what_the_file_is(call: Path) -> None:
    clip = probe(call)
    assert clip == Clip(
        path=call,
        container="wav",
        codec="linear16",
        rate=8000,
        channels=2,
        duration=1.0,
        size=call.stat().st_size,
        sha256=hashlib.sha256(call.read_bytes()).hexdigest(),
    )
    assert clip.media_type == "audio/wav"
    assert pcm_format(clip) == STEREO


def test_blocks_cover_the_clip_without_gap_or_overlap(call: Path) -> None:
    clip = probe(call)
    got = list(blocks(clip, 0.3))
    assert [round(block.end, 6) for block in got] == [0.3, 0.6, 0.9, 1.0]
    assert [block.start for block in got[1:]] == [block.end for block in got[:-1]]
    assert all(len(block.data) % 4 == 0 for block in got)
    assert b"".join(block.data for block in got) == read_pcm(clip)[0] == call.read_bytes()[44:]


def test_blocks_are_read_as_they_are_asked_for(call: Path) -> None:
    clip = probe(call)
    source = blocks(clip)
    next(source)
    call.write_bytes(call.read_bytes()[:2000])
    assert sum(len(block.data) for block in source) < 8 * 1024


def test_a_file_that_vanished_after_the_probe_is_one_sentence(call: Path) -> None:
    clip = probe(call)
    call.unlink()
    with pytest.raises(BadInput, match=r"call\.wav' does not exist"):
        list(blocks(clip))


def test_a_file_that_grew_after_the_probe_keeps_its_length(call: Path) -> None:
    data = call.read_bytes()
    growing = data[:40] + b"\xff\xff\xff\xff" + data[44:]
    clip = probe(saved(call, growing))
    assert "does not say how long it is" in clip.note
    saved(call, growing + bytes(8000))
    assert len(read_pcm(clip)[0]) == 32000


def test_slices_are_exact_and_cut_to_the_clip(call: Path) -> None:
    clip = probe(call)
    whole, _ = read_pcm(clip)
    assert slice_pcm(clip, 0.25, 0.5) == (whole[8000:16000], STEREO)
    assert slice_pcm(clip, -1.0, 0.5)[0] == whole[:16000]
    assert slice_pcm(clip, 0.75, 99.0)[0] == whole[24000:]
    with pytest.raises(BadInput, match=r"nothing between 2\.00 and 3\.00 s"):
        slice_pcm(clip, 2.0, 3.0)


@pytest.mark.parametrize("suffix", ["flac", "mp3", "ogg", "m4a", "webm", "aiff"])
@needs_ffmpeg
def test_other_containers_through_ffmpeg(tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / "in.wav", tmp_path / f"-out 'ü'.{suffix}"
    pcm = interleave(tone(2.0, 48000), tone(2.0, 48000, hertz=700, amplitude=0.05))
    form = PcmFormat("linear16", 48000, 2)
    write_wav(source, pcm, form)
    convert(source, target)
    clip = probe(target)
    assert (clip.container, clip.rate, clip.channels) == (suffix, 48000, 2)
    assert clip.duration == pytest.approx(2.0, abs=0.1)
    assert clip.media_type.startswith("audio/")
    decoded = list(blocks(clip, 0.5))
    assert decoded[-1].end == pytest.approx(2.0, abs=0.1)
    ours, theirs = measure(decoded, form), measure(blocks(probe(source)), form)
    for mine, other in zip(ours.channels, theirs.channels, strict=True):
        assert mine.rms == pytest.approx(other.rms, abs=1.0)
    assert len(slice_pcm(clip, 0.5, 1.0)[0]) == pytest.approx(96000, abs=400)


@needs_ffmpeg
def test_amr_from_a_telephone_system(tmp_path: Path) -> None:
    # ffmpeg has no AMR encoder of its own: eight frames of comfort noise, mode 0, written by hand.
    path = saved(tmp_path / "voicemail.amr", b"#!AMR\n" + (b"\x04" + bytes(12)) * 100)
    clip = probe(path)
    assert (clip.container, clip.codec, clip.rate, clip.channels) == ("amr", "amr_nb", 8000, 1)
    assert len(read_pcm(clip)[0]) == pytest.approx(32000, abs=400)


@needs_ffmpeg
def test_a_stream_that_does_not_record_its_length_is_counted(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "browser.webm"
    write_wav(source, tone(1.5), MONO)
    with target.open("wb") as out:
        command = ["ffmpeg", "-v", "error", "-i", str(source), "-f", "webm", "-"]
        subprocess.run(command, stdout=out, check=True)
    assert probe(target).duration == pytest.approx(1.5, abs=0.05)


@needs_ffmpeg
def test_gsm_in_a_wav_goes_through_ffmpeg(tmp_path: Path) -> None:
    body = bytes.fromhex("3100 0100 401f0000 59060000 4100 0000 0200 4001")
    path = tmp_path / "asterisk.wav"
    saved(path, riff(chunk(b"fmt ", body), chunk(b"data", bytes(65) * 50)))
    clip = probe(path)
    assert (clip.container, clip.codec, clip.rate) == ("wav", "gsm", 8000)
    assert clip.duration == pytest.approx(2.0, abs=0.05)
    assert read_pcm(clip)[1] == PcmFormat("linear16", 8000, 1)


@needs_ffmpeg
def test_leaving_off_in_the_middle_ends_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *command: object, **options: object) -> None:
            super().__init__(*command, **options)  # type: ignore[call-overload]
            started.append(self)

    source, target = tmp_path / "in.wav", tmp_path / "long.flac"
    write_wav(source, tone(0.1) * 3000, MONO)
    convert(source, target)
    clip = probe(target)
    monkeypatch.setattr(subprocess, "Popen", Watched)
    unfinished = blocks(clip)
    next(unfinished)
    (ffmpeg,) = started
    assert ffmpeg.poll() is None
    del unfinished
    assert ffmpeg.returncode is not None


def test_without_ffmpeg_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = saved(tmp_path / "call.flac", b"fLaC" + bytes(100))
    assert_refused(path, "apt install ffmpeg", "convert it to WAV")


@needs_ffmpeg
def test_a_playlist_in_disguise_opens_nothing_else(tmp_path: Path) -> None:
    write_wav(tmp_path / "secret.wav", tone(1.0), MONO)
    text = f"#EXTM3U\n#EXTINF:1,\n{tmp_path}/secret.wav\n"
    assert_refused(saved(tmp_path / "a.mp3", text.encode()), "is text")
    assert_refused(saved(tmp_path / "b.mp3", b"ID3" + text.encode()), "no sound")


# Bad input: one sentence, at once.


def test_missing(tmp_path: Path) -> None:
    assert_refused(tmp_path / "nothing.wav", "does not exist", "check the name")


def test_empty(tmp_path: Path) -> None:
    assert_refused(saved(tmp_path / "empty.wav", b""), "is empty", "record or copy it again")


def test_text_renamed(tmp_path: Path) -> None:
    path = saved(tmp_path / "notes.wav", b"Dear diary,\nnothing was recorded today.\n" * 50)
    assert_refused(path, "is text, whatever it is called", "name a WAV")


def test_unknown_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.wav", b"\x7fELF" + bytes(500))
    assert_refused(path, "no audio file that is known here", "name a WAV")


@pytest.mark.parametrize("length", [4, 9, 11, 12, 30, 43])
def test_cut_in_the_header(call: Path, length: int) -> None:
    assert_refused(saved(call, call.read_bytes()[:length]), "ends inside its WAV header", "again")


def test_cut_in_the_data_is_used_up_to_where_it_ends(call: Path) -> None:
    clip = probe(saved(call, call.read_bytes()[: 44 + 16001]))
    assert clip.duration == 0.5
    assert "its header promises 1.0 s, and the 0.5 s that are there are used" in clip.note
    assert len(read_pcm(clip)[0]) == 16000


def test_cut_in_the_data_to_almost_nothing(call: Path) -> None:
    assert_refused(saved(call, call.read_bytes()[: 44 + 800]), "holds 0.025 s of sound")


def test_zero_length_data(tmp_path: Path) -> None:
    assert_refused(saved(tmp_path / "z.wav", wav_of(b"", MONO)), "no samples")


def test_three_channels(tmp_path: Path) -> None:
    form = PcmFormat("linear16", 16000, 3)
    path = saved(tmp_path / "three.wav", wav_of(bytes(96000), form))
    assert_refused(path, "3 channels", "ffmpeg -i", "pan=stereo|c0=c0|c1=c1")
    assert identify(path).channels == 3
    assert len(read_pcm(identify(path))[0]) == 96000


@needs_ffmpeg
def test_the_command_offered_for_three_channels_works(tmp_path: Path) -> None:
    form = PcmFormat("linear16", 16000, 3)
    path = saved(tmp_path / "it's three.wav", wav_of(bytes(96000), form))
    command = refusal(path).partition("for example ")[2].removesuffix(".")
    subprocess.run(["sh", "-c", f"{command} -v error"], cwd=tmp_path, check=True)
    assert probe(tmp_path / "out.wav").channels == 2


@pytest.mark.parametrize("rate", [96000, 4000])
def test_rates_outside_of_amazons(tmp_path: Path, rate: int) -> None:
    form = PcmFormat("linear16", rate, 1)
    path = saved(tmp_path / "r.wav", wav_of(bytes(96000), form))
    assert_refused(path, f"{rate // 1000} kHz", "8 to 48 kHz", "-ar 16000")


def test_directory(tmp_path: Path) -> None:
    assert_refused(tmp_path, "is a directory", "name an audio file")


def test_no_permission(call: Path) -> None:
    call.chmod(0)
    with as_nobody():
        assert_refused(call, "may not be read by this user")


@pytest.mark.parametrize("kind", ["fifo", "device", "socket"])
def test_what_is_not_a_regular_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "p.wav"
    listener = socket.socket(socket.AF_UNIX)
    with listener:
        if kind == "fifo":
            os.mkfifo(path)
        elif kind == "socket":
            listener.bind(str(path))
        else:
            path = Path("/dev/zero")
        assert_refused(path, "not a regular file", "record it to a file first")


def test_five_gigabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    path = saved(tmp_path / "huge.wav", wav_of(bytes(100), MONO))
    os.truncate(path, 5 * 1000**3)
    assert_refused(path, "5.0 GB", "2 GB", "cut it into parts")


def test_longer_than_four_hours(tmp_path: Path) -> None:
    seconds = 4 * 3600 + 60
    data = riff(fmt(7, 1, 8000, 8, b"\0\0"), b"data" + (seconds * 8000).to_bytes(4, "little"))
    path = saved(tmp_path / "long.wav", data)
    os.truncate(path, len(data) + seconds * 8000)
    assert_refused(path, "4.0 h long", "4 h at most", "segment_time")


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    assert_refused(tmp_path / "a\0b.wav", "cannot be opened")
    assert_refused(tmp_path / ("x" * 300), "cannot be opened")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"\x1b]0;owned\x07\x1b[2J.wav", r"\x1b]0;owned\x07\x1b[2J.wav"),
        (b"two\nlines.wav", r"two\x0alines.wav"),
        (b"latin-\xe9.wav", r"latin-\xe9.wav"),
        ("mirror-\u202evaw.wav".encode(), r"mirror-\u202evaw.wav"),
        ("Gespräch №1 📞.wav".encode(), "Gespräch №1 📞.wav"),
    ],
)
def test_hostile_names_are_escaped_and_still_open(
    tmp_path: Path, call: Path, name: bytes, shown: str
) -> None:
    path = tmp_path / os.fsdecode(name)
    assert_refused(path, shown)
    path.write_bytes(call.read_bytes())
    assert probe(path).duration == 1.0
    path.write_bytes(call.read_bytes()[:30])
    assert_refused(path, shown)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_clip_or_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = saved(tmp_path / "any.wav", b"RIFF\0\0\0\0WAVE" + data)
    try:
        clip = probe(path)
    except BadInput as sentence:
        assert str(sentence).isprintable()
    else:
        assert sum(len(block.data) for block in blocks(clip)) > 0


def test_a_growing_file_is_hashed_as_it_was(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = call.read_bytes()

    def grow(path: Path, *numbers: float) -> None:
        with path.open("ab") as out:
            out.write(bytes(1000))

    monkeypatch.setattr(limits, "check_format", grow)
    assert probe(call).sha256 == hashlib.sha256(before).hexdigest()
    assert call.stat().st_size == len(before) + 1000


@pytest.mark.parametrize(
    ("start", "container"),
    [
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"\0\0\0\x1cftypM4A ", "m4a"),
        (b"\0\0\0\x1cftypisom", "mp4"),
        (b"FORM\0\0\0\0AIFC", "aiff"),
        (b"\xff\xff\xff\xff", None),
        (b"RIFF\0\0\0\0AVI ", None),
        (b"", None),
    ],
)
def test_containers_by_their_first_bytes(start: bytes, container: str | None) -> None:
    assert decode.container_of(start) == container


def refusal(path: Path) -> str:
    began = time.monotonic()
    with pytest.raises(BadInput) as caught:
        probe(path)
    assert time.monotonic() - began < 60.0
    return str(caught.value)


def assert_refused(path: Path, *says: str) -> None:
    sentence = refusal(path)
    assert sentence.isprintable()
    assert sentence.endswith(".")
    for words in says:
        assert words in sentence


def convert(source: Path, target: Path) -> None:
    # Without a word on it, ffmpeg may choose its experimental Vorbis encoder.
    codec = ["-c:a", "libvorbis"] if target.suffix == ".ogg" else []
    command = ["ffmpeg", "-v", "error", "-i", str(source), *codec, f"file:{target}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so a test run by root steps down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)

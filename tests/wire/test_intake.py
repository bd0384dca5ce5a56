"""Uploaded and streamed bytes into linear16 channels."""

from __future__ import annotations

import array
import asyncio
import io
import itertools
import shutil
import struct
import subprocess
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio import decode
from providers.audio.arithmetic import audioop
from providers.sandbox.deepgram.streamed import LONGEST_HEADER, WaveIntake
from providers.sandbox.intake import DecodedAudio, UnusableAudio, decode_raw, decode_upload

SAMPLES = array.array("h", [0, 1000, -1000, 32767, -32768, 5, 6, 7] * 2000).tobytes()


def wav(data: bytes, rate: int = 16000, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        out.writeframes(data)
    return file.getvalue()


def header(tag: int, bits: int, data: bytes, *, rate: int = 8000, junk: bytes = b"") -> bytes:
    """A RIFF header written by hand, for what the standard library cannot write."""
    form = struct.pack("<HHIIHH", tag, 1, rate, rate * bits // 8, bits // 8, bits)
    extra = b"LIST" + struct.pack("<I", len(junk)) + junk + b"\0" * (len(junk) % 2) if junk else b""
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + extra + b"data"
    return b"RIFF" + struct.pack("<I", 0) + body + struct.pack("<I", len(data)) + data


def test_a_plain_wav_comes_through_unchanged() -> None:
    assert decode_upload(wav(SAMPLES)) == DecodedAudio(16000, (SAMPLES,), 1.0, "wav")


def test_channels_are_taken_apart_and_mixed() -> None:
    stereo = array.array("h", [100, -300] * 50).tobytes()
    decoded = decode_upload(wav(stereo, channels=2))
    assert [array.array("h", channel)[0] for channel in decoded.channels] == [100, -300]
    assert set(array.array("h", decoded.mixed())) == {-100}


@pytest.mark.parametrize("width", [1, 3, 4])
def test_other_widths_become_sixteen_bits(width: int) -> None:
    data = audioop.lin2lin(SAMPLES, 2, width)
    if width == 1:
        data = audioop.bias(data, 1, 128)
    (channel,) = decode_upload(wav(data, width=width)).channels
    exact = width > 1
    assert channel == SAMPLES if exact else audioop.rms(channel, 2) > 0.9 * audioop.rms(SAMPLES, 2)


def test_telephone_codecs_in_a_wav_with_a_list_chunk() -> None:
    for tag, encoded, back in (
        (7, audioop.lin2ulaw(SAMPLES, 2), audioop.ulaw2lin),
        (6, audioop.lin2alaw(SAMPLES, 2), audioop.alaw2lin),
    ):
        decoded = decode_upload(header(tag, 8, encoded, junk=b"odd"))
        assert decoded.channels == (back(encoded, 2),)
        assert (decoded.rate, decoded.duration) == (8000, 2.0)


def test_rates_outside_the_recognisers_range_are_brought_inside() -> None:
    low, high = decode_upload(wav(SAMPLES, 4000)), decode_upload(wav(SAMPLES, 96000))
    assert (low.rate, high.rate) == (8000, 48000)
    assert len(low.channels[0]) == pytest.approx(2 * len(SAMPLES), rel=0.01)
    assert high.duration == pytest.approx(16000 / 96000)


def test_a_header_that_promises_too_much_gives_what_is_there() -> None:
    assert decode_upload(wav(SAMPLES)[:-1000]).channels == (SAMPLES[:-1000],)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"this is no container at all", "no audio file that is known"),
        (wav(SAMPLES)[:20], "ends inside its WAV header"),
        (wav(b""), "no samples"),
        (header(7, 16, SAMPLES), "samples of 2 bytes"),
        (header(1, 16, SAMPLES, rate=1), "1 channels at 1 hertz"),
        (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", "before their description"),
        (b"RIFF\0\0\0\0WAVE" + b"junk\xff\xff\xff\x7f" + b"x" * 70000, "no samples"),
    ],
)
def test_unusable_wavs_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableAudio, match=reason):
        decode_upload(data)


def test_floating_point_is_read_as_well() -> None:
    data = array.array("f", [0.0, 0.5, -0.5, 2.0]).tobytes()
    (channel,) = decode_upload(header(3, 32, data)).channels
    assert list(array.array("h", channel)) == [0, 16384, -16384, 32767]


def test_raw_audio_needs_a_known_encoding() -> None:
    with pytest.raises(UnusableAudio, match="headerless opus"):
        decode_raw(b"1234", "opus", 8000, 1)
    assert decode_raw(SAMPLES + b"x", "linear16", 16000, 1).channels == (SAMPLES,)


def test_without_ffmpeg_only_wav_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnusableAudio, match="not installed: install ffmpeg"):
        decode_upload(b"fLaC" + b"\0" * 100)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("kind", ["flac", "mp3", "ogg", "m4a", "webm"])
async def test_compressed_audio_through_ffmpeg(tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "in.wav", tmp_path / f"out.{kind}"
    source.write_bytes(wav(SAMPLES * 4))
    command = ["ffmpeg", "-v", "error", "-i", str(source), str(target)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    decoded = decode_upload(target.read_bytes())
    assert decoded.duration == pytest.approx(4.0, abs=0.1)
    assert decoded.container == {"m4a": "mp4"}.get(kind, kind)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
async def test_a_codec_only_ffmpeg_knows_in_a_wav(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    source.write_bytes(wav(SAMPLES * 4))
    command = ["ffmpeg", "-v", "error", "-i", str(source), "-c:a", "adpcm_ms", str(target)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    decoded = decode_upload(target.read_bytes())
    assert decoded.duration == pytest.approx(4.0, abs=0.1)
    assert (decoded.rate, decoded.container) == (16000, "wav")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("data", [b"fLaC" + b"\0" * 100, header(0x1234, 16, SAMPLES)])
def test_what_ffmpeg_cannot_read_is_unusable(data: bytes) -> None:
    with pytest.raises(UnusableAudio, match="no sound that ffmpeg can read"):
        decode_upload(data)


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(SAMPLES))
    for playlist in (f"#EXTM3U\n#EXTINF:1\n{secret}\n", f"ffconcat version 1.0\nfile {secret}\n"):
        with pytest.raises(UnusableAudio):
            decode_upload(playlist.encode())
        if shutil.which("ffmpeg") is not None:
            # Not either where it begins like sound.
            with pytest.raises(UnusableAudio):
                decode_upload(b"ID3" + playlist.encode())
    assert not {"concat", "hls"} & set(decode.DEMUXERS.values())


def streamed(pieces: list[bytes]) -> tuple[WaveIntake, list[bytes]]:
    """What a stream of these messages gives: one linear16 string a channel."""
    intake = WaveIntake()
    taken = [channels for piece in pieces if (channels := intake.take(piece))]
    return intake, [b"".join(channel) for channel in zip(*taken, strict=True)]


@given(st.lists(st.binary(max_size=100), max_size=4))
def test_no_header_breaks_a_stream(pieces: list[bytes]) -> None:
    for start in (b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0"):
        try:
            intake, heard = streamed([start, *pieces])
        except UnusableAudio:
            continue
        assert len(heard) == intake.channels if intake.ready else not heard
        assert intake.rate > 0 or not intake.ready


@given(
    st.lists(st.integers(0, 300), max_size=4).map(sorted),
    st.sampled_from([(1, 8), (1, 16), (1, 24), (7, 8), (3, 32)]),
    st.sampled_from([0, 0x7FFFF000, 0xFFFFFFFF, None]),
)
def test_a_stream_may_be_cut_anywhere(
    cuts: list[int], codec: tuple[int, int], promised: int | None
) -> None:
    tag, bits = codec
    data = array.array("f", [0.5, -0.25] * 24).tobytes()
    whole = header(tag, bits, data, junk=b"abc")
    (expected,) = decode_upload(whole).channels
    if promised is not None:
        at = whole.index(b"data") + 4
        whole = whole[:at] + struct.pack("<I", promised) + whole[at + 4 :]
    edges = [0, *cuts, len(whole)]
    intake, heard = streamed([whole[a:b] for a, b in itertools.pairwise(edges)])
    assert (intake.rate, intake.channels, heard) == (8000, 1, [expected])


def test_a_stream_ends_where_its_header_says() -> None:
    whole = wav(SAMPLES[:400], channels=2) + b"LIST\4\0\0\0more"
    intake, heard = streamed([whole[:50], whole[50:200], whole[200:], b"and more"])
    assert intake.channels == 2
    assert [len(channel) for channel in heard] == [200, 200]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (b"OggS and so on", "not a WAV"),
        (header(0x31, 8, b""), "stream of gsm"),
        (header(1, 16, b"", rate=1), "at 1 hertz"),
    ],
)
def test_a_stream_that_cannot_be_is_refused_at_once(start: bytes, reason: str) -> None:
    with pytest.raises(UnusableAudio, match=reason):
        WaveIntake().take(start)


def test_a_stream_is_given_up_where_no_samples_follow_its_header() -> None:
    intake = WaveIntake()
    start = b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\x7f"
    assert intake.take(start) == ()
    assert intake.take(bytes(LONGEST_HEADER - len(start))) == ()
    with pytest.raises(UnusableAudio, match="no samples follow"):
        intake.take(b"x")

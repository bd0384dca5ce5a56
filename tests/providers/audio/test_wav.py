"""The RIFF reader on headers good, odd, broken and arbitrary."""

from __future__ import annotations

import io
import struct
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.arithmetic import audioop
from providers.audio.pacing import PcmFormat
from providers.audio.wav import (
    CutHeader,
    WavLayout,
    header,
    read_layout,
    to_linear16,
    write_wav,
)
from providers.errors import BadInput
from tests.providers.audio.making import chunk, fmt, riff, tone, wav_of

MONO = PcmFormat("linear16", 16000, 1)


def layout_of(data: bytes) -> WavLayout:
    return read_layout(io.BytesIO(data), len(data), "clip.wav")


def samples_of(data: bytes) -> array[int]:
    found = layout_of(data)
    raw = data[found.data_start : found.data_start + found.data_bytes]
    return array("h", to_linear16(found.codec, raw))


def test_chunks_around_the_samples_are_skipped_with_their_padding() -> None:
    pcm = tone(0.1)
    data = riff(
        chunk(b"JUNK", b"odd"),
        fmt(1, 1, 16000, 16),
        chunk(b"LIST", b"INFOISFT\5\0\0\0made\0\0"),
        chunk(b"data", pcm),
        chunk(b"id3 ", b"x" * 99),
    )
    found = layout_of(data)
    assert data[found.data_start : found.data_start + found.data_bytes] == pcm
    assert (found.codec, found.rate, found.channels) == ("linear16", 16000, 1)


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_integer_widths_come_out_as_the_same_wave(bits: int) -> None:
    pcm = tone(0.05)
    width = bits // 8
    raw = audioop.lin2lin(pcm, 2, width)
    if width == 1:
        raw = audioop.bias(raw, 1, 128)
    heard = samples_of(riff(fmt(1, 1, 16000, bits), chunk(b"data", raw)))
    tolerance = 256 if width == 1 else 0
    assert all(abs(a - b) <= tolerance for a, b in zip(heard, array("h", pcm), strict=True))


@pytest.mark.parametrize(("kind", "bits"), [("f", 32), ("d", 64)])
def test_floats_are_scaled_and_clamped(kind: str, bits: int) -> None:
    values = [0.0, 0.5, -0.5, 1.5, -1.5, float("nan"), float("inf"), float("-inf")]
    raw = array(kind, values).tobytes()
    heard = samples_of(riff(fmt(3, 1, 16000, bits), chunk(b"data", raw)))
    assert list(heard) == [0, 16384, -16384, 32767, -32768, 0, 32767, -32768]


@pytest.mark.parametrize(("tag", "codec"), [(6, "alaw"), (7, "mulaw")])
def test_companded_telephone_audio(tag: int, codec: str) -> None:
    pcm = tone(0.1, 8000)
    raw = audioop.lin2ulaw(pcm, 2) if codec == "mulaw" else audioop.lin2alaw(pcm, 2)
    data = riff(fmt(tag, 1, 8000, 8, b"\0\0"), chunk(b"fact", b"\0" * 4), chunk(b"data", raw))
    assert layout_of(data).codec == codec
    louder = max(abs(a - b) for a, b in zip(samples_of(data), array("h", pcm), strict=True))
    assert louder < 600


def test_extensible_names_its_codec_in_the_subformat() -> None:
    guid = struct.pack("<H", 3) + bytes.fromhex("0000000010008000 00aa00389b71")
    extra = struct.pack("<HHI", 22, 32, 3) + guid
    raw = array("f", [0.25] * 10).tobytes()
    data = riff(fmt(0xFFFE, 2, 48000, 32, extra), chunk(b"data", raw))
    assert layout_of(data).codec == "float32"
    assert layout_of(data).frames == 5
    assert set(samples_of(data)) == {8192}


def test_24_bits_in_4_bytes_go_by_the_frame_size() -> None:
    body = struct.pack("<HHIIHH", 1, 1, 16000, 64000, 4, 24)
    data = riff(chunk(b"fmt ", body), chunk(b"data", struct.pack("<i", 0x40000000) * 3))
    assert layout_of(data).codec == "linear32"
    assert list(samples_of(data)) == [0x4000] * 3


@pytest.mark.parametrize("promised", [0xFFFFFFFF, 0x7FFFF000, 0])
def test_a_length_never_filled_in_means_up_to_the_end(promised: int) -> None:
    pcm = tone(0.2)
    data = riff(fmt(1, 1, 16000, 16), chunk(b"data", pcm, promised=promised), promised=promised)
    found = layout_of(data)
    assert found.promised_bytes is None
    assert found.data_bytes == len(pcm)


def test_an_empty_data_chunk_before_another_chunk_is_empty() -> None:
    found = layout_of(
        riff(fmt(1, 1, 16000, 16), chunk(b"data", b""), chunk(b"LIST", b"INFO" + b"a" * 40))
    )
    assert (found.data_bytes, found.promised_bytes) == (0, 0)


def test_rf64_keeps_its_length_in_ds64() -> None:
    pcm = tone(0.1)
    sizes = struct.pack("<QQQI", 36 + len(pcm), len(pcm), len(pcm) // 2, 0)
    data = riff(
        chunk(b"ds64", sizes),
        fmt(1, 1, 16000, 16),
        chunk(b"data", pcm, promised=0xFFFFFFFF),
        chunk(b"LIST", b"tail"),
        magic=b"RF64",
        promised=0xFFFFFFFF,
    )
    assert layout_of(data).data_bytes == len(pcm)


def test_a_cut_file_gives_whole_frames_and_remembers_the_promise() -> None:
    form = PcmFormat("linear16", 8000, 2)
    data = wav_of(bytes(8000), form)[: 44 + 4003]
    found = layout_of(data)
    assert (found.data_bytes, found.promised_bytes) == (4000, 8000)


@pytest.mark.parametrize("length", [12, 20, 30, 36, 43])
def test_a_cut_header_is_said_to_be_one(length: int) -> None:
    data = wav_of(tone(0.1), MONO)[:length]
    with pytest.raises(CutHeader, match=r"'clip.wav' ends inside its WAV header"):
        layout_of(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (riff(fmt(1, 0, 16000, 16), chunk(b"data", b"ab")), "0 channels"),
        (riff(fmt(1, 1, 0, 16), chunk(b"data", b"ab")), "0 Hz"),
        (riff(fmt(1, 1, 16000, 40), chunk(b"data", b"abcde")), "5 bytes"),
        (riff(chunk(b"data", b"ab"), fmt(1, 1, 16000, 16)), "before their description"),
        (riff(chunk(b"fmt ", b"abc"), chunk(b"data", b"ab")), "too short to describe"),
        (riff(chunk(b"JUNK", b"") * 1000), "no samples in its first 1000"),
        (b"RIFF\0\0\0\0AVI LIST", "not a WAV"),
    ],
)
def test_impossible_headers(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        layout_of(data)
    # More bytes would not help.
    assert not isinstance(refused.value, CutHeader)


@given(st.integers(0, 120), st.binary(max_size=40))
def test_a_header_is_cut_until_it_can_be_read(cut: int, junk: bytes) -> None:
    whole = wav_of(tone(0.1), MONO, before=(chunk(b"LIST", junk),))
    complete = layout_of(whole)
    if cut < complete.data_start:
        with pytest.raises(CutHeader):
            layout_of(whole[:cut])
    else:
        early = layout_of(whole[:cut])
        assert (early.data_start, early.promised_bytes) == (complete.data_start, 3200)


def test_a_file_of_empty_chunks_is_given_up_early() -> None:
    class Counting(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            return super().read(size)

    data = riff(chunk(b"JUNK", b"") * 50000)
    stream = Counting(data)
    with pytest.raises(BadInput):
        read_layout(stream, len(data), "clip.wav")
    assert stream.reads < 2000


def test_gsm_is_named_but_not_decoded_here() -> None:
    found = layout_of(riff(fmt(0x31, 1, 8000, 0), chunk(b"data", bytes(65))))
    assert (found.codec, found.decodable) == ("gsm", False)


def layout_or_refusal(data: bytes) -> None:
    try:
        found = layout_of(data)
    except BadInput as refusal:
        assert str(refusal).endswith(".")
        return
    assert found.rate > 0
    assert found.channels > 0
    assert 0 <= found.data_start + found.data_bytes <= len(data)
    assert found.data_bytes % found.frame_bytes == 0
    if found.decodable:
        raw = data[found.data_start : found.data_start + found.data_bytes]
        assert len(to_linear16(found.codec, raw)) == 2 * found.frames * found.channels


@given(st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes) -> None:
    layout_or_refusal(data)
    layout_or_refusal(riff(data))


formats = st.builds(
    struct.pack,
    st.just("<HHIIHH"),
    st.sampled_from([1, 3, 6, 7, 0x11, 0x31, 0xFFFE]) | st.integers(0, 0xFFFF),
    st.integers(0, 5) | st.integers(0, 0xFFFF),
    st.sampled_from([0, 8000, 16000, 48000]) | st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 16) | st.integers(0, 0xFFFF),
    st.sampled_from([0, 8, 16, 24, 32, 64]) | st.integers(0, 0xFFFF),
)


@given(
    body=formats,
    extra=st.binary(max_size=30),
    promised=st.none() | st.sampled_from([0, 1, 0xFFFFFFFF]) | st.integers(0, 0xFFFFFFFF),
    samples=st.binary(max_size=200),
    cut=st.integers(0, 300),
)
def test_arbitrary_headers(
    body: bytes, extra: bytes, promised: int | None, samples: bytes, cut: int
) -> None:
    data = riff(chunk(b"fmt ", body + extra), chunk(b"data", samples, promised=promised))
    layout_or_refusal(data)
    layout_or_refusal(data[:cut])


@given(
    st.builds(
        PcmFormat,
        st.sampled_from(["linear16", "mulaw", "alaw"]),
        st.integers(8000, 48000),
        st.integers(1, 2),
    ),
    st.integers(0, 50),
)
def test_a_written_header_reads_back(form: PcmFormat, frames: int) -> None:
    pcm = bytes(frames * form.frame_bytes)
    data = header(len(pcm), form) + pcm + b"\0" * (len(pcm) & 1)
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    found = layout_of(data)
    assert (found.codec, found.rate, found.channels) == (form.encoding, form.rate, form.channels)
    assert found.data_bytes == len(pcm)


def test_a_written_file_is_read_by_the_standard_library(tmp_path: Path) -> None:
    path = tmp_path / "Größe 1.wav"
    pcm = tone(0.1)
    write_wav(path, pcm, MONO)
    with wave.open(str(path)) as reader:
        assert (reader.getframerate(), reader.getnchannels()) == (16000, 1)
        assert reader.readframes(10**6) == pcm


def test_writing_replaces_a_file_whole_or_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    write_wav(path, tone(0.1), MONO)
    before = path.read_bytes()
    write_wav(path, tone(0.2), MONO)
    assert path.stat().st_size > len(before)
    with pytest.raises(BadInput, match="could not be written"):
        write_wav(tmp_path / "no-such-folder" / "take.wav", tone(0.1), MONO)
    assert [entry.name for entry in tmp_path.iterdir()] == ["take.wav"]


def test_writing_over_a_directory_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "take.wav").mkdir()
    with pytest.raises(BadInput, match=r"take\.wav' could not be written"):
        write_wav(tmp_path / "take.wav", tone(0.1), MONO)
    assert [entry.name for entry in tmp_path.iterdir()] == ["take.wav"]

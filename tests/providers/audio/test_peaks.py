"""Peaks are what every sample says, whatever the file, and a sketch of it before."""

from __future__ import annotations

import math
import os
import struct
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio import peak_scan
from providers.audio.clips import Clip, describe, identify
from providers.audio.pacing import PcmFormat
from providers.audio.peak_scan import PeakScan
from providers.audio.peaks import MOST_BINS, Column, Peaks, bin_frames
from providers.audio.peaks_cache import PeakCache
from providers.audio.wav import write_wav
from tests.providers.audio.making import chunk, fmt, interleave, riff, saved, tone

samples = st.integers(-32768, 32767)


def scanned(clip: Clip, cache: PeakCache | None = None) -> PeakScan:
    scan = PeakScan(clip, cache)
    scan.start()
    assert scan.wait(60)
    return scan


def brute(channel: list[int], first: int, last: int) -> tuple[int, int, float]:
    part = channel[first:last]
    return min(part), max(part), math.sqrt(sum(s * s for s in part) / len(part))


@given(
    channels=st.integers(1, 3),
    rate=st.sampled_from([40, 120, 8000]),
    values=st.lists(samples, min_size=1, max_size=400),
    cut=st.integers(1, 5),
)
def test_bins_are_what_the_samples_say(
    channels: int, rate: int, values: list[int], cut: int
) -> None:
    frames = math.ceil(len(values) / channels)
    values += [0] * (frames * channels - len(values))
    peaks = Peaks(rate, channels, frames)
    data, step = array("h", values).tobytes(), cut * peaks.bin_frames * channels * 2
    for start in range(0, len(data), step):
        peaks.add(data[start : start + step])
    assert peaks.complete and peaks.exact_until == pytest.approx(frames / rate)
    for channel in range(channels):
        columns = peaks.columns(channel, 0.0, peaks.bin_seconds, peaks.bins)
        for index, column in enumerate(columns):
            low, high, rms = brute(
                values[channel::channels],
                index * peaks.bin_frames,
                (index + 1) * peaks.bin_frames,
            )
            assert column is not None and column[:2] == (low, high)
            assert abs(column.rms - min(32767, rms)) <= 1


@given(
    values=st.lists(samples, min_size=1, max_size=600),
    start=st.floats(-1, 6),
    seconds=st.floats(0.005, 3),
    count=st.integers(1, 40),
)
def test_wide_columns_are_what_their_bins_say(
    values: list[int], start: float, seconds: float, count: int
) -> None:
    peaks = Peaks(400, 1, len(values))
    peaks.add(array("h", values).tobytes())
    for index, column in enumerate(peaks.columns(0, start, seconds, count)):
        first = math.floor((start + index * seconds) * 40 + 1e-6)
        last = max(first + 1, math.floor((start + (index + 1) * seconds) * 40 + 1e-6))
        inside = values[max(0, first) * 10 : last * 10] if last > 0 else []
        if column is None:
            assert not inside or first < 0
        else:
            assert column[:2] == (min(inside), max(inside))


def test_columns_leave_nothing_out_and_count_nothing_twice() -> None:
    values = [0] * 8000
    values[3999] = 32767
    peaks = Peaks(8000, 1, 8000)
    peaks.add(array("h", values).tobytes())
    for count in (1, 3, 7, 16, 40):
        columns = peaks.columns(0, 0.0, 1.0 / count, count)
        assert [column.highest for column in columns if column].count(32767) == 1


def test_what_was_not_read_is_not_shown_as_silence() -> None:
    peaks = Peaks(8000, 1, 16000)
    peaks.add(bytes(16000))
    halves = peaks.columns(0, 0.0, 1.0, 2)
    assert halves == [Column(0, 0, 0), None]
    assert peaks.share == 0.5 and not peaks.complete
    assert peaks.columns(0, -1.0, 0.5, 2) == [None, None]
    assert peaks.columns(0, 2.0, 1.0, 1) == [None]


def test_a_very_long_clip_gets_longer_bins() -> None:
    frames = 100 * 3600 * 8000
    assert frames / bin_frames(8000, frames) <= MOST_BINS
    assert bin_frames(8000, 3600 * 8000) == 200


FORMS: dict[str, tuple[int, int, Callable[[list[int]], bytes]]] = {
    "linear8": (1, 8, lambda v: bytes(v // 256 + 128 for v in v)),
    "linear16": (1, 16, lambda v: struct.pack(f"<{len(v)}h", *v)),
    "linear24": (1, 24, lambda v: b"".join(struct.pack("<i", s << 8)[:3] for s in v)),
    "linear32": (1, 32, lambda v: struct.pack(f"<{len(v)}i", *(s << 16 for s in v))),
    "float32": (3, 32, lambda v: struct.pack(f"<{len(v)}f", *(s / 32768 for s in v))),
    "mulaw": (7, 8, lambda v: bytes(0x80 if s > 0 else 0xFF for s in v)),
    "alaw": (6, 8, lambda v: bytes(0xAA if s > 0 else 0xD5 for s in v)),
}
HIGHEST = {"linear8": 24320, "mulaw": 32124, "alaw": 32256}


@pytest.mark.parametrize("codec", FORMS)
def test_every_form_of_wav(tmp_path: Path, codec: str) -> None:
    tag, bits, packed = FORMS[codec]
    values = [0] * 4000
    values[3000] = 24576
    path = saved(tmp_path / "a.wav", riff(fmt(tag, 1, 8000, bits), chunk(b"data", packed(values))))
    clip = identify(path)
    assert clip.codec == codec
    peaks = scanned(clip).peaks
    columns = peaks.columns(0, 0.0, 0.125, 4)
    assert all(columns)
    assert [column.highest if column else None for column in columns][3] == pytest.approx(
        HIGHEST.get(codec, 24576), abs=256
    )
    assert max(abs(column.highest) for column in columns[:3] if column) <= 16


def call(path: Path, minutes: float = 6.0) -> Clip:
    """Long enough to be worth a sketch: a tone in every other minute on the left."""
    minute = tone(60, 8000, amplitude=0.5) + bytes(60 * 16000)
    left = (minute * math.ceil(minutes / 2))[: round(minutes * 60) * 16000]
    write_wav(path, interleave(left, bytes(len(left))), PcmFormat("linear16", 8000, 2))
    return describe(path)


def test_a_sketch_of_a_long_call_comes_before_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = call(tmp_path / "call.wav")
    sketched: list[Column | None] = []

    def nothing_more(*_: object) -> list[object]:
        # A glimpse stands for a second or two around it: the minutes' edges are left out.
        for minute in range(6):
            sketched.extend(scan.peaks.columns(0, 60.0 * minute + 10, 40.0, 1))
        return []

    monkeypatch.setattr(peak_scan, "blocks", nothing_more)
    scan = PeakScan(clip)
    scan.start()
    assert scan.wait(60) and not scan.trouble
    assert [column is not None and column.highest > 16000 for column in sketched] == [
        True, False, True, False, True, False,
    ]  # fmt: skip


def test_the_whole_call_then_replaces_the_sketch(tmp_path: Path) -> None:
    clip = call(tmp_path / "call.wav")
    peaks = scanned(clip).peaks
    assert peaks.complete and peaks.sketched
    minutes = peaks.columns(0, 0.0, 60.0, 6)
    assert [column.highest if column else -1 for column in minutes] == [16384, 0] * 3
    assert set(peaks.columns(1, 0.0, 60.0, 6)) == {Column(0, 0, 0)}


def test_peaks_are_kept_by_content(tmp_path: Path) -> None:
    clip = call(tmp_path / "call.wav", 0.2)
    cache = PeakCache(tmp_path / "cache")
    first = scanned(clip, cache)
    assert not first.cached
    (tmp_path / "call.wav").rename(tmp_path / "moved.wav")
    again = scanned(describe(tmp_path / "moved.wav"), cache)
    assert again.cached and again.peaks.complete
    assert again.peaks.numbers == first.peaks.numbers
    assert scanned(identify(tmp_path / "moved.wav"), cache).cached


@given(place=st.integers(0, 2000), value=st.integers(0, 255), cut=st.booleans())
def test_a_broken_cache_file_counts_as_none(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    peaks = Peaks(8000, 1, 8000)
    peaks.add(tone(1, 8000))
    cache = PeakCache(folder)
    cache.store("ab", peaks)
    path = folder / "ab.peaks"
    data = bytearray(path.read_bytes())
    place %= len(data)
    if cut:
        path.write_bytes(data[:place])
    else:
        if data[place] == value:
            return
        data[place] = value
        path.write_bytes(data)
    fresh = Peaks(8000, 1, 8000)
    assert not cache.load("ab", fresh)
    assert not fresh.complete


def test_the_cache_is_bounded_and_forgets_what_was_not_used(tmp_path: Path) -> None:
    peaks = Peaks(8000, 1, 8000)
    peaks.add(tone(1, 8000))
    size = 0
    cache = PeakCache(tmp_path, most_bytes=1000)
    for number, name in enumerate(("a", "b", "c")):
        cache.store(name, peaks)
        path = tmp_path / f"{name}.peaks"
        size = path.stat().st_size
        os.utime(path, (number, number))
    assert 3 * size < 1000
    PeakCache(tmp_path, most_bytes=2 * size).store("d", peaks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.peaks", "d.peaks"]


def test_a_cache_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    clip = call(tmp_path / "call.wav", 0.1)
    saved(tmp_path / "file", b"")
    scan = scanned(clip, PeakCache(tmp_path / "file" / "cache"))
    assert scan.peaks.complete and not scan.trouble


def test_a_file_that_goes_away_gives_a_sentence(tmp_path: Path) -> None:
    clip = call(tmp_path / "call.wav", 0.1)
    clip.path.unlink()
    scan = scanned(clip)
    assert "does not exist" in scan.trouble and not scan.peaks.complete


def test_a_scan_can_be_cancelled(tmp_path: Path) -> None:
    scan = PeakScan(call(tmp_path / "call.wav", 0.1))
    scan.cancel()
    scan.start()
    assert scan.wait(60)
    assert not scan.peaks.complete and not scan.trouble

"""The meter while recording: levels, hold, clipping, and the shape of the last seconds."""

from __future__ import annotations

from array import array

import pytest

from providers.audio.meter import Meter
from providers.audio.pacing import PcmFormat
from tests.providers.audio.making import interleave, tone

MONO = PcmFormat("linear16", 16000, 1)


def test_a_tone_has_its_level() -> None:
    meter = Meter(MONO)
    meter.add(tone(0.1), 10.0)
    (now,) = meter.reading(10.05)
    assert now.peak == pytest.approx(-6.0, abs=0.1)
    assert now.rms == pytest.approx(-9.0, abs=0.1)
    assert not now.clipping


def test_the_peak_is_held_while_the_level_falls_and_then_let_go() -> None:
    meter = Meter(MONO)
    meter.add(tone(0.05), 10.0)
    quiet = tone(0.05, amplitude=0.01)
    for step in range(1, 21):
        meter.add(quiet, 10 + step * 0.05)
    (now,) = meter.reading(11.0)
    assert now.peak == pytest.approx(-40.0, abs=0.2)
    assert now.hold == pytest.approx(-6.0, abs=0.1)
    for step in range(21, 40):
        meter.add(quiet, 10 + step * 0.05)
    (later,) = meter.reading(11.95)
    assert later.peak == later.hold == pytest.approx(-40.0, abs=0.2)


def test_nothing_for_a_while_is_silence() -> None:
    meter = Meter(MONO)
    meter.add(tone(0.05), 10.0)
    (now,) = meter.reading(20.0)
    assert (now.peak, now.rms, now.hold) == (-96.3, -96.3, -96.3)


def test_clipping_is_counted_and_marked_for_two_seconds() -> None:
    meter = Meter(MONO)
    meter.add(array("h", [0, 32767, -32768, 5]).tobytes(), 10.0)
    meter.add(tone(0.05), 10.05)
    (now,) = meter.reading(11.9)
    assert now.clipping and now.clipped == 2
    (later,) = meter.reading(12.1)
    assert not later.clipping and later.clipped == 2


def test_two_channels_are_read_apart() -> None:
    meter = Meter(PcmFormat("linear16", 16000, 2))
    peaks = meter.add(interleave(tone(0.1), tone(0.1, amplitude=0.0)), 10.0)
    left, right = meter.reading(10.0)
    assert left.peak == pytest.approx(-6.0, abs=0.1) and right.peak == -96.3
    assert peaks[0] == pytest.approx(16383, abs=2) and peaks[1] == 0


def test_complete_columns_of_the_shape_do_not_change_as_it_scrolls() -> None:
    meter = Meter(MONO)
    whole = array("h", range(-16000, 16000)).tobytes()
    seen: dict[float, float] = {}
    for start in range(0, len(whole), 1600):
        meter.add(whole[start : start + 1600], 10 + start / 32000)
        (columns,) = meter.shape(1000, 0.1)
        for low, high in columns[:-1]:
            assert seen.setdefault(low, high) == high
    (columns,) = meter.shape(1000, 0.1)
    assert len(columns) == 20
    assert columns[0] == (-16000 / 32768, -14401 / 32768)
    (last,) = meter.shape(5, 0.1)
    assert last == columns[-5:]


def test_the_shape_keeps_a_minute() -> None:
    meter = Meter(PcmFormat("linear16", 8000, 1))
    for second in range(90):
        meter.add(array("h", [second]).tobytes() * 8000, 10.0 + second)
    (columns,) = meter.shape(1000, 1.0)
    assert len(columns) == 60
    assert columns[0] == (30 / 32768, 30 / 32768)


def test_no_columns_are_no_columns() -> None:
    meter = Meter(MONO)
    assert meter.shape(10, 0.1) == ((),)
    meter.add(tone(1), 10.0)
    assert meter.shape(0, 0.1) == ((),)

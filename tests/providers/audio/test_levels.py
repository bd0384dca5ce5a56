"""Levels against values that can be computed on paper."""

from __future__ import annotations

import random
from array import array

import pytest

from providers.audio.levels import FLOOR_DBFS, LevelMeter, measure
from providers.audio.pacing import Block, PcmFormat
from tests.providers.audio.making import interleave, tone

MONO = PcmFormat("linear16", 16000, 1)
STEREO = PcmFormat("linear16", 16000, 2)


def cut(pcm: bytes, form: PcmFormat, seconds: float = 0.07) -> list[Block]:
    step = round(seconds * form.rate) * form.frame_bytes
    return [
        Block(pcm[at : at + step], at / form.byte_rate, (at + step) / form.byte_rate)
        for at in range(0, len(pcm), step)
    ]


def test_a_sine_has_its_peak_and_three_decibels_less() -> None:
    levels = measure(cut(tone(2.0, amplitude=0.5), MONO), MONO)
    (channel,) = levels.channels
    assert channel.peak == pytest.approx(-6.02, abs=0.02)
    assert channel.rms == pytest.approx(-9.03, abs=0.02)
    assert (channel.silence, channel.clipped) == (0.0, 0.0)
    assert levels.seconds == 2.0
    assert levels.correlation is None


def test_very_quiet_sound_is_not_rounded_away() -> None:
    levels = measure(cut(array("h", [1, 0, -1, 0] * 8000).tobytes(), MONO), MONO)
    assert levels.channels[0].rms == pytest.approx(-93.3, abs=0.1)


def test_digital_silence() -> None:
    levels = measure(cut(bytes(64000), STEREO), STEREO)
    assert levels.channels[0].rms == levels.channels[0].peak == FLOOR_DBFS
    assert levels.channels[0].silence == 1.0
    assert levels.correlation is None


@pytest.mark.parametrize("seconds", [0.01, 0.033, 0.1, 5.0])
def test_silence_share_does_not_depend_on_the_blocks(seconds: float) -> None:
    pcm = tone(1.0) + bytes(2 * 16000 * 3)
    levels = measure(cut(pcm, MONO, seconds), MONO)
    assert levels.channels[0].silence == pytest.approx(0.75, abs=0.01)


def test_clipped_samples_are_counted() -> None:
    pcm = array("h", [32767, -32768, 0, 100] * 4000).tobytes()
    assert measure(cut(pcm, MONO), MONO).channels[0].clipped == 0.5


def test_correlation_tells_two_speakers_from_mono_twice() -> None:
    rng = random.Random(7)
    noise = [array("h", (rng.randrange(-9000, 9000) for _ in range(16000))) for _ in range(2)]
    one, other = (samples.tobytes() for samples in noise)
    inverted = array("h", (-sample for sample in noise[0])).tobytes()
    quieter = array("h", (sample // 4 for sample in noise[0])).tobytes()

    def correlation(left: bytes, right: bytes) -> float:
        found = measure(cut(interleave(left, right), STEREO), STEREO).correlation
        assert found is not None
        return found

    assert correlation(one, one) == pytest.approx(1.0, abs=1e-3)
    assert correlation(one, quieter) == pytest.approx(1.0, abs=1e-3)
    assert correlation(one, inverted) == pytest.approx(-1.0, abs=1e-3)
    assert correlation(one, other) == pytest.approx(0.0, abs=0.05)


def test_a_meter_shows_the_loudest_channel_of_the_block() -> None:
    meter = LevelMeter(STEREO)
    now = meter.add(Block(interleave(tone(0.1, amplitude=0.01), tone(0.1)), 0.0, 0.1))
    assert now.peak == pytest.approx(-6.0, abs=0.1)
    assert meter.levels().channels[0].peak == pytest.approx(-40.0, abs=0.2)


@pytest.mark.parametrize("seconds", [0.033, 0.1, 5.0])
def test_silence_of_a_call_is_where_nobody_speaks(seconds: float) -> None:
    speech, pause = tone(1.0), bytes(2 * 16000)
    left, right = speech + pause + pause + pause, pause + speech + pause + pause
    levels = measure(cut(interleave(left, right), STEREO, seconds), STEREO)
    assert [round(one.silence, 2) for one in levels.channels] == [0.75, 0.75]
    assert levels.silence == pytest.approx(0.5, abs=0.01)


def test_a_constant_is_the_offset_of_its_channel() -> None:
    samples = array("h", [-1638] * 8000).tobytes()
    levels = measure(cut(interleave(samples, bytes(16000)), STEREO), STEREO)
    assert levels.channels[0].dc == pytest.approx(-0.05, abs=0.0001)
    assert levels.channels[1].dc == 0.0
    small = measure(cut(array("h", [1, 0] * 4000).tobytes(), MONO), MONO)
    assert small.channels[0].dc == pytest.approx(0.5 / 32768, rel=0.01)

"""Dead microphones and wrong clocks, on a clock of the test."""

from __future__ import annotations

import pytest

from providers.audio.capture_health import CaptureHealth, Finding

RATE = 16000
BLOCK = 800


class Scripted:
    """Blocks of 50 ms that come at times of the test's choosing."""

    def __init__(self, *, channels: int = 1, platform: str = "linux") -> None:
        self.health = CaptureHealth("USB mic", RATE, opened_at=100.0, platform=platform)
        self.now = 100.0
        self._channels = channels

    def run(
        self,
        seconds: float,
        *,
        peak: int = 900,
        peaks: tuple[int, ...] | None = None,
        speed: float = 1.0,
    ) -> tuple[Finding, ...]:
        """So many seconds of wall clock in which sound comes at ``speed``."""
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.now += BLOCK / RATE / speed
            self.health.heard(BLOCK, peaks or (peak,) * self._channels, self.now)
        return self.health.findings(self.now)

    def wait(self, seconds: float) -> tuple[Finding, ...]:
        """So many seconds in which nothing comes."""
        self.now += seconds
        return self.health.findings(self.now)


def kinds(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in findings]


def test_a_good_microphone_has_no_findings() -> None:
    microphone = Scripted()
    for _ in range(60):
        assert microphone.run(1) == ()
    assert microphone.health.speed() == pytest.approx(1.0, abs=0.01)


def test_zeros_for_a_second_are_a_dead_microphone() -> None:
    microphone = Scripted()
    assert microphone.run(0.9, peak=0) == ()
    (found,) = microphone.run(0.2, peak=0)
    assert found.kind == "silent"
    assert "'USB mic' gives only zeros" in found.sentence
    assert "pactl list short sources" in found.sentence
    assert found.since == pytest.approx(100.0, abs=0.01)


def test_one_sample_of_sound_ends_the_finding() -> None:
    microphone = Scripted()
    microphone.run(5, peak=0)
    assert microphone.run(0.05, peak=1) == ()
    assert microphone.run(0.9, peak=0) == ()
    assert kinds(microphone.run(0.2, peak=0)) == ["silent"]


def test_on_macos_the_cause_is_the_permission() -> None:
    (found,) = Scripted(platform="darwin").run(1.5, peak=0)
    assert "Privacy & Security, Microphone" in found.sentence
    assert "pactl" not in found.sentence


def test_one_dead_channel_of_two() -> None:
    microphone = Scripted(channels=2)
    (found,) = microphone.run(1.5, peaks=(700, 0))
    assert found.kind == "half-silent"
    assert "Channel 2" in found.sentence
    assert kinds(microphone.run(1.5, peaks=(0, 0))) == ["silent"]


def test_the_stub_that_was_seen_is_both_silent_and_slow() -> None:
    microphone = Scripted()
    found = microphone.run(6, peak=0, speed=0.5)
    assert kinds(found) == ["drift", "silent"]
    assert "gave 0.50 s of sound per second" in found[0].sentence
    assert "without a card" in found[0].sentence


@pytest.mark.parametrize(("speed", "wrong"), [(0.94, True), (0.96, False), (1.04, False),
                                              (1.06, True), (2.0, True)])  # fmt: skip
def test_drift_is_more_than_five_percent(speed: float, wrong: bool) -> None:
    assert kinds(Scripted().run(15, speed=speed)) == (["drift"] if wrong else [])


def test_a_fast_clock_has_another_cause_than_a_slow_one() -> None:
    (found,) = Scripted().run(10, speed=1.5)
    assert "16000 Hz" in found.sentence
    assert "Choose another sample rate" in found.sentence


def test_a_burst_at_the_start_is_no_drift() -> None:
    microphone = Scripted()
    for _ in range(40):
        microphone.health.heard(BLOCK, (500,), 100.3)
    microphone.now = 100.3
    for _ in range(12):
        assert microphone.run(1) == ()


def test_blocks_in_lumps_are_no_drift() -> None:
    microphone = Scripted()
    for lump in range(1, 200):
        microphone.now = 100 + lump * 0.1
        for _ in range(2):
            microphone.health.heard(BLOCK, (500,), microphone.now)
        assert microphone.health.findings(microphone.now) == ()


def test_drift_that_ends_is_forgotten() -> None:
    microphone = Scripted()
    assert kinds(microphone.run(10, speed=0.5)) == ["drift"]
    assert microphone.run(12) == ()


def test_a_device_that_vanishes_is_found_after_a_second() -> None:
    microphone = Scripted()
    microphone.run(5)
    assert microphone.wait(0.9) == ()
    (found,) = microphone.wait(0.2)
    assert found.kind == "stalled"
    assert "what was recorded is kept" in found.sentence
    assert found.since == pytest.approx(105.0, abs=0.1)


def test_a_device_that_comes_back_is_not_slow() -> None:
    microphone = Scripted()
    microphone.run(5)
    assert kinds(microphone.wait(20)) == ["stalled"]
    for _ in range(20):
        assert microphone.run(1) == ()


def test_a_device_that_never_gives_anything() -> None:
    microphone = Scripted()
    assert microphone.wait(2.9) == ()
    (found,) = microphone.wait(0.2)
    assert found.kind == "stalled"
    assert "opened, and no sound has come" in found.sentence


def test_lost_sound_is_counted_and_shown_for_a_while() -> None:
    microphone = Scripted()
    microphone.run(1)
    for _ in range(3):
        microphone.health.heard(BLOCK, (500,), microphone.now, overflow=True)
    (found,) = microphone.health.findings(microphone.now)
    assert found.kind == "overflow"
    assert "3 times" in found.sentence
    assert microphone.run(6) == ()

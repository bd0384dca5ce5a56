"""How loud a clip is, and whether its two channels are really two.

Measured over blocks as they pass, so that a file of four hours costs no memory and a microphone
can be watched while it runs.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.pacing import Block, PcmFormat

FULL_SCALE = 32768.0
# Quieter than this nothing is said: line noise of a telephone lies near -60 dBFS, soft speech
# above -45.
SILENCE_DBFS = -50.0
WINDOW_SECONDS = 0.02
FLOOR_DBFS = -96.3


@dataclass(frozen=True, slots=True)
class ChannelLevels:
    """One channel. ``peak`` and ``rms`` in dBFS (0 is full scale, -96.3 digital silence).

    ``silence`` is the share of 20 ms windows under the silence threshold, ``clipped`` the share
    of samples at full scale, both in 0..1. ``dc`` is the mean of the samples as a share of full
    scale, -1..1: far from 0 the recorder adds a constant, which costs headroom.
    """

    peak: float
    rms: float
    silence: float
    clipped: float
    dc: float = 0.0


@dataclass(frozen=True, slots=True)
class Levels:
    """All channels of a clip. ``seconds`` of audio measured.

    ``correlation`` of the first two channels in -1..1, None for mono or where one is all zeros.
    Near 1 the file is mono stored twice: no speaker has a channel of their own. ``silence`` is the
    share of 20 ms windows in which every channel is silent, 0..1.
    """

    channels: tuple[ChannelLevels, ...]
    correlation: float | None
    seconds: float
    silence: float = 0.0


class LevelMeter:
    """Takes linear16 blocks with ``add``; ``levels`` may be asked at any time."""

    def __init__(self, form: PcmFormat, *, silence_dbfs: float = SILENCE_DBFS) -> None:
        self._rate = form.rate
        self._channels = tuple(_ChannelSums(form.rate, silence_dbfs) for _ in range(form.channels))
        self._product = 0.0
        self._windows = self._silent = 0

    def add(self, block: Block) -> ChannelLevels:
        """Count a block in, and give the levels of its loudest channel (for a meter)."""
        parts = split_channels(block.data, len(self._channels))
        now = []
        quiet = []
        for sums, part in zip(self._channels, parts, strict=True):
            now.append(_levels_of(part, self._rate, sums.threshold))
            quiet.append(sums.add(part))
        self._windows += len(quiet[0])
        self._silent += sum(map(all, zip(*quiet, strict=True)))
        if len(parts) >= 2:
            self._product += _product(parts[0], parts[1])
        return max(now, key=lambda levels: levels.rms)

    def levels(self) -> Levels:
        """Everything so far."""
        correlation: float | None = None
        if len(self._channels) >= 2:
            energy = math.sqrt(self._channels[0].energy * self._channels[1].energy)
            if energy:
                correlation = max(-1.0, min(1.0, self._product / energy))
        return Levels(
            tuple(sums.levels() for sums in self._channels),
            correlation,
            self._channels[0].samples / self._rate,
            self._silence(),
        )

    def _silence(self) -> float:
        windows, silent = self._windows, self._silent
        if any(sums.has_rest for sums in self._channels):
            windows += 1
            silent += all(sums.rest_is_silent for sums in self._channels)
        return silent / windows if windows else 1.0


def measure(
    blocks: Iterable[Block], form: PcmFormat, *, silence_dbfs: float = SILENCE_DBFS
) -> Levels:
    """The levels of linear16 blocks, read once."""
    meter = LevelMeter(form, silence_dbfs=silence_dbfs)
    for block in blocks:
        meter.add(block)
    return meter.levels()


class _ChannelSums:
    __slots__ = ("_rest", "_window", "clipped", "energy", "peak", "samples", "silent", "sum",
                 "threshold", "windows")  # fmt: skip

    def __init__(self, rate: int, silence_dbfs: float) -> None:
        self._window = max(1, round(rate * WINDOW_SECONDS)) * 2
        self._rest = b""
        self.threshold = FULL_SCALE * 10 ** (silence_dbfs / 20)
        self.samples = self.peak = self.clipped = self.windows = self.silent = 0
        self.energy = self.sum = 0.0

    @property
    def has_rest(self) -> bool:
        """Whether a last window has begun that is not full yet."""
        return bool(self._rest)

    @property
    def rest_is_silent(self) -> bool:
        """Whether that window is silent so far."""
        return audioop.rms(self._rest, 2) < self.threshold

    def add(self, part: bytes) -> list[bool]:
        """Count in; gives for each window that became full whether it is silent."""
        peak = audioop.max(part, 2)
        self.peak = max(self.peak, peak)
        if peak >= 32767:
            samples = array("h", part)
            self.clipped += samples.count(32767) + samples.count(-32768)
        self.samples += len(part) // 2
        self.energy += _energy(part)
        self.sum += _sum(part)
        data = self._rest + part
        whole = len(data) - len(data) % self._window
        quiet = [
            audioop.rms(data[start : start + self._window], 2) < self.threshold
            for start in range(0, whole, self._window)
        ]
        self.windows += len(quiet)
        self.silent += sum(quiet)
        self._rest = data[whole:]
        return quiet

    def levels(self) -> ChannelLevels:
        windows, silent = self.windows, self.silent
        if self._rest:
            windows += 1
            silent += self.rest_is_silent
        return ChannelLevels(
            peak=dbfs(self.peak),
            rms=dbfs(math.sqrt(self.energy / self.samples)) if self.samples else FLOOR_DBFS,
            silence=silent / windows if windows else 1.0,
            clipped=self.clipped / self.samples if self.samples else 0.0,
            dc=self.sum / self.samples / FULL_SCALE if self.samples else 0.0,
        )


def dbfs(amplitude: float) -> float:
    """A linear16 amplitude in decibels below full scale."""
    return max(FLOOR_DBFS, 20 * math.log10(amplitude / FULL_SCALE)) if amplitude else FLOOR_DBFS


def _levels_of(part: bytes, rate: int, threshold: float) -> ChannelLevels:
    peak, rms = audioop.max(part, 2), audioop.rms(part, 2)
    return ChannelLevels(dbfs(peak), dbfs(rms), float(rms < threshold), float(peak >= 32767))


def _energy(part: bytes) -> float:
    """The sum of squares. On 32-bit samples, as ``rms`` rounds to a whole number."""
    scaled = audioop.rms(audioop.lin2lin(part, 2, 4), 4) / 65536
    return scaled * scaled * (len(part) // 2)


def _sum(part: bytes) -> float:
    """The sum of the samples. On 32-bit samples, as ``avg`` rounds down to a whole number."""
    return audioop.avg(audioop.lin2lin(part, 2, 4), 4) / 65536 * (len(part) // 2)


def _product(left: bytes, right: bytes) -> float:
    """The sum of products of two channels: ``findfactor`` gives it divided by right's energy."""
    energy = _energy(right)
    return audioop.findfactor(left, right) * energy if energy else 0.0

"""What is on the meter while recording: level, peak hold, clipping, and the last seconds' shape.

The thread that takes blocks from the microphone adds to it; a screen asks it as often as it draws.
Nothing is ever pushed to a screen, and a screen that does not ask costs nothing.
"""

from __future__ import annotations

import math
import threading
from array import array
from collections import deque
from dataclasses import dataclass

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.levels import FLOOR_DBFS, FULL_SCALE, dbfs
from providers.audio.pacing import PcmFormat

# A syllable lasts about 0.2 s: shorter and the bar flickers, longer and it lags behind the voice.
SHOWN_SECONDS = 0.2
HOLD_SECONDS = 1.5
CLIPPING_SHOWN_SECONDS = 2.0
BIN_SECONDS = 0.02
SHAPE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ChannelReading:
    """One channel now: ``peak``, ``rms`` and ``hold`` (the peak of the last 1.5 s) in dBFS.

    ``clipping`` while a sample of the last 2 s was at full scale; ``clipped`` counts all of them.
    """

    peak: float
    rms: float
    hold: float
    clipping: bool
    clipped: int


@dataclass(frozen=True, slots=True)
class _Heard:
    arrived: float
    samples: int
    peak: int
    energy: float
    clipped: int


class Meter:
    """Takes linear16 with ``add``; ``reading`` and ``shape`` may be asked from any thread."""

    def __init__(self, form: PcmFormat) -> None:
        self._form = form
        self._lock = threading.Lock()
        self._channels = tuple(_Channel(form.rate) for _ in range(form.channels))

    def add(self, data: bytes, arrived: float) -> tuple[int, ...]:
        """Count in whole frames that came at ``arrived`` (seconds, monotonic).

        Gives the peak amplitude of each channel, 0 to 32768.
        """
        parts = split_channels(data, self._form.channels)
        with self._lock:
            return tuple(
                channel.add(part, arrived)
                for channel, part in zip(self._channels, parts, strict=True)
            )

    def reading(self, now: float) -> tuple[ChannelReading, ...]:
        """Each channel at ``now``: silence where nothing has come for a while."""
        with self._lock:
            return tuple(channel.reading(now) for channel in self._channels)

    def shape(self, columns: int, seconds: float) -> tuple[tuple[tuple[float, float], ...], ...]:
        """For each channel the lowest and highest sample (-1..1) of the last columns, oldest first.

        Each column covers ``seconds`` (in steps of 20 ms, up to 60 s altogether). The columns
        lie on a grid that does not move, so a column once complete never changes while it scrolls
        by. At the start there are fewer.
        """
        with self._lock:
            return tuple(channel.shape(columns, seconds) for channel in self._channels)


class _Channel:
    def __init__(self, rate: int) -> None:
        self._recent: deque[_Heard] = deque()
        self._clipped = 0
        self._clipped_at = -math.inf
        self._bin_bytes = 2 * max(1, round(rate * BIN_SECONDS))
        self._bins: deque[tuple[int, int]] = deque(maxlen=round(SHAPE_SECONDS / BIN_SECONDS))
        self._bin_count = 0
        self._rest = b""

    def add(self, part: bytes, arrived: float) -> int:
        peak = audioop.max(part, 2)
        clipped = _at_full_scale(part) if peak >= 32767 else 0
        samples = len(part) // 2
        energy = float(audioop.rms(part, 2)) ** 2 * samples
        self._recent.append(_Heard(arrived, samples, peak, energy, clipped))
        while self._recent[0].arrived < arrived - HOLD_SECONDS:
            self._recent.popleft()
        if clipped:
            self._clipped += clipped
            self._clipped_at = arrived
        self._add_to_shape(part)
        return peak

    def _add_to_shape(self, part: bytes) -> None:
        data = self._rest + part
        whole = len(data) - len(data) % self._bin_bytes
        for start in range(0, whole, self._bin_bytes):
            self._bins.append(audioop.minmax(data[start : start + self._bin_bytes], 2))
            self._bin_count += 1
        self._rest = data[whole:]

    def reading(self, now: float) -> ChannelReading:
        held = [heard for heard in self._recent if heard.arrived > now - HOLD_SECONDS]
        shown = [heard for heard in held if heard.arrived > now - SHOWN_SECONDS]
        samples = sum(heard.samples for heard in shown)
        energy = sum(heard.energy for heard in shown)
        return ChannelReading(
            peak=dbfs(max((heard.peak for heard in shown), default=0)),
            rms=dbfs(math.sqrt(energy / samples)) if samples else FLOOR_DBFS,
            hold=dbfs(max((heard.peak for heard in held), default=0)),
            clipping=now - self._clipped_at < CLIPPING_SHOWN_SECONDS,
            clipped=self._clipped,
        )

    def shape(self, columns: int, seconds: float) -> tuple[tuple[float, float], ...]:
        each = max(1, round(seconds / BIN_SECONDS))
        bins = list(self._bins)
        first = self._bin_count - len(bins)
        # Begin with a whole column: those before it have partly been forgotten.
        skipped = -first % each
        found = []
        for start in range(skipped, len(bins), each):
            column = bins[start : start + each]
            low, high = min(low for low, _ in column), max(high for _, high in column)
            found.append((low / FULL_SCALE, high / FULL_SCALE))
        return tuple(found[-columns:]) if columns > 0 else ()


def _at_full_scale(part: bytes) -> int:
    samples = array("h", part)
    return samples.count(32767) + samples.count(-32768)

"""What a waveform is drawn from: lowest, highest and mean of every 25 ms of a clip.

Wider columns are put together from these in C (``audioop`` over the stored numbers): all of four
hours of two channels in about 3 ms, so that coarser levels, stored beside the fine one, would
only cost memory. Four hours take 7 MB.
"""

from __future__ import annotations

import math
from array import array
from typing import NamedTuple

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.clips import Clip

BIN_SECONDS = 0.025
# Eight hours at 25 ms; a longer clip gets longer bins rather than more memory.
MOST_BINS = 1_200_000
SILENT = array("h", [0])


class Column(NamedTuple):
    """Part of a channel as linear16 amplitudes: lowest and highest sample, root mean square."""

    lowest: int
    highest: int
    rms: int


class Numbers(NamedTuple):
    """One channel: an entry a bin in each."""

    lowest: array[int]
    highest: array[int]
    rms: array[int]


class Peaks:
    """All channels of a clip; filled by one thread while others read.

    ``rate`` in hertz, ``frames`` in samples a channel. ``version`` changes with the numbers, so
    that a drawing knows when it is old. Up to ``exact_until`` (seconds) the numbers are those of
    every sample; behind it they are glimpses where ``sketched``, and nothing where not.
    """

    def __init__(self, rate: int, channels: int, frames: int) -> None:
        self.rate, self.frames = rate, frames
        self.bin_frames = bin_frames(rate, frames)
        self.bins = max(1, math.ceil(frames / self.bin_frames))
        self.numbers = tuple(
            Numbers(SILENT * self.bins, SILENT * self.bins, SILENT * self.bins)
            for _ in range(channels)
        )
        self.version = 0
        self.sketched = False
        self._exact_bins = 0
        self._loudest = (-1, 0)

    @classmethod
    def of(cls, clip: Clip) -> Peaks:
        """Room for the peaks of a clip, nothing known yet."""
        return cls(clip.rate, clip.channels, round(clip.duration * clip.rate))

    @property
    def channels(self) -> int:
        """How many there are."""
        return len(self.numbers)

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.rate

    @property
    def bin_seconds(self) -> float:
        """The finest column there is."""
        return self.bin_frames / self.rate

    @property
    def complete(self) -> bool:
        """Whether every sample was seen."""
        return self._exact_bins >= self.bins

    @property
    def share(self) -> float:
        """How much of the clip was seen, 0..1."""
        return self._exact_bins / self.bins

    @property
    def exact_until(self) -> float:
        """The second up to which every sample was seen."""
        return min(self.duration, self._exact_bins * self.bin_seconds)

    def columns(
        self, channel: int, start: float, seconds: float, count: int
    ) -> list[Column | None]:
        """``count`` columns of ``seconds`` each, from ``start`` on.

        Every bin is in exactly one column, the one its start lies in; a column narrower than a bin
        shows the bin it lies in. None where nothing is known, also outside the clip.
        """
        numbers = self.numbers[channel]
        views = tuple(memoryview(part) for part in numbers)
        known = self.bins if self.sketched else self._exact_bins
        edges = [self._bin_at(start + index * seconds) for index in range(count + 1)]
        found: list[Column | None] = []
        for index in range(count):
            first, last = edges[index], edges[index + 1]
            if first < 0 and last <= 0:
                found.append(None)
                continue
            first = max(0, first)
            last = min(max(last, first + 1), known)
            found.append(_merged(views, first, last) if first < last else None)
        return found

    def loudest(self) -> int:
        """The highest amplitude known of any channel, 0..32768."""
        version = self.version
        if self._loudest[0] != version:
            amplitude = max(
                max(audioop.max(part.lowest, 2), audioop.max(part.highest, 2))
                for part in self.numbers
            )
            self._loudest = (version, amplitude)
        return self._loudest[1]

    def add(self, data: bytes) -> None:
        """The next samples of the clip: linear16, interleaved, whole bins unless the last."""
        frames = len(data) // (2 * self.channels)
        first = self._exact_bins
        count = min(math.ceil(frames / self.bin_frames), self.bins - first)
        minmax, rms, step = audioop.minmax, audioop.rms, self.bin_frames * 2
        for numbers, samples in zip(self.numbers, split_channels(data, self.channels), strict=True):
            view = memoryview(samples)
            for index in range(count):
                part = view[index * step : (index + 1) * step]
                place = first + index
                numbers.lowest[place], numbers.highest[place] = minmax(part, 2)
                numbers.rms[place] = min(32767, rms(part, 2))
        self._exact_bins += count
        self.version += 1

    def sketch(self, data: bytes, start: float, end: float) -> None:
        """Take what was heard in a glimpse for everything from ``start`` to ``end`` seconds."""
        first, last = max(0, self._bin_at(start)), min(self._bin_at(end), self.bins)
        if last <= first or not data:
            return
        for numbers, samples in zip(self.numbers, split_channels(data, self.channels), strict=True):
            values = (*audioop.minmax(samples, 2), min(32767, audioop.rms(samples, 2)))
            for part, value in zip(numbers, values, strict=True):
                part[first:last] = array("h", [value]) * (last - first)

    def sketch_done(self) -> None:
        """The whole clip has been glimpsed at."""
        self.sketched = True
        self.version += 1

    def finish(self, numbers: tuple[Numbers, ...] | None = None) -> None:
        """Nothing more comes: what was promised and is not there is silence.

        ``numbers`` replace everything, as they come from the cache.
        """
        if numbers is not None:
            self.numbers = numbers
        elif not self.complete:
            for part in (array_ for channel in self.numbers for array_ in channel):
                part[self._exact_bins :] = SILENT * (self.bins - self._exact_bins)
        self._exact_bins = self.bins
        self.version += 1

    def _bin_at(self, seconds: float) -> int:
        # The epsilon keeps 0.3 s on bin 12, though 0.3 / 0.025 is a little less than 12.
        return math.floor(seconds * self.rate / self.bin_frames + 1e-6)


def bin_frames(rate: int, frames: int) -> int:
    """Samples of one bin."""
    step = max(1, round(rate * BIN_SECONDS))
    while frames > step * MOST_BINS:
        step *= 2
    return step


def _merged(views: tuple[memoryview, ...], first: int, last: int) -> Column:
    lowest, highest, rms = views
    return Column(
        audioop.minmax(lowest[first:last], 2)[0],
        audioop.minmax(highest[first:last], 2)[1],
        audioop.rms(rms[first:last], 2),
    )

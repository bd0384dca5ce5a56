"""The waveform of a long call: first picture, complete picture, memory, and what the screen feels.

The file is four hours of 8 kHz stereo: ten minutes of voiced noise at changing levels, repeated.
"""

from __future__ import annotations

import asyncio
import math
import random
import tempfile
import time
from array import array
from pathlib import Path

from providers.audio.clips import describe
from providers.audio.pacing import PcmFormat
from providers.audio.peak_scan import PeakScan
from providers.audio.peaks_cache import PeakCache
from providers.audio.wav import header

RATE = 8000
HOURS = 4
BLOCK_MINUTES = 10
COLUMNS = 240


def long_call(path: Path) -> None:
    """Write the file: both channels speak in turn, each phrase at its own level."""
    chance = random.Random(4)
    noise = [array("h", (chance.randint(-20000, 20000) for _ in range(RATE))) for _ in range(4)]
    block = array("h")
    for second in range(BLOCK_MINUTES * 60):
        level = 0.05 + 0.9 * abs(math.sin(second / 7.3)) * (second % 11 > 2)
        loud = array("h", (round(level * sample) for sample in noise[second % 4]))
        soft = array("h", (sample // 200 for sample in noise[(second + 1) % 4]))
        pair = (loud, soft) if second // 11 % 2 else (soft, loud)
        for frame in zip(*pair, strict=True):
            block.extend(frame)
    data = block.tobytes()
    repeats = HOURS * 60 // BLOCK_MINUTES
    with path.open("wb") as out:
        out.write(header(len(data) * repeats, PcmFormat("linear16", RATE, 2)))
        for _ in range(repeats):
            out.write(data)


def resident_bytes() -> int:
    """The memory this process holds now (Linux; 0 elsewhere)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096


async def scan(path: Path, cache: PeakCache) -> None:
    """Scan it beside a loop that wakes every 10 ms, as a screen would, and print the figures."""
    before = most = resident_bytes()
    began = time.monotonic()
    clip = describe(path)
    reading = PeakScan(clip, cache)
    reading.start()
    first = 0.0
    lags = []
    while not reading.done:
        asked = time.monotonic()
        await asyncio.sleep(0.01)
        lags.append(time.monotonic() - asked - 0.01)
        if not first and (reading.peaks.sketched or reading.peaks.complete):
            picture = [
                reading.peaks.columns(c, 0, clip.duration / COLUMNS, COLUMNS) for c in (0, 1)
            ]
            assert all(column is not None for channel in picture for column in channel)
            first = time.monotonic() - began
        most = max(most, resident_bytes())
    complete = time.monotonic() - began
    asked = time.monotonic()
    for channel in (0, 1):
        reading.peaks.columns(channel, 0, clip.duration / COLUMNS, COLUMNS)
    drawn = time.monotonic() - asked
    lags.sort()
    print(
        f"{'from the cache' if reading.cached else 'read':<15} first picture {first:.2f} s, "
        f"complete {complete:.2f} s, memory +{(most - before) / 1e6:.1f} MB, "
        f"loop late by {1000 * lags[len(lags) // 2]:.1f} ms (median), "
        f"{1000 * lags[int(len(lags) * 0.99)]:.1f} ms (99th percentile), "
        f"all columns in {1000 * drawn:.1f} ms"
    )


def measure() -> None:
    """Print the figures, without a cache file and with one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.wav"
        long_call(path)
        print(f"{path.stat().st_size / 1e6:.0f} MB, {HOURS} h, {RATE} Hz, stereo")
        cache = PeakCache(Path(folder) / "cache")
        for _ in range(2):
            asyncio.run(scan(path, cache))


if __name__ == "__main__":
    measure()

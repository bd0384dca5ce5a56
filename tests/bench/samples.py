"""Proposing 30 samples of 10,000 WAV files, cold and from the cache; one long file measured.

The files are real: tones and noise of other lengths, rates, channels, levels and silence, in
folders, with other ages. "Cold" is without the program's cache, and with the files put out of the
system's own where it allows that; "warm" only without the program's.
"""

from __future__ import annotations

import math
import os
import random
import tempfile
import time
from array import array
from pathlib import Path

from checklists.before.sample_cache import FactsCache
from checklists.before.sample_facts import measure_clip
from checklists.before.sample_survey import propose_samples, survey
from providers.audio.pacing import PcmFormat
from providers.audio.wav import header

FILES, WANTED = 10_000, 30
RATES = (8000, 8000, 8000, 16000, 48000)
LONG_SECONDS = 4 * 3600


def _sounds(draw: random.Random) -> dict[int, bytes]:
    """Ten seconds of sound for each rate: a tone that comes and goes, with some noise."""
    return {
        rate: array(
            "h",
            (
                round(9000 * math.sin(n / 7) * (n // rate % 3 > 0)) + draw.randrange(-30, 30)
                for n in range(10 * rate)
            ),
        ).tobytes()
        for rate in set(RATES)
    }


def _write(folder: Path, draw: random.Random) -> int:
    sounds = _sounds(draw)
    written = 0
    for number in range(FILES):
        rate, channels = draw.choice(RATES), draw.choice((1, 2, 2))
        frames = int(rate * draw.choice((0.5, 1.5, 2.5, 4.0)) * (1 + draw.random()) / 2)
        start = 2 * draw.randrange(rate)
        pcm = sounds[rate][start : start + 2 * frames * channels]
        below = folder / f"site{number % 12:02d}" / f"day{number % 7}"
        below.mkdir(parents=True, exist_ok=True)
        path = below / f"call{number:05d}.wav"
        path.write_bytes(header(len(pcm), PcmFormat("linear16", rate, channels)) + pcm)
        age = time.time() - 3600 - draw.random() * 300 * 86400
        os.utime(path, (age, age))
        written += path.stat().st_size
    return written


def _forgotten(folder: Path) -> None:
    """Ask the system to drop the files from memory, so that the first look reads the disk."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()
    for path in folder.rglob("*.wav"):
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def _proposed(folder: Path, cache: Path) -> tuple[float, int, int]:
    """Seconds, clips in the set, and how often progress was told."""
    told = 0

    def count(_: object) -> None:
        nonlocal told
        told += 1

    began = time.monotonic()
    with FactsCache(cache) as facts:
        found = survey([str(folder)], cache=facts, on_progress=count)
        proposal = propose_samples(found, WANTED, seed=1)
    return time.monotonic() - began, len(proposal.chosen), told


def _long(folder: Path) -> float:
    path = folder / "long.wav"
    second = array("h", (round(8000 * math.sin(n / 9)) for n in range(16000))).tobytes()
    with path.open("wb") as out:
        out.write(header(len(second) * LONG_SECONDS, PcmFormat("linear16", 8000, 2)))
        for _ in range(LONG_SECONDS):
            out.write(second)
    began = time.monotonic()
    measure_clip(path)
    return time.monotonic() - began


def measure() -> None:
    """Print seconds cold and cached, and for one file of four hours."""
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "calls", Path(name) / "cache"
        size = _write(folder, random.Random(1))
        _forgotten(folder)
        for label, kept in (("cold", "first"), ("warm", "second"), ("cached", "second")):
            (cache / kept).mkdir(parents=True, exist_ok=True)
            seconds, chosen, told = _proposed(folder, cache / kept)
            print(
                f"{label:<7} {chosen} of {FILES} WAV files ({size / 1000**2:.0f} MB) in "
                f"{seconds:.1f} s, progress told {told} times"
            )
        print(f"a 4 h 8 kHz two-channel WAV measured and hashed in {_long(Path(name)):.1f} s")


if __name__ == "__main__":
    measure()

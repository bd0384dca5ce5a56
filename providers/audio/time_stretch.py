"""Faster or slower speech at the same pitch: overlap-add of similar pieces (WSOLA).

Written here because neither the standard library nor any dependency does it (audioop only
resamples, which changes the pitch), and the samples are few: pieces of 40 ms are taken further
apart or closer together than they lay, each moved by up to 15 ms to where it continues the wave
before it, and joined by a crossfade. ffmpeg's atempo does the same behind a pipe, but would have
to be installed, and would be a new process at every seek and every change of speed.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from operator import mul

from providers.audio.pacing import PcmFormat

PIECE_SECONDS = 0.040
SEARCH_SECONDS = 0.015
OVERLAP_SECONDS = 0.008
# Likeness is judged at this rate: a finer place for the joint is not heard in speech.
SEARCH_RATE = 8000
SLOWEST, FASTEST = 0.5, 3.0


class Stretcher:
    """Takes linear16 with ``feed`` and gives it back at ``speed``, about 60 ms later."""

    def __init__(self, form: PcmFormat, speed: float) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed} is not between {SLOWEST} and {FASTEST}")
        self._channels = form.channels
        self._piece = round(PIECE_SECONDS * form.rate)
        self._search = round(SEARCH_SECONDS * form.rate)
        self._overlap = max(1, round(OVERLAP_SECONDS * form.rate))
        self._coarse = max(1, form.rate // SEARCH_RATE)
        self._advance = (self._piece - self._overlap) * speed
        self._speed = speed
        self._input = array("h")
        # Where the next piece is taken from, frames into ``_input``, and the end of the last one.
        self._position = 0.0
        self._tail: Sequence[int] | None = None

    def feed(self, data: bytes) -> bytes:
        """Take whole frames; give what is ready, perhaps nothing."""
        self._input.frombytes(data)
        out = array("h")
        needed = self._piece + self._search
        while int(self._position) + needed <= len(self._input) // self._channels:
            out.extend(self._next_piece())
            self._position += self._advance
        passed = int(self._position)
        if passed > 0:
            gone = min(passed, len(self._input) // self._channels)
            del self._input[: gone * self._channels]
            self._position -= gone
        return out.tobytes()

    def flush(self) -> bytes:
        """The rest, after the last ``feed``."""
        left = len(self._input) // self._channels - int(self._position)
        wanted = round(max(0, left) / self._speed)
        silence = bytes(2 * self._channels * (self._piece + self._search))
        out = b""
        while len(out) < 2 * self._channels * wanted:
            out += self.feed(silence)
        return out[: 2 * self._channels * wanted]

    def _next_piece(self) -> array[int]:
        first = int(self._position)
        tail = self._tail
        if tail is not None:
            first += self._best_offset(first, tail)
        taken = self._input[first * self._channels : (first + self._piece) * self._channels]
        kept = (self._piece - self._overlap) * self._channels
        self._tail = taken[kept:]
        piece = taken[:kept]
        if tail is not None:
            self._crossfade(piece, tail)
        return piece

    def _best_offset(self, first: int, tail: Sequence[int]) -> int:
        """How many frames later the input goes on most like ``tail``."""
        step = self._coarse * self._channels
        # The louder channel decides for all: in a call the other one is often silent.
        waves = [tail[channel::step] for channel in range(self._channels)]
        channel = max(range(self._channels), key=lambda c: sum(map(mul, waves[c], waves[c])))
        wave = waves[channel]
        length = len(wave)
        begin = first * self._channels + channel
        end = begin - channel + (self._search + self._overlap) * self._channels
        around = self._input[begin:end:step]
        energy = sum(map(mul, around[:length], around[:length]))
        best, best_likeness = 0, -math.inf
        for offset in range(len(around) - length):
            likeness = sum(map(mul, around[offset : offset + length], wave))
            likeness /= math.sqrt(energy) + 1.0
            if likeness > best_likeness:
                best, best_likeness = offset, likeness
            energy += around[offset + length] ** 2 - around[offset] ** 2
        return best * self._coarse

    def _crossfade(self, piece: array[int], tail: Sequence[int]) -> None:
        """Let the beginning of ``piece`` come up while ``tail`` goes down."""
        count = self._overlap
        for frame in range(count):
            for index in range(frame * self._channels, (frame + 1) * self._channels):
                piece[index] = (tail[index] * (count - frame) + piece[index] * frame) // count

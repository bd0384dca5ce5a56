"""Terms by their sound: keyphrase spotting, and what its evidence is worth.

PocketSphinx's keyphrase search compares, frame by frame, the best path through a term's phones
with the best path through a free loop of all phones. The logarithm of that ratio is reported for
each detection, shifted by a constant and disguised as a probability (kws_search.c and
kws_detections.c of pocketsphinx 5.1); ``Hit.ratio`` is the ratio itself in nats, and the search's
own threshold is set so low that it decides nothing: a per-phrase threshold is on a scale that
depends on the phrase's length (a clearly spoken eight-phone name lies 75 nats above the loop, so
that thresholds from 1 to 1e-40 all give the same answer).

The ratio of a chance match spreads with the square root of its length, so the evidence is the
ratio over the root of the number of frames, which makes short and long terms comparable; the
confidence is a logistic curve of it. Slope and middle were fitted on 456 spoken and 1050 unspoken
terms in synthesised and read speech (area under the curve 0.989): in a sentence of four seconds
about one unspoken term in a hundred reaches 0.5, and three quarters of the spoken ones do.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.sandbox.recogniser.pronunciation import pronunciations
from providers.sandbox.recogniser.sound import BYTES_PER_SECOND, at
from providers.sandbox.recogniser.voice import stretches
from providers.sandbox.recognition import SpottedTerm

FRAME = 0.01
_LOG_BASE = math.log(1.0001)
_SHIFT_OF_RATIO = 1500
_NATS_PER_UNIT = 1024 * _LOG_BASE
_MIDDLE, _SLOPE = 2.5, 0.45
_PER_TERM = 10
_WEAKEST = 0.002
# The search reports a detection only when ten more frames have passed.
_TAIL = bytes(BYTES_PER_SECOND // 2)


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a term may have been said; ``ratio`` in nats against the phone loop."""

    term: str
    start: float
    end: float
    ratio: float

    @property
    def confidence(self) -> float:
        """The evidence squashed into 0..1."""
        return round(1 / (1 + math.exp(-_SLOPE * (self.evidence - _MIDDLE))), 4)

    @property
    def evidence(self) -> float:
        """The ratio over the root of the number of frames."""
        return self.ratio / math.sqrt(max(1.0, (self.end - self.start) / FRAME))

    def overlaps(self, other: Hit) -> bool:
        """Whether both claim the same moment."""
        return self.start < other.end and other.start < self.end

    def told(self) -> SpottedTerm:
        """The hit in the words of the seam."""
        return SpottedTerm(self.term, self.start, self.end, self.confidence)


class Spotter:
    """Listens for a fixed set of terms; all are searched in one pass (0.02 to 0.05 x real time)."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, str] = {}
        self._decoder = self._load(dict.fromkeys(terms))

    def spot(self, pcm: bytes, offset: float = 0.0) -> tuple[Hit, ...]:
        """Every candidate, by falling confidence; ``offset`` is added to the times.

        At most ten of a term, and none that overlaps a better one of the same term.
        """
        found = [
            hit
            for start, end in stretches(pcm)
            for hit in self.within(pcm[at(start) : at(end)], offset + start, offset + end)
        ]
        found.sort(key=lambda hit: (-hit.confidence, hit.start))
        kept: dict[str, list[Hit]] = {}
        for hit in found:
            same = kept.setdefault(hit.term, [])
            if len(same) < _PER_TERM and not any(hit.overlaps(other) for other in same):
                same.append(hit)
        best = [hit for hits in kept.values() for hit in hits if hit.confidence >= _WEAKEST]
        return tuple(sorted(best, key=lambda hit: (-hit.confidence, hit.start)))

    def within(self, pcm: bytes, offset: float, limit: float) -> Iterator[Hit]:
        """Every candidate in one stretch of voice, overlapping or not; times between the two."""
        if self._decoder is None or len(pcm) < at(FRAME):
            return
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(pcm + _TAIL, full_utt=True)
        self._decoder.end_utt()
        for segment in self._decoder.seg() or ():
            start = round(offset + segment.start_frame * FRAME, 3)
            end = round(min(limit, offset + (segment.end_frame + 1) * FRAME), 3)
            units = math.log(segment.prob) / _LOG_BASE + _SHIFT_OF_RATIO
            if start < end:
                yield Hit(self._terms[segment.word.strip()], start, end, units * _NATS_PER_UNIT)

    def _load(self, terms: Iterable[str]) -> Any:
        """A decoder whose dictionary holds one made-up word for each way to say each term."""
        import pocketsphinx

        entries: list[str] = []
        for number, term in enumerate(terms):
            for variant, phones in enumerate(pronunciations(term)):
                name = f"t{number}v{variant}"
                self._terms[name] = term
                entries.append(f"{name} {' '.join(phones)}\n")
        if not entries:
            return None
        phrases = "".join(f"{name} /1e-60/\n" for name in self._terms)
        with tempfile.TemporaryDirectory(prefix="crossfade-") as folder:
            words_path, phrases_path = Path(folder, "words"), Path(folder, "phrases")
            words_path.write_text("".join(entries), encoding="utf-8")
            phrases_path.write_text(phrases, encoding="utf-8")
            return pocketsphinx.Decoder(
                lm=None, dict=str(words_path), kws=str(phrases_path), loglevel="FATAL"
            )


def best_ratio(phrase: str, pcm: bytes) -> float | None:
    """How well a piece of audio fits a phrase, in nats; None if it does not at all."""
    hits: Sequence[Hit] = Spotter([phrase]).spot(pcm)
    return max((hit.ratio for hit in hits), default=None)

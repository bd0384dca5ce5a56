"""Terms into words: a term that was heard clearly enough replaces the words it overlaps.

Two things decide, both moved by the term's boost. The hit's confidence must reach what the boost
asks for. And the words in its place must not fit the sound better: their phones are searched for
in the same audio in the same way, and the two ratios against the phone loop (in nats) compared.
Words the decoder was sure of are given a lead, words it was unsure of hardly any.

A boost works exponentially, as Deepgram's intensifiers do (keywords page, read 2026-11): what 2
adds to a neutral 1 is doubled by each further step. That the base is 2 is the stand-in's choice:
Deepgram does not publish its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from providers.sandbox.recogniser.remembered import Fit, Remembered, Spot
from providers.sandbox.recogniser.sound import at
from providers.sandbox.recogniser.spotting import Hit, Spotter, best_ratio
from providers.sandbox.recognition import HeardWord, Term

_LOOSENED = 0.8
_NATS = 12.0
# Beyond this nothing is left to loosen.
_HIGHEST_BOOST = 10.0
_AROUND = 0.15
_NOT_LETTERS = re.compile(r"[\W_]+")


def push(boost: float) -> float:
    """How hard a boost pushes: 0 at 1, 1 at 2, 3 at 3, 15 at 5; -0.3 at 0.5."""
    return float(2 ** (min(boost, _HIGHEST_BOOST) - 1) - 1)


def needed(boost: float) -> float:
    """The confidence a hit needs: 0.5 at boost 1, 0.31 at 2, 0.08 at 3, 0.004 at 4."""
    if boost <= 0:
        return math.inf
    return 1 / (1 + math.exp(_LOOSENED * push(boost)))


class TermListener:
    """Puts its terms into what was recognised. Terms with a boost of 0 or less are off.

    ``memory`` is worth having where the same recording is heard with many terms.
    """

    def __init__(self, terms: Sequence[Term], memory: Remembered | None = None) -> None:
        self._boosts = {term.text: term.boost for term in terms if term.boost > 0}
        self._spotter: Spot | None = None
        self._ratio: Fit = memory.best_ratio if memory else best_ratio
        if self._boosts:
            self._spotter = memory.spotter(self._boosts) if memory else Spotter(self._boosts)

    def corrected(
        self, words: Sequence[HeardWord], pcm: bytes, offset: float = 0.0
    ) -> tuple[HeardWord, ...]:
        """The words of ``pcm`` with terms in their places; ``offset`` is where ``pcm`` begins."""
        if self._spotter is None:
            return tuple(words)
        result = list(words)
        taken: list[Hit] = []
        for hit in self._spotter.spot(pcm, offset):
            if hit.confidence < needed(self._boosts[hit.term]):
                continue
            if any(hit.overlaps(other) for other in taken):
                continue
            rivals = [word for word in result if _covered(word, hit)]
            if self._fits_worse(hit, rivals, pcm, offset):
                continue
            taken.append(hit)
            kept = [_clipped(word, hit) for word in result if word not in rivals]
            result = sorted([*kept, *_spelt(hit)], key=lambda word: word.start)
        return tuple(result)

    def _fits_worse(self, hit: Hit, rivals: Sequence[HeardWord], pcm: bytes, offset: float) -> bool:
        if not rivals or same_letters(hit.term, rivals):
            return False
        sureness = sum(word.confidence for word in rivals) / len(rivals)
        lead = _NATS * (sureness - 1 - push(self._boosts[hit.term]))
        start = min(hit.start, rivals[0].start) - _AROUND - offset
        end = max(hit.end, rivals[-1].end) + _AROUND - offset
        phrase = " ".join(word.text for word in rivals)
        rival = self._ratio(phrase, pcm[at(start) : at(end)])
        return rival is not None and hit.ratio < rival + lead


def same_letters(term: str, words: Sequence[HeardWord]) -> bool:
    """Whether only the spelling differs ("cold-hearted" for "cold hearted")."""
    heard = "".join(word.text for word in words)
    return _NOT_LETTERS.sub("", term).lower() == _NOT_LETTERS.sub("", heard).lower()


def _covered(word: HeardWord, hit: Hit) -> bool:
    shared = min(word.end, hit.end) - max(word.start, hit.start)
    return shared > 0.5 * (word.end - word.start)


def _clipped(word: HeardWord, hit: Hit) -> HeardWord:
    """A neighbour that gives way where it overlaps the hit by less than half."""
    if word.start < hit.start < word.end:
        return replace(word, end=hit.start)
    if word.start < hit.end < word.end:
        return replace(word, start=hit.end)
    return word


def _spelt(hit: Hit) -> list[HeardWord]:
    """The term's words in its own spelling, the time divided by their length."""
    parts = hit.term.split()
    letters = sum(map(len, parts))
    said, start = [], hit.start
    for part in parts:
        end = round(start + (hit.end - hit.start) * len(part) / letters, 3)
        said.append(HeardWord(part, start, end, hit.confidence))
        start = end
    return said

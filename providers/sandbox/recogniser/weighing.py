"""What a hit of a search is worth, once the words recognised in its place have been heard too.

Against the loop of all phones alone (``spotting``), "morning" passes for "mortgage". So every
place gets a second hearing: the words that the large-vocabulary decoder put there, the likeliest
of the whole dictionary, are searched for in the same audio in the same way, and the ratios of both
against the loop are compared. Four things make a confidence; ratios are on the scale of
``spotting`` (nats over the root of the number of frames), so that long and short terms compare:

- how much better the term fits than the loop;
- how much better the words in its place fit than the term; nothing where the term fits better, so
  a term that the transcript got wrong is not held to what the transcript says;
- whether the words in its place are the term itself, which is a second opinion in its favour;
- how long its phones last on average: what matches by chance is hurried.

They are added with fixed weights and squashed into 0..1. The confidence rises with the ratio of
the term, falls with that of its rival, and depends on no other term of the request. The weights
come from a logistic regression over 95 terms in 96 synthesised sentences (four voices, two fifths
over a telephone line, none from the sample calls), the level from there too: at 0.5, 124 of the
144 terms said were found, with 2 false alarms. ``python -m tests.bench.search`` measures on the
sample calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from providers.sandbox.recogniser.insertion import same_letters
from providers.sandbox.recogniser.pronunciation import pronunciations
from providers.sandbox.recogniser.sound import at
from providers.sandbox.recogniser.spotting import FRAME, Hit, Spotter
from providers.sandbox.recogniser.voice import stretches
from providers.sandbox.recognition import HeardWord, SpottedTerm

_OF_TERM, _OF_RIVAL, _OF_AGREEMENT, _OF_PACE, _EVEN = 0.41, 0.32, 2.5, 3.27, -5.8
_STRONGEST, _FARTHEST, _SLOWEST = 12.0, -12.0, 12.0
# Below this a place is no candidate; its words are not worth a second hearing.
_FAINTEST = -6.0
_WEAKEST = 0.002


@dataclass(frozen=True, slots=True)
class Weighed:
    """A hit beside the words in its place.

    ``phones`` is how many the term has. ``rival`` is the words' ratio in nats, None where there
    are none or they are nowhere to be heard; ``agreed`` that they spell the term.
    """

    hit: Hit
    phones: int
    rival: float | None = None
    agreed: bool = False

    @property
    def confidence(self) -> float:
        """0..1, rising with the hit's ratio, falling with the rival's."""
        frames = max(1.0, (self.hit.end - self.hit.start) / FRAME)
        root, ratio = math.sqrt(frames), self.hit.ratio
        score = _EVEN + _OF_TERM * min(_STRONGEST, ratio / root)
        score += _OF_PACE * math.log(min(_SLOWEST, frames / max(1, self.phones)))
        if self.agreed:
            score += _OF_AGREEMENT
        elif self.rival is not None:
            score += _OF_RIVAL * max(_FARTHEST, min(0.0, (ratio - self.rival) / root))
        return round(1 / (1 + math.exp(-score)), 4)


def search(terms: Sequence[str], pcm: bytes, words: Sequence[HeardWord]) -> list[SpottedTerm]:
    """Every place that may be one of the terms, the surest first.

    ``words`` are those recognised in ``pcm``. Where there are none, a hit counts by itself as
    ``Hit.confidence`` has it, which asks for more than where its rivals have been heard.
    """
    hits = Spotter(terms).spot(pcm)
    if not words:
        return [hit.told() for hit in hits]
    found = [
        SpottedTerm(one.hit.term, one.hit.start, one.hit.end, one.confidence)
        for one in _weighed([hit for hit in hits if hit.evidence >= _FAINTEST], pcm, words)
        if one.confidence >= _WEAKEST
    ]
    return sorted(found, key=lambda hit: (-hit.confidence, hit.start))


def _weighed(hits: Sequence[Hit], pcm: bytes, words: Sequence[HeardWord]) -> Iterator[Weighed]:
    """Stretch by stretch: each is heard once more, for the words in the places of its hits."""
    for start, end in stretches(pcm):
        here = [hit for hit in hits if start <= (hit.start + hit.end) / 2 < end]
        places = [(hit, in_place(hit, words)) for hit in here]
        phrases = {
            _phrase(inside)
            for hit, inside in places
            if inside and not same_letters(hit.term, inside)
        }
        rivals = list(Spotter(phrases).within(pcm[at(start) : at(end)], start, end))
        for hit, inside in places:
            if inside and same_letters(hit.term, inside):
                yield Weighed(hit, _phones(hit.term), agreed=True)
            else:
                yield Weighed(hit, _phones(hit.term), rival=_ratio_of(inside, rivals))


def _phones(term: str) -> int:
    """Of its shortest way to be said."""
    return min(map(len, pronunciations(term)), default=1)


def in_place(hit: Hit, words: Sequence[HeardWord]) -> list[HeardWord]:
    """The words that lie mostly within a hit, or take up much of it."""
    inside = []
    for word in words:
        shared = min(word.end, hit.end) - max(word.start, hit.start)
        if shared > 0.5 * (word.end - word.start) or shared > 0.4 * (hit.end - hit.start):
            inside.append(word)
    return inside


def _ratio_of(words: Sequence[HeardWord], rivals: Sequence[Hit]) -> float | None:
    """The best ratio of these words where they are said; None if they are not heard there."""
    if not words:
        return None
    phrase, start, end = _phrase(words), words[0].start, words[-1].end
    ratios = [
        rival.ratio
        for rival in rivals
        if rival.term == phrase and rival.start < end and start < rival.end
    ]
    return max(ratios, default=None)


def _phrase(words: Sequence[HeardWord]) -> str:
    return " ".join(word.text for word in words)

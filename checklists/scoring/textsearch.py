"""Search in what was written down: the counterpart of a search in the sound.

This is what a search over transcripts does (Amazon's is of this kind, says the guide). Exact
finds the words of the term as they stand; fuzzy also finds spellings that are close, sound-alike
what another word or two sound like, so that the comparison with acoustic search is not won
against a straw man.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklists.scoring.term_likeness import How, TermLikeness
from providers.speech import Word

DEFAULT_CUT = 0.8
_PUNCTUATION = re.compile(r"[^\w']+")
_RANK: dict[How, int] = {"exact": 0, "fuzzy": 1, "sound": 2}


@dataclass(frozen=True, slots=True)
class TextHit:
    """Where a term stands in a transcript. ``score`` is 1 for the very words, less for others.

    ``start`` and ``end`` in seconds, from the words' own times. ``how`` it was found: by the very
    words, by letters that are close ("fuzzy"), or by the same sound.
    """

    term: str
    start: float
    end: float
    score: float
    snippet: str
    channel: int = 0
    how: How = "exact"


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``first`` to ``last`` of one channel, and how alike they are to a term."""

    first: int
    last: int
    how: How
    score: float


def text_search(
    words: Sequence[Word], term: str, *, fuzzy: bool = True, cut: float = DEFAULT_CUT
) -> tuple[TextHit, ...]:
    """Where ``term`` (a word or phrase) stands in ``words``, each channel by itself, by time.

    Without ``fuzzy`` only the very words are found. ``cut`` in 0..1 is the least score of a hit.
    Hits of one channel share no word; of those that would, the best kind stays, then the best
    score.
    """
    wanted = folded(term).split()
    if not wanted:
        return ()
    likeness = TermLikeness(wanted, close=fuzzy)
    hits: list[TextHit] = []
    for channel in sorted({word.channel for word in words}):
        spoken = [word for word in words if word.channel == channel]
        hits += (_hit(spoken, term, span) for span in _in_channel(spoken, likeness, cut))
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.channel)))


def folded(text: str) -> str:
    """Lower case, without punctuation but for apostrophes, single spaces."""
    return " ".join(_PUNCTUATION.sub(" ", text.casefold()).split())


def pieces_of(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The folded words of a vendor's words, each with the number of the one it is from.

    A vendor's "word" may hold several ("e-mail").
    """
    return [(piece, at) for at, text in enumerate(texts) for piece in folded(text).split()]


def apart(spans: Sequence[Span]) -> Sequence[Span]:
    """The best spans that share no word: the best kind, the best score, the shortest, the first."""
    if len(spans) < 2:
        return spans
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted(
        spans,
        key=lambda one: (_RANK[one.how], -one.score, one.last - one.first, one.first, one.last),
    ):
        held = range(span.first, span.last + 1)
        if taken.isdisjoint(held):
            taken.update(held)
            chosen.append(span)
    return chosen


def _in_channel(words: Sequence[Word], likeness: TermLikeness, cut: float) -> Sequence[Span]:
    pieces = pieces_of(word.text for word in words)
    texts = tuple(piece for piece, _ in pieces)
    found: list[Span] = []
    for size in likeness.sizes:
        for first in range(len(texts) - size + 1):
            match = likeness.match(texts[first : first + size], cut)
            if match is not None:
                found.append(Span(pieces[first][1], pieces[first + size - 1][1], *match))
    return apart(found)


def _hit(words: Sequence[Word], term: str, span: Span) -> TextHit:
    said = words[span.first : span.last + 1]
    return TextHit(
        term=term,
        start=said[0].start,
        end=said[-1].end,
        score=span.score,
        snippet=" ".join(word.punctuated or word.text for word in said),
        channel=said[0].channel,
        how=span.how,
    )

"""Search in what was written down: the counterpart of a search in the sound.

This is what a search over transcripts does (Amazon's is of this kind, says the guide). Exact
finds the words of the term as they stand; fuzzy also finds spellings that are close, so that the
comparison with acoustic search is not won against a straw man.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from providers.speech import Word

DEFAULT_CUT = 0.8
# One letter of a short word is already another word: "ont" and "on" are 0.8 alike.
SHORTEST_FUZZY = 5
_PUNCTUATION = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class TextHit:
    """Where a term stands in a transcript. ``score`` is 1 for the very words, less for close ones.

    ``start`` and ``end`` in seconds, from the words' own times.
    """

    term: str
    start: float
    end: float
    score: float
    snippet: str
    channel: int = 0


def text_search(
    words: Sequence[Word], term: str, *, fuzzy: bool = True, cut: float = DEFAULT_CUT
) -> tuple[TextHit, ...]:
    """Where ``term`` (a word or phrase) stands in ``words``, each channel by itself, by time.

    ``cut`` in 0..1 is the least score of a fuzzy hit. Hits of one channel do not overlap.
    """
    wanted = folded(term).split()
    if not wanted:
        return ()
    hits: list[TextHit] = []
    for channel in sorted({word.channel for word in words}):
        spoken = [word for word in words if word.channel == channel]
        hits += _in_channel(spoken, term, wanted, fuzzy, cut)
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.channel)))


def folded(text: str) -> str:
    """Lower case, without punctuation but for apostrophes, single spaces."""
    return " ".join(_PUNCTUATION.sub(" ", text.casefold()).split())


def _in_channel(
    words: Sequence[Word], term: str, wanted: Sequence[str], fuzzy: bool, cut: float
) -> list[TextHit]:
    # A vendor's "word" may hold several ("e-mail"): each piece remembers its word.
    pieces = [(piece, i) for i, word in enumerate(words) for piece in folded(word.text).split()]
    found: list[tuple[float, int, int]] = []
    phrase = " ".join(wanted)
    fuzzy = fuzzy and len(phrase) >= SHORTEST_FUZZY
    # One word more or fewer, because a misheard word is often heard as two.
    sizes = range(max(1, len(wanted) - 1), len(wanted) + 2) if fuzzy else (len(wanted),)
    for size in sizes:
        for first in range(len(pieces) - size + 1):
            text = " ".join(piece for piece, _ in pieces[first : first + size])
            score = 1.0 if text == phrase else _likeness(text, phrase, cut) if fuzzy else 0.0
            if score >= cut or score == 1.0:
                found.append((score, pieces[first][1], pieces[first + size - 1][1]))
    return [_hit(words, term, *span) for span in _apart(found)]


def _likeness(text: str, phrase: str, cut: float) -> float:
    from rapidfuzz.fuzz import ratio

    # Never 1 for other words: 1 is kept for the very words.
    return min(0.999, float(ratio(text, phrase, score_cutoff=cut * 100)) / 100)


def _apart(found: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The best spans that share no word."""
    chosen: list[tuple[float, int, int]] = []
    for score, first, last in sorted(found, key=lambda span: (-span[0], span[2] - span[1], span)):
        if all(last < other or first > end for _, other, end in chosen):
            chosen.append((score, first, last))
    return chosen


def _hit(words: Sequence[Word], term: str, score: float, first: int, last: int) -> TextHit:
    span = words[first : last + 1]
    return TextHit(
        term=term,
        start=span[0].start,
        end=span[-1].end,
        score=score,
        snippet=" ".join(word.punctuated or word.text for word in span),
        channel=span[0].channel,
    )

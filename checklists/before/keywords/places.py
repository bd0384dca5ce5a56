"""When words of an alignment were said: from the times of the words that were heard."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache

from checklists.scoring.normalisation import tokens
from checklists.scoring.words import Pair
from providers.speech import Transcript, Word

Span = tuple[float, float]


def spans_of(transcript: Transcript, pairs: Sequence[Pair], channel: int | None) -> dict[int, Span]:
    """Start and end in seconds of each reference word of an alignment, by its index.

    ``channel`` None is for a reference of everything said. A word that was not heard is where its
    neighbours leave room; one without any neighbour is left out.
    """
    words = [word for word in transcript.words if channel is None or word.channel == channel]
    heard = [pair.hypothesis for pair in pairs if pair.hypothesis_index is not None]
    times = _times(words, heard)
    columns: list[Span | None] = [
        None if pair.hypothesis_index is None else times[pair.hypothesis_index] for pair in pairs
    ]
    found: dict[int, Span] = {}
    for column, pair in enumerate(pairs):
        if pair.reference_index is None:
            continue
        span = columns[column] or _between(columns, column)
        if span is not None:
            found[pair.reference_index] = span
    return found


def _times(words: Sequence[Word], heard: Sequence[str]) -> list[Span | None]:
    """The span of each normalised word. Normalising alone and in a sentence may differ
    ("twenty one"): what does not fit has no time."""
    alone = [(token, word) for word in words for token in _tokens(word.punctuated or word.text)]
    found: list[Span | None] = [None] * len(heard)
    spelt = [token for token, _ in alone]
    blocks = difflib.SequenceMatcher(None, spelt, list(heard), autojunk=False).get_matching_blocks()
    for block in blocks:
        for at in range(block.size):
            word = alone[block.a + at][1]
            found[block.b + at] = (word.start, word.end)
    return found


def _between(columns: Sequence[Span | None], column: int) -> Span | None:
    before = next((span for span in reversed(columns[:column]) if span), None)
    after = next((span for span in columns[column + 1 :] if span), None)
    if before is None or after is None:
        known = before or after
        return known
    return (before[1], max(before[1], after[0]))


@lru_cache(maxsize=20_000)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))

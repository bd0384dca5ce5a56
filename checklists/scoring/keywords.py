"""How well the words that matter were heard: recall and precision, occurrence by occurrence.

A term of several words is one unit. An occurrence in the reference counts as found only where the
alignment puts the very same words against it, in one piece; a term in the hypothesis that stands
against something else was put there wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklists.scoring.normalisation import tokens
from checklists.scoring.words import WordScore


@dataclass(frozen=True, slots=True)
class TermScore:
    """One term, or all terms pooled. A rate without anything to count is None, not 0 or 1."""

    term: str
    found: int
    missed: int
    wrong: int

    @property
    def recall(self) -> float | None:
        """Found over all occurrences in the reference."""
        said = self.found + self.missed
        return self.found / said if said else None

    @property
    def precision(self) -> float | None:
        """Found over all occurrences in the hypothesis."""
        heard = self.found + self.wrong
        return self.found / heard if heard else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two, where both are there."""
        if self.recall is None or self.precision is None:
            return None
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


def term_scores(
    score: WordScore, terms: Iterable[str], *, synonyms: Mapping[str, str] | None = None
) -> tuple[TermScore, ...]:
    """Each term's score in an alignment (of one clip and channel, or several in a row)."""
    return tuple(_term_score(score, term, tokens(term, synonyms)) for term in terms)


def pooled_terms(scores: Iterable[TermScore], name: str = "all terms") -> TermScore:
    """Counts added up, over terms or clips."""
    parts = tuple(scores)
    return TermScore(
        name,
        sum(part.found for part in parts),
        sum(part.missed for part in parts),
        sum(part.wrong for part in parts),
    )


def _term_score(score: WordScore, term: str, wanted: Sequence[str]) -> TermScore:
    if not wanted:
        return TermScore(term, 0, 0, 0)
    said = _occurrences(score, wanted, reference=True)
    heard = _occurrences(score, wanted, reference=False)
    found = len(said & heard)
    return TermScore(term, found, len(said) - found, len(heard) - found)


def _occurrences(
    score: WordScore, wanted: Sequence[str], *, reference: bool
) -> set[tuple[int, ...]]:
    """The columns that each occurrence fills; the same columns on both sides is a find."""
    columns = [
        (column, pair.reference if reference else pair.hypothesis)
        for column, pair in enumerate(score.pairs)
        if (pair.reference_index if reference else pair.hypothesis_index) is not None
    ]
    found: set[tuple[int, ...]] = set()
    at = 0
    while at + len(wanted) <= len(columns):
        piece = columns[at : at + len(wanted)]
        if [word for _, word in piece] == list(wanted):
            found.add(tuple(column for column, _ in piece))
            at += len(wanted)
        else:
            at += 1
    return found

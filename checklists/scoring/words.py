"""Word and character errors by minimum-edit alignment (jiwer 4), and their pooling.

N reference words, H hits, S substitutions, D deletions, I insertions, after normalising both
sides: word error rate = (S + D + I) / N. With N = 0 the rate is undefined (jiwer would give the
number of inserted words); I is still shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checklists.scoring.compounds import divided_alike
from checklists.scoring.normalisation import NORMALISER_VERSION, tokens
from providers.speech import Transcript

PairKind = Literal["hit", "substitution", "deletion", "insertion"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One column of an alignment. An index is the place among the normalised words, or None."""

    kind: PairKind
    reference: str
    hypothesis: str
    reference_index: int | None
    hypothesis_index: int | None


@dataclass(frozen=True, slots=True)
class WordScore:
    """The errors of one clip, or of several pooled (then ``pairs`` is empty).

    ``characters`` and ``character_errors`` are counted over the normalised texts with single
    spaces, as the character error rate wants them.
    """

    hits: int
    substitutions: int
    deletions: int
    insertions: int
    characters: int
    character_errors: int
    pairs: tuple[Pair, ...] = ()
    normaliser: str = NORMALISER_VERSION

    @property
    def words(self) -> int:
        """N, the words of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def errors(self) -> int:
        """S + D + I."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def wer(self) -> float | None:
        """The word error rate, None where the reference has no words. May exceed 1."""
        return self.errors / self.words if self.words else None

    @property
    def cer(self) -> float | None:
        """The character error rate, None where the reference has no characters."""
        return self.character_errors / self.characters if self.characters else None

    def numbers(self) -> dict[str, Any]:
        """The score as a run keeps it; ``from_numbers`` reads it back, without the pairs."""
        return {
            "hits": self.hits,
            "substitutions": self.substitutions,
            "deletions": self.deletions,
            "insertions": self.insertions,
            "words": self.words,
            "characters": self.characters,
            "character_errors": self.character_errors,
            "wer": self.wer,
            "cer": self.cer,
            "normaliser": self.normaliser,
        }


def from_numbers(numbers: Mapping[str, Any]) -> WordScore | None:
    """The score that ``numbers`` gave, or None where there is none in it."""
    names = ("hits", "substitutions", "deletions", "insertions", "characters", "character_errors")
    if not all(isinstance(numbers.get(name), int) for name in names):
        return None
    hits, substitutions, deletions, insertions, characters, errors = (
        int(numbers[name]) for name in names
    )
    return WordScore(
        hits=hits,
        substitutions=substitutions,
        deletions=deletions,
        insertions=insertions,
        characters=characters,
        character_errors=errors,
        normaliser=str(numbers.get("normaliser", "")),
    )


def score(
    reference: str, hypothesis: str, *, synonyms: Mapping[str, str] | None = None
) -> WordScore:
    """Score one text against another. Both are normalised here; give them raw."""
    wanted = tokens(reference, synonyms)
    pairs = scored_pairs(wanted, tokens(hypothesis, synonyms))
    heard = [pair.hypothesis for pair in pairs if pair.hypothesis_index is not None]
    characters, character_errors = _characters(" ".join(wanted), " ".join(heard))
    return WordScore(
        hits=sum(1 for pair in pairs if pair.kind == "hit"),
        substitutions=sum(1 for pair in pairs if pair.kind == "substitution"),
        deletions=sum(1 for pair in pairs if pair.kind == "deletion"),
        insertions=sum(1 for pair in pairs if pair.kind == "insertion"),
        characters=characters,
        character_errors=character_errors,
        pairs=pairs,
    )


def scored_pairs(wanted: Sequence[str], heard: Sequence[str]) -> tuple[Pair, ...]:
    """The alignment that is scored: the fewest edits, compounds divided as the reference is."""
    pairs = align(wanted, heard)
    again = divided_alike(wanted, heard, _regions(pairs))
    if again is not None:
        better = align(wanted, again)
        if _errors(better) < _errors(pairs):
            return better
    return pairs


def score_transcript(
    transcript: Transcript,
    references: Mapping[int, str],
    *,
    synonyms: Mapping[str, str] | None = None,
) -> WordScore:
    """Score a transcript channel by channel and add up; the pairs follow the channels' order.

    A single reference is for everything that was said, whatever channel the vendor put it on.
    """
    if len(references) == 1:
        return score(next(iter(references.values())), transcript.text, synonyms=synonyms)
    parts = [
        score(references[channel], channel_text(transcript, channel), synonyms=synonyms)
        for channel in sorted(references)
    ]
    return pooled(parts, keep_pairs=True)


def channel_text(transcript: Transcript, channel: int) -> str:
    """What was heard on one channel, in display form."""
    words = (word for word in transcript.words if word.channel == channel)
    return " ".join(word.punctuated or word.text for word in words)


def pooled(scores: Iterable[WordScore], *, keep_pairs: bool = False) -> WordScore:
    """All errors over all words: the rate of the pool, not the mean of the rates."""
    parts = tuple(scores)
    return WordScore(
        hits=sum(part.hits for part in parts),
        substitutions=sum(part.substitutions for part in parts),
        deletions=sum(part.deletions for part in parts),
        insertions=sum(part.insertions for part in parts),
        characters=sum(part.characters for part in parts),
        character_errors=sum(part.character_errors for part in parts),
        pairs=tuple(pair for part in parts for pair in part.pairs) if keep_pairs else (),
    )


def mean_wer(scores: Iterable[WordScore]) -> float | None:
    """The mean of the clips' own rates, over those that have one. Label it as such."""
    rates = [part.wer for part in scores if part.wer is not None]
    return sum(rates) / len(rates) if rates else None


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Pair, ...]:
    """A minimum-edit alignment of two lists of words, in order."""
    if not reference or not hypothesis:
        return _one_sided(reference, hypothesis)
    import jiwer

    chunks = jiwer.process_words(" ".join(reference), " ".join(hypothesis)).alignments[0]
    pairs: list[Pair] = []
    for chunk in chunks:
        refs = range(chunk.ref_start_idx, chunk.ref_end_idx)
        hyps = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        if chunk.type == "delete":
            pairs += [Pair("deletion", reference[i], "", i, None) for i in refs]
        elif chunk.type == "insert":
            pairs += [Pair("insertion", "", hypothesis[j], None, j) for j in hyps]
        else:
            kind: PairKind = "hit" if chunk.type == "equal" else "substitution"
            pairs += [
                Pair(kind, reference[i], hypothesis[j], i, j)
                for i, j in zip(refs, hyps, strict=True)
            ]
    return tuple(pairs)


def _one_sided(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Pair, ...]:
    gone = tuple(Pair("deletion", word, "", i, None) for i, word in enumerate(reference))
    added = tuple(Pair("insertion", "", word, None, j) for j, word in enumerate(hypothesis))
    return gone + added


def _characters(reference: str, hypothesis: str) -> tuple[int, int]:
    if not reference or not hypothesis:
        return len(reference), max(len(reference), len(hypothesis))
    import jiwer

    found = jiwer.process_characters(reference, hypothesis)
    return len(reference), found.substitutions + found.deletions + found.insertions


def _errors(pairs: Sequence[Pair]) -> int:
    return sum(1 for pair in pairs if pair.kind != "hit")


# "a w s s 3" against "aws s 3" has hits inside what is one disagreement.
_HITS_WITHIN = 2


def _regions(pairs: Sequence[Pair]) -> list[tuple[int, int, int, int]]:
    """The stretches that differ, few hits within allowed, as reference and hypothesis spans."""
    regions: list[tuple[int, int, int, int]] = []
    ref = hyp = hits = 0
    for pair in pairs:
        before = (ref, hyp)
        ref += pair.reference_index is not None
        hyp += pair.hypothesis_index is not None
        if pair.kind == "hit":
            hits += 1
            continue
        if regions and hits <= _HITS_WITHIN:
            regions[-1] = (regions[-1][0], ref, regions[-1][2], hyp)
        else:
            regions.append((before[0], ref, before[1], hyp))
        hits = 0
    return regions

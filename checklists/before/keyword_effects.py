"""What one keyterm did: every reference word's fate with it, against its fate without.

A word is gained that was wrong before and is right now, lost where it belongs to the term and was
right before, harmed where it is a neighbour; a term that stands where it was not said is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.scoring.normalisation import tokens
from checklists.scoring.words import Pair, WordScore, channel_text, pooled, score
from providers.speech import Transcript

Verdict = Literal["keep", "not-needed", "harmful", "no-effect", "untested"]


@dataclass(frozen=True, slots=True)
class Change:
    """One reference word whose fate differs: what stood there without the term and with it."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TermTrial:
    """What one term did, alone. ``said`` counts its occurrences in the reference, ``right_before``
    those that were right without it, ``invented`` how often it was put where it was not said.
    ``score`` is of the whole clip with the term, ``heard`` its transcript."""

    term: str
    verdict: Verdict
    said: int
    right_before: int
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    harmed: tuple[Change, ...]
    invented: int
    score: WordScore
    heard: Transcript

    @property
    def wer(self) -> float | None:
        """The word error rate of the whole clip, with the term."""
        return self.score.wer


def texts_of(transcript: Transcript, references: Mapping[int, str]) -> list[str]:
    """What is scored against each reference, in the channels' order."""
    if len(references) == 1:
        return [transcript.text]
    return [channel_text(transcript, channel) for channel in sorted(references)]


def scores_of(transcript: Transcript, references: Mapping[int, str]) -> list[WordScore]:
    """A transcript scored channel by channel, or as a whole against a single reference."""
    return [
        score(references[channel], text)
        for channel, text in zip(sorted(references), texts_of(transcript, references), strict=True)
    ]


def judged(
    term: str, before: Sequence[WordScore], heard: Transcript, references: Mapping[int, str]
) -> TermTrial:
    """Compare the two alignments of the same reference word by word, channel by channel."""
    after = scores_of(heard, references)
    wanted = tokens(term)
    gained: list[Change] = []
    lost: list[Change] = []
    harmed: list[Change] = []
    said = right_before = invented = 0
    for old, new in zip(before, after, strict=True):
        olds, news = _fates(old.pairs), _fates(new.pairs)
        words = [olds[index].reference for index in sorted(olds)]
        places = _occurrences(wanted, words)
        inside = {index for place in places for index in place}
        said += len(places)
        right_before += sum(all(olds[i].kind == "hit" for i in place) for place in places)
        for index in sorted(olds):
            was, now = olds[index], news[index]
            if (was.kind == "hit") == (now.kind == "hit"):
                continue
            change = Change(was.reference, was.hypothesis, now.hypothesis)
            if now.kind == "hit":
                gained.append(change)
            else:
                (lost if index in inside else harmed).append(change)
        invented += max(0, _invented(wanted, new.pairs) - _invented(wanted, old.pairs))
    return TermTrial(
        term=term,
        verdict=verdict_on(said, right_before, len(gained), len(lost) + len(harmed) + invented),
        said=said,
        right_before=right_before,
        gained=tuple(gained),
        lost=tuple(lost),
        harmed=tuple(harmed),
        invented=invented,
        score=pooled(after),
        heard=heard,
    )


def verdict_on(said: int, right_before: int, good: int, bad: int) -> Verdict:
    """The verdict on a term by counts: words gained against words lost, harmed or invented."""
    if bad > good:
        return "harmful"
    if good > bad:
        return "keep"
    if said == 0:
        return "untested"
    return "not-needed" if right_before == said else "no-effect"


def _fates(pairs: Sequence[Pair]) -> dict[int, Pair]:
    """What became of each reference word."""
    return {pair.reference_index: pair for pair in pairs if pair.reference_index is not None}


def _occurrences(wanted: Sequence[str], words: Sequence[str]) -> list[range]:
    """Where the term stands in the reference, as index ranges."""
    size = len(wanted)
    if not size:
        return []
    starts = range(len(words) - size + 1)
    return [range(at, at + size) for at in starts if list(words[at : at + size]) == list(wanted)]


def _invented(wanted: Sequence[str], pairs: Sequence[Pair]) -> int:
    """How often the term stands in the hypothesis where the reference does not have it."""
    heard = [pair for pair in pairs if pair.hypothesis_index is not None]
    places = _occurrences(wanted, [pair.hypothesis for pair in heard])
    return sum(not all(heard[i].kind == "hit" for i in place) for place in places)

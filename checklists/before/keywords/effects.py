"""What a term did on one clip: every reference word's fate with it, against its fate without.

A word is gained that was wrong before and is right now, lost where it belongs to the term and was
right before, harmed where it is a neighbour; a term that stands where it was not said is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.scoring.normalisation import tokens
from checklists.scoring.words import Pair, WordScore, channel_text, score
from providers.speech import Transcript

Verdict = Literal["keep", "not-needed", "harmful", "no-effect", "untested"]


@dataclass(frozen=True, slots=True)
class Change:
    """One reference word whose fate differs: what stood there without the term and with it.

    ``channel`` is that of the reference; ``index`` the word's place among the normalised words.
    """

    word: str
    before: str
    after: str
    channel: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a term (or several together) did on one clip, or on several added up.

    ``said`` counts its occurrences in the reference, ``right_before`` those that were right
    without it, ``invented`` how often it was put where it was not said.
    """

    said: int = 0
    right_before: int = 0
    gained: tuple[Change, ...] = ()
    lost: tuple[Change, ...] = ()
    harmed: tuple[Change, ...] = ()
    invented: int = 0

    @property
    def bad(self) -> int:
        """Everything that is worse with it."""
        return len(self.lost) + len(self.harmed) + self.invented

    @property
    def verdict(self) -> Verdict:
        """The verdict on the term by counts."""
        return verdict_on(self.said, self.right_before, len(self.gained), self.bad)


def added_up(effects: Iterable[Effect]) -> Effect:
    """The same term on several clips."""
    every = tuple(effects)
    return Effect(
        said=sum(one.said for one in every),
        right_before=sum(one.right_before for one in every),
        gained=tuple(change for one in every for change in one.gained),
        lost=tuple(change for one in every for change in one.lost),
        harmed=tuple(change for one in every for change in one.harmed),
        invented=sum(one.invented for one in every),
    )


def texts_of(transcript: Transcript, references: Mapping[int, str]) -> tuple[str, ...]:
    """What is scored against each reference, in the channels' order."""
    if len(references) == 1:
        return (transcript.text,)
    return tuple(channel_text(transcript, channel) for channel in sorted(references))


def scores_of(texts: Sequence[str], references: Mapping[int, str]) -> tuple[WordScore, ...]:
    """Texts scored channel by channel; the only text against the only reference."""
    return tuple(
        score(references[channel], text)
        for channel, text in zip(sorted(references), texts, strict=True)
    )


def effect_of(
    term: str,
    before: Sequence[WordScore],
    after: Sequence[WordScore],
    channels: Sequence[int],
) -> Effect:
    """Compare two alignments of the same references word by word, channel by channel."""
    wanted = tokens(term)
    return added_up(
        _effect(wanted, old.pairs, new.pairs, channel)
        for old, new, channel in zip(before, after, channels, strict=True)
    )


def _effect(
    wanted: Sequence[str], old: Sequence[Pair], new: Sequence[Pair], channel: int
) -> Effect:
    olds, news = _fates(old), _fates(new)
    places = _occurrences(wanted, [olds[index].reference for index in sorted(olds)])
    inside = {index for place in places for index in place}
    gained: list[Change] = []
    lost: list[Change] = []
    harmed: list[Change] = []
    for index in sorted(olds):
        was, now = olds[index], news[index]
        if (was.kind == "hit") == (now.kind == "hit"):
            continue
        change = Change(was.reference, was.hypothesis, now.hypothesis, channel, index)
        if now.kind == "hit":
            gained.append(change)
        else:
            (lost if index in inside else harmed).append(change)
    return Effect(
        said=len(places),
        right_before=sum(all(olds[i].kind == "hit" for i in place) for place in places),
        gained=tuple(gained),
        lost=tuple(lost),
        harmed=tuple(harmed),
        invented=max(0, _invented(wanted, new) - _invented(wanted, old)),
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
    """Where the term stands among words, as index ranges that do not overlap."""
    size = len(wanted)
    found: list[range] = []
    at = 0
    while size and at + size <= len(words):
        if list(words[at : at + size]) == list(wanted):
            found.append(range(at, at + size))
            at += size
        else:
            at += 1
    return found


def _invented(wanted: Sequence[str], pairs: Sequence[Pair]) -> int:
    """How often the term stands in the hypothesis where the reference does not have it."""
    heard = [pair for pair in pairs if pair.hypothesis_index is not None]
    places = _occurrences(wanted, [pair.hypothesis for pair in heard])
    return sum(not all(heard[i].kind == "hit" for i in place) for place in places)

"""What is to be listened to where variants of a transcript disagree: spans about an utterance long.

Nobody is right here, so nothing outside the disagreements has to be heard: a call of ten minutes
with five disputed places takes a minute. Disagreements that stand close together are one question,
and each is shown and played with the words around it, as far as the speaker does not pause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checklists.before.preference.alignment import Range, disagreements
from checklists.scoring.settled_pair import same_speech
from checklists.scoring.textsearch import folded
from providers.errors import BadInput
from providers.speech import Transcript, Word

# Disagreements with less between them are one question: nobody hears them apart.
CLOSE_SECONDS = 1.0
CLOSE_WORDS = 3
# But a question is no longer than this where it can be helped: more is not kept in mind.
LONGEST_SECONDS = 8.0
# What is said around a disagreement helps to understand it, as far as the next pause.
AROUND_WORDS = 5
PAUSE_SECONDS = 0.6

MOST_VARIANTS = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the transcripts to choose from, over one clip or several.

    ``label`` is what it is called once the choice is made ("without terms", "all terms"); ``heard``
    is by the clip's hash; ``terms`` are what was sent with it.
    """

    label: str
    heard: Mapping[str, Transcript]
    terms: tuple[str, ...] = ()

    @property
    def sandbox(self) -> bool:
        """Whether any of it came from the sandbox."""
        return any(one.sandbox for one in self.heard.values())


@dataclass(frozen=True, slots=True)
class Wording:
    """What one variant has in a span: as written, and which part of it is disputed.

    ``before + disputed + after`` are its words in order; ``disputed`` is empty where it has none.
    """

    before: tuple[str, ...]
    disputed: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def key(self) -> str:
        """The disputed words as they are compared: equal for equal wordings."""
        return folded(" ".join(self.disputed))


@dataclass(frozen=True, slots=True)
class Span:
    """A place where variants disagree, in one clip (its hash).

    ``start`` to ``end`` in seconds is what is played, ``disputed`` what the variants disagree on
    in it. ``wordings`` has one for each variant, in their order. ``channel`` is None where the
    variants do not tell the same channels apart.
    """

    clip: str
    channel: int | None
    start: float
    end: float
    disputed: tuple[float, float]
    wordings: tuple[Wording, ...]

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The variants (by number) that have the same words here, at least two groups."""
        found: dict[str, list[int]] = {}
        for number, wording in enumerate(self.wordings):
            found.setdefault(wording.key, []).append(number)
        return tuple(tuple(numbers) for numbers in found.values())

    @property
    def id(self) -> str:
        """The same for the same question: the place, and the wordings whoever they are from."""
        parts = (self.clip, self.channel, f"{self.disputed[0]:.1f}", *sorted(self._keys))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def _keys(self) -> set[str]:
        return {wording.key for wording in self.wordings}

    def about(self, term: str) -> bool:
        """Whether a variant has the term here, in whole or in part among disputed words."""
        wanted = folded(term).split()
        return bool(wanted) and any(_stands_in(wanted, one) for one in self.wordings)


def _stands_in(wanted: Sequence[str], wording: Wording) -> bool:
    before, disputed, after = (
        folded(" ".join(part)).split() for part in (wording.before, wording.disputed, wording.after)
    )
    whole, size = [*before, *disputed, *after], len(wanted)
    first, last = len(before), len(before) + len(disputed)
    return any(
        whole[at : at + size] == list(wanted) and at < last and at + size > first
        for at in range(len(whole) - size + 1)
    )


def spans_of(variants: Sequence[Variant]) -> tuple[Span, ...]:
    """Every disagreement of the variants once, over the clips that all of them heard, in order.

    Raises BadInput for fewer than two or more than ``MOST_VARIANTS`` variants, and where they have
    no clip in common.
    """
    if not 2 <= len(variants) <= MOST_VARIANTS:
        raise BadInput(
            f"{len(variants)} variants cannot be judged by ear: choose two or {MOST_VARIANTS}."
        )
    first, *others = variants
    clips = [clip for clip in first.heard if all(clip in other.heard for other in others)]
    if not clips:
        raise BadInput(
            "The variants have no clip in common: transcribe the same clip with each first."
        )
    return tuple(
        span
        for clip in clips
        for span in spans_in(clip, [variant.heard[clip] for variant in variants])
    )


def spans_in(clip: str, transcripts: Sequence[Transcript]) -> tuple[Span, ...]:
    """The disagreements in one clip; channel by channel where all tell as many apart.

    In the order of the words, those of several channels by time.
    """
    counts = {one.channels for one in transcripts}
    if len(counts) > 1 or counts == {1}:
        return tuple(_spans(clip, None, [one.words for one in transcripts]))
    found: list[Span] = []
    for channel in range(counts.pop()):
        words = [[word for word in one.words if word.channel == channel] for one in transcripts]
        found += _spans(clip, channel, words)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.channel or 0)))


def _spans(clip: str, channel: int | None, words: Sequence[Sequence[Word]]) -> list[Span]:
    stretches = disagreements([[_written(word) for word in some] for some in words])
    questions = [one for one in _questions(stretches, words) if not _same_speech(one, words)]
    found: list[Span] = []
    for number, ranges in enumerate(questions):
        left = [0] * len(words) if not number else [last for _, last in questions[number - 1]]
        after = questions[number + 1] if number + 1 < len(questions) else None
        right = [first for first, _ in after] if after else [len(some) for some in words]
        found.append(_span(clip, channel, words, ranges, _around(words, ranges, left, right)))
    return found


def _questions(
    stretches: Sequence[tuple[Range, ...]], words: Sequence[Sequence[Word]]
) -> list[tuple[Range, ...]]:
    """The stretches, those that stand close together joined."""
    joined: list[tuple[Range, ...]] = []
    for ranges in stretches:
        if joined and _close(joined[-1], ranges, words):
            both = zip(joined.pop(), ranges, strict=True)
            ranges = tuple((before[0], after[1]) for before, after in both)
        joined.append(ranges)
    return joined


def _close(
    before: tuple[Range, ...], after: tuple[Range, ...], words: Sequence[Sequence[Word]]
) -> bool:
    if after[0][0] - before[0][1] > CLOSE_WORDS:
        return False
    (start, one_end), (other_start, end) = _times(words, before), _times(words, after)
    return other_start - one_end < CLOSE_SECONDS and end - start <= LONGEST_SECONDS


def _same_speech(ranges: tuple[Range, ...], words: Sequence[Sequence[Word]]) -> bool:
    """Whether joining has shown it to be one speech in two spellings ("a w s s 3", "AWS S3")."""
    first, *others = (
        " ".join(_written(word) for word in some[start:end])
        for some, (start, end) in zip(words, ranges, strict=True)
    )
    return all(same_speech(first, other) for other in others)


def _times(words: Sequence[Sequence[Word]], ranges: tuple[Range, ...]) -> tuple[float, float]:
    """When it is said: from the first word of any variant to the last."""
    found = [
        word for some, (first, last) in zip(words, ranges, strict=True) for word in some[first:last]
    ]
    return min(word.start for word in found), max(word.end for word in found)


def _around(
    words: Sequence[Sequence[Word]],
    ranges: tuple[Range, ...],
    left: Sequence[int],
    right: Sequence[int],
) -> tuple[Range, ...]:
    """The ranges with words around them: up to a pause, and never into the next disagreement.

    As many in every variant: the longer text would tell which vendor it is from.
    """
    before, after = AROUND_WORDS, AROUND_WORDS
    for some, (first, last), least, most in zip(words, ranges, left, right, strict=True):
        begin, end = first, last
        while begin > max(least, first - before) and _flows(some, begin):
            begin -= 1
        while end < min(most, last + after) and _flows(some, end):
            end += 1
        before, after = first - begin, end - last
    return tuple((first - before, last + after) for first, last in ranges)


def _flows(words: Sequence[Word], at: int) -> bool:
    """Whether the speaker goes on from the word before ``at`` to that at it without a pause."""
    if not 0 < at < len(words):
        return True
    return words[at].start - words[at - 1].end < PAUSE_SECONDS


def _span(
    clip: str,
    channel: int | None,
    words: Sequence[Sequence[Word]],
    ranges: tuple[Range, ...],
    wider: tuple[Range, ...],
) -> Span:
    start, end = _times(words, wider)
    wordings = tuple(
        Wording(_texts(some[begin:first]), _texts(some[first:last]), _texts(some[last:finish]))
        for some, (first, last), (begin, finish) in zip(words, ranges, wider, strict=True)
    )
    return Span(clip, channel, start, end, _times(words, ranges), wordings)


def _written(word: Word) -> str:
    return word.punctuated or word.text


def _texts(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(_written(word) for word in words)

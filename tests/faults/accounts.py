"""Whether what was heard, and what was said to be missing, add up to the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from providers.heard import FINALS
from providers.speech import LiveEvent, Word

# Two hearings of the same word start this near, in seconds.
NEAR = 0.15


@dataclass(frozen=True, slots=True)
class Account:
    """Words as (text, start, channel): of the truth ``lost`` without a gap that tells, told more
    than once, or ``invented``. ``in_gaps`` are missing and told to be."""

    lost: tuple[tuple[str, float, int], ...]
    doubled: tuple[tuple[str, float, int], ...]
    invented: tuple[tuple[str, float, int], ...]
    in_gaps: tuple[tuple[str, float, int], ...]

    @property
    def adds_up(self) -> bool:
        """Nothing silently lost, nothing doubled, nothing invented."""
        return not (self.lost or self.doubled or self.invented)


def final_words(events: Iterable[LiveEvent]) -> list[Word]:
    """Every word of every final."""
    return [word for event in events if event.event in FINALS for word in event.words]


def account(truth: Sequence[Word], events: Sequence[LiveEvent], *, window: float = 0.0) -> Account:
    """``window``: this near to a seam, in seconds, words may differ; not be told twice."""
    heard = final_words(events)
    gaps = [event for event in events if event.event == "gap"]
    seams = [event.start for event in events if event.event == "reconnected"]
    found = [[word for word in heard if _same(word, true)] for true in truth]
    missing = [true for true, words in zip(truth, found, strict=True) if not words]
    told = {id(word) for words in found for word in words}
    strange = [word for word in heard if id(word) not in told]
    return Account(
        lost=_shown(w for w in missing if not _in(w, gaps) and not _near(w, seams, window)),
        doubled=_shown(
            [
                *(true for true, words in zip(truth, found, strict=True) if len(words) > 1),
                *(word for word in strange if _overlapping(word, heard)),
            ]
        ),
        invented=_shown(w for w in strange if not _near(w, seams, window)),
        in_gaps=_shown(w for w in missing if _in(w, gaps)),
    )


def _same(one: Word, other: Word) -> bool:
    alike = one.text.casefold() == other.text.casefold() and one.channel == other.channel
    return alike and abs(one.start - other.start) <= NEAR


def _in(word: Word, gaps: Iterable[LiveEvent]) -> bool:
    middle = (word.start + word.end) / 2
    return any(gap.start <= middle <= gap.end for gap in gaps)


def _near(word: Word, seams: Iterable[float], window: float) -> bool:
    return any(seam - window < word.end and word.start < seam + window for seam in seams)


def _overlapping(word: Word, heard: Iterable[Word]) -> bool:
    """Whether another word lies over most of this one."""
    for other in heard:
        if other is not word and other.channel == word.channel:
            common = min(word.end, other.end) - max(word.start, other.start)
            if common > 0.6 * min(word.end - word.start, other.end - other.start):
                return True
    return False


def _shown(words: Iterable[Word]) -> tuple[tuple[str, float, int], ...]:
    return tuple((word.text, round(word.start, 2), word.channel) for word in words)

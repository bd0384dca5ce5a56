"""Which settled words of several live panes differ, found while the words settle.

Nobody is right here: every pane is compared with every other that tells the same channels apart.
Only speech that both have settled is compared, and what stands at the edge of it waits for the next
final, because vendors place the same word up to half a second apart. Words that are only written
otherwise (capitals, "twenty five dollars" and "$25", "health care" and "healthcare") are the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from checklists.scoring.settled_pair import PairOfTexts, SettledWord, same_speech
from checklists.scoring.textsearch import folded
from providers.speech import LiveEvent

_FINALS = ("final", "speech-final")
# Words that are settled for good are let go by so many at once; their marks stay, in two bytes.
_AT_ONCE = 100
# A text that nothing is compared with is kept as far back as this.
_MOST = 3000

Mark = tuple[str, ...] | None
"""The panes that heard a word otherwise or not at all: none of them, or some, or None where the
word is not compared yet."""


@dataclass(slots=True)
class _Text:
    """What one pane has settled on one channel: words in order of settling, until which second."""

    words: list[SettledWord] = field(default_factory=list)
    until: float = 0.0


class Differences:
    """Fed with finals; tells for each final which of its words differ, and from whom.

    ``channels`` says for each pane (by id) how many channels it tells apart. Finals of a pane are
    counted from 0, those without text included.
    """

    def __init__(self, channels: Mapping[str, int]) -> None:
        self._bits = {pane: 1 << number for number, pane in enumerate(channels)}
        self._texts: dict[tuple[str, int], _Text] = {}
        # The words of each final, or the bits of each word where they are settled for good.
        self._finals: dict[str, list[list[SettledWord] | bytes]] = {pane: [] for pane in channels}
        self._changed: set[tuple[str, int]] = set()
        self._pairs: dict[tuple[str, str], dict[int, PairOfTexts]] = {
            (one, other): {}
            for one, other in combinations(channels, 2)
            if channels[one] == channels[other]
        }

    def hear(self, pane: str, event: LiveEvent) -> int | None:
        """Take in an event of a pane; the number of the final that it is, None for any other."""
        if event.event == "closed" and not event.text:
            self._end(pane)
        if event.event not in _FINALS:
            return None
        number = len(self._finals[pane])
        words = _settled(event, number)
        self._finals[pane].append(words)
        text = self._texts.setdefault((pane, event.channel), _Text())
        text.words += words
        text.until = max(text.until, event.end, *(word.end for word in words))
        for pair in self._pairs:
            if pane in pair:
                self._compare(pair, event.channel)
        for one in self._bits:
            self._let_go(one, event.channel)
        return number

    def marks(self, pane: str, final: int) -> tuple[Mark, ...]:
        """For each word of a final as ``shown_words`` gives them, from whom it differs."""
        words = self._finals[pane][final]
        if isinstance(words, bytes):
            return tuple(map(self._mark, words[::2], words[1::2]))
        return tuple(self._mark(word.compared, word.differing) for word in words)

    def take_changed(self) -> set[tuple[str, int]]:
        """(Pane, number of the final) whose marks changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def counts(self, pane: str, other: str) -> tuple[int, int]:
        """Of the settled words of ``pane`` that were compared with ``other``: how many differ,
        and how many there are."""
        first = (pane, other) in self._pairs
        pairs = self._pairs.get((pane, other) if first else (other, pane), {})
        tallies = [pair.tally[0 if first else 1] for pair in pairs.values()]
        return sum(tally.differing for tally in tallies), sum(tally.compared for tally in tallies)

    def compared_with(self, pane: str) -> tuple[str, ...]:
        """The panes that this one can be compared with."""
        return tuple(
            other
            for other in self._bits
            if (pane, other) in self._pairs or (other, pane) in self._pairs
        )

    def _end(self, pane: str) -> None:
        """Everything that it will ever say is settled: nothing waits at the edge for it."""
        for channel in sorted({channel for _, channel in self._texts}):
            self._texts.setdefault((pane, channel), _Text()).until = math.inf
            for pair in self._pairs:
                if pane in pair:
                    self._compare(pair, channel)

    def _compare(self, pair: tuple[str, str], channel: int) -> None:
        left, right = (self._texts.get((pane, channel)) for pane in pair)
        if left is None or right is None:
            return
        found = self._pairs[pair].get(channel)
        if found is None:
            bits = (self._bits[pair[1]], self._bits[pair[0]])
            found = self._pairs[pair][channel] = PairOfTexts(left.words, right.words, bits)
        for side, word in found.go_on(min(left.until, right.until)):
            self._changed.add((pair[side], word.final))

    def _let_go(self, pane: str, channel: int) -> None:
        """Thousands of words that never change would only be looked through by the collector."""
        text = self._texts.get((pane, channel))
        if text is None or len(text.words) < _AT_ONCE:
            return
        pairs = [
            (found[channel], pair.index(pane))
            for pair, found in self._pairs.items()
            if pane in pair and channel in found
        ]
        all_compared = len(pairs) == len(self.compared_with(pane))
        settled = min((pair.settled(side) for pair, side in pairs), default=0)
        count = max(settled if all_compared else 0, len(text.words) - _MOST)
        if count < _AT_ONCE:
            return
        gone = text.words[:count]
        del text.words[:count]
        for pair, side in pairs:
            pair.let_go(side, count)
        finals = self._finals[pane]
        for number in {word.final for word in gone}:
            words = finals[number]
            if text.words and text.words[0].final == number:
                continue
            if not isinstance(words, bytes):
                finals[number] = bytes(
                    bits for word in words for bits in (word.compared, word.differing)
                )

    def _mark(self, compared: int, differing: int) -> Mark:
        if not compared:
            return None
        return tuple(other for other, bit in self._bits.items() if differing & bit)


def shown_words(event: LiveEvent) -> tuple[str, ...]:
    """The words of a final as people read them; its marks are in this order."""
    if event.words:
        return tuple(word.punctuated or word.text for word in event.words)
    return tuple(event.text.split())


def _settled(event: LiveEvent, final: int) -> list[SettledWord]:
    """The words with their times; those of a text without any share its span equally."""
    shown = shown_words(event)
    if event.words:
        spans = [(word.start, word.end) for word in event.words]
    else:
        each = (event.end - event.start) / max(1, len(shown))
        spans = [(event.start + n * each, event.start + (n + 1) * each) for n in range(len(shown))]
    return [
        SettledWord(final, text, tuple(folded(text).split()), start, end)
        for text, (start, end) in zip(shown, spans, strict=True)
    ]


def warm_up() -> None:
    """Load what comparing needs, a fifth of a second: in a thread, before the audio starts."""
    from rapidfuzz.distance import Levenshtein

    Levenshtein.opcodes("a", "b")
    same_speech("twenty five dollars", "$25")

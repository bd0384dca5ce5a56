"""Finalization and endpoint lags of one channel, found while the messages arrive.

What is older than ``SETTLED`` seconds of settled speech is measured once and dropped, so that the
newest utterances alone are looked at again; ``latency`` says what is measured.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checklists.scoring.clock import AudioClock
from checklists.scoring.lags import Lag
from checklists.scoring.latency import UTTERANCE_GAP
from providers.speech import LiveEvent, Word

SETTLED = 60.0
# Nothing of a stream stays for ever, whatever times a vendor sends.
_MOST = 5000


class Utterances:
    """The utterances of one channel: those of ``truth``, or where that is None of the finals."""

    def __init__(self, truth: Sequence[Word] | None) -> None:
        self._known = truth is not None
        self._words: list[Word] = []
        # The last words of utterances that no later word can change.
        self._lasts: deque[Word] = deque(_last_words(sorted(truth or (), key=_start)))
        self._finals: deque[LiveEvent] = deque(maxlen=_MOST)
        self._marks: deque[LiveEvent] = deque(maxlen=_MOST)
        self.reached = 0.0

    def say(self, words: Sequence[Word]) -> None:
        """Words of a final."""
        for word in words:
            if not self._known:
                insort(self._words, word, key=_start)
            self.reached = max(self.reached, word.end)

    def note_final(self, event: LiveEvent) -> None:
        """A final, with or without words."""
        self._finals.append(event)

    def note_mark(self, event: LiveEvent) -> None:
        """A speech-final or utterance-end."""
        self._marks.append(event)

    def open_lags(self, clock: AudioClock) -> tuple[list[Lag], list[Lag]]:
        """Finalization and endpoint of the utterances that may still change."""
        finalizations: list[Lag] = []
        endpoints: list[Lag] = []
        for last, until in self._open(clock):
            finalizations += self._finalization(last)
            endpoints += self._endpoint(last, until, clock)
        return finalizations, endpoints

    def settle(self, clock: AudioClock) -> tuple[list[Lag], list[Lag]]:
        """The same of those that will not change any more; each is given once."""
        before = self.reached - SETTLED
        self._close_words(before)
        finalizations: list[Lag] = []
        endpoints: list[Lag] = []
        while len(self._lasts) > 1 and self._lasts[1].end < before:
            last, after = self._lasts[0], self._lasts[1]
            if after.start <= last.start:
                break
            finalizations += self._finalization(last)
            endpoints += self._endpoint(last, after.start, clock)
            self._lasts.popleft()
        self._forget(self._lasts[0].start if self._lasts else before, before - SETTLED, clock)
        return finalizations, endpoints

    def _close_words(self, before: float) -> None:
        """Words that are so old keep their neighbours: only the ends of utterances stay."""
        old = 0
        while old < len(self._words) - 1 and self._words[old].end < before:
            old += 1
        if old:
            closed = self._words[: old + 1]
            self._lasts.extend(last for last in _last_words(closed) if last is not closed[-1])
            del self._words[:old]

    def _forget(self, oldest: float, before: float, clock: AudioClock) -> None:
        """Finals and marks from before the oldest utterance that is still open."""
        before = min(before, oldest)
        while self._finals and self._finals[0].end < before:
            self._finals.popleft()
        while (
            self._marks
            and self._marks[0].end < before
            and self._marks[0].received_at < clock.due(before)
        ):
            self._marks.popleft()

    def _open(self, clock: AudioClock) -> Iterator[tuple[Word, float]]:
        """The last word of each open utterance, and where that of the next one begins."""
        horizon = self._horizon(clock)
        until = following = math.inf
        for last in reversed([*self._lasts, *_last_words(self._words)]):
            if last.start < following:
                until, following = following, last.start
            # Of a known text most may still be to come.
            if last.start <= horizon:
                yield last, until

    def _horizon(self, clock: AudioClock) -> float:
        ends = [event.end for event in (*self._finals, *self._marks)]
        arrivals = [clock.second(mark.received_at) for mark in self._marks]
        return max((*ends, *arrivals), default=0.0) + 1.0

    def _finalization(self, last: Word) -> list[Lag]:
        middle = (last.start + last.end) / 2
        for final in self._finals:
            if final.start <= middle <= final.end:
                return [(final.received_at, last.end)]
        return []

    def _endpoint(self, last: Word, until: float, clock: AudioClock) -> list[Lag]:
        due = clock.due(last.end)
        for mark in self._marks:
            after = mark.received_at - due >= 0 or mark.end >= last.end
            if after and mark.end < until:
                return [(mark.received_at, last.end)]
        return []


def _start(word: Word) -> float:
    return word.start


def _last_words(words: Sequence[Word]) -> list[Word]:
    """Those that a pause follows, and the last; ``words`` by their start."""
    found = [one for one, after in pairwise(words) if after.start - one.end >= UTTERANCE_GAP]
    return [*found, *words[-1:]]

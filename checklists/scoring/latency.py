"""Latency, defined once for both vendors.

All count from one ``AudioClock``: it starts at the monotonic moment the first block was due (audio
second 0), so connecting is not counted, and it stands still while the audio was paused. Where the
true times of the words are known they are used (``basis`` "truth"); otherwise the vendor's own
final times stand in (``basis`` "vendor"), and a vendor that places its words late then looks
faster than it is.

- first interim: arrival of the first interim with text, less the moment the block that holds the
  first speech was sent;
- emission: for each true word, arrival of the message in which it first stands at its place, less
  the moment it ended; once for any message, once for finals only;
- finalization: arrival of the final that covers the last word of an utterance, less the end of
  that word; an empty final counts;
- endpoint: arrival of the first end-of-utterance mark (speech-final, utterance-end) after that
  word, less its end; Amazon has none;
- revision: words changed or withdrawn after they were first shown, over words shown.

Percentiles are by nearest rank; no P95 under 20 samples, no P99 under 100.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any, Literal

from checklists.scoring.clock import AudioClock
from checklists.scoring.textsearch import folded
from providers.speech import LiveEvent, Word

BLOCK_SECONDS = 0.1
UTTERANCE_GAP = 0.8
# A word is the same word when the vendor puts it this near, in seconds.
NEAR = 0.5
FEWEST_FOR_P95 = 20
FEWEST_FOR_P99 = 100

_FINALS = ("final", "speech-final")
_ENDS = ("speech-final", "utterance-end")


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles in seconds of ``n`` samples; None where there are too few for it."""

    n: int
    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """One vendor's stream. Seconds; ``revision`` is a share in 0..1 of ``words_shown``."""

    basis: Literal["truth", "vendor"]
    first_interim: float | None
    emission: Spread
    emission_final: Spread
    finalization: Spread
    endpoint: Spread
    revision: float | None
    words_shown: int
    last_final: float | None

    def numbers(self) -> dict[str, Any]:
        """As a run keeps it."""
        spreads = {
            name: {"n": spread.n, "p50": spread.p50, "p95": spread.p95, "p99": spread.p99}
            for name, spread in (
                ("emission", self.emission),
                ("emission_final", self.emission_final),
                ("finalization", self.finalization),
                ("endpoint", self.endpoint),
            )
        }
        return {
            "basis": self.basis,
            "first_interim": self.first_interim,
            **spreads,
            "revision": self.revision,
            "words_shown": self.words_shown,
            "last_final": self.last_final,
        }


def measure(
    events: Sequence[LiveEvent],
    *,
    clock: AudioClock,
    truth: Sequence[Word] = (),
    duration: float | None = None,
    block: float = BLOCK_SECONDS,
) -> Latency:
    """Measure one vendor's events. ``truth`` holds the words that were said, with their times.

    ``truth`` has to hold every word for utterances to be found in it: without (or with a few
    terms only), leave it empty. With ``duration`` (seconds of the clip) ``last_final`` is the
    arrival of the last final less the end of the audio.
    """
    events = sorted(events, key=lambda event: event.received_at)
    finals = [event for event in events if event.event in _FINALS]
    said = tuple(truth) or tuple(word for event in finals for word in event.words)
    utterances = _utterances(said)
    shown, changed = _revisions(events)
    return Latency(
        basis="truth" if truth else "vendor",
        first_interim=_first_interim(events, clock, said, block),
        emission=spread(_emissions(events, clock, said)),
        emission_final=spread(_emissions(finals, clock, said)),
        finalization=spread(_finalizations(finals, clock, utterances)),
        endpoint=spread(_endpoints(events, clock, utterances)),
        revision=changed / shown if shown else None,
        words_shown=shown,
        last_final=(
            finals[-1].received_at - clock.due(duration)
            if finals and duration is not None
            else None
        ),
    )


def spread(samples: Iterable[float]) -> Spread:
    """Nearest-rank percentiles, with as many samples as each needs to mean anything."""
    ordered = sorted(samples)
    n = len(ordered)
    return Spread(
        n=n,
        p50=nearest_rank(ordered, 50) if n else None,
        p95=nearest_rank(ordered, 95) if n >= FEWEST_FOR_P95 else None,
        p99=nearest_rank(ordered, 99) if n >= FEWEST_FOR_P99 else None,
    )


def nearest_rank(ordered: Sequence[float], percent: float) -> float:
    """The smallest sample that at least ``percent`` of the ordered samples do not exceed."""
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def _first_interim(
    events: Sequence[LiveEvent], clock: AudioClock, said: Sequence[Word], block: float
) -> float | None:
    arrivals = [e.received_at for e in events if e.event == "interim" and e.text.strip()]
    if not arrivals or not said:
        return None
    speech = min(word.start for word in said)
    # A block is sent when its last sample would have been spoken.
    sent = (math.floor(speech / block) + 1) * block
    return arrivals[0] - clock.due(sent)


def _emissions(events: Sequence[LiveEvent], clock: AudioClock, said: Sequence[Word]) -> list[float]:
    """For each word, the first message that shows it at its place; words never shown are left."""
    first: dict[int, float] = {}
    places: dict[tuple[int, str], _Places] = {}
    by_word: dict[tuple[int, str], list[int]] = {}
    for index, word in enumerate(said):
        by_word.setdefault((word.channel, folded(word.text)), []).append(index)
    for key, indices in by_word.items():
        places[key] = _Places(said, indices)
    for event in events:
        for heard in event.words:
            wanted = places.get((event.channel, folded(heard.text)))
            if wanted is None:
                continue
            for index in wanted.near(heard):
                if index not in first:
                    first[index] = event.received_at
                    break
    return [first[index] - clock.due(said[index].end) for index in sorted(first)]


class _Places:
    """Where one word was said, to be looked up by time: hours of speech hold thousands of "the"."""

    def __init__(self, said: Sequence[Word], indices: Sequence[int]) -> None:
        self._said = said
        self._order = sorted(indices, key=lambda index: said[index].start)
        self._starts = [said[index].start for index in self._order]
        # The latest end of all up to each, which never falls: what ended before is left out.
        self._ends = list(accumulate((said[index].end for index in self._order), max))

    def near(self, heard: Word) -> list[int]:
        """Those within NEAR of where the vendor puts it, in the order of what was said."""
        # A little more than NEAR is looked through, so that rounding decides nothing twice.
        low = bisect_right(self._ends, heard.start - 2 * NEAR)
        high = bisect_left(self._starts, heard.end + 2 * NEAR)
        return sorted(
            index
            for index in self._order[low:high]
            if heard.start < self._said[index].end + NEAR
            and self._said[index].start - NEAR < heard.end
        )


def _utterances(said: Sequence[Word]) -> list[Word]:
    """The last word of each utterance: a pause of UTTERANCE_GAP or more follows on its channel."""
    last: list[Word] = []
    for channel in sorted({word.channel for word in said}):
        words = sorted((w for w in said if w.channel == channel), key=lambda word: word.start)
        for word, after in zip(words, [*words[1:], None], strict=True):
            if after is None or after.start - word.end >= UTTERANCE_GAP:
                last.append(word)
    return last


def _finalizations(
    finals: Sequence[LiveEvent], clock: AudioClock, utterances: Sequence[Word]
) -> list[float]:
    found = []
    for last in utterances:
        middle = (last.start + last.end) / 2
        covering = [
            event.received_at
            for event in finals
            if event.channel == last.channel and event.start <= middle <= event.end
        ]
        if covering:
            found.append(covering[0] - clock.due(last.end))
    return found


def _endpoints(
    events: Sequence[LiveEvent], clock: AudioClock, utterances: Sequence[Word]
) -> list[float]:
    """An end mark belongs to the last utterance that began before it; the first one counts."""
    marks = [event for event in events if event.event in _ENDS]
    found = []
    for last in utterances:
        following = [
            word.start
            for word in utterances
            if word.channel == last.channel and word.start > last.start
        ]
        until = min(following, default=math.inf)
        for mark in marks:
            lag = mark.received_at - clock.due(last.end)
            after = lag >= 0 or mark.end >= last.end
            if mark.channel == last.channel and after and mark.end < until:
                found.append(lag)
                break
    return found


def _revisions(events: Sequence[LiveEvent]) -> tuple[int, int]:
    """Words shown, and of those the words that a later message of the segment took back.

    Capitals and punctuation are no change of a word.
    """
    latest: dict[tuple[int, str], list[str]] = {}
    shown = changed = 0
    for event in events:
        if event.event != "interim" and event.event not in _FINALS:
            continue
        key = (event.channel, event.segment or f"{event.start:.3f}")
        before, now = latest.get(key, []), folded(event.text).split()
        matcher = SequenceMatcher(None, before, now, autojunk=False)
        kept = sum(found.size for found in matcher.get_matching_blocks())
        shown += len(now) - kept
        changed += len(before) - kept
        latest[key] = now
        if event.event in _FINALS:
            # Deepgram counts a new segment from the same start only after this one is settled.
            del latest[key]
    return shown, changed

"""Latency while the stream runs: the figures of ``latency``, found message by message.

A tracker gives at any moment what ``measure`` would give for the messages so far, at a cost that
does not grow with them. Messages have to come in the order of their arrival. Showings more than a
minute older than the newest settled words are forgotten; no final of a vendor comes that late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import SequenceMatcher

from checklists.scoring.clock import AudioClock
from checklists.scoring.lags import Lags
from checklists.scoring.latency import BLOCK_SECONDS, Latency, Spread
from checklists.scoring.live_emissions import Emissions
from checklists.scoring.live_utterances import SETTLED, Utterances
from checklists.scoring.textsearch import folded
from providers.speech import LiveEvent, Word

_FINALS = ("final", "speech-final")
_ENDS = ("speech-final", "utterance-end")
# A channel that never settles is followed for so long, in seconds.
_UNSETTLED = 120.0


class Tracker:
    """One pane's figures. ``truth`` holds every word that was said, where that is known.

    Set ``clock`` again when the audio went on after a pause.
    """

    def __init__(
        self, clock: AudioClock, *, truth: Sequence[Word] = (), block: float = BLOCK_SECONDS
    ) -> None:
        self._clock = clock
        self._truth = tuple(truth)
        self._block = block
        self._shown, self._settled = Emissions(truth), Emissions(truth)
        self._emission, self._emission_final = Lags(clock), Lags(clock)
        self._finalization, self._endpoint = Lags(clock), Lags(clock)
        self._channels = {
            channel: Utterances([word for word in truth if word.channel == channel])
            for channel in sorted({word.channel for word in truth})
        }
        self._revisions = Revisions()
        self._first_interim: float | None = None
        self._first_word = min((word.start for word in truth), default=math.inf)
        self._last_final: float | None = None
        self._figures: Latency | None = None

    @property
    def clock(self) -> AudioClock:
        """The clock of the audio, with the pauses so far."""
        return self._clock

    @clock.setter
    def clock(self, clock: AudioClock) -> None:
        if clock != self._clock:
            self._clock, self._figures = clock, None
            for lags in (
                self._emission, self._emission_final, self._finalization, self._endpoint
            ):  # fmt: skip
                lags.set_clock(clock)

    def hear(self, event: LiveEvent) -> None:
        """Take in the next message."""
        final = event.event in _FINALS
        if event.event in _ENDS:
            self._channel(event.channel).note_mark(event)
        if final:
            self._settle(event)
        if event.words:
            self._emission.add(self._shown.show(event.channel, event.words, event.received_at))
        if event.event == "interim" and self._first_interim is None and event.text.strip():
            self._first_interim = event.received_at
        if final or event.event == "interim":
            self._revisions.hear(event)
        self._figures = None

    def figures(self, duration: float | None = None) -> Latency:
        """All figures so far, as ``measure`` would give them; ``duration`` as there."""
        if self._figures is None or duration is not None:
            self._figures = self._measured(duration)
        return self._figures

    @property
    def emission(self) -> Spread:
        """The spread of the word emission lag, at no cost where nothing was settled since."""
        return self._emission.spread

    def ribbon(self, n: int) -> tuple[float, ...]:
        """The emission lags of the last ``n`` settled words in seconds, the newest last."""
        return self._emission.recent(n)

    def _settle(self, event: LiveEvent) -> None:
        self._last_final = event.received_at
        self._emission.add(self._shown.say(event.words))
        self._emission_final.add(self._settled.say(event.words))
        found = self._settled.show(event.channel, event.words, event.received_at)
        self._emission_final.add(found)
        self._channel(event.channel).note_final(event)
        if not self._truth:
            self._first_word = min((self._first_word, *(word.start for word in event.words)))
        for channel in {word.channel for word in event.words} | {event.channel}:
            utterances = self._channel(channel)
            utterances.say([word for word in event.words if word.channel == channel])
            finalizations, endpoints = utterances.settle(self._clock)
            self._finalization.add(finalizations)
            self._endpoint.add(endpoints)
        self._forget(event)

    def _forget(self, event: LiveEvent) -> None:
        """Of all channels, as far as the slowest of them has settled."""
        settled = min((one.reached for one in self._channels.values()), default=0.0)
        before = max(settled, event.end - _UNSETTLED) - SETTLED
        self._shown.forget(before)
        self._settled.forget(before)

    def _channel(self, channel: int) -> Utterances:
        if channel not in self._channels:
            # Where the truth is known, nothing was said on a channel that it does not have.
            self._channels[channel] = Utterances(() if self._truth else None)
        return self._channels[channel]

    def _measured(self, duration: float | None) -> Latency:
        finalizations, endpoints = [], []
        for channel in self._channels.values():
            final, end = channel.open_lags(self._clock)
            finalizations += final
            endpoints += end
        shown, changed = self._revisions.shown, self._revisions.changed
        last = self._last_final
        return Latency(
            basis="truth" if self._truth else "vendor",
            first_interim=self._until_first_interim(),
            emission=self._emission.spread,
            emission_final=self._emission_final.spread,
            finalization=self._finalization.spread_with(finalizations),
            endpoint=self._endpoint.spread_with(endpoints),
            revision=changed / shown if shown else None,
            words_shown=shown,
            last_final=(
                last - self._clock.due(duration)
                if last is not None and duration is not None
                else None
            ),
        )

    def _until_first_interim(self) -> float | None:
        if self._first_interim is None or not math.isfinite(self._first_word):
            return None
        # A block is sent when its last sample would have been spoken.
        sent = (math.floor(self._first_word / self._block) + 1) * self._block
        return self._first_interim - self._clock.due(sent)


class Revisions:
    """Words shown, and of those the words that a later message of the segment took back."""

    def __init__(self) -> None:
        self.shown = 0
        self.changed = 0
        self._latest: dict[tuple[int, str], list[str]] = {}

    def hear(self, event: LiveEvent) -> None:
        """An interim or a final. Capitals and punctuation are no change of a word."""
        key = (event.channel, event.segment or f"{event.start:.3f}")
        before, now = self._latest.get(key, []), folded(event.text).split()
        kept = _kept(before, now)
        self.shown += len(now) - kept
        self.changed += len(before) - kept
        if event.event in _FINALS:
            self._latest.pop(key, None)
        else:
            self._latest[key] = now


def _kept(before: list[str], now: list[str]) -> int:
    """How many words of ``before`` are still there; mostly they have only become more."""
    common = min(len(before), len(now))
    if before[:common] == now[:common]:
        return common
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    return sum(found.size for found in matcher.get_matching_blocks())

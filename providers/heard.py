"""What one vendor has settled of a clip, so that nothing is lost or told twice over a new session.

Words settle when a final holds them. After a connection is lost, the audio from the first word
that is not settled is sent again, a little earlier so that a word is heard whole; what is heard
again before the last settled word is dropped. So is a hit of a search in the sound that was told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from providers.hits_told import HitsTold
from providers.speech import LiveEvent, Word

FINALS = ("final", "speech-final")
_RESULTS = (*FINALS, "interim")
# Seconds of audio sent again before the first unsettled word.
RUN_UP = 1.0
# Two sessions place the same word this near to each other, in seconds.
SAME_WORD = 0.25
# An interim that ends this little before a later result, in seconds, may have gone into it.
_TOUCHING = 0.1


@dataclass(slots=True)
class _Channel:
    """``settled``: where the last final ended; ``last``: its last word; ``told``: the last
    word settled by the sessions before this one; ``pending``: the interim that is open;
    ``marks``: the last moment of each kind of other event."""

    settled: float = 0.0
    last: Word | None = None
    told: Word | None = None
    pending: LiveEvent | None = None
    marks: dict[str, float] | None = None


class Heard:
    """Takes a vendor's events in order, with times in seconds of the clip.

    ``channels`` of audio are sent; words of each may come. ``words_heard_again`` counts the words
    of finals that had been told.
    """

    def __init__(self, channels: int) -> None:
        self.words_heard_again = 0
        self._total = channels
        self._channels: dict[int, _Channel] = {}
        self._listened = 0.0
        self._session = 0
        self._unsettled: list[LiveEvent] = []
        self._hits = HitsTold()

    def begin_session(self) -> None:
        """A new connection: what is heard before the last settled words was told already."""
        self._session += 1
        self._hits.begin_session()
        for channel in self._channels.values():
            channel.told, channel.pending = channel.last, None

    def take(self, event: LiveEvent) -> LiveEvent | None:
        """The event without what was told before; None where nothing of it is new."""
        self._listened = max(self._listened, event.audio_time)
        channel = self._channels.setdefault(event.channel, _Channel())
        if event.event in ("speech-started", "utterance-end"):
            return self._marked(channel, event)
        if event.event not in _RESULTS:
            return event
        self._note_unsettled(channel, event)
        if event.event == "interim":
            channel.pending = event if event.text else channel.pending
        else:
            channel.pending = None
            channel.settled = max(channel.settled, event.end)
        new = self._new_of(channel, event)
        if event.event in FINALS:
            self._hits.told(new.hits if new is not None else ())
        if event.event in FINALS and event.words:
            last = event.words[-1]
            if channel.last is None or last.end > channel.last.end:
                channel.last = last
        return new

    def unsettled_from(self, hears_within: float) -> float:
        """The second of the clip from which words may be missing.

        ``hears_within``: audio so many seconds older than the newest that was sent when the
        vendor last said anything holds no words that it had not shown.
        """
        shown = self._listened - hears_within
        open_from = [
            channel.pending.start if channel.pending is not None else max(channel.settled, shown)
            for channel in self._channels.values()
        ]
        if len(open_from) < self._total:
            open_from.append(shown)  # a channel of which nothing was heard yet
        return max(0.0, min(open_from))

    def forget(self, before: float) -> None:
        """Audio before this second of the clip is never sent again."""
        self._hits.forget(before)

    @property
    def nothing_pending(self) -> bool:
        """Whether every word that was shown is settled."""
        return all(channel.pending is None for channel in self._channels.values())

    @property
    def settled(self) -> float:
        """Where the last final of any channel ended."""
        return max((channel.settled for channel in self._channels.values()), default=0.0)

    def take_unsettled(self) -> list[LiveEvent]:
        """Interims since the last call whose words no final ever took up."""
        found, self._unsettled = self._unsettled, []
        return found

    def finish(self) -> None:
        """The vendor says that it has settled everything: what is open still will stay so."""
        for channel in self._channels.values():
            if channel.pending is not None:
                self._unsettled.append(channel.pending)
                channel.pending = None

    def _note_unsettled(self, channel: _Channel, event: LiveEvent) -> None:
        """A result beyond an open interim, whose own final therefore never came."""
        pending = channel.pending
        if pending is not None and pending.segment != event.segment:
            ended = pending.words[-1].end if pending.words else pending.end
            if event.start >= ended - _TOUCHING:
                self._unsettled.append(pending)
                channel.pending = None

    def _marked(self, channel: _Channel, event: LiveEvent) -> LiveEvent | None:
        marks = channel.marks = channel.marks or {}
        before = marks.get(event.event)
        marks[event.event] = event.end
        if self._session > 1 and before is not None and event.end <= before + SAME_WORD:
            marks[event.event] = before
            return None
        return event

    def _new_of(self, channel: _Channel, event: LiveEvent) -> LiveEvent | None:
        if self._session <= 1:
            return event
        # Segments are counted anew by each session.
        segment, hits = f"{self._session}/{event.segment}", self._hits.new(event.hits)
        event = replace(event, segment=segment, hits=hits)
        told = channel.told
        if told is None:
            return event
        words = tuple(word for word in event.words if not _told_before(word, told))
        dropped = len(event.words) - len(words)
        if not dropped:
            return event if event.words or event.hits or event.end > told.end else None
        if event.event in FINALS:
            self.words_heard_again += dropped
        if not words and not hits:
            return None
        # A place that only now was heard whole is news without its words.
        start = words[0].start if words else min(hit.start for hit in hits)
        text = " ".join(word.punctuated or word.text for word in words)
        return replace(event, words=words, text=text, start=start)


def _told_before(word: Word, told: Word) -> bool:
    if (word.start + word.end) / 2 < told.end:
        return True
    same = word.text.casefold() == told.text.casefold()
    return same and abs(word.start - told.start) <= SAME_WORD

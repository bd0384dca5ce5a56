"""Amazon's events turned into the messages of Deepgram's stream, one by one as they come.

For downstream code that has been moved to Deepgram, on the day on which traffic goes back. Amazon
says nothing of pauses: ``speech_final`` and ``UtteranceEnd`` are derived from the silence between
words, by the lengths that the request to Deepgram had.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checklists.during.stream_semantics import from_amazon, to_deepgram
from checklists.during.stream_semantics.tally import Tally
from checklists.during.stream_semantics.to_deepgram import Message
from checklists.during.stream_semantics.told import Number, Told, minus
from providers.documents.fields import FieldTrouble, mapping
from providers.documents.model import Loss
from providers.errors import BadInput

_MADE = uuid.UUID("b0b4b0a4-5a53-4a0c-8f1d-3c3f4b6f0f52")
_RESULT = "Transcript.Results[]"
_ITEM = f"{_RESULT}.Alternatives[].Items[]"


@dataclass(frozen=True, slots=True)
class DeepgramStream:
    """What the imitated stream was asked for; lengths in seconds, None is off.

    ``channels`` is how many the audio has (a channel beyond them is counted when it speaks).
    ``hold_finals`` keeps a final back until the next words of its channel show how long the
    pause after it was, or until the end; without it a final goes on at once, and has
    ``speech_final`` only where its own span ends in enough silence.
    """

    channels: int = 1
    endpointing: Number | None = 0.3
    utterance_end: Number | None = 1.0
    speech_started: bool = False
    hold_finals: bool = True


@dataclass(slots=True)
class _Channel:
    """One channel: the open segment, the final that waits, the end of the last word."""

    open: str | None = None
    start: Number = 0
    held: Told | None = None
    spoken_until: Number | None = None
    speaking: bool = False


class DeepgramMessages:
    """Feed it each event, then ``close`` it; both give the messages to pass on.

    Interims and finals of a segment share their ``start``.
    """

    def __init__(self, stream: DeepgramStream | None = None) -> None:
        self._stream = stream or DeepgramStream()
        self._total = self._stream.channels
        self._channels: dict[int, _Channel] = {}
        self._request = ""
        self._until: Number = 0
        self._tally = Tally()

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What Deepgram's messages have no place for, so far."""
        return self._tally.losses

    @property
    def derived(self) -> tuple[Loss, ...]:
        """What was derived or made that Amazon did not say, so far."""
        return self._tally.inventions

    def feed(self, event: Mapping[str, Any]) -> tuple[Message, ...]:
        """The messages of one event. Raises BadInput naming a field that is missing or wrong."""
        try:
            found = from_amazon.results(mapping(event, ""), self._tally)
        except FieldTrouble as problem:
            raise BadInput(f"This event of Amazon cannot be read: {problem}.") from None
        if not found:
            self._tally.lost(
                "Transcript.Results", "an empty event", "Deepgram has no messages without a result"
            )
        return tuple(message for told in found for message in self._result(told))

    def close(self) -> tuple[Message, ...]:
        """The messages that end the stream: finals that waited, and the Metadata."""
        ended: list[Message] = []
        for number, channel in sorted(self._channels.items()):
            if channel.held is not None:
                ended.append(self._sent(replace(channel.held, pause=True)))
            self._note_open(number, channel)
        self._tally.derived(
            "Metadata",
            "request_id, sha256 and created made here, duration derived",
            "Amazon closes the stream without a summary",
        )
        ended.append(to_deepgram.metadata(self._request, self._until, self._total))
        return tuple(ended)

    def _result(self, told: Told) -> list[Message]:
        channel = self._channels.setdefault(told.channel, _Channel())
        self._total = max(self._total, told.channel + 1)
        self._until = max(self._until, told.end)
        self._note(told)
        messages: list[Message] = []
        if channel.open != told.id:
            messages += self._pause_before(told, channel)
            self._note_open(told.channel, channel)
            channel.open, channel.start = told.id, told.start
        if self._stream.speech_started and told.words and not channel.speaking:
            first = told.words[0].start
            messages.append(to_deepgram.speech_started(told.channel, self._total, first))
        channel.speaking = channel.speaking or bool(told.words)
        told = replace(told, start=channel.start)
        if not told.final:
            return [*messages, self._sent(told)]
        return messages + self._settled(told, channel)

    def _settled(self, told: Told, channel: _Channel) -> list[Message]:
        """A final: sent if it is known whether a pause follows, or kept."""
        channel.open = None
        silence: Number = 0
        if told.words:
            channel.spoken_until = told.words[-1].end
            silence = minus(told.end, channel.spoken_until)
        pause = self._is_pause(silence)
        if self._stream.hold_finals and not pause:
            channel.held = told
            return []
        return [self._sent(replace(told, pause=pause))]

    def _pause_before(self, told: Told, channel: _Channel) -> list[Message]:
        """What the beginning of a segment shows: whether the final before it ended in a pause,
        and whether its utterance is over."""
        silence: Number = 0
        if channel.spoken_until is not None:
            begins = told.words[0].start if told.words else told.start
            silence = minus(begins, channel.spoken_until)
        messages: list[Message] = []
        if channel.held is not None:
            messages.append(self._sent(replace(channel.held, pause=self._is_pause(silence))))
            channel.held = None
        longest = self._stream.utterance_end
        if channel.speaking and longest is not None and silence >= longest:
            self._tally.derived("UtteranceEnd", "derived", "from the silence between two words")
            ended = channel.spoken_until or 0
            messages.append(to_deepgram.utterance_end(told.channel, self._total, ended))
            channel.speaking = False
        return messages

    def _is_pause(self, silence: Number) -> bool:
        shortest = self._stream.endpointing
        return shortest is not None and silence >= shortest

    def _sent(self, told: Told) -> Message:
        self._request = self._request or str(uuid.uuid5(_MADE, told.id))
        if told.final:
            self._tally.derived(
                "Results.speech_final", "derived", "Amazon does not mark pauses: from silence"
            )
        self._tally.derived("Results.metadata", "made here", "Amazon names no model and no request")
        return to_deepgram.results(replace(told, channels=self._total), self._request)

    def _note(self, told: Told) -> None:
        """Count what a result loses on its way."""
        self._tally.lost(
            f"{_RESULT}.ResultId", "not carried over", "Deepgram's results have no ids"
        )
        if stable := sum(word.stable is not None for word in told.words):
            self._tally.lost(
                f"{_ITEM}.Stable", "not carried over", "Deepgram makes no such promise", stable
            )
        if unsure := sum(word.confidence is None for word in told.words):
            self._tally.derived(
                "Results.channel.alternatives[].words[].confidence",
                "null",
                "Amazon gives none for this word",
                unsure,
            )

    def _note_open(self, number: int, channel: _Channel) -> None:
        if channel.open is not None:
            self._tally.lost(
                f"{_RESULT}.IsPartial",
                f"the last partial of channel {number}",
                "no final followed it, so its text stays an interim",
            )
            channel.open = None

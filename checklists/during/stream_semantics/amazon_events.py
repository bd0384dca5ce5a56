"""Deepgram's messages turned into the events of Amazon's stream, one by one as they come.

For downstream code that was written for Amazon's ``TranscriptEvent``: it runs on while Deepgram
listens. Interims become partials, all of a window with one ResultId; ``is_final`` becomes
``IsPartial=false``. With ``by_utterance`` a result is a whole utterance instead: what is final
in it is ``Stable``, and it ends at ``speech_final`` or ``UtteranceEnd``. That is nearer to what
Amazon's segments are, and its finals come later.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checklists.during.stream_semantics import from_deepgram, from_read, to_amazon
from checklists.during.stream_semantics.marks import split
from checklists.during.stream_semantics.tally import Tally
from checklists.during.stream_semantics.to_amazon import Event
from checklists.during.stream_semantics.told import Number, Reading, Told, minus
from providers.documents.fields import FieldTrouble, mapping, text_in
from providers.documents.model import Loss
from providers.documents.spacing import glue
from providers.errors import BadInput

# Seconds. Somebody who never pauses would otherwise grow one result for the whole call.
LONGEST_UTTERANCE = 60
_MADE = uuid.UUID("5f1f4a52-6a1c-4b0e-9c1d-6d0a9d0f7c11")
_NO_EQUAL = {
    "SpeechStarted": "Amazon does not say that somebody began to speak",
    "Metadata": "Amazon closes the stream without a summary",
    "Error": "Amazon's exceptions come as frames of their own, not as events",
    "ConfigureSuccess": "an Amazon stream cannot be changed while it runs",
    "ConfigureFailure": "an Amazon stream cannot be changed while it runs",
}


@dataclass(frozen=True, slots=True)
class AmazonStream:
    """What the imitated stream was asked for.

    ``language`` is the LanguageCode of its results; "" takes what Deepgram says, if it does.
    ``stabilization`` gives every item ``Stable``, as partial results stabilization does; a word
    of a final is stable and one of an interim is not, for Deepgram promises nothing about it.
    """

    language: str = ""
    stabilization: bool = False
    by_utterance: bool = False


@dataclass(slots=True)
class _Channel:
    """One channel: the open result's id, whether an interim waits for its final, and what is
    final in an utterance that goes on."""

    results: int = 0
    open: str = ""
    unsettled: bool = False
    settled: list[Told] = field(default_factory=list)


class AmazonEvents:
    """Feed it each message, then ``close`` it; both give the TranscriptEvents to pass on.

    The same messages always get the same ResultIds.
    """

    def __init__(self, stream: AmazonStream | None = None) -> None:
        self._stream = stream or AmazonStream()
        self._channels: dict[int, _Channel] = {}
        self._request = ""
        self._tally = Tally()

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What Amazon's events have no place for, so far."""
        return self._tally.losses

    @property
    def derived(self) -> tuple[Loss, ...]:
        """What was made that Deepgram did not say, so far."""
        return self._tally.inventions

    def feed(self, message: Mapping[str, Any]) -> tuple[Event, ...]:
        """The events of one message. Raises BadInput naming a field that is missing or wrong."""
        try:
            return self._fed(message)
        except FieldTrouble as problem:
            raise BadInput(f"This message of Deepgram cannot be read: {problem}.") from None

    def close(self) -> tuple[Event, ...]:
        """The events that end the stream: what is final and waited for the end of its utterance."""
        ended: list[Event] = []
        for number, channel in sorted(self._channels.items()):
            ended += self._ended(channel)
            if channel.unsettled:
                self._tally.lost(
                    "Results.is_final",
                    f"the last interim of channel {number}",
                    "no final followed it, so its words are in no final result",
                )
        return tuple(ended)

    def _fed(self, message: Mapping[str, Any]) -> tuple[Event, ...]:
        kind = text_in(mapping(message, ""), "type", "")
        if kind == "Results":
            return self._result(from_deepgram.told(message, self._tally), message)
        if kind == "TurnInfo":
            turns = from_read.flux(message, self._tally)
            return tuple(event for told in turns for event in self._result(told, {}))
        if kind == "UtteranceEnd":
            return self._utterance_end(message)
        self._tally.lost(
            kind[:40], "the message", _NO_EQUAL.get(kind, "Amazon sends no such message")
        )
        return ()

    def _result(self, told: Told, message: Mapping[str, Any]) -> tuple[Event, ...]:
        self._note_request(message.get("metadata"))
        channel = self._channels.setdefault(told.channel, _Channel())
        channel.unsettled = not told.final and not told.silent
        if self._stream.by_utterance:
            return self._grown(told, channel)
        if told.silent and not channel.open:
            self._tally.lost(
                "Results.start", "a window of silence", "Amazon's empty events have no times"
            )
            return (to_amazon.empty_event(),)
        if told.pause:
            self._tally.lost("Results.speech_final", "true", "Amazon does not mark pauses")
        event = self._event(told, channel)
        if told.final:
            channel.open = ""
        return (event,)

    def _grown(self, told: Told, channel: _Channel) -> tuple[Event, ...]:
        """The utterance so far, as a partial, or as the final that this message makes of it."""
        if len(told.readings) > 1:
            self._tally.lost(
                "Results.channel.alternatives[1..]", "not carried over", "of utterances only one is"
            )
        if told.final:
            if not told.silent:
                channel.settled.append(told)
            if told.pause or _length(channel.settled) > LONGEST_UTTERANCE:
                return self._ended(channel) or (to_amazon.empty_event(),)
            growing: list[Told] = []
        else:
            growing = [] if told.silent else [told]
        whole = [*channel.settled, *growing]
        if whole:
            return (self._event(self._joined(whole, final=False), channel),)
        if channel.open:  # everything that the partial showed has been taken back
            return (self._event(replace(told, final=False), channel),)
        return (to_amazon.empty_event(),)

    def _ended(self, channel: _Channel) -> tuple[Event, ...]:
        """The final of an utterance, if there is one to end."""
        if not channel.settled:
            return ()
        event = self._event(self._joined(channel.settled, final=True), channel)
        channel.settled, channel.open = [], ""
        return (event,)

    def _utterance_end(self, message: Mapping[str, Any]) -> tuple[Event, ...]:
        number, _ = from_deepgram.channel_of(message, "channel")
        if self._stream.by_utterance and number in self._channels:
            events = self._ended(self._channels[number])
            if events:
                return events
        self._tally.lost("UtteranceEnd", "the message", "Amazon does not mark pauses")
        return ()

    def _event(self, told: Told, channel: _Channel) -> Event:
        if not channel.open:
            channel.results += 1
            name = f"{self._request}/{told.channel}/{channel.results}"
            channel.open = str(uuid.uuid5(_MADE, name))
            self._tally.derived(
                "Transcript.Results[].ResultId", "made here", "Deepgram's results have no ids"
            )
        self._note_words(told)
        language = self._stream.language or told.language
        readings = tuple(self._promised(reading, told.final) for reading in told.readings)
        return to_amazon.event(replace(told, id=channel.open, language=language, readings=readings))

    def _promised(self, reading: Reading, final: bool) -> Reading:
        """The words with Amazon's promise, or without where the stream was not asked for it."""
        wanted = self._stream.stabilization
        if not wanted and all(word.stable is None for word in reading.words):
            return reading
        words = tuple(
            replace(word, stable=(word.stable or final) if wanted else None)
            for word in reading.words
        )
        return replace(reading, words=words)

    def _note_request(self, metadata: Any) -> None:
        if not self._request and isinstance(metadata, Mapping):
            self._request = str(metadata.get("request_id") or "")[:100]
            if metadata:
                self._tally.lost(
                    "Results.metadata",
                    "request and model",
                    "Amazon gives its request id with the connection, not with results",
                )

    def _note_words(self, told: Told) -> None:
        """Count what a result loses on its way, and what it gets that nobody said."""
        if not told.words:
            return
        self._tally.lost(
            "Results.start, Results.duration",
            "the window of audio",
            "StartTime and EndTime are those of the words",
        )
        self._tally.derived(
            "Transcript.Results[].Alternatives[].Items[].VocabularyFilterMatch",
            "false, made here",
            "Deepgram has no vocabulary filter",
        )
        if told.readings[0].confidence is not None:
            self._tally.lost(
                "Results.channel.alternatives[].confidence",
                "not carried over",
                "Amazon's streaming alternatives have no confidence of their own",
            )
        other = sum(split(w.spoken, w.shown)[0].lower() != w.spoken.lower() for w in told.words)
        if other:
            self._tally.lost(
                "Results.channel.alternatives[].words[].word",
                "the spoken form",
                "Amazon has the display form only",
                other,
            )

    def _joined(self, parts: list[Told], *, final: bool) -> Told:
        """One result of several: their best readings, the words of finals marked as stable."""
        words = tuple(replace(word, stable=part.final) for part in parts for word in part.words)
        language = next((part.language for part in parts if part.language), "")
        between = glue(self._stream.language or language)
        text = between.join(part.text for part in parts if part.text)
        return replace(
            parts[-1],
            start=parts[0].start,
            final=final,
            readings=(Reading(text, words),),
            language=language,
        )


def _length(parts: list[Told]) -> Number:
    return minus(parts[-1].end, parts[0].start) if parts else 0

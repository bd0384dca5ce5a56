"""Results of the streams that are rarer: Flux, Call Analytics and HealthScribe.

Their messages are read as documents are, and told like the results of the ordinary streams.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from checklists.during.stream_semantics.tally import Tally
from checklists.during.stream_semantics.told import Number, Reading, StreamWord, Told
from providers.documents.model import Document, DocumentWord, StreamMessage
from providers.documents.streams import FINALS, Entry


def flux(message: Mapping[str, Any], tally: Tally) -> tuple[Told, ...]:
    """What a message of /v2/listen says. Raises FieldTrouble."""
    from providers.deepgram.documents.flux import read_flux

    return _told(read_flux([Entry(1, "", message)], "", [message]), tally)


def amazon(event: Mapping[str, Any], tally: Tally) -> tuple[Told, ...]:
    """What an event of any Amazon stream says. Raises FieldTrouble."""
    from providers.amazon.documents.stream import read_stream

    return _told(read_stream([Entry(1, "", event)], "", [event]), tally)


def _told(document: Document, tally: Tally) -> tuple[Told, ...]:
    for loss in document.losses:
        # That no final follows is said by whoever has seen the whole stream.
        if not loss.path.startswith(("[", "line")):
            tally.lost(loss.path, loss.what, loss.why)
    for path in document.extras:
        tally.lost(path, "not carried over", "it is not known here")
    found = []
    for message in document.messages:
        if message.event == "interim" or message.event in FINALS:
            found.append(_result(message))
        else:
            tally.lost(message.native, "the message", "the other vendor sends no such message")
    return tuple(found)


def _result(message: StreamMessage) -> Told:
    return Told(
        channel=message.channel,
        channels=message.channels or 0,
        start=_number(message.start or Decimal(0)),
        end=_number(message.end or message.start or Decimal(0)),
        final=message.event in FINALS,
        readings=(Reading(message.text, tuple(_word(word) for word in message.words)),),
        pause=message.event == "speech-final",
        id=message.segment,
        language=message.language,
    )


def _word(word: DocumentWord) -> StreamWord:
    return StreamWord(
        spoken=word.text if word.text.startswith(("[", "*")) else word.text.lower(),
        shown=word.punctuated or word.text,
        start=_number(word.start),
        end=_number(word.end),
        confidence=None if word.confidence is None else _number(word.confidence),
        speaker="" if word.speaker is None else str(word.speaker),
        stable=word.stable,
    )


def _number(number: Decimal) -> Number:
    """A float where it has the same digits, so that any writer of JSON can write it."""
    plain = float(number)
    return plain if repr(plain) == str(number) else number

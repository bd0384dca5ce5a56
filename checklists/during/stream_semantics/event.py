"""One event of a stream as the comparison needs it, whatever kept it: a run or a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from providers.documents.model import Document, StreamMessage
from providers.documents.streams import FINALS
from providers.speech import LiveEvent

_DEEPGRAM_SAYS = {
    "interim": "is_final=false",
    "final": "is_final",
    "speech-final": "speech_final",
    "utterance-end": "UtteranceEnd",
    "speech-started": "SpeechStarted",
}
# Seconds: no stream lasts a day.
_LONGEST = 86_400
_AMAZON_SAYS = {"interim": "IsPartial=true", "final": "IsPartial=false"}


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """Something one vendor said. ``kind`` as in ``LiveEvent.event``; ``says`` is the vendor's own
    word for it ("speech_final", "IsPartial=true Stable=2/3").

    ``start`` and ``end`` are seconds of the audio: of the words where there are some, else of the
    result. ``at`` is when it came, in seconds after the audio began; None where no log says it.
    """

    vendor: str
    kind: str
    channel: int
    text: str
    start: float
    end: float
    says: str
    segment: str = ""
    at: float | None = None


def is_settled(event: StreamEvent) -> bool:
    """Whether its text does not change any more."""
    return event.kind in FINALS


def from_live(events: Iterable[LiveEvent], began: float) -> Iterator[StreamEvent]:
    """Events of a live pane whose audio second 0 was at the monotonic moment ``began``."""
    for event in events:
        words = event.words
        yield StreamEvent(
            vendor=event.vendor,
            kind=event.event,
            channel=event.channel,
            text=event.text,
            start=words[0].start if words else event.start,
            end=words[-1].end if words else event.end,
            says=event.native or event.event,
            segment=event.segment,
            at=event.received_at - began,
        )


def from_log(document: Document) -> Iterator[StreamEvent]:
    """Events of a log of one vendor's stream."""
    vendor = document.vendor or ""
    for message in document.messages:
        words = message.words
        start = words[0].start if words else message.start
        end = words[-1].end if words else message.end
        first = float(start or 0)
        yield StreamEvent(
            vendor=vendor,
            kind=message.event,
            channel=message.channel,
            text=message.text,
            start=first,
            end=first if end is None else float(end),
            says=_says(message, vendor),
            segment=message.segment,
            at=_after_the_beginning(message),
        )


def _after_the_beginning(message: StreamMessage) -> float | None:
    """When it came, where a log counts from the beginning of the audio and not by the calendar."""
    at = message.received
    return float(at) if at is not None and 0 <= at <= _LONGEST else None


def _says(message: StreamMessage, vendor: str) -> str:
    known = _AMAZON_SAYS if vendor == "amazon" else _DEEPGRAM_SAYS
    said = known.get(message.event, message.native)
    marks = [word.stable for word in message.words if word.stable is not None]
    if marks:
        said += f" Stable={sum(marks)}/{len(marks)}"
    return f"{said}, from_finalize" if message.from_finalize else said

"""The shared vocabulary of speech: what every vendor, file and screen here talks in.

Nothing above ``providers/`` ever sees an SDK type or a vendor's JSON shape except as the ``raw``
response kept for the record. Times are float seconds from the start of the clip; arrival times are
float seconds on one monotonic clock (``time.monotonic``); confidences lie in 0..1 or are None
where the vendor gives none; channels count from 0.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from providers.audio.clips import Clip
from providers.audio.pacing import Block, PcmFormat

Vendor = Literal["deepgram", "amazon"]
VENDORS: tuple[Vendor, ...] = ("deepgram", "amazon")


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. ``punctuated`` is the display form ("Yes," for "yes")."""

    text: str
    start: float
    end: float
    confidence: float | None = None
    punctuated: str = ""
    speaker: str | None = None
    channel: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where a term may have been said, found in the sound, not in the text."""

    term: str
    start: float
    end: float
    confidence: float
    snippet: str
    channel: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one vendor heard in one clip.

    ``words`` are ordered by start time over all channels. ``losses`` names what the vendor sent
    that this shape cannot hold; ``warnings`` what the vendor itself complained of. ``request`` is
    what was asked for, ``raw`` the response as it came over the wire, both JSON-shaped and free
    of credentials.
    """

    vendor: Vendor
    model: str
    language: str
    duration: float
    text: str
    words: tuple[Word, ...]
    channels: int = 1
    hits: tuple[SearchHit, ...] = ()
    request_id: str = ""
    warnings: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    sandbox: bool = False
    elapsed: float = 0.0
    request: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)


LiveKind = Literal[
    "interim",
    "final",
    "speech-final",
    "utterance-end",
    "speech-started",
    "gap",
    "reconnected",
    "warning",
    "closed",
]


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """Something one vendor said while audio was streaming.

    ``start``/``end`` is the span of audio it speaks of; ``audio_time`` how many seconds of audio
    had been sent when it arrived; ``received_at`` the monotonic clock at arrival, so that
    ``received_at - stream start - end`` is a lag. ``segment`` joins an interim to the final that
    replaces it (Amazon's ResultId; for Deepgram channel and start). ``native`` is the vendor's own
    name for the event ("is_final", "IsPartial=false"...). A "speech-final" is a final that also
    ends the utterance. ``side`` tells several streams of one comparison apart; "" where there is
    one stream of each vendor. ``hits`` are those of a search in the sound that came with a result,
    weak ones too, with times of the clip; an interim's may change like its text.
    """

    vendor: Vendor
    event: LiveKind
    channel: int
    text: str
    start: float
    end: float
    audio_time: float
    received_at: float
    words: tuple[Word, ...] = ()
    segment: str = ""
    native: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    side: str = ""
    hits: tuple[SearchHit, ...] = ()


class BatchTranscriber(Protocol):
    """Transcribes whole clips. Raises BadInput or VendorTrouble, never an SDK's exception."""

    vendor: Vendor
    sandbox: bool

    async def transcribe(self, clip: Clip) -> Transcript: ...


class LiveTranscriber(Protocol):
    """Streams blocks of raw audio and yields events as they arrive.

    ``blocks`` gives audio at the pace at which it should be sent; the stream ends when it ends,
    after the vendor has settled the tail (Finalize and CloseStream, or the empty event frame).
    The last event is always "closed". Raises BadInput or VendorTrouble.
    """

    vendor: Vendor
    sandbox: bool

    def stream(self, blocks: AsyncIterator[Block], form: PcmFormat) -> AsyncIterator[LiveEvent]: ...

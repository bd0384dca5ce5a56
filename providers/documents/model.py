"""One shape for every response that either vendor gives, so that each converter is written once.

A Document holds what a response says in words both vendors share, and the response itself in
``raw``. Numbers are ``decimal.Decimal`` with the digits as they were written ("1.0000" stays
"1.0000", a JSON 12.050 stays 12.050), times in seconds, milliseconds already divided. Speakers
and channels count from 0: "spk_3" and "3" are speaker 3, "ch_1" is channel 1. Paths are written
as in the response: "results.items[3].start_time".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from providers.speech import Vendor

Kind = Literal[
    "amazon-batch",
    "amazon-medical",
    "amazon-medical-scribe",
    "amazon-call-analytics",
    "contact-lens",
    "amazon-stream",
    "amazon-job",
    "amazon-error",
    "deepgram-batch",
    "deepgram-stream",
    "deepgram-flux",
    "deepgram-callback",
    "deepgram-error",
    "transcript",
    "srt",
    "vtt",
]
# Kinds that are a sequence of messages, one JSON a line (or a list of them).
STREAMS: tuple[Kind, ...] = ("amazon-stream", "deepgram-stream", "deepgram-flux")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a shape cannot hold, or that was made up: where, what, and why."""

    path: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Punctuation that a vendor sent as an item of its own, attached to a word.

    ``before``: it stood before the first word. Times only in streams; ``confidence`` is None
    where it is null or absent.
    """

    text: str
    confidence: Decimal | None = None
    start: Decimal | None = None
    end: Decimal | None = None
    before: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Why a word was hidden: category "PII", kind "NAME"; "" where it is not said."""

    category: str = ""
    kind: str = ""
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DocumentWord:
    """One spoken word. ``punctuated`` is its display form ("Yes," for "yes" or "Yes").

    ``confidence`` is None where there is none (redacted words, subtitles). ``alternatives`` are
    the other things it may have been; ``path`` where it stands in the response.
    """

    text: str
    start: Decimal
    end: Decimal
    confidence: Decimal | None = None
    punctuated: str = ""
    speaker: int | None = None
    channel: int = 0
    path: str = ""
    marks: tuple[Mark, ...] = ()
    language: str = ""
    speaker_confidence: Decimal | None = None
    filtered: bool | None = None
    stable: bool | None = None
    redactions: tuple[Redaction, ...] = ()
    alternatives: tuple[tuple[str, Decimal | None], ...] = ()
    identity: int | str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks. ``label`` is the vendor's ("spk_0", "0", "AGENT"), ``role`` AGENT or
    CUSTOMER where that is known; ``channel`` None where the speaker is not tied to one."""

    index: int
    label: str
    role: str = ""
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of the audio with the text that the vendor gave for it ("" where none)."""

    index: int
    label: str = ""
    text: str = ""
    confidence: Decimal | None = None
    language: str = ""
    language_confidence: Decimal | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph, or a passage with times of its own."""

    text: str
    start: Decimal
    end: Decimal


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech as the vendor cut it: an audio segment, an utterance, a turn of a call,
    a subtitle. ``words`` are those of the document that it names, in order."""

    text: str
    start: Decimal
    end: Decimal
    speaker: int | None = None
    channel: int = 0
    confidence: Decimal | None = None
    identity: int | str | None = None
    words: tuple[DocumentWord, ...] = ()
    sentiment: str = ""
    path: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one speaker (Deepgram ``paragraphs``)."""

    sentences: tuple[Sentence, ...]
    start: Decimal
    end: Decimal
    speaker: int | None = None
    channel: int = 0
    words: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What else a stretch may have been: Amazon ``segments[].alternatives[1..]``, Deepgram
    ``alternatives[1..]``. ``rank`` 0 is the best of its stretch."""

    text: str
    start: Decimal | None
    end: Decimal | None
    rank: int
    channel: int = 0
    confidence: Decimal | None = None
    words: tuple[DocumentWord, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A place where a searched term may have been said (Deepgram ``search``)."""

    term: str
    start: Decimal
    end: Decimal
    confidence: Decimal
    snippet: str = ""
    channel: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, number or health fact found in the text. Amazon gives times, Deepgram places of
    words (``first_word`` up to but not with ``last_word``)."""

    text: str
    label: str
    category: str = ""
    confidence: Decimal | None = None
    start: Decimal | None = None
    end: Decimal | None = None
    first_word: int | None = None
    last_word: int | None = None
    channel: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that was found: its score (0..1) or its seconds, as far as they are given."""

    code: str
    score: Decimal | None = None
    seconds: Decimal | None = None
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What a text analysis says of a stretch: ``about`` is "sentiment", "sentiment-average",
    "topic", "intent", "summary", "toxicity", "issue", "action-item", "outcome", "category" or
    "clinical"; ``label`` its finding. A place is given in words (``first_word`` up to
    ``last_word``), in seconds (``start``), or not at all."""

    about: str
    label: str
    score: Decimal | None = None
    text: str = ""
    first_word: int | None = None
    last_word: int | None = None
    start: Decimal | None = None
    end: Decimal | None = None
    path: str = ""


MessageKind = Literal[
    "interim",
    "final",
    "speech-final",
    "utterance-end",
    "speech-started",
    "turn",
    "metadata",
    "warning",
    "error",
    "keep-alive",
    "configured",
    "connected",
    "category",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One message of a stream, or one result of an Amazon event that holds several.

    ``line`` is its line or place in the log, from 1; ``native`` the vendor's name ("Results",
    "TranscriptEvent", "TurnInfo/EndOfTurn"); ``segment`` joins interims to their final
    (Amazon's ResultId; of Deepgram channel and start; of Flux the turn). ``from_finalize`` and
    ``received`` (seconds, where the log says when a message came) are kept where they are given.
    """

    event: MessageKind
    native: str
    line: int
    text: str = ""
    start: Decimal | None = None
    end: Decimal | None = None
    channel: int = 0
    channels: int | None = None
    segment: str = ""
    words: tuple[DocumentWord, ...] = ()
    language: str = ""
    from_finalize: bool = False
    received: Decimal | None = None
    path: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """What one response says.

    ``vendor`` is None for subtitles and for a transcript that does not say. ``words`` are ordered
    by start time over all channels; in a stream they are those of the finals. ``advice`` is one
    sentence where there is no transcript inside (an answer of a job, a callback's acceptance, an
    error): what it is, and what to give instead. ``duration`` is None where the response does not
    say. ``redacted`` is None where redaction was not asked for. ``analytics`` are the measures of
    a call as they came, ``extras`` the fields that no version known here has, by path. ``losses``
    names what this shape could not hold, by path. ``raw`` is the JSON with Decimals for its
    fractions; a list of messages for a stream; a text for subtitles.
    """

    vendor: Vendor | None
    kind: Kind
    source: str
    text: str = ""
    words: tuple[DocumentWord, ...] = ()
    channels: tuple[Channel, ...] = (Channel(0),)
    speakers: tuple[Speaker, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    turns: tuple[Utterance, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    hits: tuple[DocumentHit, ...] = ()
    entities: tuple[Entity, ...] = ()
    passages: tuple[Passage, ...] = ()
    summary: str = ""
    language: str = ""
    languages: tuple[Language, ...] = ()
    model: str = ""
    duration: Decimal | None = None
    name: str = ""
    account: str = ""
    status: str = ""
    request_id: str = ""
    created: str = ""
    redacted: bool | None = None
    analytics: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[StreamMessage, ...] = ()
    warnings: tuple[str, ...] = ()
    advice: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    raw: Any = None

    @property
    def ended(self) -> Decimal:
        """Seconds: the duration that the response says, else the end of what was last said."""
        if self.duration is not None:
            return self.duration
        ends = [word.end for word in self.words] or [said.end for said in self.utterances]
        return max(ends, default=Decimal(0))

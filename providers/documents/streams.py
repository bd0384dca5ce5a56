"""A log of stream messages as one Document: its finals are what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from providers.documents.extras import Extras
from providers.documents.labels import Speakers
from providers.documents.model import (
    Channel,
    Document,
    DocumentHit,
    DocumentWord,
    Entity,
    Hypothesis,
    Kind,
    Language,
    Loss,
    Passage,
    StreamMessage,
    Utterance,
)
from providers.documents.spacing import glue
from providers.speech import Vendor

FINALS = ("final", "speech-final")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of a log: ``line`` from 1, ``where`` the start of the paths in it ("line 3: ",
    "[2]", or "" where there is only one), ``received`` the second at which it came."""

    line: int
    where: str
    message: Any
    received: Decimal | None = None


@dataclass(slots=True)
class Gathered:
    """What a log's messages say beside their words, while it is read."""

    speakers: Speakers = field(default_factory=Speakers)
    extras: Extras = field(default_factory=Extras)
    messages: list[StreamMessage] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    hits: list[DocumentHit] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    languages: dict[str, Language] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    def spoken(self, language: str) -> None:
        """A language that a message names, or ""."""
        if language:
            self.languages.setdefault(language, Language(language))

    def ranked(
        self,
        texts: Sequence[str],
        spoken: Sequence[tuple[DocumentWord, ...]],
        span: tuple[Decimal, Decimal],
        channel: int,
        path: str,
    ) -> None:
        """The alternatives of a final, best first, where it has several."""
        if len(texts) > 1:
            self.hypotheses += [
                Hypothesis(text, *span, rank, channel, words=words, path=f"{path}[{rank}]")
                for rank, (text, words) in enumerate(zip(texts, spoken, strict=True))
            ]


def document_of(
    gathered: Gathered,
    entries: Sequence[Entry],
    *,
    vendor: Vendor,
    kind: Kind,
    source: str,
    raw: Any,
) -> Document:
    """The document of a log that was read to its end."""
    heard = _with_moments(gathered.messages, entries)
    finals = [message for message in heard if message.event in FINALS]
    said = [message for message in finals if message.text or message.words]
    words = sorted((word for one in said for word in one.words), key=lambda word: word.start)
    count = max((max(one.channel + 1, one.channels or 0) for one in heard), default=1)
    languages = tuple(gathered.languages.values())
    about = {"language": languages[0].code if languages else "", **gathered.about}
    between = glue(about["language"])
    return Document(
        vendor=vendor,
        kind=kind,
        source=source,
        text=_text(said, between),
        words=tuple(words),
        channels=tuple(_channel(index, said, between) for index in range(max(1, min(count, 64)))),
        speakers=gathered.speakers.all(),
        utterances=tuple(_utterances(heard, between)),
        hypotheses=tuple(gathered.hypotheses),
        hits=tuple(gathered.hits),
        entities=tuple(gathered.entities),
        passages=tuple(gathered.passages),
        languages=languages,
        messages=tuple(heard),
        warnings=tuple(gathered.warnings),
        extras=gathered.extras.found,
        losses=(*gathered.losses, *_never_settled(heard)),
        raw=raw,
        **about,
    )


def _with_moments(
    messages: Sequence[StreamMessage], entries: Sequence[Entry]
) -> Sequence[StreamMessage]:
    """The messages with the seconds at which the log says they came."""
    moments = {entry.line: entry.received for entry in entries if entry.received is not None}
    if not moments:
        return messages
    return [replace(message, received=moments.get(message.line)) for message in messages]


def _text(said: Sequence[StreamMessage], between: str) -> str:
    """The finals in order of time; a line each where there are several channels."""
    if len({message.channel for message in said}) > 1:
        between = "\n"
    ordered = sorted(said, key=lambda message: (message.start or 0, message.line))
    return between.join(message.text for message in ordered if message.text)


def _channel(index: int, said: Iterable[StreamMessage], between: str) -> Channel:
    texts = (message.text for message in said if message.channel == index and message.text)
    return Channel(index, text=between.join(texts))


def _utterances(messages: Sequence[StreamMessage], between: str) -> Iterable[Utterance]:
    """Finals up to the one that ends the utterance; where no message of a stream ends one, each
    final by itself."""
    ends = ("speech-final", "utterance-end")
    grouped = {message.channel for message in messages if message.event in ends}
    open_ones: dict[int, list[StreamMessage]] = {}
    found: list[Utterance] = []
    for message in messages:
        if message.event in FINALS and (message.text or message.words):
            open_ones.setdefault(message.channel, []).append(message)
        alone = message.event == "final" and message.channel not in grouped
        if (message.event in ends or alone) and open_ones.get(message.channel):
            found.append(_utterance(open_ones.pop(message.channel), between))
    found += [_utterance(rest, between) for rest in open_ones.values()]
    return sorted(found, key=lambda utterance: utterance.start)


def _utterance(parts: Sequence[StreamMessage], between: str) -> Utterance:
    first, last = parts[0], parts[-1]
    words = tuple(word for part in parts for word in part.words)
    start, end = _span(first, last, words)
    return Utterance(
        between.join(part.text for part in parts if part.text),
        start,
        end,
        _one_speaker(words),
        first.channel,
        identity=first.segment or None,
        words=words,
        path=first.path,
    )


def _span(first: StreamMessage, last: StreamMessage, words: Sequence[DocumentWord]) -> Any:
    """The words' span: a final of silence before a word would stretch it."""
    if words:
        return words[0].start, max(word.end for word in words)
    return first.start or 0, last.end or first.start or 0


def _one_speaker(words: Sequence[DocumentWord]) -> int | None:
    """The speaker where there is only one."""
    speakers = {word.speaker for word in words}
    return speakers.pop() if len(speakers) == 1 else None


def _never_settled(messages: Iterable[StreamMessage]) -> list[Loss]:
    """Interims whose words no final took up: a log that ends too early."""
    open_ones: dict[tuple[int, str], StreamMessage] = {}
    for message in messages:
        key = (message.channel, message.segment)
        if message.event == "interim" and message.text:
            open_ones[key] = message
        elif message.event in FINALS:
            open_ones.pop(key, None)
            _covered(open_ones, message)
    return [
        Loss(
            message.path or f"line {message.line}",
            f"{len(message.words) or 'some'} words of an interim result",
            "no final result for them is in the log",
        )
        for message in open_ones.values()
    ]


def _covered(open_ones: dict[tuple[int, str], StreamMessage], final: StreamMessage) -> None:
    """Interims that a final of the same channel covers, though it has another name."""
    for key, message in list(open_ones.items()):
        ends = message.words[-1].end if message.words else message.end
        if key[0] == final.channel and None not in (final.end, ends):
            begins = message.start if message.start is not None else ends
            if final.start is not None and final.start <= begins and ends <= final.end:  # type: ignore[operator]
                del open_ones[key]

"""Events of Call Analytics streams (milliseconds) and of HealthScribe streams (seconds)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.amazon.documents.call_roles import CHANNEL_GUESSED, role_channel
from providers.amazon.documents.items import Joining, seconds_in, soft_seconds
from providers.documents.fields import (
    FieldTrouble,
    flag_in,
    number_in,
    objects,
    soft_flag,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    text_in,
)
from providers.documents.labels import channel_number
from providers.documents.model import (
    DocumentWord,
    Entity,
    Language,
    Mark,
    Passage,
    Redaction,
    StreamMessage,
)
from providers.documents.streams import Entry, Gathered

Raw = Mapping[str, Any]
_DETECTED = {
    "IssuesDetected": "issue",
    "ActionItemsDetected": "action-item",
    "OutcomesDetected": "outcome",
}


def read_utterance(gathered: Gathered, entry: Entry, event: Raw, where: str) -> None:
    """An UtteranceEvent. Raises FieldTrouble."""
    partial = flag_in(event, "IsPartial", where)
    role = soft_text(event, "ParticipantRole", where)
    channel = role_channel(role)
    speaker = gathered.speakers.index(role, role=role, channel=channel, wanted=channel)
    if role and CHANNEL_GUESSED not in gathered.losses:
        gathered.losses.append(CHANNEL_GUESSED)
    start, end = (
        seconds_in(event, "BeginOffsetMillis", where),
        seconds_in(event, "EndOffsetMillis", where),
    )
    text = soft_text(event, "Transcript", where)
    if not partial:
        _found(gathered, event, where, channel, text, start, end)
    language = soft_text(event, "LanguageCode", where)
    if language:
        gathered.languages.setdefault((language, None), Language(language))
    gathered.messages.append(
        StreamMessage(
            "interim" if partial else "final",
            "UtteranceEvent",
            entry.line,
            text,
            start,
            end,
            channel,
            None,
            soft_text(event, "UtteranceId", where),
            call_words(event, where, speaker, channel),
            language,
            path=where,
            raw=event,
        )
    )


def call_words(
    holder: Raw, path: str, speaker: int | None, channel: int
) -> tuple[DocumentWord, ...]:
    """The items of a turn or an utterance, in milliseconds. Raises FieldTrouble."""
    joining = Joining()
    for item, where in objects(soft_list(holder, "Items", path), f"{path}.Items"):
        content = text_in(item, "Content", where)
        confidence = soft_number(item, "Confidence", where, as_text=True)
        if soft_text(item, "Type", where) == "punctuation":
            start = soft_seconds(item, "BeginOffsetMillis", where)
            end = soft_seconds(item, "EndOffsetMillis", where)
            joining.mark(Mark(content, confidence, start, end, False, where))
            continue
        joining.word(
            DocumentWord(
                content,
                seconds_in(item, "BeginOffsetMillis", where),
                seconds_in(item, "EndOffsetMillis", where),
                confidence,
                content,
                speaker,
                channel,
                where,
                filtered=soft_flag(item, "VocabularyFilterMatch", where),
                stable=soft_flag(item, "Stable", where),
                redactions=redactions_of(item, where),
            )
        )
    return joining.words


def redactions_of(item: Raw, path: str) -> tuple[Redaction, ...]:
    """Why an item was hidden. Raises FieldTrouble."""
    if item.get("Redaction") is None:
        return ()
    return tuple(
        Redaction(
            soft_text(one, "Category", where),
            soft_text(one, "Type", where),
            soft_number(one, "Confidence", where, as_text=True),
        )
        for one, where in objects(soft_list(item, "Redaction", path), f"{path}.Redaction")
    )


def detected(holder: Raw, path: str, text: str, start: Decimal, end: Decimal) -> list[Passage]:
    """Issues, actions and outcomes of a turn: each a piece of its text. Raises FieldTrouble."""
    told = []
    for name, about in _DETECTED.items():
        for one, where in objects(soft_list(holder, name, path), f"{path}.{name}"):
            piece = _piece(one, where, text)
            told.append(Passage(about, piece, None, text, start=start, end=end, path=where))
    return told


def _piece(one: Raw, where: str, text: str) -> str:
    """The piece of the text that is meant, or the text that stands there itself."""
    offsets, place = soft_object(one, "CharacterOffsets", where), f"{where}.CharacterOffsets"
    if not offsets:
        return soft_text(one, "Text", where)
    # Files write Begin and End, streams BeginOffsetChar and EndOffsetChar.
    first = _offset(offsets, ("Begin", "BeginOffsetChar"), place)
    return text[first : _offset(offsets, ("End", "EndOffsetChar"), place)]


def _offset(offsets: Raw, names: tuple[str, str], path: str) -> int:
    for name in names:
        if offsets.get(name) is not None:
            number = number_in(offsets, name, path)
            if number < 0 or number != int(number):
                raise FieldTrouble(f"{path}.{name}", "is not the place of a character")
            return int(number)
    raise FieldTrouble(f"{path}.{names[0]}", "is missing")


def _found(
    gathered: Gathered,
    event: Raw,
    where: str,
    channel: int,
    text: str,
    start: Decimal,
    end: Decimal,
) -> None:
    """What a settled utterance holds beside its words."""
    gathered.passages += detected(event, where, text, start, end)
    sentiment = soft_text(event, "Sentiment", where)
    if sentiment:
        place = f"{where}.Sentiment"
        gathered.passages.append(
            Passage("sentiment", sentiment, None, text, start=start, end=end, path=place)
        )
    for one, place in objects(soft_list(event, "Entities", where), f"{where}.Entities"):
        gathered.entities.append(
            Entity(
                soft_text(one, "Content", place),
                soft_text(one, "Type", place),
                soft_text(one, "Category", place),
                soft_number(one, "Confidence", place),
                soft_seconds(one, "BeginOffsetMillis", place),
                soft_seconds(one, "EndOffsetMillis", place),
                channel=channel,
                path=place,
            )
        )


def read_category(gathered: Gathered, entry: Entry, event: Raw, where: str) -> None:
    """A CategoryEvent: rules that matched. Raises FieldTrouble."""
    names = soft_list(event, "MatchedCategories", where)
    details = soft_object(event, "MatchedDetails", where)
    for name in names:
        gathered.passages.append(Passage("category", str(name)[:200], path=where))
    for name in details:
        told = soft_object(details, name, f"{where}.MatchedDetails")
        path = f"{where}.MatchedDetails.{name}"
        ranges = soft_list(told, "TimestampRanges", path)
        for one, place in objects(ranges, f"{path}.TimestampRanges"):
            start = soft_seconds(one, "BeginOffsetMillis", place)
            end = soft_seconds(one, "EndOffsetMillis", place)
            gathered.passages.append(
                Passage("category", "", None, name, start=start, end=end, path=place)
            )
    text = ", ".join(str(name)[:200] for name in names)
    gathered.messages.append(
        StreamMessage("category", "CategoryEvent", entry.line, text, path=where, raw=event)
    )


def read_segment(gathered: Gathered, entry: Entry, segment: Raw, where: str) -> None:
    """A TranscriptSegment of a HealthScribe stream. Raises FieldTrouble."""
    channel = channel_number(soft_text(segment, "ChannelId", where), 0)
    joining = Joining()
    for item, place in objects(soft_list(segment, "Items", where), f"{where}.Items"):
        content = text_in(item, "Content", place)
        confidence = soft_number(item, "Confidence", place)
        if soft_text(item, "Type", place) == "punctuation":
            joining.mark(Mark(content, confidence, path=place))
            continue
        start = number_in(item, "BeginAudioTime", place)
        end = number_in(item, "EndAudioTime", place)
        joining.word(DocumentWord(content, start, end, confidence, content, None, channel, place))
    gathered.messages.append(
        StreamMessage(
            "interim" if flag_in(segment, "IsPartial", where) else "final",
            "TranscriptSegment",
            entry.line,
            soft_text(segment, "Content", where),
            number_in(segment, "BeginAudioTime", where),
            number_in(segment, "EndAudioTime", where),
            channel,
            None,
            soft_text(segment, "SegmentId", where),
            joining.words,
            path=where,
            raw=segment,
        )
    )

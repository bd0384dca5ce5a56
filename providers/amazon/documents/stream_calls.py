"""Events of Call Analytics streams (milliseconds) and of HealthScribe streams (seconds)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.amazon.documents.call_findings import said_of_turn
from providers.amazon.documents.call_roles import CHANNEL_GUESSED, role_channel
from providers.amazon.documents.findings import named_entities
from providers.amazon.documents.items import CALLED, DICTATED, words_of
from providers.documents.fields import flag_in, objects, soft_list, soft_object, soft_text
from providers.documents.labels import channel_number
from providers.documents.model import Passage, StreamMessage
from providers.documents.streams import Entry, Gathered

Raw = Mapping[str, Any]


def read_utterance(gathered: Gathered, entry: Entry, event: Raw, where: str) -> None:
    """An UtteranceEvent. Raises FieldTrouble."""
    partial = flag_in(event, "IsPartial", where)
    role = soft_text(event, "ParticipantRole", where)
    channel = role_channel(role)
    speaker = gathered.speakers.index(role, role=role, channel=channel, wanted=channel)
    if role and CHANNEL_GUESSED not in gathered.losses:
        gathered.losses.append(CHANNEL_GUESSED)
    start, end = CALLED.words(event, where)
    listed = soft_list(event, "Items", where)
    words = words_of(listed, f"{where}.Items", CALLED, speaking=lambda *_: speaker, channel=channel)
    text = soft_text(event, "Transcript", where)
    if not partial:
        gathered.passages += said_of_turn(event, where, text, start, end)
        gathered.entities += named_entities(event, where, CALLED, channel)
    language = soft_text(event, "LanguageCode", where)
    gathered.spoken(language)
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
            words,
            language,
            path=where,
            raw=event,
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
            start, end = CALLED.soft(one, place)
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
    words = words_of(
        soft_list(segment, "Items", where), f"{where}.Items", DICTATED, channel=channel
    )
    gathered.messages.append(
        StreamMessage(
            "interim" if flag_in(segment, "IsPartial", where) else "final",
            "TranscriptSegment",
            entry.line,
            soft_text(segment, "Content", where),
            *DICTATED.words(segment, where),
            channel,
            None,
            soft_text(segment, "SegmentId", where),
            words,
            path=where,
            raw=segment,
        )
    )

"""Call Analytics and Contact Lens results: turns of two participants, times in milliseconds.

Contact Lens writes the same file without the words of a turn, with ``ParticipantId`` in place of
``ParticipantRole``, and also for chats, which hold no speech (its example files, 2020 to 2024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from providers.amazon.documents.call_findings import said_of_turn
from providers.amazon.documents.call_roles import CHANNEL_GUESSED, role_channel
from providers.amazon.documents.items import CALLED, soft_seconds, words_of
from providers.documents.extras import Extras
from providers.documents.fields import (
    nullable_list_in,
    objects,
    soft_label,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_texts,
    text_in,
)
from providers.documents.labels import Speakers
from providers.documents.model import (
    Channel,
    Document,
    DocumentWord,
    Kind,
    Language,
    Loss,
    Passage,
    Utterance,
)

Raw = Mapping[str, Any]
_TOTAL = "TotalConversationDurationMillis"
_TOP = frozenset(
    (
        "JobStatus",
        "LanguageCode",
        "JobName",
        "AccountId",
        "Channel",
        "Participants",
        "Transcript",
        "Categories",
        "ConversationCharacteristics",
        "ContentMetadata",
        "AnalyticsJobDetails",
        "LanguageIdentification",
        "CustomerMetadata",
        "JobDetails",
        "Version",
    )
)
_TURN = frozenset(
    (
        "Id",
        "ParticipantRole",
        "ParticipantId",
        "Content",
        "BeginOffsetMillis",
        "EndOffsetMillis",
        "Items",
        "LoudnessScores",
        "LoudnessScore",
        "Sentiment",
        "IssuesDetected",
        "ActionItemsDetected",
        "OutcomesDetected",
        "Redaction",
    )
)
_KEPT = ("LoudnessScores", "LoudnessScore", "Redaction")


def read_call(raw: Raw, source: str) -> Document:
    """A Call Analytics or Contact Lens result. Raises FieldTrouble."""
    kind: Kind = "contact-lens" if is_lens(raw) else "amazon-call-analytics"
    if soft_text(raw, "Channel", "") == "CHAT":
        return _chat(raw, source)
    speakers, extras, passages = Speakers(), Extras(), list[Passage]()
    extras.take(raw, _TOP, "")
    _participants(raw, speakers)
    utterances = tuple(
        _turn(turn, where, _role(turn, where, raw), speakers, passages, extras)
        for turn, where in objects(nullable_list_in(raw, "Transcript", ""), "Transcript")
    )
    words = sorted((word for said in utterances for word in said.words), key=lambda w: w.start)
    ordered = sorted(utterances, key=lambda said: said.start)
    characteristics = soft_object(raw, "ConversationCharacteristics", "")
    return Document(
        vendor="amazon",
        kind=kind,
        source=source,
        text="\n".join(said.text for said in ordered if said.text),
        words=tuple(words),
        channels=_channels(utterances, speakers),
        speakers=speakers.all(),
        utterances=tuple(ordered),
        turns=tuple(ordered),
        passages=(*passages, *_categories(raw)),
        summary=_summary(characteristics),
        language=soft_text(raw, "LanguageCode", ""),
        languages=_languages(raw),
        duration=soft_seconds(characteristics, _TOTAL, "ConversationCharacteristics"),
        name=soft_label(raw, "JobName", ""),
        account=soft_label(raw, "AccountId", ""),
        status=soft_text(raw, "JobStatus", ""),
        redacted=_redacted(raw),
        analytics=characteristics,
        extras=extras.found,
        losses=_losses(utterances, words),
        raw=raw,
    )


def is_lens(raw: Raw) -> bool:
    """Whether Contact Lens wrote this."""
    if "CustomerMetadata" in raw or "ContactLens" in str(raw.get("Channel")):
        return True
    listed = raw.get("Participants")
    first = listed[0] if isinstance(listed, list) and listed else None
    return isinstance(first, Mapping) and "ParticipantId" in first


def _chat(raw: Raw, source: str) -> Document:
    advice = (
        "This is a Contact Lens result of a chat, which holds no speech; give the result of a "
        "voice contact."
    )
    return Document("amazon", "contact-lens", source, advice=advice, raw=raw)


def _participants(raw: Raw, speakers: Speakers) -> None:
    """Numbers for the participants, so that they do not depend on who speaks first."""
    for one, where in objects(soft_list(raw, "Participants", ""), "Participants"):
        role = soft_text(one, "ParticipantRole", where) or soft_label(one, "ParticipantId", where)
        _speaker(speakers, role)


def _speaker(speakers: Speakers, role: str) -> int | None:
    channel = role_channel(role)
    return speakers.index(role, role=role, channel=channel, wanted=channel)


def _role(turn: Raw, where: str, raw: Raw) -> str:
    """AGENT or CUSTOMER; Contact Lens names a participant whose role stands above."""
    role = soft_text(turn, "ParticipantRole", where)
    identity = soft_label(turn, "ParticipantId", where)
    if role or not identity:
        return role
    for one, place in objects(soft_list(raw, "Participants", ""), "Participants"):
        if soft_label(one, "ParticipantId", place) == identity:
            return soft_text(one, "ParticipantRole", place) or identity
    return identity


def _turn(
    turn: Raw,
    where: str,
    role: str,
    speakers: Speakers,
    passages: list[Passage],
    extras: Extras,
) -> Utterance:
    extras.take(turn, _TURN, "Transcript[]")
    speaker, channel = _speaker(speakers, role), role_channel(role)
    start, end = CALLED.words(turn, where)
    listed = soft_list(turn, "Items", where)
    text = text_in(turn, "Content", where)
    sentiment = soft_text(turn, "Sentiment", where)
    passages += said_of_turn(turn, where, text, start, end)
    for scores in ("LoudnessScores", "LoudnessScore"):
        _loudness(turn, scores, where)
    return Utterance(
        text,
        start,
        end,
        speaker,
        channel,
        identity=soft_label(turn, "Id", where) or None,
        words=words_of(
            listed, f"{where}.Items", CALLED, speaking=lambda *_: speaker, channel=channel
        ),
        sentiment=sentiment,
        path=where,
        extra={name: turn[name] for name in _KEPT if turn.get(name) is not None},
    )


def _loudness(turn: Raw, name: str, where: str) -> None:
    """Each a number, or null for a second of silence."""
    scores = soft_list(turn, name, where)
    for place in range(len(scores)):
        soft_number({f"{name}[{place}]": scores[place]}, f"{name}[{place}]", where, as_text=True)


def _channels(utterances: Sequence[Utterance], speakers: Speakers) -> tuple[Channel, ...]:
    """Both participants' channels, though one may never have spoken."""
    roles = {one.channel: one.role for one in speakers.all() if one.channel is not None}
    count = max([*roles, *(said.channel for said in utterances)], default=0) + 1
    return tuple(
        Channel(
            index,
            text=" ".join(said.text for said in utterances if said.channel == index),
            role=roles.get(index, ""),
        )
        for index in range(count)
    )


def _categories(raw: Raw) -> list[Passage]:
    """The categories that matched, then where."""
    found = soft_object(raw, "Categories", "")
    told = []
    for place, name in enumerate(soft_texts(found, "MatchedCategories", "Categories")):
        told.append(Passage("category", name, path=f"Categories.MatchedCategories[{place}]"))
    details = soft_object(found, "MatchedDetails", "Categories")
    for name in details:
        where = f"Categories.MatchedDetails.{name}"
        inner = soft_object(details, name, "Categories.MatchedDetails")
        points = soft_list(inner, "PointsOfInterest", where)
        for one, path in objects(points, f"{where}.PointsOfInterest"):
            start, end = CALLED.soft(one, path)
            told.append(Passage("category", name, start=start, end=end, path=path))
    return told


def _summary(characteristics: Raw) -> str:
    """The generative summary, which stands in the characteristics."""
    path = "ConversationCharacteristics"
    found: Raw = characteristics
    for name in ("ContactSummary", "AutoGenerated", "OverallSummary"):
        found = soft_object(found, name, path)
        path = f"{path}.{name}"
    return soft_text(found, "Content", path)


def _languages(raw: Raw) -> tuple[Language, ...]:
    listed = soft_list(raw, "LanguageIdentification", "")
    return tuple(
        Language(text_in(one, "Code", where), soft_number(one, "Score", where, as_text=True))
        for one, where in objects(listed, "LanguageIdentification")
    )


def _redacted(raw: Raw) -> bool | None:
    """Whether this is the redacted of two results; None where that was not asked for."""
    output = soft_text(soft_object(raw, "ContentMetadata", ""), "Output", "ContentMetadata")
    return output.casefold() == "redacted" if output else None


def _losses(utterances: Sequence[Utterance], words: Sequence[DocumentWord]) -> tuple[Loss, ...]:
    losses = [CHANNEL_GUESSED] if utterances else []
    if utterances and not words and any(said.text for said in utterances):
        why = "Contact Lens gives the times of turns only"
        losses.append(Loss("Transcript[].Items", "the times of the words", why))
    return tuple(losses)

"""The transcript of a HealthScribe job: ``Conversation`` with segments and items, in seconds.

The words of a segment stand in it (``Words``) or in ``Conversation.TranscriptItems``, where a
time puts them into a segment; their content stands in the item or in its first alternative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from providers.amazon.documents.items import DICTATED, words_of
from providers.documents.extras import Extras
from providers.documents.fields import (
    nullable_list_in,
    object_in,
    objects,
    soft_label,
    soft_list,
    soft_object,
    soft_text,
)
from providers.documents.labels import Speakers
from providers.documents.model import Document, DocumentWord, Passage, Utterance

Raw = Mapping[str, Any]
_TOP = "Conversation"
_CONVERSATION = frozenset(
    (
        "ConversationId",
        "JobName",
        "JobType",
        "SessionId",
        "LanguageCode",
        "ClinicalInsights",
        "TranscriptItems",
        "TranscriptSegments",
    )
)


def read_scribe(raw: Raw, source: str) -> Document:
    """A HealthScribe transcript. Raises FieldTrouble."""
    talk = object_in(raw, _TOP, "")
    speakers, extras = Speakers(), Extras()
    extras.take(talk, _CONVERSATION, _TOP)
    items = words_of(soft_list(talk, "TranscriptItems", _TOP), f"{_TOP}.TranscriptItems", DICTATED)
    listed = nullable_list_in(talk, "TranscriptSegments", _TOP)
    segments = tuple(
        _segment(one, where, items, speakers)
        for one, where in objects(listed, f"{_TOP}.TranscriptSegments")
    )
    spoken = [word for said in segments for word in said.words]
    named = {word.path for word in spoken}
    spoken += [word for word in items if word.path not in named]
    return Document(
        vendor="amazon",
        kind="amazon-medical-scribe",
        source=source,
        text="\n".join(said.text for said in segments if said.text),
        words=tuple(sorted(spoken, key=lambda word: word.start)),
        speakers=speakers.all(),
        utterances=segments,
        turns=segments,
        passages=tuple(_insights(talk)),
        language=soft_text(talk, "LanguageCode", _TOP),
        name=soft_label(talk, "JobName", _TOP),
        request_id=soft_label(talk, "SessionId", _TOP),
        extras=extras.found,
        raw=raw,
    )


def _segment(one: Raw, where: str, items: Sequence[DocumentWord], speakers: Speakers) -> Utterance:
    start, end = DICTATED.words(one, where)
    details = soft_object(one, "ParticipantDetails", where)
    role = soft_text(details, "ParticipantRole", f"{where}.ParticipantDetails")
    speaker = speakers.index(role, role=role.partition("_")[0])
    own = words_of(soft_list(one, "Words", where), f"{where}.Words", DICTATED)
    said = own or tuple(word for word in items if start <= word.start < end)
    section = soft_object(one, "SectionDetails", where)
    return Utterance(
        soft_text(one, "Content", where),
        start,
        end,
        speaker,
        identity=soft_label(one, "SegmentId", where) or None,
        words=tuple(replace(word, speaker=speaker) for word in said),
        path=where,
        extra={"SectionDetails": section} if section else {},
    )


def _insights(talk: Raw) -> Iterator[Passage]:
    """Conditions, medications and the like, as Comprehend Medical names them."""
    listed = soft_list(talk, "ClinicalInsights", _TOP)
    for one, where in objects(listed, f"{_TOP}.ClinicalInsights"):
        label = soft_text(one, "Type", where) or soft_text(one, "Category", where)
        for span, place in objects(soft_list(one, "Spans", where), f"{where}.Spans"):
            yield Passage("clinical", label, None, soft_text(span, "Content", place), path=place)

"""Deepgram's words, the same in recordings, utterances and streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from providers.documents.extras import Extras
from providers.documents.fields import (
    number_in,
    objects,
    soft_label,
    soft_number,
    soft_text,
    text_in,
)
from providers.documents.labels import Speakers
from providers.documents.model import DocumentWord

Raw = Mapping[str, Any]
_WORD = frozenset(
    (
        "word",
        "start",
        "end",
        "confidence",
        "punctuated_word",
        "speaker",
        "speaker_confidence",
        "language",
    )
)


def words_of(
    listed: Sequence[Any],
    path: str,
    channel: int,
    speakers: Speakers,
    extras: Extras,
    holder: str = "results.channels[].alternatives[].words[]",
) -> tuple[DocumentWord, ...]:
    """The words of one list, in its order. ``holder`` is the path of fields that are unknown.

    Raises FieldTrouble unless each has a text and two times.
    """
    found = []
    for raw, where in objects(listed, path):
        if not raw.keys() <= _WORD:
            extras.take(raw, _WORD, holder)
        found.append(word_of(raw, where, channel, speakers))
    return tuple(found)


def word_of(raw: Raw, where: str, channel: int, speakers: Speakers) -> DocumentWord:
    """One word. Raises FieldTrouble unless it has a text and two times."""
    text = text_in(raw, "word", where)
    speaker = soft_label(raw, "speaker", where)
    return DocumentWord(
        text,
        number_in(raw, "start", where),
        number_in(raw, "end", where),
        soft_number(raw, "confidence", where),
        soft_text(raw, "punctuated_word", where) or text,
        speakers.index(speaker) if speaker else None,
        channel,
        where,
        (),
        soft_text(raw, "language", where),
        soft_number(raw, "speaker_confidence", where),
    )

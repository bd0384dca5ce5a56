"""The items of a streamed result as words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.amazon.documents.items import Joining
from providers.documents.fields import (
    number_in,
    objects,
    soft_flag,
    soft_label,
    soft_list,
    soft_number,
    soft_text,
    text_in,
)
from providers.documents.model import DocumentWord, Mark
from providers.documents.streams import Gathered

Raw = Mapping[str, Any]
_ITEM = frozenset(
    (
        "StartTime",
        "EndTime",
        "Type",
        "Content",
        "VocabularyFilterMatch",
        "Speaker",
        "Confidence",
        "Stable",
    )
)


def live_words(
    gathered: Gathered, alternative: Raw, path: str, channel: int
) -> tuple[DocumentWord, ...]:
    """The words of one alternative; punctuation here has times. Raises FieldTrouble."""
    joining = Joining()
    for item, where in objects(soft_list(alternative, "Items", path), f"{path}.Items"):
        gathered.extras.take(item, _ITEM, "Transcript.Results[].Alternatives[].Items[]")
        content = text_in(item, "Content", where)
        confidence = soft_number(item, "Confidence", where)
        if soft_text(item, "Type", where) == "punctuation":
            start = soft_number(item, "StartTime", where)
            end = soft_number(item, "EndTime", where)
            joining.mark(Mark(content, confidence, start, end, False, where))
            continue
        joining.word(
            DocumentWord(
                content,
                number_in(item, "StartTime", where),
                number_in(item, "EndTime", where),
                confidence,
                content,
                gathered.speakers.index(soft_label(item, "Speaker", where)),
                channel,
                where,
                filtered=soft_flag(item, "VocabularyFilterMatch", where),
                stable=soft_flag(item, "Stable", where),
            )
        )
    return joining.words

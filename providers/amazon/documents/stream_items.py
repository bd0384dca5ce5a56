"""The items of a streamed result as words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.amazon.documents.items import STREAMED, words_of
from providers.documents.fields import objects, soft_label, soft_list
from providers.documents.model import DocumentWord
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
    listed, where = soft_list(alternative, "Items", path), f"{path}.Items"
    for item, _ in objects(listed, where):
        gathered.extras.take(item, _ITEM, "Transcript.Results[].Alternatives[].Items[]")

    def speaking(item: Raw, place: str) -> int | None:
        return gathered.speakers.index(soft_label(item, "Speaker", place))

    return words_of(listed, where, STREAMED, speaking=speaking, channel=channel)

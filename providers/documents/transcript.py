"""This program's own transcript, as ``transcribe --json`` and ``convert --to transcript`` write
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.documents.fields import (
    list_in,
    number_in,
    objects,
    soft_label,
    soft_list,
    soft_number,
    soft_text,
    soft_whole,
    text_in,
)
from providers.documents.labels import Speakers, channel_index
from providers.documents.model import Channel, Document, DocumentWord, Loss
from providers.speech import Vendor

Raw = Mapping[str, Any]
_VENDORS: dict[str, Vendor] = {"amazon": "amazon", "deepgram": "deepgram"}


def is_transcript(raw: Raw) -> bool:
    """Whether this is one transcript of this program."""
    return isinstance(raw.get("words"), list) and "vendor" in raw and "text" in raw


def read_transcript(raw: Raw, source: str) -> Document:
    """One transcript. Raises FieldTrouble."""
    speakers = Speakers()
    words = tuple(
        _word(one, where, speakers) for one, where in objects(list_in(raw, "words", ""), "words")
    )
    heard = max((word.channel for word in words), default=0) + 1
    # A channel on which nobody speaks has no words; more than 64 is no recording.
    count = max(heard, min(soft_whole(raw, "channels", "") or 1, 64))
    return Document(
        vendor=_VENDORS.get(soft_text(raw, "vendor", "")),
        kind="transcript",
        source=source,
        text=soft_text(raw, "text", ""),
        words=tuple(sorted(words, key=lambda word: word.start)),
        channels=tuple(Channel(index) for index in range(count)),
        speakers=speakers.all(),
        model=soft_text(raw, "model", ""),
        language=soft_text(raw, "language", ""),
        duration=soft_number(raw, "duration", ""),
        request_id=soft_label(raw, "request_id", ""),
        losses=tuple(_losses(raw)),
        raw=raw,
    )


def _word(one: Raw, where: str, speakers: Speakers) -> DocumentWord:
    text = text_in(one, "text", where)
    return DocumentWord(
        text,
        number_in(one, "start", where),
        number_in(one, "end", where),
        soft_number(one, "confidence", where),
        soft_text(one, "punctuated", where) or text,
        speakers.index(soft_label(one, "speaker", where)),
        channel_index(one.get("channel"), f"{where}.channel"),
        where,
        (),
        soft_text(one, "language", where),
    )


def _losses(raw: Raw) -> list[Loss]:
    """What was lost when the transcript was written stays lost."""
    told = []
    for place, one in enumerate(soft_list(raw, "losses", "")):
        if isinstance(one, str):
            told.append(Loss(f"losses[{place}]", one, "it was lost when the transcript was made"))
        elif isinstance(one, Mapping):
            where = f"losses[{place}]"
            told.append(
                Loss(
                    soft_text(one, "path", where),
                    soft_text(one, "what", where),
                    soft_text(one, "why", where),
                )
            )
    return told

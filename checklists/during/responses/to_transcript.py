"""Any response as crossfade's own transcript: words, times, confidences, speakers, channels."""

from __future__ import annotations

from typing import Any

from checklists.during.responses.losses import as_rows
from checklists.during.responses.made import Made
from checklists.during.responses.origin import from_sandbox
from checklists.during.responses.spelling import displayed
from providers.audio.naming import printable
from providers.documents.model import Document, DocumentWord, Loss


def to_transcript(document: Document) -> Made:
    """The transcript as ``crossfade convert --to transcript`` prints it, but for ``losses``.

    Times and confidences are Decimals, seconds with the digits of the source; speakers and
    channels count from 0; what is not known is null or "".
    """
    told: list[Loss] = []
    if document.duration is None:
        why = "the source does not say the duration"
        told.append(Loss("duration", "the end of what was said", why))
    named = [one for one in document.speakers if one.label.strip("spk_") != str(one.index)]
    if named:
        which = ", ".join(f"{one.label} is {one.index}" for one in named)
        told.append(Loss("words[].speaker", which, "speakers are numbers"))
    transcript: dict[str, Any] = {
        "path": printable(document.source),
        "vendor": document.vendor,
        "kind": document.kind,
        "sandbox": from_sandbox(document),
        "model": document.model,
        "language": document.language,
        "duration": document.ended,
        "channels": len(document.channels),
        "text": document.text,
        "words": [_word(word) for word in document.words],
        "losses": [],
        "derived": as_rows(told),
        "request_id": document.request_id,
    }
    return Made(transcript, tuple(told))


def _word(word: DocumentWord) -> dict[str, Any]:
    written = {
        "text": word.text,
        "punctuated": displayed(word),
        "start": word.start,
        "end": word.end,
        "confidence": word.confidence,
        "speaker": word.speaker,
        "channel": word.channel,
    }
    return {**written, "language": word.language} if word.language else written

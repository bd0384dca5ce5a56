"""Several languages in one recording: Amazon's language_codes, Deepgram's languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from providers.documents.model import Document, DocumentWord, Language


def spoken_languages(document: Document, channel: int | None = None) -> list[str]:
    """The languages that are spoken, not those that it may have been; of one channel or of all.

    Amazon gives seconds of those that are spoken and scores of those it chose among; Deepgram's
    have neither, or are the one that it detected.
    """
    return list(
        dict.fromkeys(
            one.code
            for one in document.languages
            if one.score is None and (channel is None or one.channel in (None, channel))
            if one.code != _detected(document, one.channel)
        )
    )


def _detected(document: Document, channel: int | None) -> str:
    """The one language that a channel was found to be in, "" where it is in several."""
    return next((one.language for one in document.channels if one.index == (channel or 0)), "")


def scored_languages(document: Document) -> list[Language]:
    """The languages that it may have been, the likeliest first."""
    scored = [one for one in document.languages if one.score is not None]
    return sorted(scored, key=lambda one: -(one.score or Decimal(0)))


def seconds_of(code: str, words: Sequence[DocumentWord]) -> Any:
    """Seconds in which words of a language were spoken; None where no word says its language."""
    spoken = [word.end - word.start for word in words if word.language == code]
    return sum(spoken, Decimal(0)) if spoken else None

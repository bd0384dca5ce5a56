"""The words of each channel, and the text of each."""

from __future__ import annotations

from collections.abc import Sequence

from checklists.during.responses.spelling import displayed
from providers.documents.model import Document, DocumentWord
from providers.documents.spacing import glue

# More is no recording, and a response that says 2,000,000,000 shall not make as many lists.
_MOST_CHANNELS = 1024


def words_by_channel(document: Document) -> list[list[DocumentWord]]:
    """The words of each channel from 0 on, also of one where nobody speaks."""
    known = [channel.index for channel in document.channels]
    heard = [word.channel for word in document.words]
    count = min(max((*known, *heard), default=0) + 1, _MOST_CHANNELS)
    channels: list[list[DocumentWord]] = [[] for _ in range(count)]
    for word in document.words:
        channels[min(word.channel, count - 1)].append(word)
    return channels


def texts_by_channel(
    document: Document, by_channel: Sequence[Sequence[DocumentWord]]
) -> tuple[list[str], bool]:
    """The text of each channel; whether any had to be joined from words."""
    between = glue(document.language)
    given = {channel.index: channel.text for channel in document.channels if channel.text}
    if len(by_channel) == 1 and not given and document.text:
        given = {0: document.text}
    texts, joined = [], False
    for number, words in enumerate(by_channel):
        text = given.get(number, "")
        if not text and words:
            text, joined = between.join(map(displayed, words)), True
        texts.append(text)
    return texts, joined


def one_text(document: Document, channels: int) -> tuple[str, bool]:
    """The text of all channels as Amazon has it, by time; whether it had to be joined."""
    if channels == 1 and document.text:
        return document.text, False
    if document.vendor == "amazon" and document.text:
        return document.text, False
    return glue(document.language).join(map(displayed, document.words)), bool(document.words)

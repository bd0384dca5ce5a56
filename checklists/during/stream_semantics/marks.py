"""Punctuation: part of the word for Deepgram, an item of its own for Amazon."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from checklists.during.responses.spelling import parted
from providers.documents.model import DocumentWord

_NO_TIME = Decimal(0)


@lru_cache(maxsize=4096)
def split(spoken: str, shown: str) -> tuple[str, tuple[str, ...]]:
    """A word's display form as content and the marks behind it; together they are ``shown``."""
    content, marks = parted(DocumentWord(spoken, _NO_TIME, _NO_TIME, punctuated=shown))
    return content, tuple(marks)

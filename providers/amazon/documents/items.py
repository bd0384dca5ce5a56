"""Amazon's items as words: pronunciations, with the punctuation that follows in their display form.

One reading for all kinds: batch writes ``start_time`` and ``alternatives[].content``, streams
write ``StartTime`` and ``Content``, Call Analytics writes milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from providers.documents.fields import number_in, soft_number
from providers.documents.model import DocumentWord, Mark

Raw = Mapping[str, Any]
_THOUSAND = Decimal(1000)


class Joining:
    """Takes words and marks in order and gives the words with their marks attached.

    A mark before the first word is put in front of it. ``loose`` are the marks that no word
    follows or precedes.
    """

    def __init__(self) -> None:
        self._words: list[DocumentWord] = []
        self._waiting: list[Mark] = []

    def word(self, word: DocumentWord) -> None:
        """The next word; its own display form without marks."""
        if self._waiting:
            marks = tuple(replace(mark, before=True) for mark in self._waiting)
            written = "".join(mark.text for mark in marks) + word.punctuated
            word = replace(word, punctuated=written, marks=marks)
            self._waiting = []
        self._words.append(word)

    def mark(self, mark: Mark) -> None:
        """Punctuation after the word before it."""
        if not self._words:
            self._waiting.append(mark)
            return
        last = self._words[-1]
        self._words[-1] = replace(
            last, punctuated=last.punctuated + mark.text, marks=(*last.marks, mark)
        )

    @property
    def words(self) -> tuple[DocumentWord, ...]:
        """The words so far."""
        return tuple(self._words)

    @property
    def loose(self) -> tuple[Mark, ...]:
        """Marks that stand without any word."""
        return tuple(self._waiting)


def seconds_in(holder: Raw, key: str, path: str) -> Decimal:
    """Whole milliseconds as seconds. Raises FieldTrouble."""
    return number_in(holder, key, path) / _THOUSAND


def soft_seconds(holder: Raw, key: str, path: str) -> Decimal | None:
    """Whole milliseconds as seconds, None where they are absent. Raises FieldTrouble."""
    found = soft_number(holder, key, path)
    return None if found is None else found / _THOUSAND

"""Amazon's items as words: pronunciations, with the punctuation that follows in their display form.

Batch writes ``start_time`` and ``alternatives[].content``; streams, Call Analytics and HealthScribe
write ``Content`` and differ in the names of the times, which of calls are milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from providers.documents.fields import (
    mapping,
    number_in,
    objects,
    soft_flag,
    soft_list,
    soft_number,
    soft_text,
    text_in,
)
from providers.documents.model import DocumentWord, Mark, Redaction

Raw = Mapping[str, Any]
Speaking = Callable[[Raw, str], int | None]
_THOUSAND = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Times:
    """The fields in which a kind of item has its times, and whether they are milliseconds."""

    begin: str
    end: str
    milliseconds: bool = False

    def words(self, item: Raw, where: str) -> tuple[Decimal, Decimal]:
        """Seconds that have to be there. Raises FieldTrouble."""
        read = seconds_in if self.milliseconds else number_in
        return read(item, self.begin, where), read(item, self.end, where)

    def soft(self, item: Raw, where: str) -> tuple[Decimal | None, Decimal | None]:
        """Seconds, None where they are absent or null. Raises FieldTrouble."""
        read = soft_seconds if self.milliseconds else soft_number
        return read(item, self.begin, where), read(item, self.end, where)


STREAMED = Times("StartTime", "EndTime")
CALLED = Times("BeginOffsetMillis", "EndOffsetMillis", milliseconds=True)
DICTATED = Times("BeginAudioTime", "EndAudioTime")


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


def words_of(
    listed: Sequence[Any],
    path: str,
    times: Times,
    *,
    speaking: Speaking | None = None,
    channel: int = 0,
) -> tuple[DocumentWord, ...]:
    """The words of a list of items, ``speaking`` of each by its own fields. Raises FieldTrouble."""
    joining = Joining()
    for item, where in objects(listed, path):
        best, place = _best(item, where)
        content = text_in(best, "Content", place)
        confidence = soft_number(best, "Confidence", place, as_text=True)
        if soft_text(item, "Type", where) == "punctuation":
            joining.mark(Mark(content, confidence, *times.soft(item, where), False, where))
            continue
        joining.word(
            DocumentWord(
                content,
                *times.words(item, where),
                confidence,
                content,
                speaking(item, where) if speaking else None,
                channel,
                where,
                filtered=soft_flag(item, "VocabularyFilterMatch", where),
                stable=soft_flag(item, "Stable", where),
                redactions=_redactions(item, where),
            )
        )
    return joining.words


def _best(item: Raw, where: str) -> tuple[Raw, str]:
    """What holds the content: the item, or of HealthScribe its first alternative."""
    listed = soft_list(item, "Alternatives", where)
    if not listed:
        return item, where
    path = f"{where}.Alternatives[0]"
    return mapping(listed[0], path), path


def _redactions(item: Raw, path: str) -> tuple[Redaction, ...]:
    """Why an item was hidden."""
    return tuple(
        Redaction(
            soft_text(one, "Category", where),
            soft_text(one, "Type", where),
            soft_number(one, "Confidence", where, as_text=True),
        )
        for one, where in objects(soft_list(item, "Redaction", path), f"{path}.Redaction")
    )


def seconds_in(holder: Raw, key: str, path: str) -> Decimal:
    """Whole milliseconds as seconds. Raises FieldTrouble."""
    return number_in(holder, key, path) / _THOUSAND


def soft_seconds(holder: Raw, key: str, path: str) -> Decimal | None:
    """Whole milliseconds as seconds, None where they are absent. Raises FieldTrouble."""
    found = soft_number(holder, key, path)
    return None if found is None else found / _THOUSAND

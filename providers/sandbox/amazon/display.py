"""Recognised words as Amazon shows them: vocabulary, capitals, punctuation marks, filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from providers.sandbox.amazon.vocabularies import Entry, displayed
from providers.sandbox.punctuation import punctuated
from providers.sandbox.recognition import HeardWord

MASK = "***"


@dataclass(frozen=True, slots=True)
class Shown:
    """A word to show; ``mark`` is the punctuation after it, ``matched`` a tagging filter's hit."""

    content: str
    start: float
    end: float
    confidence: float
    mark: str = ""
    matched: bool = False
    channel: int = 0


@dataclass(frozen=True, slots=True)
class WordFilter:
    """A vocabulary filter: unwanted words and what is done with them (mask, remove, tag)."""

    words: tuple[str, ...] = ()
    method: str = ""

    def apply(self, shown: Sequence[Shown]) -> tuple[Shown, ...]:
        """Whole words only, whatever their case (Developer Guide, vocabulary-filter-create)."""
        listed = {word.lower() for word in self.words}
        kept: list[Shown] = []
        for word in shown:
            hit = word.content.lower() in listed
            if not hit:
                kept.append(word)
            elif self.method == "mask":
                kept.append(replace(word, content=MASK))
            elif self.method == "tag":
                kept.append(replace(word, matched=True))
            elif kept and word.mark:  # a removed word leaves the mark of its sentence
                kept[-1] = replace(kept[-1], mark=word.mark)
        return tuple(kept)


def show(
    words: Sequence[HeardWord],
    *,
    entries: Sequence[Entry] = (),
    unwanted: WordFilter | None = None,
    channel: int = 0,
    closed: bool = True,
) -> tuple[Shown, ...]:
    """The words in display form. Without ``closed`` the sentence goes on, so it has no end mark."""
    written = displayed(words, entries)
    shown = []
    for word, form in zip(written, punctuated(written), strict=True):
        content, mark = _split(word.text, form)
        shown.append(Shown(content, word.start, word.end, word.confidence, mark, channel=channel))
    if shown and not closed:
        shown[-1] = replace(shown[-1], mark="")
    return unwanted.apply(shown) if unwanted else tuple(shown)


def text(shown: Sequence[Shown]) -> str:
    """The words joined as in ``transcripts[0].transcript``."""
    return " ".join(word.content + word.mark for word in shown)


def _split(heard: str, form: str) -> tuple[str, str]:
    """Content and mark; the full stop of an abbreviation such as "A.W.S." belongs to it."""
    if form[-1:] in (".", "?") and not heard.endswith(form[-1]):
        return form[:-1], form[-1]
    return form, ""

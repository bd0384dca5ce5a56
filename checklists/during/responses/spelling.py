"""A word as Amazon spells it and as Deepgram does.

Amazon: the content of an item ("Yes"), and each mark after it as an item of its own (",").
Deepgram: ``word`` in lower case without marks ("yes"), and ``punctuated_word`` as it is displayed
("Yes,").
"""

from __future__ import annotations

import re

from providers.documents.model import DocumentWord

# What Amazon's documentation and files show as items of their own, and the same marks of languages
# that write them otherwise. Not the apostrophe, the hyphen, the percent sign: they belong to words.
_MARKS = '.,!?;:\u2026\u3002\uff0c\u3001\uff01\uff1f\uff1b\uff1a\u0964\u061f\u060c\u061b"\u201d'
_TAIL = re.compile(f"[{re.escape(_MARKS)}]+$")
_RUNS = re.compile(r"(.)\1*", re.DOTALL)


def spoken(word: DocumentWord) -> str:
    """``word`` as Deepgram writes it: lower case. Masks and tags ("[PII]", "***") stay."""
    text = word.text
    if text.startswith("[") and text.endswith("]"):
        return text
    return text.lower()


def displayed(word: DocumentWord) -> str:
    """``punctuated_word``: the word with its marks."""
    return word.punctuated or word.text


def parted(word: DocumentWord) -> tuple[str, list[str]]:
    """The content of an Amazon item and the marks that follow it as items of their own.

    The word itself says where its marks begin, so that "p.m." keeps its points; where its display
    form is another ("20" for "twenty"), trailing marks are taken.
    """
    shown = displayed(word)
    if word.marks:
        return word.text, [mark.text for mark in word.marks if not mark.before]
    if shown == word.text:
        return shown, []
    content = _beginning(shown, word.text)
    if content is None:
        return _cut(shown)
    return content, _marks(shown[len(content) :])


def _beginning(shown: str, text: str) -> str | None:
    """The part of the display form that is the word, where nothing but marks follows it."""
    wanted = text.lower()
    for length in dict.fromkeys((len(text), *range(1, len(shown) + 1))):
        rest = shown[length:]
        if shown[:length].lower() == wanted and not rest.strip(_MARKS):
            return shown[:length]
    return None


def _cut(shown: str) -> tuple[str, list[str]]:
    tail = _TAIL.search(shown)
    if tail is None or tail.start() == 0:
        return shown, []
    return shown[: tail.start()], _marks(tail.group())


def _marks(text: str) -> list[str]:
    """One item for each mark, but three points are one."""
    return [run.group() for run in _RUNS.finditer(text)]

"""Custom vocabularies and vocabulary filters, and what they do to recognised words.

Formats from the Amazon Transcribe Developer Guide (pages custom-vocabulary-create-list,
custom-vocabulary-create-table and vocabulary-filter-create, 2023-05): a table has the tab-separated
columns Phrase, SoundsLike, IPA and DisplayAs in any order, a list one entry a line or between
commas; lines end in LF. SoundsLike and IPA are kept and not used: the recogniser makes its own
pronunciations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from providers.sandbox.recognition import HeardWord, Term

LARGEST_FILE = 50 * 1024
LONGEST_PHRASE = 256
_COLUMNS = ("Phrase", "SoundsLike", "IPA", "DisplayAs")
_DOTTED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]\.)+")


class BadVocabulary(Exception):
    """A vocabulary or filter that cannot be used; ``str()`` is the FailureReason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase to listen for (``spoken``, words separated by spaces) and how to write it."""

    phrase: str
    spoken: str
    shown: str


def from_phrases(phrases: Sequence[str]) -> tuple[Entry, ...]:
    """A list-form vocabulary. Raises BadVocabulary."""
    return tuple(_entry(phrase, "") for phrase in phrases if phrase)


def from_file(data: bytes) -> tuple[Entry, ...]:
    """A vocabulary file in either form. Raises BadVocabulary."""
    lines = _lines(data)
    if not lines or "\t" not in lines[0]:
        return from_phrases([part.strip() for line in lines for part in line.split(",")])
    header = [column.strip() for column in lines[0].split("\t")]
    if sorted(header) != sorted(_COLUMNS):
        raise BadVocabulary(
            "The header of the vocabulary table must have the columns Phrase, SoundsLike, IPA and "
            "DisplayAs, separated by tabs."
        )
    entries = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise BadVocabulary(f"Line {number} of the vocabulary has {len(cells)} columns, not 4.")
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        if row["SoundsLike"] and row["IPA"]:
            raise BadVocabulary(f"Line {number} of the vocabulary has both SoundsLike and IPA.")
        entries.append(_entry(row["Phrase"], row["DisplayAs"]))
    return tuple(entries)


def filter_words(words: Sequence[str] | bytes) -> tuple[str, ...]:
    """The words of a filter, from the request or from a file. Raises BadVocabulary."""
    listed = _lines(words) if isinstance(words, bytes) else list(words)
    cleaned = tuple(word.strip() for word in listed if word.strip())
    if not cleaned:
        raise BadVocabulary("The vocabulary filter has no words.")
    for word in cleaned:
        if len(word) > LONGEST_PHRASE or " " in word:
            raise BadVocabulary(f"{word[:40]!r} can't be in a vocabulary filter: one word a line.")
    return cleaned


def terms(entries: Sequence[Entry]) -> tuple[Term, ...]:
    """What to tell the recogniser to listen for."""
    return tuple(Term(entry.spoken) for entry in entries)


def displayed(words: Sequence[HeardWord], entries: Sequence[Entry]) -> tuple[HeardWord, ...]:
    """The words with every spoken phrase of the vocabulary written as it is to be shown."""
    phrases = sorted(
        ((entry.spoken.lower().split(), entry.shown) for entry in entries),
        key=lambda pair: -len(pair[0]),
    )
    result: list[HeardWord] = []
    at = 0
    while at < len(words):
        for tokens, shown in phrases:
            run = words[at : at + len(tokens)]
            if [word.text.lower() for word in run] == tokens:
                confidence = sum(word.confidence for word in run) / len(run)
                result.append(HeardWord(shown, run[0].start, run[-1].end, round(confidence, 4)))
                at += len(tokens)
                break
        else:
            result.append(words[at])
            at += 1
    return tuple(result)


def _entry(phrase: str, display: str) -> Entry:
    if not phrase or len(phrase) > LONGEST_PHRASE:
        raise BadVocabulary("Every entry of a vocabulary needs a phrase of 1 to 256 characters.")
    if " " in phrase or any(character.isdigit() for character in phrase):
        raise BadVocabulary(
            f"The phrase {phrase[:60]!r} can't be used: join its words with hyphens and spell "
            "digits out."
        )
    spelt = _DOTTED.sub(lambda match: match.group().replace(".", " ").strip() + " ", phrase)
    spoken = " ".join(spelt.replace("-", " ").split())
    if not spoken:
        raise BadVocabulary(f"The phrase {phrase[:60]!r} has no letters.")
    return Entry(phrase, spoken, display or phrase)


def _lines(data: bytes) -> list[str]:
    if len(data) > LARGEST_FILE:
        raise BadVocabulary("The file is larger than 50 KB.")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadVocabulary("The file is not UTF-8 text.") from None
    if "\r" in content:
        raise BadVocabulary("The file has CRLF line endings: use LF.")
    return [line for line in content.split("\n") if line.strip()]

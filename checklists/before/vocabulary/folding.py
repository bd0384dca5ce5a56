"""Entries that ask for the same keyterm, folded into one.

The same: equal but for capitals, spaces, hyphens and other marks. Nearly the same: a plural, or one
letter more inside a long word, as in a slip of the pen. One letter exchanged is no near-duplicate:
names of medicines and of companies differ by no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checklists.before.vocabulary.entries import Entry

# One letter more among eight or more: 16 of 17 letters in common, of both words together.
_LIKENESS, _LONG = 94.0, 8


@dataclass(frozen=True, slots=True)
class Folded:
    """An entry that was folded into another, and why."""

    entry: Entry
    why: str

    def __str__(self) -> str:
        return f"{self.entry.display_as or self.entry.phrase} (line {self.entry.line}: {self.why})"


def folded(terms: Sequence[tuple[Entry, str]]) -> Mapping[int, tuple[int, str]]:
    """Which entries to fold: number of the entry, to the number it is folded into, and why.

    ``terms`` are entries with their keyterm or rule. The one that is kept has a DisplayAs if any
    has, then it is the shortest, then the first in the file. What is kept is never folded itself.
    """
    order = sorted(
        ((entry, text, _key(text)) for entry, text in terms),
        key=lambda term: (not term[0].display_as, len(term[2]), term[0].number),
    )
    kept = _Kept({}, defaultdict(list))
    found: dict[int, tuple[int, str]] = {}
    for entry, text, key in order:
        twin, why = _twin(text, key, kept)
        if twin:
            found[entry.number] = (kept.terms[twin][0], why)
        elif key:
            kept.add(key, entry.number, text)
    return found


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is not folded so far: number and text by key, and the keys by length and by how they
    begin and end: with one letter more, the first two or the last two letters are still the same.
    """

    terms: dict[str, tuple[int, str]]
    by_edge: defaultdict[tuple[int, bool, str], list[str]]

    def add(self, key: str, number: int, text: str) -> None:
        """Keep a term."""
        self.terms[key] = number, text
        for front, edge in _edges(key):
            self.by_edge[len(key), front, edge].append(key)

    def near(self, key: str) -> Iterator[str]:
        """The keys that may have one letter more or less."""
        for front, edge in _edges(key):
            yield from self.by_edge.get((len(key) - 1, front, edge), ())
            yield from self.by_edge.get((len(key) + 1, front, edge), ())


def _twin(text: str, key: str, kept: _Kept) -> tuple[str, str]:
    """The kept key that this term is folded into, and why; empty where there is none."""
    if key in kept.terms:
        return key, "the same but for capitals and marks"
    singular, plural = key.removesuffix("s"), f"{key}s"
    if singular != key and singular in kept.terms and _is_plural(text):
        return singular, "its plural"
    if plural in kept.terms and _is_plural(kept.terms[plural][1]):
        return plural, "its singular"
    return _nearest(key, kept.near(key)), "one letter more or less"


def _edges(key: str) -> tuple[tuple[bool, str], tuple[bool, str]]:
    return (True, key[:2]), (False, key[-2:])


def _is_plural(text: str) -> bool:
    """Whether a last s is a plural's: not where it may be a name's, such as Williams."""
    word = text.split()[-1]
    return len(word) > 3 and (word.islower() or word[:-1].isupper() or word.endswith("'s"))


def _nearest(key: str, others: Iterable[str]) -> str:
    """The kept key with one letter more or less inside it; at the end it makes another word."""
    if len(key) < _LONG:
        return ""
    from rapidfuzz import fuzz, process

    eligible = [
        other
        for other in others
        if len(other) >= _LONG
        and _digits(other) == _digits(key)
        and not key.startswith(other)
        and not other.startswith(key)
    ]
    best = process.extractOne(key, eligible, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return best[0] if best else ""


def _key(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum() or one in "+#*")


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())

"""Rules about search terms.

Deepgram's search page (read 2025-07 and 2026-11): it matches sounds, so it works best on long terms
of several syllables; 50 terms a request, while its page on keywords and search still says 25; there
is none for Flux. What a term sounds like is all that counts, not how it is spelt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.deepgram.problem import Problem

if TYPE_CHECKING:
    from providers.deepgram.options import DeepgramOptions

SAFE_SEARCH_TERMS, MOST_SEARCH_TERMS = 25, 50
# Short words that are said all the time, alone or inside others: hits without end.
_COMMON_WORDS = (
    "a about all an and are as at back be been but by call can card care come cost day did do "
    "down  for from get go good had has have he her here him his how if in is it just know let "
    "like line  look made make me more my name new no not now of off okay on one or our out over "
    "pay phone  please price right said say see she so some sure take than that the their them "
    "then there  they thing think this time to told two up us want was way we well went were what "
    "when which  who why will with work would yes you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_LIST = re.compile(r"[,;\n]")
_WEIGHT = re.compile(r"(.+):-?\d+(\.\d+)?")
_SPELT = re.compile(r"(?:[A-Z]\.?){2,}s?")
_VOWELS = re.compile(r"[aeiouy]+")


def search_problems(options: DeepgramOptions, *, flux: bool) -> Iterator[Problem]:
    """Everything about ``search``, for recordings and streams alike."""
    terms = options.search
    if not terms:
        return
    if flux:
        yield Problem("search", "error", "Flux has no search.", "Use nova-3.")
    yield from _number(len(terms))
    for term, times in Counter(" ".join(term.casefold().split()) for term in terms).items():
        if times > 1 and term:
            why = f"{term!r} is there {times} times, capitals apart: they sound the same."
            yield Problem("search", "warning", why, "Keep one of them.")
    for term in terms:
        yield from _term(term)


def _number(count: int) -> Iterator[Problem]:
    if count > MOST_SEARCH_TERMS:
        why = f"{count} terms; a request may search for {MOST_SEARCH_TERMS}."
        yield Problem("search", "error", why, "Spread the terms over several requests.")
    elif count > SAFE_SEARCH_TERMS:
        why = (
            f"{count} terms; Deepgram's search page allows {MOST_SEARCH_TERMS}, its page on "
            f"keywords and search still {SAFE_SEARCH_TERMS} (both read 2026-11)."
        )
        yield Problem("search", "warning", why, f"Up to {SAFE_SEARCH_TERMS} a request is safe.")


def _term(term: str) -> Iterator[Problem]:
    words = term.split()
    weighted = _WEIGHT.fullmatch(term)
    if not any(letter.isalnum() for letter in term):
        yield Problem("search", "error", f"{term!r} has no word in it.", "Leave it out.")
    elif _LIST.search(term):
        why = f"{term!r} looks like a list, and is taken as one term."
        yield Problem("search", "warning", why, "Repeat search, once for each term.")
    elif weighted:
        why = f"search has no weights: {term!r} is listened for literally."
        yield Problem("search", "warning", why, f"Write {weighted[1]!r}.")
    elif any(mark in term for mark in '*?"|'):
        why = f"{term!r} has a sign of a text search; this one only knows sounds."
        yield Problem("search", "warning", why, "Write the words as they are said.")
    elif any(letter.isdigit() for letter in term):
        why = f"{term!r} has figures, which may be said in several ways."
        yield Problem("search", "note", why, "Write them as they are said, once for each way.")
    elif any(_SPELT.fullmatch(word) for word in words):
        why = f"{term!r} may be said letter by letter or as a word; capitals do not tell which."
        yield Problem("search", "note", why, "Search for both, the letters apart: 'v p n'.")
    else:
        yield from _length(term, words)


def _length(term: str, words: list[str]) -> Iterator[Problem]:
    """One syllable, or a common short word, is found everywhere."""
    if len(words) > 1:
        return
    fix = "Search for a longer phrase around it."
    if is_common(term):
        why = f"{term!r} is a common short word: it will be heard in very many places."
        yield Problem("search", "warning", why, fix)
    elif len(term) < 4 or syllables(term) == 1:
        why = f"{term!r} is short: an acoustic search is best on words of several syllables."
        yield Problem("search", "note", why, fix)


def is_common(term: str) -> bool:
    """Whether the term is one short word that is said in nearly every call."""
    return term.casefold() in _COMMON


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e."""
    word = word.casefold()
    groups = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ie", "oe", "ye"))
    return max(1, groups - silent) if groups else len(word)

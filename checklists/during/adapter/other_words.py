"""Words that nobody said in the place of those that were, in the same shape.

Each word gets another, however often it is said: what repeats would give the text away. Only case,
trailing marks and the kinds of redaction tokens are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from checklists.during.responses.spelling import parted
from providers.documents.model import DocumentWord

_TOKEN = re.compile(r"\[([A-Za-z_]+?)_\d{1,4}\]\Z", re.ASCII)
# Names of entities that Deepgram hides (docs, supported entity types, read 2026-11), which say
# nothing of a recording but that such a thing was said.
_KINDS = frozenset(
    (
        *("ACCOUNT_NUMBER", "AGE", "BANK_ACCOUNT", "CREDIT_CARD", "CREDIT_CARD_EXPIRATION"),
        *("CVV", "DATE", "DATE_INTERVAL", "DOB", "DRIVER_LICENSE", "EMAIL_ADDRESS", "IP_ADDRESS"),
        *("LOCATION", "LOCATION_ADDRESS", "LOCATION_ZIP", "MONEY", "NAME", "NAME_FAMILY"),
        *("NAME_GIVEN", "NUMERICAL_PII", "ORGANIZATION", "PASSPORT_NUMBER", "PASSWORD"),
        *("PHONE_NUMBER", "PII", "ROUTING_NUMBER", "SSN", "TIME", "URL", "USERNAME", "ZIP"),
    )
)
_SYLLABLES = tuple(a + b for a, b in product("bdfgklmnprstvz", "aeiou"))
_ANY_WORD = re.compile(r"\w+")


def words_in(values: Iterable[Any]) -> frozenset[str]:
    """Every word, in lower case, of all texts in some JSON."""
    found: set[str] = set()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.update(one.lower() for one in _ANY_WORD.findall(value))
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return frozenset(found)


class OtherWords:
    """Gives another word for each place of a recording; the same for the same place."""

    def __init__(self, avoided: frozenset[str]) -> None:
        self._fresh = _made_up(avoided)
        self._known: dict[Any, tuple[str, str | None]] = {}

    def for_word(self, place: Any, word: str, shown: str | None) -> tuple[str, str | None]:
        """Another ``word`` and ``punctuated_word`` for what stands at a place."""
        key = (place, word, shown)
        if key not in self._known:
            self._known[key] = self._other(word, shown)
        return self._known[key]

    def _other(self, word: str, shown: str | None) -> tuple[str, str | None]:
        if shown is None:
            return self._plain(word), None
        zero = 0
        content, marks = _split(word, shown, zero)
        plain = self._plain(word)
        if content.lower() != word.lower():
            # Another form: "20" for "twenty".
            return plain, next(self._fresh) + "".join(marks)
        return plain, _cased(plain, content) + "".join(marks)

    def _plain(self, word: str) -> str:
        token = _TOKEN.match(word)
        if token:
            kind = token.group(1)
            known = kind if kind.upper() in _KINDS else "PII"
            return f"[{known}_1]"
        if word and not word.strip("*"):
            return "***"
        end = "." if word.endswith(".") else ""
        return next(self._fresh) + end


def _made_up(avoided: frozenset[str]) -> Iterator[str]:
    for length in range(3, 9):
        for syllables in product(_SYLLABLES, repeat=length):
            # The first syllable changes fastest: words side by side look different.
            word = "".join(reversed(syllables))
            if word not in avoided:
                yield word


def _split(word: str, shown: str, zero: int) -> tuple[str, list[str]]:
    from decimal import Decimal

    return parted(DocumentWord(word, Decimal(zero), Decimal(zero), punctuated=shown))


def _cased(plain: str, content: str) -> str:
    if plain.startswith("[") or not content[:1].isupper():
        return plain
    if len(content) > 1 and content.isupper():
        return plain.upper()
    return plain[:1].upper() + plain[1:]

"""Which characters Amazon takes in a phrase, by language.

Amazon Transcribe Developer Guide, page on character sets (read 2023-05). Only languages written
with Latin letters are here; what is said of the others would have to be a list of thousands.
"""

from __future__ import annotations

import string
import unicodedata

_MARKS = "'-."
_EVERYWHERE = frozenset(string.ascii_letters + _MARKS)
_EXTRA = {
    "en": "",
    "id": "",
    "ms": "",
    "de": "äöüßÄÖÜ",
    "fr": "ÀÂÇÈÉÊËÎÏÔÖÙÛÜàâçèéêëîïôöùûü",
    "es": "ÁÉÍÓÚÑáéíóúñü",
    "it": "ÀÄÇÈÉÊËÌÒÙÜàäçèéêëìòùü",
    "pt": "ÀÁÂÃÄÇÈÉÊËÍÑÓÔÕÖÚÜàáâãäçèéêëíñóôõöúü",
    "nl": "àáâäçèéêëìíîïñòóôöùúûü",
    "da": "ÅÆØåæéø",
}
# What word processors put there instead: dashes, a space that does not break, curly apostrophes.
_MEANT = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u00a0", "-") | dict.fromkeys(
    "\u2018\u2019", "'"
)


def checked(language: str) -> bool:
    """Whether the characters of a language ("en-US") are known here."""
    return _short(language) in _EXTRA


def strange(phrase: str, language: str) -> tuple[str, ...]:
    """The characters that Amazon does not take, each once; control characters in any language.

    Digits and spaces are among them. Nothing else is found where ``checked`` is false.
    """
    extra = _EXTRA.get(_short(language))
    if extra is None:
        bad = [one for one in phrase if is_control(one) or one.isspace()]
    else:
        bad = [one for one in phrase if one not in _EVERYWHERE and one not in extra]
    return tuple(dict.fromkeys(bad))


def is_control(character: str) -> bool:
    """Whether it is a control character, which has no place in any column."""
    return unicodedata.category(character) == "Cc"


def meant(phrase: str, language: str) -> str:
    """The phrase with what was probably meant, where that has no strange character; else ""."""
    plain = "".join(_MEANT.get(one, one) for one in unicodedata.normalize("NFC", phrase))
    return plain if plain != phrase and plain and not strange(plain, language) else ""


def named(character: str) -> str:
    """A character so that it can be told from one that looks the same."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() else code


def _short(language: str) -> str:
    return language.partition("-")[0].lower()

"""One spelling for what was said, so that two transcripts differ only where they heard otherwise.

OpenAI's English normaliser (whisper-normalizer 0.1.15) with repairs for what it was measured to
get wrong, and a table of equal spellings. Whatever is scored says which version scored it, and
the raw texts are kept beside the numbers.

The repairs, each for a trap measured on 0.1.15:

- "1-800-555-0199" became "one 800 555 199" and "0199" became "199": a digit was lost. Numbers
  joined by hyphens become one number, leading zeros are spoken out before the library sees them.
- "3:30 PM" became "3 30 pm", spoken "three thirty p m" became "330 p m": a clock time becomes the
  digits that its spoken form becomes ("330 pm", "10 am" for 10:00), "p m" becomes "pm".
- "[CREDIT_CARD_1]" disappeared with everything else in brackets: a redaction mark of either
  vendor becomes the word "redacted".
- "wait..." kept a full stop, which made it another word: stray marks at a word's ends go.
- "okay" and "ok" stayed different: see SYNONYMS.

What only differs in where words are divided ("health care", "4111 1111", "a w s s three") is
settled where two texts meet: see ``scoring/compounds.py``. Known and left alone: "uh", "um" and
"hmm" are dropped on both sides; "one eight hundred five" is read as 1 805; "C++" becomes "c".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

NORMALISER_VERSION = "english-1"

# Equal spellings: the left is written as the right. Whole words, after normalising.
SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "okay": "ok",
        "alright": "all right",
        "goodbye": "good bye",
        "wi fi": "wifi",
    }
)

_HYPHENATED = re.compile(r"(?<=\d)-(?=\d)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_ZEROS = re.compile(r"(?<![\d.,:])0+(?=\d)")
_REDACTION = re.compile(r"\[[A-Z][A-Z0-9_]*\]")
_STRAY = re.compile(r"(?<!\S)[.%]+(?!\d)|\.+(?!\S)|(?<!\S)[$¢€£]+(?![\d.])")
_MERIDIEM = re.compile(r"(?<=\d) ([ap]) m\b")


def normalise(text: str, synonyms: Mapping[str, str] | None = None) -> str:
    """The text as it is scored: lower case, digits, no punctuation, single spaces.

    ``synonyms`` adds to (or overrides) SYNONYMS; it maps whole words or phrases.
    """
    said = _english()(_before(text))
    said = _MERIDIEM.sub(r" \1m", " ".join(_STRAY.sub("", said).split()))
    return _respell(said, {**SYNONYMS, **(synonyms or {})})


def tokens(text: str, synonyms: Mapping[str, str] | None = None) -> list[str]:
    """The words of ``normalise``."""
    return normalise(text, synonyms).split()


def _before(text: str) -> str:
    text = _REDACTION.sub(" redacted ", text)
    text = _CLOCK.sub(lambda found: found[1] + ("" if found[2] == "00" else found[2]), text)
    text = _HYPHENATED.sub("", text)
    return _ZEROS.sub(lambda found: "zero " * len(found[0]), text)


def _respell(text: str, synonyms: Mapping[str, str]) -> str:
    found = _any_of(tuple(sorted(synonyms, key=len, reverse=True)))
    return found.sub(lambda match: synonyms[match[0]], text)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(re.escape(word) for word in words)})(?!\S)")


@cache
def _english() -> Callable[[str], str]:
    # Loading its table of spellings costs a fifth of a second; only scoring needs it.
    from whisper_normalizer.english import EnglishTextNormalizer

    normaliser: Callable[[str], str] = EnglishTextNormalizer()
    return normaliser

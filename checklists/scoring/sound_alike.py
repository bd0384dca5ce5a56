"""Words that sound alike though they are spelt otherwise: the third kind of search in a text.

A recogniser that does not know a word writes what it sounds like: "zicksel" for "Zyxel", "deep
gram" for "Deepgram". The code of a word is its Metaphone (jellyfish), a code of consonants made
for English: what is written in another language or script is hardly ever found by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# Two consonants say little: "cut" sounds like "city", "cod", "good" and "goat" by its code.
SHORTEST_CODE = 3
# Divided otherwise, three are too few as well: "my door" would be "meter".
SHORTEST_DIVIDED = 4
# Metaphone takes both letters of "account" for a sound, as it should in "accept" alone.
_DOUBLE_C = re.compile("cc(?![eiy])")
_VOWELS = frozenset("AEIOU")


@lru_cache(maxsize=1 << 16)
def sound_code(word: str) -> str:
    """How a folded word sounds: consonants, and "A" for whatever vowel it begins with.

    "H" counts at the beginning only ("graham" and "gram" are one). "" for what has no sound that
    the letters tell: figures, and letters that Metaphone does not know.
    """
    from jellyfish import metaphone

    if not word.replace("'", "").isalpha():
        return ""
    code = str(metaphone(_DOUBLE_C.sub("c", word)))
    first, rest = code[:1], code[1:].replace("H", "")
    return ("A" if first in _VOWELS else first) + rest if first else ""


def inner_code(word: str) -> str:
    """How a word sounds when it is spoken on from the one before: without vowel or "H" first."""
    code = sound_code(word)
    return code[1:] if code[:1] in ("A", "H") else code


def run_code(words: Sequence[str]) -> str:
    """How words sound as if they were one; "" where one of them adds nothing."""
    codes = [sound_code(words[0]), *(inner_code(word) for word in words[1:])]
    return "".join(codes) if all(codes) else ""

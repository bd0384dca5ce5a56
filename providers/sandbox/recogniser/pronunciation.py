"""How a term is said, in the phones of the acoustic model (CMU's, without stress).

In this order: the recogniser's dictionary; letter by letter for initials ("APR", "VPN"); number
words for digits; flite's letter-to-sound rules where the ``flite`` program is installed; and
``letters``, which learns its rules from the dictionary and gives up to four ways (on held-out words
that are two other words in one, its first was right in 56 %, and joining the two words' sounds in
40 %; on 980 held-out words of all kinds the first in 49 %, one of the four in 62 %). What is left
has no sound and cannot be listened for.
"""

from __future__ import annotations

import functools
import itertools
import re
import shutil
import subprocess
import unicodedata

from providers.sandbox.recogniser import dictionary, letters

Phones = tuple[str, ...]
Ways = tuple[Phones, ...]

_PIECES = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_SAYABLE = re.compile(r"[a-z][a-z']*")
_WAYS_PER_TERM = 6
_LONGEST_TERM = 12
_LONGEST_WORD = 40
_FLITE_SECONDS = 5.0
_FLITE_TO_CMU = {"ax": "AH", "pau": ""}
_MODEL_PHONES = frozenset(
    {
        *("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH"),
        *("UW", "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R"),
        *("S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH"),
    }
)
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def pronunciations(term: str) -> Ways:
    """The ways to say a word or phrase, likeliest first; none if nothing in it can be said.

    At most six ways; a phrase of more than twelve pieces is heard by its first twelve.
    """
    pieces = _PIECES.findall(_plain(term))[:_LONGEST_TERM]
    each = [ways for piece in pieces if (ways := _piece(piece))]
    if not each:
        return ()
    mixed = itertools.islice(itertools.product(*each), _WAYS_PER_TERM)
    return tuple(dict.fromkeys(tuple(itertools.chain.from_iterable(way)) for way in mixed))


def _plain(term: str) -> str:
    """Letters without their accents, so that "Nestlé" is read as "Nestle"."""
    parts = unicodedata.normalize("NFKD", term).replace("\u2019", "'")
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=4096)
def _piece(piece: str) -> Ways:
    if piece.isdecimal():
        return _number(piece) if piece.isascii() else ()
    word = piece.lower()[:_LONGEST_WORD]
    if not _SAYABLE.fullmatch(word):
        return ()
    known = dictionary.lookup(word) if len(word) > 1 else ()
    if len(word) == 1 or _are_initials(piece):
        return tuple(dict.fromkeys((*known, *_spelt_out(word))))
    return known or _possessive(word) or _unknown(word)


def _are_initials(piece: str) -> bool:
    return len(piece) <= 5 and (piece.isupper() or not re.search("[aeiouy]", piece.lower()))


def _spelt_out(word: str) -> Ways:
    names = [dictionary.lookup(f"{letter}.")[:1] for letter in word if letter != "'"]
    if not all(names):
        return ()
    return (tuple(itertools.chain.from_iterable(name[0] for name in names)),)


def _number(digits: str) -> Ways:
    """Up to two digits as a number; four as two numbers or one by one; others one by one."""
    one_by_one = [_ONES[int(digit)] for digit in digits]
    if len(digits) <= 2 and digits[0] != "0":
        readings = [_below_hundred(int(digits))]
    elif len(digits) == 4 and digits[0] != "0" and digits[2] != "0":
        readings = [_below_hundred(int(digits[:2])) + _below_hundred(int(digits[2:])), one_by_one]
    elif len(digits) == 3 and digits[0] != "0":
        rest = _below_hundred(int(digits[1:])) if digits[1:] != "00" else []
        readings = [one_by_one, [_ONES[int(digits[0])], "hundred", *rest]]
    else:
        readings = [one_by_one]
    return tuple(
        tuple(itertools.chain.from_iterable(dictionary.lookup(word)[0] for word in reading))
        for reading in readings
    )


def _below_hundred(number: int) -> list[str]:
    if number < 20:
        return [_ONES[number]]
    tens, ones = divmod(number, 10)
    return [_TENS[tens - 2], *([_ONES[ones]] if ones else [])]


def _possessive(word: str) -> Ways:
    """The owner's ways with the sound of the 's."""
    owner, mark, rest = word.partition("'")
    if not mark or rest not in ("s", "") or not owner:
        return ()
    if not rest:
        return _piece(owner)
    return tuple((*way, *_s_after(way[-1])) for way in _piece(owner))


def _s_after(phone: str) -> Phones:
    if phone in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return ("IH", "Z")
    return ("S",) if phone in ("P", "T", "K", "F", "TH") else ("Z",)


def _unknown(word: str) -> Ways:
    bare = word.replace("'", "")
    said = _by_flite(bare)
    return (said,) if said else letters.ways(bare)


def _by_flite(word: str) -> Phones:
    """What flite would say. ``word`` is letters a to z only, so it can be no option of flite's."""
    program = shutil.which("flite")
    if program is None:
        return ()
    try:
        done = subprocess.run(
            [program, "-ps", "-t", word, "-o", "none"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_FLITE_SECONDS,
            check=True,
            text=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ()
    phones = [_FLITE_TO_CMU.get(phone, phone.upper()) for phone in done.stdout.split()]
    said = tuple(phone for phone in phones if phone)
    return said if set(said) <= _MODEL_PHONES else ()

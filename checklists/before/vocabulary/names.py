"""How a phrase of a vocabulary is written where it has no DisplayAs, and how it is said.

A phrase has no spaces and no digits: hyphens join its words, letters that are said one by one have
a period each, a plural stands behind a hyphen, digits are spelt (Amazon Transcribe Developer Guide,
page custom-vocabulary-create-table, read 2026-11): ``A.B.C.-s`` is ABCs, ``V.X.-zero-two-Q.`` is
VX02Q and ``Dynamo-D.B.`` DynamoDB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_ONES = "zero one two three four five six seven eight nine"
_DIGITS = {word: str(value) for value, word in enumerate(_ONES.split())}
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_PLURALS = ("s", "'s")
# Words that are written with a hyphen, as far as that can be known without a dictionary.
_PREFIXES = frozenset(
    ("anti", "co", "e", "mid", "multi", "non", "pre", "self", "semi", "t", "ultra", "x")
)
_COMPOUND_WORDS = """
    add-on anne-marie by-law check-in check-out check-up coca-cola cut-off day-to-day drive-through
    drive-thru drop-off end-to-end eva-maria face-to-face follow-up harley-davidson
    hewlett-packard hi-fi jean-claude jean-luc jean-paul jean-pierre log-in log-out
    mercedes-benz mother-in-law father-in-law newcastle-upon-tyne off-site on-call on-site opt-in
    opt-out out-of-hours over-the-counter pay-as-you-go peer-to-peer pick-up plug-in
    point-to-point port-au-prince roll-over rolls-royce sci-fi sign-in sign-up start-up
    state-of-the-art stoke-on-trent stratford-upon-avon top-up up-to-date walk-in wal-mart wi-fi
"""
_COMPOUNDS = frozenset(_COMPOUND_WORDS.split())


@dataclass(frozen=True, slots=True)
class Name:
    """``text`` as it is to be written, and ``notes`` on what was decided about the phrase."""

    text: str
    notes: tuple[str, ...] = ()


def spoken(phrase: str) -> str:
    """How it is said, in lower case as find-and-replace wants it: letters said one by one stand
    together, as a recogniser writes them."""
    words = [_plain(part) if _is_letters(part) else part for part in _parts(phrase)]
    return " ".join(words).lower()


def written(phrase: str) -> Name:
    """How it is written by what the phrase itself tells."""
    parts = _parts(phrase)
    notes: list[str] = []
    text = ""
    for at in range(len(parts)):
        text += (_between(parts, at, notes) if at else "") + _shown(parts, at)
    if phrase.lower() in _COMPOUNDS:
        return Name("-".join(parts), ("written with its hyphens, as is usual",))
    if any(_is_letters(part) and len(_plain(part)) > 1 for part in parts):
        notes.append("letters that are said one by one are written together")
    if any(_digit(parts, at) for at in range(len(parts))):
        notes.append("spelt digits are written as digits")
    return Name(text, tuple(dict.fromkeys(notes)))


def unfinished(phrase: str) -> bool:
    """Whether a row of letters lacks its last period (C.L.I instead of C.L.I.)."""
    return any(_is_letters(part) and not part.endswith(".") for part in _parts(phrase))


def _parts(phrase: str) -> list[str]:
    return [part for part in phrase.split("-") if part]


def _is_letters(part: str) -> bool:
    return _LETTERS.fullmatch(part) is not None


def _plain(part: str) -> str:
    return part.replace(".", "")


def _digit(parts: Sequence[str], at: int) -> str:
    """The digit that a part spells, where letters stand beside its row of digits; else ""."""
    if parts[at].lower() not in _DIGITS:
        return ""
    before, after = at, at
    while before > 0 and parts[before].lower() in _DIGITS:
        before -= 1
    while after < len(parts) - 1 and parts[after].lower() in _DIGITS:
        after += 1
    beside = _is_letters(parts[before]) or _is_letters(parts[after])
    return _DIGITS[parts[at].lower()] if beside else ""


def _shown(parts: Sequence[str], at: int) -> str:
    part = parts[at]
    if _is_letters(part):
        letters = _plain(part)
        return letters.upper() if letters.islower() else letters
    return _digit(parts, at) or part


def _between(parts: Sequence[str], at: int, notes: list[str]) -> str:
    """What stands between a part and the one before: nothing, a hyphen or a space."""
    part, before = parts[at], parts[at - 1]
    if _is_letters(before) and part.lower() in _PLURALS:
        return ""
    digit, digit_before = _digit(parts, at), _digit(parts, at - 1)
    joined = _is_letters(part) or _is_letters(before) or bool(digit and digit_before)
    if (digit or digit_before) and joined:
        return ""
    if len(parts) == 2 and _is_letters(part) and len(_plain(part)) > 1 and before.istitle():
        notes.append("word and letters joined as in Amazon's example Dynamo-D.B., DynamoDB")
        return ""
    if before.lower() in _PREFIXES or f"{before}-{part}".lower() in _COMPOUNDS:
        notes.append("a hyphen kept, as is usual")
        return "-"
    if before.lower() in _TENS and part.lower() in _DIGITS:
        return "-"
    notes.append("hyphens read as spaces")
    return " "

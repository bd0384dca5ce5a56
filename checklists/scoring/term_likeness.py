"""How alike a run of words is to a term: its very words, close letters, or the same sound.

A word of the term stands against one word of the text. Once in a term, one word may stand
against two ("deepgram", "deep gram"), or two against one ("cold hearted", "coldhearted"), because
a misheard word is often divided otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.scoring.sound_alike import SHORTEST_CODE, SHORTEST_DIVIDED, run_code

How = Literal["exact", "fuzzy", "sound"]
# One letter of a short term is already another word: "ont" and "on" are 0.8 alike.
SHORTEST_CLOSE = 5
# A part of a term may be less alike than the whole, but not another word altogether.
PART_FLOOR = 0.7
# What the same sound is worth; the letters that are the same make up the rest. A third of them is
# wanted: "cold" is not "quality", which sounds like it to Metaphone.
SOUND_WORTH = 0.7
SOUND_FLOOR = 1 / 3
# 1 is kept for the very words.
BELOW_EXACT = 0.999


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the term (one, or two) that stand against ``pieces`` words of a text."""

    words: tuple[str, ...]
    pieces: int

    @property
    def joined(self) -> str:
        """The words of the term as one."""
        return "".join(self.words)

    @property
    def code(self) -> str:
        """How it sounds; "" where that says too little to be compared."""
        code = run_code(self.words)
        alone = len(self.words) == self.pieces == 1
        return code if len(code) >= (SHORTEST_CODE if alone else SHORTEST_DIVIDED) else ""


@dataclass(frozen=True, slots=True)
class PartLikeness:
    """``worth`` in 0..1; ``by_sound`` where the same sound counts, not the letters."""

    worth: float
    by_sound: bool


Shape = tuple[Part, ...]


class TermLikeness:
    """One term, ready to be compared: ``wanted`` its folded words, at least one.

    Without ``close`` only the very words are alike; so it is for terms under five letters.
    """

    def __init__(self, wanted: Sequence[str], *, close: bool = True) -> None:
        self.wanted = tuple(wanted)
        self.phrase = " ".join(wanted)
        self.close = close and len(self.phrase) >= SHORTEST_CLOSE
        self.shapes = tuple(_shapes(self.wanted)) if self.close else (_as_it_stands(self.wanted),)
        self.sizes = tuple(sorted({_size(shape) for shape in self.shapes}))
        self._by_size = {
            size: tuple(shape for shape in self.shapes if _size(shape) == size)
            for size in self.sizes
        }
        self._known: dict[tuple[Part, tuple[str, ...]], PartLikeness | None] = {}

    def match(self, pieces: tuple[str, ...], cut: float) -> tuple[How, float] | None:
        """How alike these folded words are, and how much in 0..1; None under ``cut``."""
        if pieces == self.wanted:
            return ("exact", 1.0)
        if not self.close:
            return None
        sound = 0.0
        letters: float | None = None
        for shape in self._by_size.get(len(pieces), ()):
            likeness = self._along(shape, pieces)
            if likeness is None:
                continue
            if letters is None:
                letters = min(BELOW_EXACT, _letters(" ".join(pieces), self.phrase))
            if any(one.by_sound for one in likeness):
                sound = max(sound, _weighted(shape, likeness))
        if letters is not None and letters >= cut:
            return ("fuzzy", letters)
        return ("sound", sound) if sound and sound >= cut else None

    def _along(self, shape: Shape, pieces: tuple[str, ...]) -> list[PartLikeness] | None:
        """The likeness of each part, or None where one is another word altogether."""
        found: list[PartLikeness] = []
        at = 0
        for part in shape:
            key = (part, pieces[at : at + part.pieces])
            if key not in self._known:
                self._known[key] = part_likeness(*key)
            one = self._known[key]
            if one is None:
                return None
            found.append(one)
            at += part.pieces
        return found


def part_likeness(part: Part, pieces: tuple[str, ...]) -> PartLikeness | None:
    """How alike words of a text are to a part of a term; None where they are not."""
    if pieces == part.words:
        return PartLikeness(1.0, False)
    letters = _letters("".join(pieces), part.joined)
    if letters >= SOUND_FLOOR and part.code and part.code == run_code(pieces):
        return PartLikeness(SOUND_WORTH + (1 - SOUND_WORTH) * letters, True)
    if letters < PART_FLOOR or (len(pieces) > 1 and not _halved(part.joined, pieces)):
        return None
    return PartLikeness(letters, False)


def _halved(word: str, pieces: tuple[str, ...]) -> bool:
    """Whether one of two halves is right letter by letter, and is less than the whole word.

    Else "deepgram is" would be a spelling of "deepgram".
    """
    first, second = pieces
    return (first != word and word.startswith(first)) or (second != word and word.endswith(second))


def _letters(text: str, wanted: str) -> float:
    from rapidfuzz.distance.Indel import normalized_similarity

    return float(normalized_similarity(text, wanted))


def _weighted(shape: Shape, likeness: Sequence[PartLikeness]) -> float:
    """The mean of the parts by their length, which is never quite 1."""
    letters = sum(len(part.joined) for part in shape)
    worth = sum(len(part.joined) * one.worth for part, one in zip(shape, likeness, strict=True))
    return min(BELOW_EXACT, worth / letters)


def _size(shape: Shape) -> int:
    return sum(part.pieces for part in shape)


def _as_it_stands(wanted: Sequence[str]) -> Shape:
    return tuple(Part((word,), 1) for word in wanted)


def _shapes(wanted: tuple[str, ...]) -> Iterator[Shape]:
    """Word by word; with one word of the term divided; with two of its words as one."""
    whole = _as_it_stands(wanted)
    yield whole
    for at, word in enumerate(wanted):
        if len(word) >= SHORTEST_CLOSE:
            yield (*whole[:at], Part((word,), 2), *whole[at + 1 :])
        pair = wanted[at : at + 2]
        if len(pair) == 2 and len("".join(pair)) >= SHORTEST_CLOSE:
            yield (*whole[:at], Part(pair, 1), *whole[at + 2 :])

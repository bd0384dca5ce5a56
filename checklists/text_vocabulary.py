"""From a term to the places of a large text where it may stand, by way of the text's vocabulary.

Many transcripts have few different words: what is like a term is looked for among those, and
only places that hold such words are looked at. An anchor is the rarest of the words that a place
must hold; all that may match a term is behind one of its anchors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from checklists.scoring.sound_alike import inner_code, sound_code
from checklists.scoring.term_likeness import (
    PART_FLOOR,
    Part,
    Shape,
    TermLikeness,
    part_likeness,
)

# Where all that is known to stand at a place stands more often than this ("and" of "broadband"),
# the other half of a divided word is looked for as well; if that may be nearly anything, only from
# the second number on.
COMMON = 1000
EVERYWHERE = 20_000
Slot = frozenset[int] | None
"""The words, by number, of which one must stand at a place; None where any may."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row of slots, and the number of the slot that is filled most rarely."""

    slots: tuple[Slot, ...]
    at: int

    @property
    def words(self) -> frozenset[int]:
        """The words that fill the anchoring slot."""
        return self.slots[self.at] or frozenset()


class Vocabulary:
    """Every word of a text: number, folded word, and how often it stands there."""

    def __init__(self, rows: Iterable[tuple[int, str, int]]) -> None:
        self.word: dict[int, str] = {}
        self.number: dict[str, int] = {}
        self._count: dict[int, int] = {}
        self._by_length: dict[int, list[str]] = {}
        for number, word, count in rows:
            self.word[number] = word
            self.number[word] = number
            self._count[number] = count
            self._by_length.setdefault(len(word), []).append(word)
        self._close: dict[tuple[str, float], frozenset[int]] = {}

    def times(self, words: Iterable[int]) -> int:
        """How often any of these words stands in the text."""
        return sum(self._count[number] for number in words)

    def numbers(self, *words: str) -> frozenset[int]:
        """Those of these words that the text has."""
        return frozenset(self.number[word] for word in words if word in self.number)

    def close(self, word: str, least: float) -> frozenset[int]:
        """The words whose letters are at least so much alike, 0..1."""
        key = (word, least)
        if key not in self._close:
            self._close[key] = frozenset(self._looked_for(word, least))
        return self._close[key]

    def sounding(self, code: str) -> frozenset[int]:
        """The words of this sound."""
        return self._by_code.get(code, frozenset())

    def sounding_on(self, code: str) -> frozenset[int]:
        """The words of this sound where they are spoken on from another."""
        return self._by_inner_code.get(code, frozenset())

    def _looked_for(self, word: str, least: float) -> Iterator[int]:
        from rapidfuzz.distance.Indel import normalized_similarity
        from rapidfuzz.process import extract

        for length, words in self._by_length.items():
            if 2 * min(length, len(word)) >= least * (length + len(word)):
                found = extract(
                    word, words, scorer=normalized_similarity, score_cutoff=least, limit=None
                )
                yield from (self.number[close] for close, *_ in found)

    @cached_property
    def _by_code(self) -> dict[str, frozenset[int]]:
        return _grouped((sound_code(word), number) for word, number in self.number.items())

    @cached_property
    def _by_inner_code(self) -> dict[str, frozenset[int]]:
        return _grouped((inner_code(word), number) for word, number in self.number.items())


def anchors(term: TermLikeness, vocabulary: Vocabulary, cut: float) -> Iterator[Anchor]:
    """What to look for so that no match of the term, at this cut, is overlooked."""
    for shape in term.shapes:
        for slots in _rows(term, shape, vocabulary, cut):
            known = [
                (vocabulary.times(slot), at) for at, slot in enumerate(slots) if slot is not None
            ]
            if known and min(known)[0]:
                yield Anchor(slots, min(known)[1])


def _rows(
    term: TermLikeness, shape: Shape, vocabulary: Vocabulary, cut: float
) -> Iterator[tuple[Slot, ...]]:
    """The rows of slots for one shape: one, or as many as its divided word has divisions."""
    if not term.close:
        yield tuple(vocabulary.numbers(word) for word in term.wanted)
        return
    # Where the part is the whole term, nothing else makes up for what it lacks.
    least = max(PART_FLOOR, cut) if len(shape) == 1 else PART_FLOOR
    single = {part: _standing_for(part, vocabulary) for part in shape if part.pieces == 1}
    if len(shape) == 1 and shape[0] in single:
        whole = single[shape[0]]
        single[shape[0]] = frozenset(
            number for number in whole if term.match((vocabulary.word[number],), cut)
        )
    divided = next((at for at, part in enumerate(shape) if part.pieces == 2), None)
    if divided is None:
        yield tuple(single[part] for part in shape)
        return
    before = tuple(single[part] for part in shape[:divided])
    after = tuple(single[part] for part in shape[divided + 1 :])
    part = shape[divided]

    def alike(first: str, second: str) -> bool:
        """Whether two words may stand there; all that matters where they are all there is."""
        pieces = (first, second)
        found = term.match(pieces, cut) if len(shape) == 1 else part_likeness(part, pieces)
        return found is not None

    rarest = min((vocabulary.times(words) for words in single.values()), default=None)
    for pair in _divisions(part, vocabulary, Bounds(least, rarest, alike)):
        yield (*before, *pair, *after)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What divides a word: how alike its halves are at least, how often the rarest other word of
    the row stands in the text, and whether two words may stand for it."""

    least: float
    rarest: int | None
    alike: Callable[[str, str], bool]


def _standing_for(part: Part, vocabulary: Vocabulary) -> frozenset[int]:
    """The words that are alike to a part of a term."""
    return vocabulary.close(part.joined, PART_FLOOR) | vocabulary.sounding(part.code)


def _divisions(part: Part, vocabulary: Vocabulary, bounds: Bounds) -> Iterator[tuple[Slot, Slot]]:
    """A word as two: one half right and the other close to what is left, or both by their sound."""
    word = part.joined
    for at in range(1, len(word)):
        first, second = word[:at], word[at:]
        start, end = vocabulary.numbers(first), vocabulary.numbers(second)
        after = _rest(vocabulary, start, second, at, bounds)
        before = _rest(vocabulary, end, first, len(second), bounds)
        if after is not None:
            after = frozenset(n for n in after if bounds.alike(first, vocabulary.word[n]))
        if before is not None:
            before = frozenset(n for n in before if bounds.alike(vocabulary.word[n], second))
        yield start, after
        yield before, end
    code = part.code
    for at in range(1, len(code)):
        yield vocabulary.sounding(code[:at]), vocabulary.sounding_on(code[at:])


def _rest(
    vocabulary: Vocabulary, right: frozenset[int], rest: str, known: int, bounds: Bounds
) -> Slot:
    """What may stand beside a half of ``known`` letters that is right, where that is worth knowing.

    With x a word beside it and L the letters that x and ``rest`` share in order, the whole is
    alike enough when 2 (known + L) >= least (2 known + len(x) + len(rest)). As L <= len(x), x has
    at least ``shortest`` letters, from which follows the least likeness of x and ``rest``.
    """
    least = bounds.least
    shortest = max(1.0, (least * (2 * known + len(rest)) - 2 * known) / (2 - least))
    bound = least - 2 * known * (1 - least) / (shortest + len(rest))
    often = vocabulary.times(right)
    if bounds.rarest is not None:
        often = min(often, bounds.rarest)
    if bound <= 0 or often <= (COMMON if bound > 0.5 else EVERYWHERE):
        return None
    # A little less, so that rounding overlooks nothing.
    return vocabulary.close(rest, bound - 1e-9)


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for key, number in pairs:
        if key:
            found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}

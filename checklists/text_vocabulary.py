"""From a term to the places of a large text where it may stand, by way of the text's vocabulary.

Many transcripts have few different words: what is like a term is looked for among those, and
only places that hold such words are looked at. An anchor is the rarest of the words that a place
must hold; all that may match a term is behind one of its anchors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from checklists.scoring.sound_alike import SHORTEST_CODE, inner_code, run_code, sound_code
from checklists.scoring.term_likeness import PART_FLOOR, Part, Shape, TermLikeness

# Half of a divided word that stands more often than this ("and" of "broadband") is no anchor
# while the other half can be looked for as well.
COMMON = 2000
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
    if len(shape) == 1:
        # The part is the whole term, so nothing else makes up for what it lacks.
        least = max(PART_FLOOR, cut)
    else:
        least = PART_FLOOR
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
    for pair in _divisions(shape[divided], vocabulary, least):
        yield (*before, *pair, *after)


def _standing_for(part: Part, vocabulary: Vocabulary) -> frozenset[int]:
    """The words that are alike to a part of a term."""
    code = run_code(part.words)
    alike = vocabulary.sounding(code) if len(code) >= SHORTEST_CODE else frozenset()
    return vocabulary.close(part.joined, PART_FLOOR) | alike


def _divisions(part: Part, vocabulary: Vocabulary, least: float) -> Iterator[tuple[Slot, Slot]]:
    """A word as two: one half right and the other close to what is left, or both by their sound."""
    word = part.joined
    for at in range(1, len(word)):
        start, end = vocabulary.numbers(word[:at]), vocabulary.numbers(word[at:])
        yield start, _rest(vocabulary, start, word[at:], at, least)
        yield _rest(vocabulary, end, word[:at], len(word) - at, least), end
    code = run_code(part.words)
    if len(code) >= SHORTEST_CODE:
        for at in range(1, len(code)):
            yield vocabulary.sounding(code[:at]), vocabulary.sounding_on(code[at:])


def _rest(
    vocabulary: Vocabulary, right: frozenset[int], rest: str, known: int, least: float
) -> Slot:
    """What may stand beside a half of ``known`` letters that is right, where that half is common.

    With x a word beside it and L the letters that x and ``rest`` share in order, the whole is
    alike enough when 2 (known + L) >= least (2 known + len(x) + len(rest)). As L <= len(x), x has
    at least ``shortest`` letters, from which follows the least likeness of x and ``rest``.
    """
    if vocabulary.times(right) <= COMMON:
        return None
    shortest = max(1.0, (least * (2 * known + len(rest)) - 2 * known) / (2 - least))
    bound = least - 2 * known * (1 - least) / (shortest + len(rest))
    # A little less, so that rounding overlooks nothing.
    return vocabulary.close(rest, bound - 1e-9) if bound > 0 else None


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for key, number in pairs:
        if key:
            found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def fills(slots: Sequence[Slot], words: Sequence[int]) -> bool:
    """Whether these words fill the slots one by one."""
    return all(slot is None or word in slot for slot, word in zip(slots, words, strict=True))

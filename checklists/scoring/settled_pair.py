"""Two growing texts of the same speech, compared from the last place at which they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checklists.scoring.normalisation import normalise
from checklists.scoring.textsearch import folded

# So near to the end of what both have settled, in seconds, a word may only be placed otherwise.
EDGE = 1.0
# So many words alike are no accident: what stands before them is settled for good.
ANCHOR = 3
# Where nothing is alike for so many words, those older than KEPT seconds are left as they are.
LONGEST = 120
KEPT = 10.0
# "a w s s 3" against "aws s 3" has hits inside what is one difference.
HITS_WITHIN = 2
# Longer stretches of difference are no other spelling, and dear to spell out.
LONGEST_SPELLING = 24


@dataclass(slots=True, eq=False)
class SettledWord:
    """A word of a final. ``compared`` and ``differing`` hold a bit for each other pane.

    ``pieces`` are what is compared: "e-mail" has two, "-" has none.
    """

    final: int
    text: str
    pieces: tuple[str, ...]
    start: float
    end: float
    compared: int = 0
    differing: int = 0


@dataclass(slots=True)
class Tally:
    """How many words of one side were compared, and how many of those differ."""

    compared: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of pieces that is not alike: first and last + 1 on both sides."""

    left: int
    left_end: int
    right: int
    right_end: int


class PairOfTexts:
    """Two panes' words of one channel, in the order in which they settled.

    The lists are the panes' own and grow from outside; ``bits`` are what marks the words of the
    left side (the right pane's bit) and of the right side.
    """

    def __init__(
        self, left: list[SettledWord], right: list[SettledWord], bits: tuple[int, int]
    ) -> None:
        self.tally = (Tally(), Tally())
        self._sides = (left, right)
        self._bits = bits
        self._from = [0, 0]
        self._to = (0, 0)
        self._open = False
        self._until = 0.0

    def go_on(self, until: float) -> Iterator[tuple[int, SettledWord]]:
        """Compare what both have settled until that second; (side, word) of every changed word."""
        to = (self._reach(0, until), self._reach(1, until))
        if to == self._to and not (self._open and until > self._until):
            return
        self._to, self._until, self._open = to, until, False
        windows = tuple(
            words[first:last]
            for words, first, last in zip(self._sides, self._from, to, strict=True)
        )
        yield from self._judge(windows[0], windows[1], until)

    def settled(self, side: int) -> int:
        """How many words of a side, from the first, will never be looked at again."""
        return self._from[side]

    def let_go(self, side: int, count: int) -> None:
        """So many words were taken from the beginning of a side's list."""
        self._from[side] = max(0, self._from[side] - count)
        to = [*self._to]
        to[side] = max(0, to[side] - count)
        self._to = (to[0], to[1])

    def _reach(self, side: int, until: float) -> int:
        words, at = self._sides[side], max(self._to[side], self._from[side])
        while at < len(words) and (words[at].start + words[at].end) / 2 < until:
            at += 1
        return at

    def _judge(
        self, left: Sequence[SettledWord], right: Sequence[SettledWord], until: float
    ) -> Iterator[tuple[int, SettledWord]]:
        ours, theirs = _pieces(left), _pieces(right)
        regions = _regions([piece for piece, _ in ours], [piece for piece, _ in theirs])
        alike = _written_otherwise(regions, ours, theirs, left, right)
        for side, pieces, words in ((0, ours, left), (1, theirs, right)):
            states: dict[int, bool | None] = dict.fromkeys(range(len(words)), False)
            for region, same in zip(regions, alike, strict=True):
                span = _span(region, side)
                last = span[1] == len(pieces)
                for _, owner in pieces[slice(*span)]:
                    open_still = last and not same and words[owner].end > until - EDGE
                    states[owner] = None if open_still else states[owner] or not same
                    self._open = self._open or open_still
            for number, word in enumerate(words):
                if self._mark(side, word, states[number]):
                    yield side, word
        self._settle(regions, (ours, theirs), until)

    def _mark(self, side: int, word: SettledWord, differs: bool | None) -> bool:
        """Whether that is news."""
        bit, tally = self._bits[side], self.tally[side]
        before = (bool(word.compared & bit), bool(word.differing & bit))
        now = (differs is not None, bool(differs))
        if before == now:
            return False
        word.compared = word.compared | bit if now[0] else word.compared & ~bit
        word.differing = word.differing | bit if now[1] else word.differing & ~bit
        tally.compared += now[0] - before[0]
        tally.differing += now[1] - before[1]
        return True

    def _settle(
        self,
        regions: Sequence[_Region],
        pieces: tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]],
        until: float,
    ) -> None:
        """Begin next time with the last word of the last stretch that is surely alike."""
        sizes = (len(pieces[0]), len(pieces[1]))
        begins = [(0, 0), *((region.left_end, region.right_end) for region in regions)]
        ends = [*((region.left, region.right) for region in regions), sizes]
        for begin, end in zip(reversed(begins), reversed(ends), strict=True):
            for back in range(1, end[0] - begin[0] - ANCHOR + 2):
                places = [end[side] - back for side in (0, 1)]
                if self._may_begin(pieces, places, until):
                    for side in (0, 1):
                        self._from[side] += pieces[side][places[side]][1]
                    return
        if max(sizes) > LONGEST:
            for side in (0, 1):
                self._skip(side, until - KEPT)

    def _may_begin(
        self,
        pieces: tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]],
        places: Sequence[int],
        until: float,
    ) -> bool:
        """Whether a new word begins here on both sides, and not too near to the edge."""
        for side in (0, 1):
            owner = pieces[side][places[side]][1]
            word = self._sides[side][self._from[side] + owner]
            inside = places[side] > 0 and pieces[side][places[side] - 1][1] == owner
            if inside or word.end > until - EDGE:
                return False
        return True

    def _skip(self, side: int, until: float) -> None:
        words = self._sides[side]
        while self._from[side] < self._to[side] and words[self._from[side]].end < until:
            self._from[side] += 1


def _pieces(words: Sequence[SettledWord]) -> list[tuple[str, int]]:
    return [(piece, number) for number, word in enumerate(words) for piece in word.pieces]


def _span(region: _Region, side: int) -> tuple[int, int]:
    if side == 0:
        return region.left, region.left_end
    return region.right, region.right_end


def _regions(left: Sequence[str], right: Sequence[str]) -> list[_Region]:
    """What is not alike after the fewest edits; neighbouring edits are one."""
    from rapidfuzz.distance import Levenshtein

    regions: list[_Region] = []
    for edit in Levenshtein.opcodes(left, right):
        if edit.tag == "equal":
            continue
        if regions and regions[-1].left_end == edit.src_start:
            last = regions.pop()
            regions.append(_Region(last.left, edit.src_end, last.right, edit.dest_end))
        else:
            regions.append(_Region(edit.src_start, edit.src_end, edit.dest_start, edit.dest_end))
    return regions


def _written_otherwise(
    regions: Sequence[_Region],
    ours: Sequence[tuple[str, int]],
    theirs: Sequence[tuple[str, int]],
    left: Sequence[SettledWord],
    right: Sequence[SettledWord],
) -> list[bool]:
    """For each region whether it is the same speech in another spelling.

    A region is looked at alone, with a word more on both sides ("$25" against "25 dollars" has a
    hit in it), and together with the next one where they are near to each other.
    """
    alike = [False] * len(regions)

    def same(first: _Region, last: _Region) -> bool:
        size = max(last.left_end - first.left, last.right_end - first.right)
        if size > LONGEST_SPELLING:
            return False
        for more in (0, 1):
            mine = _words(ours, left, first.left - more, last.left_end + more)
            others = _words(theirs, right, first.right - more, last.right_end + more)
            if same_speech(mine, others):
                return True
        return False

    for number, region in enumerate(regions):
        if not alike[number] and same(region, region):
            alike[number] = True
        if not alike[number] and number + 1 < len(regions):
            after = regions[number + 1]
            if after.left - region.left_end <= HITS_WITHIN and same(region, after):
                alike[number] = alike[number + 1] = True
    return alike


def _words(
    pieces: Sequence[tuple[str, int]], words: Sequence[SettledWord], first: int, last: int
) -> str:
    """The words that these pieces belong to, as they were written."""
    owners = dict.fromkeys(owner for _, owner in pieces[max(0, first) : last])
    return " ".join(words[owner].text for owner in owners)


def same_speech(left: str, right: str) -> bool:
    """Whether two passages are one speech in two spellings, as scoring sees it.

    Word by word that costs nothing, because words come again. Only what is said with several
    words (numbers, sums, times) has to be spelled as a whole.
    """
    ours, theirs = _by_word(left), _by_word(right)
    if _letters(ours) == _letters(theirs) or _letters(folded(left)) == _letters(folded(right)):
        return True
    if not (_NUMBER.search(ours) and _NUMBER.search(theirs)):
        return False
    return _letters(_whole(left)) == _letters(_whole(right))


_whole = lru_cache(maxsize=1024)(normalise)
_one_word = lru_cache(maxsize=16384)(normalise)
# A number, or a sum of money; not a name with a digit in it.
_NUMBER = re.compile(r"(?<!\S)[^\w\s]*\d")


def _by_word(passage: str) -> str:
    return " ".join(_one_word(word) for word in passage.split())


def _letters(text: str) -> str:
    # Where words are divided is no difference: see ``scoring/compounds.py``.
    return text.replace(" ", "")

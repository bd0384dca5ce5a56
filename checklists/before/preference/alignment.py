"""Where variants of a text disagree: stretches of whole words, all that lies between them alike.

Every variant is aligned with the first one by the fewest edits (rapidfuzz) over folded words, so
that capitals and punctuation are no disagreement, and neither is another spelling of the same
speech ("$25", "twenty five dollars"). Outside the stretches all variants have the same words, so
a place in one of them is a place in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.scoring.settled_pair import LONGEST_SPELLING, same_speech
from checklists.scoring.textsearch import pieces_of

Range = tuple[int, int]
"""First and last + 1; empty (both the same) where a variant has no word there."""


@dataclass(frozen=True, slots=True)
class _Region:
    """Pieces that disagree. ``starts`` and ``ends`` hold a place for each variant."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]


class _Side:
    """One variant: its folded pieces, and which written word each belongs to."""

    def __init__(self, words: Sequence[str]) -> None:
        pairs = pieces_of(words)
        self.words = words
        self.pieces = [piece for piece, _ in pairs]
        self.owners = [owner for _, owner in pairs]

    def divides(self, place: int) -> bool:
        """Whether a written word begins at this piece, or the text ends there."""
        at_edge = place in (0, len(self.owners))
        return at_edge or self.owners[place] != self.owners[place - 1]

    def words_in(self, start: int, end: int) -> Range:
        """The written words that these pieces make up."""
        if start == end:
            here = self.owners[start] if start < len(self.owners) else len(self.words)
            return (here, here)
        return (self.owners[start], self.owners[end - 1] + 1)

    def written(self, start: int, end: int) -> str:
        """These pieces as they were written."""
        first, last = self.words_in(max(0, start), min(end, len(self.pieces)))
        return " ".join(self.words[first:last])


def disagreements(variants: Sequence[Sequence[str]]) -> tuple[tuple[Range, ...], ...]:
    """The stretches of words that disagree, in order: for each a range of words in each variant.

    ``variants`` are lists of written words, at least one. Stretches do not overlap and do not
    touch; a word without letters or digits ("-") belongs to none.
    """
    sides = [_Side(words) for words in variants]
    regions = _whole_words(_together([_edits(sides[0], other) for other in sides[1:]]), sides)
    return tuple(
        tuple(
            side.words_in(start, end)
            for side, start, end in zip(sides, region.starts, region.ends, strict=True)
        )
        for region in regions
    )


def _edits(first: _Side, other: _Side) -> list[tuple[Range, Range]]:
    """Where two variants differ, as ranges of pieces; other spellings of the same left out."""
    from rapidfuzz.distance import Levenshtein

    found: list[tuple[Range, Range]] = []
    for edit in Levenshtein.opcodes(first.pieces, other.pieces):
        if edit.tag == "equal":
            continue
        ours, theirs = (edit.src_start, edit.src_end), (edit.dest_start, edit.dest_end)
        if found and found[-1][0][1] == ours[0] and found[-1][1][1] == theirs[0]:
            (before, _), (beside, _) = found.pop()
            ours, theirs = (before, ours[1]), (beside, theirs[1])
        found.append((ours, theirs))
    return found


def _together(edits: Sequence[Sequence[tuple[Range, Range]]]) -> list[_Region]:
    """The edits of all variants against the first; those that touch there are one."""
    extents: list[Range] = []
    for start, end in sorted(ours for some in edits for ours, _ in some):
        if extents and start <= extents[-1][1]:
            extents[-1] = (extents[-1][0], max(end, extents[-1][1]))
        else:
            extents.append((start, end))
    return [
        _Region(
            (start, *(_place(some, start, before=True) for some in edits)),
            (end, *(_place(some, end, before=False) for some in edits)),
        )
        for start, end in extents
    ]


def _place(edits: Sequence[tuple[Range, Range]], place: int, *, before: bool) -> int:
    """Where a place of the first variant, which lies inside no edit, is in the other one.

    ``before`` says on which side of what was inserted at that very place.
    """
    shift = 0
    for ours, theirs in edits:
        if ours[1] > place or (ours[1] == place and before and ours[0] == place):
            break
        shift = theirs[1] - ours[1]
    return place + shift


def _whole_words(regions: Sequence[_Region], sides: Sequence[_Side]) -> list[_Region]:
    """Each region made wider until it divides no written word of any variant."""
    whole: list[_Region] = []
    sizes = tuple(len(side.pieces) for side in sides)
    pending = list(reversed(regions))
    while pending:
        region = pending.pop()
        starts = _moved(region.starts, -1, whole[-1].ends if whole else None, sides)
        ends = _moved(region.ends, 1, pending[-1].starts if pending else sizes, sides)
        if whole and starts[0] <= whole[-1].ends[0]:
            starts = whole.pop().starts
        if pending and ends[0] >= pending[-1].starts[0]:
            # It has grown into the next one, which goes on from there.
            pending.append(_Region(starts, pending.pop().ends))
        else:
            whole.append(_Region(starts, ends))
    return [one for one in whole if not _spelling(one, sides)]


def _moved(
    places: tuple[int, ...],
    step: int,
    limit: tuple[int, ...] | None,
    sides: Sequence[_Side],
) -> tuple[int, ...]:
    """The next places on or back at which a word begins in every variant, at most ``limit``."""
    here = places
    while not all(side.divides(place) for side, place in zip(sides, here, strict=True)):
        if limit is not None and here[0] == limit[0]:
            break
        here = tuple(place + step for place in here)
    return here


def _spelling(region: _Region, sides: Sequence[_Side]) -> bool:
    """Whether all variants have the same speech here, written otherwise.

    Looked at alone, and with a piece more on both sides ("$25" against "25 dollars").
    """
    if max(end - start for start, end in zip(region.starts, region.ends, strict=True)) > (
        LONGEST_SPELLING
    ):
        return False
    for more in (0, 1):
        written = [
            side.written(start - more, end + more)
            for side, start, end in zip(sides, region.starts, region.ends, strict=True)
        ]
        if all(same_speech(written[0], other) for other in written[1:]):
            return True
    return False

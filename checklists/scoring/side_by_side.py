"""Several texts of the same speech, word by word, one column for each word.

With a reference every text is aligned with it as it is scored, and what two of them put in between
the same two reference words shares columns. Without one nobody is right: two texts are aligned
with each other, and a column either agrees or differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from checklists.scoring.normalisation import tokens
from checklists.scoring.words import Pair, channel_text, scored_pairs
from providers.speech import Transcript

CellKind = Literal["hit", "substitution", "deletion", "insertion", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one text has in a column. ``word`` is "" for "deletion" (a word is missing here) and
    "none" (another text has a word more, this one rightly has not)."""

    kind: CellKind
    word: str = ""


NOTHING = Cell("none")


@dataclass(frozen=True, slots=True)
class Column:
    """One place: the reference's word ("" for an inserted one), and a cell for each text."""

    reference: str
    cells: tuple[Cell, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing here is marked in any text."""
        return all(cell.kind in ("hit", "none") for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Passage:
    """The columns of one channel, or of everything where ``channel`` is None."""

    channel: int | None
    columns: tuple[Column, ...]


def against_reference(reference: str, texts: Sequence[str]) -> tuple[Column, ...]:
    """Each text against the reference. Texts are given raw and compared normalised."""
    wanted = tokens(reference)
    sides = [_by_place(scored_pairs(wanted, tokens(text)), len(wanted)) for text in texts]
    columns: list[Column] = []
    for place in range(len(wanted) + 1):
        added = [extra for _, extra in (side[place] for side in sides)]
        columns += [
            Column("", tuple(Cell("insertion", word) if word else NOTHING for word in words))
            for words in zip_longest(*added, fillvalue="")
        ]
        if place < len(wanted):
            columns.append(Column(wanted[place], tuple(side[place][0] for side in sides)))
    return tuple(columns)


def against_each_other(first: str, second: str) -> tuple[Column, ...]:
    """Two texts without a reference: "substitution" in both cells where they differ."""
    columns: list[Column] = []
    for pair in scored_pairs(tokens(first), tokens(second)):
        if pair.kind == "hit":
            cells = (Cell("hit", pair.reference), Cell("hit", pair.hypothesis))
        elif pair.kind == "substitution":
            cells = (Cell("substitution", pair.reference), Cell("substitution", pair.hypothesis))
        elif pair.kind == "deletion":
            cells = (Cell("insertion", pair.reference), NOTHING)
        else:
            cells = (NOTHING, Cell("insertion", pair.hypothesis))
        columns.append(Column("", cells))
    return tuple(columns)


def passages(
    references: Mapping[int, str], transcripts: Sequence[Transcript]
) -> tuple[Passage, ...]:
    """One clip's transcripts side by side, channel by channel where they are scored so.

    A single reference is for everything that was said, as in ``score_transcript``. Without a
    reference at most two transcripts are compared; a single one is shown as it is.
    """
    if not transcripts:
        return ()
    if len(references) == 1:
        whole = next(iter(references.values()))
        return (Passage(None, against_reference(whole, [one.text for one in transcripts])),)
    apart = bool(references) or all(one.channels == 2 for one in transcripts)
    if not apart:
        return (Passage(None, _columns("", [one.text for one in transcripts])),)
    return tuple(
        Passage(
            channel,
            _columns(
                references.get(channel, ""), [channel_text(one, channel) for one in transcripts]
            ),
        )
        for channel in (sorted(references) or (0, 1))
    )


def _columns(reference: str, texts: Sequence[str]) -> tuple[Column, ...]:
    if reference:
        return against_reference(reference, texts)
    if len(texts) == 1:
        return tuple(Column("", (Cell("hit", word),)) for word in tokens(texts[0]))
    return against_each_other(texts[0], texts[1])


def _by_place(pairs: Sequence[Pair], size: int) -> list[tuple[Cell, list[str]]]:
    """For each reference word its cell and what was inserted before it; one more for the end."""
    places: list[tuple[Cell, list[str]]] = [(NOTHING, []) for _ in range(size + 1)]
    at = 0
    for pair in pairs:
        if pair.reference_index is None:
            places[at][1].append(pair.hypothesis)
        else:
            places[at] = (Cell(pair.kind, pair.hypothesis), places[at][1])
            at = pair.reference_index + 1
    return places

"""Gained, lost, harmed, invented and recall, against an aligner that looks at every alignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.keywords.effects import Change, Effect, added_up, effect_of, verdict_on
from checklists.scoring.keywords import term_scores
from checklists.scoring.words import score

# No two of them make another word, and the normaliser leaves each as it is.
WORDS = ("kestrel", "ombra", "vinduz", "tarpol", "quexley")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=5)
TERMS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)

Column = tuple[int | None, int | None]


@cache
def _alignments(words: int, heard: int) -> tuple[tuple[Column, ...], ...]:
    """Every way to lay two texts of these lengths beside each other."""

    def from_here(i: int, j: int) -> Iterator[tuple[Column, ...]]:
        if i == words and j == heard:
            yield ()
        if i < words and j < heard:
            yield from (((i, j), *rest) for rest in from_here(i + 1, j + 1))
        if i < words:
            yield from (((i, None), *rest) for rest in from_here(i + 1, j))
        if j < heard:
            yield from (((None, j), *rest) for rest in from_here(i, j + 1))

    return tuple(from_here(0, 0))


def _errors(columns: Sequence[Column], said: Sequence[str], heard: Sequence[str]) -> int:
    return sum(1 for i, j in columns if i is None or j is None or said[i] != heard[j])


def best(said: Sequence[str], heard: Sequence[str]) -> list[tuple[Column, ...]]:
    """All alignments with the fewest errors."""
    every = _alignments(len(said), len(heard))
    fewest = min(_errors(columns, said, heard) for columns in every)
    return [columns for columns in every if _errors(columns, said, heard) == fewest]


def _right(columns: Sequence[Column], said: Sequence[str], heard: Sequence[str]) -> set[int]:
    return {i for i, j in columns if i is not None and j is not None and said[i] == heard[j]}


def _places(term: Sequence[str], words: Sequence[str]) -> list[set[int]]:
    found: list[set[int]] = []
    at = 0
    while at < len(words):
        if tuple(words[at : at + len(term)]) == tuple(term):
            found.append(set(range(at, at + len(term))))
            at += len(term)
        else:
            at += 1
    return found


def _false(
    term: Sequence[str], columns: Sequence[Column], said: Sequence[str], heard: Sequence[str]
) -> int:
    right = {j for i, j in columns if i is not None and j is not None and said[i] == heard[j]}
    return sum(1 for place in _places(term, heard) if not place <= right)


Counts = tuple[int, int, int, int, int, int]


def by_hand(
    term: Sequence[str], said: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> set[Counts]:
    """Every answer that a best alignment of either text allows."""
    places = _places(term, said)
    inside = set().union(*places) if places else set()
    allowed: set[Counts] = set()
    for old in best(said, before):
        was = _right(old, said, before)
        for new in best(said, after):
            now = _right(new, said, after)
            worse = was - now
            invented = _false(term, new, said, after) - _false(term, old, said, before)
            allowed.add(
                (
                    len(places),
                    sum(1 for place in places if place <= was),
                    len(now - was),
                    len(worse & inside),
                    len(worse - inside),
                    max(0, invented),
                )
            )
    return allowed


def counts_of(effect: Effect) -> Counts:
    return (
        effect.said,
        effect.right_before,
        len(effect.gained),
        len(effect.lost),
        len(effect.harmed),
        effect.invented,
    )


@given(TERMS, TEXTS, TEXTS, TEXTS)
def test_what_a_term_did_is_what_some_best_alignment_says(
    term: list[str], said: list[str], before: list[str], after: list[str]
) -> None:
    old, new = (score(" ".join(said), " ".join(text)) for text in (before, after))
    assert old.errors == _errors(best(said, before)[0], said, before)
    assert new.errors == _errors(best(said, after)[0], said, after)
    effect = effect_of(" ".join(term), [old], [new], [0])
    assert counts_of(effect) in by_hand(term, said, before, after)
    # The same words counted from the other end.
    assert new.hits - old.hits == len(effect.gained) - len(effect.lost) - len(effect.harmed)
    for change in effect.gained:
        assert change.word == said[change.index] == change.after != change.before
    for change in (*effect.lost, *effect.harmed):
        assert change.word == said[change.index] == change.before != change.after


@given(TERMS, TEXTS, TEXTS)
def test_recall_and_precision_are_those_of_some_best_alignment(
    term: list[str], said: list[str], heard: list[str]
) -> None:
    (counted,) = term_scores(score(" ".join(said), " ".join(heard)), [" ".join(term)])
    allowed = set()
    for columns in best(said, heard):
        pairs = {j: i for i, j in columns if i is not None and j is not None}
        # One piece on both sides, with nothing between its words on either.
        found = sum(
            1
            for place in _places(term, heard)
            if {pairs.get(j) for j in place} in _places(term, said) and _together(columns, place)
        )
        allowed.add((found, len(_places(term, said)), len(_places(term, heard))))
    said_times = counted.found + counted.missed
    assert (counted.found, said_times, counted.found + counted.wrong) in allowed
    assert counted.recall == (counted.found / said_times if said_times else None)


def _together(columns: Sequence[Column], place: set[int]) -> bool:
    at = [number for number, (_, j) in enumerate(columns) if j in place]
    return at[-1] - at[0] + 1 == len(place)


def test_both_channels_of_two_clips_add_up() -> None:
    reference = {0: "thank you zyxel", 1: "my zyxel router"}
    before = [score(reference[0], "thank you cycle"), score(reference[1], "my zyxel router")]
    after = [score(reference[0], "thank you zyxel"), score(reference[1], "my zyxel zyxel")]
    effect = effect_of("zyxel", before, after, [0, 1])
    assert effect.gained == (Change("zyxel", "cycle", "zyxel", 0, 2),)
    assert effect.harmed == (Change("router", "router", "zyxel", 1, 2),)
    assert counts_of(effect) == (2, 1, 1, 0, 1, 1)
    assert effect.verdict == "harmful"
    assert counts_of(added_up([effect, effect])) == (4, 2, 2, 0, 2, 2)
    assert added_up([]) == Effect() and Effect().verdict == "untested"


@pytest.mark.parametrize(
    ("said", "right", "good", "bad", "verdict"),
    [
        (2, 0, 1, 0, "keep"),
        (2, 0, 1, 2, "harmful"),
        (2, 2, 0, 0, "not-needed"),
        (2, 1, 0, 0, "no-effect"),
        (2, 1, 1, 1, "no-effect"),
        (0, 0, 0, 0, "untested"),
        (0, 0, 0, 1, "harmful"),
    ],
)
def test_the_verdict_is_a_matter_of_counts(
    said: int, right: int, good: int, bad: int, verdict: str
) -> None:
    assert verdict_on(said, right, good, bad) == verdict

"""Intervals of pooled rates and of changes, over clips; those of word errors are in test_words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.intervals import change_interval, ratio_interval, wer_interval
from checklists.scoring.words import WordScore

COUNTS = st.lists(
    st.integers(1, 9).flatmap(lambda most: st.tuples(st.integers(0, most), st.just(most))),
    min_size=2,
    max_size=6,
)


def counts(errors: int, words: int) -> WordScore:
    return WordScore(words - errors, errors, 0, 0, words, errors)


@given(COUNTS)
def test_a_rate_lies_within_what_the_clips_show(found: list[tuple[int, int]]) -> None:
    interval = ratio_interval(found, resamples=200)
    rates = [part / whole for part, whole in found]
    assert interval is not None and interval.clips == len(found)
    assert min(rates) <= interval.low <= interval.high <= max(rates)
    same = wer_interval([counts(part, whole) for part, whole in found], resamples=200)
    assert same == interval


def test_what_has_nothing_to_count_is_left_out() -> None:
    assert ratio_interval([(1, 2), (0, 0)]) is None
    assert ratio_interval([]) is None
    both = ratio_interval([(1, 2), (0, 0), (2, 2)])
    assert both is not None and (both.low, both.high, both.clips) == (0.5, 1.0, 2)


def test_a_change_is_paired() -> None:
    """The clips differ much, the change on each is the same: paired, that is sure."""
    before = [counts(errors, 20) for errors in (2, 6, 10, 14)]
    after = [counts(errors - 1, 20) for errors in (2, 6, 10, 14)]
    found = change_interval(before, after)
    assert found is not None and found.clips == 4
    assert found.low == pytest.approx(-0.05) == found.high
    assert change_interval(before, before) is not None
    assert change_interval(before[:1], after[:1]) is None
    with pytest.raises(ValueError, match="zip"):
        change_interval(before, after[:3])
    nothing = [counts(0, 0), *before[1:]]
    left = change_interval(nothing, after)
    assert left is not None and left.clips == 3


def test_a_change_that_goes_both_ways_is_not_sure() -> None:
    draw = random.Random(3)
    before = [counts(5, 20) for _ in range(12)]
    after = [counts(5 + draw.choice((-3, 3)), 20) for _ in range(12)]
    found = change_interval(before, after)
    assert found is not None and found.low < 0 < found.high

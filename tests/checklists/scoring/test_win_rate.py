"""Win rates: Wilson's limits against published values, and when there is no rate."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.win_rate import FEWEST_DECIDED, wilson, win_rate


@pytest.mark.parametrize(
    ("successes", "tries", "low", "high"),
    [
        # R. G. Newcombe, 1998, "Two-sided confidence intervals for the single proportion", table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_limits_are_the_published_ones(
    successes: int, tries: int, low: float, high: float
) -> None:
    assert wilson(successes, tries) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_each_limit_is_where_the_score_test_just_rejects(counts: tuple[int, int]) -> None:
    successes, tries = counts
    share = successes / tries
    for limit in wilson(successes, tries):
        if 0 < limit < 1:
            distance = abs(share - limit) / math.sqrt(limit * (1 - limit) / tries)
            assert distance == pytest.approx(1.959964, rel=1e-5)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 50))
def test_a_rate_lies_in_its_interval_and_turns_round(wins: int, losses: int, ties: int) -> None:
    found = win_rate(wins, losses, ties)
    other = found.turned()
    assert (other.wins, other.losses, other.ties) == (losses, wins, ties)
    if wins + losses < FEWEST_DECIDED:
        assert found.rate is found.low is found.high is None
        assert found.outcome == "too few" and found.wanting == FEWEST_DECIDED - wins - losses
        return
    assert found.rate is not None and found.low is not None and found.high is not None
    assert 0.0 <= found.low <= found.rate <= found.high <= 1.0
    assert other.low == pytest.approx(1 - found.high) and other.high == pytest.approx(1 - found.low)
    turned = {"better": "worse", "worse": "better", "open": "open"}
    assert other.outcome == turned[found.outcome]


def test_ties_decide_nothing() -> None:
    assert win_rate(5, 0, 100).outcome == "too few"
    assert win_rate(6, 0).outcome == "better" and win_rate(6, 0, 100) != win_rate(6, 0)
    assert win_rate(6, 0, 100).rate == win_rate(6, 0).rate == 1.0
    assert win_rate(6, 1).outcome == "open" and win_rate(0, 6).outcome == "worse"

"""Where the cut is put, how sure that is said to be, and when nothing is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.cut import FEWEST_LABELS, Recommendation, Refusal, recommended
from checklists.scoring.search_scores import curve

HOUR = 3600.0
CLEAR = [
    *((confidence, True) for confidence in (0.9, 0.88, 0.84, 0.8)),
    *((confidence, False) for confidence in (0.4, 0.35, 0.3, 0.2)),
]


def test_between_the_weakest_right_hit_and_the_strongest_wrong_one() -> None:
    found = recommended(CLEAR, missed=0, seconds=HOUR)
    assert isinstance(found, Recommendation)
    assert found.cut == 0.6000000000000001
    assert (found.point.precision, found.point.recall) == (1.0, 1.0)
    assert found.low <= found.cut <= found.high
    assert (found.labels, found.right, found.doubt) == (8, 4, "")


def test_under_eight_labels_it_refuses_and_says_how_many_are_wanting() -> None:
    found = recommended(CLEAR[:5], missed=0, seconds=HOUR)
    assert isinstance(found, Refusal)
    assert found.wanting == FEWEST_LABELS - 5
    assert "5 of at least 8" in found.why


def test_where_no_hit_is_right_there_is_no_cut() -> None:
    found = recommended([(0.1 * n, False) for n in range(9)], missed=2, seconds=HOUR)
    assert isinstance(found, Refusal) and "None of the judged hits is right" in found.why


def test_where_every_hit_is_right_the_doubt_is_told() -> None:
    found = recommended([(0.5 + 0.05 * n, True) for n in range(8)], missed=0, seconds=HOUR)
    assert isinstance(found, Recommendation)
    assert found.cut == 0.5
    assert "Judge weaker hits" in found.doubt


def test_occurrences_that_nobody_found_lower_the_recall_only() -> None:
    found = recommended(CLEAR, missed=4, seconds=HOUR)
    assert isinstance(found, Recommendation)
    assert (found.point.precision, found.point.recall) == (1.0, 0.5)


@given(
    st.lists(
        st.tuples(st.integers(0, 100).map(lambda n: n / 100), st.booleans()),
        min_size=FEWEST_LABELS,
        max_size=25,
    ),
    st.integers(0, 3),
)
def test_no_other_cut_has_a_better_f1(verdicts: list[tuple[float, bool]], missed: int) -> None:
    found = recommended(verdicts, missed=missed, seconds=HOUR)
    points = curve(verdicts, missed=missed, seconds=HOUR)
    if isinstance(found, Refusal):
        assert not any(correct for _, correct in verdicts)
        return
    assert found.point.f1 == max(point.f1 for point in points)
    kept = {verdict for verdict in verdicts if verdict[0] >= found.cut}
    assert kept == {verdict for verdict in verdicts if verdict[0] >= found.point.cut}
    assert 0 <= found.low <= found.high <= 1
    assert recommended(verdicts, missed=missed, seconds=HOUR) == found

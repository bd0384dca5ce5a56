"""Hits against occurrences, curves, and the term-weighted value against published figures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.search_scores import (
    Claim,
    Place,
    Point,
    TermCounts,
    curve,
    matched,
    maximum_term_weighted_value,
    term_weighted_value,
)

# Said, found and false alarms of the 30 terms in the expected output of F4DE's own first test of
# KWSEval (github.com/usnistgov/F4DE at 7de28d5, KWSEval/test/KWSEval/res_test1.txt; public domain).
F4DE_TEST_1 = (
    (5, 1, 3), (5, 0, 0), (8, 6, 2), (29, 25, 10), (13, 9, 8), (9, 5, 4), (8, 5, 2), (5, 5, 0),
    (10, 5, 1), (89, 43, 20), (22, 15, 6), (11, 9, 2), (11, 6, 5), (10, 9, 4), (10, 8, 3),
    (9, 7, 1), (9, 7, 1), (26, 22, 5), (14, 11, 9), (7, 3, 4), (28, 24, 4), (21, 19, 4),
    (18, 12, 10), (15, 12, 2), (13, 11, 2), (1, 1, 0), (27, 21, 8), (10, 9, 3), (9, 7, 14),
    (8, 7, 1),
)  # fmt: skip
F4DE_TRIALS = 28_576


def test_the_published_term_weighted_value_is_reached() -> None:
    counts = [TermCounts(*numbers) for numbers in F4DE_TEST_1]
    assert sum(term.said for term in counts) == 460
    assert sum(term.false_alarms for term in counts) == 138
    value = term_weighted_value(counts, seconds=F4DE_TRIALS)
    assert value is not None and round(value, 4) == 0.5534


@pytest.mark.parametrize(
    ("numbers", "published"), [((5, 1, 3), 0.0950), ((89, 43, 20), -0.2189), ((9, 7, 14), 0.2878)]
)
def test_single_terms_have_their_published_value(
    numbers: tuple[int, int, int], published: float
) -> None:
    value = term_weighted_value([TermCounts(*numbers)], seconds=F4DE_TRIALS)
    assert value is not None and round(value, 4) == published


def test_a_term_that_is_never_said_has_no_value() -> None:
    assert term_weighted_value([TermCounts(0, 0, 3)], seconds=3600) is None
    assert maximum_term_weighted_value([(0, [(0.9, False)])], seconds=3600) is None


def hit(start: float, end: float, confidence: float, *, clip: str = "a", channel: int = 0) -> Claim:
    return Claim(Place(clip, channel, start, end), confidence)


def said(start: float, end: float, *, clip: str = "a", channel: int = 0) -> Place:
    return Place(clip, channel, start, end)


def test_the_surest_hit_takes_the_occurrence_and_the_second_is_a_false_alarm() -> None:
    found = matched([hit(1.1, 1.5, 0.7), hit(0.9, 1.3, 0.9)], [said(1.0, 1.4)])
    assert [(one.claim.confidence, one.correct) for one in found.judged] == [
        (0.9, True),
        (0.7, False),
    ]
    assert not found.missed


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0.5, 0.5, True), (0.49, 0.49, False), (1.9, 1.9, True), (1.91, 1.91, False)],
)
def test_the_middle_has_to_lie_within_half_a_second(start: float, end: float, found: bool) -> None:
    assert matched([hit(start, end, 0.9)], [said(1.0, 1.4)]).judged[0].correct is found


def test_another_channel_or_clip_is_another_place() -> None:
    places = [said(1.0, 1.4, channel=1), said(1.0, 1.4, clip="b")]
    found = matched([hit(1.0, 1.4, 0.9)], places)
    assert not found.judged[0].correct and set(found.missed) == set(places)


seconds_of_audio = st.integers(0, 40).map(lambda tenth: tenth / 4)
places = st.builds(
    lambda start, length, channel, clip: Place(clip, channel, start, start + length),
    seconds_of_audio,
    st.sampled_from([0.25, 0.5, 1.0]),
    st.integers(0, 1),
    st.sampled_from("ab"),
)
claims = st.builds(Claim, places, st.integers(0, 20).map(lambda twentieth: twentieth / 20))


def by_brute_force(hits: list[Claim], truth: list[Place]) -> tuple[list[tuple[float, bool]], int]:
    """The rule word for word, without a thought for speed."""
    taken: set[int] = set()
    judged: list[tuple[float, bool]] = []
    order = sorted(
        hits,
        key=lambda c: (-c.confidence, c.place.clip, c.place.start, c.place.channel),
    )
    for claim in order:
        best, nearest = None, math.inf
        middle = (claim.place.start + claim.place.end) / 2
        for index in sorted(range(len(truth)), key=lambda i: truth[i].start):
            place = truth[index]
            if index in taken or (place.clip, place.channel) != (
                claim.place.clip,
                claim.place.channel,
            ):
                continue
            away = abs(middle - (place.start + place.end) / 2)
            if place.start - 0.5 <= middle <= place.end + 0.5 and away < nearest:
                best, nearest = index, away
        if best is not None:
            taken.add(best)
        judged.append((claim.confidence, best is not None))
    return judged, len(truth) - len(taken)


@given(st.lists(claims, max_size=12), st.lists(places, max_size=8))
def test_it_agrees_with_brute_force(hits: list[Claim], truth: list[Place]) -> None:
    found = matched(hits, truth)
    judged, missed = by_brute_force(hits, truth)
    assert [(one.claim.confidence, one.correct) for one in found.judged] == judged
    assert len(found.missed) == missed
    assert len({id(one.occurrence) for one in found.judged if one.occurrence}) == sum(
        one.correct for one in found.judged
    )


verdicts = st.lists(
    st.tuples(st.integers(0, 20).map(lambda twentieth: twentieth / 20), st.booleans()), max_size=30
)


@given(verdicts, st.integers(0, 5))
def test_each_point_counts_what_lies_at_or_above_its_cut(
    judged: list[tuple[float, bool]], missed: int
) -> None:
    points = curve(judged, missed=missed, seconds=1800)
    assert [point.cut for point in points] == sorted({confidence for confidence, _ in judged})
    for point in points:
        kept = [correct for confidence, correct in judged if confidence >= point.cut]
        left_out = [correct for confidence, correct in judged if confidence < point.cut]
        assert (point.correct, point.false_alarms) == (sum(kept), len(kept) - sum(kept))
        assert point.missed == missed + sum(left_out)
        assert point.false_alarms_per_hour == 2 * point.false_alarms
        if point.precision and point.recall:
            harmonic = 2 / (1 / point.precision + 1 / point.recall)
            assert point.f1 == pytest.approx(harmonic)


def test_rates_without_anything_to_count_are_none() -> None:
    empty = Point(0.5, 0, 0, 0, 0.0)
    assert (empty.precision, empty.recall, empty.false_alarms_per_hour) == (None, None, None)
    assert empty.f1 == 0.0


@given(
    st.lists(st.tuples(st.integers(1, 4), verdicts.map(lambda v: v[:6])), min_size=1, max_size=4)
)
def test_no_cut_gives_more_than_the_maximum(
    terms: list[tuple[int, list[tuple[float, bool]]]],
) -> None:
    # No more right hits than there are occurrences.
    terms = [(max(said_, sum(correct for _, correct in judged)), judged) for said_, judged in terms]
    found = maximum_term_weighted_value(terms, seconds=3600)
    assert found is not None
    best, cut = found

    def at(least: float) -> float:
        value = term_weighted_value(
            [
                TermCounts(
                    said_,
                    sum(correct for confidence, correct in judged if confidence >= least),
                    sum(not correct for confidence, correct in judged if confidence >= least),
                )
                for said_, judged in terms
            ],
            seconds=3600,
        )
        assert value is not None
        return value

    every = {confidence for _, judged in terms for confidence, _ in judged} | {math.inf}
    assert best == pytest.approx(max(at(least) for least in every))
    assert best == pytest.approx(at(cut))

"""When a term takes the place of words, and what becomes of its neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.recogniser import insertion
from providers.sandbox.recogniser.insertion import TermListener, needed, push
from providers.sandbox.recogniser.spotting import Hit
from providers.sandbox.recognition import HeardWord, Term

WORDS = (
    HeardWord("take", 0.0, 0.3, 0.9),
    HeardWord("met", 0.3, 0.5, 0.5),
    HeardWord("foreman", 0.5, 1.0, 0.5),
    HeardWord("twice", 1.0, 1.4, 0.9),
)


def corrected(
    monkeypatch: pytest.MonkeyPatch,
    hits: Sequence[Hit],
    terms: Sequence[Term],
    rival: float | None = 0.0,
) -> list[str]:
    """The words when the spotter finds ``hits`` and the words in place fit by ``rival`` nats."""

    class FoundBefore:
        def __init__(self, terms: object) -> None: ...

        def spot(self, pcm: bytes, offset: float) -> tuple[Hit, ...]:
            return tuple(hits)

    monkeypatch.setattr(insertion, "Spotter", FoundBefore)
    monkeypatch.setattr(insertion, "best_ratio", lambda phrase, pcm: rival)
    words = TermListener(terms).corrected(WORDS, b"")
    times = [moment for word in words for moment in (word.start, word.end)]
    assert times == sorted(times)
    return [word.text for word in words]


def test_a_clear_term_replaces_what_it_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    hit = Hit("Metformin", 0.28, 1.02, 60.0)
    assert corrected(monkeypatch, [hit], [Term("Metformin")]) == ["take", "Metformin", "twice"]


def test_words_that_fit_better_stay_until_the_boost_outweighs_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hit, term = Hit("Metformin", 0.3, 1.0, 40.0), Term("Metformin")
    kept = ["take", "met", "foreman", "twice"]
    assert corrected(monkeypatch, [hit], [term], rival=60.0) == kept
    boosted = [Term("Metformin", 4.0)]
    assert "Metformin" in corrected(monkeypatch, [hit], boosted, rival=60.0)


def test_words_that_differ_only_in_spelling_always_take_the_terms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hit = Hit("MetForeman", 0.3, 1.0, 40.0)
    assert "MetForeman" in corrected(monkeypatch, [hit], [Term("MetForeman")], rival=400.0)


def test_weak_evidence_needs_a_boost(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = Hit("Metformin", 0.3, 1.0, 0.0)
    assert "Metformin" not in corrected(monkeypatch, [weak], [Term("Metformin")], rival=None)
    assert "Metformin" in corrected(monkeypatch, [weak], [Term("Metformin", 3.0)], rival=None)


@pytest.mark.parametrize("boost", [0.0, -2.0])
def test_a_term_that_is_off_is_not_even_looked_for(
    monkeypatch: pytest.MonkeyPatch, boost: float
) -> None:
    hit = Hit("Metformin", 0.3, 1.0, 90.0)
    assert "Metformin" not in corrected(monkeypatch, [hit], [Term("Metformin", boost)])


def test_of_two_terms_in_one_place_the_clearer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    hits = [Hit("Metformin", 0.3, 1.0, 60.0), Hit("foreman", 0.5, 1.0, 30.0)]
    said = corrected(monkeypatch, hits, [Term("foreman"), Term("Metformin")])
    assert said == ["take", "Metformin", "twice"]


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_more_boost_never_asks_for_more_confidence(one: float, other: float) -> None:
    assert needed(min(one, other)) >= needed(max(one, other))


def test_each_step_of_a_boost_adds_twice_what_the_one_before_did() -> None:
    assert push(1.0) == 0.0
    steps = [push(boost + 1) - push(boost) for boost in (1.0, 2.0, 3.0, 4.0)]
    assert steps == [1.0, 2.0, 4.0, 8.0]
    assert push(0.5) < 0 < push(1.5) < push(2.0) / 2 + 0.01


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_boost_is_too_large_or_too_small(boost: float) -> None:
    assert math.isfinite(push(boost)) and needed(boost) >= 0.0


@given(st.floats(1, 500), st.floats(0.05, 3), st.floats(1, 500))
def test_confidence_rises_with_the_evidence(one: float, length: float, other: float) -> None:
    weak, strong = sorted((one, other))
    assert Hit("a", 0, length, weak).confidence <= Hit("a", 0, length, strong).confidence

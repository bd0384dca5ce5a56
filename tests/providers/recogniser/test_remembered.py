"""What was searched once is not searched again, and is the same as if it were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from providers.audio.arithmetic import audioop
from providers.audio.clips import probe, slice_pcm
from providers.sandbox.recogniser import insertion, remembered
from providers.sandbox.recogniser.insertion import TermListener
from providers.sandbox.recogniser.remembered import Remembered
from providers.sandbox.recogniser.sound import resampled
from providers.sandbox.recogniser.spotting import Hit, Spotter
from providers.sandbox.recognition import HeardWord, Term
from providers.sandbox.samples import sample_calls

CALL = next(call for call in sample_calls() if call.id == "card-payment")
LIST = ("Klarna", "Plaid", "Hive", "chargeback")


@pytest.fixture(scope="module")
def audio() -> bytes:
    """The first twelve seconds of the agent: "forty two dollars to Klarna" is in them."""
    both, _ = slice_pcm(probe(Path(CALL.path)), 0.0, 12.0)
    return resampled(audioop.tomono(both, 2, 1, 0), CALL.rate)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The terms of every search that really took place."""
    made: list[tuple[str, ...]] = []

    class Counted(Spotter):
        def __init__(self, terms: Sequence[str]) -> None:
            made.append(tuple(terms))
            super().__init__(terms)

    monkeypatch.setattr(remembered, "Spotter", Counted)
    return made


def test_the_hits_are_those_of_the_search_itself(
    audio: bytes, searched: list[tuple[str, ...]]
) -> None:
    memory = Remembered()
    fresh = Spotter(LIST).spot(audio)
    assert memory.spotter(LIST).spot(audio) == memory.spotter(LIST).spot(audio) == fresh
    assert searched == [LIST]
    assert fresh[0].term == "Klarna" and fresh[0].confidence > 0.5


def test_only_new_lists_and_new_recordings_are_searched(
    audio: bytes, searched: list[tuple[str, ...]]
) -> None:
    memory = Remembered()
    for terms in (["Klarna"], ["Klarna", "Klarna"], ["Plaid", "Klarna"]):
        memory.spotter(terms).spot(audio)
    memory.spotter(["Klarna"]).spot(audio[:-64000])
    memory.spotter(["Klarna"]).spot(audio, 3.0)
    assert searched == [("Klarna",), ("Plaid", "Klarna"), ("Klarna",), ("Klarna",)]


def test_what_is_said_nowhere_is_remembered_too(searched: list[tuple[str, ...]]) -> None:
    memory = Remembered()
    silence = bytes(64000)
    assert memory.spotter(["Klarna"]).spot(silence) == memory.spotter(["Klarna"]).spot(silence)
    assert searched == [("Klarna",)]
    assert memory.spotter(["日本", ""]).spot(silence) == ()


def test_terms_change_the_same_words_with_it_and_without(audio: bytes) -> None:
    (place,) = [word for word in CALL.words if word.text == "klarna" and word.channel == 0]
    heard = [HeardWord("to", place.start - 0.2, place.start, 0.9)]
    heard.append(HeardWord("corner", place.start, place.end, 0.6))
    memory = Remembered()
    for boost in (0.5, 1.0, 2.5, 5.0):
        terms = [Term(term, boost) for term in LIST]
        fresh = TermListener(terms).corrected(heard, audio)
        assert TermListener(terms, memory).corrected(heard, audio) == fresh
        assert TermListener(terms, memory).corrected(heard, audio) == fresh
    assert "Klarna" in [
        word.text for word in TermListener([Term("Klarna")]).corrected(heard, audio)
    ]


def test_how_well_words_fit_is_asked_once(monkeypatch: pytest.MonkeyPatch, audio: bytes) -> None:
    asked: list[str] = []

    def ratio(phrase: str, pcm: bytes) -> float | None:
        asked.append(phrase)
        return None

    monkeypatch.setattr(remembered, "best_ratio", ratio)
    memory = Remembered()
    for phrase in ("corner", "corner", "to"):
        assert memory.best_ratio(phrase, audio) is None
    memory.best_ratio("corner", audio[:-2])
    assert asked == ["corner", "to", "corner"]


def test_it_forgets_the_oldest(
    monkeypatch: pytest.MonkeyPatch, searched: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(remembered, "_MOST", 2)
    memory, silence = Remembered(), bytes(64000)
    for term in ("one", "two", "one", "three", "two", "three"):
        memory.spotter([term]).spot(silence)
    # "one" was used after "two", so "two" went first.
    assert searched == [("one",), ("two",), ("three",), ("two",)]


def test_a_term_is_put_where_the_sound_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory is asked, not a spotter of the listener's own."""
    memory = Remembered()

    class Told:
        def spot(self, pcm: bytes, offset: float = 0.0) -> tuple[Hit, ...]:
            return (Hit("Klarna", 0.1, 0.5, 90.0),)

    monkeypatch.setattr(memory, "spotter", lambda terms: Told())
    monkeypatch.setattr(insertion, "Spotter", None)
    said = TermListener([Term("Klarna")], memory).corrected([], b"")
    assert [word.text for word in said] == ["Klarna"]

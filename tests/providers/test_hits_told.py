"""A hit of a search in the sound is told once, over however many connections."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from providers.heard import Heard
from providers.hits_told import SAME_PLACE, HitsTold, same_place
from providers.speech import LiveEvent, LiveKind, SearchHit, Word


def hit(start: float, sure: float = 0.9, term: str = "zyxel", channel: int = 0) -> SearchHit:
    return SearchHit(term, start, start + 0.5, sure, "axle", channel)


def said(kind: LiveKind, text: str, start: float, *hits: SearchHit) -> LiveEvent:
    words = tuple(
        Word(word, start + 0.5 * n, start + 0.5 * n + 0.4, punctuated=word)
        for n, word in enumerate(text.split())
    )
    end = words[-1].end if words else start + 1.0
    return LiveEvent(
        "deepgram", kind, 0, text, start, end, end, 0.0, words, f"0:{start}", hits=hits
    )


def test_what_one_connection_says_is_not_doubted() -> None:
    heard = Heard(1)
    heard.begin_session()
    twice = said("final", "one two", 10.0, hit(10.0), hit(10.1, 0.3))
    assert heard.take(twice) is twice
    again = said("final", "three", 11.0, hit(10.2, 0.7))
    assert heard.take(again) is again


def test_a_place_heard_again_is_dropped_and_a_new_one_is_kept() -> None:
    heard = Heard(1)
    heard.begin_session()
    heard.take(said("final", "one two", 10.0, hit(10.0), hit(10.0, 0.2, "router")))
    heard.begin_session()
    new = hit(11.6)
    other_term = hit(10.05, term="broadband")
    event = heard.take(said("final", "two three four", 10.5, hit(10.05, 0.95), new, other_term))
    assert event is not None and event.text == "three four"
    assert event.hits == (new, other_term)
    # It is told now, and a third connection knows that too.
    heard.begin_session()
    event = heard.take(said("final", "four five", 11.5, hit(11.62), hit(12.0)))
    assert event is not None and event.text == "five" and event.hits == (hit(12.0),)


def test_a_term_that_was_cut_into_is_told_when_it_is_heard_whole() -> None:
    heard = Heard(1)
    heard.begin_session()
    heard.take(said("final", "one two", 10.0, hit(10.6, 0.2)))
    heard.begin_session()
    whole = hit(10.65, 0.95)
    event = heard.take(said("final", "one two", 10.0, whole))
    assert event is not None and (event.text, event.words) == ("", ())
    assert event.hits == (whole,) and event.start == 10.65
    # Words and hits that are old are no news at all.
    heard.begin_session()
    assert heard.take(said("final", "one two", 10.0, whole)) is None


def test_an_interim_settles_nothing() -> None:
    heard = Heard(1)
    heard.begin_session()
    heard.take(said("interim", "one two", 10.0, hit(10.0)))
    heard.begin_session()
    final = heard.take(said("final", "one two", 10.0, hit(10.0)))
    assert final is not None and final.hits == (hit(10.0),)
    heard.begin_session()
    shown = heard.take(said("interim", "one two three", 10.0, hit(10.0), hit(11.0)))
    assert shown is not None and shown.hits == (hit(11.0),)


def test_channels_and_terms_are_places_of_their_own() -> None:
    assert same_place(hit(10.0), hit(10.0 + SAME_PLACE))
    assert same_place(hit(10.0), replace(hit(9.0), end=10.5))
    assert same_place(replace(hit(9.0), end=10.5), hit(10.0))
    assert not same_place(hit(10.0), hit(10.4))
    assert not same_place(hit(10.0), hit(10.0, channel=1))
    assert not same_place(hit(10.0), hit(10.0, term="axle"))
    point = replace(hit(10.0), end=10.0)
    assert same_place(point, replace(point, start=10.2, end=10.2))


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["a", "b"]), st.floats(0, 1)), max_size=25
    ),
    st.integers(1, 4),
)
def test_the_same_hits_again_are_never_told(
    places: list[tuple[int, str, float]], sessions: int
) -> None:
    told = HitsTold()
    hits = [hit(float(second), sure, term) for second, term, sure in places]
    told.begin_session()
    assert told.new(hits) == tuple(hits)
    told.told(hits)
    for _ in range(sessions):
        told.begin_session()
        assert told.new(hits) == ()


def test_hours_of_hits_are_not_kept() -> None:
    told = HitsTold()
    told.begin_session()
    for second in range(5000):
        told.told([hit(float(second)), hit(float(second), 0.1, "router")])
        told.forget(second - 10.0)
        assert len(told) <= 30
    told.begin_session()
    assert told.new([hit(4995.1)]) == ()
    assert told.new([hit(4000.0)]) == (hit(4000.0),)

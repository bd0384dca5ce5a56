from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.textsearch import text_search
from providers.speech import Word


def spoken(text: str, channel: int = 0) -> tuple[Word, ...]:
    return tuple(
        Word(word.strip(".,?").lower(), i * 0.5, i * 0.5 + 0.4, 0.9, word, None, channel)
        for i, word in enumerate(text.split())
    )


def test_the_very_words_score_one() -> None:
    (hit,) = text_search(spoken("I study Social Epistemology, at Warwick."), "social epistemology")
    assert (hit.start, hit.end, hit.score, hit.channel) == (1.0, 1.9, 1.0, 0)
    assert hit.snippet == "Social Epistemology,"


def test_close_spellings_score_less_and_can_be_left_out() -> None:
    words = spoken("the zyxell router and the zy xel modem")
    found = text_search(words, "Zyxel")
    assert [(hit.snippet, hit.score < 1) for hit in found] == [("zyxell", True), ("zy xel", True)]
    assert found[1].end == pytest.approx(3.4)
    assert text_search(words, "Zyxel", fuzzy=False) == ()
    assert text_search(words, "Zyxel", cut=0.99) == ()


def test_what_was_misheard_is_not_in_the_text() -> None:
    """What PocketSphinx makes of the sentence that says "dashwood"."""
    heard = "and mr john guess would have been at leisure to consider how much there might be"
    assert text_search(spoken(heard), "dashwood") == ()


def test_each_channel_by_itself_in_order_of_time() -> None:
    words = (*spoken("a red", 0), *spoken("car here red car", 1))
    found = text_search(words, "red car")
    assert [(hit.channel, hit.start) for hit in found] == [(1, 1.0)]
    both = text_search((*spoken("one two one", 0), *spoken("one", 1)), "one")
    assert [(hit.channel, hit.start) for hit in both] == [(0, 0.0), (1, 0.0), (0, 1.0)]


@pytest.mark.parametrize("term", ["", "...", " "])
def test_nothing_is_found_for_nothing(term: str) -> None:
    assert text_search(spoken("one two"), term) == ()


def test_a_word_of_the_vendor_may_hold_several() -> None:
    (hit,) = text_search(spoken("my e-mail address"), "e mail")
    assert (hit.snippet, hit.score) == ("e-mail", 1.0)


@given(st.text(max_size=30), st.text(max_size=12), st.floats(0.3, 1.0))
def test_hits_hold_together(text: str, term: str, cut: float) -> None:
    words = spoken(text)
    for hit in text_search(words, term, cut=cut):
        assert cut <= hit.score <= 1.0 and hit.start < hit.end
        assert hit.snippet
    spans = sorted((hit.start, hit.end) for hit in text_search(words, term, cut=cut))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_short_terms_are_only_found_as_they_stand() -> None:
    words = (*spoken("turn it on at the box"), Word("ont", 9.0, 9.4))
    assert [hit.start for hit in text_search(words, "ONT")] == [9.0]

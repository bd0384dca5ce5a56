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


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("Deepgram", "about deep gram and deep graham", ["deep gram", "deep graham"]),
        ("deep gram", "about deepgram here", ["deepgram"]),
        ("account number", "a count number please", ["a count number"]),
        ("cold hearted", "so coldhearted and gold hearted", ["coldhearted", "gold hearted"]),
        ("invoice", "send an in voice", ["in voice"]),
    ],
)
def test_words_that_were_divided_otherwise(term: str, text: str, found: list[str]) -> None:
    hits = text_search(spoken(text), term)
    assert [(hit.snippet, hit.how) for hit in hits] == [(snippet, "fuzzy") for snippet in found]


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("Zyxel", "my zicksel router", ["zicksel"]),
        ("Zyxel", "my zick sell router", ["zick sell"]),
        ("broadband", "the brought band is slow", ["brought band"]),
        ("invoice", "the envoys of", ["envoys"]),
    ],
)
def test_what_only_sounds_like_the_term(term: str, text: str, found: list[str]) -> None:
    hits = text_search(spoken(text), term)
    assert [(hit.snippet, hit.how) for hit in hits] == [(snippet, "sound") for snippet in found]
    assert all(0.8 <= hit.score < 1 for hit in hits)
    assert text_search(spoken(text), term, fuzzy=False) == ()


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("cold", "the quality of it"),
        ("cold calls", "quality calls"),
        ("meter", "my door"),
        ("deepgram", "twenty five"),
        ("dashwood", "dish washed"),
    ],
)
def test_the_same_consonants_are_not_enough(term: str, text: str) -> None:
    assert text_search(spoken(text), term) == ()


def test_the_best_kind_stays_where_several_find_the_same_words() -> None:
    hits = text_search(spoken("deepgram is deepgrams a deep gram"), "Deepgram")
    assert [(hit.snippet, hit.how) for hit in hits] == [
        ("deepgram", "exact"),
        ("deepgrams", "fuzzy"),
        ("deep gram", "fuzzy"),
    ]
    # "zyxel" alone is exact; "zicksel zyxel" must not swallow it.
    two = text_search(spoken("zicksel zyxel"), "zyxel")
    assert [hit.how for hit in two] == ["sound", "exact"]


def test_half_a_divided_word_has_to_be_right() -> None:
    """Or "deepgram" would be found with whatever short word stands beside it."""
    assert [hit.snippet for hit in text_search(spoken("a deepgrm is"), "deepgram")] == ["deepgrm"]


WORDS = st.sampled_from(
    ["zyxel", "zicksel", "zy", "xel", "deep", "gram", "deepgram", "cold", "hearted", "a", "in"]
)


@given(st.lists(WORDS, max_size=14), st.lists(WORDS, min_size=1, max_size=3), st.floats(0.3, 1.0))
def test_kinds_and_scores_hold_together(text: list[str], term: list[str], cut: float) -> None:
    wanted = " ".join(term)
    hits = text_search(spoken(" ".join(text)), wanted, cut=cut)
    assert all((hit.how == "exact") == (hit.score == 1.0) for hit in hits)
    assert all((hit.how == "exact") == (hit.snippet == wanted) for hit in hits)
    places = [at for at in range(len(text)) if text[at : at + len(term)] == term]
    exact = text_search(spoken(" ".join(text)), wanted, fuzzy=False)
    assert len(exact) <= len(places) and bool(exact) == bool(places)
    assert {hit.start for hit in exact} == {hit.start for hit in hits if hit.how == "exact"}

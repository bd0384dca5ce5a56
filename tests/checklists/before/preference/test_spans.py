"""Where variants disagree: every disagreement once, and nothing that is none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from checklists.before.preference.alignment import Range, disagreements
from checklists.before.preference.spans import (
    AROUND_WORDS,
    LONGEST_SECONDS,
    Span,
    Variant,
    spans_in,
    spans_of,
)
from checklists.scoring.textsearch import folded
from providers.errors import BadInput
from tests.checklists.before.preference.invented import pair, transcript, variant, words_of

# Few words, so that they meet again and again; some have two pieces, one has none.
WORDS = ("red", "blue", "green", "blue-green", "Red", "green,", "-", "e-mail")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14)


def pieces(words: Sequence[str]) -> list[str]:
    """What is compared."""
    return folded(" ".join(words)).split()


def outside(words: Sequence[str], ranges: Sequence[Range]) -> list[list[str]]:
    """What stands before, between and after the ranges."""
    ends = [0, *(end for _, end in ranges)]
    starts = [*(start for start, _ in ranges), len(words)]
    return [pieces(words[a:b]) for a, b in zip(ends, starts, strict=True)]


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=3))
def test_every_disagreement_is_covered_exactly_once(texts: list[list[str]]) -> None:
    found = disagreements(texts)
    by_variant = [[ranges[number] for ranges in found] for number in range(len(texts))]
    for words, ranges in zip(texts, by_variant, strict=True):
        assert all(0 <= start <= end <= len(words) for start, end in ranges)
        assert all(a[1] <= b[0] for a, b in pairwise(ranges))
    # All that lies outside is alike in every variant, stretch by stretch ...
    first, *others = (outside(words, r) for words, r in zip(texts, by_variant, strict=True))
    assert all(first == other for other in others)
    # ... between two of them lies something, and in each is a difference.
    assert all(between for between in first[1:-1])
    for place in range(len(found)):
        here = [
            "".join(pieces(words[slice(*ranges[place])]))
            for words, ranges in zip(texts, by_variant, strict=True)
        ]
        assert len(set(here)) > 1


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12)
)
def test_the_edits_of_two_variants_add_up_to_the_fewest(left: list[str], right: list[str]) -> None:
    """So no disagreement is in two stretches, and none is made larger than it is."""
    parts = sum(
        Levenshtein.distance(left[slice(*ours)], right[slice(*theirs)])
        for ours, theirs in disagreements([left, right])
    )
    assert parts == Levenshtein.distance(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("I paid $25 today", "I paid twenty five dollars today"),
        ("Call e-mail support.", "call email support"),
        ("the health care plan", "the healthcare plan"),
        ("", ""),
        ("-", ""),
    ],
)
def test_another_spelling_is_no_disagreement(left: str, right: str) -> None:
    assert disagreements([left.split(), right.split()]) == ()


def test_a_stretch_never_divides_a_written_word() -> None:
    joined, apart = ["my", "e-mail", "box"], ["my", "e", "nail", "box"]
    assert disagreements([joined, apart]) == (((1, 2), (1, 3)),)


def keys(spans: Sequence[Span]) -> list[tuple[str, ...]]:
    """What is disputed at each place, by variant."""
    return [tuple(" ".join(one.disputed) for one in span.wordings) for span in spans]


def test_spans_stop_at_pauses_and_before_the_next_disagreement() -> None:
    spans = spans_of(pair("clip"))
    assert keys(spans) == [
        ("sick cell", "Zyxel"), ("zeal", "Zyxel"), ("inverse", "invoice"), ("sims", "SIM"),
        ("puck", "PUK"), ("vpn", "PUK"), ("six sell", "Zyxel"), ("health", "help"),
    ]  # fmt: skip
    first, second = spans[0], spans[1]
    assert first.wordings[0].after == ("is", "down", "again") and first.wordings[0].before == (
        "so", "the",
    )  # fmt: skip
    # The second begins after the pause, and ends after so many words at most.
    assert second.wordings[1].before == ("and", "my")
    assert len(second.wordings[1].after) == AROUND_WORDS
    assert first.disputed == pytest.approx((0.8, 1.6)) and first.end == pytest.approx(2.8)
    for span in spans:
        assert span.start <= span.disputed[0] < span.disputed[1] <= span.end
        # As many words around in each variant: nothing tells them apart but what is disputed.
        around = {(len(one.before), len(one.after)) for one in span.wordings}
        assert len(around) == 1


def test_what_stands_close_together_is_one_question() -> None:
    close = (
        variant("a", "x", "my sick cell is town again"),
        variant("b", "x", "my Zyxel ~ is down again"),
    )
    assert keys(spans_of(close)) == [("sick cell is town", "Zyxel is down")]
    # Joined, it may turn out to be one spelling of the same.
    spelt = (
        variant("a", "x", "the a w s s 3 bucket"),
        variant("b", "x", "the AWS ~ ~ S3 ~ bucket"),
    )
    assert spans_of(spelt) == ()
    # A long row of differences is not one endless question.
    left = " ".join(f"x{n} same" for n in range(60))
    right = " ".join(f"y{n} same" for n in range(60))
    spans = spans_of((variant("a", "x", left), variant("b", "x", right)))
    assert len(spans) > 3
    assert all(span.disputed[1] - span.disputed[0] <= LONGEST_SECONDS + 0.01 for span in spans)
    assert sum(" ".join(one[0].split()).count("x") for one in keys(spans)) == 60


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd|"), max_size=30), min_size=2, max_size=3))
def test_spans_hold_every_edit_once(texts: list[list[str]]) -> None:
    said = [[word for word in words if word != "|"] for words in texts]
    spans = spans_of([variant(str(n), "x", " ".join(words)) for n, words in enumerate(texts)])
    for span in spans:
        assert len(span.groups) > 1
        assert sorted(n for group in span.groups for n in group) == list(range(len(texts)))
    for number, words in enumerate(said):
        # In order, and each at most once: the disputed words are a part of the text.
        rest = iter(words)
        disputed = [word for span in spans for word in span.wordings[number].disputed]
        assert all(word in rest for word in disputed)
        # Joining adds words that agree, and loses or doubles no edit against the first variant.
        edits = [
            Levenshtein.distance(span.wordings[0].disputed, span.wordings[number].disputed)
            for span in spans
        ]
        assert sum(edits) == Levenshtein.distance(said[0], words)


def test_channels_are_compared_apart_where_all_have_them() -> None:
    def two(agent: str, caller: str) -> Variant:
        words = (*words_of(agent), *words_of(caller, start=0.1, channel=1))
        return Variant("x", {"clip": transcript(words, channels=2)})

    spans = spans_of((two("red green", "blue"), two("red blue", "green")))
    found = {span.channel: key for span, key in zip(spans, keys(spans), strict=True)}
    assert found == {0: ("green", "blue"), 1: ("blue", "green")} and len(spans) == 2
    mixed = spans_in(
        "clip", [transcript(words_of("red")), transcript(words_of("blue"), channels=2)]
    )
    assert [span.channel for span in mixed] == [None]


def test_what_cannot_be_compared_is_said() -> None:
    one, other = pair("clip")
    with pytest.raises(BadInput, match="no clip in common"):
        spans_of((one, variant("other", "another", "text")))
    with pytest.raises(BadInput, match="1 variants cannot"):
        spans_of((one,))
    with pytest.raises(BadInput, match="4 variants cannot"):
        spans_of((one, other, one, other))


def test_a_span_is_about_the_terms_among_its_disputed_words() -> None:
    spans = spans_of(pair("clip"))
    assert spans[0].about("zyxel") and not spans[0].about("PUK") and not spans[0].about("")
    assert not spans[0].about("down")
    phrase = spans_of(
        (variant("a", "x", "the new wine comes"), variant("b", "x", "the New Vine comes"))
    )
    assert phrase[0].about("new vine") and not phrase[0].about("the new")

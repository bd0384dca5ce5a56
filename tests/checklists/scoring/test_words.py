from __future__ import annotations

import random

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.intervals import probability_better, wer_interval
from checklists.scoring.keywords import pooled_terms, term_scores
from checklists.scoring.normalisation import NORMALISER_VERSION, normalise, tokens
from checklists.scoring.words import (
    WordScore,
    align,
    from_numbers,
    mean_wer,
    pooled,
    score,
    score_transcript,
)
from tests.checklists.furnished import heard

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "xyz"]), max_size=12)


@given(WORDS.filter(len), WORDS.filter(len))
def test_golden_against_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    ours = score(" ".join(reference), " ".join(hypothesis))
    theirs = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    assert (ours.hits, ours.substitutions, ours.deletions, ours.insertions) == (
        theirs.hits,
        theirs.substitutions,
        theirs.deletions,
        theirs.insertions,
    )
    assert ours.wer == theirs.wer
    characters = jiwer.process_characters(" ".join(reference), " ".join(hypothesis))
    assert ours.cer == pytest.approx(characters.cer)
    assert [p.reference for p in ours.pairs if p.reference_index is not None] == reference
    assert [p.hypothesis for p in ours.pairs if p.hypothesis_index is not None] == hypothesis
    assert [p.reference_index for p in ours.pairs if p.reference_index is not None] == list(
        range(len(reference))
    )


@given(WORDS, WORDS)
def test_counts_always_add_up(reference: list[str], hypothesis: list[str]) -> None:
    found = score(" ".join(reference), " ".join(hypothesis))
    assert found.words == len(reference)
    assert found.hits + found.substitutions + found.insertions == len(hypothesis)
    assert from_numbers(found.numbers()) == WordScore(
        found.hits, found.substitutions, found.deletions, found.insertions,
        found.characters, found.character_errors,
    )  # fmt: skip


def test_known_counts() -> None:
    found = score("the quick brown fox jumps", "the quick red fox jumps over")
    assert (found.hits, found.substitutions, found.deletions, found.insertions) == (4, 1, 0, 1)
    assert found.wer == pytest.approx(0.4) and found.normaliser == NORMALISER_VERSION
    assert [(p.kind, p.reference, p.hypothesis) for p in found.pairs if p.kind != "hit"] == [
        ("substitution", "brown", "red"),
        ("insertion", "", "over"),
    ]


def test_an_empty_reference_has_no_rate() -> None:
    """jiwer 4.0.0 says 2.0 here: the number of inserted words."""
    assert jiwer.process_words("", "a b").wer == 2
    found = score("", "well hello")
    assert (found.wer, found.cer, found.insertions) == (None, None, 2)
    assert (score("", "").wer, score("...", "").errors) == (None, 0)
    assert score("hello there", "").wer == 1.0


def test_pooled_is_not_the_mean() -> None:
    long = score("a b c d e f g h i j".replace(" ", " x"), "a b c d e f g h i j".replace(" ", " x"))
    short = score("stop", "go")
    assert pooled([long, short]).wer == pytest.approx(1 / (long.words + 1))
    assert mean_wer([long, short]) == pytest.approx(0.5)
    assert mean_wer([score("", "x y")]) is None and pooled([]).wer is None


TRAPS = [
    ("3:30 PM", "three thirty p m"),
    ("3:30 p.m.", "three thirty PM"),
    ("10:00 am", "ten a m"),
    ("3:05", "three oh five"),
    ("1-800-555-0199", "18005550199"),
    ("555-0199", "five five five zero one nine nine"),
    ("0199", "zero one nine nine"),
    ("4111 1111", "41111111"),
    ("AWS S3", "a w s s three"),
    ("okay", "OK."),
    ("health care", "healthcare"),
    ("e-mail", "email"),
    ("Wi-Fi", "wifi"),
    ("twenty five dollars", "$25"),
    ("colour", "color"),
    ("it's all right", "it is alright"),
    ("my card [CREDIT_CARD_1] please", "my card [PII] please"),
    ("yes, um, hmm", "yes"),
    ("card 4111-1111-1111-1111", "card 4111 1111 1111 1111"),
]


@pytest.mark.parametrize(("reference", "hypothesis"), TRAPS)
@pytest.mark.parametrize("around", ["{}", "well {} then"])
def test_the_known_traps(reference: str, hypothesis: str, around: str) -> None:
    there, back = around.format(reference), around.format(hypothesis)
    assert score(there, back).wer == 0.0
    assert score(back, there).wer == 0.0


DIFFERENT = [
    ("3:30", "3:31"),
    ("555-0199", "555-199"),
    ("0199", "199"),
    ("card [CREDIT_CARD_1]", "card"),
    ("health care", "health scare"),
    ("4111 1111", "4111 1112"),
]


@pytest.mark.parametrize(("reference", "hypothesis"), DIFFERENT)
def test_no_repair_hides_an_error(reference: str, hypothesis: str) -> None:
    assert (score(reference, hypothesis).wer or 0) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1-800-555-0199", "18005550199"),
        ("3:30 PM", "330 pm"),
        ("12:61", "12 61"),
        ("9:20:30", "9 20 30"),
        ("Wait... what... 5.5%.", "wait what 5.5%"),
        ("...", ""),
        ("okay, Mr. Smith", "ok mister smith"),
        ("10.05", "10.05"),
        ("1,000", "1000"),
        ("", ""),
    ],
)
def test_normalised(text: str, said: str) -> None:
    assert normalise(text) == said


def test_a_synonym_of_ones_own() -> None:
    assert score("router", "gateway", synonyms={"gateway": "router"}).wer == 0
    assert score("router", "gateways", synonyms={"gateway": "router"}).wer == 1
    assert tokens("the gate way", {"gate way": "router"}) == ["the", "router"]


@given(st.text(max_size=60))
def test_normalising_is_never_in_the_way(text: str) -> None:
    assert normalise(text) == normalise(text).strip()
    assert score(text, text).errors == 0


def test_a_compound_keeps_the_references_words() -> None:
    found = score("our health care plan", "our healthcare plan")
    assert (found.words, found.errors) == (4, 0)
    assert [pair.hypothesis for pair in found.pairs] == ["our", "health", "care", "plan"]


def test_a_transcript_is_scored_by_channel() -> None:
    transcript = heard("amazon", "hello you", "good bye", sandbox=True)
    both = score_transcript(transcript, {0: "hello you", 1: "good buy"})
    assert (both.words, both.errors) == (4, 1) and len(both.pairs) == 4
    swapped = score_transcript(transcript, {1: "hello you", 0: "good bye"})
    assert swapped.errors == 4
    assert score_transcript(transcript, {0: "hello you good bye"}).wer == 0


def test_terms_are_counted_by_occurrence() -> None:
    found = score(
        "call zyxel support about my zyxel router from acme corporation",
        "call zyxel support about my sighs all router from zyxel acme corporation",
    )
    zyxel, phrase, absent = term_scores(found, ["Zyxel", "acme corporation", "nokia"])
    assert (zyxel.found, zyxel.missed, zyxel.wrong) == (1, 1, 1)
    assert (zyxel.recall, zyxel.precision, zyxel.f1) == (0.5, 0.5, 0.5)
    assert (phrase.found, phrase.missed, phrase.wrong, phrase.f1) == (1, 0, 0, 1.0)
    assert (absent.recall, absent.precision, absent.f1) == (None, None, None)
    assert pooled_terms([zyxel, phrase, absent]).recall == pytest.approx(2 / 3)


def test_a_phrase_with_something_inside_is_not_found() -> None:
    found = score("acme corporation", "acme big corporation")
    (phrase,) = term_scores(found, ["acme corporation"])
    assert (phrase.found, phrase.missed, phrase.wrong) == (0, 1, 0)
    (nothing,) = term_scores(found, ["..."])
    assert (nothing.found, nothing.missed, nothing.wrong) == (0, 0, 0)


def counts(errors: int, words: int) -> WordScore:
    return WordScore(words - errors, errors, 0, 0, 1, 0)


def test_the_interval_needs_two_clips_and_holds_the_rate() -> None:
    assert wer_interval([counts(1, 10)]) is None
    assert wer_interval([counts(1, 10), WordScore(0, 0, 0, 3, 0, 3)]) is None
    draw = random.Random(1)
    clips = [counts(draw.randint(0, 4), 20) for _ in range(30)]
    found = wer_interval(clips)
    rate = pooled(clips).wer
    assert found is not None and rate is not None
    assert found.low < rate < found.high and found.clips == 30
    assert wer_interval(clips) == found, "the same clips give the same interval"
    wide = wer_interval(clips[:5])
    assert wide is not None and wide.high - wide.low > found.high - found.low
    sure = wer_interval([counts(0, 10), counts(0, 10), counts(1, 200)])
    assert sure is not None and sure.low >= 0.0


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    draw = random.Random(7)
    covered = 0
    for _ in range(60):
        clips = [counts(sum(draw.random() < 0.2 for _ in range(40)), 40) for _ in range(25)]
        found = wer_interval(clips, resamples=300)
        assert found is not None
        covered += found.low <= 0.2 <= found.high
    assert covered >= 51


def test_the_better_of_two() -> None:
    good = [counts(n % 3, 20) for n in range(12)]
    bad = [counts(n % 3 + 3, 20) for n in range(12)]
    assert probability_better(good, bad) == 1.0
    assert probability_better(bad, good) == 0.0
    assert probability_better(good, good) == 0.5
    assert probability_better(good[:1], bad[:1]) is None
    with pytest.raises(ValueError, match="zip"):
        probability_better(good, bad[:3])


def test_align_of_nothing() -> None:
    assert align([], []) == ()

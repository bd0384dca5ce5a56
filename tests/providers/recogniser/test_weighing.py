"""What a hit is worth beside the words that were recognised in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from providers.audio.arithmetic import audioop
from providers.audio.clips import probe, slice_pcm
from providers.sandbox.recogniser.sound import resampled
from providers.sandbox.recogniser.spotting import Hit
from providers.sandbox.recogniser.weighing import Weighed, in_place, search
from providers.sandbox.recognition import HeardWord
from providers.sandbox.samples import sample_calls
from tests.providers.recogniser.conftest import Say, silence

RATIOS = st.floats(-400, 400)
RIVALS = st.one_of(st.none(), RATIOS)
SPANS = st.floats(0.05, 3)
PHONES = st.integers(1, 30)


def weighed(
    ratio: float, span: float, phones: int, rival: float | None = None, agreed: bool = False
) -> float:
    return Weighed(Hit("a", 0.0, span, ratio), phones, rival, agreed).confidence


@given(RATIOS, RATIOS, SPANS, PHONES, RIVALS, st.booleans())
def test_it_rises_with_the_evidence(
    one: float, other: float, span: float, phones: int, rival: float | None, agreed: bool
) -> None:
    weak, strong = sorted((one, other))
    low, high = (weighed(ratio, span, phones, rival, agreed) for ratio in (weak, strong))
    assert 0 <= low <= high <= 1


@given(RATIOS, SPANS, PHONES, RATIOS, RATIOS)
def test_it_falls_with_a_rival_that_fits_better_and_only_then(
    ratio: float, span: float, phones: int, one: float, other: float
) -> None:
    weak, strong = sorted((one, other))
    alone = weighed(ratio, span, phones)
    assert weighed(ratio, span, phones, strong) <= weighed(ratio, span, phones, weak) <= alone
    assert weighed(ratio, span, phones, ratio - 1.0) == alone


@given(RATIOS, SPANS, PHONES)
def test_words_that_are_the_term_speak_for_it(ratio: float, span: float, phones: int) -> None:
    assert weighed(ratio, span, phones, agreed=True) >= weighed(ratio, span, phones)


@given(st.floats(-5, 12), PHONES, PHONES)
def test_the_same_evidence_at_the_same_pace_is_worth_the_same(
    evidence: float, one: int, other: int
) -> None:
    worth = [
        weighed(evidence * (8 * phones) ** 0.5, 0.08 * phones, phones) for phones in (one, other)
    ]
    assert abs(worth[0] - worth[1]) < 0.001


def test_the_words_in_a_place_are_those_mostly_within_it_or_filling_it() -> None:
    hit = Hit("mortgage", 1.0, 1.5, 0.0)
    before, inside, beyond = (
        HeardWord("good", 0.7, 1.1, 0.9),
        HeardWord("more", 1.1, 1.25, 0.9),
        HeardWord("incidentally", 1.25, 2.4, 0.9),
    )
    assert in_place(hit, [before, inside, beyond]) == [inside, beyond]
    assert in_place(hit, [before]) == []


def test_a_word_that_fits_better_takes_the_place() -> None:
    """The agent of a sample call says "Good morning"; nobody speaks of a mortgage."""
    call = next(call for call in sample_calls() if call.id == "telecom-support")
    both, _ = slice_pcm(probe(call.path), 0.0, 4.0)
    audio = resampled(audioop.tomono(both, 2, 1, 0), call.rate)
    said = [
        HeardWord(word.text, word.start, word.end, 0.9)
        for word in call.words
        if word.channel == 0 and word.end < 4.0
    ]
    assert said[1].text == "morning"
    (alone, *_) = search(["mortgage"], audio, [HeardWord("uh", 3.9, 3.95, 0.9)])
    assert alone.confidence > 0.5 and alone.start < said[1].end
    beside = search(["mortgage"], audio, said)
    assert all(hit.confidence < 0.25 for hit in beside)
    here = [hit for hit in beside if hit.start == alone.start]
    assert all(hit.confidence < alone.confidence / 4 for hit in here)


def test_a_misheard_term_is_found_whatever_the_words_say(say: Say) -> None:
    before = say("please take")
    audio = before + silence(0.1) + say("metformin") + silence(0.2)
    start = len(before) / 32000 + 0.1
    words = [
        HeardWord("met", start, start + 0.25, 0.8),
        HeardWord("foreman", start + 0.25, start + 0.8, 0.9),
    ]
    (best, *_) = search(["umbrella", "metformin", "Zyxel"], audio, words)
    assert best.term == "metformin" and best.confidence > 0.8
    assert abs(best.start - start) < 0.2


def test_what_cannot_be_said_is_not_found(say: Say) -> None:
    audio = say("please take one tablet")
    assert search(["", "日本"], audio, [HeardWord("please", 0.1, 0.4, 0.9)]) == []
    assert search(["tablet"], b"", [HeardWord("please", 0.1, 0.4, 0.9)]) == []

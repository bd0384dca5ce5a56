"""Display forms and sentences from pauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.punctuation import punctuated, sentences
from providers.sandbox.recognition import HeardWord


def spoken(text: str) -> list[HeardWord]:
    """Words of 0.3 s; a "/" is a pause of 0.7 s, a "//" one of 1 s."""
    words, now = [], 0.0
    for token in text.split():
        if token in ("/", "//"):
            now += 0.7 if token == "/" else 1.0
            continue
        words.append(HeardWord(token, round(now, 3), round(now + 0.3, 3), 0.9))
        now += 0.3
    return words


def shown(text: str) -> str:
    return " ".join(punctuated(spoken(text)))


def test_sentences_begin_with_a_capital_and_end_with_a_stop() -> None:
    assert shown("the light is red / i see") == "The light is red. I see."


def test_questions_are_marked_when_they_begin_like_one() -> None:
    assert shown("can you tell me the balance") == "Can you tell me the balance?"
    assert shown("what is your name / thank you") == "What is your name? Thank you."
    assert shown("which is why") == "Which is why?"
    assert shown("when the engineer comes") == "When the engineer comes."
    assert shown("can openers are cheap") == "Can openers are cheap."


def test_a_terms_spelling_is_kept() -> None:
    assert shown("iPhone users like TalkTalk") == "iPhone users like TalkTalk."
    assert shown("i'm here and i'll stay") == "I'm here and I'll stay."


def test_an_abbreviation_gets_no_second_stop() -> None:
    assert shown("at nine a.m.") == "At nine a.m."


def test_nothing_said() -> None:
    assert punctuated([]) == ()
    assert sentences([]) == ()


def test_the_pause_that_ends_a_sentence_can_be_chosen() -> None:
    words = spoken("one two / three // four")
    assert sentences(words) == ((0, 3), (3, 4))
    assert sentences(words, 0.5) == ((0, 2), (2, 3), (3, 4))
    assert sentences(words, 5) == ((0, 4),)


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0.01, 1), st.text(min_size=1))))
def test_every_word_has_one_form_and_lies_in_one_sentence(
    timed: list[tuple[float, float, str]],
) -> None:
    words, now = [], 0.0
    for gap, length, text in timed:
        words.append(HeardWord(text, now + gap, now + gap + length, 0.5))
        now += gap + length
    assert len(punctuated(words)) == len(words)
    covered = [n for first, beyond in sentences(words) for n in range(first, beyond)]
    assert covered == list(range(len(words)))

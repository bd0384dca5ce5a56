"""What counts as settled, what is heard again, and what was never taken up."""

from __future__ import annotations

from providers.heard import RUN_UP, Heard
from providers.speech import LiveEvent, LiveKind, Word


def said(
    kind: LiveKind, text: str, start: float, *, channel: int = 0, segment: str = "", now: float = 0
) -> LiveEvent:
    words = tuple(
        Word(word, start + 0.5 * n, start + 0.5 * n + 0.4, punctuated=word, channel=channel)
        for n, word in enumerate(text.split())
    )
    end = words[-1].end if words else start + 1.0
    return LiveEvent(
        "amazon", kind, channel, text, start, end, now or end, 0.0, words, segment or f"s{start}"
    )


def test_audio_is_sent_again_from_the_open_interim_or_the_last_final() -> None:
    heard = Heard(1)
    heard.take(said("final", "one two", 10.0, now=11.5))
    assert heard.unsettled_from(5.0) == 10.9
    heard.take(said("interim", "three", 11.2, now=12.0))
    assert (heard.unsettled_from(5.0), heard.nothing_pending) == (11.2, False)
    heard.take(said("final", "three four", 11.2, now=13.0))
    # Half a minute of silence that the vendor listened to is not sent again.
    heard.take(said("interim", "", 40.0, now=41.0))
    assert (heard.unsettled_from(5.0), heard.nothing_pending) == (36.0, True)


def test_the_slowest_channel_counts_and_one_not_heard_of_yet_too() -> None:
    heard = Heard(2)
    heard.take(said("final", "one two", 20.0, now=21.0))
    assert heard.unsettled_from(5.0) == 16.0
    heard.take(said("interim", "left", 18.5, channel=1, now=21.5))
    assert heard.unsettled_from(5.0) == 18.5
    assert RUN_UP > 0


def test_words_told_before_are_dropped_and_new_ones_kept() -> None:
    heard = Heard(1)
    heard.begin_session()
    first = said("final", "one two", 10.0)
    assert heard.take(first) is first
    heard.begin_session()
    again = heard.take(said("final", "one two three", 10.05, segment="x"))
    assert again is not None and again.text == "three" and again.words[0].start == 11.05
    assert again.start == 11.05 and again.segment == "2/x"
    assert heard.words_heard_again == 2
    assert heard.take(said("final", "four", 12.0)) is not None


def test_a_word_placed_a_little_later_is_still_the_same_word() -> None:
    heard = Heard(1)
    heard.begin_session()
    heard.take(said("final", "very", 10.0))
    heard.begin_session()
    # Its middle is beyond the end of the first hearing, its text and start are not.
    shifted = said("final", "very", 10.22)
    assert heard.take(shifted) is None
    kept = heard.take(said("final", "very", 10.6))
    assert kept is not None and kept.text == "very"


def test_a_result_of_only_old_words_is_no_news() -> None:
    heard = Heard(1)
    heard.begin_session()
    heard.take(said("final", "one two", 10.0))
    heard.take(said("utterance-end", "", 10.9))
    heard.begin_session()
    assert heard.take(said("interim", "one", 10.0)) is None
    assert heard.take(said("final", "", 9.5)) is None
    assert heard.take(said("utterance-end", "", 10.0)) is None
    assert heard.take(said("speech-started", "", 10.0)) is not None


def test_an_interim_that_no_final_takes_up_is_unsettled() -> None:
    heard = Heard(1)
    heard.take(said("interim", "one two", 10.0))
    assert heard.take_unsettled() == []
    heard.take(said("final", "three", 12.0))
    assert [event.text for event in heard.take_unsettled()] == ["one two"]
    heard.take(said("interim", "four", 13.0))
    heard.take(said("final", "four five", 13.0))
    heard.take(said("interim", "six", 15.0))
    heard.finish()
    assert [event.text for event in heard.take_unsettled()] == ["six"]


def test_a_longer_final_that_begins_earlier_takes_an_interim_up() -> None:
    heard = Heard(1)
    heard.take(said("interim", "two", 10.5))
    heard.take(said("final", "one two", 10.0))
    assert heard.take_unsettled() == [] and heard.nothing_pending

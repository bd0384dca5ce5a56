"""What a live comparison keeps of the events it hears."""

from __future__ import annotations

from dataclasses import replace

from checklists.before.live.panes import PRESETS, LivePane, standard_panes
from checklists.scoring.clock import AudioClock
from providers.speech import Transcript, Vendor, Word
from tests.tui.scripted import event, spoken
from tui.live.model import Comparison, Side

CLOCK = AudioClock(100.0)
DEEPGRAM, AMAZON = standard_panes(("deepgram", "amazon"))


def side_of(vendor: Vendor) -> Side:
    return Side(DEEPGRAM if vendor == "deepgram" else AMAZON)


def two(panes: tuple[LivePane, ...] = (DEEPGRAM, AMAZON), channels: int = 1) -> Comparison:
    comparison = Comparison.of(panes, duration=60.0, channels=channels)
    comparison.begin(CLOCK)
    return comparison


def test_a_final_replaces_the_interim_of_its_channel_and_has_a_lag() -> None:
    side = side_of("deepgram")
    side.hear(event("deepgram", "interim", "good mor", channel=1), CLOCK)
    side.hear(event("deepgram", "interim", "hello", channel=0), CLOCK)
    assert side.interim == {1: "good mor", 0: "hello"}
    side.hear(
        event("deepgram", "speech-final", "Good morning.", end=2.0, channel=1, received_at=102.75),
        CLOCK,
    )
    assert side.interim == {0: "hello"}
    assert side.lag == 0.75
    side.hear(event("deepgram", "final", "Hello.", end=4.0, received_at=104.25), CLOCK)
    assert (side.lag, side.finals) == (0.25, 2)


def test_a_lag_leaves_out_the_pauses() -> None:
    side = side_of("deepgram")
    clock = AudioClock(100.0, ((3.0, 10.0),))
    side.hear(event("deepgram", "final", "Hello.", end=4.0, received_at=114.5), clock)
    assert side.lag == 0.5


def test_empty_finals_are_no_lines_and_text_is_in_order_of_speech() -> None:
    side = side_of("amazon")
    for text, start in (("second", 5.0), ("  ", 7.0), ("first", 1.0)):
        side.hear(event("amazon", "final", text, start=start), CLOCK)
    assert side.text() == "first\nsecond"
    assert side.finals == 2


def test_warnings_and_a_failed_close_are_lines_and_text_is_cleaned() -> None:
    side = side_of("amazon")
    side.hear(event("amazon", "warning", "slow\x1b[2J"), CLOCK)
    side.hear(event("amazon", "closed", "Refused.\x07"), CLOCK)
    assert [line.text for line in side.lines] == ["warning: slow␛[2J", "closed: Refused.␇"]
    assert side.closed and side.trouble == "Refused.␇"
    quiet = side_of("amazon")
    quiet.hear(event("amazon", "closed"), CLOCK)
    assert quiet.closed and not quiet.lines


def test_the_beginning_and_the_end_of_speech_stand_with_its_words() -> None:
    side = side_of("deepgram")
    side.hear(event("deepgram", "speech-started", channel=1, native="SpeechStarted"), CLOCK)
    side.hear(event("deepgram", "final", "One.", channel=0, native="is_final"), CLOCK)
    side.hear(event("deepgram", "speech-final", "Two.", channel=1, native="speech_final"), CLOCK)
    side.hear(event("deepgram", "utterance-end", channel=1, native="UtteranceEnd"), CLOCK)
    # An end before any words has nothing to stand with.
    side.hear(event("deepgram", "utterance-end", channel=2, native="UtteranceEnd"), CLOCK)
    one, other = side.lines
    assert (one.began, one.native, one.ended) == ("", "is_final", "")
    assert (other.began, other.native, other.ended) == (
        "SpeechStarted", "speech_final", "UtteranceEnd",
    )  # fmt: skip
    # It was drawn already when its end came.
    assert side.changed == {1}


def test_amazons_words_have_the_beginning_of_the_result_id() -> None:
    side = side_of("amazon")
    side.hear(
        event("amazon", "interim", "hel", native="IsPartial=true", segment="a3f19b20-77"), CLOCK
    )
    assert side.native == "IsPartial=true a3f1…"
    side.hear(
        event("amazon", "final", "Hello.", native="IsPartial=false", segment="a3f19b20-77"), CLOCK
    )
    assert side.lines[0].native == "IsPartial=false a3f1…"


def test_confidences_belong_to_the_words_of_the_text() -> None:
    side = side_of("deepgram")
    said = "My Zyxel drops."
    side.hear(
        event("deepgram", "final", said, words=spoken(said, 0, 1, sure=(0.99, 0.4, 0.8))), CLOCK
    )
    line = side.lines[0]
    assert line.words == ("My", "Zyxel", "drops.")
    assert line.confidences == (0.99, 0.4, 0.8)


def test_where_text_and_words_do_not_agree_nothing_is_said_about_a_word() -> None:
    side = side_of("deepgram")
    side.hear(
        event("deepgram", "final", "Twenty five dollars.", words=spoken("$25.", 0.0, 1.0)), CLOCK
    )
    assert side.lines[0].words == ("Twenty", "five", "dollars.")
    assert side.lines[0].confidences == ()


def test_words_that_another_pane_settled_otherwise_are_marked_in_both() -> None:
    comparison = two()
    texts = {
        "1": "my zyxel drops out every few minutes",
        "2": "my axle drops out every few minutes",
    }
    for pane, vendor in (("1", "deepgram"), ("2", "amazon")):
        for start in (0.0, 4.0):
            text = texts[pane] if not start else "and that is all there is to it"
            said = event(
                "deepgram" if vendor == "deepgram" else "amazon",
                "final",
                text,
                side=pane,
                start=start,
                end=start + 3,
                words=spoken(text, start, start + 3),
                received_at=108.0,
            )
            touched = comparison.hear(said)
    assert touched == {"1", "2"}
    for side in comparison.sides.values():
        assert side.lines[0].differing == {1}
        assert side.differing == 1
    assert comparison.differs("1")["2"][0] == 1


def test_events_go_to_the_pane_they_are_for() -> None:
    panes = PRESETS[2].panes
    comparison = two(panes)
    comparison.hear(event("deepgram", "final", "third", side="3"))
    comparison.hear(event("deepgram", "final", "first of its vendor"))
    assert comparison.hear(event("deepgram", "final", "nobody's", side="9")) == set()
    assert [side.text() for side in comparison.sides.values()] == [
        "first of its vendor", "", "third", "",
    ]  # fmt: skip


def test_a_comparison_never_hears_beyond_the_end() -> None:
    comparison = Comparison.of((DEEPGRAM, AMAZON), duration=10.0, channels=1)
    comparison.hear(event("deepgram", "final", "a", end=3.0))
    comparison.hear(event("amazon", "final", "b", end=12.0))
    assert (comparison.heard, comparison.finals) == (10.0, 2)
    endless = Comparison.of((DEEPGRAM,), duration=None, channels=1)
    endless.reach(5000.0)
    assert endless.heard == 5000.0


def test_changed_keyterms_are_followed_by_what_came_of_them() -> None:
    side = side_of("deepgram")
    side.hear(event("deepgram", "final", "my axle and my zyxel."), CLOCK)
    side.asked_terms = ("Zyxel", "card number")
    side.hear(
        event("deepgram", "warning", "2 keyterms are in force.", native="ConfigureSuccess"), CLOCK
    )
    side.hear(event("deepgram", "final", "The Zyxel, your Zyxel!"), CLOCK)
    side.hear(event("deepgram", "final", "A card  number."), CLOCK)
    assert side.lines[1].text == (
        "keyterms: 2 keyterms are in force. Settled so far: "
        "Zyxel 1 before, 2 since, card number 0 before, 1 since."
    )
    assert 1 in side.changed


def test_refused_keyterms_are_a_line_and_change_nothing() -> None:
    side = side_of("deepgram")
    side.asked_terms = ("Zyxel",)
    side.hear(event("deepgram", "warning", "TooMany: no.", native="ConfigureFailure"), CLOCK)
    side.hear(event("deepgram", "final", "The Zyxel."), CLOCK)
    assert side.lines[0].text == "keyterms: TooMany: no."
    assert side.flip is None
    assert [one.native for one in side.warnings] == ["ConfigureFailure"]


def test_a_whole_transcript_is_cut_where_nobody_spoke() -> None:
    side = side_of("amazon")
    words = (*spoken("Good morning.", 0.0, 1.0), *spoken("How are you?", 3.0, 4.0))
    side.read(Transcript("amazon", "transcribe", "en-US", 5.0, "", tuple(words), elapsed=2.0))
    assert side.text() == "Good morning.\nHow are you?"
    assert side.native == "whole file in 2.0 s"
    assert side.lines[0].confidences == (0.97, 0.97)


def test_a_tracker_measures_from_the_beginning_of_the_audio() -> None:
    comparison = two()
    said = "good morning"
    heard = event(
        "deepgram", "final", said, side="1", end=1.0, words=spoken(said, 0, 1), received_at=101.5
    )
    comparison.hear(heard)
    tracker = comparison.sides["1"].tracker
    assert tracker is not None
    assert tracker.emission.n == 2
    assert tracker.emission.p50 == 0.5
    comparison.set_clock(AudioClock(100.0, ((0.2, 0.25),)))
    assert tracker.emission.p50 == 0.25


def test_a_word_with_a_line_break_stays_on_its_line() -> None:
    side = side_of("deepgram")
    words = (replace(spoken("a", 0.0, 1.0)[0], punctuated="a\nb"), Word("c", 1.0, 2.0))
    side.hear(event("deepgram", "final", "a\nb c", words=words), CLOCK)
    assert not any("\n" in word for word in side.lines[0].words)

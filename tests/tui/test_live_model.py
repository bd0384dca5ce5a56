"""What a live comparison keeps of the events it hears."""

from __future__ import annotations

from tests.tui.scripted import event
from tui.live_model import Comparison, Side


def test_a_final_replaces_the_interim_of_its_channel_and_has_a_lag() -> None:
    side = Side("deepgram")
    side.hear(event("deepgram", "interim", "good mor", channel=1), began=100.0)
    side.hear(event("deepgram", "interim", "hello", channel=0), began=100.0)
    assert side.interim == {1: "good mor", 0: "hello"}
    side.hear(
        event("deepgram", "speech-final", "Good morning.", end=2.0, channel=1, received_at=102.75),
        began=100.0,
    )
    assert side.interim == {0: "hello"}
    assert side.lag == 0.75
    side.hear(event("deepgram", "final", "Hello.", end=4.0, received_at=104.25), began=100.0)
    assert (side.lag, side.slowest, side.finals) == (0.25, 0.75, 2)


def test_empty_finals_are_no_lines_and_text_is_in_order_of_speech() -> None:
    side = Side("amazon")
    for text, start in (("second", 5.0), ("  ", 7.0), ("first", 1.0)):
        side.hear(event("amazon", "final", text, start=start), began=0.0)
    assert side.text() == "first\nsecond"
    assert side.finals == 2


def test_warnings_and_a_failed_close_are_lines_and_text_is_cleaned() -> None:
    side = Side("amazon")
    side.hear(event("amazon", "warning", "slow\x1b[2J"), began=0.0)
    side.hear(event("amazon", "closed", "Refused.\x07"), began=0.0)
    assert [line.text for line in side.lines] == ["warning: slow␛[2J", "closed: Refused.␇"]
    assert side.closed and side.trouble == "Refused.␇"
    quiet = Side("amazon")
    quiet.hear(event("amazon", "closed"), began=0.0)
    assert quiet.closed and not quiet.lines


def test_a_comparison_gives_events_to_their_side_and_never_hears_beyond_the_end() -> None:
    comparison = Comparison.of(("deepgram", "amazon"), duration=10.0, channels=1)
    comparison.began = 0.0
    comparison.hear(event("deepgram", "final", "a", end=3.0))
    comparison.hear(event("amazon", "final", "b", end=12.0))
    assert comparison.sides["deepgram"].text() == "a"
    assert (comparison.heard, comparison.finals) == (10.0, 2)

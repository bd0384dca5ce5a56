"""Which place of Deepgram's response stands for one of Amazon's: by channel, time and event."""

from __future__ import annotations

from typing import Any

from checklists.during.rehearsal.counterparts import Counterparts

WORD = "results.channels[].alternatives[0].words[].start"


def answer(*channels: list[float]) -> dict[str, Any]:
    """Words that begin at these times, by channel."""
    listed = [{"alternatives": [{"words": [{"start": at} for at in one]}]} for one in channels]
    return {"results": {"channels": listed}}


def test_without_a_label_the_channel_is_that_of_the_nearest_word() -> None:
    amazon = {"results": {"items": [{"start_time": "5.0"}]}}
    beside = Counterparts(amazon, answer([1.0, 4.0], [0.5, 5.1]))
    spot = beside.at(("results", "items", 0, "start_time"), WORD)
    assert spot.path == "results.channels[1].alternatives[0].words[1].start"


def test_a_customer_is_on_the_second_channel_whoever_speaks_then() -> None:
    amazon = {"Transcript": [{"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 1000}]}
    beside = Counterparts(amazon, answer([1.0], [3.0]))
    spot = beside.at(("Transcript", 0, "BeginOffsetMillis"), WORD)
    assert spot.path.startswith("results.channels[1]")


def test_a_partial_result_stands_beside_an_interim_one() -> None:
    def message(final: bool) -> dict[str, Any]:
        return {"start": 0.0, "is_final": final, "channel": {}}

    def event(partial: bool) -> dict[str, Any]:
        return {"Transcript": {"Results": [{"StartTime": 0.0, "IsPartial": partial}]}}

    for messages in ([message(True), message(False)], [message(False), message(True)]):
        for partial in (True, False):
            beside = Counterparts([event(partial)], messages, streamed=True)
            spot = beside.at((0, "Transcript", "Results", 0, "IsPartial"), "is_final")
            assert spot.value is not partial

"""Deepgram's messages as Amazon's events: nothing lost, nothing twice, one id a segment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from checklists.during.stream_semantics.amazon_events import AmazonEvents, AmazonStream
from providers.errors import BadInput
from tests.checklists.during.stream_semantics.streams import (
    Message,
    Said,
    Stretch,
    deepgram,
    results_of,
    stretches,
    window,
    words_of,
)

YES = Said("Yes", ",", Decimal("0.10"), Decimal("0.40"), Decimal("0.990"), "0")
SIR = Said("sir", ".", Decimal("0.500"), Decimal("0.7"), Decimal("0.9"), "1")
GO = Said("Go", "!", Decimal("2.2"), Decimal("2.5"), Decimal("0.8"), "0")


def turned(
    messages: Sequence[Message], stream: AmazonStream | None = None
) -> tuple[list[Message], AmazonEvents]:
    adapter = AmazonEvents(stream)
    events = [event for message in messages for event in adapter.feed(message)]
    return [*events, *adapter.close()], adapter


def spoken(said: Sequence[Stretch], channel: int) -> list[Said]:
    return [word for one in said if one.channel == channel for word in one.words]


def settled(results: Sequence[Message], channel: int) -> list[Said]:
    return [
        word
        for result in results
        if not result["IsPartial"] and result["ChannelId"] == f"ch_{channel}"
        for word in words_of(result)
    ]


def check_ids(results: Sequence[Message]) -> None:
    """Each id belongs to one channel, and to nothing after its final."""
    finished: set[str] = set()
    channels: dict[str, str] = {}
    for result in results:
        name = result["ResultId"]
        assert name not in finished
        assert channels.setdefault(name, result["ChannelId"]) == result["ChannelId"]
        if not result["IsPartial"]:
            finished.add(name)


@settings(max_examples=40)
@given(stretches())
def test_every_word_comes_once_with_its_digits(said: list[Stretch]) -> None:
    results = results_of(turned(deepgram(said))[0])
    for channel in (0, 1):
        found, wanted = settled(results, channel), spoken(said, channel)
        assert found == wanted
        assert [str(word.start) for word in found] == [str(word.start) for word in wanted]
    check_ids(results)


@settings(max_examples=40)
@given(stretches())
def test_whole_utterances_lose_no_word_either(said: list[Stretch]) -> None:
    shape = AmazonStream(by_utterance=True, stabilization=True)
    results = results_of(turned(deepgram(said), shape)[0])
    for channel in (0, 1):
        assert settled(results, channel) == spoken(said, channel)
    check_ids(results)
    stable: dict[str, list[str]] = {}
    for result in results:
        items = result["Alternatives"][0]["Items"]
        kept = [item["Content"] for item in items if item["Stable"]]
        before = stable.get(result["ResultId"], [])
        # What was stable once stays, at its place.
        assert kept[: len(before)] == before
        assert [item["Content"] for item in items[: len(kept)]] == kept
        stable[result["ResultId"]] = kept


@settings(max_examples=40)
@given(stretches())
def test_the_partials_of_a_window_share_the_id_of_its_final(said: list[Stretch]) -> None:
    adapter = AmazonEvents()
    names: dict[int, set[str]] = {0: set(), 1: set()}
    for message in deepgram(said):
        channel = message["channel_index"][0]
        for result in results_of(adapter.feed(message)):
            names[channel].add(result["ResultId"])
        assert len(names[channel]) <= 1
        if message["is_final"]:
            names[channel].clear()


def test_a_result_in_full() -> None:
    (event,), _ = turned([window([YES, SIR])], AmazonStream("en-US", stabilization=True))
    (result,) = event["Transcript"]["Results"]
    assert result == {
        "ResultId": result["ResultId"],
        "StartTime": Decimal("0.10"),
        "EndTime": Decimal("0.7"),
        "IsPartial": False,
        "LanguageCode": "en-US",
        "Alternatives": [
            {
                "Transcript": "Yes, sir.",
                "Entities": [],
                "Items": [
                    item("pronunciation", "Yes", "0.10", "0.40", Speaker="0", Confidence="0.990"),
                    item("punctuation", ",", "0.40", "0.40"),
                    item("pronunciation", "sir", "0.500", "0.7", Speaker="1", Confidence="0.9"),
                    item("punctuation", ".", "0.7", "0.7"),
                ],
            }
        ],
    }


def item(kind: str, content: str, start: str, end: str, **more: str) -> Message:
    made: Message = {"StartTime": Decimal(start), "EndTime": Decimal(end), "Type": kind}
    made |= {"Content": content, "VocabularyFilterMatch": False, "Stable": True}
    if "Confidence" in more:
        made |= {"Speaker": more["Speaker"], "Confidence": Decimal(more["Confidence"])}
    return made


def test_without_channels_speakers_and_stabilization_their_fields_are_not_there() -> None:
    bare = Said("Yes", "", Decimal(1), Decimal(2), Decimal(1), "")
    (event,), _ = turned([window([bare])])
    (result,) = results_of([event])
    assert "ChannelId" not in result and "LanguageCode" not in result
    assert not {"Stable", "Speaker"} & result["Alternatives"][0]["Items"][0].keys()


def test_floats_stay_floats() -> None:
    message = window([], start=0.1, duration=0.2, final=False)
    word = {"word": "so", "start": 0.1, "end": 0.25, "confidence": 0.9}
    message["channel"]["alternatives"] = [{"transcript": "so", "words": [word]}]
    (result,) = results_of(AmazonEvents().feed(message))
    assert (result["StartTime"], result["EndTime"]) == (0.1, 0.25)
    wordless = {"transcript": "so", "words": []}
    message["channel"]["alternatives"] = [wordless]
    (result,) = results_of(AmazonEvents().feed(message))
    assert repr(result["EndTime"]) == "0.3"


def test_silence_is_an_empty_event_and_what_was_taken_back_an_empty_final() -> None:
    quiet, guess = window([], start=1.0), window([YES], final=False)
    events, adapter = turned([quiet, guess, window([])])
    assert events[0] == {"Transcript": {"Results": []}}
    partial, final = results_of(events)
    assert partial["ResultId"] == final["ResultId"]
    assert (final["IsPartial"], final["Alternatives"][0]["Items"]) == (False, [])
    assert "Results.start" in {loss.path for loss in adapter.losses + adapter.derived}


def test_an_utterance_ends_at_a_pause_or_where_deepgram_says_so() -> None:
    shape = AmazonStream(by_utterance=True)
    log = [
        window([YES], final=False),
        window([YES]),
        window([SIR], final=False),
        window([SIR], pause=True),
        window([GO]),
        {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 2.5},
        window([YES]),
    ]
    results = results_of(turned(log, shape)[0])
    told = [(one["IsPartial"], one["Alternatives"][0]["Transcript"]) for one in results]
    assert told == [
        (True, "Yes,"),
        (True, "Yes,"),
        (True, "Yes, sir."),
        (False, "Yes, sir."),
        (True, "Go!"),
        (False, "Go!"),
        (True, "Yes,"),
        (False, "Yes,"),
    ]
    assert len({one["ResultId"] for one in results}) == 3


def test_an_utterance_that_is_taken_back_is_empty_again() -> None:
    shape = AmazonStream(by_utterance=True)
    events, _ = turned([window([YES], final=False), window([], final=False)], shape)
    shown, emptied = results_of(events)
    assert shown["ResultId"] == emptied["ResultId"]
    assert (emptied["IsPartial"], emptied["Alternatives"][0]["Items"]) == (True, [])


def test_an_utterance_without_a_pause_is_ended_after_a_minute() -> None:
    log = [window([YES], start=at, duration=10) for at in range(0, 200, 10)]
    results = results_of(turned(log, AmazonStream(by_utterance=True))[0])
    assert sum(len(words_of(one)) for one in results if not one["IsPartial"]) == 20
    assert max(len(words_of(one)) for one in results) <= 7


def test_what_is_not_carried_over_is_named() -> None:
    rich = window([YES], pause=True)
    rich["entities"] = [{"label": "NAME", "value": "Yes"}]
    rich["channel"]["search"] = [{"query": "yes", "hits": []}]
    rich["channel"]["alternatives"][0]["words"][0] |= {"language": "en", "word": "yeah"}
    started = {"type": "SpeechStarted", "channel": [0], "timestamp": 0.1}
    strange = {"type": "Surprise"}
    ended = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 2.5}
    _, adapter = turned([started, rich, rich, ended, strange, {"type": "Metadata"}])
    rows = {loss.path: loss.what for loss in adapter.losses + adapter.derived}
    assert rows["Results.entities"] == "not carried over (2 times)"
    assert {"Results.channel.search", "SpeechStarted", "UtteranceEnd", "Surprise"} <= set(rows)
    assert {"Metadata", "Results.speech_final", "Results.start, Results.duration"} <= set(rows)
    assert rows["Results.channel.alternatives[].words[].language"].startswith("not carried over")
    assert rows["Results.channel.alternatives[].words[].word"] == "the spoken form (2 times)"
    assert all(loss.why for loss in adapter.losses + adapter.derived)


@pytest.mark.parametrize("by_utterance", [False, True])
def test_an_interim_that_no_final_follows_is_named(by_utterance: bool) -> None:
    shape = AmazonStream(by_utterance=by_utterance)
    events, adapter = turned([window([YES]), window([SIR], final=False)], shape)
    assert [words_of(one) for one in results_of(events) if not one["IsPartial"]] == [[YES]]
    assert "Results.is_final" in {loss.path for loss in adapter.losses}
    _, adapter = turned([window([YES], final=False), window([YES])], shape)
    assert "Results.is_final" not in {loss.path for loss in adapter.losses}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": None}, "start"),
        ({"duration": "1.0"}, "duration"),
        ({"duration": float("nan")}, "duration"),
        ({"start": 10**400}, "start"),
        ({"is_final": 3}, "is_final"),
        ({"channel": None}, "channel"),
        ({"channel": {"alternatives": 3}}, "channel.alternatives"),
        ({"channel": {"alternatives": [None]}}, "channel.alternatives[0]"),
        ({"channel": {"alternatives": [{}]}}, "channel.alternatives[0].transcript"),
        ({"channel_index": [-1, 1]}, "channel_index[0]"),
        ({"channel_index": {}}, "channel_index"),
        ({"type": 3}, "type"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(change: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput, match="cannot be read: ") as caught:
        AmazonEvents().feed({**window([YES]), **change})
    assert f" {path} " in str(caught.value)


def test_a_word_that_cannot_be_read_is_named() -> None:
    message = window([YES, SIR])
    del message["channel"]["alternatives"][0]["words"][1]["end"]
    with pytest.raises(BadInput, match=r"channel\.alternatives\[0\]\.words\[1\]\.end is missing"):
        AmazonEvents().feed(message)

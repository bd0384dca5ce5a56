"""Amazon's events as Deepgram's messages, and there and back again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from checklists.during.stream_semantics.amazon_events import AmazonEvents
from checklists.during.stream_semantics.deepgram_messages import DeepgramMessages, DeepgramStream
from providers.errors import BadInput
from tests.checklists.during.stream_semantics.streams import (
    Message,
    Said,
    Stretch,
    amazon,
    deepgram,
    deepgram_word,
    results_of,
    segment,
    stretches,
    words_of,
)

ENDPOINTING, UTTERANCE_END = Decimal("0.3"), Decimal("1.0")
STREAM = DeepgramStream(2, ENDPOINTING, UTTERANCE_END)


def word(content: str, start: str, end: str, marks: str = "") -> Said:
    return Said(content, marks, Decimal(start), Decimal(end), Decimal("0.9"), "")


YES, SIR, GO = word("Yes", "0.1", "0.4", ","), word("sir", "0.5", "0.7", "."), word("Go", "2", "3")


def turned(
    events: Sequence[Message], stream: DeepgramStream = STREAM
) -> tuple[list[Message], DeepgramMessages]:
    adapter = DeepgramMessages(stream)
    messages = [message for event in events for message in adapter.feed(event)]
    return [*messages, *adapter.close()], adapter


def results(messages: Sequence[Message], channel: int | None = None) -> list[Message]:
    return [
        message
        for message in messages
        if message["type"] == "Results" and channel in (None, message["channel_index"][0])
    ]


def heard(messages: Sequence[Message], channel: int) -> list[Message]:
    """The words of the finals of a channel."""
    return [
        word
        for message in results(messages, channel)
        if message["is_final"]
        for word in message["channel"]["alternatives"][0]["words"]
    ]


@settings(max_examples=40)
@given(stretches())
def test_every_word_comes_once_with_its_digits(said: list[Stretch]) -> None:
    messages, _ = turned(amazon(said))
    for channel in (0, 1):
        wanted = [deepgram_word(w) for one in said if one.channel == channel for w in one.words]
        found = heard(messages, channel)
        assert found == wanted
        assert [str(one["start"]) for one in found] == [str(one["start"]) for one in wanted]
    assert messages[-1]["type"] == "Metadata"
    assert messages[-1]["channels"] == 2


@settings(max_examples=40)
@given(stretches())
def test_interims_and_final_of_a_segment_share_their_start(said: list[Stretch]) -> None:
    for channel in (0, 1):
        told = results(turned(amazon(said))[0], channel)
        for one, following in pairwise(told):
            if not one["is_final"]:
                assert following["start"] == one["start"]


def channel_of(message: Message) -> int | None:
    """The channel of a result or of the end of an utterance."""
    index: list[int] = message.get("channel_index") or message.get("channel") or []
    return index[0] if index else None


@settings(max_examples=40)
@given(stretches())
def test_a_pause_is_where_the_next_words_are_far_enough(said: list[Stretch]) -> None:
    messages, _ = turned(amazon([Stretch(s.channel, s.words, (), False) for s in said]))
    for channel in (0, 1):
        told = [message for message in messages if channel_of(message) == channel]
        for at, message in enumerate(told):
            following = told[at + 1 :]
            if message["type"] == "UtteranceEnd":
                continue
            words = message["channel"]["alternatives"][0]["words"]
            after = next(iter(results(following)), None)
            next_words = after["channel"]["alternatives"][0]["words"] if after else []
            if words and next_words:
                silence = next_words[0]["start"] - words[-1]["end"]
                assert message["speech_final"] is (silence >= ENDPOINTING)
                ended = following[0]["type"] == "UtteranceEnd"
                assert ended is (silence >= UTTERANCE_END)
                if ended:
                    assert following[0]["last_word_end"] == words[-1]["end"]
            elif after is None:
                assert message["speech_final"]


@settings(max_examples=40)
@given(stretches())
def test_there_and_back_is_the_same_from_deepgram(said: list[Stretch]) -> None:
    there, back = AmazonEvents(), DeepgramMessages(STREAM)
    before = deepgram(said)
    events = [event for message in before for event in there.feed(message)] + [*there.close()]
    after = [message for event in events for message in back.feed(event)] + [*back.close()]
    for channel in (0, 1):
        one, other = shown(before, channel), shown(after, channel)
        assert other == one
    assert heard(after, 0) + heard(after, 1) == heard(before, 0) + heard(before, 1)


def shown(messages: Sequence[Message], channel: int) -> list[tuple[bool, str, list[Message]]]:
    """What each result of a channel showed, without the ones that showed nothing."""
    alternatives = [
        (message["is_final"], message["channel"]["alternatives"][0])
        for message in results(messages, channel)
    ]
    return [(final, one["transcript"], one["words"]) for final, one in alternatives if one["words"]]


@settings(max_examples=40)
@given(stretches())
def test_there_and_back_is_the_same_from_amazon(said: list[Stretch]) -> None:
    there, back = DeepgramMessages(STREAM), AmazonEvents()
    before = amazon(said)
    messages = [one for event in before for one in there.feed(event)] + [*there.close()]
    after = results_of([one for message in messages for one in back.feed(message)])
    for channel in ("ch_0", "ch_1"):
        told = [one for one in results_of(before) if one["ChannelId"] == channel]
        again = [one for one in after if one["ChannelId"] == channel]
        assert [spoken(one) for one in again if words_of(one)] == [
            spoken(one) for one in told if words_of(one)
        ]


def spoken(result: Message) -> tuple[bool, str, list[Said]]:
    return result["IsPartial"], result["Alternatives"][0]["Transcript"], words_of(result)


def test_a_result_in_full() -> None:
    message, metadata = turned([segment([YES, SIR], "s")], DeepgramStream())[0]
    request_id = metadata["request_id"]
    assert message == {
        "type": "Results",
        "channel_index": [0, 1],
        "start": Decimal("0.1"),
        "duration": Decimal("0.6"),
        "is_final": True,
        "speech_final": True,
        "from_finalize": False,
        "channel": {
            "alternatives": [
                {
                    "transcript": "Yes, sir.",
                    "confidence": Decimal("0.9"),
                    "words": [deepgram_word(YES), deepgram_word(SIR)],
                }
            ]
        },
        "metadata": {
            "request_id": request_id,
            "model_info": {"name": "amazon-transcribe", "version": "", "arch": "transcribe"},
            "model_uuid": "",
        },
    }
    assert (metadata["type"], metadata["duration"]) == ("Metadata", Decimal("0.7"))


def test_a_final_waits_until_what_follows_shows_the_pause() -> None:
    adapter = DeepgramMessages(DeepgramStream(speech_started=True))
    started, interim = adapter.feed(segment([YES], "a", partial=True))
    assert (started["type"], started["timestamp"]) == ("SpeechStarted", YES.start)
    assert not interim["is_final"]
    assert adapter.feed(segment([YES], "a")) == ()
    final, interim = adapter.feed(segment([SIR], "b", partial=True))
    assert (final["is_final"], final["speech_final"]) == (True, False)
    assert adapter.feed(segment([SIR], "b")) == ()
    final, ended, started, interim = adapter.feed(segment([GO], "c", partial=True))
    assert final["speech_final"]
    assert (ended["type"], ended["last_word_end"]) == ("UtteranceEnd", SIR.end)
    assert (started["type"], started["timestamp"]) == ("SpeechStarted", GO.start)
    final_, metadata = *adapter.feed(segment([GO], "c")), *adapter.close()
    assert (final_["speech_final"], metadata["type"]) == (True, "Metadata")


def test_a_segment_that_ends_in_silence_waits_for_nothing() -> None:
    event = segment([YES], "a")
    event["Transcript"]["Results"][0]["EndTime"] = Decimal("0.9")
    (final,) = DeepgramMessages().feed(event)
    assert final["speech_final"]


def test_finals_that_are_not_held_go_on_at_once() -> None:
    adapter = DeepgramMessages(DeepgramStream(hold_finals=False))
    (final,) = adapter.feed(segment([YES], "a"))
    assert (final["is_final"], final["speech_final"]) == (True, False)
    ended, later = adapter.feed(segment([GO], "b"))
    assert (ended["type"], later["is_final"]) == ("UtteranceEnd", True)


def test_without_endpointing_nothing_is_derived() -> None:
    off = DeepgramStream(endpointing=None, utterance_end=None)
    messages, _ = turned([segment([YES], "a"), segment([GO], "b")], off)
    assert [one["type"] for one in messages] == ["Results", "Results", "Metadata"]
    assert [one["speech_final"] for one in messages[:2]] == [False, True]


@pytest.mark.parametrize(
    ("begins", "pause", "ended"),
    [("0.999", False, False), ("1.0", True, False), ("1.699", True, False), ("1.7", True, True)],
)
def test_lengths_count_from_exactly_what_was_asked_for(
    begins: str, pause: bool, ended: bool
) -> None:
    following = word("so", begins, "2.0")
    messages, adapter = turned([segment([SIR], "a"), segment([following], "b")])
    assert messages[0]["speech_final"] is pause
    assert (messages[1]["type"] == "UtteranceEnd") is ended
    # Both became final, so nothing was left open.
    assert "Transcript.Results[].IsPartial" not in {loss.path for loss in adapter.losses}


def test_a_mark_before_any_word_goes_with_the_word_behind_it() -> None:
    event = segment([YES, SIR], "a", partial=True)
    items = event["Transcript"]["Results"][0]["Alternatives"][0]["Items"]
    items.insert(0, {"Type": "punctuation", "Content": "¿"})
    (message,) = DeepgramMessages().feed(event)
    words = message["channel"]["alternatives"][0]["words"]
    shown = [(one["word"], one["punctuated_word"]) for one in words]
    assert shown == [("yes", "¿Yes,"), ("sir", "sir.")]


def test_what_is_not_carried_over_is_named() -> None:
    event = segment([YES], "a", partial=True)
    result = event["Transcript"]["Results"][0]
    result["LanguageIdentification"] = [{"LanguageCode": "en-US", "Score": 0.9}]
    alternative = result["Alternatives"][0]
    alternative["Entities"] = [{"Type": "NAME"}]
    spoken = alternative["Items"][0]
    spoken |= {"Stable": True, "VocabularyFilterMatch": True, "Speaker": "Ann"}
    del spoken["Confidence"]
    (message, metadata), adapter = turned([event, {"Transcript": {"Results": []}}])
    assert message["channel"]["alternatives"][0]["words"][0]["confidence"] is None
    paths = {
        loss.path.removeprefix("Transcript.Results[].") for loss in adapter.losses + adapter.derived
    }
    assert {
        "Transcript.Results",
        "ResultId",
        "IsPartial",
        "LanguageIdentification",
        "Alternatives[].Entities",
        "Alternatives[].Items[].Stable",
        "Alternatives[].Items[].VocabularyFilterMatch",
        "Alternatives[].Items[].Speaker",
        "Results.channel.alternatives[].words[].confidence",
        "Results.metadata",
        "Metadata",
    } <= paths
    assert metadata["type"] == "Metadata"


def test_events_wrapped_by_a_client_are_read_too() -> None:
    assert DeepgramMessages().feed({"TranscriptEvent": segment([YES], "a", partial=True)})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"StartTime": None}, "StartTime"),
        ({"EndTime": "1.0"}, "EndTime"),
        ({"IsPartial": None}, "IsPartial"),
        ({"ResultId": 3}, "ResultId"),
        ({"Alternatives": {}}, "Alternatives"),
        ({"Alternatives": [{"Items": [3]}]}, "Alternatives[0].Items[0]"),
        ({"Alternatives": [{"Items": [{"Content": "a"}]}]}, "Alternatives[0].Items[0].StartTime"),
        ({"Alternatives": [{"Items": [{}]}]}, "Alternatives[0].Items[0].Content"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(change: dict[str, Any], path: str) -> None:
    event = segment([YES], "a")
    event["Transcript"]["Results"][0] |= change
    with pytest.raises(BadInput) as caught:
        DeepgramMessages().feed(event)
    assert f" Transcript.Results[0].{path} " in str(caught.value)


def test_a_confidence_of_floats_is_their_mean_in_decimal_digits() -> None:
    items = [
        {"StartTime": at, "EndTime": at + 0.5, "Type": "pronunciation", "Content": "a",
         "Confidence": confidence}
        for at, confidence in ((0.5, 0.1), (1.0, 0.2), (1.5, 0.2))
    ]  # fmt: skip
    result = {"ResultId": "a", "StartTime": 0.5, "EndTime": 2.0, "IsPartial": True,
              "Alternatives": [{"Transcript": "a a a", "Items": items}]}  # fmt: skip
    (message,) = DeepgramMessages().feed({"Transcript": {"Results": [result]}})
    assert message["channel"]["alternatives"][0]["confidence"] == 0.1666667

"""Logs of Amazon's streams: each type of event."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.documents.model import Document
from providers.documents.reading import BadDocument, read_document, read_json
from tests.providers.documents import samples
from tests.providers.documents.samples import as_lines, event, live_item


def read(messages: list[Any]) -> Document:
    return read_document(as_lines(messages), source="log.jsonl")


def test_transcript_events() -> None:
    document = read(samples.amazon_events())
    assert document.kind == "amazon-stream"
    assert [
        (one.event, one.segment, one.channel, one.text, one.line) for one in document.messages
    ] == [
        ("interim", "r-1", 0, "low", 1),
        ("keep-alive", "", 0, "", 2),
        ("final", "r-1", 0, "Low tide.", 3),
        ("final", "r-2", 1, "Aye", 4),
    ]
    assert [(word.punctuated, word.speaker, word.channel) for word in document.words] == [
        ("Low", 0, 0),
        ("tide.", 0, 0),
        ("Aye", 1, 1),
    ]
    assert document.text == "Low tide.\nAye"
    assert len(document.channels) == 2
    assert document.losses == ()


def test_what_items_say() -> None:
    document = read(samples.amazon_events())
    interim = document.messages[0].words[0]
    assert (interim.stable, interim.filtered, interim.confidence) == (True, False, None)
    (stop,) = document.words[1].marks
    assert (stop.text, stop.start, stop.end) == (".", Decimal("0.9"), Decimal("0.9"))
    assert document.words[2].path.startswith("line 4: Transcript.Results[0].Alternatives[0].Items")


def test_entities_languages_and_alternatives_of_finals() -> None:
    messages = samples.amazon_events()
    result = messages[-1]["Transcript"]["Results"][0]
    result["LanguageIdentification"] = [{"LanguageCode": "en-US", "Score": 0.75}]
    result["Alternatives"].append({"Transcript": "Eye", "Items": []})
    document = read(messages)
    (entity,) = document.entities
    assert (entity.text, entity.label, entity.category, entity.channel) == ("Aye", "NAME", "PII", 1)
    assert [(one.code, str(one.score)) for one in document.languages] == [("en-US", "0.75")]
    assert [one.text for one in document.hypotheses] == ["Aye", "Eye"]


@pytest.mark.parametrize("name", ["TranscriptEvent", "TranscriptResultStream"])
def test_events_under_the_names_that_sdks_give_them(name: str) -> None:
    wrapped = [{name: message} for message in samples.amazon_events()]
    assert [word.text for word in read(wrapped).words] == ["Low", "tide", "Aye"]


def test_one_event_and_a_list_of_them() -> None:
    events = samples.amazon_events()
    assert [word.text for word in read_json(events[2], source="a").words] == ["Low", "tide"]
    assert read_json(events, source="a").words[0].path.startswith("[2].Transcript.Results[0]")


def test_words_that_never_became_final_are_lost_by_name() -> None:
    document = read(samples.amazon_events()[:2])
    assert document.words == ()
    (loss,) = document.losses
    assert loss.path == "line 1: Transcript.Results[0]"
    assert "no final" in loss.why


def test_call_analytics_events() -> None:
    document = read(samples.call_events())
    assert [(one.event, one.native) for one in document.messages] == [
        ("final", "UtteranceEvent"),
        ("category", "CategoryEvent"),
        ("error", "LimitExceededException"),
    ]
    (word,) = document.words
    assert (word.punctuated, str(word.start), word.channel) == ("Storm!", "1", 1)
    assert [(one.about, one.label) for one in document.passages] == [
        ("issue", "Storm"),
        ("sentiment", "NEGATIVE"),
        ("category", "weather"),
        ("category", ""),
    ]
    assert document.warnings == ("LimitExceededException: Too many streams.",)
    assert document.entities[0].end == Decimal("1.4")


def test_call_events_without_their_names_and_all_in_one() -> None:
    utterance, category, _ = samples.call_events()
    document = read([utterance["UtteranceEvent"], category["CategoryEvent"]])
    assert [one.event for one in document.messages] == ["final", "category"]
    whole = {"CallAnalyticsTranscriptResultStream": {"BadRequestException": {}, **utterance}}
    assert read_json(whole, source="a").text == "Storm!"


def test_healthscribe_segments() -> None:
    items = [
        {"BeginAudioTime": 0.5, "EndAudioTime": 0.8, "Type": "pronunciation", "Content": "Fine"},
        {"BeginAudioTime": 0.8, "EndAudioTime": 0.8, "Type": "punctuation", "Content": "."},
    ]
    segment = {
        "SegmentId": "s",
        "BeginAudioTime": 0.4,
        "EndAudioTime": 0.9,
        "Content": "Fine.",
        "Items": items,
        "IsPartial": False,
        "ChannelId": "ch_1",
    }
    document = read_json({"TranscriptEvent": {"TranscriptSegment": segment}}, source="a")
    assert [(word.punctuated, word.channel) for word in document.words] == [("Fine.", 1)]


def test_loggers_wrap_messages_with_the_time_at_which_they_came() -> None:
    wrapped = [
        {"received_at": 1.25 * number, "message": message}
        for number, message in enumerate(samples.amazon_events())
    ]
    document = read(wrapped)
    assert [str(one.received) for one in document.messages] == ["0.0", "1.25", "2.5", "3.75"]
    assert document.words[0].path.startswith("line 3: message.Transcript.Results[0]")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda result: result.pop("IsPartial"), "IsPartial"),
        (lambda result: result.update(StartTime="0.1"), "StartTime"),
        (lambda result: result.update(Alternatives=None, EndTime=None), "EndTime"),
        (lambda result: result.pop("Alternatives"), "Alternatives"),
        (lambda result: result["Alternatives"][0].update(Items={}), "Alternatives[0].Items"),
        (
            lambda result: result["Alternatives"][0]["Items"][0].pop("Content"),
            "Alternatives[0].Items[0].Content",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(change: Any, path: str) -> None:
    messages = samples.amazon_events()
    change(messages[2]["Transcript"]["Results"][0])
    with pytest.raises(BadDocument) as bad:
        read(messages)
    assert bad.value.path == f"line 3: Transcript.Results[0].{path}"


def test_events_of_another_kind_between_are_kept_as_unknown() -> None:
    document = read([samples.amazon_events()[2], {"Heartbeat": {"n": 1}}])
    assert [(one.event, one.native) for one in document.messages][1] == ("unknown", "Heartbeat")


_WORDS = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=4)


@given(st.lists(_WORDS, min_size=1, max_size=5))
def test_finals_alone_make_the_words(segments: list[list[str]]) -> None:
    messages, at = [], 0
    for number, words in enumerate(segments):
        items = [live_item(word, at + place, at + place + 0.5) for place, word in enumerate(words)]
        at += len(words)
        for count in range(1, len(words)):
            messages.append(event(f"r{number}", True, " ".join(words[:count]), items[:count]))
        messages.append(event(f"r{number}", False, " ".join(words), items))
    document = read_document(json.dumps(messages).encode(), source="a")
    assert [word.text for word in document.words] == [one for words in segments for one in words]
    assert len(document.utterances) == len(segments)
    assert document.losses == ()


def test_finals_of_a_language_without_spaces_stand_together() -> None:
    said = [("a", "你好。", 0.1), ("b", "再见。", 1.2)]
    log = [
        event(name, False, text, [live_item(text[:-1], at, at + 0.5)], LanguageCode="zh-CN")
        for name, text, at in said
    ]
    document = read_json(log, source="a")
    assert (document.language, document.text) == ("zh-CN", "你好。再见。")
    assert document.channels[0].text == "你好。再见。"

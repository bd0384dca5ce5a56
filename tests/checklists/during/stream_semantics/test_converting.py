"""Logs of one vendor's stream as the other would have told it, from bytes to bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.during.stream_semantics.amazon_events import AmazonStream
from checklists.during.stream_semantics.converting import ConvertedEvents, convert_events
from providers.documents.reading import read_document, read_json
from providers.errors import BadInput
from providers.speech import Vendor
from tests.checklists.during.stream_semantics.streams import (
    Message,
    Said,
    Stretch,
    amazon,
    deepgram,
    results_of,
    segment,
    stretches,
    window,
    words_of,
)

YES = Said("Yes", ",", Decimal("0.100"), Decimal("12.050"), Decimal("1.0000"), "0")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def converted(messages: Sequence[Mapping[str, Any]], to: Vendor) -> ConvertedEvents:
    return convert_events(read_document(lines(messages), source="events.jsonl"), to)


def lines(messages: Sequence[Any]) -> bytes:
    return b"".join(_ENCODER.encode(message) + b"\n" for message in messages)


def test_the_digits_of_a_log_are_those_of_the_other() -> None:
    there = converted([window([YES], final=False), window([YES])], "amazon")
    text = lines(there.messages).decode()
    assert '"StartTime":0.100,' in text and '"EndTime":12.050,' in text
    assert '"Confidence":1.0000' in text
    back = lines(converted(there.messages, "deepgram").messages).decode()
    assert '"start":0.100,"end":12.050,"confidence":1.0000,' in back


@settings(max_examples=40)
@given(stretches(), st.sampled_from(("amazon", "deepgram")))
def test_a_log_there_and_back_has_the_same_words(said: list[Stretch], first: Vendor) -> None:
    second: Vendor = "deepgram" if first == "amazon" else "amazon"
    before = (deepgram if first == "amazon" else amazon)(said)
    if len(before) < 2:
        return
    there = converted(before, first)
    if len(there.messages) < 2:
        return
    back = converted(there.messages, second)
    documents = [read_document(lines(one), source="x") for one in (before, back.messages)]
    for channel in (0, 1):
        one, other = (
            [
                (w.punctuated, w.start, w.end, w.speaker, w.confidence)
                for w in doc.words
                if w.channel == channel
            ]
            for doc in documents
        )
        assert other == one
    for done in (there, back):
        rows = done.losses
        assert len({(row.path, row.what) for row in rows}) == len(rows)
        assert all(row.path and row.what and row.why for row in rows)


def test_a_log_in_the_right_shape_stays_as_it_is() -> None:
    log = [window([YES]), {"type": "Surprise", "kept": True}]
    done = converted(log, "deepgram")
    assert list(done.messages) == log
    assert not done.losses


def test_losses_and_inventions_are_apart() -> None:
    done = converted([window([YES]), {"type": "SpeechStarted", "timestamp": 1.0}], "amazon")
    assert done.losses == done.lost + done.derived
    assert "SpeechStarted" in {row.path for row in done.lost}
    assert {row.path for row in done.derived} == {
        "Transcript.Results[].ResultId",
        "Transcript.Results[].Alternatives[].Items[].VocabularyFilterMatch",
    }


def test_a_log_that_was_cut_says_so() -> None:
    log = lines([window([YES], final=False), window([YES])])
    done = convert_events(read_document(log[:-40], source="cut.jsonl"), "amazon")
    assert len(done.messages) == 1
    assert [row.path for row in done.losses if row.what == "the last message"] == ["line 2"]


def test_what_a_logger_put_around_messages_goes() -> None:
    log = [{"at": 1.5, "message": window([YES])}, {"at": 2.5, "message": window([YES])}]
    assert len(converted(log, "amazon").messages) == 2


def test_other_documents_are_refused_in_a_sentence() -> None:
    batch = {"results": {"channels": [{"alternatives": [{"transcript": "a", "words": []}]}]}}
    with pytest.raises(BadInput, match=r"^'batch.json' is not a log of stream results but"):
        convert_events(read_json(batch, source="batch.json"), "amazon")


def test_the_turns_of_flux_become_segments() -> None:
    def turn(event: str, text: str, index: int = 0) -> Message:
        words = [{"word": word, "confidence": 0.9} for word in text.split()]
        about = {"type": "TurnInfo", "request_id": "r", "sequence_id": 1, "event": event}
        window = {"audio_window_start": 0.0, "audio_window_end": 1.0}
        return {**about, **window, "turn_index": index, "transcript": text, "words": words}

    log = [
        {"type": "Connected", "request_id": "r", "sequence_id": 0},
        turn("Update", "Hello"),
        turn("EagerEndOfTurn", "Hello there."),
        turn("EndOfTurn", "Hello there."),
        turn("Update", "Yes", 1),
        turn("EndOfTurn", "Yes.", 1),
    ]
    done = converted(log, "amazon")
    results = results_of(done.messages)
    assert [one["IsPartial"] for one in results] == [True, True, False, True, False]
    assert len({one["ResultId"] for one in results}) == 2
    assert [word.shown for word in words_of(results[2])] == ["Hello", "there."]
    assert {"words", "Connected"} <= {row.path for row in done.losses}


def test_the_utterances_of_call_analytics_become_results() -> None:
    def utterance(role: str, name: str, partial: bool) -> Message:
        spoken = Decimal("0.9500")
        item = {"Type": "pronunciation", "Content": "Hello", "Confidence": spoken}
        times = {"BeginOffsetMillis": 1200, "EndOffsetMillis": 1850}
        told = {"UtteranceId": name, "IsPartial": partial, "ParticipantRole": role, **times}
        return {"UtteranceEvent": {**told, "Transcript": "Hello", "Items": [{**item, **times}]}}

    log = [utterance("AGENT", "a", True), utterance("AGENT", "a", False)]
    done = converted([*log, utterance("CUSTOMER", "b", False)], "deepgram")
    interim, final, other = (one for one in done.messages if one["type"] == "Results")
    assert (interim["is_final"], final["is_final"]) == (False, True)
    indexes = [one["channel_index"] for one in (interim, final, other)]
    assert indexes == [[0, 2], [0, 2], [1, 2]]
    (word,) = final["channel"]["alternatives"][0]["words"]
    assert (word["word"], word["start"], word["end"]) == ("hello", 1.2, 1.85)
    assert str(word["confidence"]) == "0.9500"
    # The unwrapped events, as they come over the wire, say the same.
    bare = [one["UtteranceEvent"] for one in log]
    assert converted(bare, "deepgram").messages[0]["channel"] == interim["channel"]


def test_an_exception_in_a_log_is_named() -> None:
    log = [segment([YES], "a"), {"BadRequestException": {"Message": "no audio"}}]
    done = converted(log, "deepgram")
    assert "BadRequestException" in {row.path for row in done.losses}


def test_an_imitated_stream_may_be_asked_for_more() -> None:
    document = read_document(lines([window([YES])] * 2), source="x")
    done = convert_events(document, "amazon", amazon=AmazonStream("en-GB", stabilization=True))
    result = results_of(done.messages)[0]
    assert result["LanguageCode"] == "en-GB"
    assert all(item["Stable"] for item in result["Alternatives"][0]["Items"])


_JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just(10**400),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@st.composite
def _damaged(draw: st.DrawFn) -> tuple[list[Message], Vendor]:
    """A log in which one value, anywhere, was replaced or removed."""
    to: Vendor = draw(st.sampled_from(("amazon", "deepgram")))
    rich = [window([YES], final=False), window([YES])] if to == "amazon" else []
    rich = rich or [segment([YES], "a", partial=True), segment([YES], "a")]
    log: list[Any] = json.loads(_ENCODER.encode(rich))
    holder: Any = log
    key: Any = draw(st.integers(0, 1))
    while isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 5)):
        holder = holder[key]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = draw(st.sampled_from(keys))
    if isinstance(holder, dict) and draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = draw(_JUNK)
    return log, to


@given(_damaged())
def test_damage_is_told_in_a_sentence_or_converted(case: tuple[list[Message], Vendor]) -> None:
    log, to = case
    try:
        document = read_json(log, source="damaged.jsonl")
        done = convert_events(document, to)
    except BadInput as told:
        assert "\n" not in str(told) and str(told).endswith(".")
        return
    _ENCODER.encode(done.messages)

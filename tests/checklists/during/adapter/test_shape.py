"""An adapter gives what the converter makes, whatever Deepgram answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.during.adapter.expected import expected_call, expected_events, expected_recording
from checklists.during.adapter.exporting import Adapter
from checklists.during.adapter.shape import paths_of
from checklists.facts.field_book import field_at
from providers.documents.text import json_of
from tests.checklists.during.adapter.calls import (
    CALLS,
    PAIRS,
    adapter_for,
    answer,
    everything,
    loaded,
    pair,
    reads,
    word,
)
from tests.checklists.during.rehearsal import both
from tests.checklists.during.responses.shapes import deepgram, written
from tests.checklists.during.stream_semantics.streams import deepgram as stream_messages
from tests.checklists.during.stream_semantics.streams import stretches

WHOLE = adapter_for(pair(*PAIRS["speakers"]), everything())
CALL = adapter_for(pair(*CALLS["call"]), everything("call"))
STREAM = adapter_for(pair(both.amazon_events(), both.deepgram_messages()), everything("stream"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The adapter of every field."""
    yield loaded(WHOLE.files, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The adapter of every field of calls."""
    yield loaded(CALL.files, tmp_path_factory.mktemp("call"))


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The adapter of every field of streams."""
    yield loaded(STREAM.files, tmp_path_factory.mktemp("events"))


def made_by(adapter: Adapter, directory: Path, response: Any) -> Any:
    module = loaded(adapter.files, directory)
    return module.amazon_shape(module.read(json.dumps(response)), lost="none")


def test_every_field_is_one_of_the_map() -> None:
    for path in paths_of("recording"):
        assert field_at(path, ("batch", "medical")) is not None, path
    for path in paths_of("call"):
        assert field_at(path, ("call-analytics",)) is not None, path
    for path in paths_of("stream"):
        assert field_at(path, ("stream",)) is not None, path


@settings(max_examples=150, deadline=None)
@given(response=deepgram())
def test_it_makes_what_the_converter_makes(whole: ModuleType, response: Any) -> None:
    data = written(response)
    made = whole.amazon_shape(whole.read(data), lost="none")
    assert made == expected_recording(json_of(data), WHOLE.wanted)


@settings(max_examples=100, deadline=None)
@given(response=deepgram())
def test_it_makes_what_the_converter_makes_of_calls(call: ModuleType, response: Any) -> None:
    data = written(response)
    made = call.amazon_shape(call.read(data), lost="none")
    assert made == expected_call(json_of(data), CALL.wanted)


def test_a_call(call: ModuleType) -> None:
    shape = call.amazon_shape(call.read(json.dumps(CALLS["call"][1])), lost="none")
    turns = shape["Transcript"]
    assert [one["ParticipantRole"] for one in turns] == ["AGENT", "CUSTOMER"]
    assert [one["BeginOffsetMillis"] for one in turns] == [100, 700]
    assert turns[0]["Id"] == "u-Quillfeather"
    assert turns[1]["Items"][1] == {"Type": "punctuation", "Content": ",", "Confidence": 0.0}
    assert shape["ConversationCharacteristics"] == {"TotalConversationDurationMillis": 61250}
    call.ROLES[:] = ["CUSTOMER", "AGENT"]
    try:
        turned = call.amazon_shape(CALLS["call"][1], lost="none")["Transcript"]
        assert [one["ParticipantRole"] for one in turned] == ["CUSTOMER", "AGENT"]
    finally:
        call.ROLES[:] = ["AGENT", "CUSTOMER"]


@pytest.mark.parametrize("kind", PAIRS)
def test_it_makes_what_the_converter_makes_of_pairs(whole: ModuleType, kind: str) -> None:
    data = json.dumps(PAIRS[kind][1]).encode()
    made = whole.amazon_shape(whole.read(data), lost="none")
    assert made == expected_recording(json_of(data), WHOLE.wanted)


@settings(max_examples=100, deadline=None)
@given(log=stretches().map(stream_messages))
def test_it_makes_the_events_that_the_converter_makes(events: ModuleType, log: Any) -> None:
    adapter = events.AmazonEvents(lost="none")
    made = [event for message in log for event in adapter.feed(message)]
    assert made == expected_events(log, STREAM.wanted)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(PAIRS)), data=st.data())
def test_what_is_broken_is_named(whole: ModuleType, kind: str, data: st.DataObject) -> None:
    response = json.loads(json.dumps(PAIRS[kind][1]))
    holder, key = data.draw(st.sampled_from(list(_places(response))))
    other: Any = data.draw(
        st.sampled_from([None, True, 3, -1.5, "Zz", "", [], {}, [[]], [{}], ["a"]])
    )
    if other is None and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = other
    try:
        whole.amazon_shape(response, lost="none")
    except whole.BadResponse as refused:
        assert "\n" not in str(refused) and len(str(refused)) < 200


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def test_digits(tmp_path: Path) -> None:
    adapter = adapter_for(pair(*PAIRS["plain"]), reads("results.items[].start_time"))
    module = loaded(adapter.files, tmp_path)
    body = json.dumps(answer([[word("so", 0.125)]])).replace("0.125", "12.0500")
    assert module.items_start_time(module.read(body)) == ["12.0500"]
    # Read by somebody else: as many digits as a float has.
    assert module.items_start_time(json.loads(body)) == ["12.05"]
    small = answer([[{"word": "so", "start": 1e-05, "end": Decimal("2e1"), "confidence": 1}]])
    assert module.items_start_time(small) == ["0.00001"]


def test_one_value_or_all(tmp_path: Path) -> None:
    paths = ("results.transcripts[0].transcript", "results.items[1].start_time",
             "results.items[].alternatives[0].content", "$.results.speaker_labels.segments[*]",
             ".results.items[].start_time", "results.items[?type=='punctuation'].type",
             "results.items[99].id")  # fmt: skip
    module = loaded(adapter_for(pair(*PAIRS["speakers"]), reads(*paths)).files, tmp_path)
    response = PAIRS["speakers"][1]
    assert module.transcript(response) == "Grimsdyke here, Who? At p.m."
    assert module.items_start_time(response) == "0.9"
    assert module.items_start_time_2(response) == ["0.5", "0.9", "1.5", "3.05", "3.4"]
    assert module.items_content(response) == ["Grimsdyke", "here", ",", "Who", "?", "At", "p.m."]
    assert [one["speaker_label"] for one in module.speaker_labels_segments(response)] == [
        "spk_0", "spk_1"]  # fmt: skip
    assert module.items_type(response)[1:3] == ["pronunciation", "punctuation"]
    assert module.items_id(response) is None


def test_what_this_response_does_not_say(tmp_path: Path) -> None:
    paths = reads("results.speaker_labels.segments[].speaker_label", "results.items[].id",
                  "results.channel_labels.channels[].items[].channel_label")  # fmt: skip
    adapter = adapter_for(pair(*PAIRS["speakers"]), paths)
    module = loaded(adapter.files, tmp_path)
    response = PAIRS["plain"][1]
    with pytest.raises(module.NotAtDeepgram, match="ask for utterances=true and diarize_model"):
        module.speaker_labels_segments_speaker_label(response)
    with pytest.raises(module.NotAtDeepgram, match="multichannel=true"):
        module.amazon_shape(response)
    assert module.speaker_labels_segments_speaker_label(response, lost="none") is None
    shape = module.amazon_shape(response, lost="none")
    assert shape["results"]["speaker_labels"] is None
    assert [one["id"] for one in shape["results"]["items"]] == [0, 1]


def test_what_is_lost(tmp_path: Path) -> None:
    paths = reads("results.items[].vocabularyFilterMatch", "results.items[].id", "accountId")
    module = loaded(adapter_for(pair(*PAIRS["speakers"]), paths, "none").files, tmp_path)
    response = PAIRS["plain"][1]
    assert module.items_vocabulary_filter_match(response) is None
    assert module.account_id(response) is None
    with pytest.raises(module.NotAtDeepgram, match="leaves no mark"):
        module.items_vocabulary_filter_match(response, lost="raise")
    with pytest.raises(module.NotAtDeepgram) as raised:
        module.amazon_shape(response, lost="raise")
    assert set(raised.value.absent) == {"results.items[].vocabularyFilterMatch", "accountId"}
    shape = module.amazon_shape(response)
    assert shape["accountId"] is None
    assert shape["results"]["items"][0] == {"id": 0, "vocabularyFilterMatch": None}


def test_a_container_names_what_is_lost_inside(tmp_path: Path) -> None:
    amazon, response = PAIRS["redaction"]
    module = loaded(adapter_for(pair(amazon, response), reads("results.items")).files, tmp_path)
    lost = "results.items[].alternatives[].redactions[].category"
    assert lost in module.LOST
    with pytest.raises(module.NotAtDeepgram) as raised:
        module.items(response)
    assert lost in raised.value.absent
    items = module.items(response, lost="none")
    assert items[1]["alternatives"][0]["redactions"] == [
        {"type": "NAME", "category": None, "confidence": None}]  # fmt: skip
    assert "redactions" not in items[0]["alternatives"][0]

"""Live messages into events."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.deepgram.messages import KNOWN_TYPES, events_from
from providers.speech import LiveEvent, SearchHit, Word

RESULTS: dict[str, Any] = {
    "type": "Results",
    "channel_index": [1, 2],
    "duration": 4.4,
    "start": 1.5,
    "is_final": True,
    "speech_final": False,
    "from_finalize": False,
    "channel": {
        "alternatives": [
            {
                "transcript": "section one",
                "confidence": 0.99,
                "words": [
                    {"word": "section", "start": 1.6, "end": 1.9, "confidence": 0.9},
                    {"word": "one"},
                ],
            }
        ]
    },
}


def one(message: dict[str, Any]) -> LiveEvent:
    (event,) = events_from(message, audio_time=6.0, received_at=100.0)
    return event


def test_a_final() -> None:
    event = one(RESULTS)
    assert (event.event, event.native, event.channel) == ("final", "is_final", 1)
    assert (event.start, event.segment) == (1.5, "1:1.500")
    assert event.end == pytest.approx(5.9)
    assert event.text == "section one"
    assert event.words == (Word("section", 1.6, 1.9, 0.9, channel=1),)
    assert (event.audio_time, event.received_at, event.raw) == (6.0, 100.0, RESULTS)


@pytest.mark.parametrize(
    ("changes", "event", "native"),
    [
        ({"is_final": False}, "interim", "is_final=false"),
        ({"speech_final": True}, "speech-final", "speech_final"),
        ({"from_finalize": True}, "final", "is_final, from_finalize"),
        ({"is_final": False, "speech_final": True}, "interim", "is_final=false"),
    ],
)
def test_stages(changes: dict[str, Any], event: str, native: str) -> None:
    found = one({**RESULTS, **changes})
    assert (found.event, found.native, found.segment) == (event, native, "1:1.500")


def test_the_other_messages() -> None:
    end = one({"type": "UtteranceEnd", "channel": [1, 2], "last_word_end": 3.1})
    assert (end.event, end.channel, end.start, end.native) == (
        "utterance-end",
        1,
        3.1,
        "UtteranceEnd",
    )
    start = one({"type": "SpeechStarted", "channel": [0], "timestamp": 9.54})
    assert (start.event, start.start) == ("speech-started", 9.54)
    error = one({"type": "Error", "variant": "SchemaError", "description": "What?"})
    assert (error.event, error.text) == ("warning", "SchemaError: What?")
    failure = one({"type": "ConfigureFailure", "code": "CONFIGURE_X", "description": "No."})
    assert failure.text == "CONFIGURE_X: No."
    ignored = one({"type": "Metadata", "warnings": [{"parameter": "redact", "message": "No."}]})
    halves: Any = [{"message": "No."}, {"parameter": "redact", "message": None}, {}, 5]
    told = events_from({"type": "Metadata", "warnings": halves}, audio_time=1.0, received_at=2.0)
    assert [event.text for event in told] == ["No.", "redact"]
    assert (ignored.event, ignored.text) == ("warning", "redact: No.")


def searched(entries: Any) -> dict[str, Any]:
    return {**RESULTS, "channel": {**RESULTS["channel"], "search": entries}}


@pytest.mark.parametrize("final", [True, False])
def test_the_hits_of_a_search_weak_ones_too(final: bool) -> None:
    hits = [
        {"confidence": 0.93, "start": 1.6, "end": 2.4, "snippet": "is a"},
        {"confidence": 0.0, "start": 3.0, "end": 3.5, "snippet": "one"},
    ]
    message = searched([{"query": "epistemology", "hits": hits}, {"query": "logic", "hits": []}])
    assert one({**message, "is_final": final}).hits == (
        SearchHit("epistemology", 1.6, 2.4, 0.93, "is a", 1),
        SearchHit("epistemology", 3.0, 3.5, 0.0, "one", 1),
    )
    assert one(RESULTS).hits == ()


def test_a_hit_that_cannot_be_read_is_left_out() -> None:
    readable = {"confidence": 2, "start": 1.0, "end": 1.5}
    broken: list[Any] = [{"start": 1.0, "end": 2.0}, {"confidence": "high"}, None, 7]
    entries = [None, {"query": 1, "hits": [readable]}, {"query": "a"}, {"query": "b", "hits": 3}]
    event = one(searched([*entries, {"query": "term", "hits": [*broken, readable]}]))
    assert event.hits == (SearchHit("term", 1.0, 1.5, 1.0, "", 1),)
    nothing: list[Any] = [None, "x", {}, 3]
    assert not any(one(searched(odd)).hits for odd in nothing)


@pytest.mark.parametrize("kind", ["Metadata", "ConfigureSuccess", "Gossip", None])
def test_messages_without_news(kind: Any) -> None:
    assert events_from({"type": kind}, audio_time=0, received_at=0) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("alternatives", "words", "word", "start", "end", "transcript", "warnings"),
                    *("search", "query", "hits", "confidence"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(
    st.sampled_from([*sorted(KNOWN_TYPES), "Gossip"]),
    st.dictionaries(
        st.sampled_from(
            [key for key in RESULTS if key != "type"]
            + ["timestamp", "last_word_end", "warnings", "code", "description"]
        ),
        JSON,
    ),
)
def test_no_message_breaks_the_reader(kind: str, fields: dict[str, Any]) -> None:
    for event in events_from({"type": kind, **fields}, audio_time=1.0, received_at=2.0):
        assert event.vendor == "deepgram" and event.channel >= 0
        assert isinstance(event.text, str)

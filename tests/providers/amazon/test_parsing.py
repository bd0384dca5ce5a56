"""Every generation of Amazon's output, and streaming events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.amazon.parsing import parse_batch, parse_event
from providers.errors import BadInput


def spoken(content: str, start: str, end: str, confidence: Any = "0.9", **more: Any) -> Any:
    return {
        "type": "pronunciation",
        "start_time": start,
        "end_time": end,
        "alternatives": [{"confidence": confidence, "content": content}],
        **more,
    }


def mark(content: str, confidence: Any = "0.0", **more: Any) -> Any:
    alternative = {"confidence": confidence, "content": content}
    return {"type": "punctuation", "alternatives": [alternative], **more}


def document(items: list[Any], text: str = "", **results: Any) -> dict[str, Any]:
    return {
        "jobName": "j",
        "accountId": "123456789012",
        "status": "COMPLETED",
        "results": {"transcripts": [{"transcript": text}], "items": items, **results},
    }


def test_current_output() -> None:
    raw = document(
        [
            spoken("One", "0.5", "0.789", "0.999", id=0),
            mark(",", id=1),
            spoken("two", "0.8", "1.0", id=2),
            mark(".", id=3),
        ],
        "One, two.",
        audio_segments=[{"id": 0, "transcript": "One, two.", "items": [0, 1, 2, 3]}],
    )
    transcript = parse_batch(raw, duration=3.5, language="en-US", request_id="r", sandbox=True)
    assert (transcript.vendor, transcript.language, transcript.duration) == ("amazon", "en-US", 3.5)
    assert (transcript.request_id, transcript.sandbox, transcript.channels) == ("r", True, 1)
    first, second = transcript.words
    assert (first.text, first.punctuated, first.start, first.end) == ("One", "One,", 0.5, 0.789)
    assert (first.confidence, first.speaker, second.punctuated) == (0.999, None, "two.")
    assert transcript.text == "One, two."
    assert transcript.losses == ("Amazon's own utterances (results.audio_segments)",)
    assert transcript.raw is raw


def test_speakers_on_items_and_speakers_joined_by_times() -> None:
    newer = document(
        [
            spoken("Well", "0.1", "0.4", speaker_label="spk_0"),
            mark(",", speaker_label="spk_0"),
            spoken("hello", "0.5", "0.9", speaker_label="spk_1"),
        ],
        speaker_labels={"channel_label": "ch_0", "speakers": 2, "segments": []},
    )
    older = document(
        [spoken("Well", "0.1", "0.4"), spoken("hello", "0.50", "0.9")],
        speaker_labels={
            "speakers": 2,
            "segments": [
                {
                    "speaker_label": "spk_0",
                    "items": [
                        {"start_time": "0.1", "end_time": "0.4", "speaker_label": "spk_0"},
                        {"start_time": "0.50", "end_time": "0.9", "speaker_label": "spk_1"},
                    ],
                }
            ],
        },
    )
    for raw in (newer, older):
        assert [word.speaker for word in parse_batch(raw).words] == ["spk_0", "spk_1"]


def test_silence_with_null_speaker_labels() -> None:
    transcript = parse_batch(document([], speaker_labels=None, audio_segments=[]), duration=2.0)
    assert (transcript.text, transcript.words, transcript.losses) == ("", (), ())


@pytest.mark.parametrize("labelled", [True, False])
def test_channels_with_and_without_labels_on_items(labelled: bool) -> None:
    def at(number: int) -> dict[str, str]:
        return {"channel_label": f"ch_{number}"} if labelled else {}

    agent = [spoken("Hello", "0.1", "0.5", **at(0)), mark(".", **at(0))]
    customer = [spoken("Hi", "0.3", "0.6", **at(1)), spoken("there", "0.7", "0.9", **at(1))]
    raw = document(
        [*agent, *customer],
        channel_labels={
            "number_of_channels": 2,
            "channels": [
                {"channel_label": "ch_0", "items": agent},
                {"channel_label": "ch_1", "items": customer},
            ],
        },
    )
    transcript = parse_batch(raw)
    assert transcript.channels == 2
    assert [(w.punctuated, w.channel) for w in transcript.words] == [
        ("Hello.", 0),
        ("Hi", 1),
        ("there", 1),
    ]


def test_null_confidences_redactions_and_filters() -> None:
    redacted = {
        "type": "pronunciation",
        "start_time": "5.56",
        "end_time": "6.25",
        "alternatives": [
            {"content": "[PII]", "redactions": [{"confidence": "0.9999", "type": "NAME"}]}
        ],
    }
    raw = document(
        [
            redacted,
            mark(".", None),
            spoken("***", "7.0", "7.2", "0.8"),
            spoken("heck", "7.5", "7.7", vocabularyFilterMatch=True),
        ]
    )
    raw["isRedacted"] = True
    transcript = parse_batch(raw)
    assert [(w.punctuated, w.confidence) for w in transcript.words] == [
        ("[PII].", None),
        ("***", 0.8),
        ("heck", 0.9),
    ]
    assert transcript.losses == (
        "kind and confidence of 1 redactions",
        "marks of the vocabulary filter (vocabularyFilterMatch)",
        "that redaction was asked for (isRedacted)",
    )


def test_language_identification_and_alternatives_are_named_as_losses() -> None:
    raw = document(
        [spoken("Welcome", "0.6", "1.1")],
        language_code="en-NZ",
        language_identification=[{"score": "0.46", "code": "en-NZ"}],
        segments=[{"alternatives": []}],
        toxicity_detection=[{"toxicity": 0.1}],
    )
    transcript = parse_batch(raw, language="en-US")
    assert transcript.language == "en-NZ"
    assert len(transcript.losses) == 3
    several = document([], language_codes=[{"language_code": "fr-FR", "duration_in_seconds": 2}])
    assert parse_batch(several).language == "fr-FR"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("results"), "results is missing"),
        (lambda d: d["results"].pop("items"), "results.items is missing"),
        (lambda d: d["results"].pop("transcripts"), "results.transcripts is missing"),
        (lambda d: d["results"].update(items="x"), 'results.items is the text "x", not a list'),
        (
            lambda d: d["results"]["items"].append(7),
            r"items\[2\] is the number 7, not an object",
        ),
        (lambda d: d["results"]["items"][1].pop("end_time"), r"items\[1\].end_time is missing"),
        (
            lambda d: d["results"]["items"][0].update(start_time="soon"),
            r'items\[0\].start_time is the text "soon", not a number',
        ),
        (
            lambda d: d["results"]["items"][0].update(alternatives=[]),
            r"items\[0\].alternatives\[0\] is missing",
        ),
    ],
)
def test_what_is_missing_is_named_by_its_path(change: Any, path: str) -> None:
    raw = document([spoken("One", "0.1", "0.2"), spoken("two", "0.3", "0.4")])
    change(raw)
    with pytest.raises(BadInput, match=path):
        parse_batch(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "results",
                    "items",
                    "transcripts",
                    "type",
                    "alternatives",
                    "content",
                    "confidence",
                    "start_time",
                    "end_time",
                    "speaker_labels",
                    "channel_labels",
                    "channels",
                    "segments",
                    "redactions",
                    "Transcript",
                    "Results",
                    "Alternatives",
                    "Items",
                    "IsPartial",
                    "StartTime",
                    "EndTime",
                    "Content",
                    "language_codes",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_a_transcript_or_bad_input(value: Any) -> None:
    for parse in (parse_batch, lambda raw: parse_event(raw, audio_time=0.0, received_at=0.0)):
        try:
            parse(value)
        except BadInput as bad:
            assert str(bad).endswith(".")


ITEMS = st.lists(
    st.builds(
        lambda word, start, length, confidence: spoken(
            word, f"{start / 1000}", f"{(start + length) / 1000}", confidence
        ),
        st.text(min_size=1, max_size=6),
        st.integers(0, 100_000),
        st.integers(0, 1000),
        st.none() | st.integers(0, 1000).map(lambda n: str(n / 1000)),
    )
    | st.sampled_from([mark("."), mark(","), mark("?", None)]),
    max_size=12,
)


@given(ITEMS)
def test_no_word_is_lost_or_made_up(items: list[Any]) -> None:
    words = parse_batch(document(items)).words
    said = [item for item in items if item["type"] == "pronunciation"]
    assert len(words) == len(said)
    assert sorted(word.start for word in words) == [word.start for word in words]
    assert sorted(word.text for word in words) == sorted(
        item["alternatives"][0]["content"] for item in said
    )


def test_streaming_events() -> None:
    event = {
        "Transcript": {
            "Results": [
                {
                    "ResultId": "r-0001",
                    "StartTime": 0.1,
                    "EndTime": 1.95,
                    "IsPartial": False,
                    "ChannelId": "ch_1",
                    "Alternatives": [
                        {
                            "Transcript": "Hello world.",
                            "Items": [
                                {
                                    "StartTime": 0.1,
                                    "EndTime": 0.45,
                                    "Type": "pronunciation",
                                    "Content": "Hello",
                                    "Confidence": 0.98,
                                    "Stable": True,
                                    "Speaker": "0",
                                },
                                {
                                    "StartTime": 0.5,
                                    "EndTime": 0.9,
                                    "Type": "pronunciation",
                                    "Content": "world",
                                    "Confidence": None,
                                    "Stable": False,
                                },
                                {
                                    "StartTime": 0.9,
                                    "EndTime": 0.9,
                                    "Type": "punctuation",
                                    "Content": ".",
                                },
                            ],
                        }
                    ],
                }
            ]
        }
    }
    (final,) = parse_event(event, audio_time=2.5, received_at=100.0)
    assert (final.event, final.channel, final.segment) == ("final", 1, "r-0001")
    assert (final.start, final.end, final.audio_time, final.received_at) == (0.1, 1.95, 2.5, 100.0)
    assert final.native == "IsPartial=false Stable=1/3"
    assert [(w.text, w.punctuated, w.confidence, w.speaker) for w in final.words] == [
        ("Hello", "Hello", 0.98, "0"),
        ("world", "world.", None, None),
    ]
    assert parse_event({"Transcript": {"Results": []}}, audio_time=0.0, received_at=0.0) == ()
    json.dumps(final.raw)


def test_a_partial_without_alternatives_is_an_empty_interim() -> None:
    result = {"IsPartial": True, "StartTime": 0, "EndTime": 1, "Alternatives": []}
    (interim,) = parse_event({"Transcript": {"Results": [result]}}, audio_time=1.0, received_at=1.0)
    assert (interim.event, interim.text, interim.words) == ("interim", "", ())
    assert interim.native == "IsPartial=true"

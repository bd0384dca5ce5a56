"""Call Analytics, Contact Lens and HealthScribe results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from providers.documents.model import Document
from providers.documents.reading import BadDocument, read_document
from tests.providers.documents import samples


def read(raw: Any) -> Document:
    return read_document(json.dumps(raw).encode(), source="a.json")


def test_milliseconds_are_seconds_and_roles_are_channels() -> None:
    document = read(samples.call())
    assert document.kind == "amazon-call-analytics"
    assert [
        (word.punctuated, str(word.start), word.speaker, word.channel) for word in document.words
    ] == [("Okay,", "20.24", 1, 1), ("[PII]", "21.04", 1, 1), ("Thanks", "22", 0, 0)]
    assert document.words[1].confidence is None
    assert [str(one.confidence) for one in document.words[1].redactions] == ["0.9711"]
    assert [(one.index, one.role, one.channel) for one in document.speakers] == [
        (0, "AGENT", 0),
        (1, "CUSTOMER", 1),
    ]
    assert [one.role for one in document.channels] == ["AGENT", "CUSTOMER"]
    assert "ParticipantRole" in [loss.path for loss in document.losses]


def test_turns_with_what_is_said_of_them() -> None:
    document = read(samples.call())
    first = document.utterances[0]
    assert (first.text, first.identity, first.sentiment) == ("Okay, [PII]", "5a8e", "NEUTRAL")
    assert first.words == document.words[:2]
    assert [str(score) for score in first.extra["LoudnessScores"]] == ["80.12", "None", "79.03"]
    assert [(one.about, one.label) for one in document.passages] == [
        ("issue", "Okay"),
        ("sentiment", "NEUTRAL"),
        ("sentiment", "POSITIVE"),
        ("category", "greeting"),
        ("category", "greeting"),
    ]
    assert document.passages[-1].path.endswith("PointsOfInterest[0]")


def test_what_stands_above_the_turns() -> None:
    document = read(samples.call())
    assert (document.name, document.status, document.language) == ("call", "COMPLETED", "en-US")
    assert (str(document.duration), document.summary) == ("22.405", "A short call.")
    assert document.redacted is True
    assert [(one.code, str(one.score)) for one in document.languages] == [("en-US", "0.9216")]
    assert "NonTalkTime" in document.analytics


def test_unknown_fields_are_kept_by_path() -> None:
    raw = samples.call()
    raw["Region"] = "eu"
    raw["Transcript"][1]["Mood"] = 1
    assert dict(read(raw).extras) == {"Region": "eu", "Transcript[].Mood": 1}


def test_issues_that_give_their_text_instead_of_its_place() -> None:
    raw = samples.call()
    raw["Transcript"][0]["IssuesDetected"] = [{"Text": "Okay"}]
    assert [one.label for one in read(raw).passages if one.about == "issue"] == ["Okay"]


def test_contact_lens_has_turns_and_says_that_it_has_no_words() -> None:
    document = read(samples.lens())
    assert (document.kind, document.words) == ("contact-lens", ())
    assert [(one.text, one.speaker) for one in document.utterances] == [
        ("Is anyone there?", 1),
        ("Speaking.", 0),
    ]
    assert "Transcript[].Items" in [loss.path for loss in document.losses]
    assert str(document.ended) == "3.15"


def test_a_chat_holds_no_speech() -> None:
    raw = {**samples.lens(), "Channel": "CHAT", "Transcript": [{"Content": "typed"}]}
    assert "chat" in read(raw).advice


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda turn: turn.pop("BeginOffsetMillis"), "Transcript[0].BeginOffsetMillis"),
        (lambda turn: turn.update(Content=7), "Transcript[0].Content"),
        (lambda turn: turn.update(LoudnessScores=["loud"]), "Transcript[0].LoudnessScores[0]"),
        (lambda turn: turn["Items"][0].pop("EndOffsetMillis"), "Items[0].EndOffsetMillis"),
        (lambda turn: turn.update(Items={}), "Transcript[0].Items"),
        (
            lambda turn: turn["IssuesDetected"][0]["CharacterOffsets"].pop("End"),
            "IssuesDetected[0].CharacterOffsets.End",
        ),
    ],
)
def test_what_is_wrong_is_named(change: Any, path: str) -> None:
    raw = samples.call()
    change(raw["Transcript"][0])
    with pytest.raises(BadDocument) as bad:
        read(raw)
    assert bad.value.path.endswith(path)


def test_healthscribe_items_go_to_the_segment_of_their_time() -> None:
    document = read(samples.scribe())
    assert document.kind == "amazon-medical-scribe"
    assert [(word.punctuated, word.speaker) for word in document.words] == [
        ("Any", 0),
        ("pain?", 0),
        ("No", 1),
    ]
    assert [(one.label, one.role) for one in document.speakers] == [
        ("CLINICIAN_0", "CLINICIAN"),
        ("PATIENT_0", "PATIENT"),
    ]
    assert [len(one.words) for one in document.utterances] == [2, 1]
    assert [(one.about, one.label, one.text) for one in document.passages] == [
        ("clinical", "DX_NAME", "pain")
    ]


def test_healthscribe_words_inside_segments() -> None:
    raw = samples.scribe()
    talk = raw["Conversation"]
    items = talk.pop("TranscriptItems")
    talk["TranscriptSegments"][0]["Words"] = items[:3]
    assert [word.punctuated for word in read(raw).words] == ["Any", "pain?"]


def test_a_healthscribe_item_outside_every_segment_is_kept() -> None:
    raw = samples.scribe()
    del raw["Conversation"]["TranscriptSegments"][1]
    document = read(raw)
    assert [word.text for word in document.words] == ["Any", "pain", "No"]
    assert document.words[-1].speaker is None

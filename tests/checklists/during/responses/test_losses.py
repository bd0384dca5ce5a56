"""Nothing is dropped in silence: what a shape has no place for is named, also what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.during.responses.columns import columns
from checklists.during.responses.converting import Manner, convert, convert_bytes
from checklists.during.responses.digits import json_bytes
from checklists.during.responses.fields import TARGETS, Target, fields_of
from checklists.during.responses.generations import Generation
from providers.documents.model import Document
from providers.documents.reading import read_document
from providers.errors import BadInput
from tests.checklists.during.responses.shapes import amazon, deepgram, written
from tests.checklists.during.responses.test_pairs import PAIRS, section
from tests.providers.documents.samples import every_sample

KINDS = ("amazon-batch", "amazon-medical", "amazon-medical-scribe", "amazon-call-analytics",
         "contact-lens", "amazon-stream", "deepgram-batch", "deepgram-stream", "deepgram-flux",
         "transcript")  # fmt: skip
CROSSED: tuple[Target, ...] = ("deepgram", "amazon")


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, itself among them."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from objects_in(inner)


def other(document: Document) -> Target:
    """The shape of the other vendor."""
    return "amazon" if document.vendor == "deepgram" else "deepgram"


@settings(max_examples=60)
@given(st.one_of(amazon(), deepgram()), st.data())
def test_a_new_field_anywhere_is_named(document: dict[str, Any], data: st.DataObject) -> None:
    places = list(objects_in(document))
    data.draw(st.sampled_from(places))["brand_new"] = "of 2027"
    source = read_document(written(document), source="new")
    for target in TARGETS:
        if target in ("deepgram", "amazon") and target != other(source):
            continue
        losses = convert(source, target).losses
        named = [one for one in losses if one.path.endswith("brand_new")]
        # Inside a part that is lost as a whole, the whole is named.
        whole = [one for one in losses if "alternatives[0]" not in one.path]
        assert named or any(
            pattern.endswith("brand_new") and pattern.startswith(one.path)
            for one in whole
            for pattern in columns(source.raw)
        )


@settings(max_examples=40)
@given(st.one_of(amazon(), deepgram()))
def test_every_field_is_carried_or_named(document: dict[str, Any]) -> None:
    source = read_document(written(document), source="all")
    table = fields_of(source.kind)
    for target in CROSSED:
        named = {one.path for one in convert(source, target, Manner("2024")).losses}
        for pattern in columns(source.raw):
            if pattern in table:
                assert table[pattern].reaches(target) or pattern in named


SHAPES: tuple[tuple[Target, Generation | None], ...] = (
    ("deepgram", None), ("amazon", "2024"), ("amazon", "2022"), ("amazon", "2018"),
    ("transcript", None))  # fmt: skip
SOURCES = {path.stem: section(path, "source") for path in PAIRS} | every_sample()


@pytest.mark.parametrize(("target", "generation"), SHAPES)
@pytest.mark.parametrize("name", SOURCES)
def test_what_is_called_carried_makes_a_difference(
    name: str, target: Target, generation: Generation | None
) -> None:
    """A field that is not named as lost is held against the result: without it, another comes out.

    Fields that say what another field says, too, are left out.
    """
    source = read_document(SOURCES[name], source="x.json")
    manner = Manner(generation, whole=True)
    try:
        full = convert(source, target, manner)
    except BadInput:
        return
    if full.made is source.raw or isinstance(source.raw, str):
        return
    lost = {one.path for one in full.losses}
    for pattern in columns(source.raw):
        row = fields_of(source.kind).get(pattern)
        known = row is not None and row.reaches(target) and pattern not in lost
        if not known or pattern in SAID_TWICE:
            continue
        # In one object, for a log is a list.
        changed = _without({"": json.loads(json_bytes(source.raw))}, _inside(pattern))[""]
        try:
            made = convert_bytes(json.dumps(changed).encode(), target, "x.json", manner).made
        except BadInput:
            continue
        assert _said(made) != _said(full.made), pattern


def _inside(pattern: str) -> str:
    return pattern if pattern.startswith("[") else f".{pattern}"


def _said(made: dict[str, Any]) -> str:
    """A result without the rows that tell of its losses."""
    return json.dumps({key: made[key] for key in made if key != "losses"}, default=float)


# Where one of them is taken away, the other still says it, or it says nothing.
SAID_TWICE = {
    "status",
    "results.transcripts[].transcript",
    "results.items[].speaker_label",
    "results.items[].start_time",
    "results.items[].end_time",
    "results.items[].type",
    "results.items[].alternatives[0].content",
    "results.items[].alternatives[0].confidence",
    "results.speaker_labels.speakers",
    "results.speaker_labels.channel_label",
    "results.speaker_labels.segments[].start_time",
    "results.speaker_labels.segments[].end_time",
    "results.speaker_labels.segments[].speaker_label",
    "results.speaker_labels.segments[].items[].start_time",
    "results.speaker_labels.segments[].items[].end_time",
    "results.speaker_labels.segments[].items[].speaker_label",
    "results.channel_labels.number_of_channels",
    "results.channel_labels.channels[].channel_label",
    "results.language_code",
    "results.language_codes[].language_code",
    "metadata.transaction_key",
    "metadata.channels",
    "results.channels[].alternatives[0].words[].word",
    "results.channels[].alternatives[0].words[].speaker",
    "results.utterances[].channel",
    "results.channels[].alternatives[0].transcript",
    "Transcript[].ParticipantRole",
    "Transcript[].Items[].Type",
    "JobStatus",
    "text",
    "channels",
    "words[].channel",
    "words[].punctuated",
    "losses",
    "request_id",
    "isRedacted",
    "results.language_codes[].duration_in_seconds",
    "results.audio_segments[].id",
    "results.utterances[].transcript",
    "results.utterances[].speaker",
    "results.channels[].detected_language",
    "ConversationCharacteristics.TotalConversationDurationMillis",
    "Transcript[].ParticipantId",
    "[].UtteranceEvent.Transcript",
    "[].metadata.request_id",
    "[].request_id",
    "[].channel_index[]",
    "[].channels",
    "[].channel.alternatives[0].transcript",
    "[].audio_window_start",
    "[].transcript",
}


def _without(value: Any, pattern: str) -> Any:
    """A document without a field, wherever it stands."""
    name, _, rest = pattern.partition(".")
    if "[" in name:
        name, _, which = name.partition("[")
        listed = value.get(name) or []
        chosen = listed[:1] if which == "0]" else listed
        if rest:
            for one in chosen:
                if isinstance(one, dict):
                    _without(one, rest)
        else:
            value[name] = []
    elif rest:
        if isinstance(value.get(name), dict):
            _without(value[name], rest)
    else:
        value.pop(name, None)
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_says_what_and_why(kind: str) -> None:
    rows = fields_of(kind)
    assert rows
    for row in rows.values():
        assert row.what and set(row.carried) <= set("dats"), row
        needed = {"d", "a"} - set(row.carried) - ({"a"} if kind.startswith("amazon-b") else set())
        needed -= {"d"} if kind.startswith("deepgram-b") else set()
        assert row.why or not needed or kind == "contact-lens", row


def test_nulls_and_empty_lists_say_nothing() -> None:
    results = {"transcripts": [{"transcript": ""}], "items": [], "speaker_labels": None,
               "audio_segments": [], "segments": []}  # fmt: skip
    data = json.dumps({"results": results}).encode()
    assert convert_bytes(data, "deepgram", "silent").losses == ()


def test_older_shapes_lose_segments() -> None:
    path = next(one for one in PAIRS if one.stem == "amazon-2024-segments-to-deepgram")
    data = section(path, "source")
    lost = {one.path for one in convert_bytes(data, "amazon", "a", Manner("2018")).losses}
    assert {"results.items[].id", "results.audio_segments[].start_time"} <= lost
    assert not convert_bytes(data, "amazon", "a", Manner("2024")).losses


def test_columns_of_a_document() -> None:
    document = {"a": [{"b": 1}, {"b": None, "c": "x"}], "alternatives": [{"d": 1}, {"d": 2}],
                "e": {}, "f": [], "g": [[1, 2], [3]], "h": ""}  # fmt: skip
    assert columns(document) == {"a[].b": 1, "a[].c": 1, "alternatives[0].d": 1,
                                 "alternatives[1..].d": 1, "g[][]": 3}  # fmt: skip

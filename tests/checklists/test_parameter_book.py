"""The parameter map as data: every member of the installed model has a row, every row is sound."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

import botocore.session
import pytest
from botocore.model import StructureShape

from checklists.before.language_rules import deepgrams_code
from checklists.before.parameter_rules import RULES
from checklists.facts.parameter_book import (
    LIVE_SHAPES,
    OPERATIONS,
    Shape,
    entities,
    members_of,
    options_only,
    parameters,
    read_theme,
)
from providers.deepgram import options as deepgram
from providers.deepgram.catalogue import nova_3_instead, nova_3_speaks
from providers.errors import BadInput

MODEL = botocore.session.get_session().get_service_model("transcribe")
STARTS = [name for name in MODEL.operation_names if name.startswith("Start")]
ANSWERS: dict[Shape, str] = {
    "job": "TranscriptionJob",
    "call-analytics": "CallAnalyticsJob",
    "medical": "MedicalTranscriptionJob",
    "scribe": "MedicalScribeJob",
}
# The headers of StartStreamTranscription (aws-sdk-transcribe-streaming 0.12.0, read 2026-11).
HEADERS = (
    "language-code sample-rate media-encoding vocabulary-name session-id vocabulary-filter-name "
    "vocabulary-filter-method show-speaker-label enable-channel-identification number-of-channels "
    "enable-partial-results-stabilization partial-results-stability content-identification-type "
    "content-redaction-type pii-entity-types language-model-name identify-language "
    "identify-multiple-languages language-options preferred-language vocabulary-names "
    "vocabulary-filter-names session-resume-window transcript-format"
)


def members(shape: Any, path: str = "") -> Iterator[str]:
    """Every member of a shape of the model, in the spelling of the map."""
    if shape.type_name == "structure":
        for name, inner in shape.members.items():
            member = f"{path}.{name}" if path else name
            yield member
            yield from members(inner, member)
    elif shape.type_name == "list":
        yield from members(shape.member, f"{path}[]")
    elif shape.type_name == "map":
        yield from members(shape.value, f"{path}{{}}")


@pytest.mark.parametrize("operation", STARTS)
def test_every_member_of_the_installed_model_has_a_row(operation: str) -> None:
    shapes = [shape for shape, name in OPERATIONS.items() if name == operation]
    assert shapes, f"{operation} is new: the parameter map has no such request"
    rows = members_of(shapes[0])
    missing = [name for name in members(MODEL.operation_model(operation).input_shape)
               if name not in rows]  # fmt: skip
    assert missing == [], f"{operation} has members without a row in facts/parameters"


def test_a_member_without_a_row_would_be_found() -> None:
    known = list(members(MODEL.operation_model("StartTranscriptionJob").input_shape))
    assert {"Settings.ShowSpeakerLabels", "LanguageIdSettings{}.VocabularyName",
            "ToxicityDetection[].ToxicityCategories", "Tags[].Key"} <= set(known)  # fmt: skip
    assert len(known) > 40 and len(STARTS) >= 4


@pytest.mark.parametrize("shape", ANSWERS)
def test_every_member_of_a_job_as_amazon_describes_it_has_a_row(shape: Shape) -> None:
    described = MODEL.shape_for(ANSWERS[shape])
    assert isinstance(described, StructureShape)
    rows = members_of(shape)
    assert [name for name in described.members if name not in rows] == []


def test_no_row_is_of_a_member_that_amazon_has_not() -> None:
    for shape, operation in OPERATIONS.items():
        if operation not in STARTS:
            continue
        known = {*members(MODEL.operation_model(operation).input_shape)}
        known |= {*members(MODEL.shape_for(ANSWERS[shape]))}
        # A map's own values have no name in the model.
        rows = {name.removesuffix("{}") for name in members_of(shape)} - {"ResponseMetadata"}
        assert rows <= known, shape


def test_every_header_of_a_stream_has_a_row() -> None:
    named = {row.header for row in members_of("stream").values() if row.header}
    assert named == set(HEADERS.split())
    assert {"specialty", "type"} <= {row.header for row in members_of("medical-stream").values()}


def test_every_row_says_why_and_where_from() -> None:
    for row in parameters():
        assert len(row.why) > 20 and row.why.endswith("."), row.member
        assert row.source and date(2026, 1, 1) <= row.read_on <= date(2026, 12, 31)
        assert row.verdict != "none" or not row.options or row.sets, row.member
        assert (row.verdict == "renamed") <= bool(row.options), row.member
        assert not row.rule or row.rule in RULES, row.rule
    assert {row.rule for row in parameters()} - {""} == set(RULES)


def test_every_option_that_a_row_names_is_one_of_deepgrams() -> None:
    known = set(deepgram._BATCH_ORDER) | set(deepgram._LIVE_ORDER)
    for row in parameters():
        assert set(row.options) <= known, row.member
        assert {one.partition("=")[0] for one in row.sets} <= known, row.member


def test_every_deepgram_option_has_its_way_back() -> None:
    known = set(deepgram._BATCH_ORDER) | set(deepgram._LIVE_ORDER)
    known |= {field.name for field in dataclasses.fields(deepgram.DeepgramOptions)}
    stood_for = {name for row in parameters() for name in row.options}
    assert known <= stood_for | set(options_only())
    # What is said to have no counterpart has none, but for what Amazon does unasked.
    asked = {name for row in parameters() if not row.always for name in row.options}
    assert not asked & set(options_only())


def test_the_kinds_of_personal_data_are_those_of_the_model() -> None:
    assert set(entities()) == set(MODEL.shape_for("PiiEntityType").metadata["enum"])
    assert all(one.redact or one.note for one in entities().values())


def test_every_language_of_amazon_has_a_code_or_none_that_is_listed() -> None:
    codes = MODEL.shape_for("LanguageCode").metadata["enum"]
    found = {code: deepgrams_code(code) for code in codes}
    assert all(nova_3_speaks(code) for code in found.values() if code)
    assert (found["en-US"], found["en-AB"], found["es-US"]) == ("en-US", "en-GB", "es-419")
    assert (found["de-CH"], found["it-IT"], found["zu-ZA"]) == ("de-CH", "it", "")
    assert all(not nova_3_instead(code) for code, own in found.items() if not own)


def test_streams_are_live_and_jobs_are_not() -> None:
    assert {shape for shape in OPERATIONS if "Stream" in OPERATIONS[shape]} == LIVE_SHAPES


GOOD = """
[[parameter]]
member = "X"
shapes = ["job"]
deepgram = ["model"]
verdict = "derived"
effort = "small"
why = "w"
source = "s"
read_on = 2026-01-02
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('member = "X"', ""), "a row without a member: 'member' is missing"),
        (('why = "w"', ""), "X: 'why' is missing"),
        (('["job"]', '["work"]'), "'shapes' has to be some of job"),
        (('["job"]', '"job"'), "'shapes' has to be a list"),
        (('"derived"', '"sure"'), "'verdict' has to be one of same"),
        (('"small"', '"tiny"'), "'effort' has to be one of none"),
        (("read_on = 2026-01-02", "read_on = 1"), "'read_on' has to be a date"),
        (('why = "w"', 'why = "w"\nextra = 1'), "'extra' is not a column"),
        (("[[parameter]]", "[[parameter"), "not TOML"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(change: tuple[str, str], sentence: str) -> None:
    assert read_theme(GOOD, "audio")[0].theme == "audio"
    with pytest.raises(BadInput, match=r"facts/parameters/audio\.toml") as caught:
        read_theme(GOOD.replace(*change), "audio")
    assert sentence in str(caught.value)

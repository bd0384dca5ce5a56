"""The equivalents of calls: every option a draft can write is one that deepgram-sdk takes."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.parameter_map import map_request
from checklists.draft.listing import document_of, equivalent
from checklists.draft.patch import unified
from checklists.facts.parameter_book import LIVE_SHAPES, OPERATIONS, Shape, parameters
from checklists.scan.finding import Finding


def finding(what: str, **arguments: str) -> Finding:
    return Finding("a.java", 1, "call", "batch", what, "", "high", "java-call", "", arguments)


@pytest.mark.parametrize("shape", OPERATIONS)
def test_the_sdk_takes_every_option_that_a_draft_may_write(shape: Shape) -> None:
    from deepgram.listen.v1.client import AsyncV1Client
    from deepgram.listen.v1.media.client import MediaClient

    call = AsyncV1Client.connect if shape in LIVE_SHAPES else MediaClient.transcribe_url
    known = set(inspect.signature(call).parameters)
    written = {
        pair.partition("=")[0]
        for row in parameters()
        if shape in row.shapes and not row.answer
        for pair in row.sets
    }
    assert written and written <= known


def test_members_of_builders_are_put_where_they_belong() -> None:
    document = document_of(
        {"ChannelId": "0", "ParticipantRole": "AGENT", "LanguageOptions": "en-US,es-US"},
        "call-analytics",
    )
    assert document == {
        "ChannelDefinitions": [{"ChannelId": 0, "ParticipantRole": "AGENT"}],
        "Settings": {"LanguageOptions": ["en-US", "es-US"]},
    }
    assert map_request(document, shape="call-analytics").unknown == ()


def test_values_are_read_as_each_sdk_spells_them() -> None:
    found = equivalent(
        finding(
            "StartStreamTranscription",
            LanguageCode="EN_GB",
            MediaEncoding="OggOpus",
            MediaSampleRateHertz="48_000",
            ShowSpeakerLabel="True",
        ),
        "java",
    )
    assert found is not None and found.mapped is not None
    assert ("language", "en-GB") in found.mapped.pairs
    assert ("diarize_model", "latest") in found.mapped.pairs
    assert "encoding=" not in found.address


def test_what_starts_nothing_is_no_site() -> None:
    assert equivalent(finding("GetTranscriptionJob"), "java") is None
    assert equivalent(finding("ListVocabularies"), "java") is None


@given(
    st.dictionaries(
        st.sampled_from(sorted({row.member.replace("[]", "") for row in parameters()})),
        st.text(max_size=12),
        max_size=8,
    ),
    st.sampled_from(sorted(OPERATIONS)),
)
def test_any_arguments_are_mapped(arguments: dict[str, str], shape: Shape) -> None:
    map_request(document_of(arguments, shape), shape=shape)


def test_a_name_that_a_patch_cannot_hold_is_quoted() -> None:
    assert '--- "a/a\\011b.py"' in unified("a\tb.py", "1\n", "2\n")

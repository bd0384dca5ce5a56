"""Requests to Amazon in the forms people have them: recognised, taken apart, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.amazon_request import taken_apart
from checklists.before.request_file import LARGEST_REQUEST, read_request, request_from
from checklists.facts.parameter_book import OPERATIONS, Shape, members_of
from providers.errors import BadInput

JOB = {"TranscriptionJobName": "a", "LanguageCode": "en-US", "Media": {"MediaFileUri": "s3://b/k"}}
CALL = {"CallAnalyticsJobName": "a", "Media": {"MediaFileUri": "s3://b/k"}}


TASK = {
    "Type": "Task",
    "Resource": "arn:aws:states:::aws-sdk:transcribe:startTranscriptionJob",
    "Parameters": {"LanguageCode": "en-US", "OutputKey.$": "$.key"},
}


@pytest.mark.parametrize(
    ("document", "shape", "named"),
    [
        (JOB, "job", False),
        (CALL, "call-analytics", False),
        ({"LanguageCode": "en-US"}, "job", False),
        ({"MedicalTranscriptionJobName": "a", "Specialty": "PRIMARYCARE"}, "medical", False),
        ({"MedicalScribeJobName": "a"}, "scribe", False),
        ({"language_code": "en-US", "media_sample_rate_hz": 1, "media_encoding": "pcm"}, "stream",
         False),
        ({"x-amzn-transcribe-sample-rate": "8000"}, "stream", False),
        ({"MediaEncoding": "pcm", "Specialty": "CARDIOLOGY", "Type": "DICTATION"},
         "medical-stream", False),
        ({"MediaEncoding": "pcm", "ConfigurationEvent": {"ChannelDefinitions": []}},
         "call-analytics-stream", False),
        ({"eventName": "StartTranscriptionJob", "requestParameters": {"languageCode": "en-US"}},
         "job", True),
        ({"Type": "Task", "Parameters": {"Media": {}},
          "Resource": "arn:aws:states:::aws-sdk:transcribe:startCallAnalyticsJob"},
         "call-analytics", True),
        ({"X-Amz-Target": "Transcribe.StartTranscriptionJob", "input": JOB}, "job", True),
        ({"operation": "start-medical-stream-transcription", "parameters": {"Type": "DICTATION"}},
         "medical-stream", True),
        ({"StartStreamTranscriptionWebSocket": {"language-code": "en-US"}}, "stream", True),
        ({"TranscriptionJob": {**JOB, "TranscriptionJobStatus": "COMPLETED"}}, "job", True),
        ({"X-Amz-Target": "com.amazonaws.transcribe.Transcribe.StartTranscriptionJob",
          "request": JOB}, "job", True),
        ({"StartAt": "a", "States": {"a": {"Type": "Wait"}, "b": TASK}}, "job", True),
        ({"input": CALL}, "call-analytics", False),
    ],
)  # fmt: skip
def test_what_a_request_is(document: dict[str, Any], shape: Shape, named: bool) -> None:
    request = taken_apart(document)
    assert (request.shape, request.named) == (shape, named)
    assert any(one.row is not None for one in request.given)


def test_all_spellings_of_a_name_are_the_same_member() -> None:
    for name in ("LanguageCode", "languageCode", "language_code", "language-code",
                 "x-amzn-transcribe-language-code", "LANGUAGE-CODE", "LanguageCode.$"):  # fmt: skip
        (one,) = taken_apart({name: "en-US"}, "stream").given
        assert one.row is not None and one.row.member == "LanguageCode", name
        assert one.computed == name.endswith("$")


def test_members_are_named_by_their_path() -> None:
    document = {
        **JOB,
        "Settings": {"ShowSpeakerLabels": True, "Unheard": {"of": 1}},
        "LanguageIdSettings": {"en-US": {"VocabularyName": "v", "Other": 2}},
        "KMSEncryptionContext": {"a.b": "c"},
        "ToxicityDetection": [{"ToxicityCategories": ["ALL"]}],
    }
    found = {one.path: one.row.member if one.row else None for one in taken_apart(document).given}
    assert found == {
        "TranscriptionJobName": "TranscriptionJobName",
        "LanguageCode": "LanguageCode",
        "Media.MediaFileUri": "Media.MediaFileUri",
        "Settings.ShowSpeakerLabels": "Settings.ShowSpeakerLabels",
        "Settings.Unheard": None,
        "LanguageIdSettings.en-US.VocabularyName": "LanguageIdSettings{}.VocabularyName",
        "LanguageIdSettings.en-US.Other": None,
        "KMSEncryptionContext.a.b": "KMSEncryptionContext{}",
        "ToxicityDetection[0].ToxicityCategories": "ToxicityDetection[].ToxicityCategories",
    }


def test_a_member_spelt_twice_counts_once_and_is_said() -> None:
    first, second = taken_apart({"LanguageCode": "en-US", "languageCode": "de-DE"}, "job").given
    assert not first.odd and "given twice" in second.odd
    assert taken_apart({"LanguageCode": "en-US", "languageCode": "de-DE"}).value(
        "LanguageCode"
    ) == "en-US"  # fmt: skip


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"ChannelDefinitions": {"ChannelId": 0}, **CALL}, "expects a list"),
        ({"ChannelDefinitions": [7], **CALL}, "expects an object with members"),
        ({"Settings": "none", **JOB}, "expects an object with members"),
        ({"LanguageIdSettings": ["en-US"], **JOB}, "expects an object"),
    ],
)
def test_a_value_of_another_kind_is_said_not_dropped(document: Any, words: str) -> None:
    assert words in " ".join(one.odd for one in taken_apart(document).given)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([JOB], "is a list"),
        ("en-US", "single value"),
        (None, "single value"),
        ({}, "does not look like"),
        ({"model": "whisper-1", "file": "a.wav"}, "does not look like"),
        ({"Records": [JOB]}, "several things under Records"),
        ({"StartAt": "a", "States": {}}, "does not look like"),
        (
            {"States": {"One": TASK, "Two": {"Branches": [{"States": {"Three": TASK}}]}}},
            "2 requests ('One', 'Three')",
        ),
    ],
)
def test_what_is_no_request_is_told(document: Any, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        taken_apart(document)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON, line 1"),
        (b"{'a': True}", "double quotes"),
        (b'{"LanguageCode": "en-US",\n "LanguageCode": "de-DE"}', "'LanguageCode' twice"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": 1e999}', "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"a": "\\ud800"}', "lone surrogate"),
        (b"[" * 60 + b"]" * 60, "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (LARGEST_REQUEST + 1), "250,000 bytes"),
    ],
)
def test_bytes_that_cannot_be_used(data: bytes, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        request_from(data, "request.json")
    assert words in str(caught.value) and str(caught.value).startswith("request.json ")


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(JOB).encode())
    assert read_request(file) == JOB
    with pytest.raises(BadInput, match=r"cannot be read \(No such file"):
        read_request(tmp_path / "none.json")
    with pytest.raises(BadInput, match="cannot be read"):
        read_request(tmp_path)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        request_from(data)
    except BadInput as refused:
        assert "\n" not in str(refused)


NAMES = st.sampled_from(
    sorted(
        {name.split(".")[-1].strip("[]{}") for shape in OPERATIONS for name in members_of(shape)}
    )
) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.sampled_from(list(OPERATIONS)))
def test_nothing_is_dropped_silently(document: dict[str, Any], shape: Shape) -> None:
    try:
        request = taken_apart(document, shape)
    except BadInput:
        return
    paths = [one.path for one in request.given]
    for name in document:
        top = name.removesuffix(".$")
        assert any(path == top or path.startswith((f"{top}.", f"{top}[")) for path in paths), name


@pytest.mark.parametrize(
    ("document", "secret"),
    [
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE"}, "AKIDEXAMPLE"),
        ({"X-Amz-Signature": "0badcafe"}, "0badcafe"),
        ({"X-Amz-Credential": "AKIDEXAMPLE/2026"}, "AKIDEXAMPLE"),
        ({"secret_access_key": "hunter2"}, "hunter2"),
        ({"x": {"password": "hunter2"}}, "hunter2"),
        ({"Tags": [{"Key": "k", "Value": "AKIAABCDEFGHIJKLMNOP"}]}, "AKIAABCDEFGHIJKLMNOP"),
        ({"AKIAABCDEFGHIJKLMNOP": 1}, "AKIAABCDEFGHIJKLMNOP"),
        ({"Media": {"MediaFileUri": "https://b/k?X-Amz-Signature=0badcafe"}}, "0badcafe"),
    ],
)
def test_no_key_is_kept(document: dict[str, Any], secret: str) -> None:
    request = taken_apart({**document, "LanguageCode": "en-US"}, "job")
    assert secret not in repr(request.given)


@pytest.mark.parametrize(
    "value", ["{% $x %}", "${bucket}", "a-${self:stage}-b", {"Ref": "Name"}, {"Fn::Sub": "x"}]
)
def test_values_that_are_worked_out_later(value: Any) -> None:
    (one,) = taken_apart({"OutputBucketName": value}, "job").given
    assert one.computed and not one.asks


@pytest.mark.parametrize("value", ["plain", "a{b}", "}${", "${" * 100_000, "{%", {"a": 1}, 3])
def test_values_that_are_not(value: Any) -> None:
    (one,) = taken_apart({"OutputBucketName": value}, "job").given
    assert not one.computed

"""Answers about jobs: a sentence that says what to give instead, without a key in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from providers.documents.model import Document
from providers.documents.reading import read_document
from providers.errors import BadInput
from tests.providers.documents.samples import finished_job


def read(raw: Any) -> Document:
    return read_document(json.dumps(raw).encode(), source="a.json")


def test_a_finished_job_says_what_to_download_without_its_signature() -> None:
    document = read(finished_job())
    assert (document.kind, document.name, document.status) == ("amazon-job", "harbour", "COMPLETED")
    assert "'https://s3.example.invalid/b/k.json'" in document.advice
    assert "secret" not in document.advice


@pytest.mark.parametrize("name", ["CallAnalyticsJob", "MedicalTranscriptionJob"])
def test_other_jobs(name: str) -> None:
    job = {f"{name}Name": "j", "Transcript": {"RedactedTranscriptFileUri": "https://a.invalid/r"}}
    document = read({name: job})
    assert (document.kind, document.name) == ("amazon-job", "j")
    assert "https://a.invalid/r" in document.advice


def test_a_healthscribe_job() -> None:
    output = {"TranscriptFileUri": "https://a.invalid/t", "ClinicalDocumentUri": "x"}
    job = {"MedicalScribeJobName": "v", "MedicalScribeJobStatus": "COMPLETED"}
    advice = read({"MedicalScribeJob": {**job, "MedicalScribeOutput": output}}).advice
    assert "https://a.invalid/t" in advice


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"TranscriptionJobStatus": "IN_PROGRESS", "Transcript": {}}, "IN_PROGRESS"),
        ({"TranscriptionJobStatus": "FAILED", "FailureReason": "Too\nlarge."}, "(Too large)"),
        ({"TranscriptionJobStatus": "COMPLETED", "Transcript": {}}, "TranscriptFileUri"),
    ],
)
def test_jobs_without_a_transcript_yet(more: dict[str, Any], said: str) -> None:
    advice = read({"TranscriptionJob": {"TranscriptionJobName": "j", **more}}).advice
    assert said in advice
    assert advice.isprintable()


def test_lists_notices_and_a_job_by_itself() -> None:
    assert "2 jobs" in read({"TranscriptionJobSummaries": [{}, {}]}).advice
    detail = {"TranscriptionJobName": "n", "TranscriptionJobStatus": "COMPLETED"}
    assert read({"source": "aws.transcribe", "detail": detail}).name == "n"
    assert read(detail).name == "n"


@pytest.mark.parametrize(
    "raw",
    [
        {"Error": {"Code": "ConflictException", "Message": "Taken."}, "Message": "Taken."},
        {"__type": "com.amazonaws#ConflictException", "Message": "Taken."},
    ],
)
def test_errors(raw: Any) -> None:
    document = read(raw)
    assert document.kind == "amazon-error"
    assert "ConflictException: Taken)" in document.advice


def test_answers_further_inside_a_file_are_pointed_at() -> None:
    with pytest.raises(BadInput, match=r"answer of a vendor's API \(at kept\.get\)"):
        read({"kept": {"get": finished_job()}})

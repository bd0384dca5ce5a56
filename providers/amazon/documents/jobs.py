"""Answers of Amazon's API about jobs, and its errors: no transcript is inside.

What they say is turned into one sentence: where the transcript is, or why there is none. An
address is given without its query, which of a presigned one is a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.audio.naming import shown
from providers.documents.fields import join, mapping, one_line, soft_label, soft_object, soft_text
from providers.documents.model import Document

Raw = Mapping[str, Any]
_JOBS = ("TranscriptionJob", "CallAnalyticsJob", "MedicalTranscriptionJob", "MedicalScribeJob")
_LISTS = tuple(f"{name}Summaries" for name in _JOBS)
_STATUSES = ("TranscriptionJobStatus", "CallAnalyticsJobStatus", "MedicalScribeJobStatus")
_NAMES = tuple(f"{name}Name" for name in _JOBS)
_PLACES = (
    ("Transcript", "TranscriptFileUri"),
    ("Transcript", "RedactedTranscriptFileUri"),
    ("MedicalScribeOutput", "TranscriptFileUri"),
)
_STILL = ("QUEUED", "IN_PROGRESS")


def is_job(raw: Raw) -> bool:
    """Whether this is an answer about jobs, or a notice that one ended."""
    if any(isinstance(raw.get(name), Mapping) for name in _JOBS):
        return True
    if any(isinstance(raw.get(name), list) for name in _LISTS):
        return True
    if raw.get("source") == "aws.transcribe" and isinstance(raw.get("detail"), Mapping):
        return True
    return any(name in raw for name in _STATUSES) and any(name in raw for name in _NAMES)


def is_error(raw: Raw) -> bool:
    """Whether this is an error of the API, as it comes or as botocore gives it."""
    error = raw.get("Error")
    if isinstance(error, Mapping) and "Code" in error:
        return True
    told = "Message" in raw or "message" in raw
    return told and ("__type" in raw or set(raw) <= {"Message", "ResponseMetadata"})


def read_job(raw: Raw, source: str) -> Document:
    """An answer of Start, Get or List, or an EventBridge notice. Raises FieldTrouble."""
    for name in _LISTS:
        if isinstance(raw.get(name), list):
            advice = (
                f"This is a list of {len(raw[name])} jobs of Amazon Transcribe, which holds no "
                "transcript; download the file at the TranscriptFileUri of each job and convert "
                "that."
            )
            return Document("amazon", "amazon-job", source, advice=advice, raw=raw)
    path = next((name for name in _JOBS if isinstance(raw.get(name), Mapping)), "")
    if not path and isinstance(raw.get("detail"), Mapping):
        path = "detail"
    job = mapping(raw[path], path) if path else raw
    name = next((soft_label(job, key, path) for key in _NAMES if job.get(key)), "")
    status = next((soft_text(job, key, path) for key in _STATUSES if job.get(key)), "")
    return Document(
        vendor="amazon",
        kind="amazon-job",
        source=source,
        language=soft_text(job, "LanguageCode", path),
        name=name,
        status=status,
        advice=_advice(job, path, name, status),
        raw=raw,
    )


def read_error(raw: Raw, source: str) -> Document:
    """An error of the API. Raises FieldTrouble."""
    error = soft_object(raw, "Error", "")
    code = soft_text(error, "Code", "Error") or soft_text(raw, "__type", "").rpartition("#")[2]
    message = (
        soft_text(error, "Message", "Error")
        or soft_text(raw, "Message", "")
        or soft_text(raw, "message", "")
    )
    told = f"{code}: {one_line(message)}" if code else one_line(message)
    advice = (
        f"This is an error of Amazon Transcribe ({told}), which holds no transcript; give the "
        "JSON file of a finished job."
    )
    return Document("amazon", "amazon-error", source, advice=advice, warnings=(told,), raw=raw)


def _advice(job: Raw, path: str, name: str, status: str) -> str:
    about = f"the job {shown(name)}" if name else "a job"
    head = f"This is Amazon's answer about {about}, which holds no transcript"
    if status == "FAILED":
        reason = soft_text(job, "FailureReason", path)
        why = f" ({one_line(reason)})" if reason else ""
        return f"{head}: the job failed{why}; transcribe the audio again."
    if status in _STILL:
        return f"{head}: the job is {status}; convert its JSON file when it is finished."
    for holder, key in _PLACES:
        address = soft_text(soft_object(job, holder, path), key, join(path, holder))
        if address:
            return f"{head}; download {shown(address.partition('?')[0])} and convert that."
    return f"{head}; download the file at its TranscriptFileUri and convert that."

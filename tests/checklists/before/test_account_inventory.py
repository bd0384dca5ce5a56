"""An account's jobs counted by their settings, and what a month of them costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checklists.before.account_findings import as_findings
from checklists.before.account_inventory import (
    Inventory,
    as_json,
    inventory_from,
    inventory_of,
    newest,
    record,
)
from checklists.before.account_usage import usage_of
from checklists.before.cost import bills
from checklists.scan.features import features
from checklists.workspace import Workspace
from providers.amazon.account_lists import KINDS, Kind, Listing
from providers.amazon.inventory import JobRecord, Reading
from providers.amazon.result_watchers import Watcher

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAME = {"jobs": "TranscriptionJobName", "call-analytics-jobs": "CallAnalyticsJobName"}


def job(number: int, days: float, **about: Any) -> dict[str, Any]:
    """A finished job as GetTranscriptionJob tells it."""
    name = f"nightly-{number:05d}"
    return {
        "TranscriptionJobName": name,
        "TranscriptionJobStatus": "COMPLETED",
        "LanguageCode": "en-US",
        "MediaSampleRateHertz": 8000,
        "MediaFormat": "wav",
        "Media": {"MediaFileUri": f"s3://acme-recordings/2026/{name}.wav"},
        "Transcript": {
            "TranscriptFileUri": f"https://s3.eu-west-1.amazonaws.com/acme-texts/{name}.json"
        },
        "CreationTime": NOW - timedelta(days=days),
        "Settings": {"ChannelIdentification": True, "ShowAlternatives": False},
    } | about


def summary(whole: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("JobName", "JobStatus", "LanguageCode", "LanguageCodes", "CreationTime")
    return {name: value for name, value in whole.items() if name.endswith(kept)}


def reading(*records: JobRecord, **lists: Any) -> Reading:
    """A reading in which every job was looked at."""
    jobs: dict[Kind, Any] = {kind: lists.get(kind.replace("-", "_"), ()) for kind in KINDS}
    for one in records:
        jobs[one.kind] = (*jobs[one.kind], summary(one.job))
    return Reading(
        region="eu-west-1",
        sandbox=False,
        since=NOW - timedelta(days=90),
        until=NOW,
        listings=tuple(Listing(kind, tuple(items)) for kind, items in jobs.items()),
        records=records,
        gaps=lists.get("gaps", ()),
    )


def used() -> Inventory:
    """An account with calls of two channels, meetings of one, a vocabulary and a category."""
    calls = [JobRecord("jobs", job(n, 90 - n), 600.0 if n % 2 else None) for n in range(60)]
    meeting = job(
        900, 3, LanguageCode="de-DE", MediaFormat="mp4",
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 5, "VocabularyName": "products"},
        ContentRedaction={"RedactionType": "PII", "RedactionOutput": "redacted"},
    )  # fmt: skip
    failed = job(901, 2, TranscriptionJobStatus="FAILED", Transcript={})
    return inventory_of(
        reading(
            *calls,
            JobRecord("jobs", meeting, 3600.0),
            JobRecord("jobs", failed),
            vocabularies=[
                {"VocabularyName": "products", "LanguageCode": "de-DE", "VocabularyState": "READY"},
                {"VocabularyName": "old", "LanguageCode": "en-US", "VocabularyState": "FAILED"},
            ],
            categories=[{"CategoryName": "angry", "InputType": "POST_CALL", "Rules": []}],
            gaps=(("custom language models", "It needs transcribe:ListLanguageModels."),),
        )
    )


def test_jobs_are_counted_by_what_they_ask_for() -> None:
    (jobs,) = used().jobs
    assert (jobs.jobs, jobs.failed, jobs.looked_at) == (62, 1, 62)
    assert jobs.languages == {"en-US": 61, "de-DE": 1}
    assert jobs.formats == {"wav 8000 Hz": 61, "mp4 8000 Hz": 1}
    assert jobs.channels == {"2": 61, "1": 1}
    assert jobs.names == {"nightly-*": 62}
    settings = {(one.member, one.value): one.jobs for one in jobs.settings}
    assert settings["Settings.ChannelIdentification", "true"] == 61
    assert settings["Settings.VocabularyName", "products"] == 1
    assert settings["ContentRedaction.RedactionType", "PII"] == 1
    # What is off, what names one job, and what Amazon answers are no settings.
    members = {member for member, _ in settings}
    assert not members & {
        "Settings.ShowAlternatives", "TranscriptionJobName", "Media.MediaFileUri",
        "TranscriptionJobStatus", "CreationTime", "Transcript",
    }  # fmt: skip


def test_resources_say_whether_a_job_uses_them() -> None:
    found = {one.name: one for one in used().resources}
    assert found["products"].jobs == 1 and found["old"].jobs == 0
    assert (found["old"].state, found["old"].language) == ("FAILED", "en-US")
    assert (found["angry"].words, found["angry"].state) == (
        "Call Analytics categories", "POST_CALL",
    )  # fmt: skip


def test_buckets_are_those_read_and_written() -> None:
    found = {one.name: (one.reads, one.writes) for one in used().buckets}
    assert found == {"acme-recordings": (62, 0), "acme-texts": (0, 61)}


def test_amazons_own_bucket_is_none_of_the_account() -> None:
    link = "https://s3.us-east-1.amazonaws.com/aws-transcribe-prod/x.json?X-Amz-Signature=abc"
    one = job(1, 1, Transcript={"TranscriptFileUri": link})
    found = inventory_of(reading(JobRecord("jobs", one, 60.0)))
    assert [bucket.name for bucket in found.buckets] == ["acme-recordings"]
    assert "abc" not in str(as_json(found))


def test_hours_a_month_are_reckoned_from_what_was_measured() -> None:
    found = used()
    calls, meeting = sorted(found.patterns, key=lambda one: -one.jobs)
    months = 90 / 30.4375
    # 61 jobs that did not fail; the calls that gave no length are taken to be like the others.
    assert (calls.channels, calls.looked_at, calls.measured) == (2, 60, 30)
    assert calls.jobs == pytest.approx(60 / months)
    assert calls.seconds == pytest.approx(600 * 60 / months)
    assert (meeting.diarization, meeting.redaction, meeting.vocabulary) == (True, True, True)
    assert found.hours == pytest.approx((600 * 60 + 3600) / 3600 / months)


def test_a_young_account_counts_as_one_month() -> None:
    found = inventory_of(reading(JobRecord("jobs", job(1, 2), 600.0)))
    (pattern,) = found.patterns
    assert pattern.jobs == pytest.approx(1) and pattern.seconds == pytest.approx(600)


def test_without_lengths_there_are_no_hours() -> None:
    found = inventory_of(reading(JobRecord("jobs", job(1, 2))))
    assert found.hours is None and usage_of(found.patterns) == ()


def test_hours_become_bills_of_both_vendors() -> None:
    deepgram, amazon = bills(usage_of(used().patterns))
    assert deepgram.cost and amazon.cost
    assert 0 < deepgram.cost[0] <= deepgram.cost[1]
    assert any("redaction" in one.what for one in amazon.items)


def test_calls_of_call_analytics_are_two_channels() -> None:
    call = job(1, 5) | {"CallAnalyticsJobName": "c-1", "CallAnalyticsJobStatus": "COMPLETED"}
    call["Settings"] = {"Summarization": {"GenerateAbstractiveSummary": True}}
    for name in ("TranscriptionJobName", "TranscriptionJobStatus"):
        del call[name]
    found = inventory_of(reading(JobRecord("call-analytics-jobs", call, 60.0)))
    (pattern,) = found.patterns
    assert (pattern.kind, pattern.channels) == ("call-analytics", 2)
    (feature,) = [one for one in features(as_findings(found)) if one.id == "summary"]
    assert feature.mode == "call-analytics"


def test_settings_are_features_in_use() -> None:
    found = {(one.id, one.mode): one for one in features(as_findings(used()))}
    assert ("redaction", "batch") in found and ("channels", "batch") in found
    (lead, *_) = found["vocabulary", "batch"].members
    assert lead.values == ("products",)


def test_who_is_told_of_results_is_in_use_and_who_is_told_of_recordings_is_not() -> None:
    told = ("lambda on-object",)
    watchers = (
        Watcher("bucket", "acme-texts", "s3:ObjectCreated:*", told),
        Watcher("bucket", "acme-recordings", "s3:ObjectCreated:*", told),
        Watcher("rule", "calls", "Call Analytics Job State Change", told),
    )
    events = [
        (one.what.partition(",")[0], one.mode)
        for one in as_findings(replace(used(), watchers=watchers))
        if one.kind == "event"
    ]
    assert events == [("bucket acme-texts", "batch"), ("rule calls", "call-analytics")]


def test_account_numbers_are_not_kept() -> None:
    role = "arn:aws:iam::123456789012:role/transcribe"
    one = job(1, 1, JobExecutionSettings={
        "AllowDeferredExecution": True, "DataAccessRoleArn": role})  # fmt: skip
    text = str(as_json(inventory_of(reading(JobRecord("jobs", one, 60.0)))))
    assert "123456789012" not in text and "::****:role/transcribe" in text


def test_an_inventory_is_kept_as_evidence_and_read_back(tmp_path: Path) -> None:
    found = used()
    assert inventory_from(as_json(found)) == found
    with Workspace.open(tmp_path / "ws") as workspace:
        assert newest(workspace) is None
        run = record(workspace, found, seconds=2.0)
        kept = newest(workspace)
        assert kept is not None and kept[0].id == run.id and kept[1] == found
        assert not run.sandbox and run.numbers["jobs"] == 62
        (evidence,) = workspace.evidence("upstream-dependencies")
        assert evidence.run == run.id
        # The account alone does not say where the code is.
        states = {state.id: state for state in workspace.task_states()}
        assert states["upstream-dependencies"].state == "open"


def test_a_key_in_a_name_is_taken_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    vocabulary = {"VocabularyName": "AKIAIOSFODNN7EXAMPLE", "LanguageCode": "en-US"}
    found = inventory_of(reading(JobRecord("jobs", job(1, 1), 60.0), vocabularies=[vocabulary]))
    assert "AKIAIOSFODNN7EXAMPLE" not in str(as_json(found))
    with Workspace.open(tmp_path / "ws") as workspace:
        record(workspace, found)


def test_an_empty_account_is_an_inventory_too() -> None:
    found = inventory_of(reading())
    assert (found.jobs, found.resources, found.patterns, found.hours) == ((), (), (), None)
    assert inventory_from(as_json(found)) == found

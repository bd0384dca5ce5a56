"""Transcription jobs driven by boto3: states, recorded errors, output, quotas."""

from __future__ import annotations

import json
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from tests.wire.amazon.serving import KEY_ID, ONCE, REGION, SECRET, Served, serving
from tests.wire.deepgram.tones import interleaved, tones, wav

NOT_FOUND = "The requested job couldn't be found. Check the job name and try your request again."


def told(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str, int]:
    response = error.value.response
    found = response["Error"]
    return found["Code"], found["Message"], response["ResponseMetadata"]["HTTPStatusCode"]


def refused(served: Served, **request: Any) -> tuple[str, str, int]:
    whole = {
        "TranscriptionJobName": "job",
        "LanguageCode": "en-US",
        "Media": {"MediaFileUri": "s3://calls/call.wav"},
    } | request
    whole = {name: value for name, value in whole.items() if value is not None}
    with pytest.raises(ClientError) as caught:
        served.transcribe().start_transcription_job(**whole)
    return told(caught)


def test_a_job_goes_from_in_progress_to_completed() -> None:
    with serving() as served:
        served.faults.hold_jobs = True
        uri = served.uploaded(wav(tones("alpha bravo _ _ charlie")))
        transcribe = served.transcribe()
        about: dict[str, Any] = {
            "TranscriptionJobName": "held",
            "LanguageCode": "en-GB",
            "Media": {"MediaFileUri": uri},
        }
        job: Any = transcribe.start_transcription_job(**about)["TranscriptionJob"]
        assert job.pop("StartTime") == job.pop("CreationTime")
        assert job == about | {"TranscriptionJobStatus": "IN_PROGRESS"}
        running: Any = transcribe.get_transcription_job(TranscriptionJobName="held")
        running = running["TranscriptionJob"]
        assert running["Transcript"] == {}
        assert running["Settings"] == {"ChannelIdentification": False, "ShowAlternatives": False}
        with pytest.raises(ClientError) as caught:
            transcribe.delete_transcription_job(TranscriptionJobName="held")
        assert told(caught)[0] == "BadRequestException"

        served.faults.hold_jobs = False
        done = served.finished("done", Media={"MediaFileUri": uri})
        assert done["TranscriptionJobStatus"] == "COMPLETED"
        assert (done["MediaFormat"], done["MediaSampleRateHertz"]) == ("wav", 16000)
        assert done["CompletionTime"] >= done["StartTime"] >= done["CreationTime"]
        transcribe.delete_transcription_job(TranscriptionJobName="done")
        with pytest.raises(ClientError) as caught:
            transcribe.get_transcription_job(TranscriptionJobName="done")
        assert told(caught) == ("BadRequestException", NOT_FOUND, 400)
        with pytest.raises(ClientError) as caught:
            transcribe.delete_transcription_job(TranscriptionJobName="done")
        assert told(caught) == ("BadRequestException", NOT_FOUND, 400)


def test_the_transcript_has_the_shape_of_current_output(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha bravo _ _ charlie")))
    job = served.finished("shape", Media={"MediaFileUri": uri}, OutputBucketName="calls")
    assert job["Transcript"]["TranscriptFileUri"] == f"{served.url}/calls/shape.json"
    document = json.loads(served.s3().get_object(Bucket="calls", Key="shape.json")["Body"].read())
    assert (document["jobName"], document["status"]) == ("shape", "COMPLETED")
    results = document["results"]
    assert results["transcripts"] == [{"transcript": "Alpha bravo. Charlie."}]
    items = results["items"]
    assert [item["id"] for item in items] == list(range(5))
    assert items[0] == {
        "id": 0,
        "type": "pronunciation",
        "alternatives": [{"confidence": "0.9", "content": "Alpha"}],
        "start_time": "0.1",
        "end_time": "0.4",
    }
    assert items[2] == {
        "id": 2,
        "type": "punctuation",
        "alternatives": [{"confidence": "0.0", "content": "."}],
    }
    assert results["audio_segments"] == [
        {
            "id": 0,
            "transcript": "Alpha bravo.",
            "start_time": "0.1",
            "end_time": items[1]["end_time"],
            "items": [0, 1, 2],
        },
        {
            "id": 1,
            "transcript": "Charlie.",
            "start_time": items[3]["start_time"],
            "end_time": items[3]["end_time"],
            "items": [3, 4],
        },
    ]
    assert not {"speaker_labels", "channel_labels", "segments"} & results.keys()


def document_of(served: Served, name: str, **request: Any) -> dict[str, Any]:
    job = served.finished(name, **request)
    assert job["TranscriptionJobStatus"] == "COMPLETED", job.get("FailureReason")
    answer = httpx.get(job["Transcript"]["TranscriptFileUri"])
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def test_the_services_own_bucket_opens_by_link_only(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha")))
    job = served.finished("linked", Media={"MediaFileUri": uri})
    link = job["Transcript"]["TranscriptFileUri"]
    assert "X-Amz-Signature=" in link and "X-Amz-Expires=900" in link
    assert httpx.get(link).json()["results"]["transcripts"][0]["transcript"] == "Alpha."
    assert httpx.get(link.partition("?")[0]).status_code == 403
    bucket, _, key = link.partition("?")[0].removeprefix(served.url + "/").partition("/")
    with pytest.raises(ClientError) as caught:
        served.s3().get_object(Bucket=bucket, Key=key)
    assert told(caught)[0] == "AccessDenied"
    assert bucket not in [b["Name"] for b in served.s3().list_buckets()["Buckets"]]


def test_channels_are_told_apart_and_merged_by_time(served: Served) -> None:
    stereo = interleaved(tones("alpha _ _ charlie"), tones("_ bravo"))
    uri = served.uploaded(wav(stereo, channels=2))
    document = document_of(
        served, "two", Media={"MediaFileUri": uri}, Settings={"ChannelIdentification": True}
    )
    results = document["results"]
    labels = results["channel_labels"]
    assert labels["number_of_channels"] == 2
    said = {
        channel["channel_label"]: [item["alternatives"][0]["content"] for item in channel["items"]]
        for channel in labels["channels"]
    }
    assert said == {"ch_0": ["Alpha", ".", "Charlie", "."], "ch_1": ["Bravo", "."]}
    words = [item for item in results["items"] if item["type"] == "pronunciation"]
    assert [item["channel_label"] for item in words] == ["ch_0", "ch_1", "ch_0"]
    assert len(results["items"]) == sum(len(channel["items"]) for channel in labels["channels"])
    assert results["transcripts"][0]["transcript"] == "Alpha. Bravo. Charlie."


def test_speakers_of_one_channel_are_never_made_up(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha _ bravo")))
    settings = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2}
    results = document_of(served, "who", Media={"MediaFileUri": uri}, Settings=settings)["results"]
    assert results["speaker_labels"] is None
    assert not any("speaker_label" in item for item in results["items"])


def test_silence_is_an_empty_transcript(served: Served) -> None:
    uri = served.uploaded(wav(tones("_ _ _")))
    results = document_of(served, "silent", Media={"MediaFileUri": uri})["results"]
    assert results == {"transcripts": [{"transcript": ""}], "items": [], "audio_segments": []}


def test_one_hypothesis_is_one_alternative(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha bravo")))
    settings = {"ShowAlternatives": True, "MaxAlternatives": 3}
    results = document_of(served, "more", Media={"MediaFileUri": uri}, Settings=settings)["results"]
    (segment,) = results["segments"]
    assert [a["transcript"] for a in segment["alternatives"]] == ["Alpha bravo."]
    assert segment["alternatives"][0]["items"][-1] == {
        "confidence": "0.0",
        "type": "punctuation",
        "content": ".",
    }


def test_subtitles(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha bravo _ _ charlie")))
    job = served.finished(
        "subs",
        Media={"MediaFileUri": uri},
        OutputBucketName="calls",
        OutputKey="out/",
        Subtitles={"Formats": ["srt", "vtt"], "OutputStartIndex": 1},
    )
    assert job["Subtitles"] == {
        "Formats": ["srt", "vtt"],
        "OutputStartIndex": 1,
        "SubtitleFileUris": [f"{served.url}/calls/out/subs.{form}" for form in ("srt", "vtt")],
    }
    srt = served.s3().get_object(Bucket="calls", Key="out/subs.srt")["Body"].read().decode()
    assert srt.startswith("1\n00:00:00,100 --> 00:00:00,8")
    assert srt.count("-->") == 2 and "\n2\n" in srt and "Charlie." in srt
    vtt = served.s3().get_object(Bucket="calls", Key="out/subs.vtt")["Body"].read().decode()
    assert vtt.startswith("WEBVTT\n\n1\n00:00:00.100 --> ")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("", "keys.json"),
        ("a/b.json", "a/b.json"),
        ("dir", "dir/keys.json"),
        ("dir/", "dir/keys.json"),
    ],
)
def test_where_the_output_goes(served: Served, key: str, expected: str) -> None:
    uri = served.uploaded(wav(tones("alpha")))
    more = {"OutputKey": key} if key else {}
    job = served.finished("keys", Media={"MediaFileUri": uri}, OutputBucketName="calls", **more)
    assert job["Transcript"]["TranscriptFileUri"] == f"{served.url}/calls/{expected}"
    served.s3().head_object(Bucket="calls", Key=expected)


def failure(served: Served, data: bytes, **request: Any) -> str:
    uri = served.uploaded(data)
    job = served.finished("failing", Media={"MediaFileUri": uri}, **request)
    assert job["TranscriptionJobStatus"] == "FAILED"
    assert job["Transcript"] == {}
    served.transcribe().delete_transcription_job(TranscriptionJobName="failing")
    return str(job["FailureReason"])


def test_why_jobs_fail(served: Served) -> None:
    good = wav(tones("alpha"))
    assert failure(served, b"this is text") == "Unsupported media format."
    assert failure(served, good, MediaFormat="flac") == (
        "The media format provided does not match the detected media format."
    )
    assert failure(served, good, MediaSampleRateHertz=8000) == (
        "The sample rate provided does not match the detected sample rate."
    )
    three = wav(interleaved(*[tones("alpha")] * 3), channels=3)
    assert failure(served, three, Settings={"ChannelIdentification": True}) == (
        "Invalid number of channels: number of channels too large."
    )
    missing = served.finished("none", Media={"MediaFileUri": "s3://calls/nothing.wav"})
    assert missing["TranscriptionJobStatus"] == "FAILED"
    assert missing["FailureReason"].startswith("The S3 URI that you provided can't be accessed.")


def test_requests_that_the_service_refuses(served: Served) -> None:
    served.uploaded(wav(tones("alpha")))
    assert refused(served, LanguageCode=None) == (
        "BadRequestException",
        "The language code is missing. Either add a language code or turn on language "
        "identification.",
        400,
    )
    code, message, status = refused(served, LanguageCode="non-existent")
    assert (code, status) == ("BadRequestException", 400)
    assert message.startswith(
        "1 validation error detected: Value 'non-existent' at 'languageCode' failed to satisfy "
        "constraint: Member must satisfy enum value set: [af-ZA, ar-AE, "
    )
    cases: list[tuple[dict[str, Any], str]] = [
        ({"TranscriptionJobName": "bad name"}, "regular expression pattern"),
        ({"TranscriptionJobName": "x" * 201}, "length less than or equal to 200"),
        ({"Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 31}}, "equal to 30"),
        ({"Settings": {"ShowSpeakerLabels": True}}, "must be used together"),
        ({"Settings": {"ShowAlternatives": True, "MaxAlternatives": 11}}, "equal to 10"),
        ({"Settings": {"VocabularyFilterName": "f"}}, "must be used together"),
        ({"Settings": {"VocabularyName": "none"}}, "vocabulary couldn't be found"),
        ({"MediaFormat": "aiff"}, "enum value set"),
        ({"MediaSampleRateHertz": 96000}, "equal to 48000"),
        ({"Media": {"MediaFileUri": "ftp://x/y"}}, "regular expression pattern"),
        ({"OutputBucketName": "no-such-bucket"}, "output bucket"),
        ({"OutputKey": "k"}, "OutputKey needs OutputBucketName"),
        ({"IdentifyLanguage": True}, "Only one of"),
    ]
    for request, part in cases:
        code, message, status = refused(served, **request)
        assert (code, status) == ("BadRequestException", 400)
        assert part in message, message


def test_what_the_stand_in_cannot_do_it_says(served: Served) -> None:
    served.uploaded(wav(tones("alpha")))
    redaction = {"RedactionType": "PII", "RedactionOutput": "redacted"}
    declined: list[dict[str, Any]] = [
        {"LanguageCode": "de-DE"},
        {"LanguageCode": None, "IdentifyLanguage": True},
        {"ContentRedaction": redaction},
        {"ModelSettings": {"LanguageModelName": "mine"}},
        {"ToxicityDetection": [{"ToxicityCategories": ["ALL"]}]},
    ]
    for request in declined:
        code, message, _ = refused(served, **request)
        assert code == "BadRequestException"
        assert message.startswith("The crossfade sandbox ") and "nothing was done" in message
    with pytest.raises(ClientError) as caught:
        served.transcribe().describe_language_model(ModelName="mine")
    assert "The crossfade sandbox does not do DescribeLanguageModel" in told(caught)[1]


def test_a_name_can_be_used_once(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha")))
    served.finished("job", Media={"MediaFileUri": uri})
    assert refused(served) == (
        "ConflictException",
        "The requested job name already exists. Use a different job name.",
        400,
    )


def test_jobs_are_listed_newest_first_in_pages(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha")))
    for number in range(6):
        served.finished(f"job-{number}", Media={"MediaFileUri": uri})
    served.finished("failing", Media={"MediaFileUri": "s3://calls/none"}, OutputBucketName="calls")
    transcribe = served.transcribe()
    first: Any = transcribe.list_transcription_jobs()
    names = [job["TranscriptionJobName"] for job in first["TranscriptionJobSummaries"]]
    assert names == ["failing", "job-5", "job-4", "job-3", "job-2"]
    failing = first["TranscriptionJobSummaries"][0]
    assert (failing["OutputLocationType"], failing["TranscriptionJobStatus"]) == (
        "CUSTOMER_BUCKET",
        "FAILED",
    )
    second: Any = transcribe.list_transcription_jobs(NextToken=first["NextToken"])
    assert [j["TranscriptionJobName"] for j in second["TranscriptionJobSummaries"]] == [
        "job-1",
        "job-0",
    ]
    assert "NextToken" not in second
    filtered: Any = transcribe.list_transcription_jobs(Status="COMPLETED", JobNameContains="B-3")
    assert [j["TranscriptionJobName"] for j in filtered["TranscriptionJobSummaries"]] == ["job-3"]
    assert filtered["TranscriptionJobSummaries"][0]["OutputLocationType"] == "SERVICE_BUCKET"
    with pytest.raises(ClientError) as caught:
        transcribe.list_transcription_jobs(NextToken="nonsense!")
    assert told(caught)[0] == "BadRequestException"


def test_the_quota_of_jobs_at_once() -> None:
    with serving(concurrent_jobs=1) as served:
        served.faults.hold_jobs = True
        uri = served.uploaded(wav(tones("alpha")))
        about: dict[str, Any] = {"LanguageCode": "en-US", "Media": {"MediaFileUri": uri}}
        transcribe = served.transcribe()
        transcribe.start_transcription_job(TranscriptionJobName="one", **about)
        code, _, status = refused(served, TranscriptionJobName="two")
        assert (code, status) == ("LimitExceededException", 400)
        queued: Any = transcribe.start_transcription_job(
            TranscriptionJobName="three",
            JobExecutionSettings={
                "AllowDeferredExecution": True,
                "DataAccessRoleArn": "arn:aws:iam::111122223333:role/x",
            },
            **about,
        )
        assert queued["TranscriptionJob"]["TranscriptionJobStatus"] == "QUEUED"
        assert "StartTime" not in queued["TranscriptionJob"]


@pytest.mark.parametrize(
    ("key_id", "secret", "region", "expected"),
    [
        (KEY_ID, "wrong", REGION, "InvalidSignatureException"),
        ("AKIAOTHER", SECRET, REGION, "UnrecognizedClientException"),
        (KEY_ID, SECRET, "eu-west-1", "InvalidSignatureException"),
    ],
)
def test_strangers_are_refused(
    served: Served, key_id: str, secret: str, region: str, expected: str
) -> None:
    stranger = boto3.Session(key_id, secret, region_name=region)
    client = stranger.client("transcribe", endpoint_url=served.url, config=ONCE)
    with pytest.raises(ClientError) as caught:
        client.list_transcription_jobs()
    code, message, status = told(caught)
    assert (code, status) == (expected, 403)
    assert SECRET not in message and "wrong" not in message


def post(served: Served, target: str, body: bytes = b"{}", **headers: str) -> httpx.Response:
    """A request signed by botocore, with anything in it."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    about = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target} | headers
    request = AWSRequest("POST", f"{served.url}/", data=body, headers=about)
    SigV4Auth(Credentials(KEY_ID, SECRET), "transcribe", REGION).add_auth(request)
    return httpx.post(f"{served.url}/", content=body, headers=dict(request.headers.items()))


def test_errors_on_the_wire(served: Served) -> None:
    unknown = post(served, "Transcribe.MakeCoffee")
    assert unknown.status_code == 400
    assert unknown.headers["content-type"] == "application/x-amz-json-1.1"
    assert unknown.json()["__type"] == "UnknownOperationException"
    assert set(unknown.json()) == {"__type", "Message"}
    assert unknown.headers["x-amzn-requestid"]
    broken = post(served, "Transcribe.GetTranscriptionJob", b"{")
    assert broken.json()["__type"] == "SerializationException"
    bare = httpx.post(
        f"{served.url}/",
        content=b"{}",
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "Transcribe.ListTranscriptionJobs",
        },
    )
    assert (bare.status_code, bare.json()["__type"]) == (
        403,
        "MissingAuthenticationTokenException",
    )
    wrong_types = post(
        served,
        "Transcribe.StartTranscriptionJob",
        json.dumps({"TranscriptionJobName": 7, "Media": "x", "LanguageCode": []}).encode(),
    )
    assert (wrong_types.status_code, wrong_types.json()["__type"]) == (
        400,
        "SerializationException",
    )

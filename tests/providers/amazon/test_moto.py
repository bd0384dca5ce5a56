"""A second opinion on call shapes: moto accepts the provider's own calls, and answers alike.

moto writes no transcript, does not start jobs as AWS does and points at the real S3 host, so
only what it gets right is compared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from providers.amazon import objects
from providers.amazon.account import check_credentials
from providers.amazon.batch import AmazonBatch
from providers.amazon.options import AmazonOptions
from providers.credentials import AmazonAccess, Secret
from providers.errors import VendorTrouble
from tests.providers.amazon.conftest import MakeClip
from tests.wire.amazon.serving import KEY_ID, REGION, SECRET, Served

ACCESS = AmazonAccess(region=REGION, key_id=KEY_ID, secret=Secret(SECRET))


@pytest.fixture
def moto() -> Iterator[None]:
    with mock_aws():
        yield


async def test_moto_takes_the_whole_walk(
    moto: None, clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upload, job, polling and cleanup; the transcript itself moto does not write."""
    fetched: list[str] = []

    def remember(client: Any, uri: str) -> bytes:
        fetched.append(uri)
        raise objects.LinkExpired

    monkeypatch.setattr(objects, "fetch", remember)
    options = AmazonOptions(max_alternatives=2, channel_identification=True)
    batch = AmazonBatch(ACCESS, options)
    with pytest.raises(VendorTrouble, match="gave no transcript") as caught:
        await asyncio.wait_for(batch.transcribe(clip()), 60)
    assert "Left behind" not in str(caught.value)
    assert len(fetched) == 2 and fetched[0].startswith("https://s3.us-east-1.amazonaws.com/")
    session = boto3.Session(KEY_ID, SECRET, region_name=REGION)
    assert session.client("s3").list_buckets()["Buckets"] == []
    left: Any = session.client("transcribe").list_transcription_jobs()
    assert left["TranscriptionJobSummaries"] == []


async def test_moto_takes_the_check(moto: None) -> None:
    assert (await check_credentials(ACCESS)).ok


def completed(client: Any, name: str, **request: Any) -> dict[str, Any]:
    client.start_transcription_job(TranscriptionJobName=name, LanguageCode="en-US", **request)
    for _ in range(200):
        job: dict[str, Any] = client.get_transcription_job(TranscriptionJobName=name)[
            "TranscriptionJob"
        ]
        if job["TranscriptionJobStatus"] == "COMPLETED":
            return job
    raise AssertionError("the job did not end")


def test_the_stand_in_and_moto_answer_with_the_same_members(served: Served) -> None:
    from tests.wire.deepgram.tones import tones, wav

    uri = served.uploaded(wav(tones("alpha")))
    mine = served.finished("j", Media={"MediaFileUri": uri}, OutputBucketName="calls")
    own_vocabulary: Any = served.transcribe().create_vocabulary(
        VocabularyName="v", LanguageCode="en-US", Phrases=["one"]
    )
    own_list: Any = served.transcribe().list_transcription_jobs()
    own_listing: Any = served.s3().list_objects_v2(Bucket="calls")
    with mock_aws():
        session = boto3.Session(KEY_ID, SECRET, region_name=REGION)
        client: Any = session.client("transcribe")
        s3: Any = session.client("s3")
        s3.create_bucket(Bucket="calls")
        s3.put_object(Bucket="calls", Key="call.wav", Body=b"x")
        theirs = completed(client, "j", Media={"MediaFileUri": uri}, OutputBucketName="calls")
        vocabulary = client.create_vocabulary(
            VocabularyName="v", LanguageCode="en-US", Phrases=["one"]
        )
        listed = client.list_transcription_jobs()
        listing = s3.list_objects_v2(Bucket="calls")
    # Answers recorded from AWS name no Subtitles that were not asked for.
    del theirs["Subtitles"]
    assert theirs.keys() <= mine.keys()
    assert {k: type(v) for k, v in theirs.items()}.items() <= {
        k: type(v) for k, v in mine.items()
    }.items()
    assert vocabulary.keys() - {"ResponseMetadata"} <= own_vocabulary.keys()
    theirs_summary, own_summary = (
        answer["TranscriptionJobSummaries"][0] for answer in (listed, own_list)
    )
    assert theirs_summary.keys() - {"FailureReason"} <= own_summary.keys()
    assert own_summary["OutputLocationType"] == theirs_summary["OutputLocationType"]
    entry, own_entry = (answer["Contents"][0] for answer in (listing, own_listing))
    assert entry.keys() - {"ChecksumAlgorithm", "ChecksumType"} <= own_entry.keys()

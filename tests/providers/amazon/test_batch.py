"""Batch through the stand-in: the transcript, the requests, and nothing left behind."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from providers.amazon.batch import AmazonBatch, job_name
from providers.amazon.objects import Place, place_of
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip
from providers.errors import BadInput, VendorTrouble
from tests.providers.amazon.conftest import MakeClip
from tests.wire.amazon.serving import Served
from tests.wire.deepgram.tones import interleaved, tones, wav


def nothing_is_left(served: Served) -> bool:
    jobs = served.transcribe().list_transcription_jobs(MaxResults=100)
    buckets = served.s3().list_buckets()["Buckets"]
    return not jobs["TranscriptionJobSummaries"] and not buckets


async def test_a_clip_in_a_bucket_of_its_own(served: Served, clip: MakeClip) -> None:
    batch = AmazonBatch(served.access)
    transcript = await batch.transcribe(clip())
    assert transcript.text == "Alpha bravo. Charlie."
    assert [word.punctuated for word in transcript.words] == ["Alpha", "bravo.", "Charlie."]
    assert (transcript.vendor, transcript.language, transcript.model) == (
        "amazon",
        "en-US",
        "transcribe",
    )
    assert transcript.duration == pytest.approx(2.3, abs=0.01)
    assert (transcript.warnings, transcript.sandbox) == ((), False)
    assert transcript.elapsed > 0 and transcript.request_id
    assert transcript.raw["results"]["items"][0]["id"] == 0
    request = transcript.request
    assert request["TranscriptionJobName"].startswith("crossfade-first-call-")
    assert request["OutputBucketName"].startswith("crossfade-")
    assert request["MediaFormat"] == "wav"
    assert batch.left_behind == ()
    assert nothing_is_left(served)


async def test_a_bucket_that_was_given_is_kept_and_emptied(served: Served, clip: MakeClip) -> None:
    served.uploaded(b"somebody's own", key="keep", bucket="mine")
    await AmazonBatch(served.access, bucket="mine").transcribe(clip())
    listed = served.s3().list_objects_v2(Bucket="mine")["Contents"]
    assert [entry["Key"] for entry in listed] == ["keep"]


async def test_output_in_amazons_own_bucket(served: Served, clip: MakeClip) -> None:
    options = AmazonOptions(output="service")
    served.faults.expired_links = 1  # the first link is too old: it is asked for again
    transcript = await AmazonBatch(served.access, options).transcribe(clip())
    assert transcript.text == "Alpha bravo. Charlie."
    assert "OutputBucketName" not in transcript.request
    assert nothing_is_left(served)


async def test_channels_and_vocabulary(served: Served, clip: MakeClip) -> None:
    served.transcribe().create_vocabulary(
        VocabularyName="terms", LanguageCode="en-US", Phrases=["Zyxel"]
    )
    stereo = wav(interleaved(tones("alpha _ mumble"), tones("_ bravo _")), channels=2)
    options = AmazonOptions(channel_identification=True, vocabulary_name="terms")
    transcript = await AmazonBatch(served.access, options).transcribe(clip(data=stereo))
    assert transcript.channels == 2
    assert [(word.text, word.channel) for word in transcript.words] == [
        ("Alpha", 0),
        ("Bravo", 1),
        ("Zyxel", 0),
    ]


async def test_several_at_once_through_one_instance(served: Served, clip: MakeClip) -> None:
    batch = AmazonBatch(served.access)
    clips = [clip(words, name=f"{words}.wav") for words in ("alpha _", "bravo _", "charlie _")]
    transcripts = await asyncio.gather(*(batch.transcribe(one) for one in clips))
    assert [transcript.text for transcript in transcripts] == ["Alpha.", "Bravo.", "Charlie."]
    assert nothing_is_left(served)


async def test_a_large_file_goes_up_in_parts(served: Served, clip: MakeClip) -> None:
    words = tones("alpha _") + bytes(9 * 1024 * 1024)  # over boto3's threshold of 8 MB
    transcript = await AmazonBatch(served.access).transcribe(clip(data=wav(words)))
    assert transcript.text == "Alpha."
    assert nothing_is_left(served)


async def test_odd_file_names(served: Served, clip: MakeClip) -> None:
    transcript = await AmazonBatch(served.access).transcribe(clip(name="späße & 'söhne' #1.wav"))
    assert transcript.text == "Alpha bravo. Charlie."
    assert job_name("späße & 'söhne'").startswith("crossfade-sp-e-s-hne-")
    assert job_name("...").startswith("crossfade-clip-")
    assert len(job_name("x" * 500)) <= 200 and job_name("a") != job_name("a")


async def test_clips_that_amazon_does_not_take(served: Served, clip: MakeClip) -> None:
    good = clip()
    for changed, part in (
        (replace(good, container="aiff"), "does not take aiff files"),
        (replace(good, duration=0.3), "0.5 s at least"),
    ):
        with pytest.raises(BadInput, match=part):
            await AmazonBatch(served.access).transcribe(changed)
    assert nothing_is_left(served)


async def test_a_file_that_is_not_what_it_seems(served: Served, clip: MakeClip) -> None:
    good = clip()
    good.path.write_bytes(b"text by now")
    with pytest.raises(BadInput, match="failed: Unsupported media format"):
        await AmazonBatch(served.access).transcribe(good)
    assert nothing_is_left(served)
    good.path.unlink()
    with pytest.raises((BadInput, VendorTrouble)):
        await AmazonBatch(served.access).transcribe(good)
    assert nothing_is_left(served)


async def test_a_refused_request_leaves_nothing(served: Served, clip: MakeClip) -> None:
    options = AmazonOptions(vocabulary_name="no-such-vocabulary")
    with pytest.raises(VendorTrouble, match="vocabulary couldn't be found") as caught:
        await AmazonBatch(served.access, options).transcribe(clip())
    assert (caught.value.code, caught.value.status) == ("BadRequestException", 400)
    assert caught.value.request_id
    assert nothing_is_left(served)


async def test_a_job_name_that_is_taken_is_not_deleted(
    served: Served, clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = served.uploaded(wav(tones("alpha")))
    served.finished("theirs", Media={"MediaFileUri": uri})
    monkeypatch.setattr("providers.amazon.batch.job_name", lambda stem: "theirs")
    with pytest.raises(VendorTrouble, match="already exists"):
        await AmazonBatch(served.access).transcribe(clip())
    served.transcribe().get_transcription_job(TranscriptionJobName="theirs")


async def until_a_job_runs(served: Served) -> None:
    def running() -> bool:
        jobs = served.transcribe().list_transcription_jobs(Status="IN_PROGRESS")
        return bool(jobs["TranscriptionJobSummaries"])

    from tests.processes import wait_until

    await asyncio.to_thread(wait_until, running, "a job runs")


async def test_cancelled_while_the_job_runs(served: Served, clip: MakeClip) -> None:
    """Amazon does not delete a running job, so the cleanup waits for its end."""
    release = threading.Event()
    recogniser: Any = served.recogniser
    decode = recogniser.decode

    async def slow(*about: Any) -> Any:
        await asyncio.to_thread(release.wait, 20)
        return await decode(*about)

    recogniser.decode = slow
    batch = AmazonBatch(served.access)
    task = asyncio.create_task(batch.transcribe(clip()))
    await until_a_job_runs(served)
    task.cancel()
    asyncio.get_running_loop().call_later(0.3, release.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert batch.left_behind == ()
    assert nothing_is_left(served)


async def test_what_cannot_be_removed_is_named(served: Served, clip: MakeClip) -> None:
    served.faults.refuse_deletes = True
    batch = AmazonBatch(served.access)
    transcript = await batch.transcribe(clip())
    assert transcript.text == "Alpha bravo. Charlie."
    (warning,) = transcript.warnings
    bucket = transcript.request["OutputBucketName"]
    assert warning.startswith("Left behind at Amazon, to be deleted by hand: s3://")
    assert f"bucket {bucket}" in warning and ".wav" in warning and ".json" in warning
    assert "transcription job" not in warning
    assert batch.left_behind and all(name in warning for name in batch.left_behind)


async def test_a_job_that_never_ends_is_named_after_a_cancellation(
    served: Served, clip: MakeClip
) -> None:
    served.faults.hold_jobs = True
    batch = AmazonBatch(served.access, cleanup_seconds=0.5)
    task = asyncio.create_task(batch.transcribe(clip()))
    await until_a_job_runs(served)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (left,) = batch.left_behind
    assert left.startswith("transcription job crossfade-first-call-")
    assert not served.s3().list_buckets()["Buckets"]


@pytest.mark.parametrize(
    ("uri", "place"),
    [
        ("https://s3.us-east-1.amazonaws.com/b/k/x.json", Place("b", "k/x.json")),
        ("https://s3-eu-west-1.amazonaws.com/b/x%20y.json", Place("b", "x y.json")),
        ("https://my.bucket.s3.us-east-1.amazonaws.com/k/x.json", Place("my.bucket", "k/x.json")),
        ("https://b.s3.cn-north-1.amazonaws.com.cn/x.json", Place("b", "x.json")),
        ("http://127.0.0.1:4566/b/k/x.json", Place("b", "k/x.json")),
        ("s3://b/k/x.json", Place("b", "k/x.json")),
    ],
)
def test_where_a_transcript_lies(uri: str, place: Place) -> None:
    assert place_of(uri) == place


async def test_an_upload_is_stopped_by_a_cancellation(
    served: Served, clip: MakeClip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a file that was on its way stays, and the rest is not sent."""
    from providers.amazon import objects

    big: Clip = replace(clip(data=wav(bytes(12 * 1024 * 1024))))
    started, release = threading.Event(), threading.Event()
    real = objects.upload

    def slow(client: Any, source: Path, place: Place, kind: str, stop: threading.Event) -> None:
        started.set()
        release.wait(60)
        real(client, source, place, kind, stop)

    monkeypatch.setattr(objects, "upload", slow)
    task = asyncio.create_task(AmazonBatch(served.access).transcribe(big))
    await asyncio.to_thread(started.wait, 20)
    task.cancel()
    asyncio.get_running_loop().call_later(0.1, release.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert nothing_is_left(served)

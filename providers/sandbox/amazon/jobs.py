"""Transcription jobs: their states, and the work behind them.

A job answers IN_PROGRESS from the start (recorded from the real service), or QUEUED where
deferred execution was allowed and the quota is used up, and ends COMPLETED or FAILED. Texts of
FailureReason are those of botocore 1.44.5's documentation or recorded; exceptions: the text for
media that cannot be read, which is this server's own.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from providers.sandbox.amazon import output, subtitles, validation
from providers.sandbox.amazon.display import Shown, WordFilter, show
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.object_store import ObjectStore, place_of
from providers.sandbox.amazon.refusals import Refusal, bad_request
from providers.sandbox.amazon.vocabularies import Entry, terms
from providers.sandbox.amazon.wordlists import WordLists
from providers.sandbox.intake import DecodedAudio, UnusableAudio, decode_upload
from providers.sandbox.recognition import Recogniser

ACCOUNT = "000000000000"
LARGEST_MEDIA = 2 * 1024**3
LONGEST_MEDIA = 4 * 3600.0
NOT_FOUND = "The requested job couldn't be found. Check the job name and try your request again."
_NO_MEDIA = (
    "The S3 URI that you provided can't be accessed. Make sure that the object exists and that "
    "you have read permission, and try your request again."
)
_DETECTED = {"mp4": ("mp4", "m4a"), "webm": ("webm",), "unknown": ()}


class JobFailed(Exception):
    """Why a job ends FAILED; ``str()`` is its FailureReason."""


@dataclass(slots=True)
class Job:
    """One job: the request as it came, and what has become of it."""

    name: str
    request: Mapping[str, Any]
    entries: tuple[Entry, ...]
    unwanted: WordFilter | None
    created: datetime
    status: str = "QUEUED"
    started: datetime | None = None
    completed: datetime | None = None
    failure: str = ""
    rate: int = 0
    container: str = ""
    transcript: tuple[str, str] | None = None
    subtitle_keys: list[tuple[str, str]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    @property
    def settings(self) -> Mapping[str, Any]:
        """The request's Settings, empty where absent."""
        return self.request.get("Settings") or {}

    @property
    def over(self) -> bool:
        """Whether the state is terminal."""
        return self.status in ("COMPLETED", "FAILED")


class JobBook:
    """Every job of this server, and the tasks that work on them."""

    def __init__(
        self,
        recogniser: Recogniser,
        store: ObjectStore,
        lists: WordLists,
        *,
        region: str,
        concurrent: int,
        faults: Faults,
    ) -> None:
        self._recogniser = recogniser
        self._store = store
        self._lists = lists
        self._service_bucket = f"aws-transcribe-{region}-prod"
        self._concurrent = concurrent
        self._faults = faults
        self._jobs: dict[str, Job] = {}
        store.create(self._service_bucket, service=True)

    def start(self, request: Mapping[str, Any]) -> Job:
        """Accept a job and begin. Raises Refusal."""
        validation.job_request(request)
        name = str(request["TranscriptionJobName"])
        if name in self._jobs:
            raise Refusal(
                "ConflictException",
                "The requested job name already exists. Use a different job name.",
            )
        settings = request.get("Settings") or {}
        language = str(request["LanguageCode"])
        entries = self._lists.entries(settings.get("VocabularyName", ""), language)
        unwanted = self._lists.word_filter(
            settings.get("VocabularyFilterName", ""),
            settings.get("VocabularyFilterMethod", ""),
            language,
        )
        bucket = request.get("OutputBucketName")
        if bucket and bucket not in self._store.buckets:
            raise bad_request(
                f"The specified output bucket {bucket} can't be accessed. Make sure that it "
                "exists and that you have write permission, and try your request again."
            )
        job = Job(name, request, entries, unwanted, datetime.now(UTC))
        self._admit(job)
        self._jobs[name] = job
        return job

    def find(self, name: str) -> Job:
        """The job of that name. Raises Refusal."""
        if name not in self._jobs:
            raise bad_request(NOT_FOUND)
        return self._jobs[name]

    def delete(self, name: str) -> None:
        """Forget a finished job; one at work is refused, as the API's documentation says."""
        job = self.find(name)
        if not job.over:
            raise bad_request(
                f"The requested job can't be deleted while it is {job.status}. Wait until it is "
                "finished and try your request again."
            )
        del self._jobs[name]
        for bucket, key in [job.transcript, *job.subtitle_keys] if job.transcript else []:
            if bucket == self._service_bucket:
                self._store.delete(bucket, key)

    def newest_first(self) -> list[Job]:
        """All jobs, the latest first."""
        return sorted(self._jobs.values(), key=lambda job: job.created, reverse=True)

    def in_service_bucket(self, job: Job) -> bool:
        """Whether the transcript goes where only the service itself can write."""
        return not job.request.get("OutputBucketName")

    async def close(self) -> None:
        """End all work."""
        tasks = [job.task for job in self._jobs.values() if job.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # The work

    def _admit(self, job: Job) -> None:
        if self._running() < self._concurrent:
            self._begin(job)
            return
        execution = job.request.get("JobExecutionSettings") or {}
        if not execution.get("AllowDeferredExecution"):
            raise Refusal(
                "LimitExceededException",
                f"You have reached the limit of {self._concurrent} concurrent transcription jobs. "
                "Wait until one is finished and try your request again.",
            )

    def _running(self) -> int:
        return sum(job.status == "IN_PROGRESS" for job in self._jobs.values())

    def _begin(self, job: Job) -> None:
        job.status = "IN_PROGRESS"
        job.started = job.created if job.started is None else job.started
        job.task = asyncio.create_task(self._work(job), name=f"job {job.name}")

    async def _work(self, job: Job) -> None:
        try:
            if self._faults.hold_jobs:
                await asyncio.Event().wait()
            await self._transcribe(job)
            job.status = "COMPLETED"
        except JobFailed as failed:
            job.failure, job.status = str(failed), "FAILED"
        except Exception:
            job.failure = "Internal service error. Try your request again."
            job.status = "FAILED"
        job.completed = datetime.now(UTC)
        for waiting in reversed(self.newest_first()):
            if waiting.status == "QUEUED" and self._running() < self._concurrent:
                waiting.started = datetime.now(UTC)
                self._begin(waiting)

    async def _transcribe(self, job: Job) -> None:
        if self._faults.failure_reason:
            raise JobFailed(self._faults.failure_reason)
        decoded = await asyncio.to_thread(decode_media, self._media(job), job.request)
        job.rate, job.container = decoded.rate, decoded.container
        by_channel = bool(job.settings.get("ChannelIdentification"))
        channels = decoded.channels if by_channel else (decoded.mixed(),)
        heard = await asyncio.gather(
            *(self._recogniser.decode(pcm, decoded.rate, terms(job.entries)) for pcm in channels)
        )
        shown = [
            show(words, entries=job.entries, unwanted=job.unwanted, channel=number)
            for number, words in enumerate(heard)
        ]
        self._write(job, shown)

    def _media(self, job: Job) -> bytes:
        uri = str(job.request["Media"]["MediaFileUri"])
        bucket, key = place_of(uri)
        stored = self._store.find(bucket, key)
        if stored is None or self._store.buckets[bucket].service:
            raise JobFailed(_NO_MEDIA)
        if stored.size > LARGEST_MEDIA:
            raise JobFailed("Invalid file size: file size too large.")
        return stored.path.read_bytes()

    def _write(self, job: Job, shown: list[tuple[Shown, ...]]) -> None:
        told = output.Told(
            job.name,
            ACCOUNT,
            by_channel=bool(job.settings.get("ChannelIdentification")),
            speakers=bool(job.settings.get("ShowSpeakerLabels")),
            alternatives=bool(job.settings.get("ShowAlternatives")),
            tagged=bool(job.unwanted and job.unwanted.method == "tag"),
        )
        bucket, key = self._place(job)
        document = json.dumps(output.transcript_file(told, shown)).encode()
        self._store.write(bucket, key, document, "application/json")
        job.transcript = (bucket, key)
        wanted = validation.subtitle_formats(job.request)
        first = (job.request.get("Subtitles") or {}).get("OutputStartIndex", 0)
        merged = sorted((word for words in shown for word in words), key=lambda w: w.start)
        for form in wanted:
            content = subtitles.subtitle_file(form, merged, first)
            place = (bucket, f"{key.removesuffix('.json')}.{form}")
            self._store.write(*place, content.encode(), "text/plain")
            job.subtitle_keys.append(place)

    def _place(self, job: Job) -> tuple[str, str]:
        """Bucket and key of the transcript (botocore 1.44.5, OutputKey)."""
        bucket = job.request.get("OutputBucketName")
        if not bucket:
            return self._service_bucket, f"{ACCOUNT}/{job.name}/{uuid.uuid4()}/asrOutput.json"
        if bucket not in self._store.buckets:
            raise JobFailed("The output bucket can't be accessed.")
        key = str(job.request.get("OutputKey") or "")
        if key.endswith(".json"):
            return bucket, key
        folder = key.rstrip("/")
        return bucket, f"{folder}/{job.name}.json" if folder else f"{job.name}.json"


def decode_media(data: bytes, request: Mapping[str, Any]) -> DecodedAudio:
    """Decode a job's media and hold it against what the request says of it. Raises JobFailed."""
    try:
        decoded = decode_upload(data)
    except UnusableAudio:
        raise JobFailed(
            "Unsupported media format." if data else "The media file is empty."
        ) from None
    said = request.get("MediaFormat")
    detected = _DETECTED.get(decoded.container, (decoded.container,))
    if said and said not in detected:
        raise JobFailed("The media format provided does not match the detected media format.")
    if request.get("MediaSampleRateHertz") not in (None, decoded.rate):
        raise JobFailed("The sample rate provided does not match the detected sample rate.")
    if decoded.duration > LONGEST_MEDIA:
        raise JobFailed(
            "Invalid file size: file size too large. Maximum audio duration is 4.000000 hours."
            "Check the length of the file and try your request again."
        )
    settings = request.get("Settings") or {}
    if settings.get("ChannelIdentification") and len(decoded.channels) > 2:
        raise JobFailed("Invalid number of channels: number of channels too large.")
    return decoded

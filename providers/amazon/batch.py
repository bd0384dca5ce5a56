"""Whole clips through Amazon Transcribe: upload, job, transcript, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from providers.amazon import objects
from providers.amazon.blocking import in_thread, to_the_end
from providers.amazon.failures import job_failed, translated
from providers.amazon.leftovers import CLEANUP_SECONDS, Leftovers
from providers.amazon.objects import LinkExpired, Place
from providers.amazon.options import MEDIA_FORMATS, AmazonOptions
from providers.amazon.parsing import MODEL, parse_batch
from providers.amazon.sessions import s3_client, session, transcribe_client
from providers.audio.clips import Clip
from providers.audio.limits import AMAZON_LEAST_SECONDS
from providers.credentials import AmazonAccess
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.speech import Transcript, Vendor

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_transcribe.client import TranscribeServiceClient

SHORTEST_PATIENCE = 600.0
_UNSAFE = re.compile(r"[^0-9a-zA-Z._-]+")
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class _Clients:
    transcribe: TranscribeServiceClient
    s3: S3Client
    region: str


class AmazonBatch:
    """A ``BatchTranscriber`` over S3 and transcription jobs.

    Clips are uploaded to ``bucket``; without one, a private bucket named ``crossfade-`` and twelve
    random characters is made in the region for each clip and deleted afterwards. Job, upload,
    output and such a bucket are removed whatever happens, also on an error and when the task is
    cancelled (Ctrl+C), within ``cleanup_seconds``. What could not be removed is named in the
    transcript's warnings or in the error's sentence, and stands in ``left_behind``, where it can
    be read after a cancellation too.

    ``elapsed`` of a transcript counts from the start of the upload to the transcript in hand; the
    bucket and the cleanup are not part of it. One instance may transcribe several clips at once.
    """

    vendor: Vendor = "amazon"

    def __init__(
        self,
        access: AmazonAccess,
        options: AmazonOptions | None = None,
        *,
        bucket: str = "",
        cleanup_seconds: float = CLEANUP_SECONDS,
    ) -> None:
        self.options = options or AmazonOptions()
        self.sandbox = access.sandbox
        self.left_behind: tuple[str, ...] = ()
        self._access = access
        self._bucket = bucket
        self._cleanup_seconds = cleanup_seconds
        self._clients: _Clients | None = None
        self._connecting = asyncio.Lock()

    async def transcribe(self, clip: Clip) -> Transcript:
        """Transcribe one clip. Raises BadInput or VendorTrouble."""
        _check(clip)
        clients = await self._connected()
        made = Leftovers()
        try:
            transcript = await self._transcribed(clip, clients, made)
        except BaseException as error:
            left = await self._cleaned(clients, made)
            if isinstance(error, Exception):
                raise _with_remains(translated(error, "transcribing the clip"), left) from error
            raise
        left = await self._cleaned(clients, made)
        return _warned(transcript, left)

    async def _transcribed(self, clip: Clip, clients: _Clients, made: Leftovers) -> Transcript:
        name = job_name(clip.path.stem)
        bucket = self._bucket or await self._new_bucket(clients, made)
        began = time.monotonic()
        media = Place(bucket, f"{name}/{_UNSAFE.sub('-', clip.path.name)}")
        await self._upload(clients, clip, media, made)
        request = self._request(clip, name, media)
        output = Place(bucket, f"{name}/{name}.json")
        started = await self._start(clients, request, output, made)
        job = await self._finished(clients, name, clip.duration)
        document = await self._fetched(clients, job)
        return parse_batch(
            document,
            duration=clip.duration,
            language=str(job.get("LanguageCode", "")),
            model=self.options.language_model or MODEL,
            request_id=started,
            sandbox=self.sandbox,
            elapsed=time.monotonic() - began,
            request=request,
        )

    async def _connected(self) -> _Clients:
        async with self._connecting:
            if self._clients is None:
                try:
                    self._clients = await in_thread(self._connect)
                except Exception as error:
                    raise translated(error, "preparing the connection") from error
            return self._clients

    def _connect(self) -> _Clients:
        made = session(self._access)
        transcribe = transcribe_client(made, self._access)
        region = transcribe.meta.region_name
        return _Clients(transcribe, s3_client(made, self._access), region)

    async def _new_bucket(self, clients: _Clients, made: Leftovers) -> str:
        made.bucket = f"crossfade-{uuid.uuid4().hex[:12]}"
        try:
            await in_thread(lambda: objects.create_bucket(clients.s3, made.bucket, clients.region))
        except Exception as error:
            if _refused(error):
                made.bucket = ""
            raise translated(error, "making a bucket for the upload") from error
        return made.bucket

    async def _upload(self, clients: _Clients, clip: Clip, media: Place, made: Leftovers) -> None:
        made.objects.append(media)
        stop = threading.Event()

        def work() -> None:
            objects.upload(clients.s3, clip.path, media, clip.media_type, stop)

        running = asyncio.ensure_future(in_thread(work))
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()
            raise
        except Exception as error:
            raise translated(_cause(error), "uploading the clip") from error

    def _request(self, clip: Clip, name: str, media: Place) -> dict[str, Any]:
        request: dict[str, Any] = {
            "TranscriptionJobName": name,
            "Media": {"MediaFileUri": str(media)},
            **self.options.job_parameters(),
        }
        if clip.container in MEDIA_FORMATS:
            request["MediaFormat"] = clip.container
        if self.options.output == "bucket":
            request |= {"OutputBucketName": media.bucket, "OutputKey": f"{name}/"}
        return request

    async def _start(
        self, clients: _Clients, request: dict[str, Any], output: Place, made: Leftovers
    ) -> str:
        """Start the job; returns Amazon's id of the request."""
        made.job = request["TranscriptionJobName"]
        if "OutputBucketName" in request:
            made.outputs += [
                output,
                # Amazon's convention for redacted output; asking for it costs one delete.
                *([_redacted(output)] if self.options.redact else []),
            ]
        try:
            answer = await in_thread(lambda: clients.transcribe.start_transcription_job(**request))
        except Exception as error:
            if _refused(error):
                made.job = ""
                made.outputs.clear()
            raise translated(error, "starting the job") from error
        return str(answer["ResponseMetadata"].get("RequestId", ""))

    async def _finished(self, clients: _Clients, name: str, duration: float) -> dict[str, Any]:
        """Poll until the job has ended; the job as Amazon tells it."""
        for wait in _waits(max(SHORTEST_PATIENCE, 1.5 * duration)):
            job = await self._job(clients, name)
            status = job.get("TranscriptionJobStatus")
            if status == "COMPLETED":
                return job
            if status == "FAILED":
                raise job_failed(name, str(job.get("FailureReason", "")))
            await asyncio.sleep(wait)
        raise VendorTrouble(
            f"Amazon's job {name} was not finished in time: try again, or a shorter clip.",
            vendor="amazon",
            code="Timeout",
        )

    async def _job(self, clients: _Clients, name: str) -> dict[str, Any]:
        try:
            answer = await in_thread(
                lambda: clients.transcribe.get_transcription_job(TranscriptionJobName=name)
            )
        except Exception as error:
            raise translated(error, "waiting for the job") from error
        return dict(answer["TranscriptionJob"])

    async def _fetched(self, clients: _Clients, job: dict[str, Any]) -> Any:
        """The transcript's JSON; a link that has expired is asked for once more."""
        for fresh in (False, True):
            if fresh:
                job = await self._job(clients, job["TranscriptionJobName"])
            told = job.get("Transcript") or {}
            uri = str(told.get("TranscriptFileUri") or told.get("RedactedTranscriptFileUri") or "")
            if not uri:
                break
            try:
                data = await in_thread(lambda uri=uri: objects.fetch(clients.s3, uri))  # type: ignore[misc]
                return json.loads(data.decode("utf-8-sig"))
            except LinkExpired:
                continue
            except ValueError as error:
                raise VendorTrouble(
                    "Amazon's transcript is not JSON: try again.", vendor="amazon"
                ) from error
            except Exception as error:
                raise translated(error, "fetching the transcript") from error
        raise VendorTrouble(
            "Amazon finished the job and gave no transcript that can be read: try again.",
            vendor="amazon",
        )

    async def _cleaned(self, clients: _Clients, made: Leftovers) -> tuple[str, ...]:
        """Remove what was made, also while being cancelled; names of what stayed."""
        if not made.names():
            return ()
        limit = self._cleanup_seconds
        work = asyncio.ensure_future(
            asyncio.to_thread(made.remove, clients.transcribe, clients.s3, limit)
        )
        try:
            await to_the_end(work, limit + 5)
        finally:
            left = made.names()
            self.left_behind += left
        return left


def job_name(stem: str) -> str:
    """A name that no other job of the account has, and that Amazon accepts."""
    safe = _UNSAFE.sub("-", stem).strip("-.")[:_LONGEST_STEM] or "clip"
    return f"crossfade-{safe}-{uuid.uuid4().hex[:12]}"


def _waits(patience: float) -> Iterator[float]:
    """Seconds between polls: often at first, at most every 10 s, ``patience`` in all."""
    total, wait = 0.0, 0.2
    while total < patience:
        yield wait
        total += wait
        wait = min(wait * 1.4, 10.0)


def _check(clip: Clip) -> None:
    if clip.container not in MEDIA_FORMATS:
        raise BadInput(
            f"Amazon Transcribe does not take {clip.container} files such as {clip.path.name}: "
            f"convert it to one of {', '.join(MEDIA_FORMATS)}."
        )
    if clip.duration < AMAZON_LEAST_SECONDS:
        raise BadInput(
            f"{clip.path.name} is {clip.duration:.2f} s long and Amazon Transcribe takes "
            f"{AMAZON_LEAST_SECONDS:g} s at least: use a longer clip."
        )


def _redacted(output: Place) -> Place:
    folder, _, file = output.key.rpartition("/")
    return Place(output.bucket, f"{folder}/redacted-{file}")


def _refused(error: BaseException) -> bool:
    """Whether Amazon answered with an error, so that nothing can have been made."""
    from botocore.exceptions import ClientError, ParamValidationError

    return isinstance(error, ClientError | ParamValidationError)


def _cause(error: BaseException) -> BaseException:
    """What is behind boto3's S3UploadFailedError, which hides the code in a sentence."""
    return error.__context__ or error if type(error).__name__ == "S3UploadFailedError" else error


def _remains(left: tuple[str, ...]) -> str:
    return f"Left behind at Amazon, to be deleted by hand: {', '.join(left)}."


def _with_remains(trouble: Trouble, left: tuple[str, ...]) -> Trouble:
    if left:
        trouble.args = (f"{trouble} {_remains(left)}",)
    return trouble


def _warned(transcript: Transcript, left: tuple[str, ...]) -> Transcript:
    from dataclasses import replace

    if not left:
        return transcript
    return replace(transcript, warnings=(*transcript.warnings, _remains(left)))

"""What a transcription made at Amazon, and its removal.

Every resource is noted before it is asked for, so that nothing made in the same moment as an
interruption is forgotten. Removal goes upload, job, output, bucket: without its media a job ends
sooner, and Amazon does not delete a job that is still at work (botocore 1.44.5,
DeleteTranscriptionJob), so that one step is repeated until it does or the time is up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from providers.amazon.objects import Place

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_transcribe.client import TranscribeServiceClient

CLEANUP_SECONDS = 20.0
_GONE = {"NoSuchBucket", "NoSuchKey", "NoSuchUpload", "NotFoundException", "404"}


@dataclass(slots=True)
class Leftovers:
    """Names of everything that this transcription may have made and not yet removed."""

    job: str = ""
    objects: list[Place] = field(default_factory=list)
    outputs: list[Place] = field(default_factory=list)
    bucket: str = ""

    def names(self) -> tuple[str, ...]:
        """Each by name, for a sentence."""
        jobs = [f"transcription job {self.job}"] if self.job else []
        buckets = [f"bucket {self.bucket}"] if self.bucket else []
        return (*jobs, *map(str, self.objects), *map(str, self.outputs), *buckets)

    def remove(
        self, transcribe: TranscribeServiceClient, s3: S3Client, seconds: float = CLEANUP_SECONDS
    ) -> None:
        """Remove what can be removed in ``seconds``; what stays, stays in the lists. Blocks."""
        until = time.monotonic() + seconds
        self._remove_objects(self.objects, s3)
        self._remove_job(transcribe, until)
        self._remove_objects(self.outputs, s3)
        if self.bucket and not self.objects and not self.outputs:
            self._remove_bucket(s3)

    def _remove_objects(self, places: list[Place], s3: S3Client) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        for place in list(places):
            try:
                s3.delete_object(Bucket=place.bucket, Key=place.key)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _GONE:
                    continue
            except (BotoCoreError, OSError):
                continue
            places.remove(place)

    def _remove_job(self, transcribe: TranscribeServiceClient, until: float) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        wait = 0.2
        while self.job:
            try:
                transcribe.delete_transcription_job(TranscriptionJobName=self.job)
                self.job = ""
            except ClientError as error:
                if _is_gone(error.response["Error"]):
                    self.job = ""
                elif error.response["Error"]["Code"] != "BadRequestException":
                    return
            except (BotoCoreError, OSError):
                return
            if self.job:
                if time.monotonic() + wait > until:
                    return
                time.sleep(wait)
                wait = min(wait * 1.5, 3.0)

    def _remove_bucket(self, s3: S3Client) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            s3.delete_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                return
        except (BotoCoreError, OSError):
            return
        self.bucket = ""


def _is_gone(error: object) -> bool:
    """Whether a refusal to delete a job means that there is none (recorded text, 2023-10)."""
    told = error if isinstance(error, dict) else {}
    return told.get("Code") in _GONE or "couldn't be found" in str(told.get("Message", ""))

"""Clips up to S3, transcripts down from it. Everything here blocks and is called in threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from providers.amazon.sessions import CONNECT_SECONDS, READ_SECONDS, on_this_machine

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_ONE_REGION_WITHOUT_CONSTRAINT = "us-east-1"


class UploadStopped(Exception):
    """The upload was told to stop; S3 keeps nothing of it."""


class LinkExpired(Exception):
    """A presigned link that does not open any more; the job has a fresh one."""


class LinkTooLarge(Exception):
    """What lies behind a link has more bytes than were expected; the rest was not read."""


@dataclass(frozen=True, slots=True)
class Place:
    """An object's address."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def create_bucket(client: S3Client, name: str, region: str) -> None:
    """Make a private bucket in the client's region."""
    if region == _ONE_REGION_WITHOUT_CONSTRAINT:
        client.create_bucket(Bucket=name)
        return
    client.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": region},  # type: ignore[typeddict-item]
    )


def upload(
    client: S3Client, source: Path, place: Place, media_type: str, stop: threading.Event
) -> None:
    """Upload a file, in parts where it is large. Raises UploadStopped soon after ``stop``."""
    from boto3.s3.transfer import TransferConfig

    def progress(_: int) -> None:
        if stop.is_set():
            raise UploadStopped

    client.upload_file(
        str(source),
        place.bucket,
        place.key,
        ExtraArgs={"ContentType": media_type},
        Callback=progress,
        Config=TransferConfig(use_threads=False),
    )


def fetch(client: S3Client, uri: str) -> bytes:
    """The transcript behind a TranscriptFileUri. Raises LinkExpired, and the client's errors.

    A presigned link (Amazon's own bucket) is read without credentials; anything else is an object
    of the user's, read with them.
    """
    if "X-Amz-Signature=" in uri or "Signature=" in urlsplit(uri).query:
        return fetch_link(uri)
    place = place_of(uri)
    return client.get_object(Bucket=place.bucket, Key=place.key)["Body"].read()


def tail(client: S3Client, uri: str, size: int) -> bytes:
    """The last ``size`` bytes of the transcript behind a TranscriptFileUri; errors as of fetch."""
    span = f"bytes=-{size}"
    if "Signature=" in urlsplit(uri).query:
        return fetch_link(uri, span=span)
    place = place_of(uri)
    return client.get_object(Bucket=place.bucket, Key=place.key, Range=span)["Body"].read()


def place_of(uri: str) -> Place:
    """Bucket and key of an object's URL, path-style or virtual-hosted, or of ``s3://``.

    Path-style is what the real service writes: ``https://s3.<region>.amazonaws.com/<bucket>/<key>``
    (seen in real output).
    """
    parts = urlsplit(uri)
    path = unquote(parts.path).lstrip("/")
    if parts.scheme == "s3":
        return Place(parts.netloc, path)
    host = parts.hostname or ""
    bucket, found, _ = host.partition(".s3")
    if found and host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws")):
        return Place(bucket, path)
    bucket, _, key = path.partition("/")
    return Place(bucket, key)


def bucket_of(uri: str) -> str:
    """The bucket of an address; Amazon's own (a presigned link) is none of the account's: ""."""
    if not uri or "Signature=" in urlsplit(uri).query:
        return ""
    return place_of(uri).bucket


def fetch_link(uri: str, *, span: str = "", most: int | None = None) -> bytes:
    """What lies behind a presigned link, read without credentials, at most ``most`` bytes of it.

    ``span`` is the value of a Range header. Raises LinkExpired where it does not open,
    LinkTooLarge, OSError for another status, and what botocore's HTTP raises.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    # botocore's own HTTP: it does not log the link, which is a key to what lies behind it.
    proxies = {} if on_this_machine(uri) else get_environ_proxies(uri)
    timeout: Any = (CONNECT_SECONDS, READ_SECONDS)
    http = URLLib3Session(timeout=timeout, proxies=proxies)
    try:
        headers = {"Range": span} if span else {}
        request = AWSRequest("GET", uri, headers=headers, stream_output=most is not None)
        response = http.send(request.prepare())
        if response.status_code == 403:
            raise LinkExpired
        if response.status_code not in (200, 206):
            raise OSError(f"status {response.status_code}")
        return bytes(response.content) if most is None else _read(response.raw, most)
    finally:
        http.close()


def _read(body: Any, most: int) -> bytes:
    """The body in pieces, until it ends or is longer than ``most``."""
    data = bytearray()
    for piece in body.stream():
        data += piece
        if len(data) > most:
            raise LinkTooLarge
    return bytes(data)

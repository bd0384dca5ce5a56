"""What lies under an S3 prefix, and one object of it when it is really wanted.

Everything here blocks and is called in threads.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from providers.amazon.failures import translated
from providers.amazon.objects import Place
from providers.amazon.sessions import s3_client, session
from providers.audio.naming import shown
from providers.credentials import AmazonAccess
from providers.errors import BadInput

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_PIECE = 1 << 20


class DownloadStopped(Exception):
    """The download was told to stop; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object that was listed, not opened. ``size`` in bytes, ``modified`` seconds since 1970."""

    place: Place
    size: int
    modified: float


def listed(access: AmazonAccess, uri: str) -> Iterator[ListedObject]:
    """The objects under ``s3://BUCKET/PREFIX`` in the order of their keys, page by page.

    Costs one request for each thousand objects, and reads none of them. Raises BadInput for an
    address without a bucket, and BadInput or VendorTrouble for what S3 refuses.
    """
    place = _bucket_and_prefix(uri)
    try:
        client = s3_client(session(access), access)
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=place.bucket, Prefix=place.key
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                yield ListedObject(
                    Place(place.bucket, entry["Key"]),
                    entry["Size"],
                    entry["LastModified"].timestamp(),
                )
    except Exception as error:
        raise translated(error, f"listing {shown(str(place))}") from error


def download(
    access: AmazonAccess, uri: str, target: Path, *, stop: Callable[[], bool] = lambda: False
) -> None:
    """One object to ``target``, which appears only when it is complete.

    Raises DownloadStopped soon after ``stop`` answers true, BadInput where the file cannot be
    written, and BadInput or VendorTrouble for what S3 refuses.
    """
    place = _bucket_and_prefix(uri)
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        client = s3_client(session(access), access)
        _receive(client, place, part, stop)
        part.replace(target)
    except DownloadStopped:
        raise
    except OSError as error:
        if error.filename is None:
            raise translated(error, f"downloading {shown(str(place))}") from error
        raise BadInput(
            f"{shown(target)} could not be written ({error.strerror}): make room, or choose "
            "another place."
        ) from error
    except Exception as error:
        raise translated(error, f"downloading {shown(str(place))}") from error
    finally:
        part.unlink(missing_ok=True)


def _receive(client: S3Client, place: Place, part: Path, stop: Callable[[], bool]) -> None:
    body = client.get_object(Bucket=place.bucket, Key=place.key)["Body"]
    try:
        with part.open("xb") as out:
            for piece in body.iter_chunks(_PIECE):
                if stop():
                    raise DownloadStopped
                out.write(piece)
    finally:
        body.close()


def _bucket_and_prefix(uri: str) -> Place:
    """An address as people write it: a key may hold anything, "#" and "%" too."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not bucket:
        raise BadInput(f"{shown(uri)} names no bucket: write s3://BUCKET/PREFIX.")
    return Place(bucket, key)

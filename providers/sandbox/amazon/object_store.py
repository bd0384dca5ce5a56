"""Buckets and objects in a temporary directory that vanishes with the server.

Objects are files named by counting, so that a key such as ``../../x`` is never a path. What the
service itself keeps (default transcripts, vocabularies) lies in buckets marked ``service``, which
only a presigned URL can read, as with the real service's own buckets.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Amazon S3 user guide, "Bucket naming rules".
_BUCKET_NAME = re.compile(r"(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object. ``etag`` is without quotes; ``headers`` what the upload asked to keep."""

    path: Path
    size: int
    etag: str
    modified: datetime
    headers: dict[str, str]


@dataclass(slots=True)
class Upload:
    """A multipart upload that is not complete yet."""

    bucket: str
    key: str
    headers: dict[str, str]
    parts: dict[int, StoredObject] = field(default_factory=dict)


@dataclass(slots=True)
class Bucket:
    """A bucket and what is in it, by key."""

    created: datetime
    service: bool = False
    objects: dict[str, StoredObject] = field(default_factory=dict)


def valid_bucket_name(name: str) -> bool:
    """Whether S3 would accept the name."""
    return bool(_BUCKET_NAME.fullmatch(name))


def place_of(uri: str) -> tuple[str, str]:
    """Bucket and key of ``s3://bucket/key`` or a path-style http(s) URL."""
    parts = urlsplit(uri)
    if parts.scheme == "s3":
        return parts.netloc, uri[len("s3://") + len(parts.netloc) + 1 :]
    bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
    return bucket, key


class ObjectStore:
    """Everything stored. Not safe for threads: used from the server's event loop only."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="crossfade-objects-"))
        self.buckets: dict[str, Bucket] = {}
        self.uploads: dict[str, Upload] = {}
        self._numbers = itertools.count()

    def close(self) -> None:
        """Remove every object from the disk. Safe to call twice."""
        shutil.rmtree(self.directory, ignore_errors=True)

    def spool(self) -> Path:
        """A fresh file name to write a body to."""
        return self.directory / f"{next(self._numbers)}"

    def create(self, name: str, *, service: bool = False) -> None:
        """Make a bucket; an existing one stays as it is."""
        self.buckets.setdefault(name, Bucket(datetime.now(UTC), service))

    def keep(self, path: Path, etag: str, headers: dict[str, str]) -> StoredObject:
        """A spooled file as an object."""
        return StoredObject(path, path.stat().st_size, etag, datetime.now(UTC), headers)

    def put(self, bucket: str, key: str, stored: StoredObject) -> None:
        """Store or replace. Raises KeyError where there is no such bucket."""
        objects = self.buckets[bucket].objects
        replaced = objects.get(key)
        objects[key] = stored
        if replaced is not None:
            replaced.path.unlink(missing_ok=True)

    def write(self, bucket: str, key: str, data: bytes, content_type: str) -> None:
        """Store bytes of the service's own making."""
        path = self.spool()
        path.write_bytes(data)
        etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
        self.put(bucket, key, self.keep(path, etag, {"Content-Type": content_type}))

    def find(self, bucket: str, key: str) -> StoredObject | None:
        """The object, or None where it or its bucket is missing."""
        found = self.buckets.get(bucket)
        return found.objects.get(key) if found else None

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object; a missing one is no error, as in S3."""
        stored = self.buckets[bucket].objects.pop(key, None)
        if stored is not None:
            stored.path.unlink(missing_ok=True)

    def complete(self, upload: Upload, numbers: list[int]) -> StoredObject:
        """Join the parts in that order. The tag is S3's: the digest of digests, and the count."""
        path = self.spool()
        digests = b""
        with path.open("wb") as whole:
            for number in numbers:
                part = upload.parts[number]
                digests += bytes.fromhex(part.etag)
                with part.path.open("rb") as source:
                    shutil.copyfileobj(source, whole)
        self.discard(upload)
        etag = f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(numbers)}"
        stored = self.keep(path, etag, upload.headers)
        self.put(upload.bucket, upload.key, stored)
        return stored

    def discard(self, upload: Upload) -> None:
        """Forget the parts of an upload."""
        for part in upload.parts.values():
            part.path.unlink(missing_ok=True)
        upload.parts.clear()

    def listing(self, bucket: str, prefix: str) -> Iterator[tuple[str, StoredObject]]:
        """Objects whose key starts with ``prefix``, in the order of their keys' bytes."""
        objects = self.buckets[bucket].objects
        for key in sorted(objects, key=str.encode):
            if key.startswith(prefix):
                yield key, objects[key]

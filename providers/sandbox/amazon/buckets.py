"""Buckets of the stand-in's S3: create, delete, look, list."""

from __future__ import annotations

import base64
from urllib.parse import quote

from aiohttp import web

from providers.sandbox.amazon import object_xml as xml
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.object_request import Handler, ObjectRequest
from providers.sandbox.amazon.object_store import ObjectStore, StoredObject, valid_bucket_name
from providers.sandbox.amazon.refusals import Refusal

_OTHER_SUBRESOURCES = {
    *("acl", "cors", "encryption", "lifecycle", "logging", "ownershipControls"),
    *("policy", "publicAccessBlock", "replication", "tagging", "uploads", "versioning", "versions"),
}


class BucketService:
    """Answers requests that name a bucket and no object."""

    def __init__(self, store: ObjectStore, region: str, faults: Faults) -> None:
        self._store = store
        self._region = region
        self._faults = faults

    def handlers(self, asked: ObjectRequest) -> dict[str, Handler]:
        """What each method does with the bucket that the request names."""
        if _OTHER_SUBRESOURCES & asked.query.keys():
            return {}
        if "location" in asked.query:
            return {"GET": self._location}
        if "notification" in asked.query:
            return {"GET": self._notification}
        if asked.query.keys() - {"list-type"} and "delete" in asked.query:
            return {"POST": self._delete_many}
        return {
            "PUT": self.create,
            "DELETE": self._delete_bucket,
            "HEAD": self._head_bucket,
            "GET": self._list_objects,
        }

    def list_all(self) -> web.Response:
        """Every bucket of the account."""
        buckets = [
            ("Bucket", [("Name", name), ("CreationDate", xml.moment(bucket.created))])
            for name, bucket in sorted(self._store.buckets.items())
            if not bucket.service
        ]
        return xml.document("ListAllMyBucketsResult", [("Buckets", buckets)])

    async def create(self, asked: ObjectRequest) -> web.Response:
        """Make a bucket; in us-east-1 making it again is no error. Raises Refusal."""
        await asked.web.read()
        if not valid_bucket_name(asked.bucket):
            raise Refusal("InvalidBucketName", "The specified bucket is not valid.")
        existing = self._store.buckets.get(asked.bucket)
        if existing is not None and existing.service:
            raise Refusal("BucketAlreadyExists", "The requested bucket name is taken.", 409)
        if existing is not None and self._region != "us-east-1":
            raise Refusal(
                "BucketAlreadyOwnedByYou", "The bucket you tried to create already exists.", 409
            )
        self._store.create(asked.bucket)
        return web.Response(headers={"Location": f"/{asked.bucket}"})

    async def _delete_bucket(self, asked: ObjectRequest) -> web.Response:
        check_delete(self._faults)
        if self._store.buckets[asked.bucket].objects:
            raise Refusal("BucketNotEmpty", "The bucket you tried to delete is not empty", 409)
        del self._store.buckets[asked.bucket]
        return web.Response(status=204)

    async def _head_bucket(self, asked: ObjectRequest) -> web.Response:
        return web.Response(headers={"x-amz-bucket-region": self._region})

    async def _location(self, asked: ObjectRequest) -> web.Response:
        region = self._region
        return xml.document("LocationConstraint", [] if region == "us-east-1" else [("", region)])

    async def _notification(self, asked: ObjectRequest) -> web.Response:
        # Nobody can be told here, so nobody is.
        return xml.document("NotificationConfiguration", [])

    async def _list_objects(self, asked: ObjectRequest) -> web.Response:
        prefix, delimiter = asked.query.get("prefix", ""), asked.query.get("delimiter", "")
        query = asked.query
        after = _from_token(query.get("continuation-token", ""))
        after = after or query.get("start-after") or query.get("marker", "")
        wanted = asked.query.get("max-keys", "1000")
        limit = min(int(wanted), 1000) if wanted.isdigit() else 1000
        encode = quote if asked.query.get("encoding-type") == "url" else str
        entries: list[xml.Field] = []
        groups: list[str] = []
        last = ""
        truncated = False
        for key, stored in self._store.listing(asked.bucket, prefix):
            cut = key.find(delimiter, len(prefix)) if delimiter else -1
            group = key[: cut + len(delimiter)] if cut >= 0 else ""
            if key <= after or (group and (group in groups or group == after)):
                continue
            if len(entries) + len(groups) >= limit:
                truncated = True
                break
            last = group or key
            if group:
                groups.append(group)
            else:
                entries.append(("Contents", _entry(encode(key), stored)))
        fields: list[xml.Field] = [
            ("Name", asked.bucket),
            ("Prefix", encode(prefix)),
            ("KeyCount", str(len(entries) + len(groups))),
            ("MaxKeys", str(limit)),
            ("IsTruncated", "true" if truncated else "false"),
        ]
        if asked.query.get("encoding-type") == "url":
            fields.append(("EncodingType", "url"))
        if truncated:
            fields.append(("NextContinuationToken", _to_token(last)))
        fields += entries
        fields += [("CommonPrefixes", [("Prefix", encode(group))]) for group in groups]
        return xml.document("ListBucketResult", fields)

    async def _delete_many(self, asked: ObjectRequest) -> web.Response:
        check_delete(self._faults)
        keys = xml.keys_to_delete(await asked.web.read())
        for key in keys:
            self._store.delete(asked.bucket, key)
        return xml.document("DeleteResult", [("Deleted", [("Key", key)]) for key in keys])


def check_delete(faults: Faults) -> None:
    """Raise the refusal of deletes that a test asked for."""
    if faults.refuse_deletes:
        raise Refusal("AccessDenied", "Access Denied", 403)


def _entry(key: str, stored: StoredObject) -> list[xml.Field]:
    return [
        ("Key", key),
        ("LastModified", xml.moment(stored.modified)),
        ("ETag", f'"{stored.etag}"'),
        ("Size", str(stored.size)),
        ("StorageClass", "STANDARD"),
    ]


def _to_token(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _from_token(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except ValueError:
        raise Refusal("InvalidArgument", "The continuation token provided is incorrect") from None

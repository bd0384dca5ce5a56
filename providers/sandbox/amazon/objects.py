"""Path-style S3: the part of it that jobs, uploads and tests use.

Buckets: create, delete, head, list (ListObjectsV2). Objects: put, get (also ranges and presigned
URLs), head, delete, delete many, multipart uploads. Shapes and error codes from the Amazon S3 API
reference as botocore 1.44.5 describes it.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

from providers.sandbox.amazon import object_xml as xml
from providers.sandbox.amazon.buckets import BucketService, check_delete
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.object_request import Handler, ObjectRequest
from providers.sandbox.amazon.object_store import (
    ObjectStore,
    StoredObject,
    Upload,
)
from providers.sandbox.amazon.refusals import Refusal
from providers.sandbox.amazon.signature import (
    Credentials,
    SignatureRefused,
    SignedRequest,
    verify_headers,
    verify_query,
)
from providers.sandbox.amazon.upload_body import receive, valid_content_hash

_BLOCK = 256 * 1024
_KEPT = ("content-type", "content-disposition", "content-language", "cache-control")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class ObjectService:
    """Answers S3 requests over an ObjectStore."""

    def __init__(self, store: ObjectStore, known: Credentials, faults: Faults) -> None:
        self._store = store
        self._known = known
        self._faults = faults
        self._buckets = BucketService(store, known.region, faults)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Verify, then do what is asked; every refusal in S3's XML."""
        request_id = uuid.uuid4().hex[:16].upper()
        asked = ObjectRequest(request)
        try:
            self._admit(asked)
            response = await self._route(asked)
        except Refusal as refusal:
            response = self._refused(asked, refusal, request_id)
        except SignatureRefused as refused:  # a chunk of a signed upload
            unsigned = Refusal("SignatureDoesNotMatch", refused.message, 403)
            response = self._refused(asked, unsigned, request_id)
        except (EOFError, ValueError) as broken:
            cut = Refusal("IncompleteBody", f"The body could not be read: {broken}")
            response = self._refused(asked, cut, request_id)
        if not response.prepared:
            response.headers["x-amz-request-id"] = request_id
        return response

    def _refused(self, asked: ObjectRequest, refusal: Refusal, request_id: str) -> web.Response:
        extra = [("Region", self._known.region)] if "region" in refusal.message else []
        if asked.web.method == "HEAD":
            return web.Response(status=refusal.status)
        return xml.error(refusal, asked.raw_path, request_id, extra)

    def _admit(self, asked: ObjectRequest) -> None:
        request = asked.web
        signed = SignedRequest(
            request.method, asked.raw_path, asked.query_text, list(request.headers.items())
        )
        now = datetime.now(UTC)
        try:
            if "X-Amz-Signature" in asked.query or "X-Amz-Algorithm" in asked.query:
                asked.granted = verify_query(signed, "UNSIGNED-PAYLOAD", self._known, "s3", now)
            else:
                payload = request.headers.get("x-amz-content-sha256", "")
                if "Authorization" in request.headers and not valid_content_hash(payload):
                    raise Refusal("InvalidRequest", "x-amz-content-sha256 is missing or invalid")
                asked.granted = verify_headers(signed, payload, self._known, "s3", now)
        except SignatureRefused as refused:
            raise _worded(refused) from None
        bucket = self._store.buckets.get(asked.bucket)
        if bucket is None or not bucket.service:
            return
        if self._faults.expired_links > 0:
            self._faults.expired_links -= 1
            raise Refusal("AccessDenied", "Request has expired", 403)
        if not asked.granted.presigned:
            raise Refusal("AccessDenied", "Access Denied", 403)

    async def _route(self, asked: ObjectRequest) -> web.StreamResponse:
        method = asked.web.method
        if not asked.bucket:
            if method == "GET":
                return self._buckets.list_all()
            raise Refusal("MethodNotAllowed", "The specified method is not allowed.", 405)
        handlers = self._object_handlers(asked) if asked.key else self._buckets.handlers(asked)
        handler = handlers.get(method)
        if handler is None:
            raise Refusal("NotImplemented", "The crossfade sandbox's S3 does not do this.", 501)
        if asked.bucket not in self._store.buckets and handler != self._buckets.create:
            raise Refusal("NoSuchBucket", "The specified bucket does not exist", 404)
        return await handler(asked)

    def _object_handlers(self, asked: ObjectRequest) -> dict[str, Handler]:
        if "uploads" in asked.query:
            return {"POST": self._begin_upload}
        if "uploadId" in asked.query:
            return {
                "PUT": self._put_part,
                "POST": self._complete_upload,
                "DELETE": self._abort_upload,
            }
        return {
            "PUT": self._put,
            "GET": self._get,
            "HEAD": self._get,
            "DELETE": self._delete,
        }

    # Objects

    async def _put(self, asked: ObjectRequest) -> web.Response:
        if "x-amz-copy-source" in asked.web.headers:
            raise Refusal("NotImplemented", "The crossfade sandbox's S3 does not copy.", 501)
        stored = await self._receive(asked)
        try:
            self._store.put(asked.bucket, asked.key, stored)
        except KeyError:  # the bucket went away during the upload
            stored.path.unlink(missing_ok=True)
            raise Refusal("NoSuchBucket", "The specified bucket does not exist", 404) from None
        return web.Response(headers={"ETag": f'"{stored.etag}"'})

    async def _receive(self, asked: ObjectRequest) -> StoredObject:
        path = self._store.spool()
        sums = await receive(asked.web, path, asked.granted)
        return self._store.keep(path, sums.md5.hexdigest(), _kept_headers(asked.web))

    async def _get(self, asked: ObjectRequest) -> web.StreamResponse:
        stored = self._store.find(asked.bucket, asked.key)
        if stored is None:
            raise Refusal("NoSuchKey", "The specified key does not exist.", 404)
        headers = {
            "Content-Type": "binary/octet-stream",
            **stored.headers,
            "ETag": f'"{stored.etag}"',
            "Last-Modified": format_datetime(stored.modified, usegmt=True),
            "Accept-Ranges": "bytes",
        }
        start, end = _span(asked.web.headers.get("Range", ""), stored.size)
        partial = (start, end) != (0, stored.size)
        if partial:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
        response = web.StreamResponse(status=206 if partial else 200, headers=headers)
        response.content_length = end - start
        source = stored.path.open("rb")
        with source:  # opened first: a delete meanwhile does not cut the answer short
            await response.prepare(asked.web)
            if asked.web.method == "GET":
                source.seek(start)
                left = end - start
                while left and (data := source.read(min(_BLOCK, left))):
                    await response.write(data)
                    left -= len(data)
        await response.write_eof()
        return response

    async def _delete(self, asked: ObjectRequest) -> web.Response:
        check_delete(self._faults)
        self._store.delete(asked.bucket, asked.key)
        return web.Response(status=204)

    # Multipart uploads

    async def _begin_upload(self, asked: ObjectRequest) -> web.Response:
        upload_id = uuid.uuid4().hex
        self._store.uploads[upload_id] = Upload(asked.bucket, asked.key, _kept_headers(asked.web))
        return xml.document(
            "InitiateMultipartUploadResult",
            [("Bucket", asked.bucket), ("Key", asked.key), ("UploadId", upload_id)],
        )

    async def _put_part(self, asked: ObjectRequest) -> web.Response:
        upload = self._upload(asked)
        number = asked.query.get("partNumber", "")
        if not number.isdigit() or not 1 <= int(number) <= 10000:
            raise Refusal(
                "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive"
            )
        stored = await self._receive(asked)
        replaced = upload.parts.get(int(number))
        upload.parts[int(number)] = stored
        if replaced is not None:
            replaced.path.unlink(missing_ok=True)
        return web.Response(headers={"ETag": f'"{stored.etag}"'})

    async def _complete_upload(self, asked: ObjectRequest) -> web.Response:
        upload = self._upload(asked)
        named = xml.completed_parts(await asked.web.read())
        numbers = [number for number, _ in named]
        if numbers != sorted(set(numbers)):
            raise Refusal("InvalidPartOrder", "The list of parts was not in ascending order.")
        if not named or any(
            number not in upload.parts or upload.parts[number].etag != tag for number, tag in named
        ):
            raise Refusal("InvalidPart", "One or more of the specified parts could not be found.")
        stored = self._store.complete(upload, numbers)
        del self._store.uploads[asked.query["uploadId"]]
        return xml.document(
            "CompleteMultipartUploadResult",
            [("Bucket", asked.bucket), ("Key", asked.key), ("ETag", f'"{stored.etag}"')],
        )

    async def _abort_upload(self, asked: ObjectRequest) -> web.Response:
        self._store.discard(self._upload(asked))
        del self._store.uploads[asked.query["uploadId"]]
        return web.Response(status=204)

    def _upload(self, asked: ObjectRequest) -> Upload:
        upload = self._store.uploads.get(asked.query["uploadId"])
        if upload is None or (upload.bucket, upload.key) != (asked.bucket, asked.key):
            raise Refusal(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the "
                "upload may have been aborted or completed.",
                404,
            )
        return upload


def _worded(refused: SignatureRefused) -> Refusal:
    """S3's own words for a signature that does not hold."""
    if refused.kind == "missing":
        return Refusal("AccessDenied", "Access Denied", 403)
    if refused.kind == "unknown-key":
        return Refusal(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            403,
        )
    if refused.kind == "expired":
        return Refusal("AccessDenied", "Request has expired", 403)
    if refused.kind == "skewed":
        return Refusal(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            403,
        )
    if refused.kind in ("scope", "malformed"):
        return Refusal("AuthorizationHeaderMalformed", refused.message)
    return Refusal(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method.",
        403,
    )


def _kept_headers(request: web.Request) -> dict[str, str]:
    return {
        name.title(): value
        for name, value in request.headers.items()
        if name.lower() in _KEPT or name.lower().startswith("x-amz-meta-")
    }


def _span(header: str, size: int) -> tuple[int, int]:
    """Start and end of what a Range header asks for. Raises Refusal where nothing is left."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return 0, size
    first, last = match.groups()
    if first == "":
        return max(0, size - int(last)), size
    start, end = int(first), min(int(last) + 1 if last else size, size)
    if start >= end:
        raise Refusal("InvalidRange", "The requested range is not satisfiable", 416)
    return start, end

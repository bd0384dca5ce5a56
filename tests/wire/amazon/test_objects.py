"""The S3 that jobs need, driven by boto3 and by requests as other SDKs make them."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import zlib
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from boto3.s3.transfer import TransferConfig
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.sandbox.amazon.signature import Chain, Granted, signing_key
from tests.wire.amazon.serving import KEY_ID, ONCE, REGION, SECRET, Served

MEGABYTE = 1024 * 1024


def code(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_an_object_comes_back_as_it_was_put(served: Served) -> None:
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    key = "a b/ü+%/~(1).wav"
    put = s3.put_object(Bucket="calls", Key=key, Body=b"sound", ContentType="audio/wav")
    assert put["ETag"] == f'"{hashlib.md5(b"sound").hexdigest()}"'
    got = s3.get_object(Bucket="calls", Key=key)
    assert got["Body"].read() == b"sound"
    assert (got["ContentType"], got["ContentLength"]) == ("audio/wav", 5)
    head = s3.head_object(Bucket="calls", Key=key)
    assert (head["ETag"], head["ContentLength"]) == (put["ETag"], 5)
    assert s3.get_object(Bucket="calls", Key=key, Range="bytes=1-3")["Body"].read() == b"oun"
    s3.delete_object(Bucket="calls", Key=key)
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket="calls", Key=key)
    assert code(caught) == ("NoSuchKey", 404)
    s3.delete_object(Bucket="calls", Key=key)  # deleting nothing is no error


def test_buckets_and_their_errors(served: Served) -> None:
    s3 = served.s3()
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket="missing", Key="k", Body=b"")
    assert code(caught) == ("NoSuchBucket", 404)
    with pytest.raises(ClientError) as caught:
        s3.head_bucket(Bucket="missing")
    assert code(caught)[1] == 404
    s3.create_bucket(Bucket="mine")
    s3.head_bucket(Bucket="mine")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["mine"]
    s3.put_object(Bucket="mine", Key="k", Body=b"x")
    with pytest.raises(ClientError) as caught:
        s3.delete_bucket(Bucket="mine")
    assert code(caught) == ("BucketNotEmpty", 409)
    s3.delete_objects(Bucket="mine", Delete={"Objects": [{"Key": "k"}]})
    s3.delete_bucket(Bucket="mine")
    assert s3.list_buckets()["Buckets"] == []


def test_listing_goes_on_from_page_to_page(served: Served) -> None:
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    keys = [f"in/{n:02}.wav" for n in range(7)] + ["out/a b.json", "top.txt"]
    for key in keys:
        s3.put_object(Bucket="calls", Key=key, Body=b"x")
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(
            Bucket="calls", PaginationConfig={"PageSize": 4}
        )
    )
    assert [len(page["Contents"]) for page in pages] == [4, 4, 1]
    assert [entry["Key"] for page in pages for entry in page["Contents"]] == sorted(keys)
    by_folder = s3.list_objects_v2(Bucket="calls", Delimiter="/")
    assert [group["Prefix"] for group in by_folder["CommonPrefixes"]] == ["in/", "out/"]
    assert [entry["Key"] for entry in by_folder["Contents"]] == ["top.txt"]
    assert s3.list_objects_v2(Bucket="calls", Prefix="out/")["KeyCount"] == 1


def test_a_large_file_goes_up_in_parts_and_down_in_ranges(served: Served, tmp_path: Path) -> None:
    data = os.urandom(11 * MEGABYTE + 17)
    source, target = tmp_path / "up", tmp_path / "down"
    source.write_bytes(data)
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    parts = TransferConfig(multipart_threshold=5 * MEGABYTE, multipart_chunksize=5 * MEGABYTE)
    s3.upload_file(str(source), "calls", "big", Config=parts)
    head = s3.head_object(Bucket="calls", Key="big")
    assert head["ContentLength"] == len(data)
    assert head["ETag"].endswith('-3"')
    s3.download_file("calls", "big", str(target), Config=parts)
    assert target.read_bytes() == data


def test_an_upload_in_parts_can_be_given_up(served: Served) -> None:
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    upload = s3.create_multipart_upload(Bucket="calls", Key="k")["UploadId"]
    about: dict[str, Any] = {"Bucket": "calls", "Key": "k", "UploadId": upload}
    s3.upload_part(**about, PartNumber=1, Body=b"one")
    with pytest.raises(ClientError) as caught:
        s3.complete_multipart_upload(
            **about, MultipartUpload={"Parts": [{"PartNumber": 2, "ETag": '"no"'}]}
        )
    assert code(caught) == ("InvalidPart", 400)
    s3.abort_multipart_upload(**about)
    with pytest.raises(ClientError) as caught:
        s3.upload_part(**about, PartNumber=1, Body=b"one")
    assert code(caught) == ("NoSuchUpload", 404)


def test_checksums_are_checked(served: Served) -> None:
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    right = base64.b64encode(zlib.crc32(b"sound").to_bytes(4, "big")).decode()
    s3.put_object(Bucket="calls", Key="k", Body=b"sound", ChecksumCRC32=right)
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket="calls", Key="bad", Body=b"other", ChecksumCRC32=right)
    assert code(caught) == ("BadDigest", 400)
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket="calls", Key="bad")
    assert code(caught) == ("NoSuchKey", 404)


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_streamed_bodies_with_checksums(served: Served, algorithm: Any) -> None:
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    body = io.BytesIO(b"streamed " * 1000)
    s3.put_object(Bucket="calls", Key="k", Body=body, ChecksumAlgorithm=algorithm)
    assert s3.get_object(Bucket="calls", Key="k")["Body"].read() == b"streamed " * 1000


def chunked_request(
    served: Served, body: bytes, kind: str, length: int, trailer: str = ""
) -> tuple[httpx.Request, Granted]:
    """A PUT whose headers are signed by botocore and whose body is given."""
    url = f"{served.url}/calls/chunked"
    headers = {
        "Content-Encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(length),
        "X-Amz-Content-SHA256": kind,
    }
    if trailer:
        headers["x-amz-trailer"] = trailer
    request = AWSRequest("PUT", url, data=body, headers=headers)
    request.context["payload_signing_enabled"] = False

    class Named(S3SigV4Auth):
        def payload(self, request: Any) -> str:
            return kind

    credentials = Credentials(KEY_ID, SECRET)
    Named(credentials, "s3", REGION).add_auth(request)
    authorization = str(request.headers["Authorization"])
    stamp = str(request.headers["X-Amz-Date"])
    granted = Granted(
        authorization.rpartition("Signature=")[2],
        stamp,
        f"{stamp[:8]}/{REGION}/s3/aws4_request",
        signing_key(SECRET, stamp[:8], REGION, "s3"),
        False,
    )
    return httpx.Request("PUT", url, headers=dict(request.headers.items()), content=body), granted


def put_chunked(served: Served, make: Any, kind: str, length: int, trailer: str = "") -> Any:
    # The chunks are signed on top of the headers' signature, so the headers are signed first,
    # over a body of the right length.
    blank = make(None)
    request, granted = chunked_request(served, blank, kind, length, trailer)
    with httpx.Client() as client:
        return client.send(
            httpx.Request("PUT", request.url, headers=request.headers, content=make(granted))
        )


def test_unsigned_chunks_with_a_trailer(served: Served) -> None:
    served.s3().create_bucket(Bucket="calls")
    data = b"0123456789" * 10
    total = base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()

    def body(checksum: str) -> bytes:
        return (
            b"40\r\n" + data[:64] + b"\r\n24\r\n" + data[64:] + b"\r\n0\r\n"
            b"x-amz-checksum-crc32:" + checksum.encode() + b"\r\n\r\n"
        )

    kind = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    trailer = "x-amz-checksum-crc32"
    answer = put_chunked(served, lambda _: body(total), kind, len(data), trailer)
    assert answer.status_code == 200
    assert served.s3().get_object(Bucket="calls", Key="chunked")["Body"].read() == data
    wrong = put_chunked(served, lambda _: body("AAAAAA=="), kind, len(data), trailer)
    assert (wrong.status_code, "BadDigest" in wrong.text) == (400, True)
    short = put_chunked(served, lambda _: body(total), kind, 99, trailer)
    assert (short.status_code, "IncompleteBody" in short.text) == (400, True)


def test_signed_chunks_are_verified(served: Served) -> None:
    served.s3().create_bucket(Bucket="calls")
    pieces = [b"first chunk", b"second", b""]

    def body(granted: Granted | None, *, forged: bool = False) -> bytes:
        import hmac

        previous = granted.signature if granted else ""
        sent = b""
        for piece in pieces:
            signature = "0" * 64
            if granted is not None:
                hashes = [hashlib.sha256(part).hexdigest() for part in (b"", piece)]
                text = "\n".join(
                    [
                        "AWS4-HMAC-SHA256-PAYLOAD",
                        granted.timestamp,
                        granted.scope,
                        previous,
                        *hashes,
                    ]
                )
                signature = hmac.new(granted.key, text.encode(), hashlib.sha256).hexdigest()
                previous = signature
            shown = piece[::-1] if forged else piece
            sent += f"{len(piece):x};chunk-signature={signature}\r\n".encode() + shown + b"\r\n"
        return sent

    kind = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    length = sum(map(len, pieces))
    assert put_chunked(served, body, kind, length).status_code == 200
    stored = served.s3().get_object(Bucket="calls", Key="chunked")["Body"].read()
    assert stored == b"first chunksecond"
    forged = put_chunked(served, lambda granted: body(granted, forged=True), kind, length)
    assert (forged.status_code, "SignatureDoesNotMatch" in forged.text) == (403, True)


def test_the_chain_of_chunks_refuses_a_repeated_signature() -> None:
    granted = Granted("ab", "20260101T000000Z", "scope", b"key", False)
    with pytest.raises(Exception, match="does not match"):
        Chain(granted).check("ab", (b"", b"data"))


@pytest.mark.parametrize(
    ("key_id", "secret", "expected"),
    [
        (KEY_ID, "wrong", ("SignatureDoesNotMatch", 403)),
        ("AKIAOTHER", SECRET, ("InvalidAccessKeyId", 403)),
    ],
)
def test_strangers_are_refused(
    served: Served, key_id: str, secret: str, expected: tuple[str, int]
) -> None:
    stranger = boto3.Session(key_id, secret, region_name=REGION)
    with pytest.raises(ClientError) as caught:
        stranger.client("s3", endpoint_url=served.url, config=ONCE).list_objects_v2(Bucket="x")
    assert code(caught) == expected
    assert secret not in str(caught.value.response)


def test_nobody_gets_in_without_a_signature(served: Served) -> None:
    served.uploaded(b"secret sound")
    answer = httpx.get(f"{served.url}/calls/call.wav")
    assert (answer.status_code, "<Code>AccessDenied</Code>" in answer.text) == (403, True)


def test_a_presigned_link_opens_one_object_for_a_while(served: Served) -> None:
    served.uploaded(b"sound", key="a b.wav")
    signed = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    v4 = served.session.client("s3", endpoint_url=served.url, config=signed)
    link = v4.generate_presigned_url("get_object", {"Bucket": "calls", "Key": "a b.wav"}, 60)
    assert httpx.get(link).content == b"sound"
    assert httpx.get(link.replace("a%20b.wav", "other.wav")).status_code == 403
    assert httpx.delete(link).status_code == 403


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_key_is_a_name_and_never_a_path(served: Served, key: str) -> None:
    if any(part in ("", ".", "..") for part in key.split("/")):
        return  # HTTP clients fold these away before they are sent
    s3 = served.s3()
    s3.create_bucket(Bucket="calls")
    s3.put_object(Bucket="calls", Key=key, Body=key.encode())
    assert s3.get_object(Bucket="calls", Key=key)["Body"].read() == key.encode()
    assert key in [entry["Key"] for entry in s3.list_objects_v2(Bucket="calls")["Contents"]]
    s3.delete_object(Bucket="calls", Key=key)

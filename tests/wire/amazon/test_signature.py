"""Signatures are verified against botocore's, AWS's published example, and forgeries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.sandbox.amazon.signature import (
    EMPTY_HASH,
    Credentials,
    SignatureRefused,
    SignedRequest,
    presign,
    verify_headers,
    verify_query,
)

KNOWN = Credentials("AKIATEST", "secret", "us-east-1")
BOTO = BotoCredentials("AKIATEST", "secret")
HOST = "127.0.0.1:4566"


def signed_by_boto(auth: Any, request: AWSRequest) -> SignedRequest:
    auth.add_auth(request)
    prepared = request.prepare()
    _, _, rest = prepared.url.partition("://")
    path, _, query = rest.partition("/")[2].partition("?")
    headers = [("Host", HOST)]
    for name, value in prepared.headers.items():
        headers.append((name, str(value)))
    return SignedRequest(str(prepared.method), f"/{path}", query, headers)


def test_the_example_of_aws_documentation() -> None:
    """GET with a Range from the S3 API reference ("Signature Calculations", GET Object)."""
    known = Credentials(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
    )
    authorization = (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
    request = SignedRequest(
        "GET",
        "/test.txt",
        "",
        [
            ("Host", "examplebucket.s3.amazonaws.com"),
            ("Authorization", authorization),
            ("Range", "bytes=0-9"),
            ("x-amz-content-sha256", EMPTY_HASH),
            ("x-amz-date", "20130524T000000Z"),
        ],
    )
    verify_headers(request, EMPTY_HASH, known, "s3", datetime(2013, 5, 24, tzinfo=UTC))


@given(
    key=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30),
    value=st.text(st.characters(codec="utf-8"), max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_any_key_and_query_signed_by_botocore_is_accepted(key: str, value: str) -> None:
    from urllib.parse import quote

    path = quote(key, safe="/~")
    request = AWSRequest(
        "GET", f"http://{HOST}/bucket/{path}?a={quote(value, safe='')}&b=1", headers={}
    )
    request.headers["X-Amz-Content-SHA256"] = EMPTY_HASH
    signed = signed_by_boto(S3SigV4Auth(BOTO, "s3", "us-east-1"), request)
    verify_headers(signed, EMPTY_HASH, KNOWN, "s3", datetime.now(UTC))


def api_request() -> SignedRequest:
    request = AWSRequest(
        "POST",
        f"http://{HOST}/",
        data=b"{}",
        headers={"X-Amz-Target": "Transcribe.ListTranscriptionJobs"},
    )
    return signed_by_boto(SigV4Auth(BOTO, "transcribe", "us-east-1"), request)


BODY_HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # sha256 of {}


def refusal(request: SignedRequest, now: datetime | None = None, **about: Any) -> str:
    settled: dict[str, Any] = {"payload_hash": BODY_HASH, "known": KNOWN}
    settled |= {"service": "transcribe"} | about
    with pytest.raises(SignatureRefused) as caught:
        verify_headers(request, now=now or datetime.now(UTC), **settled)
    assert "secret" not in caught.value.message
    return caught.value.kind


def test_headers_are_accepted_only_as_they_were_signed() -> None:
    request = api_request()
    verify_headers(request, BODY_HASH, KNOWN, "transcribe", datetime.now(UTC))
    changed = [
        (name, "Transcribe.DeleteTranscriptionJob" if name == "X-Amz-Target" else value)
        for name, value in request.headers
    ]
    assert refusal(SignedRequest("POST", "/", "", changed)) == "mismatch"
    assert refusal(SignedRequest("GET", "/", "", request.headers)) == "mismatch"
    assert refusal(SignedRequest("POST", "/x", "", request.headers)) == "mismatch"
    assert refusal(SignedRequest("POST", "/", "a=b", request.headers)) == "mismatch"
    assert refusal(request, payload_hash=EMPTY_HASH) == "mismatch"
    assert refusal(request, known=Credentials("AKIATEST", "other", "us-east-1")) == "mismatch"


def test_each_reason_has_its_name() -> None:
    request = api_request()
    assert refusal(request, known=Credentials("AKIAOTHER", "secret", "us-east-1")) == "unknown-key"
    assert refusal(request, known=Credentials("AKIATEST", "secret", "eu-west-1")) == "scope"
    assert refusal(request, service="s3") == "scope"
    assert refusal(request, now=datetime.now(UTC) + timedelta(minutes=16)) == "skewed"
    bare = [(name, value) for name, value in request.headers if name != "Authorization"]
    assert refusal(SignedRequest("POST", "/", "", bare)) == "missing"
    broken = [*bare, ("Authorization", "AWS4-HMAC-SHA256 Credential=a")]
    assert refusal(SignedRequest("POST", "/", "", broken)) == "malformed"
    unsent = [(name, value) for name, value in request.headers if name != "X-Amz-Target"]
    assert refusal(SignedRequest("POST", "/", "", unsent)) == "malformed"


def test_presigned_by_botocore() -> None:
    parameters = {"language-code": "en-US", "sample-rate": "16000", "odd": "a b/+=~é"}
    url = f"http://{HOST}/stream-transcription-websocket"
    request = AWSRequest("GET", url, params=parameters)
    with_token = BotoCredentials("AKIATEST", "secret", "token/+= of a session")
    signed = signed_by_boto(
        SigV4QueryAuth(with_token, "transcribe", "us-east-1", expires=300), request
    )
    now = datetime.now(UTC)
    verify_query(signed, EMPTY_HASH, KNOWN, "transcribe", now, 300)
    for later, longest, kind in (
        (timedelta(seconds=302), 300, "expired"),
        (timedelta(minutes=-16), 300, "skewed"),
        (timedelta(0), 299, "malformed"),
    ):
        with pytest.raises(SignatureRefused) as caught:
            verify_query(signed, EMPTY_HASH, KNOWN, "transcribe", now + later, longest)
        assert caught.value.kind == kind
    other_port = SignedRequest("GET", signed.path, signed.query, [("Host", "127.0.0.1")])
    with pytest.raises(SignatureRefused) as caught:
        verify_query(other_port, EMPTY_HASH, KNOWN, "transcribe", now, 300)
    assert caught.value.kind == "mismatch"


def test_own_presigned_links_are_botocores() -> None:
    now = datetime.now(UTC)
    path = "/bucket/a%20b/%C3%A9.json"
    mine = presign(path, HOST, KNOWN, "s3", now, 900)
    request = AWSRequest("GET", f"http://{HOST}{path}")
    request.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    signer = S3SigV4QueryAuth(BOTO, "s3", "us-east-1", expires=900)
    theirs = signed_by_boto(signer, request)
    same_second = theirs.query.find(now.strftime("%Y%m%dT%H%M%SZ")) >= 0
    if same_second:
        assert set(mine.partition("?")[2].split("&")) == set(theirs.query.split("&"))
    checked = SignedRequest("GET", path, mine.partition("?")[2], [("Host", HOST)])
    granted = verify_query(checked, "UNSIGNED-PAYLOAD", KNOWN, "s3", now)
    assert granted.presigned

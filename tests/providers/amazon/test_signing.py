"""The presigned URL: host with its port, five minutes, and a session's token in the signature."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from providers.amazon.sessions import on_this_machine
from providers.amazon.signing import presigned_stream_url, stream_host
from providers.errors import VendorTrouble


def test_the_real_host_has_its_port() -> None:
    made = boto3.Session("AKIATEST", "secret", "token/+=", region_name="eu-west-1")
    url = urlsplit(presigned_stream_url(made, "", {"language-code": "en-US"}))
    assert (url.scheme, url.netloc) == (
        "wss",
        "transcribestreaming.eu-west-1.amazonaws.com:8443",
    )
    assert url.path == "/stream-transcription-websocket"
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert query["X-Amz-Expires"] == "300"
    assert query["X-Amz-SignedHeaders"] == "host"
    assert query["X-Amz-Security-Token"] == "token/+="
    assert query["X-Amz-Credential"].endswith("/eu-west-1/transcribe/aws4_request")
    assert "secret" not in url.query


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("http://127.0.0.1:4566", "ws://127.0.0.1:4566"),
        ("https://example.org:8443/", "wss://example.org:8443"),
        ("wss://example.org", "wss://example.org"),
    ],
)
def test_endpoints_of_ones_own(given: str, host: str) -> None:
    assert stream_host("us-east-1", given) == host


def test_regions() -> None:
    assert stream_host("cn-north-1").endswith(".amazonaws.com.cn:8443")
    with pytest.raises(VendorTrouble, match="no region"):
        stream_host("")


def test_what_no_proxy_can_reach() -> None:
    assert on_this_machine("http://127.0.0.1:80/x") and on_this_machine("ws://localhost")
    assert on_this_machine("http://[::1]:4566")
    assert not on_this_machine("https://s3.amazonaws.com") and not on_this_machine("")

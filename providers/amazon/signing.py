"""The presigned URL that opens a stream (Signature Version 4 in the query, by botocore).

The service wants the port in the signed host and an expiry of at most 300 seconds (Amazon
Transcribe Developer Guide, WebSocket streaming, 2023-05; AWS's own Python sample, 2024-04).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers.amazon.failures import NO_REGION
from providers.errors import VendorTrouble

if TYPE_CHECKING:
    import boto3

EXPIRES_SECONDS = 300
STREAM_PATH = "/stream-transcription-websocket"
_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


def stream_host(region: str, streaming_url: str = "") -> str:
    """Scheme and host of the streaming service: the URL given, or AWS's own for the region."""
    if not region:  # the signature needs one, wherever the service is
        raise VendorTrouble(NO_REGION, vendor="amazon", code="NoRegion")
    if not streaming_url:
        suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
        return f"wss://transcribestreaming.{region}.{suffix}:8443"
    scheme, _, rest = streaming_url.partition("://")
    return f"{_SCHEMES[scheme]}://{rest.rstrip('/')}"


def presigned_stream_url(
    made: boto3.Session, streaming_url: str, parameters: Mapping[str, str]
) -> str:
    """The URL to connect to, valid for five minutes. Blocks; raises botocore's exceptions."""
    from botocore.auth import SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import NoCredentialsError

    region = made.region_name or ""
    url = stream_host(region, streaming_url) + STREAM_PATH
    chain = made.get_credentials()
    if chain is None:
        raise NoCredentialsError
    # Frozen at this moment, so that refreshable credentials are as fresh as they can be.
    credentials: Any = chain.get_frozen_credentials()
    request = AWSRequest("GET", url, params=dict(parameters))
    SigV4QueryAuth(credentials, "transcribe", region, expires=EXPIRES_SECONDS).add_auth(request)
    return str(request.url)

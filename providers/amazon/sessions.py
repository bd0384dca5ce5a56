"""boto3 sessions and clients: one credential chain for jobs, objects and streams.

Everything here blocks (files, instance metadata, single sign-on), so it is called in threads.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from providers.credentials import AmazonAccess

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from types_boto3_s3.client import S3Client
    from types_boto3_transcribe.client import TranscribeServiceClient

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
ATTEMPTS = 3


def session(access: AmazonAccess) -> boto3.Session:
    """A session for this access. Raises what boto3 raises for a missing profile."""
    import boto3

    region = access.region or None
    if access.key_id:
        return boto3.Session(
            aws_access_key_id=access.key_id,
            aws_secret_access_key=access.secret.reveal(),
            region_name=region,
        )
    return boto3.Session(profile_name=access.profile or None, region_name=region)


def transcribe_client(made: boto3.Session, access: AmazonAccess) -> TranscribeServiceClient:
    """The jobs API."""
    return made.client(
        "transcribe",
        endpoint_url=access.transcribe_url or None,
        config=_config(access.transcribe_url),
    )


def s3_client(made: boto3.Session, access: AmazonAccess) -> S3Client:
    """Objects. An endpoint of one's own gets path-style addresses: it has no wildcard host name."""
    from botocore.config import Config

    config = _config(access.s3_url)
    if access.s3_url:
        config = config.merge(Config(s3={"addressing_style": "path"}))
    return made.client("s3", endpoint_url=access.s3_url or None, config=config)


def events_client(made: boto3.Session, access: AmazonAccess) -> Any:
    """EventBridge, for the rules of an account."""
    url = access.events_url
    return made.client("events", endpoint_url=url or None, config=_config(url))


def on_this_machine(url: str) -> bool:
    """Whether the URL's host is loopback, which no proxy of the environment can reach."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _config(url: str) -> Config:
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        user_agent_extra="crossfade",
    )
    return config.merge(Config(proxies={})) if on_this_machine(url) else config

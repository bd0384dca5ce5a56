"""Media at a URL, and callbacks: the two times the stand-in calls somebody itself.

It only ever calls this machine. Deepgram itself answers REMOTE_CONTENT_ERROR for hosts that are
not publicly routable; the stand-in turns that round, because the files of a rehearsal are here.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from providers.sandbox.deepgram.ledger import KEY_ID
from providers.sandbox.deepgram.refusals import TOO_LARGE, Refused, remote_content

LARGEST_BODY = 2 * 1024**3
_MOST_REDIRECTS = 10
_FETCH_SECONDS = 60.0
_NOT_ROUTABLE = "Could not determine if URL for media download is publicly routable."
_NO_DATA = "The remote server hosting the media failed to return valid data."
_CLIENT_ERROR = "The remote server hosting the media returned a client error: {}."
_REDIRECTS = "The remote server hosting the media caused too many redirects."


def on_this_machine(url: str) -> bool:
    """Whether a URL is http(s) on a loopback host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


async def fetch(url: str) -> bytes:
    """The media at a URL. Raises Refused with REMOTE_CONTENT_ERROR."""
    timeout = aiohttp.ClientTimeout(total=_FETCH_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            for _ in range(_MOST_REDIRECTS):
                if not on_this_machine(url):
                    raise Refused(remote_content(_NOT_ROUTABLE))
                async with session.get(url, allow_redirects=False) as response:
                    if not 300 <= response.status < 400:
                        return await _media(response)
                    url = urljoin(url, response.headers.get("Location", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise Refused(remote_content(_NO_DATA)) from problem
    raise Refused(remote_content(_REDIRECTS))


async def _media(response: aiohttp.ClientResponse) -> bytes:
    if 400 <= response.status < 500:
        raise Refused(remote_content(_CLIENT_ERROR.format(response.status)))
    if response.status != 200:
        raise Refused(remote_content(_NO_DATA))
    return await read_limited(response.content, response.content_length)


async def read_limited(stream: aiohttp.StreamReader, announced: int | None) -> bytes:
    """A whole body. Raises Refused (413) above 2 GB, announced or not."""
    if announced is not None and announced > LARGEST_BODY:
        raise Refused(TOO_LARGE)
    body = bytearray()
    async for piece in stream.iter_chunked(1 << 18):
        body += piece
        if len(body) > LARGEST_BODY:
            raise Refused(TOO_LARGE)
    return bytes(body)


async def call_back(
    url: str, method: str, answer: dict[str, Any], *, attempts: int, pause: float
) -> bool:
    """Deliver an answer to a callback URL, trying again until it is taken (2xx).

    Deepgram tries ten times, thirty seconds apart, and sends the id of the key as ``dg-token``
    (callback page, 2025-07).
    """
    async with aiohttp.ClientSession() as session:
        for attempt in range(attempts):
            if attempt:
                await asyncio.sleep(pause)
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.request(
                    method.upper(), url, json=answer, headers={"dg-token": KEY_ID}
                ) as response:
                    if response.ok:
                        return True
    return False

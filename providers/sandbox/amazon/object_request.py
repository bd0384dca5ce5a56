"""An S3 request, taken apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from aiohttp import web

from providers.sandbox.amazon.signature import Granted, query_pairs


class ObjectRequest:
    """One request: where it points, its query, and the signature that let it in."""

    def __init__(self, request: web.Request) -> None:
        raw_path, _, self.query_text = request.raw_path.partition("?")
        self.web = request
        self.raw_path = raw_path
        bucket, _, key = raw_path.lstrip("/").partition("/")
        self.bucket, self.key = unquote(bucket), unquote(key)
        self.query = dict(query_pairs(self.query_text))
        self.granted: Granted | None = None


Handler = Callable[[ObjectRequest], Awaitable[web.StreamResponse]]

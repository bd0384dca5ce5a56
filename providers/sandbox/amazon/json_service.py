"""The envelope of Amazon's JSON services: signed, one operation, refusals in their shape."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aiohttp import web

from providers.sandbox.amazon.refusals import Refusal, json_refusal
from providers.sandbox.amazon.signature import (
    Credentials,
    SignatureRefused,
    SignedRequest,
    verify_headers,
)

Answer = Mapping[str, Any]
_UNSIGNED = {
    "missing": "MissingAuthenticationTokenException",
    "unknown-key": "UnrecognizedClientException",
    "malformed": "IncompleteSignatureException",
}


async def answered(
    request: web.Request,
    service: str,
    known: Credentials,
    answer: Callable[[web.Request, bytes], Answer],
) -> web.Response:
    """Verify that it is signed for ``service``, then answer; ``answer`` raises Refusal."""
    request_id = str(uuid.uuid4())
    try:
        body = await request.read()
        _admit(request, body, service, known)
        content = answer(request, body)
    except Refusal as refusal:
        return json_refusal(refusal, request_id)
    return web.Response(
        body=json.dumps(content).encode(),
        headers={"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": request_id},
    )


def parsed(body: bytes) -> Answer:
    """The JSON object of a body, an empty one where there is none. Raises Refusal."""
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        raise Refusal("SerializationException", "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise Refusal("SerializationException", "The body is not a JSON object.")
    return asked


def _admit(request: web.Request, body: bytes, service: str, known: Credentials) -> None:
    path, _, query = request.raw_path.partition("?")
    signed = SignedRequest(request.method, path, query, list(request.headers.items()))
    try:
        verify_headers(signed, sha256(body).hexdigest(), known, service, datetime.now(UTC))
    except SignatureRefused as refused:
        code = _UNSIGNED.get(refused.kind, "InvalidSignatureException")
        raise Refusal(code, refused.message, 403) from None

"""EventBridge's rules: ``POST /`` with ``X-Amz-Target: AWSEvents.<Operation>`` and JSON.

Nothing is delivered here, so no rule can be made: the list is empty, and that is the truth.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
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

_DEFAULT_BUS = "default"


class EventsApi:
    """Answers what reads; refuses, in so many words, what would make a rule."""

    target = "AWSEvents."

    def __init__(self, known: Credentials) -> None:
        self._known = known

    async def handle(self, request: web.Request) -> web.Response:
        """Verify, then answer; every refusal in the service's shape."""
        request_id = str(uuid.uuid4())
        try:
            body = await request.read()
            self._admit(request, body)
            answer = _answer(request.headers["X-Amz-Target"].removeprefix(self.target), body)
        except Refusal as refusal:
            return json_refusal(refusal, request_id)
        return web.Response(
            body=json.dumps(answer).encode(),
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "x-amzn-RequestId": request_id,
            },
        )

    def _admit(self, request: web.Request, body: bytes) -> None:
        path, _, query = request.raw_path.partition("?")
        signed = SignedRequest(request.method, path, query, list(request.headers.items()))
        now = datetime.now(UTC)
        try:
            verify_headers(signed, sha256(body).hexdigest(), self._known, "events", now)
        except SignatureRefused as refused:
            unknown = refused.kind == "unknown-key"
            code = "UnrecognizedClientException" if unknown else "InvalidSignatureException"
            raise Refusal(code, refused.message) from None


def _answer(operation: str, body: bytes) -> Mapping[str, Any]:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        raise Refusal("SerializationException", "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise Refusal("SerializationException", "The body is not a JSON object.")
    if operation == "ListRules":
        bus = asked.get("EventBusName") or _DEFAULT_BUS
        if bus != _DEFAULT_BUS:
            said = f"Event bus {str(bus)[:80]} does not exist."
            raise Refusal("ResourceNotFoundException", said)
        return {"Rules": []}
    if operation in ("ListTargetsByRule", "DescribeRule"):
        said = f"Rule {str(asked.get('Rule') or asked.get('Name'))[:80]} does not exist."
        raise Refusal("ResourceNotFoundException", said)
    raise Refusal(
        "UnsupportedOperationException",
        f"The crossfade sandbox does not do {operation[:80]}: no event is delivered here. "
        "Nothing was done.",
    )

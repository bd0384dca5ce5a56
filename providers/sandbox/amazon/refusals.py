"""How the stand-in says no, in the shape of AWS's JSON services.

Status 400 for every client error: the model says 409, 429 and 404 for some of them, but the real
service was recorded answering ConflictException with 400 (its JSON 1.1 protocol does that), which
is why clients match on the code. Credentials are refused with 403, server trouble is 500.
"""

from __future__ import annotations

import json

from aiohttp import web


class Refusal(Exception):
    """A request that is answered with an error. ``code`` is AWS's name for it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def bad_request(message: str) -> Refusal:
    """The refusal that Transcribe gives for nearly everything."""
    return Refusal("BadRequestException", message)


def not_here(what: str) -> Refusal:
    """For what the real service does and this stand-in does not: said, never imitated."""
    return bad_request(
        f"The crossfade sandbox does not do {what}. The real Amazon Transcribe may; "
        "nothing was done."
    )


def json_refusal(refusal: Refusal, request_id: str) -> web.Response:
    """``{"__type", "Message"}`` with the headers of the JSON 1.1 protocol."""
    return web.Response(
        status=refusal.status,
        body=json.dumps({"__type": refusal.code, "Message": refusal.message}).encode(),
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "x-amzn-RequestId": request_id,
            "x-amzn-ErrorType": refusal.code,
        },
    )

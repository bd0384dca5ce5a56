"""Deepgram's refusals: statuses, codes and texts.

The texts are Deepgram's own where they are documented (errors page, read 2025-07 and 2026-11);
where only the behaviour is known, the wording is the stand-in's and says so in its code here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CORRUPT = "Bad Request: failed to process audio: corrupt or unsupported data"
NO_SUCH_MODEL = "Bad Request: No such model/language/tier combination found."
KEYTERM_MODEL = "`keyterm` is only supported for Nova-3 and Flux"
KEYTERM_LIMIT = "Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500."
NET_0001 = (
    "Deepgram did not receive audio data or a text message within the timeout window. "
    "See https://dpgr.am/net0001"
)
# The close code and the name DATA-0000 are documented; this sentence is the stand-in's.
DATA_0000 = "DATA-0000: the payload cannot be decoded as audio. See https://dpgr.am/data0000"
# Not documented word for word: only that the request fails with 400.
KEYWORDS_MODEL = "`keywords` is not supported for Nova-3 models, use `keyterm` instead"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as Deepgram answers it.

    ``category`` is the error's name ("INVALID_AUTH", "Bad Request"...), ``message`` its text.
    ``modern`` picks the newer of the two JSON shapes: {category, message, details, request_id}
    rather than {err_code, err_msg, request_id}.
    """

    status: int
    category: str
    message: str
    modern: bool = False
    details: str = ""

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON of a REST answer."""
        if self.modern:
            return {
                "category": self.category,
                "message": self.message,
                "details": self.details,
                "request_id": request_id,
            }
        return {"err_code": self.category, "err_msg": self.message, "request_id": request_id}


class Refused(Exception):
    """Ends the handling of a request with a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def invalid_query(why: str) -> Refusal:
    """A query parameter that cannot be understood."""
    message = f"Failed to deserialize query parameters: {why}"
    return Refusal(400, "INVALID_QUERY_PARAMETER", message)


def refused_query(message: str) -> Refusal:
    """A query parameter that is understood and not allowed."""
    return Refusal(400, "INVALID_QUERY_PARAMETER", message)


def bad_request(message: str) -> Refusal:
    """The plain 400."""
    return Refusal(400, "Bad Request", message)


def corrupt_audio() -> Refusal:
    """Audio that is empty, damaged or not audio."""
    return bad_request(CORRUPT)


def remote_content(message: str) -> Refusal:
    """Media at a URL that cannot be had."""
    return Refusal(400, "REMOTE_CONTENT_ERROR", message)


INVALID_JSON = Refusal(400, "INVALID_JSON", "Invalid JSON submitted.", modern=True)
INVALID_AUTH = Refusal(401, "INVALID_AUTH", "Invalid credentials.")
NO_PERMISSION = Refusal(
    403, "INSUFFICIENT_PERMISSIONS", "User does not have sufficient permissions."
)
NO_CREDITS = Refusal(
    402,
    "ASR_PAYMENT_REQUIRED",
    "Project does not have enough credits for an ASR request and does not have an overage "
    "agreement.",
)
NOT_FOUND = Refusal(404, "NOT_FOUND", "Not Found")
PROJECT_NOT_FOUND = Refusal(404, "PROJECT_NOT_FOUND", "Project not found.")
NOT_STREAMING = Refusal(405, "METHOD_NOT_ALLOWED", "This model does not support streaming.")
TOO_LARGE = Refusal(413, "PAYLOAD_TOO_LARGE", "The request is larger than 2 GB.")
TOO_MANY = Refusal(429, "TOO_MANY_REQUESTS", "Too many requests. Please try again later")

"""Deepgram's answers that hold no transcript: a callback's acceptance, and errors in two shapes.

Errors are ``{"err_code", "err_msg", "request_id"}`` of old and ``{"category", "message",
"details", "request_id"}`` now (openapi.yml, ErrorResponse, 2026-07).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.audio.naming import shown
from providers.documents.fields import one_line, soft_label, text_in
from providers.documents.model import Document

Raw = Mapping[str, Any]


def is_acceptance(raw: Raw) -> bool:
    """Whether a request with a callback was accepted."""
    return set(raw) == {"request_id"}


def is_error(raw: Raw) -> bool:
    """Whether this is an error in either shape."""
    return ("err_code" in raw and "err_msg" in raw) or ("category" in raw and "message" in raw)


def read_acceptance(raw: Raw, source: str) -> Document:
    """A callback's acceptance. Raises FieldTrouble."""
    request = text_in(raw, "request_id", "")
    advice = (
        f"This is Deepgram's word that it took the request {shown(request)}, which holds no "
        "transcript; convert what came to the callback's address later."
    )
    return Document(
        "deepgram", "deepgram-callback", source, request_id=request, advice=advice, raw=raw
    )


def read_error(raw: Raw, source: str) -> Document:
    """An error. Raises FieldTrouble."""
    code = soft_label(raw, "err_code", "") or soft_label(raw, "category", "")
    message = soft_label(raw, "err_msg", "") or soft_label(raw, "message", "")
    told = one_line(f"{code}: {message}")
    advice = (
        f"This is an error of Deepgram ({told}), which holds no transcript; send the audio again "
        "and convert the answer."
    )
    return Document(
        "deepgram",
        "deepgram-error",
        source,
        request_id=soft_label(raw, "request_id", ""),
        warnings=(told,),
        advice=advice,
        raw=raw,
    )

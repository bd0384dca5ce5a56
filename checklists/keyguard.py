"""No key ever gets into the database: what is refused, and what is taken out.

A presigned address in a vendor's answer (Amazon's TranscriptFileUri) carries a signature that
opens an object for minutes; it is no reason to lose the run, so the signature is taken out.
Anything else that looks like a credential is a mistake upstream, and is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from providers.errors import BadInput

_SIGNED = re.compile(r"(?i)(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s\"'\\]+")
_NAMES = re.compile(
    r"(?i)^(proxy-)?authorization$|^x-api-key$|^api[-_]?key$|^(deepgram_api_key|token_secret)$"
    r"|^aws_(secret_access_key|session_token|access_key_id)$|^x-amz-security-token$"
    r"|^(secret|password|access_token|bearer_token|secret_?access_?key|session_?token)$"
)
# Names under which no text may be kept, also as the header of a request.
CREDENTIAL_HEADERS = _NAMES
_VALUES = re.compile(
    r"\b(?:Token|Bearer)\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]{20,}"
    r"|AWS4-HMAC-SHA256\s+Credential="
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bsha256-hmac\s+[0-9a-f]{32,}"
)
_SECRET_VARIABLES = ("DEEPGRAM_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_REMOVED = "removed"


def without_signatures(text: str) -> str:
    """The text with the signatures of presigned addresses replaced by "removed"."""
    return _SIGNED.sub(rf"\g<1>{_REMOVED}", text)


def refuse_keys(value: object, where: str) -> None:
    """Raise BadInput if ``value`` (JSON-shaped) holds a credential; the sentence does not.

    ``where`` names the thing in the sentence ("the request of a transcribe run").
    """
    _walk(value, where, "", _known_keys())


def holds_key(text: str) -> bool:
    """Whether a credential stands in a text."""
    return _holds(text, _known_keys())


def without_keys(value: object) -> Any:
    """``value`` (JSON-shaped) with every text that holds a credential replaced by "removed".

    For what was read from somebody's files, where a key in one line is no reason to lose the rest.
    """
    return _blanked(value, _known_keys())


def _blanked(value: object, known: Sequence[str]) -> Any:
    if isinstance(value, str):
        return _REMOVED if _holds(value, known) else value
    if isinstance(value, Mapping):
        return {
            _blanked(str(name), known): _REMOVED
            if isinstance(inner, str) and inner and _NAMES.search(str(name))
            else _blanked(inner, known)
            for name, inner in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_blanked(inner, known) for inner in value]
    return value


def _holds(text: str, known: Sequence[str]) -> bool:
    return bool(_VALUES.search(text)) or any(key in text for key in known)


def _known_keys() -> tuple[str, ...]:
    values = (os.environ.get(name, "").strip() for name in _SECRET_VARIABLES)
    return tuple(value for value in values if len(value) >= 16)


def _walk(value: object, where: str, path: str, known: Sequence[str]) -> None:
    if isinstance(value, str):
        if _holds(value, known):
            raise _refusal(where, path)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            step = f"{path}.{name}" if path else str(name)
            # Only text can be a key: a table of results by term may well have a term "password".
            if isinstance(inner, str) and inner not in ("", _REMOVED) and _NAMES.search(str(name)):
                raise _refusal(where, step)
            _walk(str(name), where, path, known)
            _walk(inner, where, step, known)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for index, inner in enumerate(value):
            _walk(inner, where, f"{path}[{index}]", known)
    elif type(value).__name__ == "Secret":
        # By name, because only the credentials module may hold the class itself.
        raise _refusal(where, path)


def _refusal(where: str, path: str) -> BadInput:
    place = f" at {path}" if path else ""
    return BadInput(
        f"Not recorded: {where} holds what looks like a key{place}; take it out and try again."
    )

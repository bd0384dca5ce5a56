"""Whether the sandbox's recogniser, and not a vendor, made a response."""

from __future__ import annotations

from typing import Any

from providers.documents.model import Document

# The sandbox's account at Amazon, and that of files which a converter made: no vendor sent either.
NO_ACCOUNT = "000000000000"
_SANDBOX_MODEL = "crossfade-sandbox"
NO_VENDOR = "no vendor sent this: it comes from the sandbox, or from a converter"


def from_sandbox(document: Document) -> bool:
    """By the model's name, the account, or what this program's own transcript says.

    Events of an Amazon stream have no place for any of them.
    """
    raw = document.raw
    heads = raw[:1] + raw[-1:] if isinstance(raw, list) else [raw]
    told = [one for one in heads if isinstance(one, dict)]
    return (
        NO_ACCOUNT in (document.account, given_along(document)["accountId"])
        or any(_SANDBOX_MODEL in str(one.get("metadata")) for one in told)
        or (document.kind == "transcript" and any(one.get("sandbox") is True for one in told))
    )


def given_along(document: Document) -> dict[str, str]:
    """What a converter put into ``metadata.extra`` on the way from Amazon to Deepgram."""
    raw = document.raw
    metadata = raw.get("metadata") if isinstance(raw, dict) else None
    extra = metadata.get("extra") if isinstance(metadata, dict) else None
    found: dict[Any, Any] = extra if isinstance(extra, dict) else {}
    texts = {name: found.get(name) for name in ("jobName", "accountId", "status")}
    return {name: text if isinstance(text, str) else "" for name, text in texts.items()}

"""A run as it will be stored: in JSON, without credentials, with the versions that made it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checklists.keyguard import refuse_keys, without_signatures
from checklists.records import Run, plain
from checklists.versions import normaliser_version, program_version, sdk_versions
from providers.errors import BadInput

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")


def new_run(
    kind: str,
    *,
    sandbox: bool,
    vendor: str,
    model: str,
    clip: str,
    request: object,
    response: object,
    result: object,
    numbers: Mapping[str, object] | None,
    started_at: datetime | None,
    seconds: float,
) -> Run:
    """A run with an id of its own, which sorts by time. Raises BadInput as ``storable`` does."""
    if not _KIND.match(kind):
        raise BadInput(f"A run's kind is a short lower-case word, not {kind!r}.")
    started_at = started_at or datetime.now(UTC)
    return Run(
        id=f"{started_at.astimezone(UTC):%Y%m%dT%H%M%S}-{kind}-{secrets.token_hex(6)}",
        kind=kind,
        vendor=vendor,
        model=model,
        clip=clip,
        request=storable(request, f"the request of a {kind} run"),
        response=storable(response, f"the response of a {kind} run"),
        result=storable(result, f"the result of a {kind} run"),
        numbers=storable(numbers or {}, f"the numbers of a {kind} run"),
        sandbox=sandbox,
        crossfade=program_version(),
        versions=sdk_versions(),
        normaliser=normaliser_version(),
        started_at=started_at,
        seconds=seconds,
    )


def storable(value: object, where: str) -> Any:
    """``value`` as JSON, signatures of presigned addresses taken out.

    Raises BadInput for what has no JSON form and for what looks like a credential; ``where`` names
    it in the sentence.
    """
    shaped = _unsigned(plain(value))
    refuse_keys(shaped, where)
    return shaped


def _unsigned(value: Any) -> Any:
    if isinstance(value, str):
        return without_signatures(value)
    if isinstance(value, dict):
        return {key: _unsigned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unsigned(inner) for inner in value]
    return value

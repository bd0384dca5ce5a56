"""Whether a key is good, what it may use, and what is left on the account.

Deepgram's own key test is ``GET /v1/auth/token``, which the SDK has no method for (authenticating
page, read 2026-11). A key of the role Default may use the services and yet be refused by the
management endpoints, so those never prove a key wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from providers.credentials import DeepgramAccess
from providers.deepgram.failures import not_json, read_error, refused, trouble_from

if TYPE_CHECKING:
    import httpx

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """What is known of a key: "good", "refused" (401 at the key test), or "unknown" where the
    server has no key test and lists no projects. ``detail`` says why in a sentence."""

    verdict: Literal["good", "refused", "unknown"]
    detail: str
    scopes: tuple[str, ...] = ()
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """One project of the account."""

    project_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Money or hours left: ``units`` is "usd" or "hour"."""

    amount: float
    units: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A speech-to-text model as the server lists it."""

    name: str
    canonical_name: str
    architecture: str
    languages: tuple[str, ...]
    version: str
    batch: bool
    streaming: bool


async def check_key(access: DeepgramAccess) -> KeyCheck:
    """Test the key. Raises VendorTrouble only where the server cannot be asked at all."""
    answer = await _get(access, "/v1/auth/token", "the key test")
    request_id = answer.headers.get("dg-request-id", "")
    if answer.status_code == 200:
        scopes = tuple(str(scope) for scope in _list(_json(answer), "scopes"))
        return KeyCheck("good", "Deepgram accepts the key.", scopes, request_id)
    if answer.status_code == 401:
        sentence = "Deepgram refuses the key: check DEEPGRAM_API_KEY for a missing or extra letter."
        return KeyCheck("refused", sentence, (), request_id)
    if answer.status_code not in (403, 404, 405):
        raise _refused(answer, access, "the key test")
    listing = await _get(access, "/v1/projects", "the list of projects")
    if listing.status_code == 200:
        return KeyCheck("good", "The key lists its projects.", (), request_id)
    sentence = (
        f"The server has no key test (HTTP {answer.status_code}) and does not list projects for "
        f"this key (HTTP {listing.status_code}): only a transcription will show whether it works."
    )
    return KeyCheck("unknown", sentence, (), request_id)


async def projects(access: DeepgramAccess) -> tuple[Project, ...] | None:
    """The projects, or None where this key may not list them. Raises VendorTrouble or BadInput."""
    found = await _manage(access, "/v1/projects", "the list of projects")
    if found is None:
        return None
    return tuple(
        Project(str(entry.get("project_id", "")), str(entry.get("name", "")))
        for entry in _list(found, "projects")
        if isinstance(entry, Mapping)
    )


async def balances(access: DeepgramAccess, project_id: str) -> tuple[Balance, ...] | None:
    """What is left, or None where this key may not know (it needs an administrator's scope)."""
    path = f"/v1/projects/{project_id}/balances"
    found = await _manage(access, path, "the balance")
    if found is None:
        return None
    return tuple(
        Balance(float(entry["amount"]), str(entry.get("units", "")))
        for entry in _list(found, "balances")
        if isinstance(entry, Mapping) and isinstance(entry.get("amount"), int | float)
    )


async def models(access: DeepgramAccess, project_id: str = "") -> tuple[ModelInfo, ...]:
    """The speech-to-text models: all, or with ``project_id`` those that it may use."""
    prefix = f"/v1/projects/{project_id}" if project_id else "/v1"
    answer = await _get(access, f"{prefix}/models", "the list of models")
    if answer.status_code != 200:
        raise _refused(answer, access, "the list of models")
    found = _json(answer)
    if found is None:
        raise not_json(access, doing="the list of models")
    return tuple(_model(entry) for entry in _list(found, "stt") if isinstance(entry, Mapping))


def _model(entry: Mapping[str, Any]) -> ModelInfo:
    return ModelInfo(
        name=str(entry.get("name", "")),
        canonical_name=str(entry.get("canonical_name", "")),
        architecture=str(entry.get("architecture", "")),
        languages=tuple(str(language) for language in _list(entry, "languages")),
        version=str(entry.get("version", "")),
        batch=entry.get("batch") is True,
        streaming=entry.get("streaming") is True,
    )


async def _manage(access: DeepgramAccess, path: str, doing: str) -> Mapping[str, Any] | None:
    """A management endpoint's JSON, or None where the key's role does not reach."""
    answer = await _get(access, path, doing)
    if answer.status_code in (401, 403):
        return None
    if answer.status_code != 200:
        raise _refused(answer, access, doing)
    found = _json(answer)
    if found is None:
        raise not_json(access, doing=doing)
    return found


async def _get(access: DeepgramAccess, path: str, doing: str) -> httpx.Response:
    import httpx

    headers = {"Authorization": f"Token {access.key.reveal()}"}
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=True) as client:
            return await client.get(access.base_url + path, headers=headers)
    except (httpx.HTTPError, OSError) as error:
        raise trouble_from(error, access, doing=doing) from error


def _refused(answer: httpx.Response, access: DeepgramAccess, doing: str) -> Exception:
    wire = read_error(answer.status_code, answer.text, dict(answer.headers))
    return refused(wire, access, doing=doing)


def _json(answer: httpx.Response) -> Mapping[str, Any] | None:
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, Mapping) else None


def _list(found: Mapping[str, Any] | None, name: str) -> Sequence[Any]:
    value = (found or {}).get(name)
    return value if isinstance(value, list) else []

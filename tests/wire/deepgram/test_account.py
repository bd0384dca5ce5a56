"""The account endpoints, through the vendor's own SDK."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment

from tests.wire.deepgram.serving import KEY, Served
from tests.wire.deepgram.tones import tones, wav


@pytest.fixture
async def sdk(served: Served) -> AsyncIterator[AsyncDeepgramClient]:
    async with httpx.AsyncClient() as http:
        yield sdk_for(served, http, api_key=KEY)


def sdk_for(served: Served, http: httpx.AsyncClient, **credentials: str) -> AsyncDeepgramClient:
    environment = DeepgramClientEnvironment(
        base=served.url, production=served.ws_url, agent=served.ws_url, agent_rest=served.url
    )
    return AsyncDeepgramClient(environment=environment, httpx_client=http, **credentials)


async def test_projects_models_and_balances(sdk: AsyncDeepgramClient) -> None:
    (project,) = (await sdk.manage.v1.projects.list()).projects or []
    assert project.project_id and project.name == "crossfade sandbox"
    models = (await sdk.manage.v1.models.list()).stt or []
    names = {model.canonical_name for model in models}
    assert {"nova-3-general", "nova-2-phonecall", "whisper-large", "base-general"} <= names
    general = next(model for model in models if model.canonical_name == "nova-3-general")
    assert general.architecture == "nova-3" and "es-419" in (general.languages or [])
    assert general.batch and general.streaming and general.uuid_
    assert not any(model.streaming for model in models if model.architecture == "whisper")
    own = await sdk.manage.v1.projects.models.list(project.project_id)
    assert len(own.stt or []) == len(models)
    (balance,) = (
        await sdk.manage.v1.projects.billing.balances.list(project.project_id)
    ).balances or []
    assert (balance.amount, balance.units) == (200.0, "usd")


async def test_requests_are_on_record(sdk: AsyncDeepgramClient) -> None:
    answer = await sdk.listen.v1.media.with_raw_response.transcribe_file(
        request=wav(tones("alpha")), model="nova-3"
    )
    (project,) = (await sdk.manage.v1.projects.list()).projects or []
    assert project.project_id
    page = await sdk.manage.v1.projects.requests.list(project.project_id, limit=5)
    (entry,) = page.requests or []
    assert entry.request_id == answer.headers["dg-request-id"]
    assert (entry.code, entry.path) == (200, "/v1/listen")
    found = await sdk.manage.v1.projects.requests.get(project.project_id, entry.request_id)
    assert found.request and found.request.request_id == entry.request_id


async def test_a_granted_token_listens_and_manages_nothing(
    served: Served, sdk: AsyncDeepgramClient
) -> None:
    granted = await sdk.auth.v1.tokens.grant(ttl_seconds=60)
    assert granted.expires_in == 60
    async with httpx.AsyncClient() as http:
        bearer = sdk_for(served, http, access_token=granted.access_token)
        await bearer.listen.v1.media.transcribe_file(request=wav(tones("alpha")), model="nova-3")
        headers = {"Authorization": f"Bearer {granted.access_token}"}
        refused = await http.get(f"{served.url}/v1/projects", headers=headers)
        assert refused.status_code == 403
        assert refused.json()["err_code"] == "INSUFFICIENT_PERMISSIONS"


async def test_a_tampered_token_is_refused(served: Served, sdk: AsyncDeepgramClient) -> None:
    token = (await sdk.auth.v1.tokens.grant()).access_token
    head, claims, signature = token.split(".")
    longer = json.loads(base64.urlsafe_b64decode(claims + "===")) | {"exp": 1e12}
    forged = base64.urlsafe_b64encode(json.dumps(longer).encode()).rstrip(b"=").decode()
    async with httpx.AsyncClient(base_url=served.url) as http:
        for bad in (f"{head}.{forged}.{signature}", token + "x", "..", "x"):
            answer = await http.get("/v1/auth/token", headers={"Authorization": f"Bearer {bad}"})
            assert answer.status_code == 401, bad

"""Keys, models and balances through the provider."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import web

from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.account import balances, check_key, models, projects
from providers.errors import VendorTrouble
from tests.wire.deepgram.serving import KEY, Served, on_loopback, serving

WRONG = Secret("wrong-key")


async def test_a_good_key(served: Served) -> None:
    check = await check_key(served.access)
    assert check.verdict == "good" and "project:read" in check.scopes and check.request_id
    (project,) = await projects(served.access) or ()
    (balance,) = await balances(served.access, project.project_id) or ()
    assert (project.name, balance.amount, balance.units) == ("crossfade sandbox", 200.0, "usd")


async def test_a_wrong_key(served: Served) -> None:
    access = DeepgramAccess(WRONG, served.url)
    assert (await check_key(access)).verdict == "refused"
    assert await projects(access) is None
    assert await balances(access, "any") is None


async def test_models_are_listed_for_all_and_for_a_project(served: Served) -> None:
    (project,) = await projects(served.access) or ()
    everyones, own = await models(served.access), await models(served.access, project.project_id)
    assert everyones == own
    whisper = next(model for model in own if model.canonical_name == "whisper-large")
    assert (whisper.batch, whisper.streaming, whisper.architecture) == (True, False, "whisper")


Answer = Callable[[web.Request], web.Response]


@pytest.mark.parametrize(
    ("token_status", "projects_status", "verdict"),
    [(404, 200, "good"), (404, 403, "unknown"), (404, 401, "unknown"), (403, 200, "good")],
)
async def test_servers_without_a_key_test(
    token_status: int, projects_status: int, verdict: str
) -> None:
    async def token(request: web.Request) -> web.Response:
        return web.Response(status=token_status)

    async def listing(request: web.Request) -> web.Response:
        return web.json_response({"projects": []}, status=projects_status)

    app = web.Application()
    app.add_routes([web.get("/v1/auth/token", token), web.get("/v1/projects", listing)])
    async with on_loopback(app) as url:
        check = await check_key(DeepgramAccess(Secret(KEY), url))
    assert check.verdict == verdict and check.detail


async def test_a_server_that_is_ill_or_is_not_deepgram() -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>welcome</html>", status=int(request.match_info["status"]))

    app = web.Application()
    app.add_routes([web.get("/{status}/v1/{any:.*}", page)])
    async with on_loopback(app) as url:
        with pytest.raises(VendorTrouble, match="HTTP 500"):
            await check_key(DeepgramAccess(Secret(KEY), f"{url}/500"))
        with pytest.raises(VendorTrouble, match="not Deepgram's JSON"):
            await models(DeepgramAccess(Secret(KEY), f"{url}/200"))


async def test_nobody_there() -> None:
    async with serving() as gone:
        access = gone.access
    for question in (check_key(access), models(access)):
        with pytest.raises(VendorTrouble, match="Cannot connect"):
            await question

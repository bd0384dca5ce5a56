"""The account endpoints: whose key this is, projects, models, balances, requests, tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time

from aiohttp import web

from providers.sandbox.deepgram.ledger import KEY_ID, PROJECT_ID, Ledger
from providers.sandbox.deepgram.models import MODELS
from providers.sandbox.deepgram.refusals import (
    INVALID_AUTH,
    INVALID_JSON,
    NO_PERMISSION,
    NOT_FOUND,
    PROJECT_NOT_FOUND,
    Refused,
    refused_query,
)

_SCOPES = ["member", "project:read", "usage:read", "billing:read"]
_PROJECT = {"project_id": PROJECT_ID, "name": "crossfade sandbox"}
_BALANCE_ID = "c0ffee00-0000-4000-8000-0000000ba1a7"
_TOKEN_SECONDS = 30


class Doorkeeper:
    """Knows the key, and makes and checks the short-lived tokens that stand for it."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._signing = secrets.token_bytes(32)

    def check(self, request: web.Request, *, manage: bool = False) -> None:
        """Raises Refused: 401 without a good key or token, 403 for a token that may not."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            scheme, value = _from_subprotocol(request)
        scheme, value = scheme.lower(), value.strip()
        if scheme == "token" and hmac.compare_digest(value.encode(), self._key.encode()):
            return
        if scheme == "bearer" and self._is_good_token(value):
            if manage:
                raise Refused(NO_PERMISSION)
            return
        raise Refused(INVALID_AUTH)

    def grant(self, ttl: int) -> str:
        """A JWT that is good for ``ttl`` seconds."""
        claims = {"sub": KEY_ID, "exp": time.time() + ttl, "asr": True}
        body = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
        return f"{body}.{self._signature(body)}"

    def _is_good_token(self, token: str) -> bool:
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return False
        claims = json.loads(base64.urlsafe_b64decode(body.partition(".")[2] + "==="))
        return float(claims["exp"]) > time.time()

    def _signature(self, body: str) -> str:
        return _text(hmac.new(self._signing, body.encode(), hashlib.sha256).digest())


def _from_subprotocol(request: web.Request) -> tuple[str, str]:
    """Browsers cannot set headers: ``Sec-WebSocket-Protocol: token, KEY`` does the same."""
    scheme, _, value = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")
    return scheme.strip(), value.strip()


def _part(content: dict[str, object]) -> str:
    return _text(json.dumps(content).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Account:
    """Handlers of the account endpoints."""

    def __init__(self, doorkeeper: Doorkeeper, ledger: Ledger) -> None:
        self._doorkeeper = doorkeeper
        self._ledger = ledger

    def routes(self) -> list[web.RouteDef]:
        """Where they live."""
        project = "/v1/projects/{project_id}"
        return [
            web.get("/v1/auth/token", self.key_details),
            web.post("/v1/auth/grant", self.grant),
            web.get("/v1/models", self.models),
            web.get("/v1/models/{model_id}", self.model),
            web.get("/v1/projects", self.projects),
            web.get(project, self.project),
            web.get(project + "/models", self.project_models),
            web.get(project + "/balances", self.balances),
            web.get(project + "/requests", self.requests),
            web.get(project + "/requests/{request_id}", self.one_request),
        ]

    async def key_details(self, request: web.Request) -> web.Response:
        """GET /v1/auth/token: proof that a key is good."""
        self._doorkeeper.check(request)
        return web.json_response(
            {"api_key_id": KEY_ID, "scopes": _SCOPES, "accessor": KEY_ID, "project": _PROJECT}
        )

    async def grant(self, request: web.Request) -> web.Response:
        """POST /v1/auth/grant {"ttl_seconds"}: a token for half a minute, or as long as asked."""
        self._doorkeeper.check(request, manage=True)
        try:
            asked = json.loads(await request.read() or b"{}")
        except ValueError as problem:
            raise Refused(INVALID_JSON) from problem
        ttl = asked.get("ttl_seconds") if isinstance(asked, dict) else None
        ttl = _TOKEN_SECONDS if ttl is None else ttl
        if not isinstance(ttl, int | float) or not 1 <= ttl <= 3600:
            raise Refused(refused_query("ttl_seconds: must be between 1 and 3600"))
        token = self._doorkeeper.grant(int(ttl))
        return web.json_response({"access_token": token, "expires_in": int(ttl)})

    async def models(self, request: web.Request) -> web.Response:
        """GET /v1/models: needs no key, so it proves nothing about one."""
        return web.json_response({"stt": [model.entry() for model in MODELS.values()], "tts": []})

    async def model(self, request: web.Request) -> web.Response:
        """GET /v1/models/{uuid}."""
        wanted = request.match_info["model_id"]
        for model in MODELS.values():
            if model.identifier == wanted:
                return web.json_response(model.entry())
        raise Refused(NOT_FOUND)

    async def projects(self, request: web.Request) -> web.Response:
        """GET /v1/projects: the one there is."""
        self._doorkeeper.check(request, manage=True)
        return web.json_response({"projects": [_PROJECT]})

    async def project(self, request: web.Request) -> web.Response:
        """GET /v1/projects/{id}."""
        self._check_project(request)
        return web.json_response(_PROJECT)

    async def project_models(self, request: web.Request) -> web.Response:
        """GET /v1/projects/{id}/models."""
        self._check_project(request)
        return await self.models(request)

    async def balances(self, request: web.Request) -> web.Response:
        """GET /v1/projects/{id}/balances: play money, which is never spent."""
        self._check_project(request)
        balance = {
            "balance_id": _BALANCE_ID,
            "amount": self._ledger.balance,
            "units": "usd",
            "purchase_order_id": "sandbox",
        }
        return web.json_response({"balances": [balance]})

    async def requests(self, request: web.Request) -> web.Response:
        """GET /v1/projects/{id}/requests?limit=&page=: what was asked since the start."""
        self._check_project(request)
        limit = _small_number(request, "limit", 10, most=1000)
        page = _small_number(request, "page", 0, most=1_000_000)
        found = self._ledger.requests()[page * limit : (page + 1) * limit]
        return web.json_response({"page": page, "limit": limit, "requests": found})

    async def one_request(self, request: web.Request) -> web.Response:
        """GET /v1/projects/{id}/requests/{request_id}."""
        self._check_project(request)
        for entry in self._ledger.requests():
            if entry["request_id"] == request.match_info["request_id"]:
                return web.json_response({"request": entry})
        raise Refused(NOT_FOUND)

    def _check_project(self, request: web.Request) -> None:
        self._doorkeeper.check(request, manage=True)
        if request.match_info["project_id"] != PROJECT_ID:
            raise Refused(PROJECT_NOT_FOUND)


def _small_number(request: web.Request, name: str, default: int, *, most: int) -> int:
    value = request.query.get(name, str(default))
    if not (value.isascii() and value.isdigit()) or int(value[:9]) > most:
        raise Refused(refused_query(f"{name}: invalid digit found in string"))
    return int(value)

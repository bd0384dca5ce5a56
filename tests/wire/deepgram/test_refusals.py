"""Every refusal of /v1/listen and of the account endpoints: status, shape, text, headers."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from aiohttp import web

from tests.wire.deepgram.serving import AUTHORIZATION, KEY, Served, on_loopback, serving
from tests.wire.deepgram.tones import tones, wav

SPOKEN = wav(tones("alpha"))
CORRUPT = "Bad Request: failed to process audio: corrupt or unsupported data"
NO_SUCH_MODEL = "Bad Request: No such model/language/tier combination found."


def assert_refusal(answer: httpx.Response, status: int, code: str, text: str) -> None:
    body = answer.json()
    assert answer.status_code == status, answer.text
    assert body["err_code"] == code
    assert text in body["err_msg"]
    assert body["request_id"] == answer.headers["dg-request-id"]
    assert set(body) == {"err_code", "err_msg", "request_id"}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("model=nova-3&keywords=Zyxel", "`keywords` is not supported for Nova-3"),
        ("model=nova-3-medical&keywords=Zyxel:2", "`keywords` is not supported for Nova-3"),
        ("model=nova-2&keyterm=Zyxel", "`keyterm` is only supported for Nova-3 and Flux"),
        (
            "model=nova-3&" + "&".join(f"keyterm=antidisestablishment{n}" for n in range(100)),
            "Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.",
        ),
        ("model=nova-2&" + "&".join(["keywords=a"] * 101), "Keyword limit exceeded"),
        ("model=nova-3&" + "&".join(["search=a"] * 51), "Search limit exceeded"),
        ("model=nova-2&keywords=a:much", "Failed to deserialize query parameters: keywords"),
        ("model=nova-2&keywords=a:inf", "Failed to deserialize query parameters: keywords"),
        ("punctuate=perhaps", "Failed to deserialize query parameters: punctuate"),
        ("utt_split=soon", "Failed to deserialize query parameters: utt_split"),
        ("utt_split=nan", "Failed to deserialize query parameters: utt_split"),
        ("sample_rate=8k", "Failed to deserialize query parameters: sample_rate"),
        ("encoding=wav", "unknown variant `wav`, expected one of `linear16`"),
        ("diarize_model=v9", "unknown variant `v9`"),
        ("summarize=short", "unknown variant `short`"),
        ("redact=cardinal", "cardinal"),
        ("channels=21", "channels"),
        ("tag=" + "x" * 129, "tag"),
        ("extra=" + "k:" + "x" * 2048, "extra"),
        ("extra=nocolon", "extra"),
        ("model=nova-3&language=multi&language_hint=tlh", "language_hint"),
    ],
)
async def test_parameters(http: httpx.AsyncClient, query: str, text: str) -> None:
    answer = await http.post(f"/v1/listen?{query}", content=SPOKEN)
    assert_refusal(answer, 400, "INVALID_QUERY_PARAMETER", text)
    assert answer.headers["dg-error"] == answer.json()["err_msg"]


@pytest.mark.parametrize(
    "query",
    [
        "model=nova-9",
        "model=nova-3&language=english",
        "model=nova-2-phonecall&language=es",
        "model=flux-general-en",
        "model=base&language=multi",
    ],
)
async def test_model_and_language_must_fit(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.post(f"/v1/listen?{query}", content=SPOKEN)
    assert_refusal(answer, 400, "Bad Request", NO_SUCH_MODEL)


@pytest.mark.parametrize(
    "audio",
    [b"", b"hello, I am not audio", SPOKEN[:30], SPOKEN[:44], b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd"],
    ids=["empty", "text", "half a header", "no samples", "no format"],
)
async def test_what_is_not_audio(http: httpx.AsyncClient, audio: bytes) -> None:
    answer = await http.post("/v1/listen?model=nova-3", content=audio)
    assert_refusal(answer, 400, "Bad Request", CORRUPT)


async def test_a_truncated_wav_is_transcribed_as_far_as_it_goes(http: httpx.AsyncClient) -> None:
    whole = wav(tones("alpha bravo"))
    answer = await http.post("/v1/listen?model=nova-3", content=whole[: len(whole) // 2])
    channel = answer.json()["results"]["channels"][0]
    assert channel["alternatives"][0]["transcript"] == "alpha"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Token wrong"}, {"Authorization": f"Bearer {KEY}"}]
)
@pytest.mark.parametrize("path", ["/v1/auth/token", "/v1/projects"])
async def test_the_key(served: Served, headers: dict[str, str], path: str) -> None:
    async with httpx.AsyncClient(base_url=served.url, headers=headers) as client:
        listened = await client.post("/v1/listen?model=nova-3", content=SPOKEN)
        assert_refusal(listened, 401, "INVALID_AUTH", "Invalid credentials.")
        assert_refusal(await client.get(path), 401, "INVALID_AUTH", "Invalid credentials.")
        assert (await client.get("/v1/models")).status_code == 200


async def test_places_that_do_not_exist(http: httpx.AsyncClient) -> None:
    assert_refusal(await http.get("/v2/nowhere"), 404, "NOT_FOUND", "Not Found")
    missing = await http.get("/v1/projects/b1946ac9-2492-4d23-8b0a-000000000000/balances")
    assert_refusal(missing, 404, "PROJECT_NOT_FOUND", "Project not found.")
    assert (await http.put("/v1/listen")).status_code == 405


@pytest.mark.parametrize(
    ("body", "code"),
    [("{", "INVALID_JSON"), ("{}", "Bad Request"), ('{"url": 3}', "Bad Request")],
)
async def test_json_that_names_no_url(http: httpx.AsyncClient, body: str, code: str) -> None:
    answer = await http.post(
        "/v1/listen", content=body, headers={"content-type": "application/json"}
    )
    found: dict[str, Any] = answer.json()
    assert answer.status_code == 400
    assert code in (found.get("category"), found.get("err_code"))
    if code == "INVALID_JSON":
        assert set(found) == {"category", "message", "details", "request_id"}
    else:
        assert "could not process the JSON payload" in found["err_msg"]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.com/call.wav", "publicly routable"),
        ("ftp://127.0.0.1/call.wav", "publicly routable"),
        ("http://169.254.169.254/latest/meta-data", "publicly routable"),
        ("http://127.0.0.1.example.com/", "publicly routable"),
        ("file:///etc/passwd", "publicly routable"),
        ("http://127.0.0.1:1/call.wav", "failed to return valid data"),
        ("{media}/secret", "returned a client error: 403."),
        ("{media}/broken", "failed to return valid data"),
        ("{media}/round", "too many redirects"),
        ("{media}/away", "publicly routable"),
    ],
)
async def test_media_that_cannot_be_fetched(http: httpx.AsyncClient, url: str, text: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        match request.path:
            case "/secret":
                raise web.HTTPForbidden
            case "/round":
                raise web.HTTPFound("/round")
            case "/away":
                raise web.HTTPFound("http://192.0.2.1/call.wav")
        raise web.HTTPBadGateway

    media = web.Application()
    media.add_routes([web.get("/{name}", answer)])
    async with on_loopback(media) as base:
        refused = await http.post("/v1/listen", json={"url": url.format(media=base)})
    assert_refusal(refused, 400, "REMOTE_CONTENT_ERROR", text)


async def test_callbacks_stay_on_this_machine(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/listen?callback=https://example.com/x", content=SPOKEN)
    assert answer.status_code == 400


async def test_more_than_two_gigabytes_announced(served: Served) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /v1/listen?model=nova-3 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Token {KEY}\r\n"
        f"Content-Length: {2 * 1024**3 + 1}\r\n\r\n".encode()
    )
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert b" 413 " in status


async def test_more_at_once_than_the_quota(served: Served) -> None:
    async with (
        serving(quotas={"batch": 1}) as small,
        httpx.AsyncClient(base_url=small.url, headers=AUTHORIZATION) as http,
    ):
        small.recogniser.free.clear()
        first = asyncio.create_task(http.post("/v1/listen?model=nova-3", content=SPOKEN))
        await asyncio.wait_for(small.recogniser.asked.wait(), 10)
        second = await http.post("/v1/listen?model=nova-3", content=SPOKEN)
        assert_refusal(second, 429, "TOO_MANY_REQUESTS", "Too many requests")
        small.recogniser.free.set()
        assert (await first).status_code == 200
        third = await http.post("/v1/listen?model=nova-3", content=SPOKEN)
        assert third.status_code == 200


async def test_an_account_without_credits() -> None:
    async with (
        serving(balance=0.0) as poor,
        httpx.AsyncClient(base_url=poor.url, headers=AUTHORIZATION) as http,
    ):
        answer = await http.post("/v1/listen?model=nova-3", content=SPOKEN)
        assert_refusal(answer, 402, "ASR_PAYMENT_REQUIRED", "does not have enough credits")

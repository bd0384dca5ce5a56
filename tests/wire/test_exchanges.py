"""What is shown of a stream is what went over real sockets, and no key is in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.amazon.event_stream import encoded
from providers.amazon.live import AmazonLive
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import AmazonAccess, DeepgramAccess, Secret
from providers.deepgram.conversation import Patience
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.exchange import Exchange, WireMessage
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from tests.faults.proxy import Fault, amazon_audio, deepgram_audio, proxied
from tests.wire.amazon import serving as amazon
from tests.wire.deepgram import serving as deepgram
from tests.wire.deepgram.serving import on_loopback
from tests.wire.deepgram.tones import tones

MONO = PcmFormat("linear16", 16000, 1)
QUICK = Persistence(first_pause=0.02, longest_pause=0.1, give_up_after=2.0, replay=25.0)
# What a header can carry, with all that URLs, JSON and patterns treat in their own way.
ODD = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, blacklist_characters="*"),
    min_size=8,
    max_size=60,
)


def blocks_of(pcm: bytes) -> list[Block]:
    return [
        Block(pcm[at : at + 3200], at / 32000, (at + 3200) / 32000)
        for at in range(0, len(pcm), 3200)
    ]


async def heard(live: Any, blocks: AsyncIterator[Block] | None = None) -> list[WireMessage]:
    """Every message of a stream, and its exchanges left on ``live``, whatever ended it."""
    messages: list[WireMessage] = []
    live.tap = messages.append
    with contextlib.suppress(Trouble):
        async with asyncio.timeout(20):
            async for _ in live.stream(blocks or paced(blocks_of(tones("alpha")), speed=20), MONO):
                pass
    return messages


def shown(exchanges: list[Exchange], messages: list[WireMessage]) -> str:
    """All that is told, as it is: a repr would write some keys in another way."""
    said = [text for message in messages for text in (message.kind, message.text)]
    for exchange in exchanges:
        headers = (exchange.request_headers, exchange.response_headers)
        said += [exchange.url, exchange.request_id]
        said += [text for pairs in headers for pair in pairs.items() for text in pair]
    return "\n".join(said)


@dataclass(slots=True)
class Echo:
    """A server of either vendor that gives back what it was asked with, secrets and all."""

    status: int = 101
    amazon: bool = False
    url: str = ""
    asked: list[web.Request] = field(default_factory=list)
    frames: list[str | bytes] = field(default_factory=list)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """One connection."""
        self.asked.append(request)
        said = [request.raw_path, request.headers.get("Authorization", ""), *request.query.values()]
        back = {f"x-echo-{n}": text for n, text in enumerate(said)}
        if self.status != 101:
            return web.Response(status=self.status, headers={**back, "dg-error": said[1]})
        socket = web.WebSocketResponse()
        socket.headers.update(back)
        await socket.prepare(request)
        for text in said:
            told = json.dumps({"type": "Metadata", "Transcript": {"Results": []}, "echo": text})
            if self.amazon:
                await socket.send_bytes(
                    encoded(
                        {":message-type": "event", ":event-type": "TranscriptEvent"}, told.encode()
                    )
                )
            else:
                await socket.send_str(told)
        async for message in socket:
            self.frames.append(message.data)
            if (message.type is WSMsgType.TEXT and "CloseStream" in message.data) or (
                self.amazon and len(message.data) < 130
            ):
                break
        await socket.close()
        return socket


@contextlib.asynccontextmanager
async def echoing(**about: Any) -> AsyncIterator[Echo]:
    echo = Echo(**about)
    app = web.Application()
    path = "/stream-transcription-websocket" if echo.amazon else "/v1/listen"
    app.add_routes([web.get(path, echo.listen)])
    async with on_loopback(app) as url:
        echo.url = url
        yield echo


async def test_deepgrams_request_and_messages_are_those_of_the_wire() -> None:
    options = DeepgramOptions(keyterm=("SIM card", "a&b"), interim_results=True)
    async with echoing() as echo:
        live = DeepgramLive(DeepgramAccess(Secret("a-key-for-tests"), echo.url), options)

        async def source() -> AsyncIterator[Block]:
            for block in blocks_of(tones("alpha")):
                yield block
            await live.configure(["Zyxel"])

        messages = await heard(live, source())
    (exchange,) = live.exchanges
    (asked,) = echo.asked
    assert exchange.url == "ws" + echo.url.removeprefix("http") + asked.raw_path
    assert dict(exchange.request_headers) == {**asked.headers, "Authorization": "Token ****"}
    assert asked.headers["Authorization"] == "Token a-key-for-tests"
    assert (exchange.method, exchange.status) == ("GET", 101)
    sent = [message for message in messages if message.direction == "sent"]
    assert [m.text or m.size for m in sent] == [
        frame if isinstance(frame, str) else len(frame) for frame in echo.frames
    ]
    assert [m.kind for m in sent[-3:]] == ["Configure", "Finalize", "CloseStream"]
    assert {m.kind for m in sent[:-3]} == {"audio"}
    *received, closed = [message for message in messages if message.direction == "received"]
    assert {message.kind for message in received} == {"Metadata"}
    assert (closed.kind, closed.text) == ("close", "1000")
    assert [m.at for m in messages] == sorted(m.at for m in messages)


async def test_keep_alives_and_what_nobody_understands() -> None:
    async with deepgram.serving() as served:
        served.faults.gossip = ('{"type": "Gossip"}', "not json", "[1]")
        live = DeepgramLive(served.access, keep_alive=0.05)
        alive = asyncio.Event()

        async def source() -> AsyncIterator[Block]:
            await alive.wait()
            for block in blocks_of(tones("alpha")):
                yield block

        messages: list[WireMessage] = []

        def tap(message: WireMessage) -> None:
            messages.append(message)
            if message.kind == "KeepAlive":
                alive.set()

        live.tap = tap
        async with asyncio.timeout(20):
            raw = [event.raw async for event in live.stream(source(), MONO) if event.raw]
    kinds = [(message.direction, message.kind) for message in messages]
    assert ("sent", "KeepAlive") in kinds
    odd = [message for message in messages if message.text in ('{"type": "Gossip"}', "[1]")]
    assert [message.kind for message in odd] == ["Gossip", "unreadable"]
    results = [json.loads(m.text) for m in messages if m.kind == "Results"]
    assert results == [message for message in raw if message["type"] == "Results"]


async def test_amazons_request_and_messages_are_those_of_the_wire() -> None:
    with amazon.serving() as served:
        live = AmazonLive(served.access, AmazonOptions(partial_results_stability="high"))
        messages = await heard(live)
    (exchange,) = live.exchanges
    assert f"?{'media-encoding=pcm'}&sample-rate=16000" in exchange.url
    assert "X-Amz-Credential=****%2F" in exchange.url and "%2Faws4_request" in exchange.url
    assert exchange.url.endswith("&X-Amz-Signature=****")
    assert (exchange.status, exchange.request_id) == (101, live.request_id)
    assert exchange.request_headers["User-Agent"] == "crossfade"
    sent = [message for message in messages if message.direction == "sent"]
    assert [(m.kind, m.text) for m in sent[:-1]] == [("audio", "")] * 5
    assert sum(message.size for message in sent) == len(tones("alpha"))
    assert (sent[-1].kind, sent[-1].size) == ("audio end", 0)
    *results, closed = [message for message in messages if message.direction == "received"]
    assert results and all(m.kind == "TranscriptEvent" for m in results)
    assert all("Results" in json.loads(message.text)["Transcript"] for message in results)
    assert closed.kind == "close" and closed.text.startswith("1000")


async def test_silence_to_amazon_is_not_audio_and_an_exception_is_told() -> None:
    with amazon.serving() as served:
        live = AmazonLive(served.access, quiet_seconds=0.05)
        silent = asyncio.Event()

        async def source() -> AsyncIterator[Block]:
            await silent.wait()
            yield blocks_of(tones("alpha"))[0]

        messages: list[WireMessage] = []

        def tap(message: WireMessage) -> None:
            messages.append(message)
            if message.kind == "silence":
                silent.set()

        live.tap = tap
        async with asyncio.timeout(20):
            assert [event async for event in live.stream(source(), MONO)]
        assert {m.kind for m in messages if m.direction == "sent"} == {
            "silence",
            "audio",
            "audio end",
        }
        served.faults.live_exception = ("LimitExceededException", "You have reached your limit.")
        told = [m for m in await heard(live) if m.kind == "LimitExceededException"]
        assert [json.loads(m.text)["Message"] for m in told] == ["You have reached your limit."]


@settings(max_examples=25, deadline=None)
@given(ODD, st.sampled_from([101, 401, 500]))
def test_no_odd_key_of_deepgrams_is_shown(key: str, status: int) -> None:
    async def run() -> None:
        async with echoing(status=status) as echo:
            options = DeepgramOptions(keyterm=(key,))
            live = ResumingLive(DeepgramLive(DeepgramAccess(Secret(key), echo.url), options), QUICK)
            messages = await heard(live)
        assert live.exchanges[0].status == status
        assert key not in shown(live.exchanges, messages)
        assert (len(messages) > 5) == (status == 101)

    asyncio.run(run())


@settings(max_examples=20, deadline=None)
@given(ODD, ODD, ODD, st.sampled_from([101, 403]))
def test_no_key_token_or_signature_of_amazons_is_shown(
    key_id: str, secret: str, token: str, status: int
) -> None:
    async def run() -> None:
        async with echoing(status=status, amazon=True) as echo:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("AWS_ACCESS_KEY_ID", key_id)
                patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
                patch.setenv("AWS_SESSION_TOKEN", token)
                live = ResumingLive(
                    AmazonLive(AmazonAccess(region="eu-west-1", streaming_url=echo.url)), QUICK
                )
                messages = await heard(live)
        query = echo.asked[0].query
        told = shown(live.exchanges, messages)
        assert live.exchanges[0].status == status and (len(messages) > 5) == (status == 101)
        assert query["X-Amz-Security-Token"] == token
        for hidden in (query["X-Amz-Signature"], token, secret, key_id):
            assert hidden not in told

    asyncio.run(run())


@pytest.mark.parametrize("vendor", ["deepgram", "amazon"])
async def test_every_connection_has_its_exchange_those_refused_among_them(vendor: str) -> None:
    fault, refused = Fault("reset", at=0.35), {1: 503}
    async with contextlib.AsyncExitStack() as stack:
        live: Any
        if vendor == "deepgram":
            left = await stack.enter_async_context(deepgram.serving())
            proxy = await stack.enter_async_context(
                proxied(left.url, deepgram_audio, fault, refused=refused)
            )
            live = DeepgramLive(
                DeepgramAccess(left.access.key, proxy.url), patience=Patience(4.0, 2.0)
            )
        else:
            right = stack.enter_context(amazon.serving())
            proxy = await stack.enter_async_context(
                proxied(right.url, amazon_audio, fault, refused=refused)
            )
            live = AmazonLive(replace(right.access, streaming_url=proxy.url))
        resuming = ResumingLive(live, QUICK)
        messages = await heard(resuming, paced(blocks_of(tones("alpha _ bravo _")), speed=20))
        assert [exchange.status for exchange in resuming.exchanges] == [101, 503, 101]
        assert [e.request_id for e in resuming.exchanges if e.request_id] == resuming.request_ids
        moments = [exchange.at for exchange in resuming.exchanges]
        assert moments == sorted(moments) and messages[-1].kind == "close"
        assert any(message.at < moments[1] for message in messages)
        assert any(message.at > moments[2] for message in messages)


async def test_nobody_there_is_an_exchange_without_an_answer() -> None:
    deaf = "http://127.0.0.1:9"
    access = AmazonAccess("eu-west-1", streaming_url=deaf, key_id="AKIAX", secret=Secret("s"))
    for live in (
        ResumingLive(DeepgramLive(DeepgramAccess(Secret("some-key"), deaf))),
        ResumingLive(AmazonLive(access)),
    ):
        assert await heard(live) == []
        (exchange,) = live.exchanges
        assert exchange.status is None and exchange.url.startswith("ws://127.0.0.1:9/")
        assert not exchange.response_headers and "AKIAX" not in repr(exchange)

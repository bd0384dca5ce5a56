"""The stand-in driven by deepgram-sdk itself, the client that users have."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from deepgram import AsyncDeepgramClient, DeepgramClient, DeepgramClientEnvironment
from deepgram.core.api_error import ApiError
from deepgram.core.events import EventType
from deepgram.errors import BadRequestError
from deepgram.listen.v1.types import ListenV1Configure, ListenV1ConfigureSuccess
from deepgram.listen.v1.types import ListenV1Metadata as Metadata
from deepgram.listen.v1.types import ListenV1Results as Results

from tests.wire.deepgram.serving import KEY, Served
from tests.wire.deepgram.tones import interleaved, tones, wav


def environment(served: Served) -> DeepgramClientEnvironment:
    return DeepgramClientEnvironment(
        base=served.url, production=served.ws_url, agent=served.ws_url, agent_rest=served.url
    )


async def test_a_recording(served: Served) -> None:
    audio = wav(interleaved(tones("alpha bravo"), tones("mumble")), channels=2)
    async with httpx.AsyncClient() as http:
        client = AsyncDeepgramClient(
            api_key=KEY, environment=environment(served), httpx_client=http
        )
        answer: Any = await client.listen.v1.media.transcribe_file(
            request=audio,
            model="nova-3",
            multichannel=True,
            punctuate=True,
            utterances=True,
            search=["zyxel", "alpha bravo"],
            keyterm="Zyxel",
        )
    left, right = answer.results.channels
    assert left.alternatives[0].transcript == "Alpha bravo."
    assert right.alternatives[0].words[0].punctuated_word == "Zyxel."
    assert [len(query.hits) for query in left.search] == [0, 1]
    assert right.search[0].hits[0].confidence == 0.95
    assert {utterance.channel for utterance in answer.results.utterances} == {0, 1}
    assert answer.metadata.created.year > 2000


async def test_a_refusal_is_the_sdks_own_error(served: Served) -> None:
    async with httpx.AsyncClient() as http:
        client = AsyncDeepgramClient(
            api_key=KEY, environment=environment(served), httpx_client=http
        )
        with pytest.raises(BadRequestError) as refused:
            await client.listen.v1.media.transcribe_file(
                request=b"x", model="nova-3", keywords=["Zyxel:2"]
            )
    body: Any = refused.value.body
    assert body["err_code"] == "INVALID_QUERY_PARAMETER"


async def test_the_sdk_tries_again_after_a_503(served: Served) -> None:
    served.faults.fail_next, served.faults.status = 1, 503
    served.faults.headers = {"Retry-After": "0"}
    async with httpx.AsyncClient() as http:
        client = AsyncDeepgramClient(
            api_key=KEY, environment=environment(served), httpx_client=http
        )
        answer: Any = await client.listen.v1.media.transcribe_file(
            request=wav(tones("alpha")), model="nova-3"
        )
    assert answer.results.channels[0].alternatives[0].transcript == "alpha"


async def test_a_live_stream(served: Served) -> None:
    client = AsyncDeepgramClient(api_key=KEY, environment=environment(served))
    async with (
        asyncio.timeout(60),
        client.listen.v1.connect(
            model="nova-3", encoding="linear16", sample_rate=16000, interim_results=True
        ) as connection,
    ):
        await connection.send_configure(ListenV1Configure(keyterms=["Zyxel"]))
        assert isinstance(await connection.recv(), ListenV1ConfigureSuccess)
        await connection.send_media(tones("alpha mumble"))
        await connection.send_keep_alive()
        await connection.send_finalize()
        await connection.send_close_stream()
        messages = [message async for message in connection]
    results = [message for message in messages if isinstance(message, Results)]
    assert isinstance(messages[-1], Metadata)
    final = [result for result in results if result.is_final and result.from_finalize]
    assert final[0].channel.alternatives[0].transcript == "alpha Zyxel"
    assert any(not result.is_final for result in results)


async def test_a_wrong_key_at_the_handshake(served: Served) -> None:
    client = AsyncDeepgramClient(api_key="wrong", environment=environment(served))
    with pytest.raises(ApiError) as refused:
        async with client.listen.v1.connect(model="nova-3"):
            pass
    assert refused.value.status_code == 401
    context: Any = refused.value.__context__
    assert context.headers["dg-error"] == "Invalid credentials."


async def test_the_sync_client_with_callbacks(served: Served) -> None:
    """As the SDK's own examples do it: handlers, start_listening in a thread."""
    finals: list[str] = []

    def talk() -> None:
        client = DeepgramClient(api_key=KEY, environment=environment(served))
        with client.listen.v1.connect(
            model="nova-3", encoding="linear16", sample_rate=16000
        ) as connection:

            def on_message(message: Any) -> None:
                if message.type == "Results" and message.is_final:
                    finals.append(message.channel.alternatives[0].transcript)

            connection.on(EventType.MESSAGE, on_message)
            listening = threading.Thread(target=connection.start_listening)
            listening.start()
            connection.send_media(tones("alpha bravo"))
            connection.send_close_stream()
            listening.join(60)
            assert not listening.is_alive()

    await asyncio.wait_for(asyncio.to_thread(talk), 20)
    assert finals == ["alpha bravo"]

"""WebSocket /v1/listen, driven by the websockets package."""

from __future__ import annotations

import asyncio
import audioop
import hashlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from providers.sandbox.deepgram.refusals import NET_0001
from tests.wire.deepgram.serving import AUTHORIZATION, KEY, Served, serving
from tests.wire.deepgram.tones import interleaved, tones, wav

RAW = "model=nova-3&encoding=linear16&sample_rate=16000"
CLOSE = json.dumps({"type": "CloseStream"})


def open_stream(served: Served, query: str = RAW, **more: Any) -> Any:
    return connect(f"{served.ws_url}/v1/listen?{query}", additional_headers=AUTHORIZATION, **more)


async def send(socket: ClientConnection, audio: bytes, block: int = 3200) -> None:
    for at in range(0, len(audio), block):
        await socket.send(audio[at : at + block])


async def rest(socket: ClientConnection) -> list[Any]:
    """Every message until the server closes."""
    async with asyncio.timeout(20):
        return [json.loads(message) async for message in socket]


def finals(messages: list[Any], channel: int = 0) -> list[str]:
    return [
        message["channel"]["alternatives"][0]["transcript"]
        for message in messages
        if message["type"] == "Results"
        and message["is_final"]
        and message["channel_index"][0] == channel
    ]


async def test_results_metadata_and_an_orderly_close(served: Served) -> None:
    audio = tones("alpha bravo _ _ charlie")
    async with open_stream(served) as socket:
        await send(socket, audio)
        await socket.send(CLOSE)
        messages = await rest(socket)
    assert socket.close_code == 1000
    assert socket.response is not None
    request_id = socket.response.headers["dg-request-id"]
    assert [message["type"] for message in messages] == ["Results", "Results", "Metadata"]
    first, second, metadata = messages
    assert first["channel_index"] == [0, 1]
    assert (first["is_final"], first["speech_final"], first["from_finalize"]) == (True, True, False)
    assert first["start"] == pytest.approx(0.1)
    assert first["duration"] > 0.7
    alternative = first["channel"]["alternatives"][0]
    assert alternative["transcript"] == "alpha bravo"
    assert [word["start"] for word in alternative["words"]] == pytest.approx([0.1, 0.5])
    assert set(first["metadata"]) == {"request_id", "model_info", "model_uuid"}
    assert first["metadata"]["model_info"]["arch"] == "nova-3"
    assert second["channel"]["alternatives"][0]["transcript"] == "charlie"
    assert metadata["request_id"] == first["metadata"]["request_id"] == request_id
    assert metadata["sha256"] == hashlib.sha256(audio).hexdigest()
    assert metadata["duration"] == pytest.approx(len(audio) / 32000)
    assert metadata["channels"] == 1
    assert served.recogniser.closed == served.recogniser.opened == 1


async def test_interims_lead_to_finals_with_the_same_start(served: Served) -> None:
    async with open_stream(served, RAW + "&interim_results=true&punctuate=true") as socket:
        await send(socket, tones("alpha bravo charlie"))
        await socket.send(CLOSE)
        results = [message for message in await rest(socket) if message["type"] == "Results"]
    assert [result["is_final"] for result in results] == [False, False, False, True]
    assert {result["start"] for result in results} == {results[0]["start"]}
    assert not any(result["speech_final"] for result in results[:-1])
    assert results[-1]["channel"]["alternatives"][0]["transcript"] == "Alpha bravo charlie."


async def test_running_speech_is_cut_without_speech_final(served: Served) -> None:
    async with open_stream(served) as socket:
        await send(socket, tones("alpha bravo " * 6))
        await socket.send(CLOSE)
        results = [message for message in await rest(socket) if message["type"] == "Results"]
    assert [result["speech_final"] for result in results] == [False, True]
    assert all(result["is_final"] for result in results)


async def test_endpointing_is_obeyed(served: Served) -> None:
    audio = tones("alpha _ bravo")
    for endpointing, expected in (("300", ["alpha", "bravo"]), ("false", ["alpha bravo"])):
        async with open_stream(served, f"{RAW}&endpointing={endpointing}") as socket:
            await send(socket, audio)
            await socket.send(CLOSE)
            assert finals(await rest(socket)) == expected


async def test_speech_started_and_utterance_end(served: Served) -> None:
    query = RAW + "&interim_results=true&vad_events=true&utterance_end_ms=1000"
    async with open_stream(served, query) as socket:
        await send(socket, tones("alpha bravo _ _ _ charlie"))
        await socket.send(CLOSE)
        messages = await rest(socket)
    kinds = [message["type"] for message in messages]
    started = [message for message in messages if message["type"] == "SpeechStarted"]
    ended = [message for message in messages if message["type"] == "UtteranceEnd"]
    assert [message["timestamp"] for message in started] == [pytest.approx(0.1), pytest.approx(2.4)]
    assert started[0]["channel"] == [0]
    (end,) = ended
    assert end["last_word_end"] == pytest.approx(0.8)
    assert end["channel"] == [0, 1]
    assert kinds.index("SpeechStarted") < kinds.index("UtteranceEnd") < len(kinds) - 1


async def test_neither_comes_unasked(served: Served) -> None:
    async with open_stream(served, RAW + "&utterance_end_ms=1000") as socket:
        await send(socket, tones("alpha _ _ _"))
        await socket.send(CLOSE)
        kinds = {message["type"] for message in await rest(socket)}
    assert kinds == {"Results", "Metadata"}


async def test_finalize_flushes_and_says_so(served: Served) -> None:
    async with open_stream(served) as socket:
        await send(socket, tones("alpha bravo", gap=0.1))
        await socket.send(json.dumps({"type": "Finalize"}))
        async with asyncio.timeout(10):
            flushed = json.loads(await socket.recv())
        assert flushed["channel"]["alternatives"][0]["transcript"] == "alpha bravo"
        assert (flushed["is_final"], flushed["speech_final"], flushed["from_finalize"]) == (
            True,
            False,
            True,
        )
        await send(socket, tones("charlie"))
        await socket.send(CLOSE)
        assert finals(await rest(socket)) == ["charlie"]


async def test_each_channel_by_itself(served: Served) -> None:
    audio = interleaved(tones("alpha _ _"), tones("_ _ delta"))
    query = RAW + "&channels=2&multichannel=true"
    async with open_stream(served, query) as socket:
        await send(socket, audio)
        await socket.send(json.dumps({"type": "Finalize", "channel": 1}))
        await socket.send(CLOSE)
        messages = await rest(socket)
    assert [text for text in finals(messages, 0) if text] == ["alpha"]
    assert [text for text in finals(messages, 1) if text] == ["delta"]
    results = [message for message in messages if message["type"] == "Results"]
    assert {message["channel_index"][1] for message in results} == {2}
    assert {m["channel_index"][0] for m in results if m["from_finalize"]} == {1}
    assert messages[-1]["channels"] == 2
    assert served.recogniser.closed == served.recogniser.opened == 2


async def test_search_on_finals_also_across_a_cut(served: Served) -> None:
    query = RAW + "&search=alpha%20bravo&search=zyxel&interim_results=true"
    async with open_stream(served, query) as socket:
        await send(socket, tones("delta " * 9 + "alpha bravo mumble"))
        await socket.send(CLOSE)
        results = [message for message in await rest(socket) if message["type"] == "Results"]
    searched = [result["channel"]["search"] for result in results if result["is_final"]]
    assert all("search" not in r["channel"] for r in results if not r["is_final"])
    hits = {entry["query"]: [] for entry in searched[0]}  # type: ignore[var-annotated]
    for found in searched:
        for entry in found:
            hits[entry["query"]] += entry["hits"]
    (phrase,) = hits["alpha bravo"]
    assert phrase["start"] == pytest.approx(3.7, abs=0.03)
    strong = [hit for hit in hits["zyxel"] if hit["confidence"] > 0.5]
    assert [hit["start"] for hit in strong] == [pytest.approx(4.5, abs=0.03)]


@pytest.mark.parametrize("encoding", ["linear16", "mulaw", "alaw"])
async def test_raw_encodings_in_odd_pieces(served: Served, encoding: str) -> None:
    pcm = tones("alpha delta", 8000)
    audio = {
        "linear16": pcm,
        "mulaw": audioop.lin2ulaw(pcm, 2),
        "alaw": audioop.lin2alaw(pcm, 2),
    }[encoding]
    query = f"model=nova-3&encoding={encoding}&sample_rate=8000"
    async with open_stream(served, query) as socket:
        await send(socket, audio, 333)
        await socket.send(CLOSE)
        assert finals(await rest(socket)) == ["alpha delta"]


async def test_a_wav_speaks_for_itself(served: Served) -> None:
    audio = wav(interleaved(tones("alpha", 8000), tones("_ delta", 8000)), 8000, 2)
    async with open_stream(served, "model=nova-3&multichannel=true") as socket:
        await send(socket, audio, 17)
        await socket.send(CLOSE)
        messages = await rest(socket)
    assert finals(messages, 0) == ["alpha"] and finals(messages, 1) == ["delta"]


async def test_rates_beyond_the_recogniser(served: Served) -> None:
    query = "model=nova-3&encoding=linear16&sample_rate=96000"
    async with open_stream(served, query) as socket:
        await send(socket, tones("alpha bravo", 96000), 19200)
        await socket.send(CLOSE)
        assert finals(await rest(socket)) == ["alpha bravo"]


async def test_configure_replaces_the_keyterms(served: Served) -> None:
    async with open_stream(served, RAW + "&endpointing=300") as socket:
        await send(socket, tones("mumble _"))
        await socket.send(json.dumps({"type": "Configure", "keyterms": ["Zyxel"]}))
        async with asyncio.timeout(10):
            before, success = json.loads(await socket.recv()), json.loads(await socket.recv())
        assert before["channel"]["alternatives"][0]["transcript"] == "mumble"
        assert success["type"] == "ConfigureSuccess"
        assert success["keyterms"] == ["Zyxel"]
        assert success["request_id"] == before["metadata"]["request_id"]
        await send(socket, tones("mumble _"))
        await socket.send(CLOSE)
        assert finals(await rest(socket)) == ["Zyxel"]


@pytest.mark.parametrize(
    ("query", "change", "code"),
    [
        (
            "model=nova-2&encoding=linear16&sample_rate=16000",
            {"keyterms": ["a"]},
            "CONFIGURE_KEYTERMS_NOT_SUPPORTED",
        ),
        (RAW, {"keyterms": ["antidisestablishment"] * 101}, "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"),
        (RAW, {"features": {"numerals": True}}, "CONFIGURE_INTERNAL_ERROR"),
        (RAW, {"keyterms": "Zyxel"}, "CONFIGURE_INTERNAL_ERROR"),
    ],
)
async def test_configure_refused(
    served: Served, query: str, change: dict[str, Any], code: str
) -> None:
    async with open_stream(served, query) as socket:
        await socket.send(json.dumps({"type": "Configure", **change}))
        async with asyncio.timeout(10):
            failure = json.loads(await socket.recv())
        assert (failure["type"], failure["code"]) == ("ConfigureFailure", code)
        assert failure["description"] and failure["request_id"]
        await socket.send(CLOSE)
        assert [message["type"] for message in await rest(socket)] == ["Metadata"]


async def test_one_configure_at_a_time(served: Served) -> None:
    async with open_stream(served) as socket:
        served.recogniser.free.clear()
        for term in ("Zyxel", "ONT"):
            await socket.send(json.dumps({"type": "Configure", "keyterms": [term]}))
        async with asyncio.timeout(10):
            failure = json.loads(await socket.recv())
            served.recogniser.free.set()
            success = json.loads(await socket.recv())
    assert failure["code"] == "CONFIGURE_ALREADY_PENDING"
    assert (success["type"], success["keyterms"]) == ("ConfigureSuccess", ["Zyxel"])


@pytest.mark.parametrize("text", ["not json", "[]", '{"type": "Dance"}'])
async def test_text_it_cannot_read(served: Served, text: str) -> None:
    async with open_stream(served) as socket:
        await socket.send(text)
        async with asyncio.timeout(10):
            error = json.loads(await socket.recv())
    assert (error["type"], error["variant"], error["message"]) == ("Error", "SchemaError", text)


async def test_an_empty_frame_ends_the_stream(served: Served) -> None:
    async with open_stream(served) as socket:
        await send(socket, tones("alpha"))
        await socket.send(b"")
        messages = await rest(socket)
    assert finals(messages) == ["alpha"]
    assert messages[-1]["type"] == "Metadata"
    assert socket.close_code == 1000


@pytest.mark.parametrize(
    ("query", "audio"),
    [
        ("model=nova-3", b"this is no container at all"),
        ("model=nova-3&encoding=speex&sample_rate=16000", b"\1\2\3\4"),
    ],
)
async def test_what_cannot_be_decoded_closes_with_1008(
    served: Served, query: str, audio: bytes
) -> None:
    async with open_stream(served, query) as socket:
        await socket.send(audio)
        await rest_until_closed(socket)
    assert socket.close_code == 1008
    assert "DATA-0000" in (socket.close_reason or "")


async def rest_until_closed(socket: ClientConnection) -> None:
    async with asyncio.timeout(10):
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()


async def test_silence_on_the_wire_closes_with_net_0001() -> None:
    async with serving(silence=0.3) as served:
        async with open_stream(served) as quiet:
            await rest_until_closed(quiet)
        assert (quiet.close_code, quiet.close_reason) == (1011, NET_0001)
        async with open_stream(served) as gap:
            await send(gap, tones("alpha"))
            await rest_until_closed(gap)
        assert gap.close_code == 1011
        assert served.recogniser.closed == served.recogniser.opened == 2


async def test_keepalive_counts_only_after_some_audio() -> None:
    async with serving(silence=0.4) as served:
        async with open_stream(served) as socket:
            async with asyncio.timeout(5):
                with pytest.raises(ConnectionClosed):
                    while True:
                        await socket.send('{"type": "KeepAlive"}')
                        await asyncio.sleep(0.05)
        assert socket.close_code == 1011
        async with open_stream(served) as kept:
            await send(kept, tones("alpha"))
            for _ in range(16):
                await kept.send('{"type": "KeepAlive"}')
                await asyncio.sleep(0.05)
            await kept.send(CLOSE)
            assert (await rest(kept))[-1]["type"] == "Metadata"


async def test_a_client_that_just_leaves_frees_its_channel(served: Served) -> None:
    socket = await open_stream(served)
    await send(socket, tones("alpha"))
    socket.transport.abort()
    await asyncio.wait_for(served.recogniser.given_back.wait(), 5)
    assert served.recogniser.closed == served.recogniser.opened == 1


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        (
            RAW + "&interim_results=true&utterance_end_ms=999",
            400,
            "Invalid 'utterance_end_ms' value of '999'.",
        ),
        (RAW + "&language=english", 400, "No such model/language/tier combination found."),
        (RAW + "&keywords=Zyxel", 400, "`keywords` is not supported for Nova-3"),
        (RAW + "&diarize_model=v2", 400, "`v2` is not supported for streaming"),
        ("model=nova-3&encoding=linear16", 400, "`sample_rate` is required"),
        ("model=whisper-large", 405, "does not support streaming"),
    ],
)
async def test_refused_handshakes(served: Served, query: str, status: int, error: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await open_stream(served, query)
    response = refused.value.response
    assert response.status_code == status
    assert error in response.headers["dg-error"]
    assert response.headers["dg-request-id"]


async def test_the_key_at_the_handshake(served: Served) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{served.ws_url}/v1/listen?{RAW}")
    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["dg-error"] == "Invalid credentials."
    async with connect(f"{served.ws_url}/v1/listen?{RAW}", subprotocols=["token", KEY]) as browser:  # type: ignore[list-item]
        await browser.send(CLOSE)
        assert (await rest(browser))[-1]["type"] == "Metadata"


async def test_more_streams_than_the_quota() -> None:
    async with serving(quotas={"streaming": 1}) as served, open_stream(served):
        with pytest.raises(InvalidStatus) as refused:
            await open_stream(served)
        assert refused.value.response.status_code == 429


async def test_the_metadata_says_what_was_ignored(served: Served) -> None:
    async with open_stream(served, RAW + "&diarize_model=latest&utterances=true") as socket:
        await socket.send(CLOSE)
        (metadata,) = await rest(socket)
    assert {warning["parameter"] for warning in metadata["warnings"]} == {
        "diarize_model",
        "utterances",
    }

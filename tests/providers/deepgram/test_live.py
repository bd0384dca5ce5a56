"""Live streams through the provider, over real sockets."""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import AsyncIterator

import pytest
from aiohttp import WSMsgType, web

from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import LiveEvent, LiveTranscriber
from tests.wire.deepgram.serving import KEY, Served, on_loopback, serving
from tests.wire.deepgram.tones import interleaved, tones

MONO = PcmFormat("linear16", 16000, 1)


def blocks_of(pcm: bytes, form: PcmFormat = MONO, *, seconds: float = 0.1) -> list[Block]:
    size = round(seconds * form.rate) * form.frame_bytes
    return [
        Block(pcm[at : at + size], at / form.byte_rate, (at + size) / form.byte_rate)
        for at in range(0, len(pcm), size)
    ]


async def flow(blocks: list[Block]) -> AsyncIterator[Block]:
    """As fast as they are taken."""
    for block in blocks:
        yield block


async def everything(events: AsyncIterator[LiveEvent]) -> list[LiveEvent]:
    async with asyncio.timeout(30):
        return [event async for event in events]


def texts(events: list[LiveEvent], channel: int = 0) -> list[str]:
    kinds = ("final", "speech-final")
    return [
        event.text
        for event in events
        if event.event in kinds and event.channel == channel and event.text
    ]


async def test_events_of_a_whole_stream(served: Served) -> None:
    options = DeepgramOptions(
        interim_results=True, vad_events=True, utterance_end_ms=1000, endpointing=300
    )
    live = DeepgramLive(served.access, options)
    transcriber: LiveTranscriber = live
    began = time.monotonic()
    pcm = tones("alpha bravo _ _ _ charlie")
    events = await everything(transcriber.stream(flow(blocks_of(pcm)), MONO))
    kinds = [event.event for event in events]
    assert kinds[:3] == ["speech-started", "interim", "interim"]
    assert kinds.index("speech-final") < kinds.index("utterance-end")
    assert kinds[-1] == "closed" and kinds.count("closed") == 1
    assert texts(events) == ["Alpha bravo.", "Charlie."]
    interim, final = events[1], events[3]
    assert interim.segment == final.segment
    assert final.words[0].punctuated == "Alpha"
    assert all(began <= event.received_at <= time.monotonic() for event in events)
    assert [e.received_at for e in events] == sorted(e.received_at for e in events)
    assert events[-1].audio_time == pytest.approx(len(pcm) / 32000)
    assert events[-1].native == "close 1000"
    assert live.request_id == final.raw["metadata"]["request_id"]
    assert 0 < live.connect_seconds < 10
    assert live.stream_started_at is not None and live.stream_started_at >= began
    assert live.unknown_messages == 0


async def test_paced_audio_gives_events_while_it_flows(served: Served) -> None:
    live = DeepgramLive(served.access, DeepgramOptions(interim_results=True))
    pcm = tones("alpha bravo charlie")
    events = await everything(live.stream(paced(blocks_of(pcm), speed=2), MONO))
    interims = [event for event in events if event.event == "interim"]
    assert [event.audio_time for event in interims] == sorted(e.audio_time for e in interims)
    assert 0 < interims[0].audio_time < interims[-1].audio_time < len(pcm) / 32000 + 0.01
    assert all(event.end <= event.audio_time + 0.001 for event in interims)


async def test_channels(served: Served) -> None:
    form = PcmFormat("linear16", 8000, 2)
    pcm = interleaved(tones("alpha", 8000), tones("_ delta", 8000))
    live = DeepgramLive(served.access, DeepgramOptions(multichannel=True))
    events = await everything(live.stream(flow(blocks_of(pcm, form)), form))
    assert (texts(events, 0), texts(events, 1)) == (["Alpha."], ["Delta."])
    assert served.recogniser.closed == served.recogniser.opened == 2


async def test_keyterms_act_and_raw_is_the_wire(served: Served) -> None:
    options = DeepgramOptions(keyterm=("Zyxel",), search=("zyxel",), punctuate=False)
    live = DeepgramLive(served.access, options)
    events = await everything(live.stream(flow(blocks_of(tones("mumble"))), MONO))
    assert texts(events) == ["Zyxel"]
    first = events[0].raw["channel"]["search"][0]
    assert first["query"] == "zyxel" and first["hits"][0]["confidence"] == 0.95


async def test_the_handshake_is_what_the_preview_says() -> None:
    seen: list[tuple[str, str]] = []
    frames: list[str | bytes] = []

    async def take(request: web.Request) -> web.WebSocketResponse:
        seen.append((request.raw_path, request.headers["Authorization"]))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            frames.append(message.data)
            if message.type is WSMsgType.TEXT and "CloseStream" in message.data:
                break
        await socket.close()
        return socket

    app = web.Application()
    app.add_routes([web.get("/v1/listen", take)])
    options = DeepgramOptions(keyterm=("SIM card", "a&b"), endpointing=False, smart_format=True)
    async with on_loopback(app) as url:
        live = DeepgramLive(DeepgramAccess(Secret(KEY), url), options)
        blocks = [Block(b"\1\0" * 100, 0, 0.1), Block(b"", 0.1, 0.1), Block(b"\2\0" * 9, 0.1, 0.2)]
        await everything(live.stream(flow(blocks), MONO))
        expected = options.url(url, form=MONO)
    assert "ws" + url.removeprefix("http") + seen[0][0] == expected
    assert seen[0][1] == f"Token {KEY}"
    assert frames[:2] == [b"\1\0" * 100, b"\2\0" * 9]
    assert ["Finalize" in str(frames[2]), "CloseStream" in str(frames[3])] == [True, True]
    assert b"" not in frames


async def test_silence_is_kept_alive() -> None:
    async with serving(silence=0.6) as served:

        async def with_a_gap() -> AsyncIterator[Block]:
            blocks = blocks_of(tones("alpha bravo"))
            for block in blocks[:4]:
                yield block
            await asyncio.sleep(1.5)
            for block in blocks[4:]:
                yield block

        live = DeepgramLive(served.access, keep_alive=0.15)
        assert texts(await everything(live.stream(with_a_gap(), MONO))) == ["Alpha bravo."]


async def test_unknown_messages_are_counted_and_ignored(served: Served) -> None:
    served.faults.gossip = ('{"type": "Gossip"}', "not json", "[1]")
    live = DeepgramLive(served.access)
    events = await everything(live.stream(flow(blocks_of(tones("alpha"))), MONO))
    assert live.unknown_messages == 3
    assert texts(events) == ["Alpha."]


async def test_no_audio_at_all_ends_in_order(served: Served) -> None:
    live = DeepgramLive(served.access)
    events = await everything(live.stream(flow([]), MONO))
    assert events[-1].event == "closed"
    assert live.stream_started_at is None


async def test_what_the_source_raises_comes_through(served: Served) -> None:
    async def broken() -> AsyncIterator[Block]:
        yield blocks_of(tones("alpha"))[0]
        raise BadInput("The microphone was unplugged.")

    live = DeepgramLive(served.access)
    with pytest.raises(BadInput, match="unplugged"):
        await everything(live.stream(broken(), MONO))
    await asyncio.wait_for(served.recogniser.given_back.wait(), 5)


async def test_a_listener_that_leaves_early_leaves_nothing_behind(served: Served) -> None:
    live = DeepgramLive(served.access, DeepgramOptions(interim_results=True))
    events = live.stream(paced(blocks_of(tones("alpha " * 50))), MONO)
    async with asyncio.timeout(10):
        assert (await anext(events)).event == "interim"
        await events.aclose()  # type: ignore[attr-defined]
    await asyncio.wait_for(served.recogniser.given_back.wait(), 5)
    others = [task for task in asyncio.all_tasks() if "_Conversation" in repr(task)]
    assert others == []


async def test_one_transcriber_streams_again(served: Served) -> None:
    live = DeepgramLive(served.access)
    ids = set()
    for word in ("alpha", "delta"):
        events = await everything(live.stream(flow(blocks_of(tones(word))), MONO))
        assert texts(events) == [f"{word.capitalize()}."]
        ids.add(live.request_id)
    assert len(ids) == 2


async def test_no_warning_is_shown(served: Served) -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        live = DeepgramLive(served.access)
        await everything(live.stream(flow(blocks_of(tones("alpha"))), MONO))
    assert [str(warning.message) for warning in shown if "websockets" in str(warning.message)] == []

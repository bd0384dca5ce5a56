"""The Deepgram provider when the other side, or the network, misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from providers.audio.clips import Clip, probe
from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.batch import DeepgramBatch
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.speech import LiveEvent
from tests.wire.deepgram.serving import KEY, Served, serving
from tests.wire.deepgram.tones import tones, wav

MONO = PcmFormat("linear16", 16000, 1)
SPOKEN = tones("alpha _ bravo _ charlie _ delta _")


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(tones("alpha bravo")))
    return probe(path)


def blocks() -> list[Block]:
    return [
        Block(SPOKEN[at : at + 3200], at / 32000, (at + 3200) / 32000)
        for at in range(0, len(SPOKEN), 3200)
    ]


async def stream(live: DeepgramLive, *, speed: float = 4) -> tuple[list[LiveEvent], Trouble | None]:
    """All events, and the trouble it ended in."""
    events: list[LiveEvent] = []
    try:
        async with asyncio.timeout(60):
            async for event in live.stream(paced(blocks(), speed=speed), MONO):
                events.append(event)
    except Trouble as trouble:
        return events, trouble
    return events, None


def batch(served: Served, **more: Any) -> DeepgramBatch:
    return DeepgramBatch(served.access, attempts=1, **more)


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_wrong_key(served: Served, clip: Clip, streamed: bool) -> None:
    access = DeepgramAccess(Secret("not-the-right-key"), served.url)
    wrong = DeepgramBatch(access, most_in_memory=10 if streamed else 10**6)
    with pytest.raises(VendorTrouble) as trouble:
        await wrong.transcribe(clip)
    assert trouble.value.status == 401 and trouble.value.code == "INVALID_AUTH"
    assert trouble.value.request_id
    assert "DEEPGRAM_API_KEY" in str(trouble.value)
    assert "not-the-right-key" not in str(trouble.value)
    events, live_trouble = await stream(DeepgramLive(access))
    assert events == [] and isinstance(live_trouble, VendorTrouble)
    assert live_trouble.status == 401 and "Invalid credentials" in str(live_trouble)


async def test_nobody_there(clip: Clip) -> None:
    async with serving() as gone:
        pass
    with pytest.raises(VendorTrouble, match="Cannot connect to"):
        await batch(gone).transcribe(clip)
    events, trouble = await stream(DeepgramLive(gone.access))
    assert events == [] and isinstance(trouble, VendorTrouble)
    assert "Cannot connect to" in str(trouble)


async def test_options_that_are_refused(served: Served, clip: Clip) -> None:
    options = DeepgramOptions(keywords=(("Zyxel", 2.0),))
    with pytest.raises(BadInput, match=r"`keywords` is not supported.*crossfade lint"):
        await DeepgramBatch(served.access, options).transcribe(clip)
    _, trouble = await stream(DeepgramLive(served.access, options))
    assert isinstance(trouble, BadInput) and "`keywords` is not supported" in str(trouble)
    whisper = DeepgramOptions(model="whisper-large")
    _, trouble = await stream(DeepgramLive(served.access, whisper))
    assert isinstance(trouble, BadInput) and "HTTP 405" in str(trouble)


async def test_audio_that_is_refused(served: Served, clip: Clip) -> None:
    clip.path.write_bytes(b"this is not what it was")
    with pytest.raises(BadInput, match="corrupt or unsupported data"):
        await batch(served).transcribe(clip)


@pytest.mark.parametrize("status", [402, 403, 404, 408, 429, 500, 502, 503, 504])
async def test_statuses(served: Served, clip: Clip, status: int) -> None:
    served.faults.fail_next, served.faults.status = 1, status
    served.faults.body = {"err_code": "SOME_CODE", "err_msg": "Why.", "request_id": "r-77"}
    with pytest.raises(VendorTrouble) as trouble:
        await batch(served).transcribe(clip)
    assert (trouble.value.status, trouble.value.code) == (status, "SOME_CODE")
    assert trouble.value.request_id == "r-77" and "Why" in str(trouble.value)


async def test_the_sdk_rides_out_two_bad_moments(served: Served, clip: Clip) -> None:
    served.faults.fail_next, served.faults.status = 2, 503
    served.faults.headers = {"Retry-After": "0"}
    assert (await DeepgramBatch(served.access).transcribe(clip)).text == "Alpha bravo."


@pytest.mark.parametrize("body", ["<html>a proxy</html>", "", '"text"', "[]"])
async def test_an_answer_that_is_no_answer(served: Served, clip: Clip, body: str) -> None:
    served.faults.fail_next, served.faults.status, served.faults.body = 1, 200, body
    with pytest.raises(VendorTrouble, match="not Deepgram's JSON"):
        await batch(served).transcribe(clip)


async def test_json_that_is_no_transcript(served: Served, clip: Clip) -> None:
    served.faults.fail_next, served.faults.status = 1, 200
    served.faults.body = {"metadata": {}, "results": {"channels": [{"alternatives": 3}]}}
    with pytest.raises(VendorTrouble, match=r"results\.channels\[0\]\.alternatives"):
        await batch(served).transcribe(clip)


async def test_an_answer_cut_off_in_the_middle(served: Served, clip: Clip) -> None:
    served.faults.cut_body = True
    with pytest.raises(VendorTrouble, match="failed during"):
        await batch(served).transcribe(clip)


async def test_a_connection_lost_in_the_middle(served: Served) -> None:
    served.faults.drop_after_audio = 1.5
    live = DeepgramLive(served.access, DeepgramOptions(interim_results=True))
    events, trouble = await stream(live)
    assert isinstance(trouble, VendorTrouble)
    assert trouble.status == 1006 and trouble.request_id == live.request_id != ""
    assert [event.text for event in events if event.event == "speech-final"] == ["Alpha."]
    assert events[-1].event == "closed" and events[-1].text == str(trouble)


@pytest.mark.parametrize(
    ("code", "reason", "says"),
    [
        (1008, "DATA-0000: not audio", "sample rate"),
        (1011, "NET-0001 timeout", "ten seconds"),
        (1001, "", "going away"),
        (1000, "", "early"),
    ],
)
async def test_close_codes_in_the_middle(served: Served, code: int, reason: str, says: str) -> None:
    served.faults.close_after_audio = 1.5
    served.faults.close_code, served.faults.close_reason = code, reason
    events, trouble = await stream(DeepgramLive(served.access))
    assert isinstance(trouble, VendorTrouble) and trouble.status == code
    assert says in str(trouble)
    assert [event.text for event in events if event.event == "speech-final"] == ["Alpha."]
    await asyncio.wait_for(served.recogniser.given_back.wait(), 5)


async def test_a_server_that_never_settles(served: Served) -> None:
    served.faults.deaf = True
    live = DeepgramLive(served.access, drain=0.3)
    events, trouble = await stream(live, speed=50)
    assert isinstance(trouble, VendorTrouble) and "did not finish" in str(trouble)
    assert [event.text for event in events if event.event == "speech-final"][:1] == ["Alpha."]


@pytest.mark.parametrize(("status", "kind"), [(400, BadInput), (402, VendorTrouble), (503, None)])
async def test_refused_handshakes_give_the_hidden_reason(
    served: Served, status: int, kind: type[Trouble] | None
) -> None:
    served.faults.handshake_status = status
    served.faults.handshake_error = "The reason is only in a header."
    _, trouble = await stream(DeepgramLive(served.access))
    assert isinstance(trouble, kind or VendorTrouble)
    assert "The reason is only in a header" in str(trouble)
    assert "request id" in str(trouble) and KEY not in str(trouble)


async def test_a_server_that_goes_away_ends_its_streams() -> None:
    async with serving() as served:
        live = DeepgramLive(served.access, DeepgramOptions(interim_results=True))
        task = asyncio.create_task(stream(live, speed=1))
        await asyncio.wait_for(served.recogniser.opened_one.wait(), 10)
    _, trouble = await asyncio.wait_for(task, 20)
    assert isinstance(trouble, VendorTrouble) and trouble.status == 1001

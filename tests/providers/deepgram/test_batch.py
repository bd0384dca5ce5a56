"""Whole recordings through the provider, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from providers.audio.clips import Clip
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.batch import DeepgramBatch, answer_seconds
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, VendorTrouble
from providers.speech import BatchTranscriber
from tests.wire.deepgram.serving import KEY, Served, on_loopback
from tests.wire.deepgram.tones import tones, wav

ClipOf = Callable[..., Clip]


async def test_a_clip_becomes_a_transcript(served: Served, clip_of: ClipOf) -> None:
    options = DeepgramOptions(search=("zyxel",), keyterm=("Zyxel",), diarize_model="latest")
    clip = clip_of("alpha mumble")
    batch: BatchTranscriber = DeepgramBatch(served.access, options)
    transcript = await batch.transcribe(clip)
    assert transcript.text == "Alpha Zyxel."
    assert [word.text for word in transcript.words] == ["alpha", "Zyxel"]
    assert transcript.words[1].start == pytest.approx(0.5)
    (hit,) = transcript.hits
    assert (hit.term, hit.snippet, hit.confidence) == ("zyxel", "Zyxel", 0.95)
    assert (transcript.vendor, transcript.model, transcript.language) == (
        "deepgram",
        "nova-3",
        "en",
    )
    assert transcript.duration == pytest.approx(clip.duration)
    assert 0 < transcript.elapsed < 10
    assert transcript.request_id == transcript.raw["metadata"]["request_id"]
    assert transcript.raw["metadata"]["sha256"] == clip.sha256
    assert transcript.warnings[0].startswith("diarize_model: ")
    assert transcript.request["url"] == options.url(served.url)
    assert transcript.request["audio"]["content_type"] == "audio/wav"
    assert KEY not in json.dumps(dict(transcript.request))
    assert transcript.sandbox is False


async def test_what_is_sent_is_what_the_preview_says(clip_of: ClipOf) -> None:
    """Against a server that only writes down what it got, byte for byte."""
    seen: list[tuple[str, list[tuple[str, str]], bytes]] = []
    answer = '{"results": {"channels": []}, "metadata": {"duration": 0.10000000000000000555}}'

    async def keep(request: web.Request) -> web.Response:
        seen.append((request.raw_path, headers_of(request), await request.read()))
        headers = {"dg-request-id": "from-the-header"}
        return web.Response(text=answer, content_type="application/json", headers=headers)

    app = web.Application()
    app.add_routes([web.post("/v1/listen", keep)])
    options = DeepgramOptions(
        model="nova-2",
        language="es-419",
        search=("número de cuenta", "a&b=c", "50% off+tax"),
        keywords=(("Zyxel", 1.5), ("PUK", 1.0)),
        replace=("foo:bar baz",),
        redact=("pci", "ssn"),
        utt_split=0.5,
        endpointing=300,
        extra=(("diarize", "true"), ("new_thing", "1")),
    )
    clip = clip_of()
    async with on_loopback(app) as url:
        access = DeepgramAccess(Secret(KEY), url)
        transcript = await DeepgramBatch(access, options).transcribe(clip)
        await DeepgramBatch(access, options).transcribe_url("https://example.com/a.wav")
    sent, by_url = seen
    assert by_url[0] == sent[0] and json.loads(by_url[2]) == {"url": "https://example.com/a.wav"}
    assert url + sent[0] == options.url(url)
    assert ("authorization", f"Token {KEY}") in sent[1]
    assert [value for name, value in sent[1] if name == "content-type"] == ["audio/wav"]
    assert sent[2] == clip.path.read_bytes()
    assert transcript.request_id == "from-the-header"
    assert transcript.language == "es-419"
    assert transcript.raw == json.loads(answer)


def headers_of(request: web.Request) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in request.headers.items()]


async def test_large_files_are_streamed_and_retried_whole(served: Served, clip_of: ClipOf) -> None:
    served.faults.fail_next, served.faults.status = 2, 503
    clip = clip_of("alpha bravo charlie")
    batch = DeepgramBatch(served.access, most_in_memory=1000, pause=0.01)
    transcript = await batch.transcribe(clip)
    assert transcript.text == "Alpha bravo charlie."
    assert transcript.raw["metadata"]["sha256"] == clip.sha256
    assert served.faults.fail_next == 0


async def test_a_streamed_file_is_given_up_after_the_attempts(
    served: Served, clip_of: ClipOf
) -> None:
    served.faults.fail_next, served.faults.status = 9, 429
    batch = DeepgramBatch(served.access, most_in_memory=1000, pause=0.01, attempts=2)
    with pytest.raises(VendorTrouble) as trouble:
        await batch.transcribe(clip_of())
    assert trouble.value.status == 429 and served.faults.fail_next == 7


async def test_a_refusal_is_not_tried_again(served: Served, clip_of: ClipOf) -> None:
    served.faults.fail_next, served.faults.status = 9, 402
    with pytest.raises(VendorTrouble):
        await DeepgramBatch(served.access, most_in_memory=1000).transcribe(clip_of())
    assert served.faults.fail_next == 8


async def test_one_pool_serves_many_at_once(served: Served, clip_of: ClipOf) -> None:
    one, two = clip_of("alpha", 8000), clip_of("bravo", 16000)
    batch = DeepgramBatch(served.access)
    async with batch:
        pool = batch._http
        found = await asyncio.gather(*(batch.transcribe(clip) for clip in (one, two, one)))
    assert pool is not None and pool.is_closed
    assert [transcript.text for transcript in found] == ["Alpha.", "Bravo.", "Alpha."]
    assert len({transcript.request_id for transcript in found}) == 3


async def test_audio_at_a_url(served: Served) -> None:
    async def file(request: web.Request) -> web.Response:
        assert request.query["X-Amz-Signature"] == "topsecret"
        return web.Response(body=wav(tones("delta")))

    app = web.Application()
    app.add_routes([web.get("/calls/one.wav", file)])
    async with on_loopback(app) as media:
        url = f"{media}/calls/one.wav?X-Amz-Signature=topsecret"
        transcript = await DeepgramBatch(served.access).transcribe_url(url)
    assert transcript.text == "Delta."
    assert "topsecret" not in str(transcript.request)


@pytest.mark.parametrize("url", ["s3://bucket/call.wav", "/home/me/call.wav", "ftp://x/y", ""])
async def test_urls_that_deepgram_could_never_read(served: Served, url: str) -> None:
    with pytest.raises(BadInput):
        await DeepgramBatch(served.access).transcribe_url(url)


async def test_a_file_that_vanished(served: Served, clip_of: ClipOf) -> None:
    clip = clip_of()
    clip.path.unlink()
    for limit in (10**6, 10):
        with pytest.raises(BadInput, match="cannot be read"):
            await DeepgramBatch(served.access, most_in_memory=limit).transcribe(clip)


async def test_more_than_two_gigabytes(served: Served, tmp_path: Path) -> None:
    clip = Clip(tmp_path / "big.wav", "wav", "linear16", 8000, 1, 1e5, 3 * 1024**3, "0" * 64)
    with pytest.raises(BadInput, match=r"3\.0 GB"):
        await DeepgramBatch(served.access).transcribe(clip)


async def test_cancelling_ends_the_request(served: Served, clip_of: ClipOf) -> None:
    served.recogniser.free.clear()
    task = asyncio.create_task(DeepgramBatch(served.access).transcribe(clip_of()))
    await asyncio.wait_for(served.recogniser.asked.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    served.recogniser.free.set()


@pytest.mark.parametrize(
    ("size", "duration", "seconds"),
    [(0, 0, 60), (10_000_000, 600, 370), (2 * 1024**3, 36000, 1200)],
)
def test_the_time_limit_grows_with_the_work(size: int, duration: float, seconds: float) -> None:
    assert answer_seconds(size, duration) == seconds


async def test_the_time_limit_reaches_the_wire(
    served: Served, clip_of: ClipOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def soon(*_: Any) -> float:
        return 0.2

    monkeypatch.setattr("providers.deepgram.batch.answer_seconds", soon)
    served.faults.stall = 5
    with pytest.raises(VendorTrouble, match="did not answer"):
        await DeepgramBatch(served.access).transcribe(clip_of())

"""POST /v1/listen: answers, driven by httpx."""

from __future__ import annotations

import asyncio
import audioop
import hashlib
import json
import shutil
import struct
import subprocess
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from providers.sandbox.deepgram.query import parse
from providers.sandbox.deepgram.rules import plan
from providers.sandbox.recognition import Term
from tests.wire.deepgram.serving import Served, on_loopback
from tests.wire.deepgram.tones import interleaved, tones, wav

SPOKEN = wav(tones("alpha bravo _ _ charlie"))


async def listen(http: httpx.AsyncClient, audio: bytes, *pairs: tuple[str, str]) -> Any:
    answer = await http.post("/v1/listen", params=[("model", "nova-3"), *pairs], content=audio)
    assert answer.status_code == 200, answer.text
    return answer.json()


def heard(answer: Any, channel: int = 0) -> str:
    return str(answer["results"]["channels"][channel]["alternatives"][0]["transcript"])


async def test_the_envelope_has_the_documented_fields(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/listen?model=nova-2-phonecall", content=SPOKEN)
    metadata = answer.json()["metadata"]
    assert answer.headers["dg-request-id"] == metadata["request_id"]
    assert uuid.UUID(metadata["request_id"])
    assert metadata["transaction_key"] == "deprecated"
    assert metadata["sha256"] == hashlib.sha256(SPOKEN).hexdigest()
    assert metadata["created"].endswith("Z")
    assert metadata["duration"] == pytest.approx((len(SPOKEN) - 44) / 32000)
    assert metadata["channels"] == 1
    (model,) = metadata["models"]
    info = metadata["model_info"][model]
    assert info["name"] == "crossfade-sandbox-pocketsphinx"
    assert info["arch"] == "nova-2"
    assert "warnings" not in metadata
    (channel,) = answer.json()["results"]["channels"]
    assert set(channel) == {"alternatives"}
    (alternative,) = channel["alternatives"]
    assert alternative["transcript"] == "alpha bravo charlie"
    assert alternative["confidence"] == pytest.approx(0.9)
    assert alternative["words"][0] == {
        "word": "alpha",
        "start": 0.1,
        "end": pytest.approx(0.4),
        "confidence": 0.9,
    }


async def test_search_finds_sounds_on_each_channel_strongest_first(http: httpx.AsyncClient) -> None:
    audio = wav(interleaved(tones("delta mumble"), tones("alpha")), channels=2)
    pairs = [("search", "zyxel"), ("search", "alpha"), ("multichannel", "true")]
    left, right = (await listen(http, audio, *pairs))["results"]["channels"]
    zyxel, alpha = left["search"]
    assert zyxel["query"] == "zyxel"
    assert [hit["confidence"] for hit in zyxel["hits"]] == [0.95, 0.2]
    assert zyxel["hits"][0] == {
        "confidence": 0.95,
        "start": pytest.approx(0.5),
        "end": pytest.approx(0.8),
        "snippet": "mumble",
    }
    assert alpha == {"query": "alpha", "hits": []}
    assert [len(query["hits"]) for query in right["search"]] == [0, 1]


async def test_keyterms_change_what_is_recognised(http: httpx.AsyncClient) -> None:
    audio = wav(tones("alpha mumble delta"))
    assert heard(await listen(http, audio)) == "alpha mumble delta"
    assert heard(await listen(http, audio, ("keyterm", "Zyxel"))) == "alpha Zyxel delta"


@pytest.mark.parametrize(
    ("model", "parameter", "values", "terms"),
    [
        ("nova-3", "keyterm", ["Zyxel:1.5"], [Term("Zyxel:1.5")]),
        ("nova-3", "keyterm", ["Zyxel,MikroTik"], [Term("Zyxel,MikroTik")]),
        ("nova-3", "keyterm", [" SIM card ", " "], [Term("SIM card")]),
        ("nova-3-medical", "keyterm", ["a", "B"], [Term("a"), Term("B")]),
        ("nova-2", "keywords", ["Zyxel:1.5", "SIM"], [Term("Zyxel", 1.5), Term("SIM")]),
        ("nova-2", "keywords", ["Zyxel,MikroTik:2"], [Term("Zyxel,MikroTik", 2.0)]),
        ("base", "keywords", ["a:b:0.25"], [Term("a:b", 0.25)]),
        ("enhanced", "keywords", ["Zyxel:-3"], [Term("Zyxel", 0.0)]),
    ],
)
def test_terms_are_taken_as_they_are_written(
    model: str, parameter: str, values: list[str], terms: list[Term]
) -> None:
    """Keyterms have no weight to read off, and no list is ever split at its commas."""
    query = parse([("model", model), *((parameter, value) for value in values)])
    for live in (False, True):
        assert list(plan(query, live=live).terms) == terms


@pytest.mark.parametrize("keyterm", ["Zyxel:1.5", "Zyxel,MikroTik", "zyxels"])
async def test_a_keyterm_that_means_something_else_changes_nothing(
    http: httpx.AsyncClient, keyterm: str
) -> None:
    audio = wav(tones("alpha mumble delta"))
    assert heard(await listen(http, audio, ("keyterm", keyterm))) == "alpha mumble delta"


@pytest.mark.parametrize(
    ("model", "parameter", "term", "most"),
    [("nova-3", "keyterm", "four", 500), ("nova-2", "keywords", "four", 100)],
)
async def test_as_many_terms_as_are_allowed(
    http: httpx.AsyncClient, model: str, parameter: str, term: str, most: int
) -> None:
    async def status(count: int) -> int:
        params = {"model": model, parameter: [term] * count}
        answer = await http.post("/v1/listen", params=params, content=wav(tones("alpha")))
        return answer.status_code

    assert (await status(most), await status(most + 1)) == (200, 400)


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("Zyxel", "Zyxel delta"),
        ("Zyxel:0", "mumble delta"),
        ("Zyxel:5.5", "Zyxel Zyxel"),
        ("Zyxel:-2", "mumble delta"),
    ],
)
async def test_keywords_act_as_strongly_as_their_boost(
    http: httpx.AsyncClient, keyword: str, expected: str
) -> None:
    params = {"model": "nova-2", "keywords": keyword}
    answer = await http.post("/v1/listen", params=params, content=wav(tones("mumble delta")))
    assert heard(answer.json()) == expected


async def test_channels_are_mixed_unless_asked_for_one_by_one(http: httpx.AsyncClient) -> None:
    audio = wav(interleaved(tones("alpha"), tones("_ bravo")), channels=2)
    assert heard(await listen(http, audio)) == "alpha bravo"
    answer = await listen(http, audio, ("multichannel", "true"))
    assert [heard(answer, channel) for channel in (0, 1)] == ["alpha", "bravo"]
    assert answer["metadata"]["channels"] == 2


async def test_utterances_are_split_at_pauses(http: httpx.AsyncClient) -> None:
    answer = await listen(http, SPOKEN, ("utterances", "true"))
    first, second = answer["results"]["utterances"]
    assert (first["transcript"], second["transcript"]) == ("alpha bravo", "charlie")
    assert first["channel"] == 0 and uuid.UUID(first["id"])
    assert first["end"] == first["words"][-1]["end"]
    together = await listen(http, SPOKEN, ("utterances", "true"), ("utt_split", "3"))
    assert len(together["results"]["utterances"]) == 1


async def test_punctuation_and_paragraphs(http: httpx.AsyncClient) -> None:
    answer = await listen(http, SPOKEN, ("smart_format", "true"))
    alternative = answer["results"]["channels"][0]["alternatives"][0]
    assert alternative["transcript"] == "Alpha bravo. Charlie."
    assert alternative["words"][1]["punctuated_word"] == "bravo."
    (paragraph,) = alternative["paragraphs"]["paragraphs"]
    assert [sentence["text"] for sentence in paragraph["sentences"]] == ["Alpha bravo.", "Charlie."]
    assert paragraph["num_words"] == 3
    (warning,) = answer["metadata"]["warnings"]
    assert warning["parameter"] == "smart_format"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("bravo:BRAVO", "alpha BRAVO charlie"),
        ("alpha bravo:Alpha Bravo", "Alpha Bravo charlie"),
        ("alpha bravo:AB", "AB charlie"),
        ("bravo:", "alpha charlie"),
        ("bravo", "alpha charlie"),
        ("echo:x", "alpha bravo charlie"),
    ],
)
async def test_replace(http: httpx.AsyncClient, rule: str, expected: str) -> None:
    assert heard(await listen(http, SPOKEN, ("replace", rule))) == expected


async def test_replacing_keeps_the_full_stop(http: httpx.AsyncClient) -> None:
    answer = await listen(http, SPOKEN, ("punctuate", "true"), ("replace", "bravo:Bee Bee"))
    assert heard(answer) == "Alpha Bee Bee. Charlie."


@pytest.mark.parametrize(
    "pair",
    [
        ("diarize", "true"),
        ("diarize_model", "latest"),
        ("sentiment", "true"),
        ("topics", "true"),
        ("intents", "true"),
        ("summarize", "v2"),
        ("redact", "pii"),
        ("detect_language", "true"),
        ("detect_entities", "true"),
        ("numerals", "true"),
        ("filler_words", "true"),
        ("interim_results", "true"),
        ("keyterms", "a,b"),
    ],
)
async def test_what_it_cannot_do_it_says_and_does_not_invent(
    http: httpx.AsyncClient, pair: tuple[str, str]
) -> None:
    plain = await listen(http, SPOKEN)
    answer = await listen(http, SPOKEN, pair)
    (warning,) = answer["metadata"]["warnings"]
    assert set(warning) == {"parameter", "type", "message"}
    assert warning["parameter"] == pair[0]
    assert answer["results"] == plain["results"]


async def test_a_language_it_does_not_know_is_not_transcribed(http: httpx.AsyncClient) -> None:
    answer = await listen(http, SPOKEN, ("language", "es"))
    assert heard(answer) == ""
    assert answer["metadata"]["warnings"][0]["parameter"] == "language"


async def test_tags_and_extra_come_back(http: httpx.AsyncClient) -> None:
    pairs = [("tag", "one"), ("tag", "two"), ("extra", "a:1"), ("extra", "a:2:3")]
    metadata = (await listen(http, SPOKEN, *pairs))["metadata"]
    assert metadata["tags"] == ["one", "two"]
    assert metadata["extra"] == {"a": "2:3"}


@pytest.mark.parametrize(("encoding", "tag"), [("mulaw", 7), ("alaw", 6)])
async def test_telephone_audio_with_and_without_a_header(
    http: httpx.AsyncClient, encoding: str, tag: int
) -> None:
    pcm = tones("alpha delta", 8000)
    data = audioop.lin2ulaw(pcm, 2) if encoding == "mulaw" else audioop.lin2alaw(pcm, 2)
    pairs = [("encoding", encoding), ("sample_rate", "8000")]
    assert heard(await listen(http, data, *pairs)) == "alpha delta"
    header = struct.pack("<4sI4s4sI", b"RIFF", 38 + len(data), b"WAVE", b"fmt ", 18)
    form = struct.pack("<HHIIHHH", tag, 1, 8000, 8000, 1, 8, 0)
    file = header + form + b"data" + struct.pack("<I", len(data)) + data
    assert heard(await listen(http, file)) == "alpha delta"


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("kind", ["flac", "mp3", "ogg"])
async def test_compressed_audio(http: httpx.AsyncClient, tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "in.wav", tmp_path / f"out.{kind}"
    source.write_bytes(SPOKEN)
    command = ["ffmpeg", "-v", "error", "-i", str(source), str(target)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    assert heard(await listen(http, target.read_bytes())) == "alpha bravo charlie"


async def test_audio_at_a_url_of_this_machine(http: httpx.AsyncClient) -> None:
    async def file(request: web.Request) -> web.Response:
        return web.Response(body=SPOKEN)

    async def moved(request: web.Request) -> web.Response:
        raise web.HTTPFound("/call.wav")

    media = web.Application()
    media.add_routes([web.get("/call.wav", file), web.get("/moved", moved)])
    async with on_loopback(media) as url:
        for path in ("/call.wav", "/moved"):
            answer = await http.post("/v1/listen?model=nova-3", json={"url": url + path})
            assert heard(answer.json()) == "alpha bravo charlie"


async def test_a_callback_gets_the_answer_when_it_is_ready(served: Served) -> None:
    delivered: asyncio.Queue[tuple[str, str, Any]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        delivered.put_nowait((request.method, request.headers["dg-token"], body))
        return web.Response()

    receiver = web.Application()
    receiver.add_routes([web.put("/done", take)])
    async with on_loopback(receiver) as url, httpx.AsyncClient() as client:
        answer = await client.post(
            f"{served.url}/v1/listen",
            params={"model": "nova-3", "callback": f"{url}/done", "callback_method": "PUT"},
            content=SPOKEN,
            headers={"Authorization": "Token a-key-for-tests"},
        )
        assert set(answer.json()) == {"request_id"}
        method, token, body = await asyncio.wait_for(delivered.get(), 10)
    assert (method, bool(token)) == ("PUT", True)
    assert body["metadata"]["request_id"] == answer.json()["request_id"]
    assert heard(body) == "alpha bravo charlie"

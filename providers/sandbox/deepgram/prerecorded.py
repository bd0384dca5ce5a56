"""POST /v1/listen: a whole recording in, one JSON answer out."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from providers.sandbox.deepgram import answer
from providers.sandbox.deepgram.ledger import now
from providers.sandbox.deepgram.query import Query
from providers.sandbox.deepgram.refusals import (
    INVALID_JSON,
    Refused,
    bad_request,
    corrupt_audio,
    remote_content,
)
from providers.sandbox.deepgram.remarks import warnings_for
from providers.sandbox.deepgram.remote import fetch, on_this_machine, read_limited
from providers.sandbox.deepgram.rules import Plan
from providers.sandbox.intake import DecodedAudio, UnusableAudio, decode_raw, decode_upload
from providers.sandbox.recognition import HeardWord, Recogniser

_NO_URL = "Content-type was application/json, but we could not process the JSON payload."
_DEFAULT_RATE = 8000


async def media_of(request: web.Request) -> bytes:
    """The audio of a request: its body, or what its {"url"} points at. Raises Refused."""
    body = await read_limited(request.content, request.content_length)
    if request.content_type != "application/json":
        return body
    try:
        asked = json.loads(body)
    except ValueError as problem:
        raise Refused(INVALID_JSON) from problem
    url = asked.get("url") if isinstance(asked, dict) else None
    if not isinstance(url, str):
        raise Refused(bad_request(_NO_URL))
    return await fetch(url)


def check_callback(query: Query) -> str:
    """The callback URL, or "". Raises Refused for one that is not on this machine."""
    url = query.text("callback")
    if url and not on_this_machine(url):
        raise Refused(remote_content("The sandbox only calls back on this machine."))
    return url


async def transcribe(
    recogniser: Recogniser, plan: Plan, audio: bytes, request_id: str
) -> dict[str, Any]:
    """The whole answer to a request. Raises Refused where the audio cannot be decoded."""
    try:
        decoded = await asyncio.to_thread(_decode, plan.query, audio)
    except UnusableAudio as problem:
        raise Refused(corrupt_audio()) from problem
    channels = decoded.channels
    if not plan.query.on("multichannel"):
        channels = (await asyncio.to_thread(decoded.mixed),)
    parts = await asyncio.gather(
        *(_channel(recogniser, plan, pcm, decoded.rate) for pcm in channels)
    )
    results: dict[str, Any] = {"channels": list(parts)}
    if plan.query.on("utterances"):
        results["utterances"] = _utterances(parts, plan.query.utt_split)
    metadata = _metadata(plan, decoded, audio, len(channels), request_id)
    return {"metadata": metadata, "results": results}


def _decode(query: Query, audio: bytes) -> DecodedAudio:
    """Headerless audio where ``encoding`` says so; a container speaks for itself."""
    encoding = query.text("encoding")
    if encoding in ("linear16", "mulaw", "alaw") and not _has_header(audio):
        rate = query.number("sample_rate") or _DEFAULT_RATE
        return decode_raw(audio, encoding, rate, query.number("channels") or 1)
    return decode_upload(audio)


def _has_header(audio: bytes) -> bool:
    return audio[:4] in (b"RIFF", b"RF64", b"OggS", b"fLaC")


async def _channel(recogniser: Recogniser, plan: Plan, pcm: bytes, rate: int) -> dict[str, Any]:
    """One entry of ``results.channels``."""
    heard: Sequence[HeardWord] = ()
    if plan.english:
        heard = await recogniser.decode(pcm, rate, plan.terms)
    entry: dict[str, Any] = {}
    queries = plan.query.all("search")
    if queries:
        # What a keyterm put there is no second opinion about the same term.
        words = await recogniser.decode(pcm, rate) if plan.english and plan.terms else heard
        spotted = await recogniser.spot(pcm, rate, tuple(dict.fromkeys(queries)), words)
        entry["search"] = answer.search(queries, spotted, heard)
    shown = _words(plan, heard)
    alternative = answer.alternative(shown)
    if plan.query.on("paragraphs") or plan.query.on("smart_format"):
        alternative["paragraphs"] = answer.paragraphs(shown)
    if plan.language == "multi":
        alternative["languages"] = ["en"]
    entry["alternatives"] = [alternative]
    return entry


def _words(plan: Plan, heard: Sequence[HeardWord]) -> answer.Words:
    query = plan.query
    punctuated = any(query.on(flag) for flag in ("punctuate", "smart_format", "paragraphs"))
    words = answer.wire_words(heard, punctuated=punctuated)
    if plan.language == "multi":
        words = [{**word, "language": "en"} for word in words]
    return answer.replaced(words, query.all("replace"))


def _utterances(parts: Sequence[dict[str, Any]], split: float) -> list[dict[str, Any]]:
    """The utterances of all channels, in order of time."""
    found = [
        utterance
        for channel, part in enumerate(parts)
        for utterance in answer.utterances(part["alternatives"][0]["words"], channel, split)
    ]
    return sorted(found, key=lambda utterance: float(utterance["start"]))


def _metadata(
    plan: Plan, decoded: DecodedAudio, audio: bytes, channels: int, request_id: str
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "transaction_key": "deprecated",
        "request_id": request_id,
        "sha256": hashlib.sha256(audio).hexdigest(),
        "created": now(),
        "duration": answer.seconds(decoded.duration),
        "channels": channels,
        "models": [plan.model.identifier],
        "model_info": {plan.model.identifier: plan.model.info()},
    }
    remarks = warnings_for(plan)
    if remarks:
        metadata["warnings"] = remarks
    if plan.query.all("tag"):
        metadata["tags"] = list(plan.query.all("tag"))
    if plan.query.all("extra"):
        pairs = (extra.partition(":") for extra in plan.query.all("extra"))
        metadata["extra"] = {key: value for key, _, value in pairs}
    return metadata

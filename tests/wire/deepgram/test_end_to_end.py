"""The whole way: sample call, provider, real sockets, real recogniser in its own process."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import jiwer
import pytest

from providers.audio.clips import Clip, blocks, pcm_format, probe, slice_pcm, write_wav
from providers.audio.pacing import paced
from providers.deepgram.batch import DeepgramBatch
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import Occurrence, SampleCall, sample_calls
from providers.speech import SearchHit, Transcript, Word

SECONDS = 16.0


@pytest.fixture(scope="module")
def call() -> SampleCall:
    return next(call for call in sample_calls() if call.id == "card-payment")


@pytest.fixture
def beginning(call: SampleCall, tmp_path: Path) -> Clip:
    """The first turns of the call."""
    pcm, form = slice_pcm(probe(call.path), 0.0, SECONDS)
    write_wav(tmp_path / "beginning.wav", pcm, form)
    return probe(tmp_path / "beginning.wav")


@pytest.fixture
def said(call: SampleCall) -> list[tuple[str, Occurrence]]:
    """The domain terms in those turns, and where they are said."""
    return [(t.text, place) for t in call.terms for place in t.said if place.end < SECONDS]


def at(place: Occurrence, found: Word | SearchHit) -> bool:
    return found.channel == place.channel and found.start < place.end and found.end > place.start


def recognised(said: list[tuple[str, Occurrence]], words: tuple[Word, ...]) -> int:
    """How many of the terms came out as words where they were said."""
    return sum(
        any(at(place, word) and word.text.lower() == term.lower() for word in words)
        for term, place in said
    )


def errors(call: SampleCall, words: tuple[Word, ...]) -> float:
    """The share of words in error, over both channels."""
    truth = [word for word in call.words if word.end < SECONDS]
    channels = range(call.channels)
    return jiwer.wer(
        [" ".join(word.text for word in truth if word.channel == one) for one in channels],
        [" ".join(word.text.lower() for word in words if word.channel == one) for one in channels],
    )


async def test_a_sample_call_is_really_heard(
    sandbox: SandboxUrls, call: SampleCall, beginning: Clip, said: list[tuple[str, Occurrence]]
) -> None:
    terms = tuple(dict.fromkeys(term for term, _ in said))
    found: list[Transcript] = []
    for options in (
        DeepgramOptions(multichannel=True, search=terms),
        DeepgramOptions(multichannel=True, keyterm=terms),
    ):
        async with DeepgramBatch(sandbox.deepgram_access(), options) as batch:
            found.append(await batch.transcribe(beginning))
    plain, prompted = found
    assert plain.sandbox and plain.channels == 2 and said
    assert plain.duration == pytest.approx(SECONDS, abs=0.01)
    assert errors(call, plain.words) < 0.6
    spotted = [
        any(hit.term == term and at(place, hit) and hit.confidence > 0.5 for hit in plain.hits)
        for term, place in said
    ]
    assert sum(spotted) > len(said) / 2
    assert recognised(said, prompted.words) > recognised(said, plain.words)


async def test_a_sample_call_is_heard_live(
    sandbox: SandboxUrls, call: SampleCall, beginning: Clip
) -> None:
    options = DeepgramOptions(
        multichannel=True,
        interim_results=True,
        vad_events=True,
        endpointing=300,
        utterance_end_ms=1000,
    )
    live = DeepgramLive(sandbox.deepgram_access(), options)
    form = pcm_format(beginning)
    async with asyncio.timeout(100):
        stream = live.stream(paced(blocks(beginning), speed=1.5), form)
        events = [event async for event in stream]
    settled = [event for event in events if event.event in ("final", "speech-final")]
    words = tuple(itertools.chain.from_iterable(event.words for event in settled))
    assert {event.channel for event in settled if event.text} == {0, 1}
    assert errors(call, words) < 0.65
    kinds = {event.event for event in events}
    assert {"interim", "speech-final", "speech-started", "utterance-end", "closed"} <= kinds
    segments = {event.segment for event in settled}
    assert {event.segment for event in events if event.event == "interim"} <= segments

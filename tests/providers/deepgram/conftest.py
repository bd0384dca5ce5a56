"""Fixtures of the Deepgram provider's tests: the stand-in on a real socket, clips on disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from providers.audio.clips import Clip, probe
from tests.wire.deepgram.serving import Served, serving
from tests.wire.deepgram.tones import tones, wav


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as running:
        yield running


@pytest.fixture
def clip_of(tmp_path: Path) -> Callable[..., Clip]:
    """Makes a WAV clip that says words in tones."""

    def make(words: str = "alpha bravo", rate: int = 16000) -> Clip:
        path = tmp_path / f"call-{rate}.wav"
        path.write_bytes(wav(tones(words, rate), rate))
        return probe(path)

    return make

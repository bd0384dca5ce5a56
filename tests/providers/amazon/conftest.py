"""Fixtures of the Amazon provider's tests: the stand-in, and clips of tones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from providers.audio.clips import Clip, probe
from tests.wire.amazon.serving import Served, serving
from tests.wire.deepgram.tones import tones, wav

MakeClip = Callable[..., Clip]


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(vocabulary_seconds=0.0) as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path) -> MakeClip:
    """Makes a clip that says some words, or of a WAV's bytes."""

    def make(words: str = "alpha bravo _ _ charlie", *, data: bytes = b"", name: str = "") -> Clip:
        path = tmp_path / (name or "first call.wav")
        path.write_bytes(data or wav(tones(words)))
        return probe(path)

    return make

"""Fixtures of the Amazon provider's tests: the stand-in, and clips of tones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from providers.audio.clips import Clip, probe
from tests.wire.amazon.serving import KEY_ID, REGION, SECRET, Served, serving
from tests.wire.deepgram.tones import tones, wav

MakeClip = Callable[..., Clip]


@pytest.fixture(scope="session")
def boto3s() -> boto3.Session:
    """The session of the tests' own clients: reading boto3's models costs more than a test."""
    return boto3.Session(KEY_ID, SECRET, region_name=REGION)


@pytest.fixture
def served(boto3s: boto3.Session) -> Iterator[Served]:
    with serving(vocabulary_seconds=0.0) as running:
        yield replace(running, session=boto3s)


@pytest.fixture
def clip(tmp_path: Path) -> MakeClip:
    """Makes a clip that says some words, or of a WAV's bytes."""

    def make(words: str = "alpha bravo _ _ charlie", *, data: bytes = b"", name: str = "") -> Clip:
        path = tmp_path / (name or "first call.wav")
        path.write_bytes(data or wav(tones(words)))
        return probe(path)

    return make

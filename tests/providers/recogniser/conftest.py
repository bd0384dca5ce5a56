"""Speech for the recogniser's tests, synthesised by flite."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from providers.sandbox.recogniser.pool import PocketSphinxRecogniser

Say = Callable[..., bytes]
RATE = 16000


def silence(seconds: float) -> bytes:
    """Digital silence at 16 kHz."""
    return bytes(2 * int(RATE * seconds))


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Say]:
    """``say(text, voice="rms")``: linear16 mono at 16 kHz."""
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed, so there is no speech to listen to")
    folder = tmp_path_factory.mktemp("speech")

    @cache
    def spoken(text: str, voice: str = "rms") -> bytes:
        path = Path(folder, "said.wav")
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
        with wave.open(str(path)) as sound:
            assert sound.getframerate() == RATE
            samples: bytes = sound.readframes(sound.getnframes())
        return samples

    yield spoken


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recogniser() -> AsyncIterator[PocketSphinxRecogniser]:
    """A recogniser for one module of tests."""
    async with PocketSphinxRecogniser(workers=2) as pool:
        yield pool

"""The sources of a live comparison: how exactly they keep their pace, one pane stalled.

``python -m tests.bench.live_sources [SECONDS]`` (60 without it).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from checklists.before.live.source_microphone import MicrophoneSource
from checklists.before.live.source_pipe import PipeSource
from checklists.before.live.source_sample import SampleSource
from checklists.before.live.sources import LiveSource
from checklists.scoring.clock import AudioClock
from providers.audio.clips import identify, probe
from providers.audio.microphone import Choice, Microphone, open_microphone
from providers.audio.pacing import PcmFormat, Pump
from providers.audio.sound_library import Deliver
from providers.audio.wav import write_wav
from tests.bench.recording import noise
from tests.sound import running_sound_server, virtual_microphone_on

MONO = PcmFormat("linear16", 16000, 1)
BARE_SLEEP, PIECE = 0.1, 0.02


def _share(values: list[float], share: float) -> str:
    ordered = sorted(values)
    return f"{1000 * ordered[round(share * (len(ordered) - 1))]:.2f}"


def _told(values: list[float]) -> str:
    return f"P50 {_share(values, 0.5)}, P99 {_share(values, 0.99)}, most {_share(values, 1.0)} ms"


async def _bare(lags: list[float]) -> None:
    """The witness: what a loop that only sleeps is late by."""
    began, count = time.monotonic(), 0
    while True:
        count += 1
        await asyncio.sleep(max(0.0, began + count * BARE_SLEEP - time.monotonic()))
        lags.append(time.monotonic() - began - count * BARE_SLEEP)


async def _heard(source: LiveSource, seconds: float) -> tuple[list[float], list[float]]:
    """How late each block was by the source's clock, and the witness, over ``seconds``."""
    await source.open()
    pump, ends, bare = Pump(), list[tuple[float, float]](), list[float]()
    _stalled, well = pump.listen(), pump.listen()
    running = asyncio.create_task(pump.run(source.blocks()))
    witness = asyncio.create_task(_bare(bare))
    async for block in well:
        ends.append((block.end, time.monotonic()))
        if block.end >= seconds:
            source.stop()
    await running
    witness.cancel()
    clock = AudioClock(source.started_at or 0.0, source.pauses)
    return [moment - clock.due(end) for end, moment in ends], bare


async def sample(folder: Path, seconds: float) -> None:
    """A clip."""
    path = folder / "clip.wav"
    write_wav(path, noise(seconds), MONO)
    late, bare = await _heard(SampleSource(probe(path)), seconds)
    print(
        f"sample     {seconds:.0f} s, late by {_told(late)}; a bare sleep beside it {_told(bare)}"
    )


async def pipe(folder: Path, seconds: float) -> None:
    """A FIFO that is written to in pieces of 20 ms at the speed of life."""
    path, pcm = folder / "tap", noise(seconds)
    os.mkfifo(path)

    def write() -> None:
        step = round(PIECE * MONO.byte_rate)
        with path.open("wb", buffering=0) as out:
            began = time.monotonic()
            for at in range(0, len(pcm), step):
                time.sleep(max(0.0, began + (at + step) / MONO.byte_rate - time.monotonic()))
                out.write(pcm[at : at + step])

    source = PipeSource(path, MONO, audio=folder / "audio")
    threading.Thread(target=write, daemon=True).start()
    late, bare = await _heard(source, seconds)
    same = source.kept is not None and identify(source.kept.path).duration
    stood = sum(length for _, length in source.pauses)
    print(
        f"pipe       {seconds:.0f} s in pieces of {1000 * PIECE:.0f} ms, late by {_told(late)}; "
        f"a bare sleep beside it {_told(bare)}; stood still {len(source.pauses)} times, "
        f"{1000 * stood:.0f} ms; {same:.1f} s kept"
    )


class _Stamping:
    """A microphone that remembers when each second of it was delivered."""

    def __init__(self, microphone: Microphone) -> None:
        self.name, self.form = microphone.name, microphone.form
        self.moments: list[float] = []
        self._microphone = microphone

    async def start(self, deliver: Deliver) -> None:
        def stamped(data: bytes, arrived: float, lost: bool) -> None:
            self.moments.append(arrived)
            deliver(data, arrived, lost)

        await self._microphone.start(stamped)

    async def stop(self) -> None:
        await self._microphone.stop()


async def microphone(folder: Path, seconds: float) -> None:
    """From PortAudio's thread over the disk to the panes."""
    opened: list[_Stamping] = []

    @asynccontextmanager
    async def opener(choice: Choice) -> AsyncIterator[Microphone]:
        async with open_microphone(choice) as found:
            opened.append(_Stamping(found))
            yield opened[0]

    source = MicrophoneSource(folder / "audio", opener=opener)
    await source.open()
    given: list[float] = []
    async for block in source.blocks():
        given.append(time.monotonic())
        if block.end >= seconds:
            source.stop()
    # What came before the recording began is in no block.
    first = next(n for n, moment in enumerate(opened[0].moments) if moment > given[0] - 0.045)
    taken = [at - moment for at, moment in zip(given, opened[0].moments[first:], strict=False)]
    print(f"microphone {seconds:.0f} s, from PortAudio over the disk to the panes {_told(taken)}")


def measure(seconds: float = 60.0) -> None:
    """Print all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(sample(folder, seconds))
        asyncio.run(pipe(folder, seconds))
        with running_sound_server() as server, virtual_microphone_on(server):
            os.environ.update(server.environment)
            asyncio.run(microphone(folder, seconds))


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)

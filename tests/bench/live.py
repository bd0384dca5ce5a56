"""Our own cost in a live comparison: pacing with one side stalled, and from socket to event.

Against a scripted server in a process of its own, which stamps every block of audio when it
arrives, sends an interim twenty times a second with the moment in it, and on one of its two
connections stops reading after a second. Beside it runs a witness: a process that does nothing but
sleep to the same deadlines, and so says what this machine allows at this moment.
``python -m tests.bench.live [SECONDS]``.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from checklists.before.live.streams import stream_blocks
from checklists.scoring.latency import nearest_rank
from providers.audio.pacing import Block, PcmFormat, Pump, paced
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.exchange import AUDIO, WireMessage
from providers.resuming import ResumingLive
from tests.bench.live_server import STALLED, STEADY, scripted

FORM = PcmFormat("linear16", 16000, 2)
BLOCK_SECONDS = 0.1


@dataclass(slots=True)
class Measured:
    """Monotonic moments: ``began`` of audio second 0, ``woken`` when the pacing gave each block,
    ``sent`` when the steady side's socket had it; ``took``: seconds from a message being sent to
    its event."""

    began: float = 0.0
    woken: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def audio(seconds: float) -> Iterator[Block]:
    """Silence in blocks."""
    data = bytes(round(BLOCK_SECONDS * FORM.byte_rate))
    for number in range(round(seconds / BLOCK_SECONDS)):
        yield Block(data, number * BLOCK_SECONDS, (number + 1) * BLOCK_SECONDS)


def witness(seconds: float) -> list[float]:
    """How late a bare asyncio loop is at each of the same deadlines, in seconds."""

    async def sleep() -> list[float]:
        began = time.monotonic()
        late: list[float] = []
        for block in audio(seconds):
            await asyncio.sleep(max(0.0, began + block.end - time.monotonic()))
            late.append(time.monotonic() - began - block.end)
        return late

    return asyncio.run(sleep())


async def stream(url: str, seconds: float) -> Measured:
    """One stream of silence to both sides."""
    found = Measured()

    def side(model: str) -> ResumingLive:
        options = DeepgramOptions(model=model, interim_results=True)
        return ResumingLive(DeepgramLive(DeepgramAccess(Secret("a-key"), url), options))

    def tap(message: WireMessage) -> None:
        if message.kind == AUDIO:
            found.sent.append(message.at)

    def begin(moment: float) -> None:
        found.began = moment

    async def source() -> AsyncIterator[Block]:
        async for block in paced(audio(seconds)):
            found.woken.append(time.monotonic())
            yield block

    sides = {"1": side(STEADY), "2": side(STALLED)}
    sides["1"].tap = tap
    # The stalled side never ends by itself: what is wanted is measured when the audio is over.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds + 2.0):
            async for event in stream_blocks(source(), FORM, sides, on_start=begin, pump=Pump()):
                if "sent_at" in event.raw:
                    found.took.append(time.monotonic() - event.raw["sent_at"])
    return found


def lateness(moments: Sequence[float], began: float) -> list[float]:
    """Seconds after its deadline for each block."""
    return [at - began - (n + 1) * BLOCK_SECONDS for n, at in enumerate(moments)]


def drift(late: Sequence[float]) -> float:
    """Seconds a minute by which lateness grows: between the medians of the first and last tenth."""
    tenth = max(1, len(late) // 10)
    first, last = nearest_rank(sorted(late[:tenth]), 50), nearest_rank(sorted(late[-tenth:]), 50)
    return (last - first) / max(len(late) * BLOCK_SECONDS * 0.9, 1e-9) * 60


def _ranks(seconds: Iterable[float]) -> str:
    found = sorted(map(abs, seconds))
    ranks = ", ".join(f"P{rank} {1000 * nearest_rank(found, rank):.2f}" for rank in (50, 95, 99))
    return f"{ranks}, most {1000 * found[-1]:.2f} ms"


def _shown(late: Sequence[float]) -> str:
    return f"{_ranks(late)}, drift {1000 * drift(late):+.2f} ms a minute"


def measure(seconds: float = 30.0) -> None:
    """Print the figures."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool, scripted() as server:
        pool.submit(witness, 0.1).result()
        watching = pool.submit(witness, seconds)
        used = time.process_time()
        found = asyncio.run(stream(server.url, seconds))
        used = time.process_time() - used
        bare = watching.result()
    sent, arrived = lateness(found.sent, found.began), lateness(server.seen.arrived, found.began)
    print(
        f"pacing     {len(sent)} blocks of {BLOCK_SECONDS:g} s, the other side stalled after "
        f"{server.seen.stalled_after}: |sent - due| {_shown(sent)}"
    )
    own = [at - woken for at, woken in zip(found.sent, found.woken, strict=False)]
    print(f"           of it our own part, from the wake-up to the socket: {_ranks(own)}")
    print(f"           the same blocks when the server had them: {_shown(arrived)}")
    print(f"           witness, a bare sleep to the same deadlines: {_shown(bare)}")
    print(
        f"event      {len(found.took)} messages of two sides, socket to event: "
        f"{_ranks(found.took)}; {used / seconds:.1%} of a core"
    )


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)

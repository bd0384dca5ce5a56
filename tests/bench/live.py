"""Our own cost in a live comparison: pacing with one side stalled, and from socket to event.

Against a scripted server in a thread of its own: it stamps every block of audio when it arrives,
sends an interim twenty times a second with the moment in it, and on one of its two connections
stops reading after a second. ``python -m tests.bench.live [SECONDS]``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from checklists.before.live_streams import stream_blocks
from checklists.scoring.latency import nearest_rank
from providers.audio.pacing import Block, PcmFormat, Pump, paced
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.resuming import ResumingLive

FORM = PcmFormat("linear16", 16000, 2)
BLOCK_SECONDS = 0.1
MESSAGES_A_SECOND = 20
STALLED_MODEL = "stalled"


@dataclass(slots=True)
class Scripted:
    """What the server saw: ``arrived`` the monotonic moment of each block, of the side that is
    well; ``stalled_after`` blocks of the other."""

    url: str = ""
    arrived: list[float] = field(default_factory=list)
    stalled_after: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        """One connection; the model's name says which part it plays."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        stalls = request.query.get("model") == STALLED_MODEL
        heard = 0
        talking = asyncio.create_task(self._talk(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    if "CloseStream" in message.data:
                        break
                elif stalls:
                    heard += 1
                    self.stalled_after = max(self.stalled_after, heard)
                    if heard == round(1 / BLOCK_SECONDS):
                        await self.over.wait()
                        break
                else:
                    self.arrived.append(time.monotonic())
        finally:
            talking.cancel()
        return socket

    async def _talk(self, socket: web.WebSocketResponse) -> None:
        number = 0
        with contextlib.suppress(ConnectionError):
            while True:
                await asyncio.sleep(1 / MESSAGES_A_SECOND)
                number += 1
                words = [
                    {"word": "word", "start": n * 0.3, "end": n * 0.3 + 0.2, "confidence": 0.9}
                    for n in range(1 + number % 12)
                ]
                said = {"transcript": "word " * len(words), "words": words}
                result = {
                    "type": "Results",
                    "channel_index": [0, 2],
                    "start": 0.0,
                    "duration": 4.0,
                    "is_final": False,
                    "channel": {"alternatives": [said]},
                    "sent_at": time.monotonic(),
                }
                await socket.send_str(json.dumps(result))


@contextlib.contextmanager
def scripted() -> Iterator[Scripted]:
    """The server in its thread, for the length of the block."""
    made, ready = Scripted(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        app = web.Application()
        app.add_routes([web.get("/v1/listen", made.listen)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await made.over.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(made.over.set)
        thread.join(10)


def audio(seconds: float) -> Iterator[Block]:
    """Silence in blocks."""
    data = bytes(round(BLOCK_SECONDS * FORM.byte_rate))
    for number in range(round(seconds / BLOCK_SECONDS)):
        yield Block(data, number * BLOCK_SECONDS, (number + 1) * BLOCK_SECONDS)


async def stream(server: Scripted, seconds: float) -> tuple[float, list[float]]:
    """The moment of audio second 0, and for each event how long it took from being sent."""

    def side(model: str) -> ResumingLive:
        options = DeepgramOptions(model=model, interim_results=True)
        return ResumingLive(DeepgramLive(DeepgramAccess(Secret("key"), server.url), options))

    began: list[float] = []
    took: list[float] = []
    sides = [side("nova-3"), side(STALLED_MODEL)]
    blocks = paced(audio(seconds))
    # The stalled side never ends by itself: what is wanted is measured when the audio is over.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds + 2.0):
            async for event in stream_blocks(
                blocks, FORM, sides, on_start=began.append, pump=Pump()
            ):
                if "sent_at" in event.raw:
                    took.append(time.monotonic() - event.raw["sent_at"])
    return began[0], took


def measure(seconds: float = 30.0) -> None:
    """Print the figures."""
    with scripted() as server:
        used = time.process_time()
        began, took = asyncio.run(stream(server, seconds))
        used = time.process_time() - used
    late = [at - began - (n + 1) * BLOCK_SECONDS for n, at in enumerate(server.arrived)]
    off, tenth = sorted(map(abs, late)), max(1, len(late) // 10)
    first, last = sorted(late[:tenth])[tenth // 2], sorted(late[-tenth:])[tenth // 2]
    drift = (last - first) / max(seconds * 0.9, 1e-9) * 60
    print(
        f"pacing     {len(late)} blocks of {BLOCK_SECONDS:g} s, the other side stalled after "
        f"{server.stalled_after}: |sent - due| P50 {1000 * nearest_rank(off, 50):.2f} ms, "
        f"P99 {1000 * nearest_rank(off, 99):.2f} ms, drift {1000 * drift:+.2f} ms a minute"
    )
    took.sort()
    print(
        f"event      {len(took)} messages of two sides, socket to event: "
        f"P50 {1000 * nearest_rank(took, 50):.2f} ms, P95 {1000 * nearest_rank(took, 95):.2f} ms, "
        f"P99 {1000 * nearest_rank(took, 99):.2f} ms; {used / seconds:.1%} of a core, "
        "the server included"
    )


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)

"""A scripted server of both vendors' live wires, in a process of its own.

In a process, because a thread would take its turns of the interpreter from the side that is
measured. What it plays is said by the model's name, or for Amazon by the path.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import WSMsgType, web

from providers.amazon.event_stream import MessageReader, encoded

MESSAGES_A_SECOND = 20
# "steady" talks MESSAGES_A_SECOND by the wall clock and stamps audio; "stalled" does so and stops
# reading after a second of audio; "hours" talks as a vendor would by the clock of the audio.
STEADY, STALLED, HOURS = "steady", "stalled", "hours"
_FINAL_EVERY = 4
_SYLLABLES = (
    "ba", "cor", "del", "fin", "gra", "hun", "jo", "kel", "lim", "mar", "no", "pri", "qua", "ro",
    "sta", "tem", "ul", "vor", "win", "zed",
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """``arrived``: the monotonic moment of each block of the steady side; ``stalled_after``
    blocks of the other; ``connections`` and ``messages`` of all."""

    arrived: list[float] = field(default_factory=list)
    stalled_after: int = 0
    connections: int = 0
    messages: int = 0


@dataclass(slots=True)
class Scripted:
    """``url`` of the server; ``seen`` is filled when its block is left."""

    url: str
    seen: Seen = field(default_factory=Seen)


@contextlib.contextmanager
def scripted(breaks_every: float = 0.0) -> Iterator[Scripted]:
    """The server for the length of the block. ``breaks_every``: seconds of audio after which a
    connection of "hours" is broken off without a word, 0 for never."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, breaks_every), daemon=True)
    process.start()
    try:
        made = Scripted(here.recv())
        yield made
        here.send("end")
        made.seen = here.recv()
    finally:
        process.terminate()
        process.join(10)


def _serve(parent: Connection, breaks_every: float) -> None:
    asyncio.run(_served(parent, breaks_every))


async def _served(parent: Connection, breaks_every: float) -> None:
    over, seen = asyncio.Event(), Seen()
    asyncio.get_running_loop().add_reader(parent.fileno(), over.set)

    async def deepgram(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        seen.connections += 1
        model = request.query["model"]
        if model == HOURS:
            rate = int(request.query["sample_rate"]) * int(request.query["channels"]) * 2
            await _hours(_Deepgram(socket), request, rate, breaks_every, seen)
        else:
            await _by_the_clock(socket, model == STALLED, seen, over)
        return socket

    async def amazon(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        seen.connections += 1
        rate = int(request.query["sample-rate"]) * int(request.query["number-of-channels"]) * 2
        await _hours(_Amazon(socket), request, rate, breaks_every, seen)
        return socket

    app = web.Application()
    app.add_routes([web.get("/v1/listen", deepgram)])
    app.add_routes([web.get("/stream-transcription-websocket", amazon)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    parent.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await over.wait()
    parent.send(seen)
    await runner.cleanup()


async def _by_the_clock(
    socket: web.WebSocketResponse, stalls: bool, seen: Seen, over: asyncio.Event
) -> None:
    talking = asyncio.create_task(_talk(socket, seen))
    heard = 0
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                if "CloseStream" in message.data:
                    break
            elif stalls:
                heard += 1
                seen.stalled_after = heard
                if heard == 10:
                    await over.wait()
                    break
            else:
                seen.arrived.append(time.monotonic())
    finally:
        talking.cancel()


async def _talk(socket: web.WebSocketResponse, seen: Seen) -> None:
    """An interim again and again, with the moment at which it is sent."""
    number = 0
    with contextlib.suppress(ConnectionError):
        while True:
            await asyncio.sleep(1 / MESSAGES_A_SECOND)
            number += 1
            said = results(0, 0.0, 4.0, 1 + number % 12, final=False)
            await socket.send_str(json.dumps({**said, "sent_at": time.monotonic()}))
            seen.messages += 1


async def _hours(
    voice: _Deepgram | _Amazon,
    request: web.Request,
    byte_rate: int,
    breaks_every: float,
    seen: Seen,
) -> None:
    """For every second of audio and each of two channels an interim or, each fourth, a final;
    at the end what is open is settled."""
    size = told = 0
    async for message in voice.socket:
        audio = voice.audio(message)
        if audio is None:
            for channel in (0, 1):
                await voice.tell(channel, told, ending=True)
            break
        size += audio
        while told < size // byte_rate:
            told += 1
            for channel in (0, 1):
                await voice.tell(channel, told)
                seen.messages += 1
        if breaks_every and size >= breaks_every * byte_rate:
            if request.transport is not None:
                request.transport.close()
            return
    await voice.socket.close()


class _Deepgram:
    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket

    def audio(self, message: Any) -> int | None:
        """Bytes of audio in a message, None at the end."""
        if message.type is WSMsgType.TEXT:
            return None if "CloseStream" in message.data else 0
        return len(message.data)

    async def tell(self, channel: int, second: int, *, ending: bool = False) -> None:
        """What is said at the end of a second of audio."""
        part = (second - 1) % _FINAL_EVERY + 1
        final = ending or part == _FINAL_EVERY
        said = results(channel, float(second - part), float(part), 3 * part, final=final)
        await self.socket.send_str(json.dumps(said))
        if final:
            ended = {"type": "UtteranceEnd", "channel": [channel, 2], "last_word_end": second - 0.2}
            await self.socket.send_str(json.dumps(ended))


class _Amazon:
    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._reader = MessageReader()

    def audio(self, message: Any) -> int | None:
        """Bytes of audio in a message, None at the end."""
        sizes = [len(event.payload) for event in self._reader.feed(message.data)]
        return None if 0 in sizes else sum(sizes)

    async def tell(self, channel: int, second: int, *, ending: bool = False) -> None:
        """What is said at the end of a second of audio."""
        part = (second - 1) % _FINAL_EVERY + 1
        begins = float(second - part)
        items = [
            {
                "Content": word,
                "Type": "pronunciation",
                "StartTime": begins + n * 0.3,
                "EndTime": begins + n * 0.3 + 0.25,
                "Confidence": confidence,
                "VocabularyFilterMatch": False,
            }
            for n, (word, confidence) in enumerate(spoken(channel, begins)[: 3 * part])
        ]
        text = " ".join(str(item["Content"]) for item in items)
        result = {
            "ResultId": f"result-{channel}-{begins}",
            "ChannelId": f"ch_{channel}",
            "StartTime": begins,
            "EndTime": float(second),
            "IsPartial": not ending and part != _FINAL_EVERY,
            "Alternatives": [{"Transcript": text, "Items": items}],
        }
        payload = json.dumps({"Transcript": {"Results": [result]}}).encode()
        headers = {
            ":message-type": "event",
            ":event-type": "TranscriptEvent",
            ":content-type": "application/json",
        }
        await self.socket.send_bytes(encoded(headers, payload))


def results(
    channel: int, start: float, duration: float, words: int, *, final: bool
) -> dict[str, Any]:
    """A message of Deepgram's, with all that the real ones have."""
    heard = [
        {
            "word": word,
            "start": start + n * 0.3,
            "end": start + n * 0.3 + 0.25,
            "confidence": confidence,
            "punctuated_word": word.capitalize(),
        }
        for n, (word, confidence) in enumerate(spoken(channel, start)[:words])
    ]
    text = " ".join(str(word["punctuated_word"]) for word in heard)
    return {
        "type": "Results",
        "channel_index": [channel, 2],
        "duration": duration,
        "start": start,
        "is_final": final,
        "speech_final": final,
        "from_finalize": False,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.9, "words": heard}]},
        "metadata": {
            "request_id": "0b0e2d9c-6d0c-4f0e-9a4f-2b8d6f1c7e55",
            "model_info": {"name": "general-nova-3", "version": "2026-01-01.0", "arch": "nova-3"},
            "model_uuid": "2187e11a-3532-4498-b076-81fa530bdd49",
        },
    }


@lru_cache(maxsize=64)
def spoken(channel: int, begins: float) -> tuple[tuple[str, float], ...]:
    """Twelve words with confidences, the same for the same moment: text that packs like text."""
    chance = random.Random(f"{channel} {begins}")
    return tuple(
        ("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))), 1 - chance.random() / 2)
        for _ in range(3 * _FINAL_EVERY)
    )

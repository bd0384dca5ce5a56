"""A scripted Deepgram for four panes, in a process of its own: every text has a token in it.

A token names the pane and the message, and says when it was sent; so whoever reads the terminal
knows how long the message took to get there.
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
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import WSMsgType, web

MESSAGES_A_SECOND = 20
FINAL_EVERY = 20
WORDS = 12
CHUNK = 50
# For a chunk of the burst to be seen, in seconds.
_MOST_PATIENCE = 60.0
VOCABULARY = ("account", "bill", "card", "light", "line", "number", "please", "router", "street")
# A word of a pane that the others heard otherwise.
MISHEARD = 0.05


@dataclass(slots=True)
class Script:
    """Seconds of talk, then a burst of ``finals`` in every pane, a CHUNK of them at a time and
    the next when that was seen, a rest, and talk again."""

    talk: float
    finals: int
    rest: float


@dataclass(slots=True)
class Sent:
    """``moments``: by pane and number the monotonic moment of each message of the two talks;
    ``windows`` their beginning and end."""

    moments: dict[tuple[int, int], float] = field(default_factory=dict)
    windows: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Served:
    """``url`` of the server; ``told`` waits for what was sent and may be asked once."""

    url: str
    _parent: Connection

    def over(self) -> bool:
        """Whether the script is at its end."""
        return self._parent.poll(0)

    def go_on(self) -> None:
        """A chunk of the burst was seen."""
        self._parent.send("seen")

    def told(self) -> Sent:
        """What was sent."""
        sent: Sent = self._parent.recv()
        return sent


@contextlib.contextmanager
def serving(script: Script, panes: int) -> Iterator[Served]:
    """The server for the length of the block; it begins when all panes are there."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(there, script, panes), daemon=True
    )
    process.start()
    # Where the server cannot start, its end of the pipe closes with it.
    there.close()
    try:
        yield Served(here.recv(), here)
    finally:
        process.terminate()
        process.join(10)


def _serve(parent: Connection, script: Script, panes: int) -> None:
    asyncio.run(_served(parent, script, panes))


async def _served(parent: Connection, script: Script, panes: int) -> None:
    voices: dict[int, _Voice] = {}
    complete = asyncio.Event()

    async def listen(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        pane = int(request.query["tag"])
        voices[pane] = _Voice(pane, socket)
        if len(voices) == panes:
            complete.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT and "CloseStream" in message.data:
                break
        return socket

    app = web.Application()
    app.add_routes([web.get("/v1/listen", listen)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    parent.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await complete.wait()
    sent = Sent()
    with contextlib.suppress(ConnectionError):
        await asyncio.sleep(3.0)
        await _talk(voices, script.talk, sent)
        for first in range(0, script.finals, CHUNK):
            await _burst(voices, min(CHUNK, script.finals - first))
            if await asyncio.to_thread(parent.poll, _MOST_PATIENCE):
                parent.recv()
        await asyncio.sleep(script.rest)
        await _talk(voices, script.talk, sent)
        await asyncio.sleep(1.0)
    parent.send(sent)
    await asyncio.Event().wait()


async def _talk(voices: dict[int, _Voice], seconds: float, sent: Sent) -> None:
    """Every pane MESSAGES_A_SECOND, each at its own moment of the period."""
    began = time.monotonic()

    async def one(place: int, voice: _Voice) -> None:
        for number in range(round(seconds * MESSAGES_A_SECOND)):
            due = began + (number + place / len(voices)) / MESSAGES_A_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            final = number % FINAL_EVERY == FINAL_EVERY - 1
            shown = 1 + (number % FINAL_EVERY) * WORDS // FINAL_EVERY
            sent.moments[voice.pane, voice.number + 1] = time.monotonic()
            await voice.say(WORDS if final else shown, final=final)

    await asyncio.gather(*(one(place, voice) for place, voice in enumerate(voices.values())))
    sent.windows.append((began, time.monotonic()))


async def _burst(voices: dict[int, _Voice], finals: int) -> None:
    for _ in range(finals):
        await asyncio.gather(*(voice.say(WORDS, final=True) for voice in voices.values()))


class _Voice:
    """One connection: a text of its own that runs as fast as it is spoken, 3 words a second."""

    def __init__(self, pane: int, socket: web.WebSocketResponse) -> None:
        self.pane, self.number = pane, 0
        self._socket, self._start = socket, 0.0
        self._told = 0
        self._words = self._spoken()

    def _spoken(self) -> list[str]:
        said = random.Random(self._told)
        own = random.Random(f"{self._told} {self.pane}")
        words = [said.choice(VOCABULARY) for _ in range(WORDS)]
        return ["zebra" if own.random() < MISHEARD else word for word in words]

    async def say(self, count: int, *, final: bool) -> None:
        """The first words of the passage and the token; a final begins the next passage."""
        self.number += 1
        token = f"q{self.pane}{self.number:06d}"
        await self._socket.send_str(json.dumps(self._results([*self._words[:count], token], final)))
        if final:
            self._told += 1
            self._start += WORDS / 3
            self._words = self._spoken()

    def _results(self, words: list[str], final: bool) -> dict[str, Any]:
        each = 1 / 3
        spoken = [
            {
                "word": word,
                "start": self._start + n * each,
                "end": self._start + (n + 0.8) * each,
                "confidence": 0.5 + 0.04 * (n % 12),
                "punctuated_word": word,
            }
            for n, word in enumerate(words)
        ]
        heard = {"transcript": " ".join(words), "confidence": 0.9, "words": spoken}
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": len(words) * each,
            "start": self._start,
            "is_final": final,
            "speech_final": final,
            "from_finalize": False,
            "channel": {"alternatives": [heard]},
            "metadata": {"request_id": "0b0e2d9c-6d0c-4f0e-9a4f-2b8d6f1c7e55"},
        }

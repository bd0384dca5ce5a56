"""The stand-in on a real socket, for any client."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from providers.credentials import DeepgramAccess, Secret
from providers.sandbox.deepgram import Faults, application
from providers.sandbox.recognition import Recogniser
from tests.wire.deepgram.tones import ToneRecogniser

KEY = "a-key-for-tests"
AUTHORIZATION = {"Authorization": f"Token {KEY}"}


@dataclass(frozen=True, slots=True)
class Served:
    """A stand-in at work: where it is, what is behind it, and its faults to play with."""

    url: str
    recogniser: ToneRecogniser
    faults: Faults

    @property
    def ws_url(self) -> str:
        """The same host for WebSockets."""
        return "ws" + self.url.removeprefix("http")

    @property
    def access(self) -> DeepgramAccess:
        """What the product's provider is given."""
        return DeepgramAccess(Secret(KEY), self.url)


@contextlib.asynccontextmanager
async def serving(recogniser: Recogniser | None = None, **settings: Any) -> AsyncIterator[Served]:
    """Serve on a free port of 127.0.0.1 for the length of the block."""
    tones = ToneRecogniser()
    faults = Faults()
    app = application(recogniser or tones, key=KEY, faults=faults, **settings)
    async with on_loopback(app) as url:
        yield Served(url, tones, faults)


@contextlib.asynccontextmanager
async def on_loopback(app: web.Application) -> AsyncIterator[str]:
    """Any aiohttp application on a free port of 127.0.0.1."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()

"""One loopback server for all of Amazon: each request says which service it is for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

from aiohttp import web

from providers.sandbox.amazon.events_api import EventsApi
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.jobs import JobBook
from providers.sandbox.amazon.live import LiveService
from providers.sandbox.amazon.object_store import ObjectStore
from providers.sandbox.amazon.objects import ObjectService
from providers.sandbox.amazon.signature import Credentials
from providers.sandbox.amazon.transcribe_api import TranscribeApi
from providers.sandbox.amazon.wordlists import WordLists
from providers.sandbox.recognition import Recogniser

STREAM_PATH = "/stream-transcription-websocket"
_LARGEST_DOCUMENT = 8 * 1024**2


def application(
    recogniser: Recogniser,
    *,
    key_id: str,
    secret: str,
    region: str,
    concurrent_jobs: int = 250,
    streams: int = 25,
    idle_seconds: float = 15.0,
    longest_stream: float = 4 * 3600.0,
    vocabulary_seconds: float = 0.5,
    vocabularies: Mapping[str, bytes] | None = None,
    filters: Mapping[str, bytes] | None = None,
    faults: Faults | None = None,
) -> web.Application:
    """The stand-in for one account in one region, opened by one key.

    ``concurrent_jobs`` and ``streams`` are the quotas (defaults: those of the Developer Guide's
    limits page), ``idle_seconds`` how long a stream may stay without audio, ``longest_stream`` how
    many seconds of audio it may have, ``vocabulary_seconds`` how long a new vocabulary is PENDING.
    ``vocabularies`` and ``filters`` are what the account has from the beginning: files by name.
    The recogniser stays the caller's to close. Uploaded objects lie in a temporary directory that
    is removed when the application is cleaned up.
    """
    known = Credentials(key_id, secret, region)
    made = faults or Faults()

    async def running(app: web.Application) -> AsyncIterator[None]:
        store = ObjectStore()
        lists = WordLists(store, region=region, pending=timedelta(seconds=vocabulary_seconds))
        for name, data in (vocabularies or {}).items():
            lists.hold(name, data)
        for name, data in (filters or {}).items():
            lists.hold_filter(name, data)
        jobs = JobBook(
            recogniser, store, lists, region=region, concurrent=concurrent_jobs, faults=made
        )
        app[_API] = TranscribeApi(jobs, lists, known, made)
        app[_EVENTS] = EventsApi(known)
        app[_OBJECTS] = ObjectService(store, known, made)
        app[_LIVE] = LiveService(
            recogniser,
            lists,
            known,
            made,
            streams=streams,
            idle_seconds=idle_seconds,
            longest_seconds=longest_stream,
        )
        try:
            yield
            await jobs.close()
        finally:
            await asyncio.to_thread(store.close)

    app = web.Application(client_max_size=_LARGEST_DOCUMENT)
    app.cleanup_ctx.append(running)
    app.on_shutdown.append(_hang_up)
    # A key may hold a line feed, which "." would not match.
    app.router.add_route("*", r"/{path:[\s\S]*}", _route)
    return app


async def _hang_up(app: web.Application) -> None:
    await app[_LIVE].close()


async def _route(request: web.Request) -> web.StreamResponse:
    if request.method == "GET" and request.path == STREAM_PATH:
        return await request.app[_LIVE].handle(request)
    content = request.headers.get("Content-Type", "")
    if request.headers.get("X-Amz-Target", "").startswith(EventsApi.target):
        return await request.app[_EVENTS].handle(request)
    if "X-Amz-Target" in request.headers or content.startswith("application/x-amz-json"):
        return await request.app[_API].handle(request)
    return await request.app[_OBJECTS].handle(request)


_API = web.AppKey("api", TranscribeApi)
_EVENTS = web.AppKey("events", EventsApi)
_OBJECTS = web.AppKey("objects", ObjectService)
_LIVE = web.AppKey("live", LiveService)

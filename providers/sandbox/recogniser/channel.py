"""A live channel over a worker process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from providers.sandbox.recogniser.frames import Header
from providers.sandbox.recogniser.process import RecogniserTrouble, WorkerProcess
from providers.sandbox.recognition import Heard, HeardWord, Term

GiveBack = Callable[[WorkerProcess, bool], Awaitable[None]]


class WorkerChannel:
    """``LiveChannel`` over one leased worker; ``give_back`` is told whether it is reusable."""

    def __init__(self, worker: WorkerProcess, give_back: GiveBack) -> None:
        self._worker = worker
        self._give_back = give_back
        self._finished = False
        self._ended = asyncio.Event()
        self._returned = False
        self._events: asyncio.Queue[Heard | RecogniserTrouble | None] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def feed(self, pcm: bytes) -> None:
        """Linear16 mono at the channel's rate. Raises RecogniserTrouble."""
        await self._ask({"do": "feed"}, pcm)

    async def flush(self) -> None:
        """Settle what is pending now. Raises RecogniserTrouble."""
        await self._ask({"do": "flush"})

    async def set_terms(self, terms: Sequence[Term]) -> None:
        """Replace the terms from the next utterance on. Raises RecogniserTrouble."""
        await self._ask({"do": "terms", "terms": [[t.text, t.boost] for t in terms]})

    async def finish(self) -> None:
        """No more audio. Safe to call twice. Raises RecogniserTrouble."""
        if not self._finished:
            await self._ask({"do": "finish"})
            self._finished = True

    async def heard(self) -> AsyncIterator[Heard]:
        """Events until the end. Raises RecogniserTrouble if the process dies."""
        while (event := await self._events.get()) is not None:
            if isinstance(event, RecogniserTrouble):
                self._events.put_nowait(event)
                raise event
            yield event
        self._events.put_nowait(None)

    async def close(self) -> None:
        """Give the worker back; one that has not finished is ended rather than reused."""
        if self._returned:
            return
        self._returned = True
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        self._events.put_nowait(None)
        await asyncio.shield(self._give_back(self._worker, self._ended.is_set()))

    async def _ask(self, header: Header, payload: bytes = b"") -> None:
        if not self._finished and not self._returned:
            await self._worker.ask(header, payload)

    async def _read(self) -> None:
        try:
            while "heard" in (answer := await self._worker.answer()):
                self._events.put_nowait(_event(answer["heard"]))
        except RecogniserTrouble as lost:
            self._events.put_nowait(lost)
            return
        self._ended.set()
        self._events.put_nowait(None)


def _event(fields: Header) -> Heard:
    words = tuple(HeardWord(*word) for word in fields.pop("words"))
    return Heard(**fields, words=words)

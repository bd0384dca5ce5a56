"""The recogniser: a few worker processes, started when they are needed and kept warm."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from providers.sandbox.recogniser.channel import WorkerChannel
from providers.sandbox.recogniser.frames import Header
from providers.sandbox.recogniser.kept_words import kept_words
from providers.sandbox.recogniser.once import Key, OncePerRecording
from providers.sandbox.recogniser.process import RecogniserTrouble, WorkerProcess
from providers.sandbox.recognition import HeardWord, LiveChannel, SpottedTerm, Term

_PIECE = 1 << 20
_KEPT_WARM = 4


class PocketSphinxRecogniser:
    """``Recogniser`` over PocketSphinx processes.

    ``workers`` is how many whole recordings are decoded at once (default: the number of cores);
    live channels get a process each, whatever the number. Use it as an async context manager, or
    call ``close``: entering it starts the first processes before anybody asks.
    """

    def __init__(self, *, workers: int | None = None) -> None:
        self._limit = workers or os.cpu_count() or 1
        self._batch = asyncio.Semaphore(self._limit)
        self._idle: list[WorkerProcess] = []
        self._warming: list[asyncio.Task[WorkerProcess]] = []
        self._starting: set[asyncio.Task[WorkerProcess]] = set()
        self._leased: set[WorkerProcess] = set()
        self._latest: WeakValueDictionary[Key, WorkerProcess] = WeakValueDictionary()
        self._once = OncePerRecording()
        self._kept = kept_words(os.environ)
        self._closed = False

    async def __aenter__(self) -> Self:
        for _ in range(min(2, self._limit)):
            self._warming.append(self._start())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def at_work(self) -> tuple[int, ...]:
        """The ids of the processes that serve somebody at this moment."""
        return tuple(worker.pid for worker in self._leased)

    async def decode(
        self, pcm: bytes, rate: int, terms: Sequence[Term] = ()
    ) -> tuple[HeardWord, ...]:
        """Words in a whole mono recording. Raises RecogniserTrouble."""
        key = (hashlib.sha256(pcm).digest(), rate)
        words = await self._once.words(key, lambda: self._decode(key, pcm))
        if not any(term.boost > 0 for term in terms):
            return words
        answer = await self._whole(
            pcm,
            {
                "do": "correct",
                "rate": rate,
                "words": _told(words),
                "terms": [[t.text, t.boost] for t in terms],
            },
            key,
        )
        return tuple(HeardWord(*word) for word in answer["words"])

    async def _decode(self, key: Key, pcm: bytes) -> tuple[HeardWord, ...]:
        if self._kept is not None and (kept := self._kept.get(key)) is not None:
            return kept
        answer = await self._whole(pcm, {"do": "decode", "rate": key[1]})
        words = tuple(HeardWord(*word) for word in answer["words"])
        if self._kept is not None:
            self._kept.keep(key, words)
        return words

    async def spot(
        self, pcm: bytes, rate: int, terms: Sequence[str], words: Sequence[HeardWord] = ()
    ) -> tuple[SpottedTerm, ...]:
        """Places that sound like a term, by falling confidence. Raises RecogniserTrouble."""
        request = {"do": "spot", "rate": rate, "terms": list(terms), "words": _told(words)}
        answer = await self._whole(pcm, request)
        return tuple(SpottedTerm(*hit) for hit in answer["hits"])

    async def open_channel(
        self, rate: int, *, terms: Sequence[Term] = (), endpointing: float = 0.3
    ) -> LiveChannel:
        """Start listening to a live channel. Raises RecogniserTrouble."""
        worker = await self._lease()
        if not (self._idle or self._warming):
            # A call has two sides and a comparison two vendors: the next channel comes soon.
            self._warming.append(self._start())
        try:
            await worker.ask(
                {
                    "do": "open",
                    "rate": rate,
                    "terms": [[t.text, t.boost] for t in terms],
                    "endpointing": endpointing,
                }
            )
        except BaseException:
            await asyncio.shield(self._give_back(worker, reusable=False))
            raise
        return WorkerChannel(worker, self._give_back)

    async def close(self) -> None:
        """End every process, also those at work, and wait until they are gone."""
        self._closed = True
        self._warming.clear()
        for task in self._starting:
            task.cancel()
        started = await asyncio.gather(*self._starting, return_exceptions=True)
        idle = [worker for worker in started if isinstance(worker, WorkerProcess)] + self._idle
        leased, self._idle, self._leased = self._leased, [], set()
        await asyncio.gather(
            *(worker.end(gently=True) for worker in idle),
            *(worker.end() for worker in leased),
        )

    async def _whole(self, pcm: bytes, request: Header, key: Key | None = None) -> Header:
        """``key`` prefers the process that heard the recording last: it remembers the terms."""
        async with self._batch, self._borrowed(key) as worker:
            if key is not None:
                self._latest[key] = worker
            for start in range(0, len(pcm), _PIECE):
                await worker.ask({"do": "audio"}, pcm[start : start + _PIECE])
            await worker.ask(request)
            return await worker.answer()

    @asynccontextmanager
    async def _borrowed(self, key: Key | None) -> AsyncIterator[WorkerProcess]:
        worker = await self._lease(key)
        try:
            yield worker
        except BaseException:
            await asyncio.shield(self._give_back(worker, reusable=False))
            raise
        await self._give_back(worker, reusable=True)

    async def _lease(self, key: Key | None = None) -> WorkerProcess:
        while True:
            self._refuse_when_closed()
            latest = self._latest.get(key) if key is not None else None
            if latest in self._idle:
                self._idle.append(self._idle.pop(self._idle.index(latest)))
            worker = self._idle.pop() if self._idle else await self._started()
            if worker.alive and not self._closed:
                self._leased.add(worker)
                return worker
            await worker.end()

    async def _started(self) -> WorkerProcess:
        """A worker that is starting already, or a new one.

        Somebody who gives up waiting leaves the worker to the next; a warm one that failed to
        start is nobody's trouble yet.
        """
        while True:
            warmed = bool(self._warming)
            task = self._warming.pop() if warmed else self._start()
            try:
                worker = await asyncio.shield(task)
            except RecogniserTrouble:
                self._starting.discard(task)
                if not warmed:
                    raise
            except asyncio.CancelledError:
                if task.cancelled():
                    self._refuse_when_closed()
                if not self._closed:
                    self._warming.append(task)
                raise
            else:
                self._starting.discard(task)
                return worker

    def _start(self) -> asyncio.Task[WorkerProcess]:
        task = asyncio.create_task(WorkerProcess.start())
        self._starting.add(task)
        return task

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise RecogniserTrouble("The sandbox's recogniser is closed: start the sandbox again.")

    async def _give_back(self, worker: WorkerProcess, reusable: bool) -> None:
        self._leased.discard(worker)
        if reusable and worker.alive and not self._closed and len(self._idle) < _KEPT_WARM:
            self._idle.append(worker)
            return
        await worker.end(gently=reusable)
        if not (reusable or self._closed or self._idle or self._warming):
            self._warming.append(self._start())


def _told(words: Sequence[HeardWord]) -> list[list[str | float]]:
    return [[word.text, word.start, word.end, word.confidence] for word in words]

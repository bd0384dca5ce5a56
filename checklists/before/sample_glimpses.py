"""Glimpses at many candidates: from the cache, at once, or two at a time.

A WAV is glimpsed at in a millisecond, most of it in Python, so threads would only wait for each
other. Anything else costs two starts of ffmpeg's tools (some 0.13 s), which two threads halve on
two cores (measured; four gain a tenth more).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from checklists.before import sample_facts
from checklists.before.sample_cache import FactsCache
from checklists.before.sample_facts import SampleFacts
from checklists.before.sample_sources import Candidate, Found
from providers.errors import BadInput

_AT_ONCE = 2
# So many may wait for an earlier one, so that the order is that of the candidates.
_WAITING = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """A found thing and what a glimpse gave: facts, or the sentence of its ``trouble``.

    Neither for what is not opened. ``opened`` and ``cached`` say how the facts came.
    """

    found: Found
    facts: SampleFacts | None = None
    trouble: str = ""
    opened: bool = False
    cached: bool = False


class Glimpses:
    """Takes candidates with ``of``. The cache is only used in the caller's thread."""

    def __init__(self, cache: FactsCache) -> None:
        self._cache = cache
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="glimpse")
        self._queue: deque[Seen | tuple[Candidate, int, Future[SampleFacts]]] = deque()

    def __enter__(self) -> Glimpses:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def of(self, found: Iterable[Found], stop: Callable[[], bool]) -> Iterator[Seen]:
        """Each with its glimpse, in the order given; ends early after ``stop``."""
        for one in found:
            self._queue.append(self._begun(one))
            while self._queue and (len(self._queue) > _WAITING or self._head_is_done()):
                yield self._ended(self._queue.popleft())
        while self._queue and not stop():
            yield self._ended(self._queue.popleft())

    def _begun(self, one: Found) -> Seen | tuple[Candidate, int, Future[SampleFacts]]:
        if not isinstance(one, Candidate) or one.live or one.path is None:
            return Seen(one)
        modified = 0
        try:
            there = os.stat(one.path)  # noqa: PTH116 - as fast as it can be, for thousands
            modified = there.st_mtime_ns
            known = self._cache.get(one.path, there.st_size, modified, complete=False)
        except OSError:
            known = None
        if known is not None:
            return Seen(one, known, cached=True)
        if one.path.suffix.lower() != ".wav":
            return one, modified, self._threads.submit(sample_facts.glimpse, one.path)
        return self._kept(one, modified, partial(sample_facts.glimpse, one.path))

    def _head_is_done(self) -> bool:
        head = self._queue[0]
        return isinstance(head, Seen) or head[2].done()

    def _ended(self, head: Seen | tuple[Candidate, int, Future[SampleFacts]]) -> Seen:
        if isinstance(head, Seen):
            return head
        one, modified, future = head
        return self._kept(one, modified, future.result)

    def _kept(self, one: Candidate, modified: int, look: Callable[[], SampleFacts]) -> Seen:
        try:
            facts = look()
        except BadInput as trouble:
            return Seen(one, trouble=str(trouble), opened=True)
        if modified:
            self._cache.put(facts, modified)
        return Seen(one, facts, opened=True)

"""Many responses one after the other, or in several processes where that is worth its start."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from checklists.during.responses.converting import Manner, convert_bytes
from checklists.during.responses.fields import Target
from checklists.during.responses.folders import Source
from providers.errors import BadInput

# Less than this is done before other processes have started.
WORTH_IT = 16_000_000
_MOST_PROCESSES = 8
# What waits for its turn, so that thousands of files are not all in memory.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its new bytes with their ending and report, or why nothing."""

    source: Source
    content: bytes = b""
    ending: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    vendor: str = ""
    why: str = ""


def outcomes(sources: Sequence[Source], target: Target, manner: Manner) -> Iterator[Outcome]:
    """Each file converted, in their order; one that cannot be says why."""
    processes = min(_MOST_PROCESSES, os.cpu_count() or 1, len(sources))
    if processes < 2 or sum(map(_size, sources)) < WORTH_IT:
        yield from (_outcome(one, target, manner) for one in sources)
        return
    done = 0
    try:
        for outcome in _in_processes(sources, target, manner, processes):
            done += 1
            yield outcome
    except BrokenProcessPool:
        # One was ended from outside, for its memory perhaps: the rest goes on here.
        yield from (_outcome(one, target, manner) for one in sources[done:])


def _in_processes(
    sources: Sequence[Source], target: Target, manner: Manner, processes: int
) -> Iterator[Outcome]:
    pool = ProcessPoolExecutor(processes, initializer=_settle)
    left = iter(sources)
    try:
        waiting: deque[Future[Outcome]] = deque(
            pool.submit(_outcome, one, target, manner) for one in islice(left, processes * _AHEAD)
        )
        while waiting:
            outcome = waiting.popleft().result()
            waiting += (pool.submit(_outcome, one, target, manner) for one in islice(left, 1))
            yield outcome
    finally:
        pool.shutdown(cancel_futures=True)


def _settle() -> None:
    """In each process: an interrupt is the parent's affair, and nothing here makes cycles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _outcome(source: Source, target: Target, manner: Manner) -> Outcome:
    try:
        converted = convert_bytes(source.read(), target, str(source.path), manner)
    except BadInput as problem:
        return Outcome(source, why=str(problem))
    return Outcome(
        source,
        converted.content(),
        converted.ending,
        converted.report(),
        converted.source.vendor or "",
    )


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0

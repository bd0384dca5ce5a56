"""boto3 in threads, without leaving a call behind.

A thread cannot be cancelled. If a cancelled task simply walked away, a request in flight could
create something after the cleanup had looked; so a cancellation waits until the call is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread; when cancelled, wait for it to end, then be cancelled."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # looked at, so that nothing is logged about it
        raise


async def to_the_end(running: asyncio.Task[T], seconds: float) -> T | None:
    """Wait for a task even while being cancelled, at most ``seconds``; None when time is up.

    A cancellation that arrives meanwhile is raised afterwards.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    cancelled: asyncio.CancelledError | None = None
    while not running.done() and loop.time() < until:
        try:
            await asyncio.wait([running], timeout=until - loop.time())
        except asyncio.CancelledError as error:
            cancelled = error
    if not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=1)
    if cancelled is not None:
        raise cancelled
    return None if running.cancelled() else running.result()

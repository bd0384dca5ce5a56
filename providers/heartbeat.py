"""Whether the other end of a WebSocket is still there, while it has nothing to say.

A connection whose other end has vanished without a close looks open for minutes: TCP tries again
for as long. Pings tell; but AWS's own sample does without an answer to them (Python streaming
sample, 2024-04), so their absence counts only where one was answered before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

EVERY_SECONDS = 5.0
PATIENCE_SECONDS = 15.0

Ping = Callable[[], Awaitable[Awaitable[object]]]


async def until_gone(
    ping: Ping, *, every: float = EVERY_SECONDS, patience: float = PATIENCE_SECONDS
) -> None:
    """Return when a ping has gone unanswered for ``patience`` seconds and an earlier one had not.

    ``ping`` sends one and gives what is done when its answer comes. Raises what it raises once
    the connection is closed.
    """
    answered = False
    while True:
        await asyncio.sleep(every)
        asking = asyncio.ensure_future(_answer(ping))
        try:
            done, _ = await asyncio.wait({asking}, timeout=patience)
            if done:
                asking.result()
                answered = True
            elif answered:
                return
        finally:
            asking.cancel()


async def _answer(ping: Ping) -> None:
    await (await ping())

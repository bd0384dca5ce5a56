"""Each recording is decoded once, however often and by whichever protocol it is sent.

The decoder is deterministic, so the second request for the same audio would only repeat the work
of the first: the same clip through both stand-ins, or a ladder of keyterms over one clip.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from providers.sandbox.recognition import HeardWord

Words = tuple[HeardWord, ...]
Key = tuple[bytes, int]
_REMEMBERED = 64


@dataclass(slots=True)
class _Decode:
    task: asyncio.Task[Words]
    waiting: int = 0


class OncePerRecording:
    """Words by recording (hash of the samples, rate in hertz), the latest 64 of them."""

    def __init__(self) -> None:
        self._decodes: OrderedDict[Key, _Decode] = OrderedDict()

    async def words(self, key: Key, decode: Callable[[], Coroutine[Any, Any, Words]]) -> Words:
        """What ``decode`` gives, run only if nobody did; a failure is not remembered.

        A decode goes on as long as somebody waits for it.
        """
        decoding = self._decodes.get(key)
        if decoding is None:
            decoding = self._decodes[key] = _Decode(asyncio.create_task(decode()))
        self._decodes.move_to_end(key)
        decoding.waiting += 1
        try:
            return await asyncio.shield(decoding.task)
        finally:
            decoding.waiting -= 1
            await self._tidy(key, decoding)

    async def _tidy(self, key: Key, decoding: _Decode) -> None:
        if not decoding.task.done() and not decoding.waiting:
            self._forget(key, decoding)
            decoding.task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await decoding.task
        elif decoding.task.done() and (
            decoding.task.cancelled() or decoding.task.exception() is not None
        ):
            self._forget(key, decoding)
        for old in [k for k, d in self._decodes.items() if d.task.done()][:-_REMEMBERED]:
            del self._decodes[old]

    def _forget(self, key: Key, decoding: _Decode) -> None:
        if self._decodes.get(key) is decoding:
            del self._decodes[key]

"""A thread for what may wait too long: a sound system that does not answer, a disk that stalls."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[Callable[..., object], tuple[Any, ...]]


class OwnThread:
    """Does calls one after another, in the order they were given, on a thread of its own.

    The thread is a daemon: a call that never returns holds up neither the event loop nor the end
    of the program. What is still queued when the program ends is not done.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Calls that are not begun yet."""
        return self._jobs.qsize()

    def post(self, work: Callable[..., object], *given: object) -> None:
        """Have ``work`` done some time; from any thread, without waiting or taking a lock."""
        self._jobs.put((work, given))

    async def call(
        self,
        work: Callable[..., T],
        *given: object,
        seconds: float | None = None,
        behind: OwnThread | None = None,
    ) -> T:
        """What ``work`` returns or raises. Raises TimeoutError when that takes over ``seconds``.

        The work is queued before this waits for the first time, and is done even when nobody waits
        for it any more. With ``behind`` it comes after all that is queued there now, and after
        what that queues here.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if behind is None:
            self.post(_answering, answer, work, given)
        else:
            behind.post(self.post, _answering, answer, work, given)
        async with asyncio.timeout(seconds):
            return await answer

    def call_and_wait(self, work: Callable[..., T], *given: object, seconds: float) -> T:
        """As ``call``, for code without an event loop."""
        answers: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

        def put_answer() -> None:
            try:
                answers.put((work(*given), None))
            except BaseException as error:
                answers.put((None, error))

        self.post(put_answer)
        try:
            result, error = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if error is not None:
            raise error
        return result  # type: ignore[return-value]

    def end(self) -> None:
        """End the thread after what is queued."""
        self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, given = job
            try:
                work(*given)
            except Exception:
                # One bad block must not end the thread that writes the others.
                kind, error, trace = sys.exc_info()
                threading.excepthook(
                    threading.ExceptHookArgs((kind, error, trace, threading.current_thread()))
                )


def _answering(
    answer: asyncio.Future[T], work: Callable[..., T], given: tuple[object, ...]
) -> None:
    loop = answer.get_loop()
    try:
        result = work(*given)
    except BaseException as error:
        # A RuntimeError says that the loop is closed: nobody waits for the answer.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_fail, answer, error)
    else:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, answer, result)


def _resolve(answer: asyncio.Future[T], result: T) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[Any], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)

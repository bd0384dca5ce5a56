"""A worker process as the pool sees it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from providers.errors import Trouble
from providers.sandbox.recogniser import frames

_ROOT = Path(__file__).resolve().parents[3]
# A worker opens no connection: it has no use for keys and is not given any.
_WITHHELD = ("DEEPGRAM_", "AWS_")
_GRACE = 1.0


class RecogniserTrouble(Trouble):
    """A recogniser process failed or ended while at work. The next request gets another one."""


class WorkerProcess:
    """One process, serving one lease at a time. Made by ``start``; ended by ``end``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._in = process.stdin
        self._out = process.stdout

    @classmethod
    async def start(cls) -> WorkerProcess:
        """Start a process and wait for its model (0.3 to 0.6 s). Raises RecogniserTrouble."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(_WITHHELD)}
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "providers.sandbox.recogniser.worker"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": str(_ROOT)},
                start_new_session=True,
            )
        except OSError as error:
            raise RecogniserTrouble(
                f"The sandbox's recogniser could not start another process ({error.strerror}): "
                "close some programs and try again."
            ) from error
        worker = cls(process)
        try:
            await worker.answer()
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        return worker

    @property
    def pid(self) -> int:
        """The process id, for diagnosis."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can still be asked anything."""
        return self._process.returncode is None and not self._in.is_closing()

    async def ask(self, header: frames.Header, payload: bytes = b"") -> None:
        """Send one request, waiting while the worker is far behind. Raises RecogniserTrouble."""
        try:
            self._in.write(frames.pack(header, payload))
            await self._in.drain()
        except (ConnectionError, RuntimeError) as error:
            raise self._lost() from error

    async def answer(self) -> frames.Header:
        """The next answer. Raises RecogniserTrouble when there will be none."""
        try:
            message = await frames.receive(self._out)
        except (frames.FrameError, ConnectionError) as error:
            raise self._lost() from error
        if message is None:
            raise self._lost()
        header, _ = message
        if "fault" in header:
            raise RecogniserTrouble(
                f"The sandbox's recogniser could not work on this audio ({header['fault']})."
            )
        return header

    async def end(self, *, gently: bool = False) -> None:
        """End the process and wait until it is gone. Safe to call twice."""
        if gently and self.alive:
            self._in.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await self._process.wait()
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        self._in.close()

    def _lost(self) -> RecogniserTrouble:
        return RecogniserTrouble(
            f"The sandbox's recogniser process {self.pid} ended unexpectedly; what it was "
            "working on is lost: send the request again."
        )

"""WebSocket /v1/listen: one live session from its handshake to its close frame."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from providers.sandbox.deepgram.faults import Faults
from providers.sandbox.deepgram.hearing import ChannelReport
from providers.sandbox.deepgram.ledger import now
from providers.sandbox.deepgram.refusals import DATA_0000, NET_0001
from providers.sandbox.deepgram.remarks import warnings_for
from providers.sandbox.deepgram.rules import MOST_KEYTERM_TOKENS, Plan, keyterm_tokens
from providers.sandbox.deepgram.streamed import Resampler, intake_for
from providers.sandbox.intake import UnusableAudio, mixed
from providers.sandbox.recognition import LiveChannel, Recogniser, Term

_NEVER = 3600.0
_INTERNAL = "The stand-in's recogniser failed."


class Closing(Exception):
    """Ends the session with a close code and a reason of at most 123 bytes."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Session:
    """One client being listened to.

    ``silence`` is how many seconds without audio or text end the session (Deepgram: about ten);
    ``cut_off`` breaks the connection without a close frame, for a fault.
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        recogniser: Recogniser,
        plan: Plan,
        request_id: str,
        *,
        faults: Faults,
        silence: float,
        cut_off: Callable[[], None],
    ) -> None:
        self._socket = socket
        self._recogniser = recogniser
        self._plan = plan
        self._request_id = request_id
        self._faults = faults
        self._silence = silence
        self._cut_off = cut_off
        self._intake = intake_for(plan.query)
        self._terms = plan.terms
        self._channels: list[LiveChannel] = []
        self._reports: list[ChannelReport] = []
        self._resamplers: list[Resampler] = []
        self._hearing: list[asyncio.Task[None]] = []
        self._configuring: asyncio.Task[None] | None = None
        self._created = now()
        self._digest = hashlib.sha256()
        self._seconds = 0.0
        self._any_audio = False

    async def run(self) -> None:
        """Serve until one side closes."""
        try:
            for words in self._faults.gossip:
                await self._socket.send_str(words)
            await self._converse()
        except Closing as closing:
            await self._socket.close(code=closing.code, message=closing.reason.encode()[:123])
        except ConnectionError:
            pass
        finally:
            await self._end()

    async def _converse(self) -> None:
        if self._intake.ready:
            await self._open()
        patience_from = time.monotonic()
        while True:
            message = await self._receive(patience_from + self._silence)
            if message.type is aiohttp.WSMsgType.BINARY:
                if not message.data:
                    await self._settle()
                await self._audio(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                await self._control(message.data)
            else:
                return
            if self._any_audio:
                patience_from = time.monotonic()

    async def _receive(self, until: float) -> aiohttp.WSMessage:
        """The next message. Raises Closing when none came in time."""
        try:
            async with asyncio.timeout(until - time.monotonic()):
                return await self._socket.receive()
        except TimeoutError:
            raise Closing(1011, NET_0001) from None

    async def _audio(self, data: bytes) -> None:
        self._any_audio = True
        self._digest.update(data)
        try:
            pieces = self._intake.take(data)
        except UnusableAudio as problem:
            raise Closing(1008, DATA_0000) from problem
        if not pieces or not pieces[0]:
            return
        if not self._channels:
            await self._open()
        self._seconds += len(pieces[0]) / 2 / self._intake.rate
        if len(self._channels) == 1:
            pieces = (mixed(pieces),)
        for channel, report, resampler, piece in zip(
            self._channels, self._reports, self._resamplers, pieces, strict=True
        ):
            pcm = resampler.take(piece)
            report.fed(pcm)
            await channel.feed(pcm)
        await self._misbehave()

    async def _open(self) -> None:
        """Open a recogniser channel for each channel that is to be transcribed by itself."""
        query = self._plan.query
        total = self._intake.channels if query.on("multichannel") else 1
        pause = _NEVER if query.endpointing is None else query.endpointing / 1000
        for channel in range(total):
            resampler = Resampler(self._intake.rate)
            self._resamplers.append(resampler)
            self._reports.append(
                ChannelReport(self._recogniser, self._plan, self._request_id, channel, total)
            )
            listening = await self._recogniser.open_channel(
                resampler.rate, terms=self._terms, endpointing=pause
            )
            self._channels.append(listening)
            self._hearing.append(asyncio.create_task(self._hear(channel)))

    async def _hear(self, channel: int) -> None:
        """Send what one channel hears, as long as it hears."""
        report, rate = self._reports[channel], self._resamplers[channel].rate
        try:
            async for heard in self._channels[channel].heard():
                for message in await report.messages(heard, rate):
                    await self._send(message)
        except ConnectionError:
            pass
        except Exception:
            await self._socket.close(code=1011, message=_INTERNAL.encode())
            raise

    async def _control(self, text: str) -> None:
        try:
            message = json.loads(text)
            kind = message.get("type") if isinstance(message, dict) else None
        except ValueError:
            message, kind = {}, None
        if kind == "KeepAlive":
            return
        if kind == "Finalize":
            await self._finalize(message.get("channel"))
        elif kind == "CloseStream":
            await self._settle()
        elif kind == "Configure":
            await self._configure(message)
        else:
            described = "The client message is not a known control message."
            error = {"type": "Error", "variant": "SchemaError", "description": described}
            await self._send({**error, "message": text})

    async def _finalize(self, only: Any) -> None:
        for number, channel in enumerate(self._channels):
            if only is None or only == number:
                await channel.flush()

    async def _configure(self, message: dict[str, Any]) -> None:
        problem = self._configure_problem(message)
        if problem is not None:
            code, why = problem
            answer = {"type": "ConfigureFailure", "request_id": self._request_id}
            await self._send({**answer, "code": code, "description": why})
            return
        self._configuring = asyncio.create_task(self._apply(message.get("keyterms")))

    def _configure_problem(self, message: dict[str, Any]) -> tuple[str, str] | None:
        """Deepgram's code and a reason, or None where the change can be made."""
        if self._configuring is not None and not self._configuring.done():
            return "CONFIGURE_ALREADY_PENDING", "Another Configure is awaiting its response."
        keyterms = message.get("keyterms")
        if keyterms is not None:
            if self._plan.model.arch != "nova-3":
                why = "Only Nova-3 models take keyterms in the middle of a stream."
                return "CONFIGURE_KEYTERMS_NOT_SUPPORTED", why
            if not isinstance(keyterms, list) or not all(
                isinstance(term, str) for term in keyterms
            ):
                return "CONFIGURE_INTERNAL_ERROR", "keyterms is not a list of strings."
            if keyterm_tokens(tuple(keyterms)) > MOST_KEYTERM_TOKENS:
                why = "The keyterms exceed the limit of 500 tokens."
                return "CONFIGURE_KEYTERM_LIMIT_EXCEEDED", why
        if message.get("features"):
            return "CONFIGURE_INTERNAL_ERROR", "The sandbox cannot switch formatting features."
        return None

    async def _apply(self, keyterms: list[str] | None) -> None:
        answer: dict[str, Any] = {"type": "ConfigureSuccess", "request_id": self._request_id}
        if keyterms is not None:
            self._terms = tuple(Term(term.strip()) for term in keyterms if term.strip())
            for channel in self._channels:
                await channel.set_terms(self._terms)
            answer["keyterms"] = keyterms
        await self._send(answer)

    async def _settle(self) -> None:
        """The orderly end: the rest of the results, the Metadata, close code 1000."""
        if self._faults.deaf:
            return
        for channel in self._channels:
            await channel.finish()
        await asyncio.gather(*self._hearing)
        await self._send(self._metadata())
        raise Closing(1000)

    def _metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": self._digest.hexdigest(),
            "created": self._created,
            "duration": round(self._seconds, 6),
            "channels": max(1, len(self._channels)),
            "models": [self._plan.model.identifier],
            "model_info": {self._plan.model.identifier: self._plan.model.info()},
        }
        remarks = warnings_for(self._plan, live=True)
        return {**metadata, "warnings": remarks} if remarks else metadata

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_str(json.dumps(message))

    async def _misbehave(self) -> None:
        """What a test asked for."""
        faults = self._faults
        if faults.close_after_audio is not None and self._seconds >= faults.close_after_audio:
            raise Closing(faults.close_code, faults.close_reason)
        if faults.drop_after_audio is not None and self._seconds >= faults.drop_after_audio:
            self._cut_off()
            raise ConnectionError

    async def _end(self) -> None:
        """Give everything back, whatever happened."""
        tasks = [*self._hearing, *([self._configuring] if self._configuring else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for channel in self._channels:
            with contextlib.suppress(Exception):
                await channel.close()

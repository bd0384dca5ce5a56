"""One connection to Deepgram at work: it sends, keeps the connection alive, and listens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from providers import heartbeat
from providers.audio.pacing import Block, PcmFormat
from providers.audio.timeline import Timeline
from providers.deepgram import configuring
from providers.deepgram.handshake import ToldSocket, kind_of
from providers.deepgram.messages import KNOWN_TYPES, events_from
from providers.exchange import Wire
from providers.placing import placed
from providers.speech import LiveEvent


class VanishedError(Exception):
    """The other side does not answer any more, on a connection that nobody has closed."""


@dataclass(frozen=True, slots=True)
class _End:
    """The connection is over: as it should be, or with an exception."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _AllSent:
    """Nothing more will be sent: from here on there is a time limit."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: ``keep_alive`` of silence before a KeepAlive, ``drain`` without a word at the end,
    ``ping`` between pings, ``pong`` for the answer, ``configure`` for that to a Configure."""

    keep_alive: float
    drain: float
    ping: float = heartbeat.EVERY_SECONDS
    pong: float = heartbeat.PATIENCE_SECONDS
    configure: float = configuring.UNANSWERED_SECONDS


class Conversation:
    """Started once. ``connection`` is the SDK's, open; ``wire`` is told of every message.

    After the end: ``error`` of the connection, ``sending_failed`` of the source, ``finished``
    whether everything was sent. ``started_at`` is the monotonic time of the first audio;
    ``unknown_messages`` were of a type unknown here or no JSON, and of these came
    ``unreadable_messages`` after audio, so that words may have been in them; ``keyterms`` are
    those that a Configure put in force, None without one.
    """

    def __init__(self, connection: Any, form: PcmFormat, patience: Patience, wire: Wire) -> None:
        self.error: BaseException | None = None
        self.sending_failed: Exception | None = None
        self.finished = False
        self.started_at: float | None = None
        self.unknown_messages = 0
        self.unreadable_messages = 0
        self.keyterms: tuple[str, ...] | None = None
        self._connection = connection
        self._wire = wire
        # The SDK writes the JSON of what it sends itself: it is read where it goes out.
        connection._websocket = ToldSocket(connection._websocket, wire)
        self._patience = patience
        self._timeline = Timeline(form.byte_rate)
        self._last_sent = time.monotonic()
        self._configuring = configuring.Configuring()
        self._overdue: asyncio.TimerHandle | None = None
        self._events: asyncio.Queue[LiveEvent | _AllSent | _End] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, blocks: AsyncIterator[Block]) -> None:
        """Begin to send and to listen."""
        for work in (self._listen(), self._send(blocks), self._stay_alive(), self._watch()):
            self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """End every task, whatever the state."""
        if self._overdue is not None:
            self._overdue.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def events(self) -> AsyncIterator[LiveEvent]:
        """Events until the connection is over, or silent for too long after the end."""
        limit: float | None = None
        while True:
            try:
                async with asyncio.timeout(limit):
                    item = await self._events.get()
            except TimeoutError:
                item = _End(TimeoutError())
            if isinstance(item, _End):
                break
            if isinstance(item, _AllSent):
                limit = self._patience.drain
            else:
                yield item
        self.error = item.error
        if isinstance(item.error, TimeoutError | VanishedError):
            # Nobody would answer a close: do not wait for it.
            self._socket.transport.abort()
        if self._configuring.terms is not None:
            yield self.note(configuring.never_answered(), "Configure unanswered")

    async def configure(self, keyterms: tuple[str, ...]) -> None:
        """Ask for other keyterms from here on. Raises BadInput while a change is under way."""
        from deepgram.listen.v1.types import ListenV1Configure
        from websockets.exceptions import ConnectionClosed

        self._configuring.begin(keyterms)
        loop = asyncio.get_running_loop()
        self._overdue = loop.call_later(self._patience.configure, self._tell_overdue)
        # A connection that has just closed tells so itself, and then that this was not answered.
        with contextlib.suppress(ConnectionClosed):
            await self._connection.send_configure(ListenV1Configure(keyterms=list(keyterms)))
            self._last_sent = time.monotonic()

    def note(
        self,
        text: str,
        native: str,
        received_at: float | None = None,
        raw: Mapping[str, Any] | None = None,
    ) -> LiveEvent:
        """A "warning" of our own, at the audio that has been sent."""
        now = self.audio_time
        return LiveEvent(
            vendor="deepgram",
            event="warning",
            channel=0,
            text=text,
            start=now,
            end=now,
            audio_time=now,
            received_at=time.monotonic() if received_at is None else received_at,
            native=native,
            raw=raw or {},
        )

    @property
    def audio_time(self) -> float:
        """The second of the clip up to which audio was sent."""
        return self._timeline.clip_time

    @property
    def close_code(self) -> int | None:
        """The code of the close frame, once there was one."""
        code: int | None = self._socket.close_code
        return code

    @property
    def close_reason(self) -> str:
        """The text beside it."""
        return self._socket.close_reason or ""

    @property
    def _socket(self) -> Any:
        return self._connection._websocket

    async def _listen(self) -> None:
        """Stamp and queue every message at the moment it arrives.

        The frames are read below the SDK's models, which would lose unknown messages and fill in
        what is missing; ``raw`` is to be what came over the wire.
        """
        end = _End()
        try:
            async for frame in self._socket:
                self._take(frame, time.monotonic())
        except Exception as error:
            end = _End(error)
        self._wire.closed(self.close_code, self.close_reason)
        self._events.put_nowait(end)

    def _take(self, frame: str | bytes, received_at: float) -> None:
        try:
            message = json.loads(frame)
        except ValueError:
            message = None
            self.unreadable_messages += self.started_at is not None
        if self._wire.tapped:
            text = frame if isinstance(frame, str) else frame.decode(errors="replace")
            self._wire.received(kind_of(message), text, at=received_at)
        if not isinstance(message, Mapping) or message.get("type") not in KNOWN_TYPES:
            self.unknown_messages += 1
            return
        sent = self._timeline.session_time
        for event in events_from(message, audio_time=sent, received_at=received_at):
            self._events.put_nowait(placed(event, self._timeline))
        terms = self._configuring.answered(message)
        if self._configuring.terms is None and self._overdue is not None:
            self._overdue.cancel()
        if terms is not None:
            self.keyterms = terms
            told = self.note(
                configuring.in_force(terms), str(message["type"]), received_at, message
            )
            self._events.put_nowait(told)

    def _tell_overdue(self) -> None:
        text = configuring.unanswered(self._patience.configure)
        self._events.put_nowait(self.note(text, "Configure unanswered"))

    async def _send(self, blocks: AsyncIterator[Block]) -> None:
        """Every block, then Finalize and CloseStream. A failure of ``blocks`` hangs up."""
        from websockets.exceptions import ConnectionClosed

        try:
            async for block in blocks:
                if not block.data:
                    continue  # an empty frame would end the stream
                if self.started_at is None:
                    self.started_at = time.monotonic()
                await self._connection.send_media(block.data)
                self._timeline.add(block)
                self._last_sent = time.monotonic()
            await self._connection.send_finalize()
            await self._connection.send_close_stream()
            self.finished = True
            self._events.put_nowait(_AllSent())
        except ConnectionClosed:
            pass  # the listening task meets the same, and reports it after all that was received
        except Exception as error:
            self.sending_failed = error
            self._events.put_nowait(_End(error))

    async def _stay_alive(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):
            while True:
                wait = self._last_sent + self._patience.keep_alive - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                    continue
                if self.finished:
                    return
                await self._connection.send_keep_alive()
                self._last_sent = time.monotonic()

    async def _watch(self) -> None:
        """Notice a connection that is open and dead."""
        from websockets.exceptions import ConnectionClosed

        patience = self._patience
        with contextlib.suppress(ConnectionClosed):
            await heartbeat.until_gone(
                self._socket.ping, every=patience.ping, patience=patience.pong
            )
            self._events.put_nowait(_End(VanishedError()))

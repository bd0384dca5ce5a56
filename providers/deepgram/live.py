"""Live audio to Deepgram over its WebSocket, events back as they arrive."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from providers.audio.pacing import Block, PcmFormat
from providers.credentials import DeepgramAccess
from providers.deepgram.client import grouped, keep_quiet, sdk_client
from providers.deepgram.failures import closed_early, trouble_from
from providers.deepgram.messages import KNOWN_TYPES, events_from
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble, VendorTrouble
from providers.speech import LiveEvent, Vendor

KEEP_ALIVE_SECONDS = 4.0
DRAIN_SECONDS = 30.0
_DOING = "the live stream"


@dataclass(frozen=True, slots=True)
class _End:
    """The connection is over: as it should be, or with an exception."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _AllSent:
    """Nothing more will be sent: from here on there is a time limit."""


class DeepgramLive:
    """``LiveTranscriber`` over deepgram-sdk. One stream at a time.

    A KeepAlive goes out whenever nothing was sent for ``keep_alive`` seconds (Deepgram hangs up
    after about ten). After the last block the server has yet to settle and close: the stream is
    given up when it says nothing for ``drain`` seconds.

    After a stream: ``request_id`` of its handshake; ``connect_seconds``; ``unknown_messages``,
    how many were of a type unknown here; ``stream_started_at``, the monotonic time of the first
    audio, or None if there was none.
    """

    vendor: Vendor = "deepgram"

    def __init__(
        self,
        access: DeepgramAccess,
        options: DeepgramOptions | None = None,
        *,
        keep_alive: float = KEEP_ALIVE_SECONDS,
        drain: float = DRAIN_SECONDS,
    ) -> None:
        self.options = options or DeepgramOptions(interim_results=True)
        self.sandbox = access.sandbox
        self._access = access
        self._keep_alive = keep_alive
        self._drain = drain
        self.request_id = ""
        self.connect_seconds = 0.0
        self.unknown_messages = 0
        self.stream_started_at: float | None = None

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """Send the blocks as they come and yield what Deepgram says of them.

        The last event is "closed", also before an exception. Raises BadInput or VendorTrouble,
        and whatever ``blocks`` raises.
        """
        self.request_id, self.unknown_messages, self.stream_started_at = "", 0, None
        async with contextlib.AsyncExitStack() as stack:
            connection = await self._connect(stack, form)
            conversation = _Conversation(self, connection, form)
            stack.push_async_callback(conversation.stop)
            conversation.start(blocks)
            async for event in conversation.events(self._drain):
                yield event
            trouble = conversation.trouble()
            yield conversation.closed(trouble)
            if trouble is not None:
                raise trouble

    async def _connect(self, stack: contextlib.AsyncExitStack, form: PcmFormat) -> Any:
        """The SDK's connection, entered on ``stack``."""
        pairs = self.options.live_parameters(form)
        rest = tuple(pair for pair in pairs if pair[0] != "model")
        began = time.monotonic()
        client = sdk_client(self._access, http=await stack.enter_async_context(_no_http()))
        try:
            connection = await stack.enter_async_context(
                client.listen.v1.connect(
                    model=self.options.model or None,
                    request_options={"additional_query_parameters": grouped(rest)},
                )
            )
        except Exception as error:
            raise trouble_from(error, self._access, doing=_DOING) from error
        self.connect_seconds = time.monotonic() - began
        # The SDK hands out no headers: they are on the socket that it keeps to itself.
        headers = connection._websocket.response_headers
        self.request_id = headers.get("dg-request-id", "")
        return connection

    @property
    def access(self) -> DeepgramAccess:
        """The account that is used."""
        return self._access

    @property
    def keep_alive(self) -> float:
        """Seconds of silence on the wire after which a KeepAlive is sent."""
        return self._keep_alive


class _Conversation:
    """One connection at work: a task that sends, one that keeps it alive, one that listens."""

    def __init__(self, live: DeepgramLive, connection: Any, form: PcmFormat) -> None:
        self._live = live
        self._connection = connection
        self._form = form
        self._sent_bytes = 0
        self._last_sent = time.monotonic()
        self._finished = False
        self._sending_failed: Exception | None = None
        self._end: _End | None = None
        self._events: asyncio.Queue[LiveEvent | _AllSent | _End] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, blocks: AsyncIterator[Block]) -> None:
        """Begin to send and to listen."""
        for work in (self._listen(), self._send(blocks), self._stay_alive()):
            self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """End every task, whatever the state."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def events(self, drain: float) -> AsyncIterator[LiveEvent]:
        """Events until the connection is over, or silent for ``drain`` seconds after the end."""
        limit: float | None = None
        while True:
            try:
                async with asyncio.timeout(limit):
                    item = await self._events.get()
            except TimeoutError:
                item = _End(TimeoutError())
            if isinstance(item, _End):
                self._end = item
                return
            if isinstance(item, _AllSent):
                limit = drain
            else:
                yield item

    def trouble(self) -> Exception | None:
        """What went wrong, or None after an orderly end."""
        live, end = self._live, self._end
        if self._sending_failed is not None:
            return self._sending_failed
        error = end.error if end is not None else None
        if isinstance(error, TimeoutError):
            return VendorTrouble(
                "Deepgram did not finish the stream in time after the last audio: the tail of "
                f"the transcript may be missing, so try again (request id {live.request_id}).",
                vendor="deepgram",
                request_id=live.request_id,
            )
        if error is not None:
            return trouble_from(error, live.access, doing=_DOING, request_id=live.request_id)
        socket = self._connection._websocket
        if not self._finished or socket.close_code != 1000:
            return closed_early(
                socket.close_code or 1006,
                socket.close_reason or "",
                live.access,
                request_id=live.request_id,
            )
        return None

    def closed(self, trouble: Exception | None) -> LiveEvent:
        """The last event."""
        socket = self._connection._websocket
        return LiveEvent(
            vendor="deepgram",
            event="closed",
            channel=0,
            text=str(trouble) if isinstance(trouble, Trouble) else "",
            start=self._audio_time,
            end=self._audio_time,
            audio_time=self._audio_time,
            received_at=time.monotonic(),
            native=f"close {socket.close_code}" if socket.close_code else "no close frame",
        )

    @property
    def _audio_time(self) -> float:
        return self._sent_bytes / self._form.byte_rate

    async def _listen(self) -> None:
        """Stamp and queue every message at the moment it arrives.

        The frames are read below the SDK's models, which would lose unknown messages and fill in
        what is missing; ``raw`` is to be what came over the wire.
        """
        end = _End()
        try:
            async for frame in self._connection._websocket:
                self._take(frame, time.monotonic())
        except Exception as error:
            end = _End(error)
        self._events.put_nowait(end)

    def _take(self, frame: str | bytes, received_at: float) -> None:
        try:
            message = json.loads(frame)
        except ValueError:
            message = None
        if not isinstance(message, Mapping) or message.get("type") not in KNOWN_TYPES:
            self._live.unknown_messages += 1
            return
        for event in events_from(message, audio_time=self._audio_time, received_at=received_at):
            self._events.put_nowait(event)

    async def _send(self, blocks: AsyncIterator[Block]) -> None:
        """Every block, then Finalize and CloseStream. A failure of ``blocks`` hangs up."""
        from websockets.exceptions import ConnectionClosed

        try:
            async for block in blocks:
                if not block.data:
                    continue  # an empty frame would end the stream
                if self._live.stream_started_at is None:
                    self._live.stream_started_at = time.monotonic()
                await self._connection.send_media(block.data)
                self._sent_bytes += len(block.data)
                self._last_sent = time.monotonic()
            await self._connection.send_finalize()
            await self._connection.send_close_stream()
            self._finished = True
            self._events.put_nowait(_AllSent())
        except ConnectionClosed:
            pass  # the listening task meets the same, and reports it after all that was received
        except Exception as error:
            self._sending_failed = error
            self._events.put_nowait(_End(error))

    async def _stay_alive(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):
            while True:
                wait = self._last_sent + self._live.keep_alive - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                    continue
                if self._finished:
                    return
                await self._connection.send_keep_alive()
                self._last_sent = time.monotonic()


@contextlib.asynccontextmanager
async def _no_http() -> AsyncIterator[Any]:
    """An HTTP pool for the SDK's client, which makes one anyway and closes none itself."""
    import httpx

    keep_quiet()
    async with httpx.AsyncClient() as http:
        yield http

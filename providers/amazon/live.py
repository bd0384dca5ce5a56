"""Streams through Amazon Transcribe: a presigned WebSocket with event stream frames."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from providers.amazon.blocking import in_thread
from providers.amazon.event_stream import BrokenFrame, Message, MessageReader, audio_event
from providers.amazon.failures import handshake_refused, refused, translated
from providers.amazon.options import AmazonOptions
from providers.amazon.parsing import parse_event
from providers.amazon.sessions import on_this_machine, session
from providers.amazon.signing import presigned_stream_url
from providers.audio.arithmetic import audioop
from providers.audio.pacing import Block, PcmFormat
from providers.credentials import AmazonAccess
from providers.errors import BadInput, VendorTrouble
from providers.speech import LiveEvent, Vendor

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_SECONDS = 10.0
SETTLE_SECONDS = 15.0
# One second of audio is the limit of a message and 32 KB that of older documentation.
LARGEST_CHUNK = 32_000


class AmazonLive:
    """A ``LiveTranscriber`` over the streaming WebSocket.

    One instance carries one stream at a time. Two channels are told apart by Amazon (channel
    identification); mu-law and A-law go up as linear PCM. After the last block an empty message
    says so, and results are taken until Amazon closes, at most ``settle_seconds``.

    Known after the stream: ``request_id`` and ``session_id`` (what Amazon's support asks for),
    ``connect_seconds`` (from signing to the open socket), ``stream_started_at`` (monotonic clock
    when the first block went up), and ``unknown_messages`` (how many of what kind had no meaning
    here).
    """

    vendor: Vendor = "amazon"

    def __init__(
        self,
        access: AmazonAccess,
        options: AmazonOptions | None = None,
        *,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self.options = options or AmazonOptions()
        self.sandbox = access.sandbox
        self.request_id = ""
        self.session_id = ""
        self.connect_seconds = 0.0
        self.stream_started_at: float | None = None
        self.unknown_messages: dict[str, int] = {}
        self._access = access
        self._settle_seconds = settle_seconds
        self._sent_until = 0.0
        self._ended = False

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """Send blocks, yield events as they arrive. Raises BadInput or VendorTrouble."""
        parameters = self.options.stream_parameters(form)
        self._sent_until, self._ended, self.stream_started_at = 0.0, False, None
        self.unknown_messages = {}
        connection = await self._opened(parameters)
        sending = asyncio.create_task(self._send(connection, blocks, form))
        try:
            async for event in self._received(connection, sending):
                yield event
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            # Closing waits for the other side; a side that does not answer is not waited for.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2.0):
                    await connection.close()
        yield self._closed()

    async def _opened(self, parameters: dict[str, str]) -> ClientConnection:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException

        began = time.monotonic()
        try:
            url = await in_thread(lambda: self._presigned(parameters))
        except Exception as error:
            raise translated(error, "signing the stream") from error
        try:
            connection = await connect(
                url,
                max_size=None,
                ping_timeout=None,
                open_timeout=OPEN_SECONDS,
                proxy=None if on_this_machine(url) else True,
                user_agent_header="crossfade",
            )
        except InvalidStatus as error:
            response = error.response
            raise handshake_refused(
                response.status_code,
                bytes(response.body or b""),
                response.headers.get("x-amzn-RequestId", ""),
            ) from None
        except InvalidURI:
            raise BadInput(
                "AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING is not a URL such as https://host:8443."
            ) from None
        except (WebSocketException, OSError) as error:
            raise translated(error, "opening the stream") from None
        self.connect_seconds = time.monotonic() - began
        headers = connection.response.headers if connection.response else {}
        self.request_id = headers.get("x-amzn-request-id", "")
        self.session_id = headers.get("x-amzn-transcribe-session-id", "")
        return connection

    def _presigned(self, parameters: dict[str, str]) -> str:
        made = session(self._access)
        return presigned_stream_url(made, self._access.streaming_url, parameters)

    async def _send(
        self, connection: ClientConnection, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> None:
        async for block in blocks:
            for piece in _pieces(block.data, form):
                if self.stream_started_at is None:
                    self.stream_started_at = time.monotonic()
                await connection.send(audio_event(piece))
            self._sent_until = block.end
        await connection.send(audio_event(b""))
        self._ended = True

    async def _received(
        self, connection: ClientConnection, sending: asyncio.Task[None]
    ) -> AsyncIterator[LiveEvent]:
        """Events until Amazon closes the stream that has been sent to its end."""
        from websockets.exceptions import ConnectionClosed

        reader = MessageReader()
        until: float | None = None
        while True:
            receiving = asyncio.create_task(connection.recv())
            try:
                until = await self._next_message(receiving, sending, until)
                data = receiving.result()
            except ConnectionClosed as closed:
                self._check_end(sending, closed)
                return
            except TimeoutError:
                raise VendorTrouble(
                    f"Amazon's stream was not closed {self._settle_seconds:g} s after the end of "
                    "the audio: the last words may be missing.",
                    vendor="amazon",
                    request_id=self.request_id,
                ) from None
            finally:
                receiving.cancel()
            arrived = time.monotonic()
            for event in self._events(reader, data, arrived):
                yield event

    async def _next_message(
        self, receiving: asyncio.Task[Any], sending: asyncio.Task[None], until: float | None
    ) -> float | None:
        """Wait for a message, watching the sender; the deadline, once the audio has ended."""
        while not receiving.done():
            if until is None and sending.done():
                self._check_sender(sending)
                until = time.monotonic() + self._settle_seconds
            watched = {receiving} if until is not None else {receiving, sending}
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            await asyncio.wait(watched, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        return until

    def _check_sender(self, sending: asyncio.Task[None]) -> None:
        """Raise what went wrong with the blocks; a closed socket tells its own story below."""
        from websockets.exceptions import ConnectionClosed

        error = sending.exception()
        if error is not None and not isinstance(error, ConnectionClosed):
            raise error

    def _check_end(self, sending: asyncio.Task[None], closed: Any) -> None:
        if self._ended and closed.rcvd is not None and closed.rcvd.code in (1000, 1001):
            return
        code = closed.rcvd.code if closed.rcvd is not None else None
        told = f"close code {code}" if code else "without a word"
        raise VendorTrouble(
            f"Amazon closed the stream after {self._sent_until:.1f} s of audio, before its end "
            f"({told}): check the network and try again.",
            vendor="amazon",
            status=code,
            request_id=self.request_id,
        )

    def _events(
        self, reader: MessageReader, data: str | bytes, arrived: float
    ) -> Iterator[LiveEvent]:
        if isinstance(data, str):
            self._count("text")
            return
        try:
            messages = reader.feed(data)
        except BrokenFrame as error:
            raise VendorTrouble(
                f"Amazon's stream sent a broken message after {self._sent_until:.1f} s of audio: "
                "check what stands between here and Amazon.",
                vendor="amazon",
                request_id=self.request_id,
            ) from error
        for message in messages:
            yield from self._told(message, arrived)

    def _told(self, message: Message, arrived: float) -> tuple[LiveEvent, ...]:
        if message.kind in ("exception", "error"):
            raise refused(
                message.name,
                _message_text(message.payload),
                f"streaming ({self._sent_until:.1f} s of audio sent)",
                request_id=self.request_id,
            )
        if message.name != "TranscriptEvent":
            self._count(message.name or message.kind or "unnamed")
            return ()
        try:
            event = json.loads(message.payload)
        except ValueError:
            raise VendorTrouble(
                "Amazon's stream sent a result that is not JSON.",
                vendor="amazon",
                request_id=self.request_id,
            ) from None
        return parse_event(event, audio_time=self._sent_until, received_at=arrived)

    def _count(self, kind: str) -> None:
        self.unknown_messages[kind] = self.unknown_messages.get(kind, 0) + 1

    def _closed(self) -> LiveEvent:
        return LiveEvent(
            vendor="amazon",
            event="closed",
            channel=0,
            text="",
            start=0.0,
            end=self._sent_until,
            audio_time=self._sent_until,
            received_at=time.monotonic(),
            native="close",
        )


def _pieces(data: bytes, form: PcmFormat) -> Iterator[bytes]:
    """A block as linear PCM in messages that Amazon accepts, each of whole frames."""
    if form.encoding == "mulaw":
        data = audioop.ulaw2lin(data, 2)
    elif form.encoding == "alaw":
        data = audioop.alaw2lin(data, 2)
    frame = 2 * form.channels
    step = min(LARGEST_CHUNK, form.rate * frame) // frame * frame
    for at in range(0, len(data), step):
        yield data[at : at + step]


def _message_text(payload: bytes) -> str:
    try:
        told = json.loads(payload)
    except ValueError:
        return payload.decode("utf-8", "replace")
    if not isinstance(told, dict):
        return str(told)
    return str(told.get("Message") or told.get("message") or "")

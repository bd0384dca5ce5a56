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
from providers.amazon.failures import handshake_refused, refused, translated, worth_again
from providers.amazon.handshake import Attempts
from providers.amazon.options import AmazonOptions
from providers.amazon.parsing import parse_event
from providers.amazon.sending import QUIET_SECONDS, messages_of, or_silence, silence
from providers.amazon.sessions import on_this_machine, session
from providers.amazon.signing import presigned_stream_url
from providers.audio.pacing import Block, PcmFormat
from providers.audio.timeline import Timeline
from providers.credentials import AmazonAccess
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.exchange import AUDIO, AUDIO_END, SILENCE, UNREADABLE, Exchange, Tap, Wire
from providers.heartbeat import EVERY_SECONDS, PATIENCE_SECONDS, until_gone
from providers.masking import Mask, secrets_in
from providers.placing import placed
from providers.speech import LiveEvent, Vendor

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_SECONDS = 10.0
SETTLE_SECONDS = 15.0
# A stream may last four hours (Amazon Transcribe Developer Guide, limits, 2023-05).
LONGEST_SESSION = 4 * 3600.0


class AmazonLive:
    """A ``LiveTranscriber`` over the streaming WebSocket.

    One instance carries one stream at a time. Two channels are told apart by Amazon (channel
    identification); mu-law and A-law go up as linear PCM. After the last block an empty message
    says so, and results are taken until Amazon closes, at most ``settle_seconds``. While no
    block comes for ``quiet_seconds``, silence goes up. Event times are those of the blocks.

    Known after the stream: ``request_id`` and ``session_id`` (what Amazon's support asks for),
    ``connect_seconds`` (from signing to the open socket), ``stream_started_at`` (monotonic clock
    when the first block went up), ``unknown_messages`` (how many of what kind had no meaning
    here), and ``exchanges`` (its handshake as it was sent and answered, also where it was
    refused). ``tap`` hears of every message and may be set at any time.
    """

    vendor: Vendor = "amazon"
    # Partial results come all the time, one to five seconds after the words.
    hears_within = 10.0
    # A message that cannot be read ends the stream: frames have checksums.
    unreadable_messages = 0

    def __init__(
        self,
        access: AmazonAccess,
        options: AmazonOptions | None = None,
        *,
        settle_seconds: float = SETTLE_SECONDS,
        quiet_seconds: float = QUIET_SECONDS,
        longest_session: float = LONGEST_SESSION,
        ping_seconds: float = EVERY_SECONDS,
        pong_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.options = options or AmazonOptions()
        self.sandbox = access.sandbox
        self.request_id = ""
        self.session_id = ""
        self.connect_seconds = 0.0
        self.stream_started_at: float | None = None
        self.unknown_messages: dict[str, int] = {}
        self.exchanges: list[Exchange] = []
        self.tap: Tap | None = None
        self._access = access
        self._wire = Wire(Mask(), lambda: None)
        self.longest_session = longest_session
        self._settle_seconds = settle_seconds
        self._quiet_seconds = quiet_seconds
        self._pinging = (ping_seconds, pong_seconds)
        self._timeline = Timeline(1)
        self._ended = False
        self._gone = False

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """Send blocks, yield events as they arrive. Raises BadInput or VendorTrouble."""
        parameters = self.options.stream_parameters(form)
        self._ended, self._gone, self.stream_started_at = False, False, None
        self._timeline = Timeline(form.byte_rate)
        self.unknown_messages, self.exchanges = {}, []
        connection = await self._opened(parameters)
        sending = asyncio.create_task(self._send(connection, blocks, form))
        watching = asyncio.create_task(self._watch(connection))
        try:
            async for event in self._received(connection, sending):
                yield event
        finally:
            for task in (sending, watching):
                task.cancel()
            await asyncio.gather(sending, watching, return_exceptions=True)
            # Closing waits for the other side; a side that does not answer is not waited for.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2.0):
                    await connection.close()
        yield self._closed()

    def worth_again(self, trouble: Trouble) -> bool:
        """Whether another connection may succeed where one ended with this."""
        return worth_again(trouble)

    async def _opened(self, parameters: dict[str, str]) -> ClientConnection:
        began, attempts = time.monotonic(), Attempts()
        try:
            url = await in_thread(lambda: self._presigned(parameters))
        except Exception as error:
            raise translated(error, "signing the stream") from error
        self._wire = Wire(Mask(*secrets_in(url)), lambda: self.tap)
        try:
            connection = await self._connected(url, attempts)
        finally:
            self.exchanges.append(attempts.exchange(url, began))
        self.connect_seconds = time.monotonic() - began
        headers = connection.response.headers if connection.response else {}
        self.request_id = headers.get("x-amzn-request-id", "")
        self.session_id = headers.get("x-amzn-transcribe-session-id", "")
        return connection

    async def _connected(self, url: str, attempts: Attempts) -> ClientConnection:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException

        try:
            return await connect(
                url,
                create_connection=attempts.kind(),
                max_size=None,
                ping_timeout=None,
                open_timeout=OPEN_SECONDS,
                proxy=None if on_this_machine(url) else True,
                user_agent_header="crossfade",
            )
        except InvalidStatus as error:
            response = attempts.refusal = error.response
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

    def _presigned(self, parameters: dict[str, str]) -> str:
        made = session(self._access)
        return presigned_stream_url(made, self._access.streaming_url, parameters)

    async def _send(
        self, connection: ClientConnection, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> None:
        quiet, quiet_bytes = silence(form)
        async with contextlib.aclosing(or_silence(blocks, self._quiet_seconds)) as audio:
            async for block in audio:
                for piece in quiet if block is None else messages_of(block.data, form):
                    if self.stream_started_at is None:
                        self.stream_started_at = time.monotonic()
                    await connection.send(audio_event(piece))
                    self._wire.sent(SILENCE if block is None else AUDIO, size=len(piece))
                if block is None:
                    self._timeline.add_silence(quiet_bytes)
                else:
                    self._timeline.add(block)
        await connection.send(audio_event(b""))
        self._wire.sent(AUDIO_END, size=0)
        self._ended = True

    async def _watch(self, connection: ClientConnection) -> None:
        """Break off a connection that is open and dead; the receiver then meets its end."""
        from websockets.exceptions import ConnectionClosed

        every, patience = self._pinging
        with contextlib.suppress(ConnectionClosed):
            await until_gone(connection.ping, every=every, patience=patience)
            self._gone = True
            connection.transport.abort()

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
                if closed.rcvd is not None:
                    self._wire.closed(closed.rcvd.code, closed.rcvd.reason)
                self._check_end(sending, closed)
                return
            except TimeoutError:
                connection.transport.abort()  # nobody would answer a close
                raise VendorTrouble(
                    f"Amazon's stream was not closed {self._settle_seconds:g} s after the end of "
                    "the audio: the last words may be missing.",
                    vendor="amazon",
                    code="Unsettled",
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
        if self._gone:
            told = "it did not answer any more"
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
            self._wire.received(UNREADABLE, data, at=arrived)
            self._count("text")
            return
        try:
            messages = reader.feed(data)
        except BrokenFrame as error:
            self._wire.received(UNREADABLE, size=len(data), at=arrived)
            raise VendorTrouble(
                f"Amazon's stream sent a broken message after {self._sent_until:.1f} s of audio: "
                "check what stands between here and Amazon.",
                vendor="amazon",
                code="BrokenMessage",
                request_id=self.request_id,
            ) from error
        for message in messages:
            if self._wire.tapped:
                text = message.payload.decode(errors="replace")
                self._wire.received(message.name or message.kind or UNREADABLE, text, at=arrived)
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
        sent = self._timeline.session_time
        events = parse_event(event, audio_time=sent, received_at=arrived)
        return tuple(placed(event, self._timeline) for event in events)

    @property
    def _sent_until(self) -> float:
        """The second of the clip up to which audio has gone up."""
        return self._timeline.clip_time

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


def _message_text(payload: bytes) -> str:
    try:
        told = json.loads(payload)
    except ValueError:
        return payload.decode("utf-8", "replace")
    if not isinstance(told, dict):
        return str(told)
    return str(told.get("Message") or told.get("message") or "")

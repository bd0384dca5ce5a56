"""The streaming WebSocket: a presigned URL in, event stream frames both ways.

``GET /stream-transcription-websocket`` (Amazon Transcribe Developer Guide, WebSocket streaming,
2023-05). The signature is checked before the upgrade and refused with 403; everything else is
answered after it, with an exception frame and a close, as the service does. Frames that are
wrapped and chain-signed (the JavaScript SDK does that) are verified, unsigned ones are accepted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from providers.sandbox.amazon import event_stream
from providers.sandbox.amazon.display import WordFilter
from providers.sandbox.amazon.event_stream import BadFrame, Frame
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.live_request import LiveRequest, read_request
from providers.sandbox.amazon.live_results import ResultMaker
from providers.sandbox.amazon.refusals import Refusal, bad_request, json_refusal
from providers.sandbox.amazon.signature import (
    EMPTY_HASH,
    Chain,
    Credentials,
    Granted,
    SignatureRefused,
    SignedRequest,
    query_pairs,
    verify_query,
)
from providers.sandbox.amazon.vocabularies import Entry, terms
from providers.sandbox.amazon.wordlists import WordLists
from providers.sandbox.recognition import LiveChannel, Recogniser

LONGEST_SIGNED = 300
_UNREADABLE = (
    "Could not decode the audio stream that you provided. Check that the audio stream is valid "
    "and try your request again."
)


@dataclass(slots=True)
class Session:
    """One stream that is open."""

    session_id: str
    socket: web.WebSocketResponse
    granted: Granted
    displaced: asyncio.Event = field(default_factory=asyncio.Event)
    seconds: float = 0.0


class LiveService:
    """Every stream of this server."""

    def __init__(
        self,
        recogniser: Recogniser,
        lists: WordLists,
        known: Credentials,
        faults: Faults,
        *,
        streams: int,
        idle_seconds: float,
        longest_seconds: float,
    ) -> None:
        self._recogniser = recogniser
        self._lists = lists
        self._known = known
        self._faults = faults
        self._streams = streams
        self._idle = idle_seconds
        self._longest = longest_seconds
        self._open: dict[str, Session] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Check the signature, upgrade, and stream until the end or an exception."""
        request_id = str(uuid.uuid4())
        path, _, raw_query = request.raw_path.partition("?")
        signed = SignedRequest("GET", path, raw_query, list(request.headers.items()))
        now = datetime.now(UTC)
        try:
            granted = verify_query(
                signed, EMPTY_HASH, self._known, "transcribe", now, LONGEST_SIGNED
            )
        except SignatureRefused as refused:
            code = {
                "missing": "MissingAuthenticationTokenException",
                "unknown-key": "UnrecognizedClientException",
            }.get(refused.kind, "InvalidSignatureException")
            return json_refusal(Refusal(code, refused.message, 403), request_id)
        query = dict(query_pairs(raw_query))
        socket = web.WebSocketResponse(heartbeat=None, max_msg_size=event_stream.LARGEST_MESSAGE)
        session = Session(query.get("session-id") or str(uuid.uuid4()), socket, granted)
        _announce(socket, query, request_id, session.session_id)
        await socket.prepare(request)
        try:
            await self._admitted(session, query)
        except Refusal as refusal:
            await _send_exception(socket, refusal)
        except ConnectionError:  # the client is gone; there is nobody to tell
            pass
        except Exception:
            await _send_exception(
                socket, Refusal("InternalFailureException", "There was an internal error.", 500)
            )
        with contextlib.suppress(ConnectionError):
            await socket.close(code=WSCloseCode.OK)
        return socket

    async def close(self) -> None:
        """Close every stream."""
        for session in list(self._open.values()):
            await session.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _admitted(self, session: Session, query: Mapping[str, str]) -> None:
        asked = read_request(query)
        entries = self._lists.entries(asked.vocabulary, asked.language)
        unwanted = self._lists.word_filter(asked.filter_name, asked.filter_method, asked.language)
        displaced = self._open.pop(session.session_id, None)
        if displaced is not None:
            displaced.displaced.set()
        if len(self._open) >= self._streams:
            raise Refusal(
                "LimitExceededException",
                f"You have reached the limit of {self._streams} concurrent streams. Wait until "
                "one is finished and try your request again.",
            )
        self._open[session.session_id] = session
        try:
            await self._stream(session, asked, entries, unwanted)
        finally:
            if self._open.get(session.session_id) is session:
                del self._open[session.session_id]

    async def _stream(
        self,
        session: Session,
        asked: LiveRequest,
        entries: tuple[Entry, ...],
        unwanted: WordFilter | None,
    ) -> None:
        async with contextlib.AsyncExitStack() as stack:
            channels: list[LiveChannel] = []
            for _ in range(asked.channels):
                channel = await self._recogniser.open_channel(asked.rate, terms=terms(entries))
                stack.push_async_callback(channel.close)
                channels.append(channel)
            tellers = [
                asyncio.create_task(
                    self._tell(session, channel, ResultMaker(asked, entries, unwanted, number))
                )
                for number, channel in enumerate(channels)
            ]
            stack.push_async_callback(_cancelled, tellers)
            listening = asyncio.create_task(self._listen(session, asked, channels))
            stack.push_async_callback(_cancelled, [listening])
            if not await _ended(session, listening, tellers):
                return
            for channel in channels:
                await channel.finish()
            await asyncio.gather(*tellers)
            if self._faults.mute_live:
                await asyncio.Event().wait()

    async def _listen(
        self, session: Session, asked: LiveRequest, channels: list[LiveChannel]
    ) -> bool:
        """Take audio until the empty frame; False where the client hung up. Raises Refusal."""
        chain = Chain(session.granted)
        rest = b""
        while True:
            try:
                # Not receive's own timeout: a ping would start that again, and is no audio.
                async with asyncio.timeout(self._idle):
                    message = await session.socket.receive()
            except TimeoutError:
                raise bad_request(
                    "Your request timed out because no new audio was received for "
                    f"{self._idle:g} seconds."
                ) from None
            if message.type is not WSMsgType.BINARY:
                if message.type is WSMsgType.TEXT:
                    raise bad_request(_UNREADABLE)
                return False
            audio = _audio(message.data, chain)
            if not audio:
                return True
            if len(audio) > asked.byte_rate:
                raise bad_request(
                    f"A chunk of {len(audio)} bytes holds more than one second of audio. Send "
                    "chunks of 50 to 200 milliseconds."
                )
            self._fault(session, len(audio) / asked.byte_rate)
            if session.seconds > self._longest:
                raise Refusal(
                    "LimitExceededException",
                    f"Your stream has reached the maximum length of {self._longest:g} seconds.",
                )
            data = rest + audio
            whole = len(data) // asked.frame_bytes * asked.frame_bytes
            rest = data[whole:]
            for channel, pcm in zip(channels, asked.linear(data[:whole]), strict=True):
                await channel.feed(pcm)

    def _fault(self, session: Session, seconds: float) -> None:
        session.seconds += seconds
        if self._faults.live_exception is not None:
            raise Refusal(*self._faults.live_exception)
        if 0 < self._faults.drop_live_after <= session.seconds:
            transport = session.socket._req.transport if session.socket._req else None
            if transport is not None:
                transport.abort()
            raise ConnectionResetError

    async def _tell(self, session: Session, channel: LiveChannel, maker: ResultMaker) -> None:
        async for heard in channel.heard():
            result = maker.result(heard)
            if result is None or self._faults.mute_live:
                continue
            body = json.dumps({"Transcript": {"Results": [result]}}).encode()
            with contextlib.suppress(ConnectionError):
                await session.socket.send_bytes(_event("TranscriptEvent", body))


async def _ended(
    session: Session, listening: asyncio.Task[bool], tellers: list[asyncio.Task[None]]
) -> bool:
    """Wait for the end of the audio; False where the client hung up. Raises Refusal."""
    displaced = asyncio.create_task(session.displaced.wait())
    try:
        # A teller only ends before the audio does when its recogniser has died.
        watched = {listening, displaced, *tellers}
        await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        for teller in tellers:
            if teller.done():
                teller.result()
        if displaced.done():
            raise Refusal(
                "ConflictException",
                "A new stream started with the same session ID. The current stream has been "
                "terminated.",
            )
        return await listening
    finally:
        displaced.cancel()


def _announce(
    socket: web.WebSocketResponse, query: Mapping[str, str], request_id: str, session_id: str
) -> None:
    """The response headers: the parameters come back, with the two identities."""
    for name, value in query.items():
        if not name.lower().startswith("x-amz-") and value.isascii() and value.isprintable():
            socket.headers[f"x-amzn-transcribe-{name}"] = value
    socket.headers["x-amzn-request-id"] = request_id
    socket.headers["x-amzn-transcribe-session-id"] = session_id


def _audio(data: bytes, chain: Chain) -> bytes:
    """The audio in a message, unwrapped and verified where it is signed. Raises Refusal."""
    try:
        frame = event_stream.decode(data)
        if ":chunk-signature" in frame.headers:
            _verify(frame, chain)
            if not frame.payload:
                return b""
            frame = event_stream.decode(frame.payload)
    except BadFrame as bad:
        raise bad_request(f"{_UNREADABLE} ({bad})") from None
    except SignatureRefused as refused:
        raise Refusal("InvalidSignatureException", refused.message, 403) from None
    if (frame.text(":message-type"), frame.text(":event-type")) != ("event", "AudioEvent"):
        raise bad_request("Only messages of the type event and AudioEvent are accepted.")
    return frame.payload


def _verify(frame: Frame, chain: Chain) -> None:
    """A wrapped frame's signature, which covers the bytes of its date and of its payload."""
    signature, moment = frame.headers[":chunk-signature"], frame.headers.get(":date")
    if not isinstance(signature, bytes) or isinstance(moment, bool) or not isinstance(moment, int):
        raise BadFrame("a signed message needs :date and :chunk-signature")
    stamp = datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    date_header = b"\x05:date\x08" + moment.to_bytes(8, "big", signed=True)
    chain.check(signature.hex(), (date_header, frame.payload), timestamp=stamp)


def _event(kind: str, body: bytes) -> bytes:
    return event_stream.encode(
        {":message-type": "event", ":event-type": kind, ":content-type": "application/json"}, body
    )


async def _send_exception(socket: web.WebSocketResponse, refusal: Refusal) -> None:
    headers = {
        ":message-type": "exception",
        ":exception-type": refusal.code,
        ":content-type": "application/json",
    }
    body: Mapping[str, Any] = {"Message": refusal.message}
    with contextlib.suppress(ConnectionError):
        await socket.send_bytes(event_stream.encode(headers, json.dumps(body).encode()))


async def _cancelled(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

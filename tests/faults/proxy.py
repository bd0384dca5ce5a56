"""A TCP proxy that understands WebSocket frames and does harm at scripted moments of audio time.

It stands between a provider and a stand-in, for both vendors' wires: bytes pass unchanged (so
signatures over the host hold), frames are only looked at, except where a fault says otherwise.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Harm = Literal["reset", "close", "truncate", "garble", "stall", "delay", "slow", "swallow", "lose"]
_TEXT, _BINARY, _CLOSE = 1, 2, 8


@dataclass(slots=True)
class Fault:
    """What happens once ``at`` seconds of audio have passed over connection number
    ``connection`` (from 0; None is every one).

    "reset" breaks both sides off with RST; "close" sends the client a close frame with ``code``
    and ``reason``; "truncate" sends half of the next frame down, then breaks off; "garble"
    overwrites the beginning of the next message down that contains ``only``; "stall" lets nothing
    through any more, for ``seconds``; "delay" lets all that comes down come ``seconds`` later;
    "slow" lets ``rate`` bytes a second through going up, for ``seconds``; "swallow" drops the
    next message up that contains ``only``, "lose" the next one down.
    """

    harm: Harm
    at: float = 0.0
    connection: int | None = 0
    seconds: float = 3600.0
    code: int = 1011
    reason: str = ""
    only: bytes = b""
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One WebSocket frame: its bytes as they came, and what they mean."""

    raw: bytes
    opcode: int
    payload: bytes
    header: int


def deepgram_audio(payload: bytes) -> int:
    """Bytes of audio in a binary message to Deepgram: all of it."""
    return len(payload)


def amazon_audio(payload: bytes) -> int:
    """Bytes of audio in an event stream message to Amazon."""
    total, headers = struct.unpack(">II", payload[:8])
    return int(total - headers - 16)


@dataclass(slots=True)
class Proxy:
    """``url`` is what the provider is given. ``refused`` answers the connection of that number
    with an HTTP status; ``connections`` counts; ``happened`` are the faults that came to pass;
    ``arrivals`` the loop time and the audio seconds of each connection's audio messages."""

    target: str
    byte_rate: int
    audio_of: Callable[[bytes], int]
    faults: Sequence[Fault]
    refused: dict[int, int] = field(default_factory=dict)
    url: str = ""
    connections: int = 0
    happened: list[Fault] = field(default_factory=list)
    arrivals: list[list[tuple[float, float]]] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, whatever becomes of it."""
        number = self.connections
        self.connections += 1
        self.arrivals.append([])
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _Connection(self, number, reader, writer).run()
        writer.transport.abort()
        self.tasks.discard(task)


@contextlib.asynccontextmanager
async def proxied(
    target: str,
    audio_of: Callable[[bytes], int],
    *faults: Fault,
    byte_rate: int = 32000,
    refused: dict[int, int] | None = None,
) -> AsyncIterator[Proxy]:
    """A proxy before the http URL ``target`` for the length of the block."""
    proxy = Proxy(target, byte_rate, audio_of, faults, refused or {})
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        tasks = list(proxy.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Broken(OSError):
    """The proxy itself ended the connection."""


class _Connection:
    def __init__(
        self,
        proxy: Proxy,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._number = number
        self._client, self._to_client = reader, writer
        self._server: asyncio.StreamReader
        self._to_server: asyncio.StreamWriter
        self._seconds = 0.0
        self._open = asyncio.Event()
        self._open.set()
        self._truncate = False
        self._garble: Fault | None = None
        self._swallow: Fault | None = None
        self._lose: Fault | None = None
        self._delay = 0.0
        self._rate = 0.0
        self._pending = [fault for fault in proxy.faults if fault.connection in (None, number)]

    async def run(self) -> None:
        """Handshake through, then frames both ways until one side ends."""
        head = _without_extensions(await self._client.readuntil(b"\r\n\r\n"))
        if self._number in self._proxy.refused:
            status = self._proxy.refused[self._number]
            self._to_client.write(
                b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status
            )
            await self._to_client.drain()
            self._to_client.close()
            await self._to_client.wait_closed()
            return
        host, _, port = self._proxy.target.rpartition("//")[2].partition(":")
        self._server, self._to_server = await asyncio.open_connection(host, int(port))
        try:
            self._to_server.write(head)
            self._to_client.write(await self._server.readuntil(b"\r\n\r\n"))
            await self._both_ways()
        finally:
            self._to_server.transport.abort()

    async def _both_ways(self) -> None:
        up = asyncio.create_task(self._up())
        down = asyncio.create_task(self._down())
        try:
            done, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if down not in done:
                # What was on its way down still arrives, as it does on a real line.
                await asyncio.wait({down}, timeout=0.2)
            for task in done:
                task.result()
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _up(self) -> None:
        while True:
            frame = await _frame(self._client)
            await self._open.wait()
            swallow = self._swallow
            if swallow and frame.opcode == _TEXT and swallow.only in frame.payload:
                self._swallow = None
                self._proxy.happened.append(swallow)
                continue
            if self._rate:
                await asyncio.sleep(len(frame.raw) / self._rate)
            self._to_server.write(frame.raw)
            await self._to_server.drain()
            if frame.opcode == _BINARY:
                self._seconds += self._proxy.audio_of(frame.payload) / self._proxy.byte_rate
                now = asyncio.get_running_loop().time()
                self._proxy.arrivals[self._number].append((now, self._seconds))
            await self._harm()

    async def _down(self) -> None:
        while True:
            frame = await _frame(self._server)
            await self._open.wait()
            raw = frame.raw
            garble = self._garble
            if garble and frame.opcode in (_TEXT, _BINARY) and garble.only in frame.payload:
                self._garble = None
                self._proxy.happened.append(garble)
                start = frame.header
                raw = raw[:start] + b"#" * min(12, len(frame.payload)) + raw[start + 12 :]
            lose = self._lose
            if lose and frame.opcode in (_TEXT, _BINARY) and lose.only in frame.payload:
                self._lose = None
                self._proxy.happened.append(lose)
                continue
            if self._truncate:
                self._to_client.write(raw[: max(1, len(raw) // 2)])
                await self._to_client.drain()
                raise _Broken
            if self._delay:
                loop = asyncio.get_running_loop()
                loop.call_later(self._delay, self._to_client.write, raw)
                continue
            self._to_client.write(raw)
            await self._to_client.drain()

    async def _harm(self) -> None:
        due = [fault for fault in self._pending if fault.at <= self._seconds]
        for fault in due:
            self._pending.remove(fault)
            if fault.harm not in ("garble", "swallow", "lose"):
                self._proxy.happened.append(fault)
            await self._do(fault)

    async def _do(self, fault: Fault) -> None:
        if fault.harm == "reset":
            self._reset()
        elif fault.harm == "close":
            body = struct.pack(">H", fault.code) + fault.reason.encode()
            self._to_client.write(bytes((0x80 | _CLOSE, len(body))) + body)
            await self._to_client.drain()
            # The client answers with a close frame of its own, then the line may go.
            while (await _frame(self._client)).opcode != _CLOSE:
                pass
            raise _Broken
        elif fault.harm == "stall":
            self._open.clear()
            asyncio.get_running_loop().call_later(fault.seconds, self._open.set)
        elif fault.harm == "truncate":
            self._truncate = True
        elif fault.harm == "garble":
            self._garble = fault
        elif fault.harm == "swallow":
            self._swallow = fault
        elif fault.harm == "lose":
            self._lose = fault
        elif fault.harm == "delay":
            self._delay = fault.seconds
        else:
            self._rate = fault.rate
            asyncio.get_running_loop().call_later(fault.seconds, self._full_speed)

    def _full_speed(self) -> None:
        self._rate = 0.0

    def _reset(self) -> None:
        for writer in (self._to_client, self._to_server):
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        raise _Broken


def _without_extensions(head: bytes) -> bytes:
    """The request without the offer to compress, so that frames can be looked at."""
    lines = head.split(b"\r\n")
    return b"\r\n".join(
        line for line in lines if not line.lower().startswith(b"sec-websocket-extensions:")
    )


async def _frame(reader: asyncio.StreamReader) -> Frame:
    """The next frame, unmasked where it was masked (RFC 6455, section 5.2)."""
    raw = await reader.readexactly(2)
    masked, length = raw[1] & 0x80, raw[1] & 0x7F
    if length > 125:
        more = await reader.readexactly(2 if length == 126 else 8)
        raw += more
        length = int.from_bytes(more, "big")
    mask = await reader.readexactly(4) if masked else b""
    raw += mask
    body = await reader.readexactly(length)
    payload = body
    if mask:
        key = (mask * (length // 4 + 1))[:length]
        payload = (int.from_bytes(body, "big") ^ int.from_bytes(key, "big")).to_bytes(length, "big")
    return Frame(raw + body, raw[0] & 0x0F, payload, len(raw))

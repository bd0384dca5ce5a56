"""Messages between the pool and a worker: a JSON header and raw bytes, each with its length.

On the wire: 4 bytes length of the header, 4 bytes length of the payload (both big-endian), the
header as UTF-8 JSON, the payload. Both ends trust each other; the limits only catch a stray print.
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any, BinaryIO

Header = dict[str, Any]

_LENGTHS = struct.Struct(">II")
_LARGEST = 1 << 28


class FrameError(Exception):
    """The other end ended in the middle of a message or sent something else."""


def pack(header: Header, payload: bytes = b"") -> bytes:
    """One message as bytes."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((_LENGTHS.pack(len(text), len(payload)), text, payload))


def read(stream: BinaryIO) -> tuple[Header, bytes] | None:
    """The next message, blocking; None at a clean end. Raises FrameError."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise FrameError("the message ends inside its lengths")
    header_size, payload_size = _checked(lengths)
    body = stream.read(header_size + payload_size)
    if len(body) < header_size + payload_size:
        raise FrameError("the message ends before its length")
    return _header(body[:header_size]), body[header_size:]


async def receive(stream: asyncio.StreamReader) -> tuple[Header, bytes] | None:
    """The next message; None at a clean end. Raises FrameError."""
    try:
        lengths = await stream.readexactly(_LENGTHS.size)
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise FrameError("the message ends inside its lengths") from error
    header_size, payload_size = _checked(lengths)
    try:
        header = await stream.readexactly(header_size)
        payload = await stream.readexactly(payload_size)
    except asyncio.IncompleteReadError as error:
        raise FrameError("the message ends before its length") from error
    return _header(header), payload


def _checked(lengths: bytes) -> tuple[int, int]:
    header_size, payload_size = _LENGTHS.unpack(lengths)
    if header_size > _LARGEST or payload_size > _LARGEST:
        raise FrameError("the lengths are not those of a message")
    return header_size, payload_size


def _header(text: bytes) -> Header:
    try:
        header = json.loads(text)
    except ValueError as error:
        raise FrameError("the header is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("the header is not an object")
    return header

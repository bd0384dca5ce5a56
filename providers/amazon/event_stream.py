"""Event stream frames of the streaming service: audio up, results and exceptions down.

The layout is Smithy's "Amazon event stream": lengths, checksum, headers, payload, checksum. What
comes down is decoded by botocore, which checks both checksums.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_STRING = 7
_OVERHEAD = 16


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the service: ``kind`` "event", "exception" or "error", ``name`` its type."""

    kind: str
    name: str
    payload: bytes


class BrokenFrame(Exception):
    """Bytes from the service that are not an event stream message."""


def audio_event(audio: bytes) -> bytes:
    """One message of audio; without audio it says that the stream has ended."""
    return encoded(
        {
            ":message-type": "event",
            ":event-type": "AudioEvent",
            ":content-type": "application/octet-stream",
        },
        audio,
    )


def encoded(headers: Mapping[str, str], payload: bytes) -> bytes:
    """A message with string headers."""
    block = bytearray()
    for name, value in headers.items():
        label, text = name.encode(), value.encode()
        block += struct.pack(">B", len(label)) + label
        block += struct.pack(">BH", _STRING, len(text)) + text
    prelude = struct.pack(">II", _OVERHEAD + len(block) + len(payload), len(block))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + bytes(block) + payload
    return message + struct.pack(">I", zlib.crc32(message))


class MessageReader:
    """Puts messages together from whatever pieces arrive."""

    def __init__(self) -> None:
        from botocore.eventstream import EventStreamBuffer

        self._buffer = EventStreamBuffer()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that ``data`` completes. Raises BrokenFrame."""
        from botocore.eventstream import ParserError

        self._buffer.add_data(data)
        try:
            return [_message(frame) for frame in self._buffer]
        except (ParserError, struct.error, KeyError, UnicodeDecodeError) as error:
            raise BrokenFrame(str(error)) from error


def _message(frame: Any) -> Message:
    headers: Mapping[str, object] = frame.headers
    kind = str(headers.get(":message-type", ""))
    name = headers.get(":event-type") or headers.get(":exception-type")
    return Message(kind, str(name or headers.get(":error-code") or ""), frame.payload)

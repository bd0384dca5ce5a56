"""Frames of ``application/vnd.amazon.eventstream``, both ways.

Layout (Smithy specification, "Amazon event stream"): total length (4 bytes, big endian), headers
length (4), CRC32 of those eight bytes (4), headers, payload, CRC32 of everything before it (4). A
header is the length of its name (1), the name, a type (1) and a value. Written separately from
the product's own side, so that each checks the other.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

OVERHEAD = 16
LARGEST_MESSAGE = 16 * 1024 * 1024
_INTEGERS = {2: ">b", 3: ">h", 4: ">i", 5: ">q", 8: ">q"}

HeaderValue = bool | int | bytes | str


class BadFrame(Exception):
    """Bytes that are not one whole event stream message."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. ``headers_raw`` is as sent, because signatures cover those bytes."""

    headers: Mapping[str, HeaderValue]
    payload: bytes
    headers_raw: bytes = b""

    def text(self, name: str) -> str:
        """A string header, or "" where it is absent or of another type."""
        value = self.headers.get(name, "")
        return value if isinstance(value, str) else ""


def encode(headers: Mapping[str, str], payload: bytes) -> bytes:
    """A message with string headers."""
    block = b"".join(_string_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", OVERHEAD + len(block) + len(payload), len(block))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + block + payload
    return body + struct.pack(">I", zlib.crc32(body))


def decode(data: bytes) -> Frame:
    """One whole message. Raises BadFrame for a wrong length, checksum or header."""
    if len(data) < OVERHEAD:
        raise BadFrame(f"{len(data)} bytes are too few for a message")
    total, headers_length, prelude_sum = struct.unpack_from(">III", data)
    if zlib.crc32(data[:8]) != prelude_sum:
        raise BadFrame("the checksum of the prelude is wrong")
    if total != len(data) or total > LARGEST_MESSAGE:
        raise BadFrame(f"the message says {total} bytes, {len(data)} came")
    if headers_length > total - OVERHEAD:
        raise BadFrame("the headers are longer than the message")
    if zlib.crc32(data[:-4]) != struct.unpack(">I", data[-4:])[0]:
        raise BadFrame("the checksum of the message is wrong")
    block = data[12 : 12 + headers_length]
    return Frame(_headers(block), data[12 + headers_length : -4], block)


def _string_header(name: str, value: str) -> bytes:
    label, text = name.encode(), value.encode()
    return bytes([len(label)]) + label + b"\x07" + struct.pack(">H", len(text)) + text


def _headers(block: bytes) -> dict[str, HeaderValue]:
    headers: dict[str, HeaderValue] = {}
    at = 0
    try:
        while at < len(block):
            end = at + 1 + block[at]
            name = block[at + 1 : end].decode()
            value, at = _value(block, end)
            headers[name] = value
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise BadFrame("the headers cannot be read") from error
    return headers


def _value(block: bytes, at: int) -> tuple[HeaderValue, int]:
    kind = block[at]
    at += 1
    if kind in (0, 1):
        return kind == 0, at
    if kind in _INTEGERS:
        form = _INTEGERS[kind]
        number: int = struct.unpack_from(form, block, at)[0]
        return number, at + struct.calcsize(form)
    if kind in (6, 7):
        length: int = struct.unpack_from(">H", block, at)[0]
        raw = block[at + 2 : at + 2 + length]
        if len(raw) != length:
            raise BadFrame("a header is cut short")
        return (raw if kind == 6 else raw.decode()), at + 2 + length
    if kind == 9:
        raw = block[at : at + 16]
        if len(raw) != 16:
            raise BadFrame("a header is cut short")
        return raw, at + 16
    raise BadFrame(f"a header has the unknown type {kind}")

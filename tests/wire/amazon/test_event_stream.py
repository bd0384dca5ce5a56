"""Frames: both sides against each other and against botocore's parser."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given
from hypothesis import strategies as st

from providers.amazon import event_stream as product
from providers.sandbox.amazon import event_stream as server

NAMES = st.text(st.characters(codec="ascii"), min_size=1, max_size=60)
HEADERS = st.dictionaries(NAMES, st.text(max_size=80), max_size=5)
PAYLOADS = st.binary(max_size=400)


@given(HEADERS, PAYLOADS)
def test_the_servers_messages_are_read_by_botocore(headers: dict[str, str], payload: bytes) -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(server.encode(headers, payload))
    message: Any
    (message,) = list(buffer)
    assert (message.headers, message.payload) == (headers, payload)


@given(HEADERS, PAYLOADS)
def test_the_products_messages_are_read_by_the_server(
    headers: dict[str, str], payload: bytes
) -> None:
    frame = server.decode(product.encoded(headers, payload))
    assert (dict(frame.headers), frame.payload) == (headers, payload)
    assert product.encoded(headers, payload) == server.encode(headers, payload)


def test_an_audio_event_byte_by_byte() -> None:
    message = product.audio_event(b"\x01\x02")
    total, headers_length, prelude_sum = struct.unpack_from(">III", message)
    assert total == len(message) == 16 + headers_length + 2
    assert prelude_sum == zlib.crc32(message[:8])
    assert struct.unpack(">I", message[-4:])[0] == zlib.crc32(message[:-4])
    assert message[12 : 12 + headers_length] == (
        b"\x0d:message-type\x07\x00\x05event"
        b"\x0b:event-type\x07\x00\x0aAudioEvent"
        b"\x0d:content-type\x07\x00\x18application/octet-stream"
    )


def test_every_type_of_header_is_read() -> None:
    block = b"".join(
        [
            b"\x01t\x00",
            b"\x01f\x01",
            b"\x01b\x02\xff",
            b"\x01s\x03\x00\x02",
            b"\x01i\x04\x00\x00\x00\x03",
            b"\x01l\x05" + struct.pack(">q", -4),
            b"\x01y\x06\x00\x02ab",
            b"\x01d\x08" + struct.pack(">q", 1700000000000),
            b"\x01u\x09" + bytes(16),
        ]
    )
    prelude = struct.pack(">II", 16 + len(block), len(block))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + block
    frame = server.decode(body + struct.pack(">I", zlib.crc32(body)))
    assert dict(frame.headers) == {
        "t": True,
        "f": False,
        "b": -1,
        "s": 2,
        "i": 3,
        "l": -4,
        "y": b"ab",
        "d": 1700000000000,
        "u": bytes(16),
    }


@given(PAYLOADS, st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(payload: bytes, place: int, change: int) -> None:
    message = bytearray(product.audio_event(payload))
    message[place % len(message)] ^= change
    with pytest.raises(server.BadFrame):
        server.decode(bytes(message))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_not_crashed_on(data: bytes) -> None:
    with pytest.raises(server.BadFrame):
        server.decode(data)


@given(st.lists(st.tuples(HEADERS, PAYLOADS), max_size=4), st.integers(1, 50))
def test_the_reader_takes_messages_in_any_pieces(
    messages: list[tuple[dict[str, str], bytes]], step: int
) -> None:
    whole = b"".join(server.encode(headers, payload) for headers, payload in messages)
    reader = product.MessageReader()
    got = [
        message
        for at in range(0, len(whole), step)
        for message in reader.feed(whole[at : at + step])
    ]
    assert [message.payload for message in got] == [payload for _, payload in messages]


def test_the_reader_names_a_broken_message() -> None:
    message = bytearray(server.encode({":message-type": "event"}, b"{}"))
    message[-1] ^= 1
    with pytest.raises(product.BrokenFrame):
        product.MessageReader().feed(bytes(message))

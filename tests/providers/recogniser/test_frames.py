"""Messages between pool and worker survive the way, and broken ones are told from the end."""

from __future__ import annotations

import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.recogniser import frames

headers = st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.floats(0, 1)))


async def received(data: bytes) -> tuple[frames.Header, bytes] | None:
    stream = asyncio.StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    return await frames.receive(stream)


@given(st.lists(st.tuples(headers, st.binary())))
def test_messages_arrive_as_they_were_sent(messages: list[tuple[frames.Header, bytes]]) -> None:
    stream = io.BytesIO(b"".join(frames.pack(*message) for message in messages))
    assert [frames.read(stream) for _ in messages] == messages
    assert frames.read(stream) is None


@given(headers, st.binary(), st.data())
def test_a_cut_message_is_an_error_at_both_ends(
    header: frames.Header, payload: bytes, data: st.DataObject
) -> None:
    whole = frames.pack(header, payload)
    cut = whole[: data.draw(st.integers(1, len(whole) - 1))]
    with pytest.raises(frames.FrameError):
        frames.read(io.BytesIO(cut))
    with pytest.raises(frames.FrameError):
        asyncio.run(received(cut))


@given(st.binary(min_size=8, max_size=64))
def test_what_is_no_message_is_an_error(noise: bytes) -> None:
    if noise[0] > 0x10:
        with pytest.raises(frames.FrameError):
            frames.read(io.BytesIO(noise))


def test_an_end_between_messages_is_no_error() -> None:
    assert asyncio.run(received(b"")) is None

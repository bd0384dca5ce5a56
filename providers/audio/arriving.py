"""Raw audio that arrives by itself: standard input, a pipe, a FIFO."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from typing import BinaryIO

from providers.audio.pacing import Block, PcmFormat, paced
from providers.audio.wav import to_linear16


async def arriving_blocks(
    stream: BinaryIO, form: PcmFormat, seconds: float = 0.1
) -> AsyncIterator[Block]:
    """Raw samples in ``form`` as linear16 blocks as they come in, whole frames only.

    A pipe sets its own pace; a regular file has none, so it is paced at real time. Reading never
    blocks the event loop, nor the end of the program.
    """
    step = max(1, round(form.rate * seconds)) * form.frame_bytes
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        blocks = (_block(data, offset, form) for offset, data in _slices(stream, step, form))
        async for block in paced(blocks):
            yield block
        return
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=4 * step)
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), stream
    )
    offset = 0
    try:
        while data := await _up_to(reader, step):
            data = data[: len(data) - len(data) % form.frame_bytes]
            if not data:
                return
            yield _block(data, offset, form)
            offset += len(data)
    finally:
        transport.close()


async def _up_to(reader: asyncio.StreamReader, size: int) -> bytes:
    """``size`` bytes, or what is left at the end."""
    try:
        return await reader.readexactly(size)
    except asyncio.IncompleteReadError as rest:
        return rest.partial


def _slices(stream: BinaryIO, step: int, form: PcmFormat) -> list[tuple[int, bytes]]:
    data = stream.read()
    data = data[: len(data) - len(data) % form.frame_bytes]
    return [(offset, data[offset : offset + step]) for offset in range(0, len(data), step)]


def _block(data: bytes, offset: int, form: PcmFormat) -> Block:
    begun, ended = offset / form.byte_rate, (offset + len(data)) / form.byte_rate
    return Block(to_linear16(form.encoding, data), begun, ended)

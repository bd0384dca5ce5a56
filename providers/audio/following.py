"""Sound that is still being written: a growing file or a FIFO, as a stream of live blocks.

An operator on a call-recording server has the file that a call is recorded into, or a pipe that a
switch writes to; neither ever is a whole clip while it matters.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO

from providers.audio.naming import shown
from providers.audio.pacing import Block, PcmFormat
from providers.audio.wav import CutHeader, WavLayout, read_layout, to_linear16
from providers.errors import BadInput

BLOCK_SECONDS = 0.1
# A recorder writes several times a second; one that has said nothing for so long has ended.
QUIET_SECONDS = 5.0
_LOOK_SECONDS = 0.05


def opened_fifo(path: Path) -> BinaryIO:
    """A FIFO for ``raw.arriving_blocks``, opened without waiting for its writer.

    Raises BadInput for anything else, and where it may not be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None
    if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadInput(f"{shown(path)} is no FIFO: name it as a file.")
    return os.fdopen(descriptor, "rb", buffering=0)


async def followed(
    path: Path,
    form: PcmFormat | None = None,
    *,
    from_start: bool = False,
    quiet_seconds: float = QUIET_SECONDS,
) -> AsyncGenerator[tuple[Block, PcmFormat], None]:
    """A growing file's sound as it is written, each block with its linear16 form.

    A WAV says itself what it holds; ``form`` is that of raw samples. What is there already is
    passed over unless ``from_start``, which gives it at once. Times count from the first block.
    Ends when nothing was written for ``quiet_seconds``. Raises BadInput where the file cannot be
    read, or is neither a decodable WAV nor given a form.
    """
    try:
        stream = path.open("rb", buffering=0)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None
    with stream:
        codec, frame, out, start = _described(await _header(stream, path, form), form, path)
        size = os.fstat(stream.fileno()).st_size
        position = start if from_start else start + max(0, size - start) // frame * frame
        step = max(1, round(BLOCK_SECONDS * out.rate)) * frame
        frames, last = 0, time.monotonic()
        while time.monotonic() - last < quiet_seconds:
            stream.seek(position)
            data = stream.read(step) or b""
            data = data[: len(data) - len(data) % frame]
            if not data:
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            position, last = position + len(data), time.monotonic()
            begun, frames = frames, frames + len(data) // frame
            yield Block(to_linear16(codec, data), begun / out.rate, frames / out.rate), out


async def form_of(path: Path, form: PcmFormat | None = None) -> PcmFormat:
    """The form of the blocks that ``followed`` would give. Raises BadInput as that does."""
    try:
        with path.open("rb", buffering=0) as stream:
            return _described(await _header(stream, path, form), form, path)[2]
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None


async def _header(stream: BinaryIO, path: Path, form: PcmFormat | None) -> WavLayout | None:
    """The layout of a WAV, waited for where the recorder has only begun its header."""
    until = time.monotonic() + QUIET_SECONDS
    while True:
        stream.seek(0)
        if form is not None and stream.read(4) not in (b"RIFF", b"RF64"):
            return None
        try:
            return read_layout(stream, os.fstat(stream.fileno()).st_size, path)
        except CutHeader:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(_LOOK_SECONDS)


def _described(
    layout: WavLayout | None, form: PcmFormat | None, path: Path
) -> tuple[str, int, PcmFormat, int]:
    """Codec, bytes of a frame, the form that comes out, and where the samples begin."""
    if layout is None:
        assert form is not None
        return form.encoding, form.frame_bytes, PcmFormat("linear16", form.rate, form.channels), 0
    if not layout.decodable:
        raise BadInput(
            f"{shown(path)} is a WAV of {layout.codec}, which cannot be followed while it grows: "
            "wait until it is complete."
        )
    out = PcmFormat("linear16", layout.rate, layout.channels)
    return layout.codec, layout.frame_bytes, out, layout.data_start


def _not_opened(path: Path, error: OSError | ValueError) -> BadInput:
    reason = error.strerror if isinstance(error, OSError) else "not a possible name"
    return BadInput(f"{shown(path)} cannot be opened ({reason}): check the name and permissions.")

"""Headerless audio as it comes in: what an operator's ``rec`` or a telephone tap gives."""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import BinaryIO

from providers.audio.pacing import Block, PcmFormat, paced
from providers.audio.wav import to_linear16
from providers.errors import BadInput


def raw_format(form: PcmFormat) -> PcmFormat:
    """The form of what ``arriving_blocks`` gives for a source in ``form``: linear16, else equal."""
    return PcmFormat("linear16", form.rate, form.channels)


def arriving_blocks(
    stream: BinaryIO, form: PcmFormat, seconds: float = 0.1
) -> AsyncIterator[Block]:
    """Raw samples in ``form`` as linear16 blocks, each as soon as its ``seconds`` have come.

    Blocks hold whole frames; the last may be shorter, and a last broken frame is dropped. A pipe
    sets its own pace; a regular file has none, so it is read piece by piece at real time. Waiting
    never holds up the event loop, nor the end of the program. ``stream`` is not closed, and
    nothing of it may have been read into its buffer before.

    Raises BadInput at once for a terminal, and while iterating where nothing comes, where a file
    with a header comes instead, or where reading fails.
    """
    if stream.isatty():
        raise BadInput(
            "Raw audio is expected from a pipe or a file, and standard input is a terminal: write "
            "for example 'ffmpeg ... | crossfade live -', or 'crossfade live - < FILE'."
        )
    step = max(1, round(seconds * form.rate)) * form.frame_bytes
    return _arriving(stream, form, step)


async def _arriving(stream: BinaryIO, form: PcmFormat, step: int) -> AsyncGenerator[Block, None]:
    source = _from_pipe if _can_be_waited_for(stream) else _from_file
    anything = False
    try:
        async with contextlib.aclosing(source(stream, form, step)) as blocks:
            async for block in blocks:
                anything = True
                yield block
    except OSError as error:
        raise BadInput(
            f"The audio that comes in could not be read on ({error.strerror}): check where it "
            "comes from and start again."
        ) from error
    if not anything:
        raise BadInput(
            "No audio came in before the stream ended: check the command that should write it."
        )


def _can_be_waited_for(stream: BinaryIO) -> bool:
    """Whether there is a moment at which more comes; a file or /dev/null is always ready."""
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return False
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(stream, selectors.EVENT_READ)
        except OSError:
            return False
    return True


async def _from_pipe(stream: BinaryIO, form: PcmFormat, step: int) -> AsyncGenerator[Block, None]:
    frames = 0
    while block := _block(await _up_to(stream.fileno(), step), frames, form):
        frames += len(block.data) // (2 * form.channels)
        yield block


async def _from_file(stream: BinaryIO, form: PcmFormat, step: int) -> AsyncGenerator[Block, None]:
    async for block in paced(_file_blocks(stream, form, step)):
        yield block


def _file_blocks(stream: BinaryIO, form: PcmFormat, step: int) -> Iterator[Block]:
    frames = 0
    while block := _block(_read_fully(stream, step), frames, form):
        frames += len(block.data) // (2 * form.channels)
        yield block


def _block(piece: bytes, begun: int, form: PcmFormat) -> Block | None:
    """The whole frames of a piece that begins with frame ``begun``; None where there are none."""
    if begun == 0 and piece[:4] in (b"RIFF", b"fLaC", b"OggS"):
        raise BadInput(
            "What comes in has a file header, so it is not raw audio: save it to a file and "
            "name the file, or let the recorder write raw samples."
        )
    piece = piece[: len(piece) - len(piece) % form.frame_bytes]
    if not piece:
        return None
    ended = begun + len(piece) // form.frame_bytes
    return Block(to_linear16(form.encoding, piece), begun / form.rate, ended / form.rate)


def _read_fully(stream: BinaryIO, wanted: int) -> bytes:
    pieces: list[bytes] = []
    missing = wanted
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


async def _up_to(descriptor: int, wanted: int) -> bytes:
    """``wanted`` bytes, or what is left at the end.

    Not a transport of the event loop: that closes what it reads from, and makes it non-blocking
    for every other process that has it.
    """
    data = b""
    while missing := wanted - len(data):
        await _readable(descriptor)
        try:
            piece = os.read(descriptor, missing)
        except BlockingIOError:
            # Left non-blocking by whoever had it before, and not ready after all.
            continue
        if not piece:
            break
        data += piece
    return data


async def _readable(descriptor: int) -> None:
    """Wait until a read would not."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)

"""Headerless audio as it comes in: from pipes, FIFOs, files and devices."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.arithmetic import audioop
from providers.audio.pacing import Block, PcmFormat
from providers.audio.raw import arriving_blocks, raw_format
from providers.errors import BadInput
from tests.providers.audio.making import saved, tone

MONO = PcmFormat("linear16", 8000, 1)
STEREO = PcmFormat("linear16", 8000, 2)
# So fast that a file of these samples is over at once, at its own pace.
FAST = PcmFormat("linear16", 800_000, 1)


@contextmanager
def piped(data: bytes | None = None) -> Iterator[tuple[BinaryIO, int]]:
    """A pipe and the descriptor to write to it; with ``data``, it holds these and has ended."""
    reader, writer = os.pipe()
    if data is not None:
        os.write(writer, data)
        os.close(writer)
    with open(reader, "rb") as stream:  # noqa: PTH123 - a descriptor
        try:
            yield stream, writer
        finally:
            if data is None:
                os.close(writer)


async def all_of(stream: BinaryIO, form: PcmFormat, seconds: float = 0.1) -> list[Block]:
    async with asyncio.timeout(60):
        return [block async for block in arriving_blocks(stream, form, seconds)]


@given(st.binary(min_size=4, max_size=5000), st.sampled_from([0.01, 0.05, 0.1]))
def test_blocks_cover_all_whole_frames(data: bytes, seconds: float) -> None:
    if data[:4] in (b"RIFF", b"fLaC", b"OggS"):
        return
    with piped(data) as (stream, _):
        got = asyncio.run(all_of(stream, STEREO, seconds))
    assert b"".join(block.data for block in got) == data[: len(data) // 4 * 4]
    assert got[0].start == 0
    assert [block.start for block in got[1:]] == [block.end for block in got[:-1]]
    assert got[-1].end == len(data) // 4 / 8000
    assert all(len(block.data) == round(seconds * 8000) * 4 for block in got[:-1])


@pytest.mark.parametrize(
    ("encoding", "compress"), [("mulaw", audioop.lin2ulaw), ("alaw", audioop.lin2alaw)]
)
async def test_telephone_codecs_come_out_as_linear16(encoding: str, compress: object) -> None:
    assert callable(compress)
    pcm = tone(0.5, 8000)
    form = PcmFormat("mulaw" if encoding == "mulaw" else "alaw", 8000, 1)
    with piped(compress(pcm, 2)) as (stream, _):
        blocks = await all_of(stream, form)
    got = b"".join(block.data for block in blocks)
    assert raw_format(form) == MONO
    assert [block.end for block in blocks] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    assert len(got) == len(pcm)
    assert audioop.rms(audioop.add(got, audioop.mul(pcm, 2, -1), 2), 2) < 300


async def test_a_block_leaves_a_fifo_before_the_writer_is_done(tmp_path: Path) -> None:
    fifo = tmp_path / "tap"
    os.mkfifo(fifo)
    read_one = threading.Event()

    def write() -> None:
        with fifo.open("wb", buffering=0) as out:
            # In pieces that fit neither the blocks nor the samples.
            out.write(bytes(801))
            out.write(bytes(799))
            assert read_one.wait(60)
            out.write(bytes(33))

    writing = asyncio.create_task(asyncio.to_thread(write))
    stream = await asyncio.to_thread(fifo.open, "rb")
    with stream:
        source = arriving_blocks(stream, MONO)
        async with asyncio.timeout(60):
            first = await anext(source)
            assert (len(first.data), first.end) == (1600, 0.1)
            read_one.set()
            assert [len(block.data) async for block in source] == [32]
    await writing


async def test_more_than_a_pipe_holds_comes_through_whole() -> None:
    pcm = tone(10.0, 16000)
    reader, writer = os.pipe()

    def write() -> None:
        with open(writer, "wb") as out:  # noqa: PTH123 - a descriptor
            out.write(pcm)

    writing = asyncio.create_task(asyncio.to_thread(write))
    with open(reader, "rb") as stream:  # noqa: ASYNC230, PTH123 - a descriptor
        blocks = await all_of(stream, PcmFormat("linear16", 16000, 1))
    await writing
    assert b"".join(block.data for block in blocks) == pcm


@pytest.mark.parametrize("blocking", [True, False])
async def test_the_descriptor_is_handed_back_as_it_was(blocking: bool) -> None:
    with piped(bytes(3200)) as (stream, _):
        os.set_blocking(stream.fileno(), blocking)
        assert sum(len(block.data) for block in await all_of(stream, MONO)) == 3200
        assert os.get_blocking(stream.fileno()) is blocking
        assert not stream.closed


async def test_a_cancelled_reader_leaves_the_pipe_to_the_next() -> None:
    with piped() as (stream, writer):
        source = arriving_blocks(stream, MONO)
        os.write(writer, bytes(1600))
        async with asyncio.timeout(60):
            await anext(source)
        waiting = asyncio.ensure_future(anext(source))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        os.write(writer, bytes(1600))
        async with asyncio.timeout(60):
            assert (await anext(arriving_blocks(stream, MONO))).end == 0.1


def test_a_program_ends_while_its_input_is_silent() -> None:
    program = """
import asyncio, sys
from providers.audio.pacing import PcmFormat
from providers.audio.raw import arriving_blocks

async def listen():
    async for block in arriving_blocks(sys.stdin.buffer, PcmFormat("linear16", 8000, 1)):
        print(len(block.data), flush=True)

asyncio.run(listen())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as listening:
        assert listening.stdin is not None and listening.stdout is not None
        try:
            listening.stdin.write(bytes(1700))
            listening.stdin.flush()
            assert listening.stdout.readline() == b"1600\n"
            listening.send_signal(signal.SIGINT)
            assert listening.wait(60) != 0
        finally:
            listening.kill()


async def test_a_file_is_read_piece_by_piece_at_its_own_pace(tmp_path: Path) -> None:
    pcm = tone(0.35, 8000)
    with saved(tmp_path / "call.raw", b"skip" + pcm + b"x").open("rb", buffering=0) as stream:
        stream.seek(4)
        source = arriving_blocks(stream, MONO)
        began = time.monotonic()
        first = await anext(source)
        assert stream.tell() < 4 + len(pcm)
        rest = [block async for block in source]
        assert time.monotonic() - began >= 0.34
        assert not stream.closed
    assert b"".join(block.data for block in (first, *rest)) == pcm
    assert rest[-1].end == pytest.approx(0.35)


async def test_a_device_without_samples_ends_at_once() -> None:
    devnull = await asyncio.to_thread(Path(os.devnull).open, "rb")
    with devnull, pytest.raises(BadInput, match="No audio came in"):
        await all_of(devnull, MONO)


@pytest.mark.parametrize("data", [b"", b"abc"])
async def test_nothing_at_all_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = saved(tmp_path / "call.raw", data).open("rb")
    with file, piped(data) as (pipe, _):
        for stream in (file, pipe):
            with pytest.raises(BadInput, match="No audio came in"):
                await all_of(stream, STEREO)


@pytest.mark.parametrize("magic", [b"RIFF", b"fLaC", b"OggS"])
async def test_a_file_with_a_header_is_not_taken_for_samples(tmp_path: Path, magic: bytes) -> None:
    data = magic + bytes(10_000)
    file = saved(tmp_path / "call.raw", data).open("rb")
    with file, piped(data) as (pipe, _):
        for stream in (file, pipe):
            with pytest.raises(BadInput, match="has a file header"):
                await all_of(stream, FAST)


async def test_what_cannot_be_read_on_is_a_sentence(tmp_path: Path) -> None:
    class Torn(io.FileIO):
        """A file on a disk that goes away."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(-1 if size is None else size)

    path = saved(tmp_path / "call.raw", bytes(100_000))
    with Torn(path) as stream:
        source = arriving_blocks(stream, FAST, 0.01)
        await anext(source)
        with pytest.raises(BadInput, match=r"could not be read on \(Input/output error\)"):
            await anext(source)


def test_a_terminal_is_refused_before_anything_is_read() -> None:
    ours, theirs = os.openpty()
    refused = pytest.raises(BadInput, match="pipe or a file, and standard input is a terminal")
    with open(theirs, "rb", buffering=0) as stream, refused:  # noqa: PTH123 - a descriptor
        arriving_blocks(stream, MONO)
    os.close(ours)

"""Sound that is still being written: the writer and the follower at once."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from providers.audio.following import followed, opened_fifo
from providers.audio.pacing import PcmFormat
from providers.audio.raw import arriving_blocks
from providers.errors import BadInput
from tests.providers.audio.making import chunk, fmt, riff, tone

MONO = PcmFormat("linear16", 8000, 1)
PCM = tone(1.0, 8000)
START = riff(fmt(1, 1, 8000, 16), chunk(b"data", b"", promised=0xFFFFFFFF))


async def heard(path: Path, form: PcmFormat | None = None, **about: object) -> bytes:
    data = b""
    async with asyncio.timeout(60):
        async for block, out in followed(path, form, quiet_seconds=0.3, **about):  # type: ignore[arg-type]
            assert out == MONO and block.end == pytest.approx((len(data) + len(block.data)) / 16000)
            data += block.data
    return data


async def test_what_is_written_meanwhile_comes_out_and_then_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(START + PCM[:4000])
    listening = asyncio.create_task(heard(path))
    with path.open("ab", buffering=0) as out:
        for at in range(4000, len(PCM), 1999):
            await asyncio.sleep(0.02)
            out.write(PCM[at : at + 1999])
    told = await listening
    # What was there already may grow before the follower has opened the file.
    assert len(told) > 8000 and PCM.endswith(told)


async def test_from_the_start_and_a_header_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(START[:20])
    listening = asyncio.create_task(heard(path, from_start=True))
    await asyncio.sleep(0.1)
    with path.open("ab", buffering=0) as out:
        out.write(START[20:] + PCM)
    assert await listening == PCM


async def test_raw_samples_in_a_form_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "call.ulaw"
    path.write_bytes(b"\xff" * 800 + b"\x00" * 800)
    told = await heard(path, PcmFormat("mulaw", 8000, 1), from_start=True)
    assert len(told) == 3200 and told[:2] == b"\0\0" and told[-2:] == b"\x84\x82"


async def test_what_cannot_be_followed_is_one_sentence(tmp_path: Path) -> None:
    for name, data in {"a.wav": b"this is a letter", "b.wav": riff(fmt(0x31, 1, 8000, 0))}.items():
        path = tmp_path / name
        path.write_bytes(data + chunk(b"data", bytes(99)))
        with pytest.raises(BadInput):
            await heard(path)
    with pytest.raises(BadInput, match="cannot be opened"):
        await heard(tmp_path / "gone.wav")
    with pytest.raises(BadInput, match="no FIFO"):
        opened_fifo(path)


async def test_a_fifo_is_opened_before_its_writer_and_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "tap"
    os.mkfifo(path)
    with opened_fifo(path) as stream:

        async def listen() -> bytes:
            return b"".join([block.data async for block in arriving_blocks(stream, MONO)])

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.1)
        assert not listening.done()

        def write() -> None:
            with path.open("wb", buffering=0) as out:
                out.write(PCM)

        async with asyncio.timeout(60):
            await asyncio.to_thread(write)
            assert await listening == PCM

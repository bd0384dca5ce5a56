"""Headerless audio from pipes."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.arithmetic import audioop
from providers.audio.pacing import PcmFormat
from providers.audio.raw import raw_blocks, raw_format
from providers.errors import BadInput
from tests.providers.audio.making import tone

STEREO = PcmFormat("linear16", 8000, 2)


@given(st.binary(min_size=4, max_size=5000), st.sampled_from([0.01, 0.05, 0.1]))
def test_blocks_cover_all_whole_frames(data: bytes, seconds: float) -> None:
    if data[:4] in (b"RIFF", b"fLaC", b"OggS"):
        return
    got = list(raw_blocks(io.BytesIO(data), STEREO, seconds))
    assert b"".join(block.data for block in got) == data[: len(data) // 4 * 4]
    assert [block.start for block in got[1:]] == [block.end for block in got[:-1]]
    assert got[-1].end == len(data) // 4 / 8000
    assert all(len(block.data) == round(seconds * 8000) * 4 for block in got[:-1])


def test_mulaw_comes_out_as_linear16() -> None:
    pcm = tone(0.5, 8000)
    form = PcmFormat("mulaw", 8000, 1)
    got = b"".join(block.data for block in raw_blocks(io.BytesIO(audioop.lin2ulaw(pcm, 2)), form))
    assert raw_format(form) == PcmFormat("linear16", 8000, 1)
    assert len(got) == len(pcm)
    assert audioop.rms(audioop.add(got, audioop.mul(pcm, 2, -1), 2), 2) < 300


def test_a_block_leaves_a_fifo_before_the_writer_is_done(tmp_path: Path) -> None:
    fifo = tmp_path / "tap"
    os.mkfifo(fifo)
    read_one = threading.Event()
    form = PcmFormat("linear16", 8000, 1)

    def write() -> None:
        with fifo.open("wb", buffering=0) as out:
            # In pieces that fit neither the blocks nor the samples.
            out.write(bytes(801))
            out.write(bytes(799))
            assert read_one.wait(10)
            out.write(bytes(33))

    writer = threading.Thread(target=write)
    writer.start()
    with fifo.open("rb") as stream:
        source = raw_blocks(stream, form)
        first = next(source)
        assert (len(first.data), first.end) == (1600, 0.1)
        read_one.set()
        assert [len(block.data) for block in source] == [32]
    writer.join()


def test_a_descriptor_left_non_blocking_is_still_read_to_the_end() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    form = PcmFormat("linear16", 8000, 1)

    def write() -> None:
        os.write(writer, bytes(3200))
        os.close(writer)

    with open(reader, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        thread = threading.Thread(target=write)
        source = raw_blocks(stream, form)
        thread.start()
        assert sum(len(block.data) for block in source) == 3200
        thread.join()


def test_nothing_at_all_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="No audio came in"):
        list(raw_blocks(io.BytesIO(b""), STEREO))


def test_a_file_with_a_header_is_not_taken_for_samples() -> None:
    with pytest.raises(BadInput, match="has a file header"):
        list(raw_blocks(io.BytesIO(b"RIFF" + bytes(1000)), STEREO))

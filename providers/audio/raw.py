"""Headerless audio from a pipe: what an operator's ``rec`` or a telephone tap gives."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from providers.audio.pacing import Block, PcmFormat
from providers.audio.wav import to_linear16
from providers.errors import BadInput


def raw_format(form: PcmFormat) -> PcmFormat:
    """The form of what ``raw_blocks`` gives for a source in ``form``: linear16, all else equal."""
    return PcmFormat("linear16", form.rate, form.channels)


def raw_blocks(stream: BinaryIO, form: PcmFormat, seconds: float = 0.1) -> Iterator[Block]:
    """Raw samples in ``form`` as linear16 blocks, each as soon as its ``seconds`` have come.

    The last block may be shorter; a last broken frame is dropped. ``stream`` is read until it
    ends and is not closed; reading waits for the source, so an asyncio program reads in a thread.
    Raises BadInput where nothing comes, or where a file with a header comes instead.
    """
    _wait_for_data(stream)
    step = max(1, round(seconds * form.rate)) * form.frame_bytes
    frames = 0
    while piece := _read_fully(stream, step):
        if frames == 0 and piece[:4] in (b"RIFF", b"fLaC", b"OggS"):
            raise BadInput(
                "What comes in has a file header, so it is not raw audio: save it to a file and "
                "name the file, or let the recorder write raw samples."
            )
        piece = piece[: len(piece) - len(piece) % form.frame_bytes]
        if not piece:
            break
        begun, frames = frames, frames + len(piece) // form.frame_bytes
        yield Block(to_linear16(form.encoding, piece), begun / form.rate, frames / form.rate)
    if frames == 0:
        raise BadInput(
            "No audio came in before the stream ended: check the command that should write it."
        )


def _wait_for_data(stream: BinaryIO) -> None:
    # A terminal or parent may have left the descriptor non-blocking; a read would then seem to
    # be the end.
    with contextlib.suppress(OSError):
        os.set_blocking(stream.fileno(), True)


def _read_fully(stream: BinaryIO, wanted: int) -> bytes:
    pieces: list[bytes] = []
    missing = wanted
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)

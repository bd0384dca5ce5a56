"""Sound for the tests: tones and WAV files with any header a recorder might write."""

from __future__ import annotations

import math
import struct
from array import array
from pathlib import Path

from providers.audio.pacing import PcmFormat


def tone(
    seconds: float, rate: int = 16000, *, hertz: float = 440.0, amplitude: float = 0.5
) -> bytes:
    """A mono sine as linear16."""
    return array(
        "h",
        (
            round(32767 * amplitude * math.sin(2 * math.pi * hertz * n / rate))
            for n in range(round(seconds * rate))
        ),
    ).tobytes()


def interleave(*channels: bytes) -> bytes:
    """Mono linear16 strings of equal length as one interleaved string."""
    samples = [array("h", channel) for channel in channels]
    return array(
        "h", (sample for frame in zip(*samples, strict=True) for sample in frame)
    ).tobytes()


def chunk(name: bytes, body: bytes, promised: int | None = None) -> bytes:
    """A RIFF chunk, with another length in its head if ``promised`` is given."""
    length = len(body) if promised is None else promised
    return name + struct.pack("<I", length) + body + b"\0" * (len(body) & 1)


def fmt(tag: int, channels: int, rate: int, bits: int, extra: bytes = b"") -> bytes:
    """A format chunk."""
    align = channels * ((bits + 7) // 8)
    body = struct.pack("<HHIIHH", tag, channels, rate, rate * align, align, bits)
    return chunk(b"fmt ", body + extra)


def riff(*chunks: bytes, magic: bytes = b"RIFF", promised: int | None = None) -> bytes:
    """A WAV file of these chunks."""
    body = b"WAVE" + b"".join(chunks)
    return magic + struct.pack("<I", len(body) if promised is None else promised) + body


def wav_of(
    pcm: bytes, form: PcmFormat, *, promised: int | None = None, before: tuple[bytes, ...] = ()
) -> bytes:
    """A plain PCM WAV, optionally with other chunks before the samples."""
    return riff(
        fmt(1, form.channels, form.rate, 16), *before, chunk(b"data", pcm, promised=promised)
    )


def saved(path: Path, data: bytes) -> Path:
    """The bytes as a file."""
    path.write_bytes(data)
    return path

"""The RIFF header of a WAV, from the first bytes of a file or of a stream.

The standard library's reader knows neither mu-law nor A-law and wants the whole file, whereas
telephone recordings are mu-law and a live stream has no end yet; so the chunks are walked here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_PCM, _FLOAT, _ALAW, _MULAW, _EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
_CODECS = {_PCM: "linear", _FLOAT: "float", _ALAW: "alaw", _MULAW: "mulaw"}
LONGEST_HEADER = 65536


class NotWave(Exception):
    """The bytes are not a WAV that can be understood; ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class WaveHeader:
    """What the header says. ``codec`` is "linear", "mulaw", "alaw" or "float".

    ``width`` is bytes a sample, ``rate`` hertz, ``data_at`` the offset of the first sample and
    ``data_bytes`` how many bytes of samples the header promises (None where it does not know,
    as in a stream).
    """

    codec: str
    width: int
    rate: int
    channels: int
    data_at: int
    data_bytes: int | None

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.width * self.channels


def is_wave(data: bytes) -> bool:
    """Whether the first twelve bytes are those of a WAV."""
    return data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE"


def read_wave_header(data: bytes) -> WaveHeader | None:
    """The header at the start of ``data``; None while more bytes are needed. Raises NotWave."""
    if len(data) < 12:
        return None
    if not is_wave(data):
        raise NotWave("it does not start with RIFF and WAVE")
    form: tuple[str, int, int, int] | None = None
    at = 12
    while len(data) >= at + 8:
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"data":
            if form is None:
                raise NotWave("its data chunk comes before its format")
            known = None if size in (0, 0xFFFFFFFF) or size >= 0xFFFFFF00 else size
            codec, width, rate, channels = form
            return WaveHeader(codec, width, rate, channels, at, known)
        if name == b"fmt ":
            if len(data) < at + size:
                break
            form = _format(data[at : at + size])
        at += size + size % 2
        if at > LONGEST_HEADER:
            raise NotWave("no data chunk follows its header")
    if len(data) > LONGEST_HEADER:
        raise NotWave("no data chunk follows its header")
    return None


def _format(chunk: bytes) -> tuple[str, int, int, int]:
    """Codec, width, rate and channels of a format chunk."""
    if len(chunk) < 16:
        raise NotWave("its format chunk is too short")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag == _EXTENSIBLE and len(chunk) >= 26:
        tag = struct.unpack_from("<H", chunk, 24)[0]
    codec = _CODECS.get(tag)
    if codec is None:
        raise NotWave(f"its codec {tag:#06x} is unknown")
    width = (bits + 7) // 8
    if not 1 <= channels <= 64 or not 1000 <= rate <= 768_000 or not 1 <= width <= 8:
        raise NotWave(f"it claims {channels} channels of {bits} bits at {rate} hertz")
    if codec in ("mulaw", "alaw") and width != 1:
        raise NotWave(f"{codec} samples cannot have {bits} bits")
    return codec, width, rate, channels

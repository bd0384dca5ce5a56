"""WAV files as they are met in the field: RIFF read by hand.

The standard library's reader refuses mulaw, alaw and WAVE_FORMAT_EXTENSIBLE, and trusts the sizes
in the header. Recorders crash, pipes cannot seek back to fill in a size, and telephone systems
write mulaw; this reader takes what is there.
"""

from __future__ import annotations

import os
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from providers.audio.arithmetic import audioop, float_to_linear16
from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput

PCM, FLOAT, ALAW, MULAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
# Format tags of the registry that call recorders use; only ffmpeg can decode these.
FOREIGN_CODECS = {
    0x0002: "adpcm_ms",
    0x0011: "adpcm_ima",
    0x0031: "gsm",
    0x0045: "g726",
    0x0055: "mp3",
    0x00FF: "aac",
    0x0083: "g729",
}
# A header that cannot be filled in later carries one of these; sox writes the third to a pipe.
UNKNOWN_LENGTHS = frozenset({0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 0x7FFFF000, 0x7FFFF024})
# A file of nothing but empty chunks must not keep the reader busy for minutes.
MOST_CHUNKS = 1000


class CutHeader(BadInput):
    """The bytes end before the samples begin: more of them could make it a WAV."""


@dataclass(frozen=True, slots=True)
class WavLayout:
    """Where the samples of a WAV file are and what they look like.

    ``codec`` is linear8, linear16, linear24, linear32, float32, float64, mulaw, alaw, or a name
    from ``FOREIGN_CODECS`` that this module does not decode. ``data_bytes`` is what is really
    there, in whole frames; ``promised_bytes`` what the header says, or None where it gives no
    length.
    """

    codec: str
    rate: int
    channels: int
    frame_bytes: int
    data_start: int
    data_bytes: int
    promised_bytes: int | None

    @property
    def decodable(self) -> bool:
        """Whether ``to_linear16`` knows the codec."""
        return self.codec in _WIDTHS

    @property
    def frames(self) -> int:
        """Samples of each channel."""
        return self.data_bytes // self.frame_bytes


_WIDTHS = {
    "linear8": 1,
    "linear16": 2,
    "linear24": 3,
    "linear32": 4,
    "float32": 4,
    "float64": 8,
    "mulaw": 1,
    "alaw": 1,
}


_CODECS = {
    (PCM, 1): "linear8",
    (PCM, 2): "linear16",
    (PCM, 3): "linear24",
    (PCM, 4): "linear32",
    (FLOAT, 4): "float32",
    (FLOAT, 8): "float64",
    (MULAW, 1): "mulaw",
    (ALAW, 1): "alaw",
}


@dataclass(frozen=True, slots=True)
class _Format:
    codec: str
    rate: int
    channels: int
    frame_bytes: int


def read_layout(stream: BinaryIO, size: int, name: Path | str) -> WavLayout:
    """Read the header of a WAV of ``size`` bytes; ``name`` is for the sentence.

    Raises BadInput for anything that is not a usable WAV, whatever the bytes are; CutHeader where
    the end came too early to tell.
    """
    stream.seek(0)
    magic = stream.read(12)
    if len(magic) < 12:
        raise _cut_header(name, size)
    if magic[:4] not in (b"RIFF", b"RF64", b"BW64") or magic[8:] != b"WAVE":
        raise BadInput(f"{shown(name)} is not a WAV file, whatever it is called.")
    form: _Format | None = None
    long_size: int | None = None
    position = 12
    for _ in range(MOST_CHUNKS):
        stream.seek(position)
        head = stream.read(8)
        if len(head) < 8:
            break
        chunk, length = head[:4], int.from_bytes(head[4:], "little")
        if chunk == b"fmt ":
            body = stream.read(min(length, 40))
            if len(body) < min(length, 40):
                break
            form = _read_format(body, name)
        elif chunk == b"ds64":
            long_size = int.from_bytes(stream.read(16)[8:], "little")
        elif chunk == b"data":
            if form is None:
                raise BadInput(
                    f"{shown(name)} has its samples before their description, which no WAV may: "
                    "convert it again from its source."
                )
            return _with_data(stream, form, position + 8, _promise(length, long_size), size)
        position += 8 + length + (length & 1)
    else:
        raise BadInput(
            f"{shown(name)} has no samples in its first {MOST_CHUNKS} WAV chunks: "
            "copy or record it again."
        )
    raise _cut_header(name, size)


def _cut_header(name: Path | str, size: int) -> CutHeader:
    return CutHeader(
        f"{shown(name)} ends inside its WAV header (no samples in {size} bytes): "
        "copy or record it again."
    )


def _promise(length: int, long_size: int | None) -> int | None:
    if length == 0xFFFFFFFF and long_size is not None:
        return long_size
    return None if length in UNKNOWN_LENGTHS else length


def _read_format(body: bytes, name: Path | str) -> _Format:
    if len(body) < 16:
        raise BadInput(
            f"{shown(name)} has a WAV header too short to describe its samples: "
            "copy or record it again."
        )
    tag, channels, rate, _, align, bits = struct.unpack_from("<HHIIHH", body)
    if tag == EXTENSIBLE and len(body) >= 26:
        (tag,) = struct.unpack_from("<H", body, 24)
    if not channels or not rate:
        raise BadInput(
            f"{shown(name)} claims {channels} channels at {rate} Hz in its WAV header, "
            "which cannot be: convert it again from its source."
        )
    foreign = FOREIGN_CODECS.get(tag)
    if tag not in (PCM, FLOAT, ALAW, MULAW):
        return _Format(foreign or f"wav-0x{tag:04x}", rate, channels, max(align, 1))
    width = _sample_width(channels, align, bits)
    codec = _CODECS.get((tag, width))
    if codec is None:
        raise BadInput(
            f"{shown(name)} claims samples of {width} bytes in its WAV header, which is no "
            "known form: convert it with ffmpeg -i FILE -c:a pcm_s16le out.wav."
        )
    return _Format(codec, rate, channels, channels * width)


def _sample_width(channels: int, align: int, bits: int) -> int:
    """Bytes of one sample. The frame size counts where it fits, as 20 bits may sit in 3 bytes."""
    width, rest = divmod(align, channels)
    if align and not rest and width * 8 >= bits:
        return width
    return (bits + 7) // 8


def _with_data(
    stream: BinaryIO, form: _Format, start: int, promised: int | None, size: int
) -> WavLayout:
    there = max(0, size - start)
    if promised == 0 and not _another_chunk(stream, start, there):
        # Recorders write 0 first and the size at the end; one that crashed never came back.
        promised = None if there else 0
    usable = there if promised is None else min(there, promised)
    return WavLayout(
        codec=form.codec,
        rate=form.rate,
        channels=form.channels,
        frame_bytes=form.frame_bytes,
        data_start=start,
        data_bytes=usable - usable % form.frame_bytes,
        promised_bytes=promised,
    )


def _another_chunk(stream: BinaryIO, position: int, there: int) -> bool:
    """Whether what follows an empty data chunk is a chunk of its own rather than samples."""
    stream.seek(position)
    head = stream.read(8)
    if len(head) < 8:
        return False
    length = int.from_bytes(head[4:], "little")
    return head[:4].isascii() and head[:4].decode().isprintable() and 8 + length <= there


def to_linear16(codec: str, data: bytes) -> bytes:
    """Samples of any decodable codec as linear16, whole samples in, whole samples out."""
    if codec == "linear16":
        return data
    if codec == "mulaw":
        return audioop.ulaw2lin(data, 2)
    if codec == "alaw":
        return audioop.alaw2lin(data, 2)
    if codec == "linear8":
        # 8-bit WAV is unsigned; every wider one is signed.
        return audioop.lin2lin(audioop.bias(data, 1, 128), 1, 2)
    if codec in ("linear24", "linear32"):
        return audioop.lin2lin(data, _WIDTHS[codec], 2)
    return float_to_linear16(data, _WIDTHS[codec])


def write_wav(path: Path, pcm: bytes, form: PcmFormat) -> None:
    """Write samples as a WAV file, all or nothing: the name appears when the file is complete.

    An existing file is replaced. Raises BadInput with the reason where it cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            with part.open("xb") as out:
                out.write(header(len(pcm), form))
                out.write(pcm)
                out.write(b"\0" * (len(pcm) & 1))
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(
            f"{shown(path)} could not be written ({reason}): choose another place."
        ) from error


def header(data_bytes: int, form: PcmFormat) -> bytes:
    """The 44 bytes (58 for mulaw and alaw) before the samples of a WAV file."""
    tag = {"linear16": PCM, "mulaw": MULAW, "alaw": ALAW}[form.encoding]
    bits = 8 * form.frame_bytes // form.channels
    fmt = struct.pack(
        "<HHIIHH", tag, form.channels, form.rate, form.byte_rate, form.frame_bytes, bits
    )
    chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt
    if tag != PCM:
        # Every form but plain PCM has an extension size and a fact chunk with its frame count.
        fact = struct.pack("<I", data_bytes // form.frame_bytes)
        fmt += b"\0\0"
        chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"fact\4\0\0\0" + fact
    riff_bytes = 4 + len(chunks) + 8 + data_bytes + (data_bytes & 1)
    return (
        b"RIFF"
        + struct.pack("<I", riff_bytes)
        + b"WAVE"
        + chunks
        + b"data"
        + struct.pack("<I", data_bytes)
    )

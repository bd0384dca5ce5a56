"""Clips on disk: what a file is, whether it can be used, and its samples."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from providers.audio import decode, limits
from providers.audio.naming import for_shell, shown
from providers.audio.pacing import Block, PcmFormat
from providers.audio.wav import WavLayout, read_layout, to_linear16, write_wav
from providers.errors import BadInput

__all__ = [
    "Clip",
    "blocks",
    "describe",
    "glimpses",
    "identify",
    "pcm_format",
    "probe",
    "read_pcm",
    "slice_pcm",
    "write_wav",
]

MEDIA_TYPES = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "webm": "audio/webm",
    "amr": "audio/amr",
    "aiff": "audio/aiff",
    "au": "audio/basic",
    "caf": "audio/x-caf",
}


@dataclass(frozen=True, slots=True)
class Clip:
    """An audio file that has been looked into.

    ``container`` is "wav", "flac", "mp3", "ogg", ...; ``codec`` "linear16", "mulaw", "alaw" or the
    container's own name for it; ``rate`` in hertz; ``duration`` in seconds; ``size`` in bytes;
    ``sha256`` of the whole file, hexadecimal. ``note`` is a sentence for the user where the file
    is usable but not what its header says, else "".
    """

    path: Path
    container: str
    codec: str
    rate: int
    channels: int
    duration: float
    size: int
    sha256: str
    note: str = ""

    @property
    def media_type(self) -> str:
        """The MIME type for an upload."""
        return MEDIA_TYPES.get(self.container, "application/octet-stream")


def probe(path: Path) -> Clip:
    """Look into a file. Raises BadInput with one sentence where it cannot be used.

    The file is hashed in pieces, never loaded. Refused is also what one of the vendors would
    refuse (``limits``), since a clip here is always for both.
    """
    return _look_into(path, "both vendors")


def identify(path: Path) -> Clip:
    """As ``probe``, but only the 2 GB limit counts: a clip of any rate, channels and length."""
    return _look_into(path, "size")


def describe(path: Path) -> Clip:
    """What a file is by its header, whatever its size, rate, channels and length.

    Nothing but the header is read where the container allows it: ``sha256`` is "". For looking
    over many files; what a vendor would refuse is for the caller to say. Raises BadInput where
    the file is empty or no audio.
    """
    return _look_into(path, "none")


def pcm_format(clip: Clip) -> PcmFormat:
    """The form of what ``blocks`` and ``read_pcm`` give: linear16 at the clip's own rate."""
    return PcmFormat("linear16", clip.rate, clip.channels)


def blocks(
    clip: Clip, seconds: float = 0.1, *, start: float = 0.0, end: float | None = None
) -> Iterator[Block]:
    """The clip as linear16 blocks, read from disk as they are asked for. Raises BadInput.

    Every block holds whole frames; only the last may be shorter than ``seconds``. ``start`` and
    ``end`` (seconds) take a part of the clip; the blocks keep the clip's times.
    """
    step = max(1, round(seconds * clip.rate))
    whole = round(clip.duration * clip.rate)
    first = frames = min(whole, round(max(0.0, start) * clip.rate))
    last = whole if end is None else min(whole, round(end * clip.rate))
    for data in _pieces(clip, step, first, last):
        begun, frames = frames, frames + len(data) // (2 * clip.channels)
        yield Block(data, begun / clip.rate, frames / clip.rate)
    if frames == first < last:
        raise BadInput(f"{shown(clip.path)} gives no sound any more: look at it again.")


def glimpses(clip: Clip, count: int, seconds: float) -> Iterator[Block]:
    """``count`` linear16 pieces of ``seconds``, spread evenly; all of a clip that is no longer.

    For a first impression of many files. What is not a WAV gives one piece as long as all
    together, from its middle, since every piece would be another start of ffmpeg. Raises BadInput.
    """
    total, step = round(clip.duration * clip.rate), max(1, round(seconds * clip.rate))
    if clip.container == "wav":
        starts = range(0, total, step) if total <= count * step else _spread(total, count, step)
    else:
        step *= count
        starts = range(max(0, (total - step) // 2), total, max(step, total))
    for first, data in _slices(clip, starts, step, total):
        frames = len(data) // (2 * clip.channels)
        yield Block(data, first / clip.rate, (first + frames) / clip.rate)


def read_pcm(clip: Clip) -> tuple[bytes, PcmFormat]:
    """The whole clip decoded to linear16, channels interleaved. Raises BadInput."""
    return b"".join(block.data for block in blocks(clip, 10.0)), pcm_format(clip)


def slice_pcm(clip: Clip, start: float, end: float) -> tuple[bytes, PcmFormat]:
    """The linear16 samples from ``start`` to ``end`` seconds, cut to what there is of the clip.

    Raises BadInput where nothing of the clip lies between the two.
    """
    first = round(max(0.0, start) * clip.rate)
    last = round(min(end, clip.duration) * clip.rate)
    if last <= first:
        raise BadInput(
            f"{shown(clip.path)} has nothing between {start:.2f} and {end:.2f} s "
            f"(it is {clip.duration:.2f} s long)."
        )
    return b"".join(_pieces(clip, 10 * clip.rate, first, last)), pcm_format(clip)


def _look_into(path: Path, limited: Literal["both vendors", "size", "none"]) -> Clip:
    with _opened(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        limits.check_size(path, min(size, limits.MOST_BYTES) if limited == "none" else size)
        start = stream.read(decode.MAGIC_BYTES)
        container = decode.container_of(start)
        if container is None:
            raise _not_audio(path, start)
        if container == "wav":
            layout = read_layout(stream, size, path)
            clip = _wav_clip(path, layout, size)
        else:
            clip = _foreign_clip(path, container, None, size)
        if limited == "both vendors":
            limits.check_format(path, clip.rate, clip.channels, clip.duration)
        return clip if limited == "none" else _hashed(clip, stream)


def _opened(path: Path) -> BinaryIO:
    """The file for reading. Never waits: a FIFO or a device is refused, not read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise BadInput(f"{shown(path)} is a directory: name an audio file in it.")
        if not stat.S_ISREG(mode):
            raise BadInput(
                f"{shown(path)} is not a regular file (a pipe, socket or device): record it to a "
                "file first, or stream it live as raw audio."
            )
        return path.open("rb")
    except FileNotFoundError:
        raise BadInput(f"{shown(path)} does not exist: check the name and the folder.") from None
    except PermissionError:
        raise BadInput(
            f"{shown(path)} may not be read by this user: change its permissions, or copy it."
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a possible name"
        raise BadInput(f"{shown(path)} cannot be opened ({reason}): check the name.") from None


def _not_audio(path: Path, start: bytes) -> BadInput:
    if _texty(start):
        return BadInput(
            f"{shown(path)} is text, whatever it is called: name a WAV, FLAC, MP3, Ogg, M4A, WebM "
            "or AMR file."
        )
    return BadInput(
        f"{shown(path)} begins like no audio file that is known here: name a WAV, FLAC, MP3, Ogg, "
        "M4A, WebM or AMR file, or give raw samples a header, for example ffmpeg -f mulaw "
        f"-ar 8000 -i {for_shell(path)} out.wav."
    )


def _texty(start: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r" for byte in start)


def _wav_clip(path: Path, layout: WavLayout, size: int) -> Clip:
    if not layout.decodable:
        return _foreign_clip(path, "wav", layout.codec, size)
    if layout.data_bytes == 0:
        raise BadInput(f"{shown(path)} holds a WAV header and no samples: record it again.")
    duration = layout.frames / layout.rate
    return Clip(
        path=path,
        container="wav",
        codec=layout.codec,
        rate=layout.rate,
        channels=layout.channels,
        duration=duration,
        size=size,
        sha256="",
        note=_wav_note(path, layout, duration),
    )


def _wav_note(path: Path, layout: WavLayout, duration: float) -> str:
    if layout.promised_bytes is None:
        return (
            f"{shown(path)} does not say how long it is (written as a stream, or the recorder "
            f"stopped early); the {duration:.1f} s that are there are used."
        )
    promised = layout.promised_bytes / layout.frame_bytes / layout.rate
    if promised - duration < limits.LEAST_SECONDS:
        return _short_note(path, duration)
    return (
        f"{shown(path)} is cut off: its header promises {promised:.1f} s, and the "
        f"{duration:.1f} s that are there are used."
    )


def _short_note(path: Path, duration: float) -> str:
    if duration >= limits.AMAZON_LEAST_SECONDS:
        return ""
    return (
        f"{shown(path)} is {duration:.2f} s long, and Amazon Transcribe asks for at least "
        f"{limits.AMAZON_LEAST_SECONDS:g} s."
    )


def _foreign_clip(path: Path, container: str, codec: str | None, size: int) -> Clip:
    found = decode.examine(path, container)
    duration = found.duration
    if duration is None:
        duration = decode.counted_seconds(
            path, container, found.rate, found.channels, limits.MOST_SECONDS
        )
    return Clip(
        path=path,
        container=container,
        codec=codec or found.codec,
        rate=found.rate,
        channels=found.channels,
        duration=duration,
        size=size,
        sha256="",
        note=_short_note(path, duration),
    )


def _hashed(clip: Clip, stream: BinaryIO) -> Clip:
    """The clip with its hash: of the bytes that were there at the start, if the file grows."""
    digest = hashlib.sha256()
    missing = clip.size
    stream.seek(0)
    while missing and (piece := stream.read(min(missing, 1 << 20))):
        digest.update(piece)
        missing -= len(piece)
    return replace(clip, sha256=digest.hexdigest())


def _pieces(clip: Clip, step: int, first: int, last: int) -> Iterator[bytes]:
    """Linear16 in pieces of ``step`` frames, frames ``first`` up to ``last``."""
    with _opened(clip.path) as stream:
        if clip.container == "wav":
            layout = read_layout(stream, os.fstat(stream.fileno()).st_size, clip.path)
            if layout.decodable:
                yield from _wav_pieces(stream, layout, step, first, min(last, layout.frames))
                return
    with decode.decoding(
        clip.path,
        clip.container,
        rate=clip.rate,
        channels=clip.channels,
        start=first / clip.rate,
        seconds=(last - first) / clip.rate,
    ) as pipe:
        frame = 2 * clip.channels
        while data := pipe.read(step * frame):
            yield data[: len(data) - len(data) % frame]


def _spread(total: int, count: int, step: int) -> range:
    """The first frames of ``count`` pieces, each in the middle of its part of the clip."""
    part = total // count
    return range((part - step) // 2, part * count, part)


def _slices(clip: Clip, starts: range, step: int, total: int) -> Iterator[tuple[int, bytes]]:
    """Pieces of linear16 and the frames they begin with; a WAV is opened once for all of them."""
    with _opened(clip.path) as stream:
        size = os.fstat(stream.fileno()).st_size
        layout = read_layout(stream, size, clip.path) if clip.container == "wav" else None
        for first in starts:
            last = min(first + step, total)
            if layout is not None and layout.decodable:
                pieces = _wav_pieces(stream, layout, step, first, min(last, layout.frames))
            else:
                pieces = _pieces(clip, step, first, last)
            for data in pieces:
                yield first, data


def _wav_pieces(
    stream: BinaryIO, layout: WavLayout, step: int, first: int, last: int
) -> Iterator[bytes]:
    stream.seek(layout.data_start + first * layout.frame_bytes)
    missing = last - first
    while missing > 0:
        data = stream.read(min(step, missing) * layout.frame_bytes)
        data = data[: len(data) - len(data) % layout.frame_bytes]
        if not data:
            return
        missing -= len(data) // layout.frame_bytes
        yield to_linear16(layout.codec, data)

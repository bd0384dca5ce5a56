"""Uploaded bytes turned into what the recogniser listens to: linear16, one channel each.

WAV (linear, mu-law, A-law) and headerless audio are read here; everything else goes through
ffmpeg where it is installed. All of it blocks, so servers call it in a thread.
"""

from __future__ import annotations

import audioop
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from providers.sandbox.wave_header import NotWave, WaveHeader, is_wave, read_wave_header

LOWEST_RATE, HIGHEST_RATE = 8000, 48000
_FFMPEG_SECONDS = 300
# Containers that only hold sound or film. Playlists, which make ffmpeg open other files, are not
# among them.
_FFMPEG_FORMATS = (
    "flac,mp3,ogg,mov,mp4,m4a,matroska,webm,aac,amr,aiff,caf,w64,wav,asf,au,ac3,avi,flv,mpeg,mpegts"
)
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
    (4, b"ftyp", "mp4"),
    (0, b"\x1aE\xdf\xa3", "webm"),
    (0, b"#!AMR", "amr"),
    (0, b"FORM", "aiff"),
)


class UnusableAudio(Exception):
    """The bytes hold no audio that can be decoded; ``reason`` says why, in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DecodedAudio:
    """Sound ready for the recogniser.

    ``channels`` holds linear16 mono for each channel, all equally long, at ``rate`` hertz (8000
    to 48000); ``duration`` is in seconds; ``container`` is "wav", "flac", "mp3", "ogg", "mp4",
    "webm", "raw" or "unknown".
    """

    rate: int
    channels: tuple[bytes, ...]
    duration: float
    container: str

    def mixed(self) -> bytes:
        """All channels as one, for a request that does not ask for them one by one."""
        return mixed(self.channels)


def decode_upload(data: bytes) -> DecodedAudio:
    """Decode a whole file. Raises UnusableAudio."""
    if not data:
        raise UnusableAudio("the upload is empty")
    if is_wave(data):
        decoded = _decode_wave(data)
        if decoded is not None:
            return decoded
    return _decode_with_ffmpeg(data)


def decode_raw(data: bytes, encoding: str, rate: int, channels: int) -> DecodedAudio:
    """Decode headerless linear16, mulaw or alaw. Raises UnusableAudio."""
    return _decoded(to_linear16(data, encoding), rate, channels, "raw")


def to_linear16(data: bytes, encoding: str) -> bytes:
    """Samples of one of the three headerless encodings as linear16. Raises UnusableAudio."""
    if encoding == "linear16":
        return data[: len(data) // 2 * 2]
    if encoding == "mulaw":
        return audioop.ulaw2lin(data, 2)
    if encoding == "alaw":
        return audioop.alaw2lin(data, 2)
    raise UnusableAudio(f"the sandbox cannot decode headerless {encoding}")


def wave_samples(data: bytes, header: WaveHeader) -> bytes | None:
    """Whole frames of a WAV's samples as interleaved linear16, or None where only ffmpeg can."""
    data = data[: len(data) // header.frame_bytes * header.frame_bytes]
    if header.codec in ("mulaw", "alaw"):
        return to_linear16(data, header.codec)
    if header.codec != "linear" or header.width > 4:
        return None
    if header.width == 1:
        return audioop.lin2lin(audioop.bias(data, 1, -128), 1, 2)
    return data if header.width == 2 else audioop.lin2lin(data, header.width, 2)


def split(interleaved: bytes, channels: int) -> tuple[bytes, ...]:
    """Interleaved linear16 as one piece a channel; a frame cut short at the end is dropped."""
    whole = len(interleaved) // (2 * channels) * (2 * channels)
    if channels == 1:
        return (interleaved[:whole],)
    samples = memoryview(interleaved)[:whole].cast("h")
    return tuple(samples[channel::channels].tobytes() for channel in range(channels))


def mixed(channels: Sequence[bytes]) -> bytes:
    """The sum of the channels divided by their number, so that it cannot clip."""
    if len(channels) == 1:
        return channels[0]
    total = bytes(len(channels[0]))
    for channel in channels:
        total = audioop.add(total, audioop.mul(channel, 2, 1 / len(channels)), 2)
    return total


def _decode_wave(data: bytes) -> DecodedAudio | None:
    """A WAV, or None where its codec needs ffmpeg."""
    try:
        header = read_wave_header(data)
    except NotWave as problem:
        raise UnusableAudio(f"the WAV cannot be read: {problem}") from problem
    if header is None:
        raise UnusableAudio("the WAV ends within its header")
    end = None if header.data_bytes is None else header.data_at + header.data_bytes
    samples = wave_samples(data[header.data_at : end], header)
    if samples is None:
        return None
    return _decoded(samples, header.rate, header.channels, "wav")


def _decoded(interleaved: bytes, rate: int, channels: int, container: str) -> DecodedAudio:
    """Split, bring into the recogniser's range of rates, and refuse silence of no length."""
    pieces = split(interleaved, channels)
    if not pieces[0]:
        raise UnusableAudio("it holds no samples")
    duration = len(pieces[0]) / 2 / rate
    target = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
    if target != rate:
        pieces = tuple(audioop.ratecv(piece, 2, 1, rate, target, None)[0] for piece in pieces)
    return DecodedAudio(target, pieces, duration, container)


def container_of(data: bytes) -> str:
    """The container by its first bytes, or "unknown"."""
    if is_wave(data):
        return "wav"
    return next((name for at, magic, name in _MAGIC if data.startswith(magic, at)), "unknown")


def _decode_with_ffmpeg(data: bytes) -> DecodedAudio:
    """Anything else that holds sound, by way of a temporary file (MP4 needs to seek)."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise UnusableAudio("only WAV can be decoded here: ffmpeg is not installed")
    with tempfile.NamedTemporaryFile(prefix="crossfade-intake-") as upload:
        upload.write(data)
        upload.flush()
        command = [program, "-nostdin", "-v", "error", "-format_whitelist", _FFMPEG_FORMATS]
        command += ["-i", f"file:{upload.name}", "-map", "0:a:0", "-f", "wav"]
        command += ["-c:a", "pcm_s16le", "pipe:1"]
        try:
            run = subprocess.run(command, capture_output=True, timeout=_FFMPEG_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise UnusableAudio("ffmpeg could not decode it") from problem
    if run.returncode != 0 or not is_wave(run.stdout):
        raise UnusableAudio("ffmpeg finds no audio in it")
    decoded = _decode_wave(run.stdout)
    if decoded is None:
        raise UnusableAudio("ffmpeg gave no linear samples")
    return DecodedAudio(decoded.rate, decoded.channels, decoded.duration, container_of(data))

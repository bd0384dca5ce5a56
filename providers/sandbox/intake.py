"""Uploaded bytes turned into what the recogniser listens to: linear16, one channel each.

What a file is and how its samples are read is known to providers.audio; here its answers are
brought into the recogniser's range. All of it blocks, so servers call it in a thread.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from providers.audio import decode
from providers.audio.arithmetic import audioop, split_channels
from providers.audio.wav import read_layout
from providers.audio.wav import to_linear16 as wav_to_linear16
from providers.errors import BadInput

LOWEST_RATE, HIGHEST_RATE = 8000, 48000
# A header may claim anything. One hertz brought up to 8000 would fill the memory.
_LOWEST_CLAIM, _HIGHEST_CLAIM, _MOST_CHANNELS = 1000, 768_000, 64
# Requests for jobs name the container, not the brand within it.
_CONTAINERS = {"m4a": "mp4"}


class UnusableAudio(Exception):
    """The bytes hold no audio that can be decoded; ``reason`` says why, in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DecodedAudio:
    """Sound ready for the recogniser.

    ``channels`` holds linear16 mono for each channel, all equally long, at ``rate`` hertz (8000
    to 48000); ``duration`` is in seconds; ``container`` is "raw" or one of
    ``providers.audio.decode.DEMUXERS``, with "mp4" also for "m4a".
    """

    rate: int
    channels: tuple[bytes, ...]
    duration: float
    container: str

    def mixed(self) -> bytes:
        """All channels as one, for a request that does not ask for them one by one."""
        return mixed(self.channels)


def decode_upload(data: bytes) -> DecodedAudio:
    """Decode a whole file: WAV here, every other container through ffmpeg. Raises UnusableAudio."""
    if not data:
        raise UnusableAudio("the upload is empty")
    container = decode.container_of(data[: decode.MAGIC_BYTES])
    if container is None:
        raise UnusableAudio("it begins like no audio file that is known here")
    try:
        decoded = _decode_wave(data) if container == "wav" else None
        return decoded or _decode_with_ffmpeg(data, container)
    except BadInput as problem:
        raise UnusableAudio(str(problem)) from problem


def decode_raw(data: bytes, encoding: str, rate: int, channels: int) -> DecodedAudio:
    """Decode headerless linear16, mulaw or alaw. Raises UnusableAudio."""
    return _decoded(to_linear16(data, encoding), rate, channels, "raw")


def to_linear16(data: bytes, encoding: str) -> bytes:
    """Samples of one of the three headerless encodings as linear16. Raises UnusableAudio."""
    if encoding not in ("linear16", "mulaw", "alaw"):
        raise UnusableAudio(f"the sandbox cannot decode headerless {encoding}")
    return wav_to_linear16(encoding, data)


def check_claim(rate: int, channels: int) -> None:
    """Raise UnusableAudio for a rate in hertz or a number of channels that no recording has."""
    if not (1 <= channels <= _MOST_CHANNELS and _LOWEST_CLAIM <= rate <= _HIGHEST_CLAIM):
        raise UnusableAudio(f"it claims {channels} channels at {rate} hertz")


def split(interleaved: bytes, channels: int) -> tuple[bytes, ...]:
    """Interleaved linear16 as one piece a channel; a frame cut short at the end is dropped."""
    whole = len(interleaved) // (2 * channels) * (2 * channels)
    return split_channels(interleaved[:whole], channels)


def mixed(channels: Sequence[bytes]) -> bytes:
    """The sum of the channels divided by their number, so that it cannot clip."""
    if len(channels) == 1:
        return channels[0]
    total = bytes(len(channels[0]))
    for channel in channels:
        total = audioop.add(total, audioop.mul(channel, 2, 1 / len(channels)), 2)
    return total


def _decode_wave(data: bytes) -> DecodedAudio | None:
    """A WAV, or None where its codec needs ffmpeg. Raises BadInput or UnusableAudio."""
    stream = io.BytesIO(data)
    layout = read_layout(stream, len(data), "upload.wav")
    if not layout.decodable:
        return None
    stream.seek(layout.data_start)
    samples = wav_to_linear16(layout.codec, stream.read(layout.data_bytes))
    return _decoded(samples, layout.rate, layout.channels, "wav")


def _decode_with_ffmpeg(data: bytes, container: str) -> DecodedAudio:
    """By way of a temporary file, since MP4 needs to seek. Raises BadInput or UnusableAudio."""
    with tempfile.NamedTemporaryFile(prefix="crossfade-intake-") as upload:
        upload.write(data)
        upload.flush()
        path = Path(upload.name)
        found = decode.examine(path, container)
        with decode.decoding(path, container, rate=found.rate, channels=found.channels) as pipe:
            samples = pipe.read()
    name = _CONTAINERS.get(container, container)
    return _decoded(samples, found.rate, found.channels, name)


def _decoded(interleaved: bytes, rate: int, channels: int, container: str) -> DecodedAudio:
    """Split, bring into the recogniser's range of rates, and refuse silence of no length."""
    check_claim(rate, channels)
    pieces = split(interleaved, channels)
    if not pieces[0]:
        raise UnusableAudio("it holds no samples")
    duration = len(pieces[0]) / 2 / rate
    target = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
    if target != rate:
        pieces = tuple(audioop.ratecv(piece, 2, 1, rate, target, None)[0] for piece in pieces)
    return DecodedAudio(target, pieces, duration, container)

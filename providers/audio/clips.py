"""Clips on disk: what a file is, whether it can be used, and its samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from providers.audio.pacing import Block, PcmFormat


@dataclass(frozen=True, slots=True)
class Clip:
    """An audio file that has been looked into.

    ``container`` is "wav", "flac", "mp3", "ogg", ...; ``codec`` "linear16", "mulaw", "alaw" or the
    container's own name for it; ``rate`` in hertz; ``duration`` in seconds; ``size`` in bytes;
    ``sha256`` of the whole file, hexadecimal.
    """

    path: Path
    container: str
    codec: str
    rate: int
    channels: int
    duration: float
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The MIME type for an upload."""
        raise NotImplementedError


def probe(path: Path) -> Clip:
    """Look into a file. Raises BadInput with one sentence where it cannot be used."""
    raise NotImplementedError


def read_pcm(clip: Clip) -> tuple[bytes, PcmFormat]:
    """The whole clip decoded to linear16, channels interleaved. Raises BadInput."""
    raise NotImplementedError


def blocks(clip: Clip, seconds: float = 0.1) -> Iterator[Block]:
    """The clip as linear16 blocks, read from disk as they are asked for. Raises BadInput."""
    raise NotImplementedError


def pcm_format(clip: Clip) -> PcmFormat:
    """The form of what ``blocks`` and ``read_pcm`` give: linear16 at the clip's own rate."""
    raise NotImplementedError

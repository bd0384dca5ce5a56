"""Every container but WAV goes through ffmpeg, where it is installed.

The container is recognised by its first bytes and named to ffmpeg, which is never left to guess:
a playlist renamed to .mp3 must not make it open other files or addresses.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from providers.audio.naming import shown
from providers.errors import BadInput

# Container -> the name of ffmpeg's demuxer for it.
DEMUXERS = {
    "wav": "wav",
    "flac": "flac",
    "mp3": "mp3",
    "aac": "aac",
    "ogg": "ogg",
    "mp4": "mov",
    "m4a": "mov",
    "webm": "matroska",
    "amr": "amr",
    "aiff": "aiff",
    "au": "au",
    "caf": "caf",
}
PROBE_SECONDS = 20.0
# Enough to know what a file is.
MAGIC_BYTES = 64


@dataclass(frozen=True, slots=True)
class Stream:
    """The first audio stream of a file. ``duration`` in seconds, None where it is not recorded."""

    codec: str
    rate: int
    channels: int
    duration: float | None


def container_of(start: bytes) -> str | None:
    """The container by the first ``MAGIC_BYTES`` of a file, or None."""
    if start[:4] in (b"RIFF", b"RF64", b"BW64") and b"WAVE".startswith(start[8:12]):
        return "wav"
    if start[4:8] == b"ftyp":
        return "m4a" if start[8:11] == b"M4A" else "mp4"
    if start[:4] == b"FORM" and start[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    for magic, container in _MAGICS:
        if start.startswith(magic):
            return container
    return _by_frame_header(start)


_MAGICS = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"#!AMR", "amr"),
    (b".snd", "au"),
    (b"caff", "caf"),
)


def _by_frame_header(start: bytes) -> str | None:
    """MP3 and AAC without tags begin with a frame: eleven set bits, then version and layer."""
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return None
    if start[1] & 0xF6 == 0xF0:
        return "aac"
    layer, bitrate, rate = start[1] & 0x06, start[2] >> 4, start[2] >> 2 & 3
    return "mp3" if layer and bitrate != 15 and rate != 3 else None


def examine(path: Path, container: str) -> Stream:
    """What ffprobe says of a file. Raises BadInput, also where it is not installed."""
    tool = _tool("ffprobe", path, container)
    command = [
        tool, "-v", "error", *_source(path, container), "-select_streams", "a:0",
        "-show_entries", "stream=codec_name,sample_rate,channels,duration:format=duration",
        "-of", "json",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadInput(
            f"{shown(path)} keeps ffprobe busy for more than {PROBE_SECONDS:g} s: "
            "convert it to WAV first."
        ) from None
    return _stream(done.stdout, path, container)


def _stream(answer: bytes, path: Path, container: str) -> Stream:
    try:
        report: dict[str, Any] = json.loads(answer)
        first = report["streams"][0]
        rate, channels = int(first["sample_rate"]), int(first["channels"])
        codec = str(first["codec_name"])
        if rate <= 0 or channels <= 0 or codec == "unknown":
            raise ValueError(codec)
    except (ValueError, LookupError, TypeError):
        raise BadInput(
            f"{shown(path)} begins like {container} but holds no sound that ffmpeg can read: "
            "copy or record it again."
        ) from None
    seconds = first.get("duration") or report.get("format", {}).get("duration")
    try:
        duration = float(seconds) if seconds is not None else None
    except ValueError:
        duration = None
    return Stream(codec, rate, channels, duration)


@contextmanager
def decoding(
    path: Path,
    container: str,
    *,
    rate: int,
    channels: int,
    start: float = 0.0,
    seconds: float | None = None,
) -> Iterator[IO[bytes]]:
    """A pipe of linear16 from ``start`` on. ffmpeg is gone when the block ends, however it ends.

    A file that breaks off gives what there is, which may be nothing. Raises BadInput where ffmpeg
    is missing.
    """
    span = ["-ss", f"{start:.6f}"] if start else []
    if seconds is not None:
        span += ["-t", f"{seconds:.6f}"]
    command = [
        _tool("ffmpeg", path, container), "-nostdin", "-v", "error", *span,
        *_source(path, container), "-map", "0:a:0", "-c:a", "pcm_s16le",
        "-ac", str(channels), "-ar", str(rate), "-f", "s16le", "-",
    ]  # fmt: skip
    # A broken file can make ffmpeg say more than a pipe holds; nobody reads it while decoding.
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.kill()


def counted_seconds(path: Path, container: str, rate: int, channels: int, most: float) -> float:
    """The length by decoding, for files that do not record it; stops soon after ``most``."""
    count, frame = 0, 2 * channels
    with decoding(path, container, rate=rate, channels=channels) as pipe:
        while piece := pipe.read(1 << 20):
            count += len(piece)
            if count > (most + 1) * rate * frame:
                break
    return count // frame / rate


def _source(path: Path, container: str) -> list[str]:
    # The prefix keeps a name such as "http:x" a file name; the list keeps a file from naming
    # others.
    return [
        "-protocol_whitelist", "file", "-f", DEMUXERS[container], "-i", f"file:{os.fspath(path)}"
    ]  # fmt: skip


def _tool(name: str, path: Path, container: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BadInput(
            f"{shown(path)} is {container}, which needs {name}, and that is not installed: "
            "install ffmpeg (apt install ffmpeg, brew install ffmpeg), or convert it to WAV."
        )
    return found

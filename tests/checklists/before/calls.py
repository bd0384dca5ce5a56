"""Small real WAV files and clips for the tests of the samples."""

from __future__ import annotations

import os
from pathlib import Path

from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import identify
from providers.audio.pacing import PcmFormat
from tests.providers.audio.making import interleave, tone, wav_of


def sound(
    seconds: float = 1.0, *, rate: int = 8000, channels: int = 1, amplitude: float = 0.3
) -> bytes:
    """A WAV of tones, another one on each channel."""
    parts = [
        tone(seconds, rate, hertz=330.0 * (n + 1), amplitude=amplitude) for n in range(channels)
    ]
    return wav_of(interleave(*parts), PcmFormat("linear16", rate, channels))


def call(path: Path, data: bytes | None = None, *, age: float = 3600.0) -> Path:
    """A file with these bytes (a second of tone), last written to ``age`` seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sound() if data is None else data)
    moment = path.stat().st_mtime - age
    os.utime(path, (moment, moment))
    return path


def clip_in(workspace: Workspace, name: str = "call.wav", *, channels: int = 2) -> ClipRecord:
    """A clip of two seconds in the workspace."""
    path = call(workspace.directory.parent / "calls" / name, sound(2.0, channels=channels))
    return workspace.add_clip(identify(path))

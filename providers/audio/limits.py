"""What both vendors take: a clip outside these limits cannot be compared, so it is refused early.

Sources: Deepgram docs, pre-recorded audio page, as copied in 2025 (2 GB a file, no limit on
length); Amazon Transcribe Developer Guide, guidelines and quotas, 2023-05, the newest full copy
(2 GB, 4 hours, 0.5 s at least, 2 channels), and the member documentation of botocore 1.44.5,
2026-11 (MediaSampleRateHertz 8000 to 48000). Both read 2026-11.
"""

from __future__ import annotations

from pathlib import Path

from providers.audio.naming import for_shell, shown
from providers.errors import BadInput

MOST_BYTES = 2 * 1000**3
MOST_SECONDS = 4 * 3600.0
AMAZON_LEAST_SECONDS = 0.5
LEAST_SECONDS = 0.1
MOST_CHANNELS = 2
LOWEST_RATE, HIGHEST_RATE = 8000, 48000


def check_size(path: Path, size: int) -> None:
    """Raise BadInput for an empty file or one over 2 GB, from its size alone."""
    if size == 0:
        raise BadInput(f"{shown(path)} is empty: record or copy it again.")
    if size > MOST_BYTES:
        raise BadInput(
            f"{shown(path)} is {size / 1000**3:.1f} GB and neither vendor takes more than 2 GB: "
            "cut it into parts, or store it as FLAC."
        )


def check_format(path: Path, rate: int, channels: int, duration: float) -> None:
    """Raise BadInput where one of the vendors would refuse the clip."""
    name = for_shell(path)
    if channels > MOST_CHANNELS:
        raise BadInput(
            f"{shown(path)} has {channels} channels and Amazon Transcribe tells apart 2 at most: "
            f"extract two, for example ffmpeg -i {name} -af 'pan=stereo|c0=c0|c1=c1' out.wav."
        )
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise BadInput(
            f"{shown(path)} is sampled at {rate / 1000:g} kHz and Amazon Transcribe takes 8 to "
            f"48 kHz: resample it, for example ffmpeg -i {name} -ar 16000 out.wav."
        )
    if duration < LEAST_SECONDS:
        raise BadInput(
            f"{shown(path)} holds {duration:.3f} s of sound, too little to transcribe "
            f"(at least {LEAST_SECONDS:g} s): record it again."
        )
    if duration > MOST_SECONDS:
        raise BadInput(
            f"{shown(path)} is {duration / 3600:.1f} h long and Amazon Transcribe takes 4 h at "
            f"most: cut it, for example ffmpeg -i {name} -f segment -segment_time 3600 "
            "-c copy part%02d.wav."
        )

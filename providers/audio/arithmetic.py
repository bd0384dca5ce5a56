"""The one import of ``audioop``, sample arithmetic in C.

It is in the standard library up to Python 3.12, where it announces its removal on import, and
comes from ``audioop-lts`` after that.
"""

from __future__ import annotations

import sys
import warnings
from array import array

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

__all__ = ["audioop", "float_to_linear16", "split_channels"]


def float_to_linear16(data: bytes, width: int) -> bytes:
    """Little-endian IEEE floats (``width`` 4 or 8 bytes, full scale 1.0) as linear16, clamped."""
    samples = array("f" if width == 4 else "d")
    samples.frombytes(data)
    if sys.byteorder == "big":
        samples.byteswap()
    whole = array("h", (_clamped(sample) for sample in samples))
    if sys.byteorder == "big":
        whole.byteswap()
    return whole.tobytes()


def _clamped(sample: float) -> int:
    if sample != sample:  # not a number
        return 0
    return int(max(-32768.0, min(32767.0, sample * 32768.0)))


def split_channels(data: bytes, channels: int) -> tuple[bytes, ...]:
    """Interleaved linear16 as one linear16 string a channel (one or two channels)."""
    if channels == 1:
        return (data,)
    if channels == 2:
        return audioop.tomono(data, 2, 1, 0), audioop.tomono(data, 2, 0, 1)
    samples = array("h")
    samples.frombytes(data)
    return tuple(samples[channel::channels].tobytes() for channel in range(channels))

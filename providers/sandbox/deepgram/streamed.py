"""Audio as it comes in over a live connection: headerless, or a WAV that has no end yet."""

from __future__ import annotations

import io
from typing import Any, Protocol

from providers.audio import wav
from providers.audio.arithmetic import audioop
from providers.errors import BadInput
from providers.sandbox.deepgram.query import Query
from providers.sandbox.intake import (
    HIGHEST_RATE,
    LOWEST_RATE,
    UnusableAudio,
    check_claim,
    split,
    to_linear16,
)

# The samples of a live WAV begin within this many bytes.
LONGEST_HEADER = 65536


class Intake(Protocol):
    """Turns what arrives into linear16. ``rate`` and ``channels`` are known once ``ready``."""

    rate: int
    channels: int

    @property
    def ready(self) -> bool:
        """Whether the form of the audio is known."""

    def take(self, data: bytes) -> tuple[bytes, ...]:
        """One piece of linear16 a channel; empty while more is needed. Raises UnusableAudio."""


def intake_for(query: Query) -> Intake:
    """The intake a request asks for: by ``encoding``, or else by the container's own header."""
    encoding = query.text("encoding")
    if not encoding:
        return WaveIntake()
    return RawIntake(encoding, query.number("sample_rate") or 0, query.number("channels") or 1)


class RawIntake:
    """Headerless linear16, mulaw or alaw. Frames may be cut anywhere between messages."""

    def __init__(self, encoding: str, rate: int, channels: int) -> None:
        self.rate = rate
        self.channels = channels
        self._encoding = encoding
        self._frame = channels * (2 if encoding == "linear16" else 1)
        self._rest = b""

    @property
    def ready(self) -> bool:
        """The request said everything."""
        return True

    def take(self, data: bytes) -> tuple[bytes, ...]:
        """As in Intake."""
        data = self._rest + data
        whole = len(data) // self._frame * self._frame
        self._rest = data[whole:]
        return split(to_linear16(data[:whole], self._encoding), self.channels)


class WaveIntake:
    """A WAV from its header on."""

    def __init__(self) -> None:
        self.rate = 0
        self.channels = 0
        self._layout: wav.WavLayout | None = None
        self._rest = b""
        self._left: int | None = None

    @property
    def ready(self) -> bool:
        """The header has been read."""
        return self._layout is not None

    def take(self, data: bytes) -> tuple[bytes, ...]:
        """As in Intake."""
        self._rest += data
        if self._layout is None:
            self._layout = self._read_header()
        if self._layout is None:
            return ()
        whole = len(self._rest) // self._layout.frame_bytes * self._layout.frame_bytes
        piece, self._rest = self._rest[:whole], self._rest[whole:]
        if self._left is not None:
            piece = piece[: self._left]
            self._left -= len(piece)
        return split(wav.to_linear16(self._layout.codec, piece), self.channels)

    def _read_header(self) -> wav.WavLayout | None:
        """The header, or None while more of it is to come. Raises UnusableAudio."""
        try:
            layout = wav.read_layout(io.BytesIO(self._rest), len(self._rest), "stream.wav")
        except wav.CutHeader as problem:
            if len(self._rest) <= LONGEST_HEADER:
                return None
            raise UnusableAudio("no samples follow its header") from problem
        except BadInput as problem:
            raise UnusableAudio(str(problem)) from problem
        check_claim(layout.rate, layout.channels)
        if not layout.decodable:
            raise UnusableAudio(f"the sandbox cannot decode a stream of {layout.codec}")
        # A recorder that is still at work has promised nothing, whatever follows.
        promised = layout.promised_bytes or None
        self._left = promised and promised // layout.frame_bytes * layout.frame_bytes
        self._rest = self._rest[layout.data_start :]
        self.rate, self.channels = layout.rate, layout.channels
        return layout


class Resampler:
    """Brings one channel into the recogniser's range of rates, piece by piece."""

    def __init__(self, rate: int) -> None:
        self.rate = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
        self._from = rate
        self._state: Any = None

    def take(self, pcm: bytes) -> bytes:
        """The same sound at ``self.rate``."""
        if self._from == self.rate:
            return pcm
        piece, self._state = audioop.ratecv(pcm, 2, 1, self._from, self.rate, self._state)
        return piece

"""Which second of the clip a second of a live session is.

A vendor counts the audio of a connection from zero. The clip goes on counting: a session may
begin in its middle, have a hole where audio was lost, or hold silence that was only sent to keep
the connection open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from providers.audio.pacing import Block

# Blocks whose times differ by less, in seconds, follow each other: rounding, not a hole.
_ADJOINING = 0.001


@dataclass(frozen=True, slots=True)
class _Piece:
    """From ``session`` on, the clip is at ``clip``; it moves on, or stands still in silence."""

    session: float
    clip: float
    moving: bool


class Timeline:
    """Fed with what is sent, in order. All times in seconds; ``byte_rate`` in bytes a second."""

    def __init__(self, byte_rate: int) -> None:
        self._byte_rate = byte_rate
        self._bytes = 0
        self._pieces: list[_Piece] = []

    def add(self, block: Block) -> None:
        """Audio of the clip was sent."""
        if not self._pieces or not self._continues(block.start):
            self._pieces.append(_Piece(self.session_time, block.start, moving=True))
        self._bytes += len(block.data)

    def add_silence(self, size: int) -> None:
        """``size`` bytes were sent that are no audio of the clip."""
        if not self._pieces or self._pieces[-1].moving:
            self._pieces.append(_Piece(self.session_time, self.clip_time, moving=False))
        self._bytes += size

    @property
    def session_time(self) -> float:
        """Seconds sent in this session."""
        return self._bytes / self._byte_rate

    @property
    def clip_time(self) -> float:
        """The second of the clip up to which audio was sent."""
        return self.clip(self.session_time, ending=True)

    @property
    def identical(self) -> bool:
        """Whether session and clip have counted the same all along."""
        return not self._pieces or (len(self._pieces) == 1 and _same(self._pieces[0]))

    def clip(self, moment: float, *, ending: bool = False) -> float:
        """The clip's time for the session's. ``ending``: of something that ends there, which at
        a hole is before it."""
        if not self._pieces:
            return moment
        find = bisect_left if ending else bisect_right
        at = max(0, find(self._pieces, moment, key=lambda piece: piece.session) - 1)
        piece = self._pieces[at]
        return piece.clip + (moment - piece.session if piece.moving else 0.0)

    def _continues(self, start: float) -> bool:
        last = self._pieces[-1]
        return last.moving and abs(self.clip_time - start) < _ADJOINING


def _same(piece: _Piece) -> bool:
    return piece.moving and abs(piece.clip - piece.session) < _ADJOINING

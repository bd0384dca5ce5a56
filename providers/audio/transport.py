"""The words of playback: spans, the state that a screen shows, and where the cursor is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["both", "left", "right"]
SIDES: tuple[Side, ...] = ("both", "left", "right")
SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
# Enough to hear what comes before and after a word.
MARGIN_SECONDS = 0.4
# A loop shorter than this is a buzz, and a load on the processor.
LEAST_SPAN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a clip, seconds from its start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


def around(start: float, end: float, duration: float, margin: float = MARGIN_SECONDS) -> Span:
    """A word or hit with ``margin`` seconds on both sides, inside a clip of ``duration``."""
    return within(Span(start - margin, end + margin), duration)


def within(span: Span, duration: float) -> Span:
    """The part of ``span`` inside a clip, never shorter than what can be looped."""
    start = max(0.0, min(min(span.start, span.end), duration - LEAST_SPAN_SECONDS))
    end = min(duration, max(span.start, span.end, start + LEAST_SPAN_SECONDS))
    return Span(start, end)


@dataclass(frozen=True, slots=True)
class PlayState:
    """What a transport bar shows. Seconds from the clip's start; ``duration`` 0 without a clip.

    ``position`` is what has been heard, not what was handed to the device. ``no_sound`` says why
    nothing can be heard ("" where it can, or nobody has looked yet) and ``next_step`` what would
    help; ``trouble`` is a sentence where the clip could not be read on.
    """

    word: Literal["empty", "paused", "playing", "ended"]
    position: float
    duration: float
    span: Span | None = None
    loop: bool = False
    side: Side = "both"
    speed: float = 1.0
    no_sound: str = ""
    next_step: str = ""
    trouble: str = ""

    @property
    def playing(self) -> bool:
        """Whether the cursor moves by itself."""
        return self.word == "playing"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Seconds of output, and the seconds of the clip that are heard in them."""

    out_start: float
    out_end: float
    start: float
    end: float


class Timeline:
    """Which second of the clip is heard when so much has been played.

    Loops and speed make the two differ. Pieces are replaced as one tuple, so that any thread may
    ask while another adds.
    """

    def __init__(self, start: float) -> None:
        self._start = start
        self._pieces: tuple[_Piece, ...] = ()

    @property
    def written(self) -> float:
        """Seconds of output so far."""
        return self._pieces[-1].out_end if self._pieces else 0.0

    def add(self, seconds: float, start: float, end: float, played: float) -> None:
        """``seconds`` more of output carry ``start`` to ``end``; ``played`` is what is over."""
        begun = self.written
        alive = tuple(piece for piece in self._pieces if piece.out_end > played)
        self._pieces = (*alive, _Piece(begun, begun + seconds, start, end))

    def at(self, played: float) -> float:
        """The second of the clip that is being heard."""
        pieces = self._pieces
        if not pieces:
            return self._start
        for piece in pieces:
            if played < piece.out_end:
                share = max(0.0, played - piece.out_start) / (piece.out_end - piece.out_start)
                return piece.start + share * (piece.end - piece.start)
        return pieces[-1].end

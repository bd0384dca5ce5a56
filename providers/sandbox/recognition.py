"""What the stand-in servers ask of the recogniser, and what it answers.

The servers speak wire protocols; the recogniser listens. This is the seam between them: plain
data, linear16 mono audio in, times in seconds from the start of that audio.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to listen for, in the spelling to show.

    ``boost`` is how much weaker evidence may be and still count: 1.0 is neutral, 0 switches the
    term off, larger values accept more (and wrongly insert more).
    """

    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A recognised word, lower case unless a term gave its own spelling. Confidence in 0..1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class SpottedTerm:
    """A place where a term may have been said. Confidence in 0..1, comparable between terms."""

    term: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that became known while listening to one live channel.

    "speech-started": voice began at ``start``. "partial": ``words`` from ``start`` to ``end`` so
    far, and they may change. "final": they will not change; ``endpoint`` when a pause ended the
    utterance (rather than a cut in running speech or a flush), ``flushed`` when a flush asked for
    it. "silence": no voice up to ``end`` since the last word (sent a few times a second).
    A flush with nothing pending yields a "final" without words.
    """

    kind: Literal["speech-started", "partial", "final", "silence"]
    start: float
    end: float
    words: tuple[HeardWord, ...] = ()
    endpoint: bool = False
    flushed: bool = False


class LiveChannel(Protocol):
    """One channel of one live stream. Audio in by ``feed``; ``heard`` yields until it ends."""

    async def feed(self, pcm: bytes) -> None:
        """Linear16 mono at the rate the channel was opened with."""

    async def flush(self) -> None:
        """Settle what is pending now."""

    async def set_terms(self, terms: Sequence[Term]) -> None:
        """Replace the terms from the next utterance on."""

    async def finish(self) -> None:
        """No more audio: settle what is pending, then end ``heard``."""

    def heard(self) -> AsyncIterator[Heard]:
        """Events in order of time; ends after ``finish``."""

    async def close(self) -> None:
        """Give the worker back, whatever the state. Safe to call twice."""


class Recogniser(Protocol):
    """The recogniser behind both stand-ins. All methods may be used concurrently."""

    async def decode(
        self, pcm: bytes, rate: int, terms: Sequence[Term] = ()
    ) -> tuple[HeardWord, ...]:
        """Words in a whole mono recording, ``rate`` 8000 to 48000 hertz."""

    async def spot(
        self, pcm: bytes, rate: int, terms: Sequence[str], words: Sequence[HeardWord] = ()
    ) -> tuple[SpottedTerm, ...]:
        """Every place that sounds like one of the terms, also weak ones, by falling confidence.

        ``words`` are those recognised in the same audio: a term has to fit the sound better than
        the words in its place do.
        """

    async def open_channel(
        self, rate: int, *, terms: Sequence[Term] = (), endpointing: float = 0.3
    ) -> LiveChannel:
        """Start listening to a live channel; ``endpointing`` seconds of pause end an utterance."""

    async def close(self) -> None:
        """End every worker process."""

"""How hard a live stream is kept up, and what that took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from providers.audio.backlog import MOST_BYTES, MOST_SECONDS
from providers.errors import Trouble
from providers.exchange import Exchange, Tap
from providers.speech import LiveTranscriber


class Resumable(LiveTranscriber, Protocol):
    """One connection's worth of a stream, as many times as it is asked for.

    ``longest_session`` in seconds; ``hears_within``: seconds of audio after which words that
    were heard have been shown; ``unreadable_messages`` of this session came broken and may have
    held words; ``exchanges``: its handshake, also a refused one, ``tap`` hears of every message.
    Event times are those of the blocks it was given.
    """

    longest_session: float
    request_id: str
    connect_seconds: float
    exchanges: list[Exchange]
    tap: Tap | None

    @property
    def hears_within(self) -> float: ...

    @property
    def unreadable_messages(self) -> int: ...

    def worth_again(self, trouble: Trouble) -> bool: ...


@runtime_checkable
class Reconfigurable(Protocol):
    """A transcriber whose keyterms can be changed while it streams."""

    async def configure(self, keyterms: Sequence[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Persistence:
    """Seconds, unless it says otherwise.

    The pause before a new connection is ``first_pause``, doubled each time up to
    ``longest_pause``, less up to half of it by chance. The stream is given up after
    ``give_up_after`` without anything new settled and without a connection that held for
    ``proof``; and where the audio is over and was sent to its end, after ``tail_attempts``
    connections that settled nothing of it. ``replay`` is how many
    times faster than real time audio that is late may be sent (Deepgram's limit is 1.25).
    ``most_seconds`` and ``most_bytes`` of audio are kept. A session is handed over within
    ``hand_over`` of its longest duration, in a pause if there is one.
    """

    first_pause: float = 0.5
    longest_pause: float = 30.0
    give_up_after: float = MOST_SECONDS
    proof: float = 30.0
    tail_attempts: int = 3
    replay: float = 1.25
    most_seconds: float = MOST_SECONDS
    most_bytes: int = MOST_BYTES
    hand_over: float = 60.0


@dataclass(slots=True)
class Tally:
    """What it took: ``connections`` opened, of these ``handovers`` as planned; seconds of audio
    ``sent_again``; ``gaps`` and the seconds ``lost`` in them; words of finals that were dropped
    because they had been told; messages without a meaning here."""

    connections: int = 0
    handovers: int = 0
    sent_again: float = 0.0
    gaps: int = 0
    lost: float = 0.0
    words_heard_again: int = 0
    unknown_messages: int = 0

    def numbers(self) -> dict[str, float]:
        """As a run keeps it."""
        return {
            "connections": self.connections,
            "handovers": self.handovers,
            "sent_again_seconds": round(self.sent_again, 3),
            "gaps": self.gaps,
            "gap_seconds": round(self.lost, 3),
            "words_heard_again": self.words_heard_again,
            "unknown_messages": self.unknown_messages,
        }

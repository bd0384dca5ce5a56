"""What a screen, a command or an export needs of a comparison, live or played again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Protocol

from checklists.before.live.pane import LivePane
from checklists.before.live.results import KeytermChange
from checklists.scoring.clock import AudioClock
from providers.audio.pacing import PcmFormat
from providers.exchange import Exchange, Tap
from providers.speech import LiveEvent


class Playing(Protocol):
    """What a screen needs of a comparison that runs: live, or played again."""

    id: str

    @property
    def title(self) -> str:
        """What is heard, for people."""
        ...

    @property
    def duration(self) -> float | None:
        """Seconds of audio; None where nobody knows yet."""
        ...

    @property
    def panes(self) -> tuple[LivePane, ...]:
        """The panes as they were asked for; once it is open, as they are sent."""
        ...

    @property
    def form(self) -> PcmFormat | None:
        """The form of the audio, once it is known."""
        ...

    @property
    def stamp(self) -> str:
        """ "RECORDED" with its date where it is played again, otherwise ""."""
        ...

    @property
    def begun(self) -> bool:
        """Whether audio second 0 has been."""
        ...

    @property
    def clock(self) -> AudioClock:
        """The clock so far; before the audio has begun it stands at second 0."""
        ...

    @property
    def position(self) -> float:
        """The second of the audio at which it is now."""
        ...

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        ...

    def sandboxed(self, pane_id: str) -> bool:
        """Whether what this pane shows came from the sandbox."""
        ...

    def exchanges(self, pane_id: str) -> Sequence[Exchange]:
        """The handshakes of a pane so far."""
        ...

    def listen_in(self, pane_id: str, tap: Tap) -> None:
        """Let ``tap`` hear of every message of a pane; before or during the stream."""
        ...

    def heard(self, pane_id: str) -> Iterable[LiveEvent]:
        """A pane's events so far, to be exported."""
        ...

    def changes(self, pane_id: str) -> Sequence[KeytermChange]:
        """The keyterms that were asked for so far."""
        ...

    def kept_up(self, pane_id: str) -> Mapping[str, float]:
        """What it took to keep a pane's stream up, as a run keeps it."""
        ...

    def events(self) -> AsyncIterator[LiveEvent]:
        """The events of all panes as they arrive; ``side`` is the pane's id. Used once."""
        ...

    async def configure(self, pane_id: str, keyterms: Sequence[str]) -> None:
        """Replace a pane's keyterms from here on. Raises BadInput where that cannot be."""
        ...

    def stop(self) -> None:
        """End the audio; what was heard is still settled. Safe at any time, also twice."""
        ...

    def pause(self) -> None:
        """Stand still until ``resume``."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

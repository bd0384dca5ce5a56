"""A recorded live session, played again on its own clock: no network, no key, no vendor.

Everything it shows was said when it was recorded, and its stamp says when that was.
"""

from __future__ import annotations

import heapq
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

from checklists.before.live import storage
from checklists.before.live.pane import LivePane
from checklists.before.live.recorded import (
    RecordedPane,
    RecordedSession,
    recorded_session,
    sessions,
)
from checklists.before.live.results import KeytermChange
from checklists.before.live.source_course import Course
from checklists.scoring.clock import AudioClock
from checklists.workspace import Workspace
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput
from providers.exchange import Exchange, Tap, WireMessage
from providers.speech import VENDORS, LiveEvent

__all__ = ["RecordedPane", "RecordedSession", "Replay", "recorded_session", "sessions"]

OnStart = Callable[[float], None]


class Replay:
    """A recorded session with the shape of a ``LiveSession``.

    Its events come when they came, counted from now. ``received_at`` and ``clock`` are those of the
    recording, set to begin today: pausing or playing faster changes when an event is given, and
    no figure. ``position`` knows how far it is.
    """

    def __init__(
        self,
        workspace: Workspace,
        session: RecordedSession,
        *,
        speed: float = 1.0,
        on_start: OnStart = lambda moment: None,
    ) -> None:
        self.session = session
        self.id = session.id
        self.form: PcmFormat | None = PcmFormat("linear16", session.rate, session.channels)
        self._runs = {one.pane.id: workspace.run(one.run) for one in session.panes}
        # All panes had one clock, and each run keeps it.
        self._pauses = max((storage.pauses_of(run) for run in self._runs.values()), key=len)
        self._course = Course(speed=speed)
        self._speed = speed
        self._on_start = on_start
        self._taps: dict[str, Tap] = {}
        self._heard: dict[str, list[LiveEvent]] = {name: [] for name in self._runs}

    @property
    def title(self) -> str:
        """The sample's name."""
        return self.session.title

    @property
    def duration(self) -> float | None:
        """Seconds of audio."""
        return self.session.duration

    @property
    def panes(self) -> tuple[LivePane, ...]:
        """The panes as they were."""
        return tuple(one.pane for one in self.session.panes)

    @property
    def stamp(self) -> str:
        """What has to stand wherever something of it is shown."""
        return f"RECORDED {self.session.on:%Y-%m-%d %H:%M} UTC"

    @property
    def begun(self) -> bool:
        """Whether audio second 0 has been."""
        return self._course.started_at is not None

    @property
    def clock(self) -> AudioClock:
        """The clock of the recording, from the moment at which it was begun today."""
        began = self._course.started_at
        return AudioClock(time.monotonic() if began is None else began, self._pauses)

    @property
    def position(self) -> float:
        """The second of the audio at which it is now."""
        return min(AudioClock(0.0, self._pauses).second(self._passed()), self.session.duration)

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._course.paused

    def sandboxed(self, pane_id: str) -> bool:
        """Whether what this pane shows came from the sandbox."""
        return any(one.sandbox for one in self.session.panes if one.pane.id == pane_id)

    def exchanges(self, pane_id: str) -> Sequence[Exchange]:
        """The handshakes of a pane, as they were kept."""
        return storage.exchanges_of(self._runs[pane_id], self.clock.started_at)

    def listen_in(self, pane_id: str, tap: Tap) -> None:
        """Let ``tap`` hear of every message that came; what was sent was not kept."""
        self._taps[pane_id] = tap

    def heard(self, pane_id: str) -> Iterable[LiveEvent]:
        """A pane's events so far."""
        return tuple(self._heard[pane_id])

    def changes(self, pane_id: str) -> Sequence[KeytermChange]:
        """The keyterms that were asked for so far."""
        changes = storage.changes_of(self._runs[pane_id])
        return tuple(change for change in changes if change.at <= self.position)

    def kept_up(self, pane_id: str) -> Mapping[str, float]:
        """What it took to keep the stream up then."""
        stream = self._runs[pane_id].numbers.get("stream")
        return dict(stream) if isinstance(stream, Mapping) else {}

    def origin(self) -> dict[str, bool]:
        """The ``sandbox`` member of a JSON document, by vendor."""
        return {
            vendor: any(one.sandbox for one in self.session.panes if one.pane.vendor == vendor)
            for vendor in VENDORS
        }

    async def configure(self, pane_id: str, keyterms: Sequence[str]) -> None:
        """Refused: raises BadInput."""
        raise BadInput(
            f"This was recorded on {self.session.on:%Y-%m-%d}: start a live comparison to change "
            "its keyterms."
        )

    def stop(self) -> None:
        """End it here."""
        self._course.stop()

    def pause(self) -> None:
        """Stand still until ``resume``."""
        self._course.pause()

    def resume(self) -> None:
        """Go on."""
        self._course.resume()

    async def events(self) -> AsyncIterator[LiveEvent]:
        """The events when they are due. What came before second 0 comes at once."""
        self._course.begin()
        began = self._course.started_at or 0.0
        self._on_start(began)
        streams = [storage.events_of(run, began, name) for name, run in self._runs.items()]
        last = None
        for event in heapq.merge(*streams, key=lambda event: event.received_at):
            offset = max(0.0, event.received_at - began)
            if not await self._course.reaches(offset):
                return
            self._course.given = offset
            self._heard[event.side].append(event)
            tap = self._taps.get(event.side)
            if tap is not None and event.raw and event.raw is not last:
                tap(_message(event))
            last = event.raw
            yield event

    def _passed(self) -> float:
        """Seconds of the recording's own clock so far."""
        began = self._course.started_at
        if began is None:
            return 0.0
        stood = sum(length for _, length in self._course.pauses)
        return (time.monotonic() - began - stood) * self._speed


def _message(event: LiveEvent) -> WireMessage:
    text = json.dumps(event.raw, ensure_ascii=False)
    kind = str(event.raw.get("type", "TranscriptEvent"))
    return WireMessage(event.received_at, "received", kind, text, len(text.encode()))

"""One live comparison from its audio to its runs: a source, one to four panes, one clock.

The screen and ``crossfade live`` drive this, or a ``replay.Replay``, which has the same shape
and needs no network.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from checklists.before.live import storage
from checklists.before.live.journal import Journal
from checklists.before.live.pane import LivePane, standard_options
from checklists.before.live.panes import for_form, label
from checklists.before.live.playing import Playing
from checklists.before.live.results import KeytermChange, Listened, LiveResult, kept_up, measured
from checklists.before.live.sources import LiveSource
from checklists.before.live.streams import stream_blocks
from checklists.records import ClipRecord, Run
from checklists.scoring.clock import AudioClock
from checklists.store import now
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.pacing import Block, PcmFormat
from providers.errors import BadInput, Trouble
from providers.exchange import Exchange, Tap
from providers.resuming import ResumingLive
from providers.speech import LiveEvent

__all__ = ["LiveSession", "OnStart", "Playing"]

OnStart = Callable[[float], None]


class LiveSession:
    """The same audio to every pane at once, live or in the sandbox.

    ``on_start`` hears the monotonic moment of audio second 0. A pane that fails says so with a
    "closed" event whose text says why, and the others go on.
    """

    stamp = ""

    def __init__(
        self,
        vendors: Vendors,
        source: LiveSource,
        panes: Sequence[LivePane],
        *,
        on_start: OnStart = lambda moment: None,
    ) -> None:
        if len({pane.id for pane in panes}) != len(panes) or not panes:
            raise ValueError("panes need ids of their own, and there has to be one")
        self.source = source
        self.panes = tuple(panes)
        self.form: PcmFormat | None = None
        self.started_on: datetime = now()
        self.id = f"{self.started_on:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        self._vendors = vendors
        self._on_start = on_start
        self._sides: dict[str, ResumingLive] = {}
        self._taps: dict[str, Tap] = {}
        self._heard = {pane.id: Journal() for pane in panes}
        self._gaps: dict[str, list[LiveEvent]] = {pane.id: [] for pane in panes}
        self._said: set[str] = set()
        self._changes: dict[str, list[KeytermChange]] = {pane.id: [] for pane in panes}
        self._began: float | None = None
        self._given = 0.0
        self._paused = False

    @property
    def title(self) -> str:
        """What is heard, for people."""
        return self.source.title

    @property
    def duration(self) -> float | None:
        """Seconds of audio; None where nobody knows yet."""
        return self.source.duration

    @property
    def begun(self) -> bool:
        """Whether audio second 0 has been."""
        return self._began is not None

    @property
    def clock(self) -> AudioClock:
        """The clock so far, with the pauses; before the audio has begun it stands at second 0."""
        if self._began is None:
            return AudioClock(time.monotonic())
        # The source knows better than whoever asked for its blocks.
        began = self.source.started_at
        return AudioClock(self._began if began is None else began, self.source.pauses)

    @property
    def position(self) -> float:
        """The second of the audio at which it is now."""
        if not self.begun:
            return 0.0
        now_at = self.clock.second(time.monotonic())
        return now_at if self.duration is None else min(now_at, self.duration)

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._paused

    def sandboxed(self, pane_id: str) -> bool:
        """Whether what this pane shows comes from the sandbox."""
        return self._vendors.sandboxed(self._pane(pane_id).vendor)

    def side(self, pane_id: str) -> ResumingLive:
        """The transcriber of a pane. Raises BadInput before the source is open."""
        self._pane(pane_id)
        if pane_id not in self._sides:
            raise BadInput("Nothing streams yet: start first.")
        return self._sides[pane_id]

    def exchanges(self, pane_id: str) -> Sequence[Exchange]:
        """The handshakes of a pane so far."""
        side = self._sides.get(pane_id)
        return tuple(side.exchanges) if side is not None else ()

    def listen_in(self, pane_id: str, tap: Tap) -> None:
        """Let ``tap`` hear of every message of a pane; before or during the stream."""
        self._taps[pane_id] = tap
        if pane_id in self._sides:
            self._sides[pane_id].tap = tap

    async def events(self) -> AsyncIterator[LiveEvent]:
        """Open the source, connect every pane, stream. Raises BadInput where there is no audio."""
        try:
            self.form = await self.source.open()
            self.panes = tuple(for_form(pane, self.form) for pane in self.panes)
            self._sides = {
                pane.id: self._vendors.live(pane.vendor, pane.options) for pane in self.panes
            }
            for name, tap in self._taps.items():
                self._sides[name].tap = tap
            streamed = stream_blocks(self._counted(), self.form, self._sides, on_start=self._begin)
            async with contextlib.aclosing(cast(AsyncGenerator[LiveEvent, None], streamed)) as told:
                async for event in told:
                    self._take(event)
                    yield event
        except BaseException:
            # What ended it is what is told, not what the file then suffered from.
            with contextlib.suppress(Trouble):
                await self.source.close()
            raise
        await self.source.close()

    async def configure(self, pane_id: str, keyterms: Sequence[str]) -> None:
        """Replace a pane's keyterms from here on; the outcome comes as a "warning" event.

        Raises BadInput for terms that cannot be sent, for a vendor that cannot do it, and before
        the start.
        """
        await self.side(pane_id).configure(keyterms)
        change = KeytermChange(self.clock.second(time.monotonic()), tuple(keyterms))
        self._changes[pane_id].append(change)

    def stop(self) -> None:
        """End the audio; the panes still settle what they have heard."""
        self.source.stop()

    def pause(self) -> None:
        """Let the audio stand still; the connections are kept."""
        if not self._paused:
            self._paused = True
            self.source.pause()

    def resume(self) -> None:
        """Go on."""
        if self._paused:
            self._paused = False
            self.source.resume()

    # --- afterwards --------------------------------------------------------------------------

    def heard(self, pane_id: str) -> Iterable[LiveEvent]:
        """A pane's events so far; hours of them are unpacked as they are read."""
        return self._heard[pane_id]

    def changes(self, pane_id: str) -> Sequence[KeytermChange]:
        """The keyterms that were asked for so far."""
        return tuple(self._changes[pane_id])

    def kept_up(self, pane_id: str) -> Mapping[str, float]:
        """What it took to keep a pane's stream up, as a run keeps it."""
        return kept_up(self._sides[pane_id], self._gaps[pane_id])

    def sample(self, workspace: Workspace) -> ClipRecord | None:
        """What was heard, as a sample of the workspace; None where nothing was. Raises BadInput."""
        return self.source.sample(workspace)

    def listened(self) -> Listened:
        """How the audio went."""
        source = self.source
        return Listened(self.clock, self._given, source.stopped_at, source.left_out)

    def results(self, sample: ClipRecord) -> list[LiveResult]:
        """Measure every pane that said anything. Pure arithmetic, for a thread if it was long."""
        listened = self.listened()
        return [
            measured(
                sample,
                pane,
                self._sides[pane.id],
                self._heard[pane.id],
                listened,
                self._changes[pane.id],
            )
            for pane in self.panes
            if pane.id in self._said
        ]

    def keep(
        self, workspace: Workspace, sample: ClipRecord, results: Iterable[LiveResult]
    ) -> list[Run]:
        """Keep the session: one run a pane, joined by the session's id. Raises BadInput.

        The runs come back in the order of the panes.
        """
        # Plans take the newest run of a vendor and model: that of the first pane with the usual
        # options, where there is one, is recorded last.
        given = list(results)
        usual = [result for result in given if _is_standard(result.pane)]
        others = [result for result in given if not _is_standard(result.pane)]
        runs = {
            result.pane.id: storage.record(
                workspace,
                sample,
                result,
                session=self.id,
                source=self.title,
                started_at=self.started_on,
            )
            for result in (*others, *reversed(usual))
        }
        return [runs[result.pane.id] for result in given]

    # --- inside ------------------------------------------------------------------------------

    def _pane(self, pane_id: str) -> LivePane:
        for pane in self.panes:
            if pane.id == pane_id:
                return pane
        raise BadInput(f"There is no pane {pane_id!r:.20} in this comparison.")

    def _take(self, event: LiveEvent) -> None:
        self._heard[event.side].append(event)
        if event.event == "gap":
            self._gaps[event.side].append(event)
        if event.event != "closed":
            self._said.add(event.side)

    def _begin(self, moment: float) -> None:
        self._began = moment
        self._on_start(moment)

    async def _counted(self) -> AsyncIterator[Block]:
        blocks = cast(AsyncGenerator[Block, None], self.source.blocks())
        async with contextlib.aclosing(blocks) as given:
            async for block in given:
                self._given = block.end
                yield block


def _is_standard(pane: LivePane) -> bool:
    return label(pane) == label(LivePane(pane.id, pane.vendor, standard_options(pane.vendor, 1)))

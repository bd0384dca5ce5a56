"""The live comparison as it runs: what is heard goes into the model, and from there to the panes.

Workers only post messages; the handlers own the model and the widgets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING

from textual import on, work

from checklists.before.live.panes import LivePane
from providers.errors import Trouble
from providers.speech import Transcript, Vendor
from tui.live.model import Comparison
from tui.live.source_choice import SourceChoice
from tui.live.sources import source_of
from tui.live.wire_log import WireLog
from tui.messages import AudioBegan, Connected, Heard, Preparing, StreamEnded, Transcribed
from tui.screens.live_stage import LiveStage, day
from tui.text import counted, one_line

if TYPE_CHECKING:
    from checklists.before import audio_tests
    from checklists.before.live.sessions import LiveSession, Playing
    from checklists.records import ClipRecord


class LiveStreamScreen(LiveStage):
    """A stream goes on while another screen is in front."""

    # --- the workers -------------------------------------------------------------------------

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def stream(self, choice: SourceChoice, panes: tuple[LivePane, ...]) -> None:
        """Stream to every pane until all have settled, then measure. Only posts messages."""
        await self._telling(self._stream(choice, panes))

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def replay(self, playing: Playing) -> None:
        """Play a recorded session again. Only posts messages."""
        await self._telling(self._replayed(playing))

    @work(exclusive=True, group="giving-up", exit_on_error=False)
    async def give_up(self, playing: Playing) -> None:
        """Keep what was heard of a stream whose worker was ended."""
        await self._telling(self._given_up(playing))

    @work(exclusive=True, group="stream", exit_on_error=False)
    async def transcribe(self, choice: SourceChoice, vendors: tuple[Vendor, ...]) -> None:
        """The whole file through each vendor at once; posts each transcript as it comes."""
        await self._telling(self._transcribe(choice, vendors))

    async def _telling(self, doing: Awaitable[StreamEnded]) -> None:
        """Whatever becomes of it, the screen hears that it ended, and why."""
        try:
            self.post_message(await doing)
        except Trouble as trouble:
            self.post_message(StreamEnded(str(trouble)))
        except Exception as error:
            self.program.note_fault(error)
            self.post_message(StreamEnded("The stream ended because of a fault of this program."))

    async def _stream(self, choice: SourceChoice, panes: tuple[LivePane, ...]) -> StreamEnded:
        from checklists.before.live.sessions import LiveSession
        from checklists.scoring.settled_differences import warm_up

        self.post_message(Preparing("Opening the panes; the sandbox loads its recogniser"))
        vendors = await self.program.desk.vendors()
        await asyncio.to_thread(warm_up)
        workspace = self.program.workspace
        source = await asyncio.to_thread(source_of, choice, workspace)
        session = LiveSession(vendors, source, panes)
        origins = {pane.id: vendors.label(pane.vendor) for pane in panes}
        try:
            await self._play(session, origins)
        except asyncio.CancelledError:
            raise
        except Trouble as trouble:
            # What was heard until then is worth keeping all the same.
            return await self._measured(session, str(trouble))
        return await self._measured(session)

    async def _given_up(self, playing: Playing) -> StreamEnded:
        from checklists.before.live.sessions import LiveSession

        if not isinstance(playing, LiveSession):
            return StreamEnded()
        await playing.source.close()
        return await self._measured(playing)

    async def _measured(self, session: LiveSession, trouble: str = "") -> StreamEnded:
        sample = session.source.sample(self.program.workspace) if session.begun else None
        if sample is None:
            return StreamEnded(trouble)
        self.post_message(Preparing("Measuring"))
        results = await asyncio.to_thread(session.results, sample)
        return StreamEnded(trouble, sample, results)

    async def _replayed(self, playing: Playing) -> StreamEnded:
        await self._play(playing, {})
        return StreamEnded()

    async def _play(self, playing: Playing, origins: Mapping[str, str]) -> None:
        """Everything a session says, live or recorded, as messages."""
        self.playing = playing
        self._listen_in(playing)
        if self._stopping:
            playing.stop()
        shown = dict(origins) or {
            pane.id: f"{'sandbox' if playing.sandboxed(pane.id) else 'live'} · {day(playing.stamp)}"
            for pane in playing.panes
        }
        self.post_message(Connected(shown, playing.form.channels if playing.form else 0))
        began = False
        async for event in playing.events():
            if playing.begun and not began:
                began = True
                if playing.form is not None:
                    self.post_message(Connected(shown, playing.form.channels))
                self.post_message(AudioBegan(playing.clock))
            self.post_message(Heard(event))

    def _listen_in(self, playing: Playing) -> None:
        """Keep every pane's messages, for whoever wants to look at them."""

        def began() -> float | None:
            return playing.clock.started_at if playing.begun else None

        for pane in playing.panes:
            log = WireLog(lambda name=pane.id: playing.exchanges(name), began)  # type: ignore[misc]
            self.logs[pane.id] = log
            playing.listen_in(pane.id, log.take)

    async def _transcribe(self, choice: SourceChoice, sides: tuple[Vendor, ...]) -> StreamEnded:
        from checklists.before import audio_tests

        self.post_message(Preparing("Opening both sides; the sandbox loads its recogniser"))
        vendors = await self.program.desk.vendors()
        source = await asyncio.to_thread(source_of, choice, self.program.workspace)
        sample = source.sample(self.program.workspace)
        assert sample is not None  # a clip is there before it is heard
        self._tell_origins({vendor: vendors.label(vendor) for vendor in sides})
        self.post_message(Preparing("Transcribing the whole file by both sides"))

        def on_done(outcome: audio_tests.Outcome) -> None:
            self.post_message(Transcribed(sample, outcome))

        await audio_tests.transcribe_all(vendors, sides, [sample.clip], on_done=on_done)
        return StreamEnded()

    def _tell_origins(self, labels: Mapping[Vendor, str]) -> None:
        panes = [side.pane for side in self.comparison.sides.values()] if self.comparison else []
        self.post_message(
            Connected(
                {pane.id: labels.get(pane.vendor, "") for pane in panes}, self.source.channels
            )
        )

    # --- what the workers say ----------------------------------------------------------------

    @on(Preparing)
    def _preparing(self, message: Preparing) -> None:
        self._saying = message.what
        self._show_progress()

    @on(Connected)
    def _connected(self, message: Connected) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        if message.channels and message.channels != comparison.channels:
            # Nobody knew before it was opened.
            comparison.channels = message.channels
            self._reset_panes(message.channels)
        self.origins = message.origins
        self._label(message.origins)
        self._take_cuts(comparison)
        self.redraw_edges()

    def _take_cuts(self, comparison: Comparison) -> None:
        """From which confidence on a place in the sound is shown, where somebody decided that."""
        from checklists.before.live.watch import kept_cuts

        for side in comparison.sides.values():
            if side.watch is not None and self.playing is not None:
                sandbox = self.playing.sandboxed(side.pane.id)
                side.watch.cuts = kept_cuts(
                    self.program.workspace, side.watch.terms, side.pane.model, sandbox
                )

    @on(AudioBegan)
    def _audio_began(self, message: AudioBegan) -> None:
        if self.comparison is None:
            return
        self.comparison.begin(message.clock, self._truth)
        if not self._stopping:
            self._saying = "Replaying" if self.replaying else "Streaming"
        self.redraw_edges()

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        if self.comparison is None or self._painter is None:
            return
        had_finals = self.comparison.finals
        self._follow_clock()
        for pane in self.comparison.hear(message.event):
            self._painter.touch(pane)
        if not had_finals and self.comparison.finals:
            self.redraw_edges()

    @on(Transcribed)
    def _transcribed(self, message: Transcribed) -> None:
        outcome = message.outcome
        if self.comparison is None or self._painter is None:
            return
        self.comparison.reach(self.comparison.duration or 0.0)
        sides = [s for s in self.comparison.sides.values() if s.pane.vendor == outcome.vendor]
        for side in sides[:1]:
            if outcome.transcript is None:
                side.fail(str(outcome.trouble))
            else:
                side.read(outcome.transcript)
            self._painter.touch(side.pane.id)
        if outcome.transcript is not None:
            self._keep_transcript(message.sample, outcome.transcript)

    def _keep_transcript(self, sample: ClipRecord, transcript: Transcript) -> None:
        from checklists.before import audio_tests

        try:
            audio_tests.record(self.program.workspace, sample, transcript)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self._kept += 1
        self._sample = sample.sha256
        self.program.reload()

    @on(StreamEnded)
    def _ended(self, message: StreamEnded) -> None:
        stopped = self._stopping
        self._streaming = self._stopping = False
        self._saying = "Stopped" if stopped else "Finished"
        if message.trouble:
            self._saying = one_line(message.trouble)
        if message.sample and message.results:
            self._keep(message)
        elif self._kept:
            self._saying += f"; {counted(self._kept, 'run')} recorded under Test audio"
        self.end_drawing()
        again, self._again = self._again, None
        if again is not None:
            again()

    def _keep(self, message: StreamEnded) -> None:
        """Record what was heard. What cannot be recorded stays on the screen and is said."""
        session, sample = self.playing, message.sample
        if session is None or sample is None or not hasattr(session, "keep"):
            return
        try:
            kept = session.keep(self.program.workspace, sample, message.results)
        except Trouble as trouble:
            self._saying += f"; not recorded: {one_line(str(trouble))}"
            return
        self._sample = sample.sha256
        self._saying += f"; {counted(len(kept), 'run')} recorded under Test audio"
        self.program.reload()

"""Record a sample: begin, pause, finish, and go on with what was recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from providers.errors import Trouble
from tui.actions import bindings_for
from tui.recording_lines import TABLE, finished_words
from tui.screens.bench import Tell
from tui.screens.confirm import ConfirmWindow
from tui.screens.record_input import RecordInput
from tui.text import clean, clock, shown_path
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from providers.audio.recording import Recorded, Recorder

SETTLED = ("device", "rate", "stereo")
NEEDS_A_TAKE = ("pause", "finish")


class RecordScreen(RecordInput):
    """The microphone at the left, the recordings at the right; under each other at 80 columns."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "record.tcss"]
    BINDINGS = bindings_for("record")
    AUTO_FOCUS = "TableRows"
    bench_id = "record"

    def compose_body(self) -> ComposeResult:
        with Container(id="record", classes="place"):
            with Vertical(id="input", classes="side -shown"):
                yield from self.compose_input()
            with Vertical(id="kept", classes="side"):
                yield Table(TABLE, id="table", classes="panel")

    # --- what can be done now ----------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        key = self.program.key_of
        if self.desk.recording:
            busy = f"It is being recorded: {key('record-finish')} finishes it first."
            found |= {f"record-{name}": busy for name in (*SETTLED, "start", "watch")}
        else:
            none = f"Nothing is being recorded: {key('record-start')} starts."
            found |= {f"record-{name}": none for name in NEEDS_A_TAKE}
        if self.working and not self.desk.recording:
            busy = f"A moment: something runs here, {key('stop-work')} stops it."
            found |= {f"record-{name}": busy for name in (*SETTLED, "start", "watch", "name")}
        found |= self._reasons_of_the_line()
        return found

    def _reasons_of_the_line(self) -> dict[str, str]:
        key = self.program.key_of
        clip, record = self.selected_clip(), self.selected_record()
        found: dict[str, str] = {}
        if record is None:
            words = (
                f"It is no sample yet: {key('record-name')} names it."
                if clip
                else f"There is no recording yet: {key('record-start')} starts one."
            )
            found |= {"record-play": words, "record-transcribe": words}
        if clip is None:
            words = (
                "It has its name: the workbench Samples changes its reference."
                if record
                else f"There is no recording yet: {key('record-start')} starts one."
            )
            found.setdefault("record-name", words)
            if not self.desk.recording:
                found["record-discard"] = (
                    "It is a sample: the workbench Samples takes it out of the set."
                    if record
                    else "Nothing is being recorded."
                )
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The recordings, and the microphone."""
        self.show_recordings()
        self.show_input()

    # --- the recording -----------------------------------------------------------------------

    def do_record_start(self) -> None:
        """Record from now on."""

        async def begin(recorder: Recorder) -> str:
            await recorder.record()
            path = recorder.path
            return f"On disk as it is spoken: {shown_path(path)}" if path else ""

        self.open_microphone(begin)

    async def do_record_pause(self) -> None:
        """Leave out what comes, or go on."""
        recorder = self.recorder
        if recorder is None:
            return
        if recorder.state == "paused":
            await recorder.resume()
        else:
            await recorder.pause()
        self._draw()

    def do_record_finish(self) -> None:
        """Close the file, let the microphone go, and ask for a name."""
        recorder = self.recorder
        if recorder is None:
            return

        async def carry_out(tell: Tell) -> tuple[Recorded, Clip]:
            from providers.audio.clips import identify

            try:
                done = await recorder.finish()
            finally:
                await self.desk.close()
            return done, await asyncio.to_thread(identify, done.path)

        def finished(outcome: tuple[Recorded, Clip]) -> str:
            done, clip = outcome
            words = finished_words(done)
            self.add_recording(clip)
            words += self._kept_making(done)
            if self.app.screen is self:
                self.ask_for_name(clip, words)
            return words

        self.run_work("Finishing the recording", carry_out, finished)

    def _kept_making(self, done: Recorded) -> str:
        """What was seen meanwhile stays with the recording; the sentence where it does not."""
        from checklists.before.recording_log import keep_making

        try:
            keep_making(self.program.workspace, done)
        except Trouble as trouble:
            return f" What was seen meanwhile is not recorded: {clean(str(trouble))}"
        return ""

    def do_record_discard(self) -> None:
        """Ask, then delete."""
        recorder, clip = self.recorder, self.selected_clip()
        if recorder is not None and self.desk.recording:
            question = f"Throw {clock(recorder.elapsed)} of recording away? It is deleted."

            def discard(agreed: bool | None) -> None:
                if agreed and self.desk.recording:
                    self._discard(recorder)

            self.app.push_screen(ConfirmWindow("Throw away", question, "Delete"), discard)
        elif clip is not None:
            question = f"Delete {shown_path(clip.path)} ({clock(clip.duration)})? It has no name."

            def delete(agreed: bool | None) -> None:
                if agreed:
                    self.delete(clip)

            self.app.push_screen(ConfirmWindow("Throw away", question, "Delete"), delete)

    def _discard(self, recorder: Recorder) -> None:
        async def carry_out(tell: Tell) -> str:
            seconds = recorder.elapsed
            await recorder.discard()
            await self.desk.close()
            return f"Deleted: {clock(seconds)} of recording."

        self.run_work("Deleting the recording", carry_out, str)

    # --- going on with a sample ----------------------------------------------------------------

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self.redraw_edges()

    @on(TableRows.OptionSelected)
    async def _opened(self) -> None:
        if self.selected_clip() is not None:
            self.do_record_name()
        else:
            await self.do_record_play()

    async def do_record_play(self) -> None:
        """Hear the sample under the cursor."""
        from tui.screens.listen import open_listening

        record = self.selected_record()
        if record is not None:
            await open_listening(self.program, record.sha256)

    async def do_record_transcribe(self) -> None:
        """The comparison, with only this one chosen; it asks before it sends."""
        from tui.screens.compare import CompareScreen
        from tui.workbenches import by_id

        record = self.selected_record()
        if record is None:
            return
        await self.program.open_bench(by_id("compare"))
        screen = self.app.screen
        if isinstance(screen, CompareScreen):
            screen.read_clips()
            screen.chosen = {record.sha256}
            screen.show_bench()
            screen.do_compare_send()

    def do_record_other(self) -> None:
        """Where one pane fits, show the other."""
        for side in self.query(".side"):
            side.toggle_class("-shown")

"""The recordings of a workspace: found again, repaired, named, and made samples."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.message import Message

from tui.recording_lines import kilohertz, recording_lines
from tui.recovered import recordings_left, said_of
from tui.screens.bench import BenchScreen, Tell
from tui.text import clean, clock, counted, one_line, shown_path
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from checklists.before.recordings import Found
    from checklists.before.sample_facts import SampleFacts
    from checklists.records import ClipRecord
    from providers.audio.clips import Clip
    from tui.screens.keep_recording import Naming


@dataclass
class RecordingsFound(Message):
    """What lies in the workspace's audio, after what was cut off has been repaired."""

    found: Found


class RecordingShelf(BenchScreen):
    """A workbench with the table of recordings; those without a name stand first in it."""

    def __init__(self) -> None:
        self._found: tuple[Clip, ...] = ()
        self._unnamed: tuple[Clip, ...] = ()
        self._samples: tuple[ClipRecord, ...] = ()
        super().__init__()

    def show_recordings(self) -> None:
        """Those among the samples, and those that nobody has named."""
        from checklists.before import recordings

        workspace = self.program.workspace
        self._samples = tuple(
            one for one in workspace.clips() if recordings.is_recording(one.clip.path)
        )
        self._unnamed = recordings.unnamed(workspace, self._found)
        lines = recording_lines(self._unnamed, self._samples)
        table = self.query_one(Table)
        key = self.program.key_of("record-start")
        nothing = f"No recording yet.\n\n{key} records; what is spoken is on disk as it is spoken."
        table.show(lines, nothing=nothing)
        table.border_title = Content(counted(len(lines), "recording") if lines else "Recordings")
        words = ""
        if self._unnamed:
            many = "the one" if len(self._unnamed) == 1 else f"the {len(self._unnamed)}"
            words = f"{self.program.key_of('record-name')} names {many} without a name"
        table.border_subtitle = Content(words)

    def add_recording(self, clip: Clip) -> None:
        """One more that has no name yet; the cursor goes to it."""
        self._found = (*self._found, clip)
        self.show_bench()
        self.go_to(clip.sha256)

    def go_to(self, sha256: str) -> None:
        """Put the cursor on a recording."""
        hashes = [one.sha256 for one in self._unnamed[::-1]]
        hashes += [one.sha256 for one in self._samples[::-1]]
        if sha256 in hashes:
            self.query_one(TableRows).highlighted = hashes.index(sha256)

    @work(exclusive=True, group="recordings", exit_on_error=False)
    async def look_for_recordings(self) -> None:
        self.post_message(RecordingsFound(await recordings_left(self.program)))

    @on(RecordingsFound)
    def _recordings_found(self, message: RecordingsFound) -> None:
        self._found = message.found.clips
        self.show_bench()
        self.redraw_edges()
        for one in message.found.repaired:
            if one.kept is None:
                self.notify(clean(one.sentence), title="Recording", markup=False)
        if self._unnamed:
            self.go_to(self._unnamed[-1].sha256)
        way = f"{self.program.key_of('record-name')} names it"
        if words := said_of(message.found.repaired, self._unnamed, way):
            self.say(words)

    def selected_clip(self) -> Clip | None:
        """The recording under the cursor, if it has no name yet."""
        sha256 = self.query_one(Table).rows.selected
        return next((one for one in self._unnamed if one.sha256 == sha256), None)

    def selected_record(self) -> ClipRecord | None:
        """The sample under the cursor."""
        sha256 = self.query_one(Table).rows.selected
        return next((one for one in self._samples if one.sha256 == sha256), None)

    def do_record_name(self) -> None:
        """Ask for name, tags and words of the recording under the cursor."""
        clip = self.selected_clip()
        if clip is not None:
            about = f"{clock(clip.duration)}, {kilohertz(clip.rate)}, {shown_path(clip.path)}"
            self.ask_for_name(clip, about)

    def ask_for_name(self, clip: Clip, about: str) -> None:
        from checklists.before.recordings import name_for
        from tui.screens.keep_recording import KeepRecording

        def answered(naming: Naming | None) -> None:
            if naming is not None:
                self._take_in(clip, naming)
            elif self.is_mounted:
                key = self.program.key_of("record-name")
                self.say(f"Kept on disk without a name: {key} names it.")

        window = KeepRecording(name_for(clip.path), about, clip.channels)
        self.app.push_screen(window, answered)

    def _take_in(self, clip: Clip, naming: Naming) -> None:
        directory = self.program.workspace.directory

        async def carry_out(tell: Tell) -> SampleFacts:
            from checklists.before import recordings

            return await asyncio.to_thread(recordings.measure, directory, clip.path)

        def measured(facts: SampleFacts) -> str:
            from checklists.before import recordings

            try:
                record = recordings.take_in(
                    self.program.workspace,
                    facts,
                    name=naming.name,
                    tags=naming.tags,
                    texts=naming.texts,
                )
            finally:
                self.show_bench()
            self.go_to(record.sha256)
            send, play = (self.program.key_of(f"record-{name}") for name in ("transcribe", "play"))
            return f"A sample now: {one_line(record.name)}. {send} sends it, {play} plays it."

        self.run_work("Measuring the recording", carry_out, measured)

    def delete(self, clip: Clip) -> None:
        """Delete one that has no name."""
        try:
            clip.path.unlink(missing_ok=True)
        except OSError as error:
            self.say(f"It could not be deleted ({error.strerror}): delete it by hand.")
            return
        self._found = tuple(one for one in self._found if one != clip)
        self.show_bench()
        self.say(f"Deleted: {clock(clip.duration)} of recording.")

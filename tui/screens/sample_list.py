"""The list of samples and what is known of the one under the cursor; measures what was not yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from providers.errors import Trouble
from tui.sample_lines import TABLE, Heard, about, clip_line, length, nothing_yet
from tui.screens.clip_bench import ClipBench
from tui.text import counted
from tui.widgets.fitted import Fitted
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from checklists.before.recording_log import Making
    from checklists.records import ClipRecord

# So many are measured without being asked for; the others when the cursor is on them.
MEASURED_UNASKED = 200

Stop = Callable[[], bool]


@dataclass
class ClipsHeard(Message):
    """Clips were measured, or looked up where they had been before."""

    heard: Mapping[str, Heard]


class SampleList(ClipBench):
    """The clips on the left; on the right the one under the cursor."""

    def __init__(self) -> None:
        self.heard: dict[str, Heard] = {}
        self.makings: Mapping[str, Making] = {}
        self._asked: set[str] = set()
        self._measuring = False
        self._waiting: Callable[[], object] | None = None
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="place"):
            with Vertical(id="set", classes="side -shown"):
                yield Table(TABLE, id="table", classes="panel")
            with Vertical(id="one", classes="side"):
                with VerticalScroll(id="about", classes="panel"):
                    yield Static(id="facts", markup=False)
                # The waveform of the clip has its place here.
                yield Vertical(id="sound")

    @property
    def said_place(self) -> str:
        """Where the audio is, as it was answered when the workspace was new; "" otherwise."""
        return self.program.workspace.beginning.answers().audio

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The clips as they are on record."""
        from checklists.before.recording_log import makings

        self.read_clips()
        self.makings = makings(self.program.workspace)
        self.show_clips()
        self._measure()

    def on_resize(self, event: events.Resize) -> None:
        """Where one pane fits, its border says how to see the other."""
        if self.query(Table):
            self.show_clips()

    def show_clips(self) -> None:
        """The clips that are known, as far as they are measured."""
        table = self.query_one(Table)
        lines = [
            clip_line(record, self.heard.get(record.sha256), self.makings.get(record.sha256))
            for record in self.clips
        ]
        names = ("add", "survey", "calls")
        keys = {name: self.program.key_of(f"samples-{name}") for name in names}
        nothing = "" if lines else nothing_yet(keys, self.said_place)
        table.show(lines, nothing=nothing)
        seconds = sum(record.clip.duration for record in self.clips)
        title = f"{counted(len(self.clips), 'sample')}, {length(seconds)}"
        table.border_title = Content(title if lines else "Samples")
        with_text = sum(1 for record in self.clips if record.references)
        other = f" · {self.program.key_of('samples-other')} details" if self.narrow() else ""
        table.border_subtitle = Content(f"{with_text} with a reference{other}" if lines else "")
        self._show_about()

    def go_to(self, sha256: str) -> None:
        """Put the cursor on a clip."""
        hashes = [record.sha256 for record in self.clips]
        rows = self.query_one(TableRows)
        rows.highlighted = hashes.index(sha256)
        if self.focused is None:
            # An empty list is not in view and so has no focus.
            self.call_after_refresh(rows.focus)

    def when_seen(self, show: Callable[[], object]) -> None:
        """Show a window now, or when the workbench is in front again: never over another place."""
        if self.app.screen is self:
            show()
            return
        self._waiting = show
        self.notify("The samples are looked over: go back to them to go on.", markup=False)

    def on_screen_resume(self) -> None:
        """What waited for the workbench to be looked at again."""
        show, self._waiting = self._waiting, None
        if show is not None:
            show()

    def _show_about(self) -> None:
        pane = self.query_one("#about")
        record = self.current
        pane.border_title = Content("About it")
        other = f" · {self.program.key_of('samples-other')} list" if self.narrow() else ""
        pane.border_subtitle = Content(f"measured here, nothing sent{other}" if record else "")
        facts = self.query_one("#facts", Static)
        if record is None:
            facts.update(Content("Here stands what is known of the clip under the cursor."))
            return
        heard, making = self.heard.get(record.sha256), self.makings.get(record.sha256)
        facts.update(
            Fitted(lambda width: Content("\n").join(list(about(record, heard, width, making))))
        )

    @property
    def current(self) -> ClipRecord | None:
        """The clip under the cursor."""
        return self.clip_of(self.query_one(Table).rows.selected)

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self._show_about()
        self.query_one("#about").scroll_home(animate=False)
        self.redraw_edges()
        self._measure()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        """To what is known of it, where the arrow keys scroll."""
        if self.narrow():
            self.do_samples_other()
        else:
            self.query_one("#about").focus()

    def do_samples_other(self) -> None:
        """Where one pane fits, show the other."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
            if side.has_class("-shown"):
                # What is not in view yet does not take the focus.
                self.call_after_refresh(side.query("TableRows, #about").first().focus)

    # --- measuring what is there -------------------------------------------------------------

    def _measure(self) -> None:
        if not self._measuring and self._next_unheard() is not None:
            self._measuring = True
            self._hear_all()

    def _next_unheard(self) -> ClipRecord | None:
        record = self.current
        first = [record] if record else []
        for one in (*first, *self.clips[:MEASURED_UNASKED]):
            if one.sha256 not in self._asked and one.sha256 not in self.heard:
                return one
        return None

    @work(exclusive=True, group="hear", exit_on_error=False)
    async def _hear_all(self) -> None:
        """What was measured before at once, then the rest, the clip under the cursor first."""
        directory = self.program.workspace.directory
        stop = Event()
        try:
            new = [one for one in self.clips if one.sha256 not in self.heard]
            known = await asyncio.to_thread(_known, directory, new)
            self._asked |= known.keys()
            self.post_message(ClipsHeard(known))
            while (record := self._next_unheard()) is not None:
                self._asked.add(record.sha256)
                heard = await asyncio.to_thread(_hear, directory, record, stop.is_set)
                self.post_message(ClipsHeard({record.sha256: heard}))
        except Exception as error:
            self.program.note_fault(error)
        finally:
            stop.set()
            self._measuring = False

    @on(ClipsHeard)
    def _clips_heard(self, message: ClipsHeard) -> None:
        self.heard |= message.heard
        self.show_clips()


def _known(directory: Path, records: Sequence[ClipRecord]) -> dict[str, Heard]:
    """What was measured before, of files that are as they were then."""
    from checklists.before.sample_cache import FactsCache

    found: dict[str, Heard] = {}
    with FactsCache(directory) as cache:
        for record in records:
            path = record.clip.path
            try:
                there = path.stat()
            except (OSError, ValueError):
                continue
            facts = cache.get(path, there.st_size, there.st_mtime_ns, complete=True)
            if facts is not None:
                found[record.sha256] = Heard(facts)
    return found


def _hear(directory: Path, record: ClipRecord, stop: Stop) -> Heard:
    """Measure a clip. What stops it is the end of the program: then it is not heard."""
    from checklists.before.sample_cache import FactsCache, measured
    from checklists.before.sample_facts import Stopped

    with FactsCache(directory) as cache:
        try:
            return Heard(measured(record.clip.path, cache, stop=stop))
        except Trouble as trouble:
            return Heard(None, str(trouble))
        except Stopped:
            return Heard(None, "it was not measured to the end")

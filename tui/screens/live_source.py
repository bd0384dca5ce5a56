"""Choosing what a live comparison listens to; what cannot be used says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from providers.audio.devices import NoSound
from providers.audio.microphone import Choice
from tui.live.source_choice import (
    GROWING,
    PIPE,
    TABLE,
    SourceChoice,
    SourceRow,
    growing_choice,
    pipe_choice,
    source_rows,
)
from tui.screens.form import Field
from tui.screens.hint import show_hint
from tui.screens.sample_forms import PlaceWindow
from tui.screens.window import Window
from tui.text import clean, one_line
from tui.widgets.table import Line, Table

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from providers.audio.sound_library import Device
    from providers.sandbox.samples import SampleCall

KEYS = (
    "enter choose · / filter · r rate · m mono/stereo · u look again · esc cancel",
    "enter choose · / filter · r rate · m stereo · u look again · esc",
    "enter choose · / filter · r rate · esc cancel",
)
RATES = (8000, 16000, 48000)


@dataclass
class _DevicesFound(Message):
    devices: tuple[Device, ...]
    trouble: str = ""


class SourceWindow(Window[SourceChoice]):
    """Dismissed with what was chosen. ``inputs`` asks the sound system, as ``SoundDesk.inputs``."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "TableRows"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("slash", "filter", "Filter", show=False),
        Binding("r", "rate", "Rate", show=False),
        Binding("m", "ways", "Mono or stereo", show=False),
        Binding("u", "look", "Look again", show=False),
    ]

    def __init__(
        self,
        samples: Sequence[SampleCall],
        clips: Sequence[ClipRecord],
        inputs: Callable[[], Awaitable[tuple[Device, ...]]],
        *,
        current: SourceChoice | None = None,
    ) -> None:
        super().__init__()
        self._samples, self._clips, self._inputs = samples, clips, inputs
        self._current = current
        form = current.form if current and current.kind == "microphone" else None
        self._settled = Choice(None, form.rate, form.channels) if form else Choice()
        self._devices: tuple[Device, ...] | None = None
        self._no_sound = ""
        self._rows: dict[str, SourceRow] = {}

    def compose(self) -> ComposeResult:
        with self.box("Listen to", "") as box:
            box.id = "source-box"
            line = Input(placeholder="words to filter by", id="filter", compact=True)
            line.cursor_blink = False
            yield line
            yield Table(TABLE)
            yield Static("", id="more", markup=False)

    def on_mount(self) -> None:
        """Show what is known at once, and ask for the microphones."""
        self._show(self._current_id())
        self.action_look()

    def on_resize(self) -> None:
        """The hint keeps to the width."""
        self.call_after_refresh(lambda: show_hint(self.query_one("#source-box"), KEYS))

    # --- the rows ----------------------------------------------------------------------------

    def _current_id(self) -> str:
        now = self._current
        if now is None:
            return ""
        if now.kind == "microphone":
            return f"microphone:{now.device}" if now.device else "microphone"
        if now.sample is not None:
            return now.sample.sha256
        return now.record.sha256 if now.record is not None else now.kind

    def _show(self, start: str = "") -> None:
        words = self.query_one("#filter", Input).value.split()
        current, lines = self._current_id(), list[Line]()
        groups = source_rows(
            self._samples, self._clips, self._devices, self._no_sound, self._settled
        )
        self._rows = {}
        for heading, rows in groups.items():
            kept = [row for row in rows if row.holds(words)]
            if kept:
                lines.append(Line("", (heading,)))
            lines += [row.line(current) for row in kept]
            self._rows |= {row.id: row for row in kept}
        self.query_one(Table).show(lines, start=start, nothing="Nothing holds all these words.")
        self._tell()

    @property
    def _selected(self) -> SourceRow | None:
        return self._rows.get(self.query_one(Table).rows.selected)

    @on(OptionList.OptionHighlighted)
    def _tell(self) -> None:
        row = self._selected
        words = ""
        if row is not None:
            words = f"✗ {clean(row.why)}" if row.why else clean(row.more)
        self.query_one("#more", Static).update(Content(words))

    # --- the keys ----------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Into the filter, which shows itself."""
        self.add_class("-filtering")
        self.query_one("#filter", Input).focus()

    def action_leave(self) -> None:
        """The first escape leaves the filter, the second the window."""
        line = self.query_one("#filter", Input)
        if line.has_focus or line.value:
            line.value = ""
            self.remove_class("-filtering")
            self.query_one(Table).rows.focus()
            return
        self.dismiss(None)

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._show()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.query_one(Table).rows.focus()

    def action_rate(self) -> None:
        """The next sample rate of a microphone."""
        at = RATES.index(self._settled.rate) if self._settled.rate in RATES else 0
        self._settled = replace(self._settled, rate=RATES[(at + 1) % len(RATES)])
        self._show()

    def action_ways(self) -> None:
        """Mono or stereo."""
        self._settled = replace(self._settled, channels=3 - self._settled.channels)
        self._show()

    def action_look(self) -> None:
        """Ask for the microphones again."""
        self._devices, self._no_sound = None, ""
        self._show()
        self._ask()

    @work(exclusive=True, group="devices", exit_on_error=False)
    async def _ask(self) -> None:
        try:
            self.post_message(_DevicesFound(await self._inputs()))
        except NoSound as why:
            self.post_message(_DevicesFound((), str(why.as_bad_input())))

    @on(_DevicesFound)
    def _devices_found(self, message: _DevicesFound) -> None:
        self._devices, self._no_sound = message.devices, message.trouble
        self._show(self._current_id())

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        row = self._selected
        if row is None or row.why:
            self._tell()
        elif row.id in (GROWING, PIPE):
            self.app.push_screen(_elsewhere(row.id, self._current), self._typed)
        elif row.choice is not None:
            self.dismiss(row.choice)

    def _typed(self, choice: SourceChoice | None) -> None:
        if choice is not None:
            self.dismiss(choice)


def _elsewhere(kind: str, current: SourceChoice | None) -> PlaceWindow[SourceChoice]:
    """Asks for the path, and what raw samples hold."""
    there = current if current is not None and current.kind == kind else None
    place = one_line(str(there.path)) if there else ""
    form = there.form if there else None
    words = f"{form.encoding} {form.rate} {form.channels}" if form else ""
    make = growing_choice if kind == GROWING else pipe_choice

    def read(lines: Mapping[str, str]) -> SourceChoice:
        return make(lines["place"], lines["form"])

    if kind == GROWING:
        title = "Listen to a growing file"
        hint = "A WAV says itself what it holds; raw samples need a form, such as mulaw 8000 1."
    else:
        title, words = "Listen to a FIFO", words or "linear16 16000 1"
        hint = "Made with mkfifo; another program writes raw samples of this form into it."
    fields = [Field("place", "Path", place), Field("form", "Form", words)]
    return PlaceWindow(title, hint, fields, read)

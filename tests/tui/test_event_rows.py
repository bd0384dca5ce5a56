"""Two event sequences beside each other, as lines that fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.during.stream_semantics.event import StreamEvent
from checklists.during.stream_semantics.sequence import EventSequence, sequence_of
from tests.tui.driving import frame_text
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE
from tui.text import shortened
from tui.widgets.event_rows import NOTHING, EventTable, details, summary
from tui.widgets.fitted import Fitted

FRAMES = Path(__file__).parent.parent / "frames"
Check = Callable[[App[int], str], None]


def told(
    vendor: str, kind: str, text: str, start: float, end: float, at: float, says: str, channel: int
) -> StreamEvent:
    segment = f"{channel}-{start:.0f}" if vendor == "amazon" else ""
    return StreamEvent(vendor, kind, channel, text, start, end, says, segment, at)


def deepgram(greeting: str = "Good morning, this is Northwind.") -> EventSequence:
    def say(kind: str, text: str, start: float, end: float, at: float, channel: int = 0) -> None:
        says = {"interim": "is_final=false", "final": "is_final", "speech-final": "speech_final"}
        events.append(told("deepgram", kind, text, start, end, at, says.get(kind, kind), channel))

    events: list[StreamEvent] = []
    say("speech-started", "", 0.4, 0.4, 0.7)
    say("interim", "could mourning", 0.5, 1.2, 1.4)
    say("interim", "Good morning, this is", 0.5, 1.9, 2.2)
    say("speech-final", greeting, 0.5, 2.6, 3.0)
    say("utterance-end", "", 2.6, 2.6, 3.7)
    say("final", "I cannot get the router", 5.0, 6.4, 6.9, 1)
    say("speech-final", "to connect since yesterday.", 6.5, 8.1, 8.6, 1)
    say("interim", "mhm", 9.0, 9.2, 9.6)
    return sequence_of(events, name="1 Deepgram nova-3", vendor="deepgram", origin="sandbox")


def amazon() -> EventSequence:
    def say(kind: str, text: str, start: float, end: float, at: float, channel: int = 0) -> None:
        says = f"IsPartial={'true' if kind == 'interim' else 'false'} Stable=1/2"
        events.append(told("amazon", kind, text, start, end, at, says, channel))

    events: list[StreamEvent] = []
    say("interim", "Good morning", 0.5, 1.2, 2.9)
    say("final", "Good morning. This is North Wind.", 0.5, 2.6, 4.8)
    say("interim", "I cannot get the route", 5.0, 6.4, 7.9, 1)
    say("final", "I cannot get the router to connect since yesterday.", 5.0, 8.1, 10.2, 1)
    say("final", "OK", 3605.0, 3605.4, 3607.0, 1)
    return sequence_of(events, name="2 Amazon transcribe", vendor="amazon", origin="sandbox")


def one_line_of(words: str, width: int) -> Content:
    return Content(shortened(words, width))


class Beside(App[int]):
    """The table and what it says of its two sides."""

    CSS = "Screen { layout: vertical; } Static { height: 1; }"

    def __init__(self, left: EventSequence, right: EventSequence) -> None:
        super().__init__()
        self.sides = left, right
        self.table = EventTable()

    def compose(self) -> ComposeResult:
        for side in self.sides:
            yield Static(Fitted(partial(one_line_of, summary(side))))
        yield self.table

    def on_mount(self) -> None:
        """Show them."""
        self.table.compare(*self.sides)
        self.table.rows.focus()


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compare what is on the screen with a frame, or write it with --update-frames."""

    def compare(app: App[int], name: str) -> None:
        shown = frame_text(app)
        columns, rows = app.size
        path = FRAMES / f"{name}.{columns}x{rows}.txt"
        if request.config.getoption("--update-frames", default=False):
            path.write_text(shown, encoding="utf-8")
            return
        assert path.is_file(), f"{path.name} is missing: run pytest tests/tui --update-frames"
        assert shown == path.read_text(encoding="utf-8")

    return compare


@pytest.mark.parametrize("size", [(120, 14), (80, 14), (60, 14)])
async def test_the_rows(check: Check, size: tuple[int, int]) -> None:
    app = Beside(deepgram(), amazon())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert all(cell_len(line) <= size[0] for line in frame_text(app).splitlines())
        check(app, "stream-events")


async def test_the_row_under_the_cursor_is_told_in_full() -> None:
    app = Beside(deepgram(), amazon())
    async with app.run_test(size=(120, 14)) as pilot:
        await pilot.pause()
        row = app.table.selected
        assert row is not None and (row.start, len(row.left), len(row.right)) == (0.5, 1, 1)
        left, right = details(row, *app.sides)
        assert left == (
            "1 Deepgram nova-3 (sandbox)",
            "0:00.5 to 0:02.6\n"
            "SpeechStarted at 0:00.4\n"
            "0:01.4 is_final=false: could mourning\n"
            "0:02.2 is_final=false: Good morning, this is\n"
            "0:03.0 speech_final: Good morning, this is Northwind.\n"
            "UtteranceEnd, last word ended at 0:02.6\n"
            "first words 0.9 s after their beginning\n"
            "final 0.4 s after the last word",
        )
        assert right[1].splitlines()[1] == "0:02.9 IsPartial=true Stable=1/2: Good morning"
        await pilot.press("down")
        row = app.table.selected
        assert row is not None and (len(row.left), len(row.right)) == (2, 1)
        await pilot.press("end")
        row = app.table.selected
        assert row is not None
        assert details(row, *app.sides)[0][1] == "Nothing was told of this stretch."


async def test_other_sides_have_their_own_columns() -> None:
    app = Beside(deepgram(), amazon())
    async with app.run_test(size=(120, 14)) as pilot:
        await pilot.pause()
        app.table.compare(app.sides[1], app.sides[1])
        await pilot.pause()
        heading = frame_text(app).splitlines()[2]
        assert heading.count("2 Amazon transcribe (sandbox)") == 2
        silent = sequence_of((), name="3", vendor="amazon", origin="file")
        app.table.compare(silent, silent)
        await pilot.pause()
        assert NOTHING in frame_text(app)
        assert app.table.selected is None


async def test_what_was_heard_cannot_do_anything_to_the_terminal() -> None:
    app = Beside(deepgram(f"{MARKUP} {PAYLOAD}"), amazon())
    async with app.run_test(size=(300, 14)) as pilot:
        await pilot.pause()
        assert f"{MARKUP} {VISIBLE}" in frame_text(app)
        row = app.table.selected
        assert row is not None
        assert VISIBLE in details(row, *app.sides)[0][1]


@pytest.mark.parametrize("size", [(20, 5), (5, 3), (1, 1)])
async def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    app = Beside(deepgram(), amazon())
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "up")

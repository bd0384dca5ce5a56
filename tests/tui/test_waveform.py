"""The waveform and the transport line as text, and what it costs to move the cursor."""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

from providers.audio.peaks import Column, Peaks
from providers.audio.transport import PlayState, Span
from tests.tui.driving import frame_text, wait_for
from tests.tui.pty_program import PtyProgram
from tui.widgets.transport_bar import TransportBar, transport_line
from tui.widgets.wave_glyphs import Glyphs, suitable_glyphs, wave_rows
from tui.widgets.wave_view import FINEST_SECONDS, Mark, View, ruler_time, shared_out
from tui.widgets.waveform import Waveform, _Pane

FRAMES = Path(__file__).parent.parent / "frames"
RATE = 800
SECONDS = 40


@dataclass
class StillScan:
    """Peaks that no thread fills."""

    peaks: Peaks
    done: bool = True
    trouble: str = ""


def two_speakers(seconds: int = SECONDS) -> Peaks:
    """Ten seconds each in turn, swelling and falling, silence in between."""
    peaks = Peaks(RATE, 2, seconds * RATE)
    samples = array("h")
    for frame in range(seconds * RATE):
        second = frame / RATE
        swell = abs(math.sin(second * 1.7)) * (second % 10 < 8)
        value = round(9000 * swell * math.sin(second * 2 * math.pi * 90))
        samples.extend((value, 0) if second % 20 < 10 else (0, value))
    peaks.add(samples.tobytes())
    return peaks


WORDS = [
    Mark("word", 0.2 + 0.5 * number, 0.6 + 0.5 * number, text)
    for number, text in enumerate(
        ["good", "morning", "my", "Zyxel", "router", "日本", "drops", "[b]out[/b]", "again"] * 8
    )
]
MARKS = [
    *WORDS,
    Mark("hit", 1.7, 2.1, "Zyxel"),
    Mark("hit", 23.0, 24.0, "card number"),
    Mark("turn", 0.0, 10.0, "agent"),
    Mark("turn", 10.0, 20.0, "customer\x1b[2J"),
    Mark("turn", 20.0, 40.0, "agent"),
]


class Picture(App[int]):
    """A waveform and its transport line, nothing else."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, glyphs: Glyphs, *, slim: bool = False) -> None:
        super().__init__()
        self.wave = Waveform(glyphs=glyphs, slim=slim)
        self.bar = TransportBar()
        self.pointed: list[float] = []

    def compose(self) -> ComposeResult:
        yield self.wave
        yield self.bar

    def on_waveform_pointed(self, message: Waveform.Pointed) -> None:
        self.pointed.append(message.seconds)


PLAYING = PlayState("playing", 12.0, SECONDS, Span(10.0, 14.0), True, "left", 1.25)
SILENT = replace(PLAYING, span=None, loop=False, no_sound="none was found")


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Callable[[App[int], str], None]:
    """Compare with ``tests/frames/<name>.<columns>x<rows>.txt``; --update-frames accepts."""

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


@pytest.mark.parametrize("glyphs", ["braille", "blocks", "ascii"])
@pytest.mark.parametrize("size", [(80, 14), (120, 20)])
async def test_the_whole_clip(
    check: Callable[[App[int], str], None], glyphs: Glyphs, size: tuple[int, int]
) -> None:
    app = Picture(glyphs)
    async with app.run_test(size=size) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.show_marks(MARKS)
        app.wave.span, app.wave.cursor = PLAYING.span, PLAYING.position
        app.bar.show(PLAYING)
        await pilot.pause()
        check(app, f"waveform-{glyphs}")


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
async def test_the_closest_look(check: Callable[[App[int], str], None], glyphs: Glyphs) -> None:
    app = Picture(glyphs)
    async with app.run_test(size=(80, 14)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.show_marks(MARKS)
        app.wave.go_to(2.0)
        for _ in range(20):
            app.wave.zoom_in()
        app.bar.show(SILENT)
        await pilot.pause()
        assert app.wave.view.per_column == FINEST_SECONDS
        check(app, f"waveform-close-{glyphs}")


async def test_ascii_is_ascii() -> None:
    app = Picture("ascii")
    async with app.run_test(size=(80, 14)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.show_marks([mark for mark in MARKS if mark.text.isascii() and mark.end < 10])
        app.wave.span = Span(3.0, 5.0)
        app.bar.show(PLAYING)
        await pilot.pause()
        assert frame_text(app).isascii()


@pytest.mark.parametrize("glyphs", ["braille", "blocks", "ascii"])
@pytest.mark.parametrize("size", [(20, 4), (20, 5), (9, 2), (21, 9), (39, 3)])
async def test_every_row_is_as_wide_as_the_window(glyphs: Glyphs, size: tuple[int, int]) -> None:
    app = Picture(glyphs)
    async with app.run_test(size=size) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.show_marks(MARKS)
        app.wave.span, app.wave.cursor = Span(10.0, 14.0), 12.0
        app.bar.show(SILENT)
        for _ in range(4):
            await pilot.pause()
            rows = app.screen._compositor.render_strips()
            assert [row.cell_length for row in rows] == [size[0]] * size[1]
            assert all(cell_len(row.text) == size[0] for row in rows)
            app.wave.zoom_in()


async def test_a_window_that_changes_its_width_draws_the_whole_clip_again() -> None:
    app = Picture("ascii")
    async with app.run_test(size=(60, 8)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        for width in (100, 33, 24, 80):
            await pilot.resize_terminal(width, 8)
            await wait_for(pilot, lambda: app.size.width == app.wave.size.width, "it is as wide")
            assert app.wave.view.columns == width - 2
            assert app.wave.view.is_whole
            assert "0:00" in frame_text(app)


async def test_nothing_from_outside_reaches_the_terminal_raw() -> None:
    app = Picture("braille")
    async with app.run_test(size=(120, 20)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        hostile = "\x1b]0;x\x07[red]\u202e\x9b2J[/]"
        app.wave.show_marks([Mark(kind, 1.0, 39.0, hostile) for kind in ("hit", "word", "turn")])
        app.bar.show(replace(SILENT, no_sound=hostile, trouble=hostile))
        await pilot.pause()
        shown = frame_text(app)
        assert not any(character in shown for character in "\x1b\x07\u202e\x9b")
        assert shown.count("[red]") >= 3


async def test_a_clip_that_is_still_read_says_so_and_grows() -> None:
    app = Picture("ascii")
    peaks = Peaks(RATE, 1, 20 * RATE)
    scan = StillScan(peaks, done=False)
    loud = array("h", [9000, -9000] * (5 * RATE)).tobytes()
    async with app.run_test(size=(60, 6)) as pilot:
        app.wave.show(scan)
        await wait_for(pilot, lambda: "reading 0%" in frame_text(app), "it says that it is read")
        assert "#" not in frame_text(app) and "---" not in frame_text(app)
        peaks.add(loud)
        await wait_for(pilot, lambda: "reading 50%" in frame_text(app), "half is there")
        assert "#" * 29 in frame_text(app)
        peaks.add(bytes(len(loud)))
        scan.done = True
        await wait_for(pilot, lambda: "reading" not in frame_text(app), "all is there")
        assert "-" * 25 in frame_text(app)


async def test_a_clip_that_cannot_be_read_says_why() -> None:
    app = Picture("braille")
    scan = StillScan(Peaks(RATE, 1, RATE), done=False)
    async with app.run_test(size=(80, 6)) as pilot:
        app.wave.show(scan)
        scan.trouble, scan.done = "'a.wav' does not exist: look.", True
        await wait_for(pilot, lambda: "does not exist" in frame_text(app), "the reason")


async def test_the_cursor_repaints_two_columns_and_nothing_inside_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Picture("braille")
    async with app.run_test(size=(82, 12)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.cursor = 20.0
        await pilot.pause()
        regions: list[Region] = []
        real = _Pane.refresh

        def noted(pane: _Pane, *parts: Region, **how: bool) -> _Pane:
            regions.extend(part.translate((pane.first, 0)) for part in parts)
            assert parts, "a whole pane is repainted"
            return real(pane, *parts, **how)

        monkeypatch.setattr(_Pane, "refresh", noted)
        app.wave.cursor = 20.1
        assert regions == []
        app.wave.cursor = 20.6
        assert sorted((part.x, part.width) for part in regions) == [(42, 1), (43, 1)]
        await pilot.pause()
        assert frame_text(app).splitlines()[0][43] == "▼"
        assert all(line[43] == "│" for line in frame_text(app).splitlines()[1:-1])


async def test_the_cursor_moves_on_the_screen_after_a_change_of_style() -> None:
    app = Picture("braille")
    async with app.run_test(size=(82, 12)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        await pilot.pause()
        # As the focus does it in a window beside the picture: nothing is repainted for it.
        app.wave.notify_style_update()
        app.wave.cursor = 20.6
        await pilot.pause()
        assert frame_text(app).splitlines()[0][43] == "▼"


async def test_a_playing_cursor_turns_the_page_and_a_view_looked_at_stays() -> None:
    app = Picture("ascii")
    async with app.run_test(size=(82, 12)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        app.wave.zoom_in()
        app.wave.zoom_in()
        await pilot.pause()
        assert app.wave.view.end == pytest.approx(10.0)
        app.wave.cursor = 9.9
        app.wave.cursor = 10.1
        assert app.wave.view.start == pytest.approx(9.1, abs=0.13)
        app.wave.pan(2)
        looked_at = app.wave.view
        app.wave.cursor = 10.2
        assert app.wave.view == looked_at
        app.wave.go_to(10.2)
        assert app.wave.view.shows(10.2)
        app.wave.zoom_all()
        assert app.wave.view.is_whole


async def test_a_click_tells_the_second() -> None:
    app = Picture("ascii")
    async with app.run_test(size=(82, 12)) as pilot:
        app.wave.show(StillScan(two_speakers()))
        await pilot.pause()
        await pilot.click(offset=(42, 3))
        await wait_for(pilot, lambda: app.pointed == [20.0], "the second is told")


@given(
    duration=st.floats(0.01, 20000),
    columns=st.integers(1, 300),
    moves=st.lists(
        st.tuples(st.sampled_from(["in", "out", "left", "right", "to", "wide"]), st.floats(0, 1)),
        max_size=12,
    ),
)
def test_a_view_never_leaves_the_clip(
    duration: float, columns: int, moves: list[tuple[str, float]]
) -> None:
    view = View.whole(duration, columns)
    for move, place in moves:
        if move in ("in", "out"):
            view = view.zoomed(2 if move == "in" else 0.5, place * duration)
        elif move in ("left", "right"):
            view = view.panned(round(place * columns) * (1 if move == "right" else -1))
        elif move == "to":
            view = view.centred(place * duration)
        else:
            view = view.resized(max(1, round(place * 300)))
        assert view.start >= 0 and view.end <= duration + view.per_column * 1.01
        assert view.per_column >= min(FINEST_SECONDS, duration / view.columns) * 0.999
        assert 0 <= view.column(view.start) < view.columns


@given(duration=st.floats(1, 20000), start=st.floats(0, 0.9), length=st.floats(0.001, 0.1))
def test_a_fitted_view_shows_both_ends(duration: float, start: float, length: float) -> None:
    first, last = start * duration, (start + length) * duration
    view = View.whole(duration, 100).fitted(first, last)
    assert view.shows(first) and view.shows(last)


def test_zooming_keeps_the_place_of_the_cursor() -> None:
    view = View.whole(400.0, 100).zoomed(2, 300.0)
    assert view.column(300.0) == 75
    assert view.zoomed(2, 300.0).column(300.0) == 75
    assert view.zoomed(0.5, 300.0) == View.whole(400.0, 100)


@pytest.mark.parametrize("glyphs", ["braille", "blocks", "ascii"])
@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_silence_is_one_thin_line_and_the_unknown_is_empty(glyphs: Glyphs, rows: int) -> None:
    silent = wave_rows([Column(-3, 2, 1)] * 4, rows, 9000, glyphs)
    assert sum(any(cell != " " for cell in row) for row in silent) == 1
    assert all(cell == " " for row in wave_rows([None] * 4, rows, 9000, glyphs) for cell in row)
    full = wave_rows([Column(-9000, 9000, 9000)] * 4, rows, 9000, glyphs)
    solid = {"braille": "\u28ff", "blocks": "█", "ascii": "#"}[glyphs]
    assert {cell for row in full for cell in row} == {solid}
    peaky = wave_rows([Column(-9000, 9000, 0)] * 4, 5, 9000, glyphs)
    assert solid not in peaky[0] and " " not in peaky[0]


@pytest.mark.parametrize(
    ("environ", "glyphs"),
    [
        ({"TERM": "xterm-256color"}, "braille"),
        ({"TERM": "xterm-256color", "LANG": "C.UTF-8"}, "braille"),
        ({"TERM": "linux", "LANG": "en_GB.UTF-8"}, "ascii"),
        ({"TERM": "vt220"}, "ascii"),
        ({"TERM": "xterm", "LC_ALL": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"}, "ascii"),
    ],
)
def test_the_terminal_decides_on_the_glyphs(environ: dict[str, str], glyphs: Glyphs) -> None:
    assert suitable_glyphs(environ) == glyphs


def test_rows_are_shared_out_sound_first() -> None:
    rows = shared_out(3, 2, ["hit", "word"])
    assert (rows.ruler, rows.waves, rows.lanes) == (True, (1, 1), ())
    rows = shared_out(8, 2, ["turn", "word", "hit"])
    assert (rows.waves, rows.lanes) == ((2, 2), ("hit", "word", "turn"))
    rows = shared_out(6, 2, ["turn", "hit"])
    assert (rows.waves, rows.lanes) == ((2, 2), ("hit",))
    assert shared_out(2, 4, []).waves == (1, 1)


@pytest.mark.parametrize(
    ("seconds", "step", "text"),
    [(0, 1, "0:00"), (65, 1, "1:05"), (3725, 60, "1:02:05"), (59.96, 0.1, "1:00.0")],
)
def test_times(seconds: float, step: float, text: str) -> None:
    assert ruler_time(seconds, step) == text


LONG = PlayState("playing", 8.0, 14400.0, Span(10.0, 14.0), True, "left", 1.25)


@pytest.mark.parametrize(
    ("state", "width", "line"),
    [
        (PlayState("empty", 0, 0), 58, "No clip"),
        (
            PlayState("paused", 8.0, 53.6),
            58,
            "Paused   0:08.0 / 0:53.6  1x  both sides",
        ),
        (
            PLAYING,
            78,
            "Playing  0:12.0 / 0:40.0  1.25x  left only  loop 0:10.0 to 0:14.0",
        ),
        (SILENT, 58, "Playing  0:12.0 / 0:40.0  no sound device: none was found"),
        (
            replace(LONG, no_sound="none was found"),
            58,
            "Playing     0:08.0 / 4:00:00.0  1.25x  no sound device",
        ),
        (
            replace(PLAYING, word="paused", trouble="'a.wav' does not exist: look again."),
            58,
            "Paused   0:12.0 / 0:40.0  1.25x  'a.wav' does not exist:…",
        ),
    ],
)
def test_the_transport_line(state: PlayState, width: int, line: str) -> None:
    assert transport_line(state, width) == line


@given(
    width=st.integers(0, 130),
    position=st.floats(0, 40000),
    reason=st.text(max_size=80),
    trouble=st.text(max_size=20),
    span=st.booleans(),
)
def test_the_transport_line_fits(
    width: int, position: float, reason: str, trouble: str, span: bool
) -> None:
    state = PlayState(
        "playing", position, 40000, Span(1, 2) if span else None, span, "both", 0.75,
        reason, "", trouble,
    )  # fmt: skip
    line = transport_line(state, width)
    assert cell_len(line) <= width
    assert line.isprintable() or not line.isascii()


BYTES_PROGRAM = """
import sys
from tests.tui.test_waveform import Picture, StillScan, two_speakers
class Moving(Picture):
    BINDINGS = [("m", "move", "")]
    def on_mount(self):
        self.wave.show(StillScan(two_speakers()))
        self.wave.go_to(30.0)
    def action_move(self):
        self.wave.cursor += 0.6
Moving("braille", slim=len(sys.argv) > 1).run()
"""


@dataclass
class Cost:
    """Bytes written: for the whole picture, for a move of the cursor."""

    picture: int = 0
    moves: list[int] = field(default_factory=list)


@pytest.mark.parametrize(("slim", "share"), [(False, 6), (True, 40)])
def test_moving_the_cursor_costs_a_small_part_of_the_picture(slim: bool, share: int) -> None:
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    cost = Cost()
    arguments = ["-c", BYTES_PROGRAM, *(["slim"] if slim else [])]
    with PtyProgram(arguments, environ=environ, size=(80, 14)) as program:
        program.wait_for_text("No clip")
        program.settle()
        cost.picture = len(program.output)
        for _ in range(3):
            before = len(program.output)
            program.press("m")
            while len(program.output) == before:
                program.read(0.2)
            program.settle(0.2)
            cost.moves.append(len(program.output) - before)
    assert max(cost.moves) < cost.picture / share, cost

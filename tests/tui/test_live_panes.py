"""The widgets of the live screen: scrolling, folding, the grid, and what a theme changes."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from checklists.before.live.panes import standard_panes
from checklists.scoring.clock import AudioClock
from tests.tui.driving import frame_text, wait_for_text
from tests.tui.scripted import event
from tui.live.model import Side
from tui.widgets.pane_grid import columns_for, fitting
from tui.widgets.settled_rows import MOST_LINES
from tui.widgets.transcript_pane import TranscriptPane

CLOCK = AudioClock(0.0)


class OnePane(App[int]):
    """A pane alone."""

    def __init__(self) -> None:
        super().__init__()
        self.side = Side(standard_panes(("deepgram",))[0])

    def compose(self) -> ComposeResult:
        yield TranscriptPane("1", "braille")

    @property
    def pane(self) -> TranscriptPane:
        return self.query_one(TranscriptPane)

    def say(self, *texts: str, channel: int = 0) -> None:
        """One final more for each text, a second after the last."""
        for text in texts:
            at = float(len(self.side.lines))
            said = event("deepgram", "final", text, start=at, end=at + 0.5, channel=channel,
                         received_at=at + 1, native="is_final")  # fmt: skip
            self.side.hear(said, CLOCK)
        self.pane.draw(self.side)


async def test_new_lines_are_followed_until_somebody_scrolls_back() -> None:
    app = OnePane()
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.focus()
        app.say(*(f"line {number}" for number in range(30)))
        await wait_for_text(pilot, "line 29")
        assert "line 5 " not in frame_text(app)
        assert "▐" in frame_text(app)
        await pilot.press("home")
        await wait_for_text(pilot, "0:00.0 line 0")
        app.say("line 30")
        await pilot.pause()
        assert "line 30" not in frame_text(app)
        await pilot.press("pagedown", "down", "up", "pageup")
        await wait_for_text(pilot, "0:00.0 line 0")
        await pilot.press("end")
        await wait_for_text(pilot, "line 30")
        app.say("line 31")
        await wait_for_text(pilot, "line 31")


async def test_the_oldest_lines_are_let_go_and_all_stay_in_the_model() -> None:
    app = OnePane()
    async with app.run_test(size=(60, 16)) as pilot:
        many = 2 * MOST_LINES
        app.say(*(f"line {number}" for number in range(many)))
        await wait_for_text(pilot, f"line {many - 1}")
        assert app.pane.settled.rows == MOST_LINES
        assert app.side.text().count("\n") == many - 1
        # A line that is not there any more may still change in the model.
        for number in (3, many - 2):
            app.side.mark_differing(number, frozenset({0}))
        app.pane.draw(app.side)
        await wait_for_text(pilot, "2 words differ")
        app.pane.reset(1, "Nothing yet.")
        await wait_for_text(pilot, "Nothing yet.")
        assert "line" not in frame_text(app)


async def test_an_end_that_needs_a_row_moves_the_lines_below() -> None:
    app = OnePane()
    async with app.run_test(size=(40, 20)) as pilot:
        app.say("words that leave no room", channel=0)
        app.say("another", channel=1)
        await wait_for_text(pilot, "another")
        before = app.pane.settled.rows
        end = event("deepgram", "utterance-end", start=1, end=1, native="UtteranceEnd")
        app.side.hear(end, CLOCK)
        app.pane.draw(app.side)
        await wait_for_text(pilot, "is_final · UtteranceEnd")
        assert app.pane.settled.rows == before


async def test_below_the_text_stand_lanes_and_the_vendors_word() -> None:
    app = OnePane()
    async with app.run_test(size=(34, 14)) as pilot:
        app.pane.reset(2)
        app.side.hear(
            event("deepgram", "interim", "and the red light on the side of it", channel=1,
                  native="is_final=false"), CLOCK)  # fmt: skip
        app.pane.draw(app.side)
        await wait_for_text(pilot, "light on the side of it")
        await wait_for_text(pilot, "is_final=false")
        app.side.hear(event("deepgram", "final", "It.", channel=1, native="is_final"), CLOCK)
        app.side.hear(event("deepgram", "interim", "yes", channel=0), CLOCK)
        app.pane.draw(app.side)
        await wait_for_text(pilot, " L yes")
        assert "light" not in frame_text(app)
        # One channel has both lines.
        app.pane.reset(1)
        many = "one two three four five six seven eight nine ten eleven twelve"
        app.side.hear(event("deepgram", "interim", many), CLOCK)
        app.pane.draw(app.side)
        await wait_for_text(pilot, " …seven eight nine ten eleven")
        await wait_for_text(pilot, " twelve")


async def test_every_size_shows_what_fits() -> None:
    app = OnePane()
    async with app.run_test(size=(60, 16)) as pilot:
        app.say(*("some words of 日本語 and more",) * 20)
        for number, size in enumerate(((1, 1), (2, 30), (5, 5), (200, 3), (33, 20), (60, 16))):
            await pilot.resize_terminal(*size)
            app.say(f"at size {number}")
        await wait_for_text(pilot, "at size 5")


async def test_where_it_comes_from_stands_in_every_title() -> None:
    app = OnePane()
    type(app).CSS = "TranscriptPane { border: round red; }"
    async with app.run_test(size=(90, 16)) as pilot:
        app.pane.label("Deepgram · nova-3 endpointing 1000 keyterms 12", "sandbox · RECORDED 2026")
        await wait_for_text(pilot, "keyterms 12 · sandbox · RECORDED 2026")
        for width in (60, 44):
            await pilot.resize_terminal(width, 16)
            await wait_for_text(pilot, "… · sandbox · RECORDED 2026")


@pytest.mark.parametrize(
    ("panes", "size", "columns", "shown"),
    [
        (2, (160, 44), 2, 2),
        (4, (160, 44), 2, 4),
        (3, (160, 44), 3, 3),
        (2, (120, 29), 2, 2),
        (4, (120, 29), 2, 4),
        (2, (80, 20), 1, 2),
        (4, (80, 20), 1, 2),
        (4, (60, 14), 1, 1),
        (1, (200, 60), 1, 1),
        (4, (80, 46), 1, 4),
        (2, (40, 1), 1, 1),
    ],
)
def test_as_many_panes_as_can_be_read(
    panes: int, size: tuple[int, int], columns: int, shown: int
) -> None:
    assert columns_for(panes, size[0]) == columns
    assert fitting(panes, *size) == shown

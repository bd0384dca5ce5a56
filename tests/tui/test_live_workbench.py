"""The live workbench by its keys: panes, pause, replay, lens, figures, keyterms, export."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from checklists.before.live.panes import PRESETS, kept_panes
from checklists.workspace import Workspace
from providers.audio.pacing import Block, PcmFormat
from providers.speech import LiveEvent
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.scripted import ScriptedLive, event, spoken
from tests.tui.test_live import both, live_screen, pretend_streaming
from tui.messages import Heard
from tui.screens.confirm import ConfirmWindow
from tui.screens.keyterm_flip import FlipWindow
from tui.screens.latency_table import LatencyTable
from tui.screens.lens import LensWindow
from tui.screens.live_export import ExportWindow
from tui.screens.live_panes import PanesWindow
from tui.screens.replays import ReplaysWindow
from tui.widgets.transcript_pane import TranscriptPane

SIZE = (120, 35)


async def test_a_pause_lets_the_audio_stand_still_for_every_pane(make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("space")
        await wait_for_text(pilot, "Paused")
        playing = live_screen(app).playing
        assert playing is not None and playing.paused
        heard = [opener.sides[name].heard for name in ("deepgram", "amazon")]
        assert len(set(heard)) == 1
        await pilot.press("space")
        await wait_for_text(pilot, "Streaming")
        await wait_for(pilot, lambda: opener.sides["amazon"].heard > heard[0] + 2, "it goes on")
        assert playing.clock.pauses
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 2 runs recorded")
    await app.desk.close()


async def test_starting_again_keeps_what_was_heard_and_begins_anew(
    workspace: Workspace, make_app: MakeApp
) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Alpha so far.")
        first = live_screen(app).playing
        await pilot.press("r")
        await wait_for(
            pilot, lambda: live_screen(app).playing not in (first, None), "another one runs"
        )
        await wait_for_text(pilot, "Streaming")
        assert len(workspace.runs(kind="live")) == 2
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped")
    await app.desk.close()
    assert opener.opened == 1


async def test_four_panes_of_a_preset_stream_and_are_one_session(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app(both())
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press("l", "p")
        await wait_for(pilot, lambda: isinstance(app.screen, PanesWindow), "the window")
        await pilot.press("p")
        await wait_for_text(pilot, "Presets")
        await pilot.press("down", "down", "enter")
        await wait_for_text(pilot, "endpointing off")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "4 Deepgram · nova-3 endpointing off · not connected yet")
        await pilot.press("s")
        await wait_for_text(pilot, "4 Deepgram · nova-3 endpointing off · sandbox")
        await wait_for(pilot, lambda: frame_text(app).count("Alpha so far.") == 4, "all four")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 4 runs recorded")
    await app.desk.close()
    runs = workspace.runs(kind="live")
    assert {run.request["pane"] for run in runs} == {"1", "2", "3", "4"}
    assert len({run.request["session"] for run in runs}) == 1
    # The next time begins with them.
    assert [pane.options for pane in kept_panes(workspace)] == [
        pane.options for pane in PRESETS[2].panes
    ]


async def test_the_next_pane_has_the_focus_and_comes_into_view(make_app: MakeApp) -> None:
    app = make_app(both())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen, PRESETS[2].panes)
        await wait_for_text(pilot, "2 of 4 panes · v next")
        assert not any(f"{number} Deepgram" in frame_text(app) for number in (3, 4))
        await pilot.press("v")
        assert screen.grid.in_use.pane_id == "2"
        await pilot.press("v")
        await wait_for_text(pilot, "3 Deepgram")
        assert screen.grid.in_use.pane_id == "3"
        assert "1 Deepgram" not in frame_text(app)
        await pilot.resize_terminal(160, 50)
        await wait_for_text(pilot, "1 Deepgram")
        assert screen.grid.in_use.pane_id == "3"
        await pilot.press("v", "v")
        assert screen.grid.in_use.pane_id == "1"


async def test_a_recorded_session_is_played_again_and_says_so(make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "R")
        await wait_for_text(pilot, "No live session is recorded")
        await pilot.press("escape", "s")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("x")
        await wait_for_text(pilot, "2 runs recorded")
        asked = [side.heard for side in opener.sides.values()]
        await pilot.press("R")
        await wait_for(pilot, lambda: isinstance(app.screen, ReplaysWindow), "the sessions")
        await pilot.press("enter")
        await wait_for_text(pilot, "1 Deepgram · nova-3 · sandbox · RECORDED 20")
        await wait_for_text(pilot, "Alpha so far.")
        assert frame_text(app).count("RECORDED 20") >= 3
        # It cannot be changed, and nobody was asked for anything.
        await pilot.press("f")
        await wait_for_text(pilot, "Keyterms are changed in a live stream")
        await wait_for_text(pilot, "Finished")
        assert [side.heard for side in opener.sides.values()] == asked
        # Again the same one, until something else is started.
        first = live_screen(app).playing
        await pilot.press("r")
        await wait_for(
            pilot, lambda: live_screen(app).playing not in (first, None), "another replay"
        )
        await wait_for_text(pilot, "Finished")
        await pilot.press("c", "escape", "s")
        await wait_for_text(pilot, "Streaming")
        assert "RECORDED" not in frame_text(app)
        await pilot.press("x")
        await wait_for_text(pilot, "2 runs recorded")
    await app.desk.close()


async def test_the_lens_and_the_figures_of_a_stream(make_app: MakeApp) -> None:
    app = make_app(both())
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "i")
        await wait_for_text(pilot, "Nothing has been sent yet")
        await pilot.press("t")
        await wait_for_text(pilot, "Nothing has been heard yet")
        await pilot.press("s")
        await wait_for_text(pilot, "Beta so far.")
        await pilot.press("tab", "i")
        await wait_for(pilot, lambda: isinstance(app.screen, LensWindow), "the lens")
        await wait_for_text(pilot, "2 Amazon")
        await pilot.press("escape", "t")
        await wait_for(pilot, lambda: isinstance(app.screen, LatencyTable), "the table")
        await wait_for_text(pilot, "Connecting     0.25")
        assert "The sandbox's one recogniser" in app.screen._read()[1][0]  # type: ignore[attr-defined]
        await pilot.press("escape", "x")
        await wait_for_text(pilot, "2 runs recorded")
    await app.desk.close()


async def test_keyterms_are_changed_in_the_pane_in_use(make_app: MakeApp) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "f")
        await wait_for_text(pilot, "Keyterms are changed in a live stream")
        await pilot.press("s")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("f")
        await wait_for(pilot, lambda: isinstance(app.screen, FlipWindow), "the window")
        await pilot.press(*"alpha", "ctrl+s")
        await wait_for(
            pilot, lambda: opener.sides["deepgram"].configured == [("alpha",)], "it was asked for"
        )
        await pilot.press("escape")
        screen = live_screen(app)
        told = event("deepgram", "warning", "1 keyterm in force.", native="ConfigureSuccess",
                     side="1")  # fmt: skip
        screen.post_message(Heard(told))
        await wait_for_text(pilot, "alpha 1 before, 0 since")
        screen.post_message(Heard(event("deepgram", "final", "Alpha, Alpha!", side="1")))
        await wait_for_text(pilot, "alpha 1 before, 2 since")
        await pilot.press("x")
        await wait_for_text(pilot, "2 runs recorded")
    await app.desk.close()


async def test_the_text_is_exported(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app(both())
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l", "e")
        await wait_for_text(pilot, "There is no final text to write yet")
        await pilot.press("s")
        await wait_for_text(pilot, "Beta so far.")
        await pilot.press("x")
        await wait_for_text(pilot, "2 runs recorded")
        await pilot.press("tab", "e")
        await wait_for(pilot, lambda: isinstance(app.screen, ExportWindow), "the window")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "Written to")
    await app.desk.close()
    (path,) = (workspace.directory / "exports").iterdir()
    assert "pane-2" in path.name
    assert "Beta so far." in path.read_text(encoding="utf-8")


async def test_confidence_is_written_out_on_request(
    make_app: MakeApp, frozen_clock: SimpleNamespace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        said = "My Zyxel drops."
        words = spoken(said, 0, 1, sure=(0.99, 0.41, 0.8))
        screen.post_message(Heard(event("deepgram", "final", said, words=words)))
        await wait_for_text(pilot, "My Zyxel drops.")
        await pilot.press("n")
        await wait_for_text(pilot, "My·99 Zyxel·41 drops.·80")
        await pilot.press("n")
        await wait_for_text(pilot, "My Zyxel drops.")


async def test_words_that_differ_are_counted_and_marked(
    make_app: MakeApp, frozen_clock: SimpleNamespace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen)
        for start, texts in ((0.0, ("my zyxel drops out now", "my axle drops out now")),
                             (5.0, ("and then it comes back again",) * 2)):  # fmt: skip
            for side, text in zip(("1", "2"), texts, strict=True):
                words = spoken(text, start, start + 4)
                said = event("amazon" if side == "2" else "deepgram", "final", text, side=side,
                             start=start, end=start + 4, words=words)  # fmt: skip
                screen.post_message(Heard(said))
        await wait_for(pilot, lambda: frame_text(app).count("1 word differs") == 2, "both say so")
        strips = app.screen._compositor.render_strips()
        marked = {
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and segment.style.underline and segment.style.bold
        }
        assert {"zyxel", "axle"} <= marked


@dataclass
class NeverSettling(ScriptedLive):
    """Hears the audio out and then says nothing for ever."""

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """The script, then nothing."""
        async for _ in blocks:
            self.heard += 1
            for scripted in self.script if self.heard == 1 else ():
                yield scripted
        await asyncio.Event().wait()


async def test_settling_can_be_given_up_and_what_was_heard_is_kept(
    workspace: Workspace, make_app: MakeApp
) -> None:
    opener = both()
    app = make_app(opener)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await app.desk.vendors()
        script: Sequence[LiveEvent] = opener.scripts["deepgram"]
        opener.sides["deepgram"] = NeverSettling("deepgram", script)
        await pilot.press("l", "s")
        await wait_for_text(pilot, "Alpha so far.")
        await pilot.press("x")
        await wait_for_text(pilot, "Settling the last words, x gives up")
        await pilot.press("s")
        await wait_for_text(pilot, "still settling its last")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped; 2 runs recorded")
        await pilot.press("s")
        await wait_for_text(pilot, "Streaming")
        await pilot.press("x", "x")
        await wait_for(pilot, lambda: not live_screen(app).situation().streaming, "it ended")
    await app.desk.close()
    assert len(workspace.runs(kind="live")) >= 2


async def test_one_pane_fills_the_screen(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen, PRESETS[0].panes[:1])
        await pilot.pause()
        shown = [pane for pane in screen.query(TranscriptPane) if pane.has_class("-shown")]
        assert [pane.pane_id for pane in shown] == ["1"]
        assert shown[0].outer_size.width == SIZE[0]
        await pilot.press("v")
        await wait_for_text(pilot, "There is one pane")


async def test_a_whole_file_needs_a_file(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        from tui.live.source_choice import SourceChoice

        screen = live_screen(app)
        screen.source = SourceChoice("microphone", "Default microphone")
        screen.show_ready()
        await wait_for_text(pilot, "Default microphone")
        await pilot.press("b")
        await wait_for_text(pilot, "There is no whole file yet")
        assert not isinstance(app.screen, ConfirmWindow)

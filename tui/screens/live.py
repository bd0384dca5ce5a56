"""One to four panes hearing the same audio on one clock: the workbench, by its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from checklists.before.live.panes import LivePane, keep_panes
from providers.errors import BadInput
from providers.speech import Vendor
from tui import clipboard
from tui.actions import Situation, bindings_for
from tui.live.model import Side
from tui.live.pane_lines import pane_name
from tui.live.places import Place, places_of
from tui.live.source_choice import SourceChoice
from tui.live.sources import truth_of
from tui.messages import StreamEnded
from tui.screens.live_stage import day
from tui.screens.live_stream import LiveStreamScreen
from tui.widgets.transcript_pane import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from checklists.before.live.replay import RecordedSession
    from checklists.before.live.sessions import LiveSession
    from tui.live.latency_lines import PaneFigures
    from tui.screens.live_export import ExportWish

_NOTHING_SENT = "Nothing has been sent yet: press s to start."


class LiveScreen(LiveStreamScreen):
    """What the keys do; how it runs and is drawn is in ``LiveStreamScreen``."""

    CSS_PATH = "live.tcss"
    BINDINGS = bindings_for("live")
    AUTO_FOCUS = "#pane-1"
    _numbers = False

    def situation(self) -> Situation:
        """Whether something streams, and what there is of it."""
        return Situation(
            place="live",
            has_next_step=self.program.board.step is not None,
            samples=len(self.samples),
            streaming=self._streaming,
            stopping=self._stopping,
            finals=self.comparison.finals if self.comparison else 0,
            one_pane=self.narrow(),
            reasons=self._reasons(),
        )

    def _reasons(self) -> Mapping[str, str]:
        """What cannot be done now beyond what every situation knows."""
        reasons = {}
        if len(self.panes_shown) < 2:
            reasons["other-side"] = "There is one pane: p chooses more."
        if not self.logs:
            reasons["live-lens"] = _NOTHING_SENT
        if self.comparison is None or self.comparison.clock is None:
            reasons["live-latency"] = "Nothing has been heard yet: press s to start."
        if self._whole and self._streaming:
            reasons["live-pause"] = "A whole file cannot be paused: x gives it up."
        if not self._streaming or self.replaying or self._whole:
            reasons["live-keyterms"] = "Keyterms are changed in a live stream: press s to start."
        if why := self._cannot_hear():
            reasons["live-hear"] = why
        if self.source.kind not in ("sample", "clip"):
            reasons["transcribe"] = "There is no whole file yet: choose a sample or a clip (c)."
        return reasons

    def _cannot_hear(self) -> str:
        if self._streaming:
            return "The panes are busy: press x to stop them, then hear a place."
        if self.comparison is None or not self.comparison.finals:
            return "Nothing has been settled yet: press s to start."
        if not self.heard_clip:
            return "Nothing of what was heard was kept, so there is nothing to play."
        return ""

    @property
    def panes_shown(self) -> Sequence[LivePane]:
        """The panes of what is shown: of the stream or the replay, else those chosen."""
        if self.comparison is not None:
            return [side.pane for side in self.comparison.sides.values()]
        return self.panes

    @property
    def pane_in_use(self) -> LivePane:
        """The pane with the focus."""
        widget = self.grid.in_use
        return self.panes_shown[self.grid.panes.index(widget)]

    @property
    def side_in_use(self) -> Side | None:
        """What it has heard."""
        return self.comparison.sides[self.pane_in_use.id] if self.comparison else None

    def take(self, source: SourceChoice, panes: tuple[LivePane, ...]) -> bool:
        """Be ready to stream this to these panes, without making them the usual ones; False where
        something streams."""
        if self._streaming:
            return False
        self.source, self.panes = source, panes
        self.show_ready()
        return True

    # --- the stream --------------------------------------------------------------------------

    def do_start(self) -> None:
        """Begin: everything slow happens in the worker, the screen stays alive."""
        self.playing, self.logs, self._truth = None, {}, truth_of(self.source)
        self.begin_drawing(self.panes, self.source.duration, self.source.channels)
        self._label("connecting")
        self.stream(self.source, self.panes)

    def do_stop(self) -> None:
        """End the audio; the vendors still settle what they have heard. A second time, or for a
        whole file, give that up too."""
        if self._whole or self.playing is None:
            self.workers.cancel_group(self, "stream")
            self.post_message(StreamEnded("Given up: nothing was recorded."))
            return
        if self._stopping:
            self.workers.cancel_group(self, "stream")
            self.give_up(self.playing)
            return
        self.playing.stop()
        self._stopping = True
        self._saying = "Stopping" if self.replaying else "Settling the last words, x gives up"
        self._show_progress()
        self.redraw_edges()

    def do_live_pause(self) -> None:
        """Stand still, or go on."""
        if self.playing is None:
            self.notify("The panes are connecting: a moment.", severity="warning")
        elif self.playing.paused:
            self.playing.resume()
        else:
            self.playing.pause()
        self._show_progress()

    def do_live_restart(self) -> None:
        """From the beginning; what streams is stopped first, and kept."""
        replayed = self._replayed_session
        again = self.do_start if replayed is None else lambda: self._begin_replay(replayed)
        if not self._streaming:
            again()
            return
        self._again = again
        self.do_stop()

    def do_transcribe(self) -> None:
        """Send the whole file to each vendor of the panes, as a batch job would."""
        vendors: list[Vendor] = list(dict.fromkeys(pane.vendor for pane in self.panes))
        self.playing, self.logs = None, {}
        self.begin_drawing(self.panes, self.source.duration, self.source.channels)
        self._whole = True
        self.transcribe(self.source, tuple(vendors))

    # --- what is heard, and by whom ----------------------------------------------------------

    def do_choose_sample(self) -> None:
        """Offer microphones, samples, clips, files and pipes."""
        from tui.screens.live_source import SourceWindow

        def chosen(choice: SourceChoice | None) -> None:
            if choice is not None and not self._streaming:
                self.source = choice
                self.show_ready()

        window = SourceWindow(
            self.samples,
            self.program.workspace.clips(),
            self.program.sound.inputs,
            current=self.source,
        )
        self.app.push_screen(window, chosen)

    def do_live_panes(self) -> None:
        """Choose one to four panes."""
        self._ask_for_panes(edit=False)

    def do_live_options(self) -> None:
        """Change the pane in use."""
        self._ask_for_panes(edit=True)

    def _ask_for_panes(self, *, edit: bool) -> None:
        from tui.screens.live_panes import PanesWindow

        def chosen(panes: tuple[LivePane, ...] | None) -> None:
            if panes is None or self._streaming:
                return
            self.panes = panes
            self.program.change(lambda: keep_panes(self.program.workspace, panes))
            self.show_ready()

        current = self.grid.panes.index(self.grid.in_use)
        window = PanesWindow(
            self.panes,
            self.source.form,
            self.program.desk.environ,
            current=self.panes[min(current, len(self.panes) - 1)].id,
            edit=edit,
        )
        self.app.push_screen(window, chosen)

    def do_live_keyterms(self) -> None:
        """Other keyterms for the pane in use."""
        from tui.screens.keyterm_flip import FlipWindow

        # Only a live stream has them: a replay gives a reason before it comes here.
        session = cast("LiveSession | None", self.playing)
        side = self.side_in_use
        if session is None or side is None:
            self.notify("The panes are connecting: a moment.", severity="warning")
            return
        pane = side.pane

        async def apply(terms: Sequence[str]) -> None:
            before, side.asked_terms = side.asked_terms, tuple(terms)
            try:
                await session.configure(pane.id, terms)
            except BadInput:
                side.asked_terms = before
                raise

        self.app.push_screen(FlipWindow(pane, apply, lambda: side.warnings))

    # --- what was recorded -------------------------------------------------------------------

    @property
    def _replayed_session(self) -> RecordedSession | None:
        return getattr(self.playing, "session", None)

    def do_live_replay(self) -> None:
        """Offer the recorded sessions."""
        from checklists.before.live.replay import sessions
        from tui.screens.replays import ReplaysWindow

        def chosen(session: RecordedSession | None) -> None:
            if session is not None and not self._streaming:
                self._begin_replay(session)

        shown = self._replayed_session
        current = shown.id if shown else ""
        self.app.push_screen(
            ReplaysWindow(sessions(self.program.workspace), current=current), chosen
        )

    def _begin_replay(self, session: RecordedSession) -> None:
        from checklists.before.live.replay import Replay

        replay = Replay(self.program.workspace, session)
        known = {record.sha256: record.truth for record in self.program.workspace.clips()}
        self.playing, self.logs, self._truth = replay, {}, known.get(session.clip, ())
        self.begin_drawing(replay.panes, replay.duration, session.channels, "Replaying")
        self._label(day(replay.stamp))
        self.replay(replay)

    # --- looking closer ----------------------------------------------------------------------

    def do_other_side(self) -> None:
        """Into the next pane, which comes into view."""
        self.grid.show_next()

    def do_live_numbers(self) -> None:
        """Confidence as numbers, or only as shades."""
        self._numbers = not self._numbers
        for pane in self.grid.panes:
            pane.show_numbers(self._numbers)

    def do_live_lens(self) -> None:
        """What went over the wire of the pane in use."""
        from tui.screens.lens import LensWindow

        pane = self.pane_in_use
        log = self.logs.get(pane.id)
        if log is None:
            self.notify(_NOTHING_SENT, severity="warning")
            return
        self.app.push_screen(LensWindow(f"{pane.id} {pane_name(pane)}", log))

    def do_live_latency(self) -> None:
        """Every figure of every pane."""
        from tui.live.table import table_now
        from tui.screens.latency_table import LatencyTable

        def read() -> tuple[Sequence[PaneFigures], Sequence[str]]:
            if self.comparison is None:
                return (), ()
            workspace = self.program.workspace
            return table_now(self.comparison, self.playing, self.origins, workspace)

        self.app.push_screen(LatencyTable(read))

    def do_live_hear(self) -> None:
        """Offer the places of the pane in use, and play one where all of the clip can be heard."""
        from tui.screens.live_places import PlacesWindow

        side, sha256 = self.side_in_use, self.heard_clip
        if side is None or self.comparison is None:
            return
        places = places_of(side, self.comparison.channels)

        def chosen(place: Place | None) -> None:
            if place is not None:
                self.program.call_later(self._hear, sha256, place)

        window = PlacesWindow(f"{side.pane.id} {pane_name(side.pane)}", places)
        self.app.push_screen(window, chosen)

    async def _hear(self, sha256: str, place: Place) -> None:
        from tui.screens.listen import open_listening

        screen = await open_listening(self.program, sha256)
        if screen is None:
            return
        if screen.clip_of(sha256) is None:
            screen.say("What was heard live is no sample of this workspace any more.")
            return
        screen.play_part(sha256, place.start, place.end)

    # --- taking it with you ------------------------------------------------------------------

    def do_copy_text(self) -> None:
        """The settled text of the pane in use, through the terminal's own clipboard."""
        pane, side = self.pane_in_use, self.side_in_use
        text = side.text() if side else ""
        if not text:
            self.notify(f"{NAMES[pane.vendor]} has no final text yet.", severity="warning")
            return
        clipboard.copy(self.program, text, f"{pane.vendor} {self._heard_title}")

    @property
    def _heard_title(self) -> str:
        return self.playing.title if self.playing else self.source.title

    def do_live_export(self) -> None:
        """Write one pane or all."""
        from tui.screens.live_export import ExportWindow

        def written(path: Path | None) -> None:
            if path is not None:
                self.notify(f"Written to {path}", title="Export", markup=False)

        panes = [(pane.id, pane_name(pane)) for pane in self.panes_shown]
        self.app.push_screen(
            ExportWindow(
                panes,
                self._heard_title,
                self.program.workspace.directory,
                self._export,
                pane=self.pane_in_use.id,
            ),
            written,
        )

    def _export(self, wish: ExportWish) -> None:
        from checklists.before.live.exports import export

        if self.playing is None:
            raise BadInput("A whole file is exported from Compare: there it stands word by word.")
        export(self.playing, wish.format, wish.path, panes=(wish.pane,) if wish.pane else ())

    def do_back(self) -> None:
        """Back to the tasks."""
        self.program.back_to_tasks()

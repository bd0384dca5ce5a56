"""The sound of the calibration: its keys of playback, and the place that a mark means."""

from __future__ import annotations

from textual.screen import ModalScreen

from checklists.scoring.search_scores import Place
from tui.screens.bench import BenchScreen
from tui.widgets.listening import Listening

STEP, MORE = 1.0, 5.0


class PlayedBench(BenchScreen):
    """A screen with one ``Listening`` in it."""

    def on_screen_suspend(self) -> None:
        """What plays stops with the screen, but not under a window."""
        if not isinstance(self.app.screen, ModalScreen):
            self.listening.pause()

    @property
    def listening(self) -> Listening:
        """What plays."""
        return self.query_one(Listening)

    def place_at_cursor(self, seconds: float) -> Place:
        """So many seconds around a cursor that stands; before one that plays, for what was meant
        was heard before the key. There has to be a clip."""
        pane = self.listening
        assert pane.clip is not None
        here = pane.state.position
        start = max(0.0, here - (seconds if pane.state.playing else seconds / 2))
        channel = self._channel_at(start, seconds)
        return Place(pane.clip.sha256, channel, start, start + seconds)

    def _channel_at(self, start: float, seconds: float) -> int:
        """The channel that is listened to; of both, the louder one."""
        pane = self.listening
        if pane.clip is None or pane.clip.channels < 2:
            return 0
        if pane.state.side != "both":
            return ("left", "right").index(pane.state.side)
        peaks = self.program.sound.scan(pane.clip).peaks
        loud = [
            column.rms if (column := peaks.columns(channel, start, seconds, 1)[0]) else 0.0
            for channel in range(pane.clip.channels)
        ]
        return loud.index(max(loud))

    # --- what the keys do --------------------------------------------------------------------

    def do_calibrate_play(self) -> None:
        """From the cursor on, or pause."""
        self.listening.toggle()

    def do_calibrate_back(self) -> None:
        """A second back."""
        self.listening.skip(-STEP)

    def do_calibrate_on(self) -> None:
        """A second on."""
        self.listening.skip(STEP)

    def do_calibrate_back_more(self) -> None:
        """Five seconds back."""
        self.listening.skip(-MORE)

    def do_calibrate_on_more(self) -> None:
        """Five seconds on."""
        self.listening.skip(MORE)

    def do_calibrate_side(self) -> None:
        """Left, right, both."""
        self.listening.next_side()

    def do_calibrate_slower(self) -> None:
        """A step slower."""
        self.listening.change_speed(-1)

    def do_calibrate_faster(self) -> None:
        """A step faster."""
        self.listening.change_speed(1)

    def do_calibrate_closer(self) -> None:
        """Half as much."""
        self.listening.wave.zoom_in()

    def do_calibrate_wider(self) -> None:
        """Twice as much."""
        self.listening.wave.zoom_out()

    def do_calibrate_device(self) -> None:
        """Perhaps there is sound by now."""
        self.listening.look_again()

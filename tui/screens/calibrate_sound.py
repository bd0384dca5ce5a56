"""The sound of the calibration: its keys of playback, and the place that a mark means."""

from __future__ import annotations

from checklists.scoring.search_scores import Place
from tui.screens.played_bench import PlayedBench


class MarkedBench(PlayedBench, playback="calibrate"):
    """A screen with one ``Listening`` in it."""

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

"""The hit under the cursor, to be read and heard: both sides' words over the clip's waveform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from tui.text import shortened
from tui.widgets.fitted import Fitted
from tui.widgets.listening import Listening

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from tui.widgets.wave_view import Mark

# A cursor that runs down a list does not have every clip read that it passes.
REST_SECONDS = 0.12


class HitListening(Listening):
    """One clip after the other, without a player being made before somebody wants to hear."""

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment that decides where the sound could be heard."""
        return self._desk.environ

    def point_at(self, seconds: float) -> None:
        """Put the cursor there, at rest."""
        if self._desk.holder is self:
            self.pause()
            self.seek(seconds)
        else:
            self._take_state(replace(self.state, word="paused", position=seconds))


class HitSound(Vertical):
    """``show`` says what it is about at once; the clip's picture follows when the cursor rests."""

    DEFAULT_CSS = """
    HitSound > #said { height: 2; width: 1fr; }
    HitSound > #hearing { height: 1fr; }
    HitSound TransportBar { padding: 0; }
    """

    class Settled(Message):
        """The picture is that of the hit now."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._clip: Clip | None = None
        self._part = (0.0, 0.0)
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="said", markup=False)
        yield HitListening(id="hearing")

    @property
    def listening(self) -> HitListening:
        """What plays."""
        return self.query_one(HitListening)

    def show(
        self,
        title: str,
        about: str,
        said: Sequence[str],
        clip: Clip | None,
        start: float,
        end: float,
    ) -> None:
        """A hit from ``start`` to ``end`` seconds of a clip; None where the clip is not known."""
        self.border_title, self.border_subtitle = Content(title), Content(about)
        lines = tuple(said)
        words = Fitted(lambda room: Content("\n".join(shortened(line, room) for line in lines)))
        self.query_one("#said", Static).update(words)
        if (clip, start, end) == (self._clip, *self._part):
            return
        self.listening.pause()
        self._clip, self._part = clip, (start, end)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self._settle)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """All hits of the clip that are shown, on its waveform."""
        if self.listening.clip == self._clip:
            self.listening.show_words((), marks)

    def play(self) -> None:
        """The hit, with a little before and after."""
        self._settle()
        self.listening.play_around(*self._part)

    def commands(self) -> tuple[str, ...]:
        """Shell commands that play the hit where there is a loudspeaker."""
        from providers.audio.elsewhere import commands_elsewhere
        from providers.audio.transport import around

        clip, state = self._clip, self.listening.state
        if clip is None:
            return ()
        return commands_elsewhere(
            clip,
            around(*self._part, clip.duration),
            side=state.side,
            speed=state.speed,
            environ=self.listening.environ,
        )

    def _settle(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        pane = self.listening
        if pane.clip != self._clip:
            pane.show(self._clip, self._part[0])
        else:
            pane.point_at(self._part[0])
        if self._clip is not None:
            self.post_message(self.Settled())

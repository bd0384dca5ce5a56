"""A clip to be heard: its waveform over the line of its transport, and what keys do with both.

Every place that plays has one of these; all share the program's one player, which plays for the
pane that was used last. Another pane keeps its cursor and span meanwhile.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer

from providers.audio.elsewhere import commands_elsewhere
from providers.audio.transport import SIDES, SPEEDS, PlayState, Side, Span
from tui.widgets.transport_bar import TransportBar
from tui.widgets.wave_view import Mark
from tui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from providers.audio.player import Player
    from providers.speech import Word
    from tui.app import CrossfadeApp
    from tui.sound_desk import SoundDesk

LOOK_SECONDS = 0.1
# How long the device may take to be found or missed, before nobody looks any more.
DEVICE_SECONDS = 5.0
# A cursor put on a word's beginning is on that word, whatever rounding makes of it.
ON_A_WORD = 0.005


class Listening(Vertical):
    """Shows one clip; its methods are what keys mean."""

    DEFAULT_CSS = """
    Listening { height: 1fr; width: 1fr; }
    """

    @dataclass
    class Moved(Message):
        """The cursor is somewhere else, or the state reads differently."""

        pane: Listening
        state: PlayState

    def __init__(
        self, *, slim: bool = False, id: str | None = None, classes: str | None = None
    ) -> None:
        """``slim`` moves the cursor on the ruler only, for little bytes."""
        super().__init__(id=id, classes=classes)
        self.clip: Clip | None = None
        self.words: Sequence[Word] = ()
        self.state = PlayState("empty", 0.0, 0.0)
        self._slim = slim
        self._starts: list[float] = []
        self._began = 0.0
        # The span is only that of a word or hit in passing: it does not bind what comes after.
        self._passing = False
        self._clock: Timer | None = None
        self._looks_left = 0

    def compose(self) -> ComposeResult:
        yield Waveform(glyphs=self._desk.glyphs, slim=self._slim)
        yield TransportBar()

    def on_mount(self) -> None:
        """The clock runs only while something plays, or the device is looked for."""
        self._clock = self.set_interval(LOOK_SECONDS, self._look, pause=not self._looks_left)
        if self.clip is not None and self.state.word == "empty":
            self.show(self.clip)

    def on_unmount(self) -> None:
        """What plays in a window ends with it."""
        desk = self._desk
        if desk.holder is self:
            desk.player.pause()
            desk.holder = None

    @property
    def _desk(self) -> SoundDesk:
        return cast("CrossfadeApp", self.app).sound

    @property
    def wave(self) -> Waveform:
        """The picture."""
        return self.query_one(Waveform)

    # --- what is shown -----------------------------------------------------------------------

    def show(self, clip: Clip | None, at: float = 0.0) -> None:
        """Another clip with the cursor at ``at`` seconds, without marks; None for none."""
        if self._desk.holder is self:
            self._desk.player.pause()
            self._desk.holder = None
        self.clip = clip
        self._starts, self.words = [], ()
        self._began = 0.0
        if not self.query(Waveform):
            # Asked before it was laid out: done then.
            return
        self.wave.show(self._desk.scan(clip) if clip else None)
        self.wave.go_to(at)
        self._take_state(self._resting())

    def show_words(self, words: Sequence[Word], marks: Sequence[Mark]) -> None:
        """Words in the order of their beginnings, for the keys that go by words."""
        self.words = words
        self._starts = [word.start for word in words]
        self.wave.show_marks(marks)
        self._take_state(self.state)

    def find_device(self) -> None:
        """Look whether there is sound, so that the line says so before anything is played."""
        player = self._player()
        if player is not None:
            self._follow(DEVICE_SECONDS)

    def look_again(self) -> None:
        """Try the sound device again, after it was missing."""
        player = self._player()
        if player is not None:
            player.look_for_sound()
            self._follow(DEVICE_SECONDS)

    # --- what keys do ------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or pause."""
        if player := self._player():
            if self._passing and not self.state.playing:
                self._passing = False
                player.set_span(None)
            player.toggle()
            self._follow()

    def pause(self) -> None:
        """Stop here, if it is this pane that plays."""
        if self._desk.holder is self:
            self._desk.player.pause()
            self._follow()

    def skip(self, seconds: float) -> None:
        """Go on or back by so many seconds."""
        if player := self._player():
            player.skip(seconds)
            self._follow()

    def skip_share(self, share: float) -> None:
        """Go on or back by a share of the clip."""
        if player := self._player():
            player.skip_share(share)
            self._follow()

    def seek(self, seconds: float) -> None:
        """Put the cursor there."""
        if player := self._player():
            player.seek(seconds)
            self._follow()

    def play_around(self, start: float, end: float, *, loop: bool = False) -> None:
        """A word or hit, with a little before and after."""
        if player := self._player():
            self._passing = not loop
            player.play_around(start, end, loop=loop)
            self._follow()

    def mark_start(self) -> None:
        """The loop begins here; its end stays, where it is behind."""
        span, here = self.state.span, self.state.position
        self._began = here
        if span is not None and span.end > here:
            self._set_span(Span(here, span.end))

    def mark_end(self) -> None:
        """The loop ends here, and is played from its beginning."""
        if self.state.position > self._began:
            self._set_span(Span(self._began, self.state.position))
            if player := self._player():
                player.seek(self._began)
                player.play()
                self._follow()

    def _set_span(self, span: Span | None) -> None:
        if player := self._player():
            self._passing = False
            player.set_span(span, loop=span is not None)
            self._follow()

    def forget_span(self) -> None:
        """Play on to the end of the clip."""
        self._began = 0.0
        self._set_span(None)

    def toggle_loop(self) -> None:
        """Begin again at the end, or not."""
        if player := self._player():
            self._passing = False
            player.set_loop(not self.state.loop)
            self._follow()

    def next_side(self) -> None:
        """Both channels, the left one, the right one."""
        if player := self._player():
            player.set_side(SIDES[(SIDES.index(self.state.side) + 1) % len(SIDES)])
            self._follow()

    def change_speed(self, steps: int) -> None:
        """Faster, or slower where negative, at the same pitch."""
        if player := self._player():
            nearest = min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - self.state.speed))
            player.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, nearest + steps))])
            self._follow()

    def commands(self) -> tuple[str, ...]:
        """Shell commands that play the span, or all of it, where there is a loudspeaker."""
        if self.clip is None:
            return ()
        state = self.state
        return commands_elsewhere(
            self.clip, state.span, side=state.side, speed=state.speed, environ=self._desk.environ
        )

    # --- by words ----------------------------------------------------------------------------

    @property
    def word_number(self) -> int:
        """The word under the cursor, or the last one before it; -1 where there is none."""
        return self._number_at(self.state.position, self.state.side)

    def _number_at(self, seconds: float, side: Side) -> int:
        number = bisect_right(self._starts, seconds + ON_A_WORD) - 1
        while number >= 0 and not self._heard(self.words[number], side):
            number -= 1
        return number

    @staticmethod
    def _heard(word: Word, side: Side) -> bool:
        return side == "both" or word.channel == ("left", "right").index(side)

    def to_word(self, steps: int) -> None:
        """To the beginning of the next word heard, or the one before where negative."""
        number = self.word_number
        while 0 <= (number := number + steps) < len(self.words):
            if self._heard(self.words[number], self.state.side):
                self.seek(self.words[number].start)
                return

    def play_word(self) -> None:
        """The word under the cursor, with a little before and after."""
        if self.word_number >= 0:
            word = self.words[self.word_number]
            self.play_around(word.start, word.end)

    # --- following the player ----------------------------------------------------------------

    def _player(self) -> Player | None:
        """The program's player with this pane's clip in it; None without a clip."""
        desk, clip = self._desk, self.clip
        if clip is None:
            return None
        player = desk.player
        if desk.holder is not self:
            here, span, loop = self.state.position, self.state.span, self.state.loop
            player.load(clip, here)
            desk.holder = self
            if span is not None or loop:
                player.set_span(span, loop=loop)
        return player

    def _resting(self) -> PlayState:
        clip = self.clip
        if clip is None:
            return PlayState("empty", 0.0, 0.0)
        return PlayState("paused", self.wave.cursor, clip.duration)

    def _follow(self, seconds: float = 0.0) -> None:
        """Look now, and go on looking while it plays, or for so many seconds."""
        self._looks_left = max(self._looks_left, round(seconds / LOOK_SECONDS))
        if self._clock is not None:
            self._clock.resume()
        self._look()

    def _look(self) -> None:
        if len(self.children) < 2:
            # On its way out: what it shows goes before its clock.
            return
        if self._desk.holder is not self:
            # Somebody else plays now: here it stands still where it was.
            self._looks_left = 0
            self._take_state(replace(self.state, word="paused") if self.clip else self._resting())
        else:
            self._take_state(self._desk.player.state())
        self._looks_left = max(0, self._looks_left - 1)
        if not self.state.playing and not self._looks_left and self._clock is not None:
            self._clock.pause()

    def _take_state(self, state: PlayState) -> None:
        changed = state != self.state
        was, self.state = self.state, state
        wave = self.wave
        self.query_one(TransportBar).show(state)
        if wave.span != state.span:
            wave.span = state.span
        if abs(state.position - was.position) > 2 * LOOK_SECONDS * state.speed or not state.playing:
            wave.go_to(state.position)
        else:
            wave.cursor = state.position
        if changed:
            self.post_message(self.Moved(self, state))

    @on(Waveform.Pointed)
    def _pointed(self, message: Waveform.Pointed) -> None:
        message.stop()
        self.seek(message.seconds)

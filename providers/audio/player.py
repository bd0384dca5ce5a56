"""Playing a clip: every call returns at once, and the state is there to be polled.

A screen makes one player, loads clips into it, calls what a key means and reads ``state`` ten or
twenty times a second. Without a sound device the same happens in silence, and the state says why.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from providers.audio.clips import Clip
from providers.audio.deck import Deck, OpenOutput, Wish, open_device
from providers.audio.time_stretch import FASTEST, SLOWEST
from providers.audio.transport import (
    MARGIN_SECONDS,
    PlayState,
    Side,
    Span,
    around,
    within,
)
from providers.errors import BadInput, Trouble

# Nearer to the end than this, "play" means from the beginning.
AT_THE_END = 0.02


class Player:
    """One clip, one cursor. All seconds count from the clip's start; any thread may call."""

    def __init__(
        self,
        open_output: OpenOutput = open_device,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deck = Deck(open_output, clock)
        self._wish = Wish()
        self._at_end = False
        self._trouble = ""
        self._look = False
        self._closing = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    # --- what a screen calls -----------------------------------------------------------------

    def load(self, clip: Clip, at: float = 0.0) -> None:
        """Another clip, paused at ``at`` seconds; side and speed stay as they are."""
        with self._news:
            start = max(0.0, min(at, clip.duration))
            self._change(clip=clip, start=start, playing=False, span=None, loop=False)

    def play(self, span: Span | None = None, *, loop: bool | None = None) -> None:
        """Go on from the cursor, or play ``span`` from its start.

        At the end of the clip, or of the span that is set, it begins again.
        """
        with self._news:
            if self._wish.clip is None:
                return
            looped = self._wish.loop if loop is None else loop
            if span is not None:
                span = within(span, self._wish.clip.duration)
                self._change(start=span.start, playing=True, span=span, loop=looped)
                return
            first, last = self._bounds()
            start = self._position()
            if not first <= start < last - AT_THE_END:
                start = first
            self._change(start=start, playing=True, loop=looped)

    def play_around(
        self, start: float, end: float, margin: float = MARGIN_SECONDS, *, loop: bool = False
    ) -> None:
        """A word or hit with ``margin`` seconds before and after it."""
        with self._news:
            if self._wish.clip is not None:
                self.play(around(start, end, self._wish.clip.duration, margin), loop=loop)

    def pause(self) -> None:
        """Stop here."""
        with self._news:
            if self._wish.playing:
                self._change(playing=False)

    def toggle(self) -> None:
        """Pause, or go on."""
        with self._news:
            if self._wish.playing:
                self.pause()
            else:
                self.play()

    def seek(self, seconds: float) -> None:
        """Put the cursor there, playing or not. A span it leaves is forgotten."""
        with self._news:
            if self._wish.clip is None:
                return
            start = max(0.0, min(seconds, self._wish.clip.duration))
            span = self._wish.span
            inside = span is not None and span.start <= start < span.end
            self._change(
                start=start, span=span if inside else None, loop=self._wish.loop and inside
            )

    def skip(self, seconds: float) -> None:
        """Forward, or back where negative."""
        with self._news:
            self.seek(self._position() + seconds)

    def skip_share(self, share: float) -> None:
        """By a share of the clip, such as 0.1 or -0.1."""
        with self._news:
            if self._wish.clip is not None:
                self.skip(share * self._wish.clip.duration)

    def set_span(self, span: Span | None, *, loop: bool = False) -> None:
        """What ``play`` is bound to; None for the whole clip. The cursor moves only if it must."""
        with self._news:
            if self._wish.clip is None:
                return
            span = within(span, self._wish.clip.duration) if span else None
            start = self._position()
            if span is not None and not span.start <= start < span.end:
                start = span.start
            self._change(start=start, span=span, loop=loop)

    def set_loop(self, loop: bool) -> None:
        """Begin again at the end of the span, or of the clip."""
        with self._news:
            self._change(loop=loop)

    def set_side(self, side: Side) -> None:
        """Both channels, or one of them on both ears."""
        with self._news:
            self._change(side=side)

    def set_speed(self, speed: float) -> None:
        """Faster or slower at the same pitch. Raises BadInput outside 0.5 to 3."""
        if not SLOWEST <= speed <= FASTEST:
            raise BadInput(
                f"The speed {speed:g} is not possible: choose one from {SLOWEST:g} to {FASTEST:g}."
            )
        with self._news:
            self._change(speed=speed)

    def look_for_sound(self) -> None:
        """Try the sound device, also again after it was missing; ``state`` tells in a moment."""
        with self._news:
            self._look = True
            self._change()

    def state(self) -> PlayState:
        """How things are now."""
        with self._news:
            wish, missing = self._wish, self._deck.no_sound
            return PlayState(
                word=self._word(),
                position=self._position(),
                duration=wish.clip.duration if wish.clip else 0.0,
                span=wish.span,
                loop=wish.loop,
                side=wish.side,
                speed=wish.speed,
                no_sound=str(missing) if missing else "",
                next_step=missing.next_step if missing else "",
                trouble=self._trouble,
            )

    def start(self) -> None:
        """Begin to act on what is called; looks for the sound device first."""
        self.look_for_sound()
        self._thread = threading.Thread(target=self._work, name="player", daemon=True)
        self._thread.start()

    def close(self, seconds: float = 1.0) -> bool:
        """Be silent and end. False where a driver kept the thread longer than ``seconds``."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        if self._thread is None:
            self._deck.close()
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # --- the thread --------------------------------------------------------------------------

    def turn(self) -> float | None:
        """What the thread does again and again: act on the latest wish without waiting.

        Gives the seconds after which there is more to do, None where only a call changes that.
        """
        with self._news:
            wish, look = self._wish, self._look
            self._look = False
        try:
            if look:
                self._deck.look_for_sound(wish.clip)
            delay = self._deck.follow(wish)
        except Trouble as trouble:
            return self._halt(wish, str(trouble))
        except Exception as error:
            # A driver's or decoder's fault must end the playing, not the program.
            return self._halt(wish, f"Playing stopped because of a fault ({type(error).__name__}).")
        ended = self._deck.ended
        with self._news:
            if ended == wish.serial == self._wish.serial:
                self._change(playing=False)
                self._at_end = True
            return delay if self._wish.serial == wish.serial else 0.0

    def _halt(self, wish: Wish, sentence: str) -> float:
        self._deck.stop()
        with self._news:
            if self._wish.serial == wish.serial:
                self._change(playing=False)
                self._trouble = sentence
        return 0.0

    def _work(self) -> None:
        try:
            while True:
                seen = self._wish.serial
                delay = self.turn()
                with self._news:
                    if self._closing:
                        return
                    if self._wish.serial == seen and delay != 0.0:
                        self._news.wait(delay)
        finally:
            self._deck.close()

    # --- under the lock ----------------------------------------------------------------------

    def _change(self, **values: Any) -> None:
        values.setdefault("start", self._position())
        self._wish = replace(self._wish, serial=self._wish.serial + 1, **values)
        self._at_end = False
        self._trouble = ""
        self._news.notify_all()

    def _position(self) -> float:
        return self._deck.position(self._wish)

    def _bounds(self) -> tuple[float, float]:
        span, clip = self._wish.span, self._wish.clip
        assert clip is not None
        return (span.start, span.end) if span else (0.0, clip.duration)

    def _word(self) -> Any:
        if self._wish.clip is None:
            return "empty"
        if self._wish.playing:
            return "playing"
        return "ended" if self._at_end else "paused"

"""Turns what is wanted into sound, a little at a time, without ever waiting.

Everything here happens in one thread (``player`` has it), except ``position``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import cast

from providers.audio.clips import Clip
from providers.audio.devices import NoSound
from providers.audio.outputs import BLOCK_SECONDS, DeviceOutput, NullOutput, Output
from providers.audio.pacing import Block, PcmFormat
from providers.audio.passages import Passage, played_format, sounding
from providers.audio.transport import Side, Span, Timeline

OpenOutput = Callable[[PcmFormat], Output]
# How long a full buffer is left alone.
LOOK_AGAIN = 0.02
# Far less than a sample: seconds are sums of floats.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to hear. ``serial`` tells one wish from the next."""

    clip: Clip | None = None
    start: float = 0.0
    playing: bool = False
    span: Span | None = None
    loop: bool = False
    side: Side = "both"
    speed: float = 1.0
    serial: int = 0

    def passage(self) -> Passage:
        """The blocks to play. Only where there is a clip."""
        assert self.clip is not None
        span = self.span or Span(0.0, self.clip.duration)
        return Passage(self.clip, self.start, span, self.loop, self.side, self.speed)


@dataclass(frozen=True, slots=True)
class _Running:
    """A wish that is being played, as one object, so that any thread sees it whole."""

    serial: int
    timeline: Timeline
    output: Output


class Deck:
    """Plays the latest wish; goes on without sound where there is none."""

    def __init__(self, open_output: OpenOutput, clock: Callable[[], float]) -> None:
        self._open = open_output
        self._clock = clock
        self._output: Output | None = None
        self._serial = -1
        self._running: _Running | None = None
        self._blocks: Generator[Block, None, None] | None = None
        self._next: Block | None = None
        self.no_sound: NoSound | None = None
        # The wish that stopped by itself and where, for as long as no other one follows.
        self._rest = (-1, 0.0)
        self.ended: int | None = None

    def position(self, wish: Wish) -> float:
        """The second of the clip that is heard now. From any thread."""
        running = self._running
        if running is None or running.serial != wish.serial:
            serial, position = self._rest
            return position if serial == wish.serial else wish.start
        return running.timeline.at(running.output.played())

    def follow(self, wish: Wish) -> float | None:
        """Do what can be done now; gives the seconds until there is more, None for nothing.

        Raises Trouble where the clip cannot be read on.
        """
        if wish.serial != self._serial:
            self._begin(wish)
        running = self._running
        if running is None:
            return None
        try:
            return self._feed(wish, running)
        except NoSound as error:
            self._go_on_without(error, wish)
            return 0.0

    def look_for_sound(self, clip: Clip | None) -> None:
        """Try the device (again), so that the state can say how things are before playing."""
        self._stop()
        self._close_output()
        self.no_sound = None
        self._output_for(played_format(clip) if clip else PcmFormat("linear16", 16000, 1))

    def stop(self) -> None:
        """Be silent, keep the device."""
        self._stop()

    def close(self) -> None:
        """Be silent and give the device back."""
        self._stop()
        self._close_output()

    def _begin(self, wish: Wish) -> None:
        self._stop()
        self._serial = wish.serial
        if wish.playing and wish.clip is not None:
            self._start(wish, self._output_for(played_format(wish.clip)))

    def _start(self, wish: Wish, output: Output) -> None:
        self._blocks = cast(Generator[Block, None, None], sounding(wish.passage()))
        self._running = _Running(wish.serial, Timeline(wish.start), output)

    def _stop(self) -> None:
        if self._running is not None:
            running = self._running
            self._rest = (running.serial, running.timeline.at(running.output.played()))
        self._running = None
        self._next = None
        if self._blocks is not None:
            # Ends ffmpeg where it is decoding.
            self._blocks.close()
            self._blocks = None
        if self._output is not None:
            self._output.drop()

    def _output_for(self, form: PcmFormat) -> Output:
        if self._output is not None and self._output.form == form:
            return self._output
        self._close_output()
        if self.no_sound is None:
            try:
                self._output = self._open(form)
                return self._output
            except NoSound as error:
                self.no_sound = error
        self._output = NullOutput(form, clock=self._clock)
        return self._output

    def _close_output(self) -> None:
        if self._output is not None:
            self._output.close()
            self._output = None

    def _feed(self, wish: Wish, running: _Running) -> float | None:
        output = running.output
        while True:
            block = self._upcoming()
            if block is None:
                return self._finish(running)
            seconds = len(block.data) / output.form.byte_rate
            if output.room() < min(seconds, output.capacity) - ROUNDING:
                return LOOK_AGAIN
            output.write(block.data)
            running.timeline.add(seconds, block.start, block.end, output.played())
            self._next = None

    def _upcoming(self) -> Block | None:
        if self._next is None and self._blocks is not None:
            self._next = next(self._blocks, None)
        return self._next

    def _finish(self, running: _Running) -> float | None:
        """Have the end heard: with silence behind it, so that dropping that is all that is lost.

        A device may also start only when its buffer is full.
        """
        output, end = running.output, running.timeline.written + running.output.tail
        silence = bytes(round(BLOCK_SECONDS * output.form.rate) * output.form.frame_bytes)
        while output.room() >= BLOCK_SECONDS - ROUNDING and output.played() < end:
            output.write(silence)
        if output.played() < end:
            return LOOK_AGAIN
        self._stop()
        self.ended = running.serial
        return None

    def _go_on_without(self, error: NoSound, wish: Wish) -> None:
        """The device is gone: the cursor goes on from what was heard."""
        position = self.position(wish)
        self._stop()
        self._close_output()
        self.no_sound = error
        assert wish.clip is not None
        self._start(replace(wish, start=position), self._output_for(played_format(wish.clip)))


def open_device(form: PcmFormat) -> Output:
    """The default device. Raises NoSound."""
    return DeviceOutput(form, clock=time.monotonic)

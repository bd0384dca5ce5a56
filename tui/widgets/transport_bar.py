"""One line about playback: what it does, where it is, how it sounds, and why it does not."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from providers.audio.transport import PlayState
from tui.text import one_line, shortened
from tui.widgets.wave_view import ruler_time

WORDS = {"empty": "No clip", "paused": "Paused", "playing": "Playing", "ended": "Ended"}
GAP = "  "
NO_DEVICE = "no sound device"
# Less of a sentence than this says nothing.
LEAST_REASON = 24


def transport_line(state: PlayState, width: int) -> str:
    """The line in at most ``width`` cells.

    Why nothing is heard comes before how it would sound: first the span goes, then the side, then
    the speed.
    """
    reason = one_line(state.trouble)
    if state.no_sound and not reason:
        reason = f"{NO_DEVICE}: {one_line(state.no_sound)}"
    lines = _lines(state)
    for line in lines:
        whole = GAP.join(part for part in (line, reason) if part)
        if cell_len(whole) <= width:
            return whole
    for line in lines:
        room = width - len(line) - len(GAP)
        if reason and room >= LEAST_REASON:
            return f"{line}{GAP}{shortened(reason, room)}"
        if reason.startswith(NO_DEVICE) and room >= len(NO_DEVICE):
            return f"{line}{GAP}{NO_DEVICE}"
    return shortened(lines[-1], width)


def _lines(state: PlayState) -> list[str]:
    """What there is to say besides, from all of it to the least."""
    if state.word == "empty":
        return [WORDS["empty"]]
    always = [f"{WORDS[state.word]:<7}", _place(state)]
    optional = [f"{state.speed:g}x", _side(state), _span(state)]
    return [
        GAP.join(part for part in (*always, *optional[:kept]) if part)
        for kept in range(len(optional), -1, -1)
    ]


def _place(state: PlayState) -> str:
    """The position takes as many cells as the length, so that nothing behind it moves."""
    length = ruler_time(state.duration, 0.1)
    return f"{ruler_time(state.position, 0.1):>{len(length)}} / {length}"


def _side(state: PlayState) -> str:
    return {"both": "both sides", "left": "left only", "right": "right only"}[state.side]


def _span(state: PlayState) -> str:
    if state.span is None:
        return "loop" if state.loop else ""
    ends = f"{ruler_time(state.span.start, 0.1)} to {ruler_time(state.span.end, 0.1)}"
    return f"{'loop' if state.loop else 'span'} {ends}"


class TransportBar(Widget):
    """Shows a ``PlayState``; the screen polls its player and hands it over."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TransportBar {
        height: 1; width: 1fr; padding: 0 1;
        background: $panel; color: $foreground;
        text-wrap: nowrap; text-overflow: clip;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state = PlayState("empty", 0.0, 0.0)
        self._line = ""

    def show(self, state: PlayState) -> None:
        """Redraw where the line reads differently."""
        self._state = state
        if transport_line(state, self.content_size.width) != self._line:
            self.refresh()

    def render(self) -> Content:
        """The line."""
        self._line = transport_line(self._state, self.content_size.width)
        return Content(self._line)

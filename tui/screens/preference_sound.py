"""The sound of a choice by ear: a place in the waveform, the keys of playback, and the command
for another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from providers.audio.transport import MARGIN_SECONDS
from tui import clipboard
from tui.preference_lines import place_of
from tui.screens.played_bench import PlayedBench
from tui.screens.run import RunWindow
from tui.text import one_line
from tui.widgets.wave_view import Mark

if TYPE_CHECKING:
    from checklists.before.preference.spans import Span
    from checklists.records import ClipRecord

# What is played before and after a place where more is wanted, in seconds; usually its words
# stand around it already, and the player's own margin is enough.
MORE_MARGIN = 3.0


class HeardBench(PlayedBench, playback="preference"):
    """A screen with one ``Listening`` in it. ``played`` has the ids of the places played here."""

    def __init__(self) -> None:
        self.played: set[str] = set()
        super().__init__()

    @property
    def span(self) -> Span | None:
        """The place under the cursor; subclasses know it."""
        return None

    def show_place(self, span: Span, record: ClipRecord | None) -> None:
        """A place in the waveform, silent; None where its clip is not in the workspace."""
        pane = self.listening
        clip = record.clip if record else None
        if pane.clip != clip or clip is None:
            pane.show(clip, span.start)
            pane.find_device()
        if clip is not None:
            pane.pause()
            pane.forget_span()
            pane.seek(span.start)
            pane.wave.zoom_to(span.start - MORE_MARGIN, span.end + MORE_MARGIN)
            pane.show_words((), [Mark("hit", *span.disputed, "?")])
        name = one_line(record.name) if record else "The clip is not in the workspace"
        pane.border_title = Content(f"{name} · {place_of(span)}")

    def play_place(self, span: Span, margin: float = MARGIN_SECONDS) -> None:
        """A place with so many seconds before and after it."""
        wider = margin - MARGIN_SECONDS
        self.listening.play_around(span.start - wider, span.end + wider)
        if not self.listening.state.no_sound:
            self.played.add(span.id)

    def do_preference_hear(self) -> None:
        """The place with a little around it, or silence."""
        if self.listening.state.playing:
            self.listening.pause()
        elif (span := self.span) is not None:
            self.play_place(span)

    def do_preference_around(self) -> None:
        """The place with more around it."""
        if (span := self.span) is not None:
            self.play_place(span, MORE_MARGIN)

    def do_preference_elsewhere(self) -> None:
        """Show the commands, and copy the likeliest."""
        commands = self.listening.commands()
        if commands:
            clipboard.copy(self.program, commands[0], "command that plays it")
            heads = ["Copied: the likeliest", *["Or, where the file lies"] * len(commands)]
            sections = list(zip(heads, commands, strict=False))
            self.app.push_screen(RunWindow("Play it elsewhere", sections))

"""The places of one term, to be read, seen and heard one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from checklists.records import ClipRecord
from tui.compare_lines import channel_name
from tui.keyword_places import Place
from tui.screens.window import Window
from tui.text import clock, counted, one_line, shortened
from tui.widgets.hit_sound import HitSound
from tui.widgets.table import Column, Line, Table, TableRows

TABLE = (
    Column("what", 6),
    Column("place", 9, right=True),
    Column("heard", 16, grows=True),
    Column("clip", 10, grows=True, rank=1),
)
_STYLES = {"gained": "$text-success", "lost": "$text-error", "harmed": "$text-error"}


class PlacesWindow(Window[Place]):
    """Dismissed with the place to go to in the workbench that plays clips, or with None."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "keyword_windows.tcss"]
    AUTO_FOCUS = "TableRows"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("h,space", "hear", "Hear", show=False),
        Binding("n", "next", "Next", show=False),
        Binding("H", "listen", "Listen", show=False),
    ]

    def __init__(
        self, term: str, places: Sequence[Place], clips: Mapping[str, ClipRecord], about: str
    ) -> None:
        """``clips`` by hash; ``about`` says with what the places were found."""
        super().__init__()
        self._term, self._places, self._clips = term, tuple(places), clips
        self._about = about

    def compose(self) -> ComposeResult:
        many = counted(len(self._places), "place")
        title = f"{shortened(self._term, 30)} · {many}"
        with self.box(title, "h hear · n next one · H listen bench · esc close"):
            yield Table(TABLE)
            yield HitSound(classes="panel")

    def on_mount(self) -> None:
        """The first place, silent."""
        lines = [self._line(at, one) for at, one in enumerate(self._places)]
        self.query_one(Table).show(lines)
        self._show()

    def _line(self, at: int, one: Place) -> Line:
        record = self._clips.get(one.clip)
        where = f"{channel_name(one.channel)} {clock(one.start)}"
        name = one_line(record.name) if record else "not in this workspace"
        return Line(f"place/{at}", ((one.kind, _STYLES.get(one.kind, "")), where, one.words, name))

    @property
    def _here(self) -> Place:
        at = self.query_one(TableRows).highlighted
        return self._places[at or 0]

    @on(TableRows.OptionHighlighted)
    def _show(self) -> None:
        one = self._here
        record = self._clips.get(one.clip)
        self.query_one(HitSound).show(
            f"{one.kind} · {channel_name(one.channel)} {clock(one.start)}",
            self._about,
            (one.words,),
            record.clip if record else None,
            one.start,
            one.end,
        )

    @on(TableRows.OptionSelected)
    def action_hear(self) -> None:
        """The place with a little around it, or silence."""
        sound = self.query_one(HitSound)
        if sound.listening.state.playing:
            sound.listening.pause()
        else:
            sound.play()

    def action_next(self) -> None:
        """The next place, and play it."""
        rows = self.query_one(TableRows)
        rows.highlighted = ((rows.highlighted or 0) + 1) % len(self._places)
        self._show()
        self.query_one(HitSound).play()

    def action_listen(self) -> None:
        """Go there."""
        if self._here.clip in self._clips:
            self.dismiss(self._here)

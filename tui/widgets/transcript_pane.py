"""One pane of a live comparison: settled text, what is being said, the vendor's own words, lags.

The pane only draws: everything heard is in ``tui.live.model``. It is one widget, and draws only the
rows that read otherwise. Textual (8.2.8) asks every widget in the neighbourhood of a change for
all its rows, and lays the screen out again when something scrolls: panes made of several widgets
cost half as much processor time again, measured with four of them at 80 messages a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.content import Content
from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from checklists.scoring.latency import Spread
from checklists.scoring.live_figures import Tracker
from providers.speech import Vendor
from tui.live.lines import Part, foot_parts, lane_parts
from tui.live.model import Side
from tui.text import counted, one_line, shortened
from tui.watch_lines import watched
from tui.widgets.latency_ribbon import TOP_SECONDS, laid_out
from tui.widgets.settled_rows import SettledRows
from tui.widgets.wave_glyphs import Glyphs

NAMES: dict[Vendor, str] = {"deepgram": "Deepgram", "amazon": "Amazon"}
NO_LAGS = Spread(0, None, None, None)
# From so many rows on there is a line between what is settled and what is not; with fewer than
# _FLAT the line of the lags is spared.
_AIRY, _FLAT = 12, 6
_LANES = 2
_WHEEL = 3
# Word lags that are ever drawn in the widest pane.
_MOST_LAGS = 200


class TranscriptPane(Widget):
    """The place of one pane; which vendor speaks in it may change."""

    can_focus = True
    ALLOW_SELECT = False
    BINDINGS = [  # noqa: RUF012 - as Textual types it
        Binding("up,k", "scroll_rows(-1)", "Up", show=False),
        Binding("down,j", "scroll_rows(1)", "Down", show=False),
        Binding("pageup", "scroll_pages(-1)", "Page up", show=False),
        Binding("pagedown", "scroll_pages(1)", "Page down", show=False),
        Binding("home,g", "scroll_to(False)", "First", show=False),
        Binding("end,G", "scroll_to(True)", "Last", show=False),
    ]
    COMPONENT_CLASSES = {  # noqa: RUF012 - as Textual types it
        f"pane--{name}"
        for name in (
            *("time", "channel", "native", "note", "hint", "fair", "poor", "differs", "number"),
            *("hit", "thumb", "rule", "lane", "foot", "counts", "scale", "bars"),
        )
    }
    DEFAULT_CSS = """
    TranscriptPane { width: 1fr; height: 1fr; min-width: 10;
        background: $background;
        & > .pane--channel { text-style: bold; }
        & > .pane--time, & > .pane--native, & > .pane--hint, & > .pane--number,
        & > .pane--counts, & > .pane--scale { color: $text-muted; }
        & > .pane--note { color: $warning; text-style: italic; }
        & > .pane--hit { color: $success; text-style: bold; }
        & > .pane--fair { color: $foreground 75%; }
        & > .pane--poor { color: $foreground 50%; }
        & > .pane--differs { text-style: bold underline; }
        & > .pane--thumb { color: $scrollbar; }
        & > .pane--rule { color: $border-blurred; }
        & > .pane--lane { text-style: italic; }
        & > .pane--foot { background: $surface; }
        & > .pane--bars { color: $accent; }
        &:ansi > .pane--time, &:ansi > .pane--native, &:ansi > .pane--number,
        &:ansi > .pane--counts, &:ansi > .pane--scale, &:ansi > .pane--hint,
        &:ansi > .pane--fair, &:ansi > .pane--poor { color: ansi_default; text-style: dim; }
    }
    """

    def __init__(self, pane_id: str, glyphs: Glyphs) -> None:
        super().__init__(id=f"pane-{pane_id}")
        self.pane_id = pane_id
        self.settled = SettledRows()
        self._glyphs: Glyphs = glyphs
        self._called = ("", "")
        self._channels = 1
        self._written = 0
        self._side: Side | None = None
        self._lags: tuple[float, ...] = ()
        self._spread = NO_LAGS
        self._drawn: dict[int, list[Part]] = {}
        self._styles: dict[tuple[str, ...], Style] = {}

    # --- what it is called -------------------------------------------------------------------

    def label(self, name: str, origin: str) -> None:
        """Who speaks here: the border title says "sandbox" or "live", never neither."""
        self._called = (one_line(name), one_line(origin))
        self._entitle()

    def _entitle(self) -> None:
        """Where the title is too long, its name gives way: where it comes from always stands."""
        name, origin = self._called
        room = max(8, self.outer_size.width - 10 - cell_len(f"{self.pane_id}{origin}"))
        name = shortened(name, room) if self.outer_size.width else name
        self.border_title = Content(f"{self.pane_id} {name} · {origin}")

    # --- what it is given --------------------------------------------------------------------

    def reset(self, channels: int, hint: str = "") -> None:
        """Empty the pane for a new stream."""
        self._channels, self._written, self._side = channels, 0, None
        self._lags, self._spread = (), NO_LAGS
        self.settled.empty(channels, hint)
        self._redraw()

    def show_numbers(self, shown: bool) -> None:
        """Each word's confidence beside it, or not."""
        self.settled.show_numbers(shown)
        self._redraw()

    def draw(self, side: Side) -> None:
        """Bring the pane up to what its side has heard."""
        self._side = side
        if side.changed:
            changed = {place: side.lines[place] for place in side.changed if place < self._written}
            side.changed.clear()
            self._refresh_rows(self.settled.change(changed))
        self._refresh_rows(self.settled.add(side.lines[self._written :]))
        self._written = len(side.lines)
        self._refresh_below()

    def draw_figures(self, tracker: Tracker) -> None:
        """The recent lags."""
        self._lags, self._spread = tracker.ribbon(_MOST_LAGS), tracker.emission
        self._refresh_below()

    # --- scrolling ---------------------------------------------------------------------------

    def action_scroll_rows(self, rows: int) -> None:
        """A few rows up or down."""
        self.settled.scroll(rows)
        self._refresh_rows(self.settled.everything)

    def action_scroll_pages(self, pages: int) -> None:
        """A page up or down."""
        self.settled.scroll_pages(pages)
        self._refresh_rows(self.settled.everything)

    def action_scroll_to(self, end: bool) -> None:
        """To the newest row, or the oldest that is kept here."""
        self.settled.scroll_to_end(end)
        self._refresh_rows(self.settled.everything)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_rows(-_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_rows(_WHEEL)

    # --- where things are --------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """Fold again at the new width."""
        self._entitle()
        self.settled.fit(self._room, self._below, brackets=self.app.no_color)
        self._redraw()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._styles.clear()

    @property
    def _room(self) -> int:
        """Cells for words: one at the left stays free, one at the right is the scrollbar's."""
        return max(1, self.content_size.width - 2)

    @property
    def _parts_below(self) -> tuple[str, ...]:
        """What stands below the settled text, row by row."""
        height = self.content_size.height
        rule = ("rule",) if height >= _AIRY else ()
        ribbon = ("ribbon",) if height >= _FLAT else ()
        return (*rule, *("lane",) * _LANES, "foot", *ribbon)

    @property
    def _below(self) -> int:
        """The first row below the settled text."""
        return max(0, self.content_size.height - len(self._parts_below))

    # --- drawing -----------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._drawn.clear()
        self.refresh()

    def _refresh_rows(self, rows: range) -> None:
        last = min(rows.stop, self._below)
        if rows.start < last:
            self.refresh(Region(0, rows.start, self.content_size.width, last - rows.start))

    def _refresh_below(self) -> None:
        """What reads otherwise below the settled text."""
        first = self._below
        for number, old in enumerate(self._made_below()):
            if self._drawn.get(number) != old:
                self._drawn[number] = old
                self.refresh(Region(0, first + number, self.content_size.width, 1))

    def _made_below(self) -> list[list[Part]]:
        width, side = self._room, self._side
        said = side.interim if side else {}
        lanes = iter(lane_parts(said, self._channels, width, _LANES))
        made: list[list[Part]] = []
        for name in self._parts_below:
            if name == "rule":
                made.append([("─" * self.content_size.width, ("rule",))])
            elif name == "lane":
                made.append(_margined(next(lanes), width))
            elif side is None:
                made.append(_margined([], width, ("foot",)))
            elif name == "foot":
                made.append(
                    _margined(foot_parts(side.native, counts(side), width), width, ("foot",))
                )
            else:
                made.append(_margined(self._ribbon(width), width, ("foot",)))
        return made

    def _ribbon(self, width: int) -> list[Part]:
        line = laid_out(self._lags, self._spread, width, TOP_SECONDS, self._glyphs)
        return [
            (line.scale, ("foot", "scale")),
            (line.bars, ("foot", "bars")),
            (line.numbers, ("foot",)),
        ]

    def render_line(self, y: int) -> Strip:
        """A row: settled text and the scrollbar, or what stands below them."""
        below = self._below
        if y < below:
            row = _margined(self.settled.row(y), self._room)
            if self.settled.thumb(y):
                row[-1] = ("▐", ("thumb",))
            return self._strip(row)
        if y - below not in self._drawn:
            self._drawn = dict(enumerate(self._made_below()))
        return self._strip(self._drawn.get(y - below, []))

    def _strip(self, parts: Sequence[Part]) -> Strip:
        segments = [Segment(text, self._style(names)) for text, names in parts if text]
        return Strip(segments).adjust_cell_length(self.content_size.width, self._style(()))

    def _style(self, names: tuple[str, ...]) -> Style:
        """Looked up once: Textual makes it anew from all ancestors every time."""
        if names not in self._styles:
            style = self.rich_style
            for name in names:
                style += self.get_component_rich_style(f"pane--{name}", partial=True)
            self._styles[names] = style
        return self._styles[names]


def _margined(parts: list[Part], width: int, names: tuple[str, ...] = ()) -> list[Part]:
    """``width`` cells, a blank before them and one after them."""
    used = sum(cell_len(text) for text, _ in parts)
    return [(" ", names), *parts, (" " * (width - used), names), (" ", names)]


def counts(side: Side) -> tuple[str, ...]:
    """What was counted, the most telling first."""
    found = [watched(side.watch)] if side.watch else []
    if not side.finals:
        return (*found, "no text" if side.closed else "no final yet")
    parts = [*found, counted(side.finals, "final" if side.lag is not None else "utterance")]
    if side.lag is not None:
        parts.append(f"last +{side.lag:.2f} s")
    if side.differing:
        differs = "differs" if side.differing == 1 else "differ"
        parts.append(f"{counted(side.differing, 'word')} {differs}")
    return tuple(parts)

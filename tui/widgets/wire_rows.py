"""The messages of a connection, a line each: only those in view are ever drawn."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tui.actions import bindings_for
from tui.live.wire_log import Entry, moment
from tui.text import shortened

_TIME, _KIND = 10, 18
# Below so many cells a message's beginning gives way to its kind.
_ROOMY = 44
# A JSON of many kilobytes is not measured to show the beginning of it.
_LOOKED_AT = 4


class WireRows(ScrollView, can_focus=True):
    """The cursor stays on its message, and at the end it stays with the newest."""

    BINDINGS = [  # noqa: RUF012
        *bindings_for("list"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]
    DEFAULT_CSS = """
    WireRows { height: 1fr; min-width: 8; overflow-x: hidden; overflow-y: scroll;
               scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """
    ALLOW_SELECT = False

    class Moved(Message):
        """The cursor is on another message."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: tuple[Entry, ...] = ()
        self._start = 0.0
        self._cursor = 0
        self.following = True

    @property
    def selected(self) -> Entry | None:
        """The message under the cursor."""
        return self._entries[self._cursor] if self._entries else None

    def show(self, entries: Sequence[Entry], start: float) -> None:
        """Show these; ``start`` is the moment that their times are told from."""
        before = self.selected
        self._entries, self._start = tuple(entries), start
        if self.following or before is None:
            self._cursor = max(0, len(self._entries) - 1)
        else:
            # What was under the cursor, or the one that came after it.
            later = (i for i, one in enumerate(self._entries) if one.number >= before.number)
            self._cursor = next(later, max(0, len(self._entries) - 1))
        self.virtual_size = Size(self._width, len(self._entries))
        self._reveal()
        if self.selected != before:
            self.post_message(self.Moved())

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self._width, len(self._entries))
        self._reveal()

    def _reveal(self) -> None:
        height, top = max(1, self.scrollable_content_region.height), self.scroll_offset.y
        lowest = self._cursor - height + 1
        if not lowest <= top <= self._cursor:
            target = self._cursor if top > self._cursor else lowest
            self.scroll_to(y=target, animate=False, immediate=True)
        self.refresh()

    def _move(self, to: int) -> None:
        last = len(self._entries) - 1
        to = max(0, min(last, to))
        self.following = to == last
        if last >= 0 and to != self._cursor:
            self._cursor = to
            self.post_message(self.Moved())
        self._reveal()

    def action_cursor_down(self) -> None:
        """The next message."""
        self._move(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """The one before."""
        self._move(self._cursor - 1)

    def action_first(self) -> None:
        """The oldest that is kept."""
        self._move(0)

    def action_last(self) -> None:
        """The newest; the cursor stays with it from now on."""
        self._move(len(self._entries) - 1)

    def action_page(self, step: int) -> None:
        """A page further."""
        self._move(self._cursor + step * max(1, self.scrollable_content_region.height - 1))

    def on_focus(self) -> None:
        """The cursor looks different."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One message of those in view."""
        row = self.scroll_offset.y + y
        width, style = self.scrollable_content_region.width, self.visual_style
        if row >= len(self._entries) or width <= 0:
            return Strip.blank(width, style.rich_style)
        line = entry_line(self._entries[row], self._start, width)
        if row == self._cursor:
            line = line.pad_right(max(0, width - line.cell_length))
            line = line.stylize("reverse bold" if self.has_focus else "underline")
        strips = Visual.to_strips(self, line, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)


def entry_line(entry: Entry, start: float, width: int) -> Content:
    """Time, way, kind, and the beginning of what was said, in ``width`` cells."""
    arrow = "→" if entry.direction == "sent" else "←"
    time = moment(entry.at - start).rjust(_TIME)
    if width < _ROOMY:
        return Content(shortened(f"{time} {arrow} {entry.kind}", width))
    # Not str.ljust, which takes every character for one cell.
    kind = Content.styled(shortened(entry.kind, _KIND), "bold")
    kind = kind.pad_right(_KIND - kind.cell_length)
    many = f"{entry.count:,} messages, " if entry.count > 1 else ""
    words = entry.text[: width * _LOOKED_AT] or f"{many}{entry.size:,} bytes"
    room = max(1, width - _TIME - _KIND - 4)
    return Content.assemble((time, "dim"), f" {arrow} ", kind, " ", shortened(words, room))

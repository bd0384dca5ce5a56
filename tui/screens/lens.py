"""The exact-request lens of one pane: what was asked, what was answered, and every message."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui import clipboard
from tui.live.wire_lines import (
    answer_lines,
    copied_answer,
    copied_request,
    request_lines,
    whole_lines,
)
from tui.live.wire_log import WireLog
from tui.screens.hint import show_hint
from tui.screens.window import Window
from tui.text import counted, one_line
from tui.widgets.lines import Lines
from tui.widgets.wire_rows import WireRows

VIEWS = ("request", "answer", "messages")
_WAYS = (("", "both ways"), ("received", "← received"), ("sent", "→ sent"))
_READING = ("v view · y copy · esc close",)
_KEYS = {
    "request": _READING,
    "answer": _READING,
    "messages": (
        "v view · f kind · w way · enter whole · i indent · y copy · esc close",
        "v view · f kind · w way · enter whole · i indent · y copy",
        "v view · f kind · w way · enter whole · y copy",
    ),
}
_WHOLE_KEYS = ("i indent · y copy · esc back to the messages", "i indent · y copy · esc back")


class LensWindow(Window[None]):
    """Three views of one ``WireLog``, which may go on growing while it is looked at."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "#words"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("v,tab", "next_view", "Next view", show=False),
        *(
            Binding(str(number), f"view('{view}')", view, show=False)
            for number, view in enumerate(VIEWS, 1)
        ),
        Binding("f", "kind(1)", "Next kind", show=False),
        Binding("F", "kind(-1)", "Kind before", show=False),
        Binding("w", "way", "Sent or received", show=False),
        Binding("i", "indent", "Indent", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("enter", "whole", "Whole message", show=False),
    ]

    def __init__(self, title: str, log: WireLog, *, view: str = "request") -> None:
        """``title`` is the pane's, such as "1 Deepgram · nova-3"; ``view`` one of ``VIEWS``."""
        super().__init__()
        self._title, self._log, self._view = title, log, view
        self._kind = self._way = ""
        self._indented = False
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        with self.box(f"Wire of {self._title}", "") as box:
            box.id = "lens-box"
            yield Static(id="views", markup=False)
            yield Lines(id="words")
            with Vertical(id="wire"):
                yield Static(id="filter-line", markup=False)
                yield WireRows(id="rows")
                yield Lines(id="whole")

    def on_mount(self) -> None:
        """Draw, and look for more as often as the settings let text be drawn."""
        self._show_view()
        self.set_interval(1 / self.program.settings.refresh, self._look)

    def on_resize(self) -> None:
        """The hint keeps to the width."""
        self.call_after_refresh(self._hint)

    def _hint(self) -> None:
        hints = _WHOLE_KEYS if self.has_class("-whole") else _KEYS[self._view]
        show_hint(self.query_one("#lens-box"), hints)

    # --- drawing -----------------------------------------------------------------------------

    def _show_view(self) -> None:
        messages = self._view == "messages"
        self.set_class(messages, "-messages")
        self._hint()
        self.query_one("#rows" if messages else "#words").focus()
        self._drawn = None
        self._look()

    def _look(self) -> None:
        """Draw again where something has changed."""
        exchanges = tuple(self._log.exchanges())
        seen = (self._view, self._kind, self._way, self._log.version, exchanges)
        if seen == self._drawn:
            return
        self._drawn = seen
        self._show_views_line()
        if self._view == "messages":
            self._show_messages()
        else:
            make = request_lines if self._view == "request" else answer_lines
            self.query_one("#words", Lines).show(make(exchanges), _styled)

    def _show_views_line(self) -> None:
        parts = [
            Content.styled(f"[{one.capitalize()}]", "bold $accent")
            if one == self._view
            else Content(f" {one.capitalize()} ")
            for one in VIEWS
        ]
        line = Content("  ").join(parts) + Content.styled(f" {self._log.total:,}", "dim")
        self.query_one("#views", Static).update(line, layout=False)

    def _show_messages(self) -> None:
        entries = self._log.entries(self._kind, self._way)
        self.query_one("#rows", WireRows).show(entries, self._log.start)
        kind = one_line(self._kind) or "all kinds"
        words = f"{kind} · {dict(_WAYS)[self._way]}"
        kept = self._log.kept
        if kept < self._log.total:
            words += f" · the newest {kept:,} of {counted(self._log.total, 'message')}"
        else:
            words += f" · {counted(self._log.total, 'message')}"
        if not entries:
            words += " · none of these yet"
        self.query_one("#filter-line", Static).update(Content(words), layout=False)

    def on_wire_rows_moved(self) -> None:
        """Show the message under the cursor as a whole."""
        self._show_whole()

    def _show_whole(self) -> None:
        entry = self.query_one("#rows", WireRows).selected
        lines = whole_lines(entry, indented=self._indented) if entry else ()
        self.query_one("#whole", Lines).show(lines)

    # --- the keys ----------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """This view."""
        self.remove_class("-whole")
        self._view = view
        self._show_view()

    def action_next_view(self) -> None:
        """The next of the three."""
        self.action_view(VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)])

    def action_kind(self, step: int) -> None:
        """Only messages of the next kind that there is; after the last, all."""
        if self._view == "messages":
            kinds = ["", *sorted(self._log.kinds)]
            self._kind = kinds[(kinds.index(self._kind) + step) % len(kinds)]
            self._look()

    def action_way(self) -> None:
        """Only what was received, only what was sent, both."""
        if self._view == "messages":
            ways = [way for way, _ in _WAYS]
            self._way = ways[(ways.index(self._way) + 1) % len(ways)]
            self._look()

    def action_indent(self) -> None:
        """JSON with a line for every member, or as it came."""
        self._indented = not self._indented
        self._show_whole()

    def action_whole(self) -> None:
        """The message alone, and back to the list."""
        if self._view == "messages":
            self.toggle_class("-whole")
            self.query_one("#whole" if self.has_class("-whole") else "#rows").focus()
            self._hint()

    def action_leave(self) -> None:
        """From one message back to the list; from there close."""
        if self.has_class("-whole"):
            self.action_whole()
            return
        self.dismiss(None)

    def action_copy(self) -> None:
        """Hand what is looked at to the terminal's clipboard."""
        exchanges = self._log.exchanges()
        text = ""
        if self._view == "messages":
            entry = self.query_one("#rows", WireRows).selected
            text = entry.text if entry else ""
        elif exchanges:
            make = copied_request if self._view == "request" else copied_answer
            text = make(exchanges[-1])
        if not text:
            self.notify("There is nothing to copy here yet.", severity="warning")
            return
        clipboard.copy(self.program, text, f"{self._title} {self._view}", "")


def _styled(line: str) -> Content:
    """Names of parameters and headers stand out from their values."""
    if line.startswith("── "):
        return Content.styled(line, "bold $accent")
    bare = line.lstrip()
    if line != bare and bare[:1] in ("?", "&"):
        name, equals, value = line.partition("=")
        return Content.assemble((name, "$accent"), equals, value)
    name, colon, value = line.partition(": ")
    if colon and " " not in name:
        return Content.assemble((name, "$accent"), colon, value)
    return Content(line)

"""The live sessions that were recorded, to be played again without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from tui.content import hanging
from tui.live.pane_lines import NAMES, pane_name
from tui.screens.window import Window
from tui.text import clock, counted, one_line
from tui.widgets.fitted import Fitted
from tui.widgets.table import Column, Line, Table

if TYPE_CHECKING:
    from checklists.before.live.replay import RecordedPane, RecordedSession

KEYS = "enter replay · esc close"
TABLE = (
    Column("Recorded", 16),
    Column("Sample", 14, grows=True),
    Column("Length", 7, right=True),
    Column("Panes", 22, rank=1),
    Column("From", 8, rank=2),
)
NONE_YET = (
    "No live session is recorded in this workspace yet.\n\nEvery comparison that ends is kept as "
    "it was heard, with its clock, and can be played again from here."
)


class ReplaysWindow(Window["RecordedSession"]):
    """Dismissed with the session to replay; ``current`` is the id to begin with."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "TableRows"

    def __init__(self, sessions: Sequence[RecordedSession], *, current: str = "") -> None:
        super().__init__()
        self._sessions = {f"session {one.id}": one for one in sessions}
        self._current = f"session {current}"

    def compose(self) -> ComposeResult:
        many = counted(len(self._sessions), "recorded session") if self._sessions else "Replay"
        with self.box(many, KEYS if self._sessions else "esc close"):
            yield Table(TABLE)
            yield Static("", id="more", markup=False)

    def on_mount(self) -> None:
        """Show them, the newest first."""
        lines = [_line(key, one) for key, one in self._sessions.items()]
        self.query_one(Table).show(lines, start=self._current, nothing=NONE_YET)
        self._tell()

    @property
    def _selected(self) -> RecordedSession | None:
        return self._sessions.get(self.query_one(Table).rows.selected)

    @on(OptionList.OptionHighlighted)
    def _tell(self) -> None:
        session = self._selected
        more = self.query_one("#more", Static)
        if session is None:
            more.update("")
            return
        more.update(Fitted(lambda width: Content("\n").join(list(_about(session, max(12, width))))))

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        if (session := self._selected) is not None:
            self.dismiss(session)


def _line(key: str, session: RecordedSession) -> Line:
    return Line(
        key,
        (
            f"{session.on:%Y-%m-%d %H:%M}",
            session.title,
            clock(session.duration),
            (_vendors(session), "dim"),
            _origin(session.panes),
        ),
    )


def _vendors(session: RecordedSession) -> str:
    """The panes in one breath: "3 Deepgram, Amazon"."""
    counts: dict[str, int] = {}
    for one in session.panes:
        counts[one.pane.vendor] = counts.get(one.pane.vendor, 0) + 1
    return ", ".join(
        f"{count} {NAMES[vendor]}" if count > 1 else NAMES[vendor]
        for vendor, count in counts.items()
    )


def _origin(panes: Sequence[RecordedPane]) -> str:
    ways = {one.sandbox for one in panes}
    return "both" if len(ways) > 1 else "sandbox" if True in ways else "live"


def _about(session: RecordedSession, width: int) -> Iterator[Content]:
    """Every pane of a session with its options, and how it will be stamped."""
    for one in session.panes:
        words = f"{pane_name(one.pane)} · {'sandbox' if one.sandbox else 'live'}"
        yield from hanging(Content(f"{one_line(one.pane.id)} "), Content(words), 2, width)
    stamp = f"RECORDED {session.on:%Y-%m-%d %H:%M} UTC stands on everything that is replayed."
    yield from hanging(Content(""), Content.styled(stamp, "dim"), 0, width)

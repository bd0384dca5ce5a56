"""What the phase screens and the live screen share: their edges, and manners at every size."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from tui.actions import Situation
from tui.widgets.key_bar import KeyBar
from tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from tui.app import CrossfadeApp
    from tui.board import Board

SMALLEST = (40, 10)


class PlaceScreen(Screen[None]):
    """A screen with title bar and key bar. Below 40x10 it is one sentence."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual types it
        (0, "-tiny"),
        (SMALLEST[0], "-narrow"),
        (80, "-normal"),
        (120, "-wide"),
        (150, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (SMALLEST[1], "-short"),
        (22, "-tall"),
        (34, "-roomy"),
    ]
    _theme_seen = ""
    mode: str
    """The name under which the app knows this screen."""

    @property
    def program(self) -> CrossfadeApp:
        """The app, by its own type."""
        return cast("CrossfadeApp", self.app)

    def situation(self) -> Situation:
        """What decides which actions are available here."""
        raise TypeError(f"{type(self).__name__} has no situation of its own")

    def edges(self, mode: str) -> tuple[TitleBar, KeyBar]:
        """The top and bottom line, for ``compose``."""
        self.mode = mode
        self._take_breakpoints(self.app.size)
        keys = KeyBar(self.situation(), self.program.settings.keys)
        return TitleBar(self.program.tabs(self.mode), self.program.workspace_name), keys

    def _take_breakpoints(self, size: Size) -> None:
        """Lay out for the right size from the start: Textual sets these after the first layout."""
        for points, extent in (
            (self.HORIZONTAL_BREAKPOINTS, size.width),
            (self.VERTICAL_BREAKPOINTS, size.height),
        ):
            fitting = [name for least, name in points or () if extent >= least]
            self.add_class(*fitting[-1:])

    @on(events.ScreenResume)
    def _spare_styles(self, event: events.ScreenResume) -> None:
        """Spare the styles that nothing has changed: a quarter of what a change of phase costs."""
        event.refresh_styles = self._theme_seen != self.app.theme
        self._theme_seen = self.app.theme

    def show_board(self, board: Board) -> None:
        """The workspace changed."""
        self.redraw_edges()

    def redraw_edges(self) -> None:
        """Bring both lines up to date; they only repaint if they changed."""
        if self.is_mounted:
            tabs = self.program.tabs(self.mode)
            self.query_one(TitleBar).show(tabs, self.program.workspace_name)
            self.query_one(KeyBar).show(self.situation())

    def on_resize(self, event: events.Resize) -> None:
        """Say what is wrong where there is no room for anything else."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "-too-small")
        if small:
            need = f"{SMALLEST[0]}x{SMALLEST[1]}"
            sentence = f"crossfade needs {need}; this window has {width}x{height}."
            self.query_one("#too-small", Static).update(Content(sentence))
        self.redraw_edges()

    def narrow(self) -> bool:
        """Whether only one pane is shown."""
        return self.app.size.width < 80

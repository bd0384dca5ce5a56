"""The top line: the name, the three phases with their progress, live, and the workspace."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from tui.text import ending, one_line


@dataclass(frozen=True, slots=True)
class Tab:
    """One place to go. ``progress`` such as "2/7" is left out where the line is short."""

    action: str
    key: str
    label: str
    progress: str = ""
    active: bool = False


class TitleBar(Widget):
    """Says where you are. The tab you are on stands between brackets, not only in colour."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar {
        dock: top; height: 1; padding: 0 1;
        background: $panel; color: $foreground;
        text-wrap: nowrap; text-overflow: clip;
    }
    """

    def __init__(self, tabs: tuple[Tab, ...] = (), workspace: str = "") -> None:
        super().__init__()
        self.auto_links = False
        self._tabs = tabs
        self._workspace = one_line(workspace)

    def show(self, tabs: tuple[Tab, ...], workspace: str) -> None:
        """Redraw where something changed."""
        shown = one_line(workspace)
        if (tabs, shown) != (self._tabs, self._workspace):
            self._tabs, self._workspace = tabs, shown
            self.refresh()

    def render(self) -> Content:
        """The fullest form of the line that fits."""
        width = self.content_size.width
        for brand, progress in ((True, True), (False, True), (False, False)):
            line = self._line(brand, progress)
            if line.cell_length <= width:
                break
        room = width - line.cell_length - 3
        if room < 6:
            return line
        name = ending(self._workspace, room)
        gap = " " * (width - line.cell_length - Content(name).cell_length)
        return Content.assemble(line, gap, (name, "dim"))

    def _line(self, brand: bool, progress: bool) -> Content:
        tabs = Content(" ").join([self._tab(tab, progress) for tab in self._tabs])
        return Content.assemble(("crossfade", "bold $accent"), "  ", tabs) if brand else tabs

    @staticmethod
    def _tab(tab: Tab, progress: bool) -> Content:
        words = f"{tab.key} {tab.label}" + (f" {tab.progress}" if progress and tab.progress else "")
        shown = f"[{words}]" if tab.active else f" {words} "
        style = "bold $accent" if tab.active else ""
        return Content.from_markup(
            f"[@click=app.act('{tab.action}')]$words[/]", words=shown
        ).stylize(style)

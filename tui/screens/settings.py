"""The settings in force, each with where it comes from, and the file they can be changed in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tui import looks
from tui.content import hanging
from tui.endpoints import ENTRIES, looks_like_key
from tui.screens.window import Window
from tui.settings import Settings, settings_path
from tui.text import one_line, shown_path

if TYPE_CHECKING:
    from tui.app import CrossfadeApp

_NAME_WIDTH = 24


class SettingsWindow(Window[None]):
    """Read from top to bottom; ``k`` keeps the theme."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS = [  # noqa: RUF012
        Binding("k", "keep_theme", "Keep", show=False),
        Binding("t", "themes", "Themes", show=False),
    ]

    def compose(self) -> ComposeResult:
        with self.box("Settings", "t themes · k keep this theme · esc close"), VerticalScroll():
            yield SettingsText(markup=False)

    def action_keep_theme(self) -> None:
        """Write the theme in use into the file."""
        self.program.call_later(self.program.action_act, "keep-theme")
        self.program.call_later(self.query_one(SettingsText).show)

    def action_themes(self) -> None:
        """The list of themes, over this."""
        looks.offer(self.program)

    def on_screen_resume(self) -> None:
        """Another theme may have been chosen meanwhile."""
        self.call_after_refresh(self.query_one(SettingsText).show)


def show(program: CrossfadeApp) -> None:
    """Open the window."""
    program.push_screen(SettingsWindow())


class SettingsText(Static):
    """The text itself, laid out for the width there is."""

    _laid_out_at = 0

    def on_resize(self, event: Resize) -> None:
        """Fold again where the width changed."""
        if event.size.width != self._laid_out_at:
            self._laid_out_at = event.size.width
            # A new height that is asked for in the middle of a layout is not given.
            self.call_after_refresh(self.show)

    def show(self) -> None:
        """What is in force now."""
        program = cast("CrossfadeApp", self.app)
        looks = (program.theme, _theme_origin(program, os.environ))
        words = settings_lines(program.settings, looks, os.environ, max(20, self.size.width))
        self.update(Content("\n").join(list(words)))


def _theme_origin(program: CrossfadeApp, environ: Mapping[str, str]) -> str:
    if program.theme == program.settings.theme:
        return "the settings file"
    if program.theme != program.first_theme:
        return "until you leave; k keeps it"
    if environ.get("TEXTUAL_THEME") == program.theme:
        return "TEXTUAL_THEME"
    return "chosen for this terminal"


def settings_lines(
    settings: Settings, theme: tuple[str, str], environ: Mapping[str, str], width: int
) -> Iterator[Content]:
    """The text of the window, ``width`` cells wide; ``theme`` is its name and where it is from."""
    path = settings_path()
    there = "" if path.exists() else " There is no such file yet: everything is as it comes."
    yield from hanging(Content("File"), Content(f"{shown_path(path)}.{there}"), 6, width)
    yield from _heading("Looks")
    yield from _row("theme", *theme, width)
    yield from _row("animation", settings.animation, "", width)
    yield from _row("redraws a second", str(settings.refresh), "while text streams", width)
    yield from _heading("Keys")
    if not settings.keys:
        yield Content("as they come: ? lists them")
    for action, keys in settings.keys.items():
        yield from _row(action, one_line(keys), "the settings file", width)
    yield from _heading("Endpoints and names (never keys)")
    for table, entries in ENTRIES.items():
        for name, entry in entries.items():
            value, origin = _endpoint(
                settings.endpoints.get(f"{table}.{name}", ""), entry.variables, environ
            )
            yield from _row(f"{table}.{name}", value, origin, width)


def _endpoint(kept: str, variables: tuple[str, ...], environ: Mapping[str, str]) -> tuple[str, str]:
    """What is in force, and where it comes from: a default was laid under the environment."""
    for variable in variables:
        value = environ.get(variable, "").strip()
        if value:
            if looks_like_key(value):
                return "not shown, it looks like a key", variable
            same = value == kept and variable == variables[0]
            return one_line(value), "the settings file" if same else variable
    return (one_line(kept), "the settings file") if kept else ("-", "the vendor's own")


def _heading(words: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(words, "bold $accent")


def _row(name: str, value: str, origin: str, width: int) -> Iterator[Content]:
    words = Content.assemble(value, (f"  ({origin})" if origin else "", "dim"))
    yield from hanging(Content(name), words, _NAME_WIDTH, width)

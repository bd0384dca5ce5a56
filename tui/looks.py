"""Trying a theme, and keeping it for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.palette import Palette, theme_palette
from tui.settings import settings_path
from tui.settings_file import keep_theme
from tui.text import shown_path

if TYPE_CHECKING:
    from tui.app import CrossfadeApp


def offer(program: CrossfadeApp) -> None:
    """Show the list of every theme."""
    if not any(isinstance(screen, Palette) for screen in program.screen_stack):
        program.push_screen(theme_palette())


def use(program: CrossfadeApp, name: str) -> None:
    """Change to a theme until the program ends."""
    program.theme = name
    program.notify(f"{name} is in use until you leave; “Keep this theme” keeps it.", markup=False)


def keep(program: CrossfadeApp) -> None:
    """Write the theme in use into the settings file. Raises BadInput where that cannot be."""
    path = settings_path()
    keep_theme(path, program.theme)
    program.settings = replace(program.settings, theme=program.theme)
    program.notify(
        f"{program.theme} is written into {shown_path(path)}.", title="Settings", markup=False
    )

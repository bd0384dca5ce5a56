"""The program's own two themes, and which one a session starts with.

One accent; everything else is a shade of the ground it stands on. State is never told by colour
alone. Colours live here and nowhere else: style sheets use their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from tui.terminal import has_few_colours
from tui.text import one_line

DARK = "crossfade-dark"
LIGHT = "crossfade-light"
AUTOMATIC = "auto"

_DARK = Theme(
    name=DARK,
    primary="#4fb8a8",
    secondary="#8aa4b8",
    accent="#4fb8a8",
    warning="#d9a95b",
    error="#e68a80",
    success="#7fb98a",
    foreground="#d5dae0",
    background="#12161b",
    surface="#171c22",
    panel="#1f262e",
    boost="#232b34",
    dark=True,
    variables={
        "border": "#4fb8a8",
        "border-blurred": "#3a444f",
        "text-muted": "#8b96a3",
        "block-cursor-background": "#283534",
        "block-cursor-foreground": "#eef3f2",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#1f262e",
        "block-cursor-blurred-foreground": "#d5dae0",
        "block-cursor-blurred-text-style": "none",
        "footer-background": "#171c22",
        "footer-key-foreground": "#4fb8a8",
        "scrollbar": "#3a444f",
        "scrollbar-background": "#12161b",
        "scrollbar-corner-color": "#12161b",
        "scrollbar-hover": "#4fb8a8",
        "scrollbar-active": "#4fb8a8",
        "scrollbar-background-hover": "#12161b",
        "scrollbar-background-active": "#12161b",
    },
)

_LIGHT = Theme(
    name=LIGHT,
    primary="#0b6e61",
    secondary="#51646d",
    accent="#0b6e61",
    warning="#725a00",
    error="#a82e2a",
    success="#2d6b39",
    foreground="#20262c",
    background="#fbfaf7",
    surface="#f4f2ed",
    panel="#e9e6df",
    boost="#e2dfd7",
    dark=False,
    variables={
        "border": "#0b6e61",
        "border-blurred": "#bdb8ac",
        "text-muted": "#57676a",
        "block-cursor-background": "#cfe5e0",
        "block-cursor-foreground": "#12211e",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e9e6df",
        "block-cursor-blurred-foreground": "#20262c",
        "block-cursor-blurred-text-style": "none",
        "footer-background": "#f4f2ed",
        "footer-key-foreground": "#0b6e61",
        "scrollbar": "#bdb8ac",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-corner-color": "#fbfaf7",
        "scrollbar-hover": "#0b6e61",
        "scrollbar-active": "#0b6e61",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
    },
)

OWN_THEMES = (_DARK, _LIGHT)


def _with_one_accent(name: str, accent: str, **colours: str) -> Theme:
    """A built-in theme of the terminal's own 16 colours, with borders that can be seen."""
    theme = BUILTIN_THEMES[name]
    return replace(
        theme,
        accent=accent,
        variables={
            **theme.variables,
            "border": accent,
            "border-blurred": "ansi_bright_black",
            "footer-key-foreground": accent,
        },
        **colours,  # type: ignore[arg-type]
    )


# Only colours that are legible on the ground in the palettes of xterm and of the Linux console.
TERMINAL_THEMES = (
    _with_one_accent(
        "ansi-dark",
        "ansi_cyan",
        secondary="ansi_bright_magenta",
        warning="ansi_bright_yellow",
        error="ansi_bright_red",
    ),
    _with_one_accent(
        "ansi-light",
        "ansi_blue",
        secondary="ansi_default",
        success="ansi_blue",
        warning="ansi_magenta",
    ),
)


def theme_names() -> tuple[str, ...]:
    """Every theme that the settings file may name, our own first."""
    return (AUTOMATIC, DARK, LIGHT, *sorted(BUILTIN_THEMES))


def starting_theme(chosen: str, environ: Mapping[str, str]) -> str:
    """The theme to start with: the one asked for, or one that suits the terminal.

    ``TEXTUAL_THEME`` is honoured, as in every Textual program, and wins over the settings file, as
    every variable does. With 16 colours the terminal's own palette is the only one that is sure to
    be legible.
    """
    asked = environ.get("TEXTUAL_THEME", "")
    for name in (asked, chosen):
        if name != AUTOMATIC and name in theme_names():
            return name
    return "ansi-dark" if has_few_colours(environ) else DARK


def theme_complaint(environ: Mapping[str, str]) -> str:
    """What is wrong with ``TEXTUAL_THEME``, in a sentence; "" where nothing is.

    It is no reason to stay away: the variable may be meant for another Textual program that brings
    themes of its own.
    """
    asked = environ.get("TEXTUAL_THEME", "")
    if not asked or asked in theme_names():
        return ""
    return (
        f"TEXTUAL_THEME names {one_line(asked)!r}, a theme that does not exist here: ctrl+p and "
        "“Change the theme” list those there are."
    )

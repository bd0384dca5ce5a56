"""The program's own two themes, and which one a session starts with.

One accent; everything else is a shade of the ground it stands on. State is never told by colour
alone. Colours live here and nowhere else: style sheets use their names.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from tui.terminal import has_few_colours

DARK = "crossfade-dark"
LIGHT = "crossfade-light"
AUTOMATIC = "auto"

_DARK = Theme(
    name=DARK,
    primary="#4fb8a8",
    secondary="#8aa4b8",
    accent="#4fb8a8",
    warning="#d9a95b",
    error="#e07a72",
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
        "block-cursor-background": "#24443f",
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
    secondary="#4d6475",
    accent="#0b6e61",
    warning="#8a5a00",
    error="#a8322a",
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
        "text-muted": "#5f676e",
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


def theme_names() -> tuple[str, ...]:
    """Every theme that the settings file may name, our own first."""
    return (AUTOMATIC, DARK, LIGHT, *sorted(BUILTIN_THEMES))


def starting_theme(chosen: str, environ: Mapping[str, str]) -> str:
    """The theme to start with: the one chosen, or one that suits the terminal.

    With 16 colours the terminal's own palette is the only one that is sure to be legible.
    ``TEXTUAL_THEME`` is honoured, as in every Textual program.
    """
    if chosen != AUTOMATIC:
        return chosen
    asked = environ.get("TEXTUAL_THEME", "")
    if asked in theme_names() and asked != AUTOMATIC:
        return asked
    return "ansi-dark" if has_few_colours(environ) else DARK

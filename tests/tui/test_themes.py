"""Both own themes are legible: contrast by the formula of WCAG 2."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.themes import DARK, OWN_THEMES, starting_theme, theme_names

WORDS = ("foreground", "accent", "warning", "error", "success", "secondary")


def luminance(color: Color) -> float:
    """Relative luminance."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in color.rgb)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """From 1 (none) to 21."""
    lighter, darker = sorted(
        (luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_text_is_legible_on_every_ground(theme: Theme) -> None:
    for ground in ("background", "surface"):
        for words in WORDS:
            assert contrast(getattr(theme, words), getattr(theme, ground)) >= 4.5, (words, ground)
        muted = theme.variables["text-muted"]
        assert contrast(muted, getattr(theme, ground)) >= 4.5
    cursor = theme.variables
    assert contrast(cursor["block-cursor-foreground"], cursor["block-cursor-background"]) >= 4.5


def test_which_theme_a_session_starts_with() -> None:
    assert starting_theme("nord", {}) == "nord"
    assert starting_theme("auto", {"TERM": "xterm-256color"}) == DARK
    assert starting_theme("auto", {"TERM": "linux"}) == "ansi-dark"
    assert starting_theme("auto", {"TEXTUAL_THEME": "ansi-light"}) == "ansi-light"
    assert starting_theme("auto", {"TEXTUAL_THEME": "no such", "TERM": "xterm-256color"}) == DARK
    assert set(theme_names()) == {"auto", *(t.name for t in OWN_THEMES), *BUILTIN_THEMES}

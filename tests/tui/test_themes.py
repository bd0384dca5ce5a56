"""Both own themes are legible, also in 256 colours and in grey: contrast by WCAG 2."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.filter import dim_color
from textual.theme import BUILTIN_THEMES, Theme

from checklists.workspace import Workspace
from tests.tui.driving import frame_text, wait_for_text
from tui.app import CrossfadeApp
from tui.themes import (
    DARK,
    OWN_THEMES,
    TERMINAL_THEMES,
    starting_theme,
    theme_complaint,
    theme_names,
)
from tui.vendor_desk import VendorDesk

WORDS = ("foreground", "accent", "warning", "error", "success", "secondary")
GROUNDS = ("background", "surface", "panel")
Rgb = tuple[int, int, int]


def as_it_is(colour: str) -> Rgb:
    """True colour."""
    return Color.parse(colour).rgb


def in_256(colour: str) -> Rgb:
    """What a terminal of 256 colours is sent instead."""
    number = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
    assert number is not None
    found = EIGHT_BIT_PALETTE[number]
    return found.red, found.green, found.blue


def in_grey(colour: str) -> Rgb:
    """What NO_COLOR makes of it."""
    return Color.parse(colour).monochrome.rgb


def luminance(colour: Rgb) -> float:
    """Relative luminance."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 (none) to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def dimmed(words: str, ground: str) -> str:
    """What Textual's "dim" makes of words on a ground."""
    found = dim_color(RichColor.parse(ground), RichColor.parse(words)).triplet
    assert found is not None
    return found.hex


def grounds(theme: Theme) -> dict[str, str]:
    """What words stand on."""
    return {
        **{name: getattr(theme, name) for name in GROUNDS},
        "cursor": theme.variables["block-cursor-background"],
    }


@pytest.mark.parametrize("shown", [as_it_is, in_256, in_grey], ids=lambda shown: shown.__name__)
@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_text_is_legible_on_every_ground(
    theme: Theme, shown: Callable[[str], Rgb]
) -> None:
    cursor_words = theme.variables["block-cursor-foreground"]
    muted = theme.variables["text-muted"]
    for name, ground in grounds(theme).items():
        for words in (*(getattr(theme, name) for name in WORDS), cursor_words):
            assert contrast(shown(words), shown(ground)) >= 4.5, (words, name)
        assert contrast(shown(muted), shown(ground)) >= (3 if name == "cursor" else 4.5), name
        assert contrast(shown(dimmed(theme.foreground or "", ground)), shown(ground)) >= 3, name


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_a_border_in_use_is_told_from_one_that_is_not_without_colour(theme: Theme) -> None:
    used, blurred = theme.variables["border"], theme.variables["border-blurred"]
    for shown in (as_it_is, in_256, in_grey):
        assert contrast(shown(used), shown(blurred)) >= 2.2


# The first sixteen colours as xterm has them, and as the Linux console has them (VGA).
XTERM: tuple[Rgb, ...] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
    (0, 205, 205), (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
)  # fmt: skip
VGA: tuple[Rgb, ...] = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170),
    (0, 170, 170), (170, 170, 170), (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85),
    (85, 85, 255), (255, 85, 255), (85, 255, 255), (255, 255, 255),
)  # fmt: skip


@pytest.mark.parametrize("palette", [XTERM, VGA], ids=["xterm", "vga"])
@pytest.mark.parametrize("theme", TERMINAL_THEMES, ids=lambda theme: theme.name)
def test_of_the_terminals_own_colours_only_legible_ones_are_used(
    theme: Theme, palette: Sequence[Rgb]
) -> None:
    ground, default = ((0, 0, 0), (255, 255, 255))[:: 1 if theme.dark else -1]
    for name in WORDS:
        number = Color.parse(getattr(theme, name)).ansi
        assert number is not None
        words = default if number < 0 else palette[number]
        assert contrast(words, ground) >= 4.4, name


def colours(app: CrossfadeApp) -> set[str]:
    """The colours of everything on the screen."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for _, style, _ in strip:
            for one in (style.color, style.bgcolor) if style else ():
                found.add(str(one.name if one else "default"))
    return found


def styles_of(app: CrossfadeApp, *words: str) -> list[Style]:
    """The style of each of the words, all of which stand on one line."""
    for strip in app.screen._compositor.render_strips():
        if all(one in strip.text for one in words):
            return [
                next(style or Style() for text, style, _ in strip if one in text) for one in words
            ]
    raise AssertionError(words)


Wear = Callable[[str], CrossfadeApp]


@pytest.fixture
def wear(past: Workspace) -> Wear:
    """The program in a theme."""
    return lambda theme: CrossfadeApp(
        past, VendorDesk("sandbox", {}), environ={"TEXTUAL_THEME": theme}
    )


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_without_colour_the_terminals_own_theme_has_none(
    wear: Wear, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = wear(theme)
    async with app.run_test(size=(80, 24), notifications=True):
        assert colours(app) == {"default"}


@pytest.mark.parametrize("theme", [DARK, "crossfade-light", "nord"])
async def test_without_colour_other_themes_are_grey(
    wear: Wear, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = wear(theme)
    async with app.run_test(size=(80, 24), notifications=True):
        seen = colours(app) - {"default"}
        assert len(seen) > 3
        assert all(one[1:3] == one[3:5] == one[5:7] for one in seen)


@pytest.mark.parametrize(
    ("theme", "no_colour"), [("ansi-dark", ""), ("ansi-light", ""), ("ansi-dark", "1"), (DARK, "1")]
)
async def test_what_is_in_use_is_seen_without_colours(
    wear: Wear, monkeypatch: pytest.MonkeyPatch, theme: str, no_colour: str
) -> None:
    if no_colour:
        monkeypatch.setenv("NO_COLOR", no_colour)
    app = wear(theme)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert "┏━ Before migration" in frame_text(app)
        # Also the state, which has a colour of its own otherwise.
        for style in styles_of(app, "Upstream dependencies ", "◇ asserted"):
            assert style.reverse
        await pilot.press("d")
        await wait_for_text(pilot, "┏━ Upstream dependencies")
        assert "╭─ Before migration" in frame_text(app)
        for style in styles_of(app, "Upstream dependencies ", "◇ asserted"):
            assert style.underline and not style.reverse
        await pilot.press("l")
        await wait_for_text(pilot, "┏━ 1 Deepgram")


async def test_in_colour_borders_stay_light(wear: Wear) -> None:
    app = wear(DARK)
    async with app.run_test(size=(80, 24), notifications=True):
        assert "┏" not in frame_text(app)


def test_which_theme_a_session_starts_with() -> None:
    assert starting_theme("nord", {}) == "nord"
    assert starting_theme("auto", {"TERM": "xterm-256color"}) == DARK
    assert starting_theme("auto", {"TERM": "linux"}) == "ansi-dark"
    assert starting_theme("auto", {"TEXTUAL_THEME": "ansi-light"}) == "ansi-light"
    assert starting_theme("auto", {"TEXTUAL_THEME": "no such", "TERM": "xterm-256color"}) == DARK
    # A variable wins over the file; one that names nothing is said, and leaves the choice as it is.
    assert starting_theme("nord", {"TEXTUAL_THEME": "ansi-light"}) == "ansi-light"
    assert starting_theme("nord", {"TEXTUAL_THEME": "no such"}) == "nord"
    assert theme_complaint({"TEXTUAL_THEME": "nord"}) == theme_complaint({}) == ""
    assert "'no such'" in theme_complaint({"TEXTUAL_THEME": "no such"})
    assert set(theme_names()) == {"auto", *(t.name for t in OWN_THEMES), *BUILTIN_THEMES}

"""The command palette and the list of themes: one look, fed by the registry and by the themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandInput, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.actions import Action, effective_keys, key_name, usable_in
from tui.themes import OWN_THEMES

if TYPE_CHECKING:
    from textual.theme import Theme

    from tui.app import CrossfadeApp


class Palette(CommandPalette):
    """Textual's palette without its blinking cursor, which writes for as long as it is open."""

    def on_mount(self) -> None:
        """The cursor stands still."""
        self.query_one(CommandInput).cursor_blink = False


def theme_palette() -> Palette:
    """The list of every theme."""
    return Palette([ThemeProvider], placeholder="Search for themes…", id="--themes")


class ActionProvider(Provider):
    """Offers what can be done on the screen behind; what cannot now says why."""

    @property
    def _program(self) -> CrossfadeApp:
        return cast("CrossfadeApp", self.app)

    def _offers(self) -> Iterator[tuple[Action, str]]:
        situation = self._program.situation()
        for action in usable_in(situation.place):
            if action.id == "palette":
                continue
            keys = " ".join(
                key_name(key) for key in effective_keys(action, self._program.settings.keys)
            )
            reason = action.why_not(situation)
            words = f"Not now: {reason}" if reason else action.help
            yield action, f"{words}  ({keys})" if keys else words

    async def discover(self) -> Hits:
        """Everything, in the registry's order."""
        for action, words in self._offers():
            yield DiscoveryHit(action.title, partial(self._carry_out, action), help=words)

    async def search(self, query: str) -> Hits:
        """What matches, best first."""
        matcher = self.matcher(query)
        for action, words in self._offers():
            score = matcher.match(f"{action.title} {action.label}")
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(action.title),
                    partial(self._carry_out, action),
                    help=words,
                )

    async def _carry_out(self, action: Action) -> None:
        await self._program.carry_out(action)


class ThemeProvider(Provider):
    """Offers every theme there is, our own first, with a line about each."""

    def _offers(self) -> Iterator[tuple[str, str]]:
        own = [theme.name for theme in OWN_THEMES]
        others = sorted(name for name in self.app.available_themes if name not in own)
        for name in (*own, *others):
            yield name, _about(self.app.available_themes[name], name == self.app.theme)

    async def discover(self) -> Hits:
        """All of them."""
        for name, words in self._offers():
            yield DiscoveryHit(name, partial(self._choose, name), help=words)

    async def search(self, query: str) -> Hits:
        """What matches, best first."""
        matcher = self.matcher(query)
        for name, words in self._offers():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), partial(self._choose, name), help=words)

    def _choose(self, name: str) -> None:
        from tui.looks import use

        use(cast("CrossfadeApp", self.app), name)


def _about(theme: Theme, in_use: bool) -> str:
    words = "dark" if theme.dark else "light"
    if theme.ansi:
        words += ", in the terminal's own 16 colours: fewest bytes, right in odd terminals"
    elif theme in OWN_THEMES:
        words += ", crossfade's own"
    return f"in use · {words}" if in_use else words

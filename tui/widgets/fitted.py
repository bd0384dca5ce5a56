"""Words that are laid out for the width they get, when they get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.css.styles import RulesMap
from textual.visual import RenderOptions, Visual

if TYPE_CHECKING:
    from textual.strip import Strip
    from textual.style import Style


class Fitted(Visual):
    """A list's row that depends on the width: no second layout once the width is known.

    ``lay_out`` gets the cells there are and returns lines that fit.
    """

    def __init__(self, lay_out: Callable[[int], Content]) -> None:
        self._lay_out = lay_out

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The lines at this width."""
        return self._lay_out(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As much as there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines it takes."""
        return self._lay_out(width).plain.count("\n") + 1

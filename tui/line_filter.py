"""The backstop: whatever a widget draws, no control character reaches the terminal.

``tui.text.clean`` is the rule and this is the net under it. A control that got here was not
counted in the width of its line, so each one that is made visible costs a cell; it is taken from
the nearest run of spaces, which keeps borders and neighbours in place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

from tui.text import UNSAFE_IN_A_LINE, picture

if TYPE_CHECKING:
    from textual.app import App


_ROOM = re.compile(" (?= )")


def without_colour(app: App[Any], filters: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """The filters, with the one for NO_COLOR that suits the theme.

    Textual 8.2.8 chooses it before there is a theme, and its choice turns the terminal's own
    colours into black on black.
    """
    if not app.no_color:
        return filters
    others = [one for one in filters if not isinstance(one, Monochrome | NoColor)]
    return [*others, NoColor() if app.native_ansi_color else Monochrome()]


class VisibleControls(LineFilter):
    """Replaces controls in every line by visible characters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, printable. Lines without controls are returned untouched."""
        for segment in segments:
            if not segment.text.isprintable() and UNSAFE_IN_A_LINE.search(segment.text):
                return self._made_visible(segments)
        return segments

    @staticmethod
    def _made_visible(segments: list[Segment]) -> list[Segment]:
        shown: list[Segment] = []
        grown = 0
        for segment in segments:
            if segment.control or not UNSAFE_IN_A_LINE.search(segment.text):
                shown.append(segment)
                continue
            text = UNSAFE_IN_A_LINE.sub(lambda match: picture(match.group()), segment.text)
            visible = Segment(text, segment.style)
            grown += max(0, visible.cell_length - segment.cell_length)
            shown.append(visible)
        return _give_back(shown, grown)


class Joined(LineFilter):
    """Makes one of neighbours that look the same: every change of style costs 40 bytes.

    Borders, margins and words come as pieces of their own, and each is written with its whole
    style; a live comparison of four panes sends a third less when they are joined.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line in as few pieces as there are changes of style."""
        joined: list[Segment] = []
        for segment in segments:
            last = joined[-1] if joined else None
            if last is None or last.control or segment.control or last.style != segment.style:
                joined.append(segment)
            else:
                joined[-1] = Segment(last.text + segment.text, last.style)
        return joined


def _give_back(segments: list[Segment], cells: int) -> list[Segment]:
    """Take ``cells`` spaces out of the line's runs of spaces, from its right end."""
    for index in range(len(segments) - 1, -1, -1):
        if cells <= 0:
            break
        segment = segments[index]
        if segment.control or "  " not in segment.text:
            continue
        available = len(_ROOM.findall(segment.text))
        taken = min(cells, available)
        backwards = re.sub(" (?= )", "", segment.text[::-1], count=taken)
        segments[index] = Segment(backwards[::-1], segment.style)
        cells -= taken
    return segments

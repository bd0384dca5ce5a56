"""What is said of a watched term that was found while audio streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.text import counted, one_line

if TYPE_CHECKING:
    from checklists.before.live.watch import Sighting, Watch

_HOW = {"exact": "", "fuzzy": "nearly so", "sound": "by its sound"}


def sighting_text(one: Sighting) -> str:
    """A place in one line: the term, how sure, in the sound or the text, and what was written."""
    hit, text = one.hit, one_line(one.hit.snippet)
    said = f'hit: "{one_line(hit.term)}"'
    if one.how:
        likeness = (
            "" if one.how == "exact" else f' as "{text}", {_HOW[one.how]} {hit.confidence:.2f}'
        )
        return f"{said} in the text{likeness}"
    said = f"{said} {hit.confidence:.2f} in the sound"
    if one.state == "withdrawn":
        return f"{said}, withdrawn"
    if one.state == "fresh":
        return f"{said}, not settled yet"
    return f'{said}, written "{one_line(one.misheard)}"' if one.misheard else said


def watched(watch: Watch | None) -> str:
    """The count for a pane's foot; "" where nothing is watched."""
    if watch is None:
        return ""
    return f"{counted(watch.count, 'hit')} in {'sound' if watch.by_sound else 'text'}"

"""Every key and what it does, made from the registry of actions; nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tui.actions import (
    ACTIONS,
    GROUPS,
    Action,
    Situation,
    effective_keys,
    key_name,
    usable_in,
)
from tui.board import STATE_GLYPHS, STATE_WORDS
from tui.content import hanging
from tui.screens.window import Window
from tui.workbenches import by_id

_STATES = {
    "open": "nothing shows yet that it was done",
    "evidence": "recorded runs show that it was done",
    "stale": "something behind its evidence has changed since",
    "asserted": "ticked by hand, with a name and a reason",
    "not-needed": "said not to apply here, with a reason",
}


def _elsewhere(place: str) -> str:
    """Where an action belongs that cannot be used here."""
    if place == "phase":
        return "it belongs to the task lists (1, 2, 3)."
    if place == "live":
        return "it belongs to the live comparison (l)."
    if place == "bench":
        return "it belongs to the workbenches (enter on a task)."
    if place == "vocabulary":
        return "it belongs to the import of a vocabulary (from the workbench Keywords)."
    if place == "preference":
        return "it belongs to the choice by ear (from the workbench Keywords)."
    if place == "calibrate":
        return "it belongs to the calibration of a term (from the workbench Search)."
    return f"it belongs to the workbench {by_id(place).title}."


def _ordered(place: str) -> list[str]:
    """The groups as they matter here: this place's, then what works everywhere, then the rest."""
    near = [action.group for action in usable_in(place)]
    near += [action.group for action in ACTIONS if action.place == "list"]
    return list(dict.fromkeys((*near, *GROUPS)))


class HelpWindow(Window[None]):
    """The keys, grouped; an action that cannot be used now says why."""

    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, situation: Situation, remapped: Mapping[str, str]) -> None:
        super().__init__()
        self._situation = situation
        self._remapped = remapped

    def compose(self) -> ComposeResult:
        with self.box("Help", "esc close · ↑ ↓ scroll"), VerticalScroll():
            yield HelpText(self._situation, self._remapped)


class HelpText(Static):
    """The text itself, laid out for the width there is."""

    def __init__(self, situation: Situation, remapped: Mapping[str, str]) -> None:
        super().__init__(markup=False)
        self._situation = situation
        self._remapped = remapped
        self._laid_out_at = 0

    def on_resize(self, event: Resize) -> None:
        """Lay it out again where the width changed."""
        if event.size.width != self._laid_out_at:
            self._laid_out_at = event.size.width
            # A new height that is asked for in the middle of a layout is not given.
            self.call_after_refresh(self._lay_out, max(20, event.size.width))

    def _lay_out(self, width: int) -> None:
        self.update(help_text(self._situation, self._remapped, width))


# Between the longest keys and what they do, which has at least two thirds of the width.
_GAP = 2


def help_text(situation: Situation, remapped: Mapping[str, str], width: int) -> Content:
    """The whole text of the window, ``width`` cells wide."""
    parts: list[Content] = [
        Content(
            "crossfade takes a team from Amazon Transcribe to Deepgram. Each task of Deepgram's "
            "guide is closed by something measured: choose a task to see what closes it."
        )
    ]
    usable = {action.id for action in usable_in(situation.place)}
    indent = _indent(remapped, width)
    for group in _ordered(situation.place):
        parts += [Content(""), Content.styled(group, "bold $accent")]
        for action in ACTIONS:
            if action.group == group:
                here = action.place == "list" or action.id in usable
                parts += _row(action, situation, _keys(action, remapped), indent, width, here)
    parts += [Content(""), Content.styled("States", "bold $accent")]
    for state, word in STATE_WORDS.items():
        label = Content.styled(f"{STATE_GLYPHS[state]} {word}", "bold")
        parts += hanging(label, Content(_STATES[state]), 14, width)
    parts.append(
        Content(
            "“sandbox only”: the evidence came from the built-in sandbox; a rehearsal, which "
            "closes nothing for a live plan."
        )
    )
    return Content("\n").join(parts)


def _keys(action: Action, remapped: Mapping[str, str]) -> str:
    return " ".join(key_name(key) for key in effective_keys(action, remapped)) or "-"


def _indent(remapped: Mapping[str, str], width: int) -> int:
    """Where the words begin beside the keys, the same for all of them."""
    longest = max(cell_len(_keys(action, remapped)) for action in ACTIONS)
    return min(longest + _GAP, width // 3)


def _row(
    action: Action, situation: Situation, keys: str, indent: int, width: int, here: bool
) -> list[Content]:
    reason = action.why_not(situation) if here else _elsewhere(action.place)
    words = Content.assemble(f"{action.title}. ", (action.help, "dim"))
    if reason:
        words = Content.assemble(words, (f" Not now: {reason}", "italic"))
    label = Content.styled(keys, "bold")
    if cell_len(keys) + _GAP <= indent:
        return hanging(label, words, indent, width)
    # Keys of somebody's own choice, longer than their column, have their line to themselves.
    return [*label.wrap(width), *hanging(Content(""), words, indent, width)]

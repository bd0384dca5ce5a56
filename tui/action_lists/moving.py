"""How every list is moved through."""

from __future__ import annotations

from tui.action import Action

_MOVING = "Moving"


ACTIONS: tuple[Action, ...] = (
    Action("cursor-down", "Down", "Down", "Next line.", ("down", "j"), "list", _MOVING,
           calls="cursor_down"),
    Action("cursor-up", "Up", "Up", "Previous line.", ("up", "k"), "list", _MOVING,
           calls="cursor_up"),
    Action("first", "First", "First", "First line.", ("home", "g"), "list", _MOVING,
           calls="first"),
    Action("last", "Last", "Last", "Last line.", ("end", "G"), "list", _MOVING, calls="last"),
)  # fmt: skip

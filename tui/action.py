"""What an action is, and what decides whether it can be carried out now.

An action that cannot be used stays visible and says why; ``why_not`` is that sentence, or "" when
the action is available. A screen or the app carries it out in a method named after it:
``tick`` is done by ``do_tick``; or a function gets the program.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action is available. Made by the screen in front.

    ``runs`` counts the evidence of the task under the cursor, ``samples`` the clips that can be
    streamed, ``finals`` the final texts of the stream shown. ``benches`` counts the workbenches of
    the task; ``reasons`` is a workbench's own word on its actions: id to the sentence why not.
    ``copied`` is whether there is text that was copied and could be written into a file.
    """

    place: str = "phase"
    task: str = ""
    state: str = ""
    runs: int = 0
    has_next_step: bool = False
    samples: int = 0
    streaming: bool = False
    stopping: bool = False
    finals: int = 0
    one_pane: bool = False
    benches: int = 0
    working: bool = False
    copied: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


def _always(situation: Situation) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    ``id`` is stable: the settings file remaps keys by it. ``label`` is the footer's one word,
    ``title`` the palette's, ``help`` one sentence. ``rank`` orders the footer: the highest ranks
    are given up first where the line is short, 0 is never in the footer. ``place`` is where it
    works: "everywhere", "phase", "live", "list", "bench" (every workbench) or one workbench's id.
    ``calls`` is Textual's action string where the work is Textual's own; ``does`` the module and
    function ("tui.looks:offer") that gets the program, where no screen has a part in it.
    """

    id: str
    title: str
    label: str
    help: str
    keys: tuple[str, ...]
    place: str
    group: str
    rank: int = 0
    rule: Callable[[Situation], str] = _always
    calls: str = ""
    does: str = ""

    def why_not(self, situation: Situation) -> str:
        """Why it cannot be done now; "" where it can."""
        return situation.reasons.get(self.id, "") or self.rule(situation)

    def function(self) -> Callable[..., object]:
        """What ``does`` names, imported when it is asked for."""
        module, _, name = self.does.partition(":")
        found: Callable[..., object] = getattr(importlib.import_module(module), name)
        return found

    @property
    def method(self) -> str:
        """The name of the method that carries it out."""
        return "do_" + self.id.replace("-", "_")

    @property
    def textual_action(self) -> str:
        """The action string for a binding."""
        return self.calls or f"app.act('{self.id}')"


_SHOWN_KEYS = {
    "question_mark": "?",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def key_name(key: str) -> str:
    """A key as people write it: ``?`` for question_mark, ``^p`` for ctrl+p."""
    if key.startswith("ctrl+"):
        return "^" + key_name(key.removeprefix("ctrl+"))
    return _SHOWN_KEYS.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)


def effective_keys(action: Action, remapped: Mapping[str, str]) -> tuple[str, ...]:
    """The keys in use: the settings' where they name this action, its own otherwise."""
    if action.id not in remapped:
        return action.keys
    return tuple(key.strip() for key in remapped[action.id].split(",") if key.strip())

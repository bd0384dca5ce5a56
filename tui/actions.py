"""Everything a key can do, once: bindings, footer, palette, help and README are made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from tui.action import Action, Situation, effective_keys, key_name
from tui.action_lists import (
    account,
    bench,
    calibrate,
    compare,
    dependencies,
    differences,
    keywords,
    listen,
    live,
    moving,
    plan,
    preference,
    program,
    record,
    responses,
    rollback,
    samples,
    search,
    tasks,
    vocabulary,
)
from tui.workbenches import BENCHES

__all__ = [
    "ACTIONS",
    "BY_ID",
    "GROUPS",
    "PLACES",
    "Action",
    "Situation",
    "bindings_for",
    "clashes",
    "effective_keys",
    "key_name",
    "usable_in",
]

ACTIONS: tuple[Action, ...] = (
    *program.ACTIONS,
    *tasks.ACTIONS,
    *live.ACTIONS,
    *bench.ACTIONS,
    *dependencies.ACTIONS,
    *samples.ACTIONS,
    *record.ACTIONS,
    *listen.ACTIONS,
    *differences.ACTIONS,
    *account.ACTIONS,
    *compare.ACTIONS,
    *search.ACTIONS,
    *calibrate.ACTIONS,
    *keywords.ACTIONS,
    *vocabulary.ACTIONS,
    *preference.ACTIONS,
    *plan.ACTIONS,
    *rollback.ACTIONS,
    *responses.ACTIONS,
    *moving.ACTIONS,
)
BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(action.group for action in ACTIONS))
# The screens that can be in front; each has its own actions and those that work everywhere.
# The last of them lie over a workbench and are none of their own.
_OVER = ("calibrate", "vocabulary", "preference")
PLACES: tuple[str, ...] = ("phase", *(one.id for one in BENCHES), *_OVER)
# What takes the place of an action that works more widely, on its own screen.
_INSTEAD = {"leave-bench": _OVER}


def bindings_for(place: str) -> list[BindingType]:
    """Textual's bindings for a screen, the app ("everywhere") or a list widget.

    None is shown by Textual's own footer: ours is made from the same registry and fits.
    """
    return [
        Binding(
            ",".join(action.keys),
            action.textual_action,
            action.title,
            show=False,
            id=action.id,
            tooltip=action.help,
            # Leaving works from every window, whatever has the focus.
            priority=action.id == "quit",
        )
        for action in ACTIONS
        if action.place == place and action.keys
    ]


def usable_in(place: str) -> tuple[Action, ...]:
    """What can be asked for in a place: its own actions, then those that work more widely."""
    wider = ("everywhere",) if place in ("phase", "live") else ("bench", "everywhere")
    own = [action for action in ACTIONS if action.place == place]
    shared = (action for where in wider for action in ACTIONS if action.place == where)
    return (*own, *(action for action in shared if place not in _INSTEAD.get(action.id, ())))


def clashes(remapped: Mapping[str, str]) -> Iterable[tuple[str, Action, Action]]:
    """Keys that two actions would share in one place, with the two."""
    for place in PLACES:
        owners: dict[str, Action] = {}
        for action in (*usable_in(place), *moving.ACTIONS):
            for key in effective_keys(action, remapped):
                first = owners.setdefault(key, action)
                if first is not action:
                    yield key, first, action

"""Everything a key can do, once: bindings, footer, palette and help are all made from this list.

An action that cannot be used now stays visible and says why; ``why_not`` is that sentence, or ""
when the action is available. A screen or the app carries it out in a method named after it:
``export-plan`` is done by ``do_export_plan``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Place = Literal["everywhere", "phase", "live", "list"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action is available. Made by the screen in front.

    ``runs`` counts the evidence of the task under the cursor, ``samples`` the clips that can be
    streamed, ``finals`` the final texts of the stream shown.
    """

    place: Place = "phase"
    task: str = ""
    state: str = ""
    runs: int = 0
    has_next_step: bool = False
    checking: bool = False
    samples: int = 0
    streaming: bool = False
    stopping: bool = False
    finals: int = 0
    one_pane: bool = False


def _always(situation: Situation) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    ``id`` is stable: the settings file remaps keys by it. ``label`` is the footer's one word,
    ``title`` the palette's, ``help`` one sentence. ``rank`` orders the footer: the highest ranks
    are given up first where the line is short, 0 is never in the footer. ``calls`` is Textual's
    action string where the work is Textual's own.
    """

    id: str
    title: str
    label: str
    help: str
    keys: tuple[str, ...]
    place: Place
    group: str
    rank: int = 0
    why_not: Callable[[Situation], str] = _always
    calls: str = ""

    @property
    def method(self) -> str:
        """The name of the method that carries it out."""
        return "do_" + self.id.replace("-", "_")

    @property
    def textual_action(self) -> str:
        """The action string for a binding."""
        return self.calls or f"app.act('{self.id}')"


def _no_task(situation: Situation) -> str:
    return "" if situation.task else "No task is selected: press 1, 2 or 3 for a phase."


def _already_ticked(situation: Situation) -> str:
    if situation.state in ("asserted", "not-needed"):
        return "It is ticked by hand already: press u to take that back."
    return _no_task(situation)


def _not_ticked(situation: Situation) -> str:
    if situation.state in ("asserted", "not-needed"):
        return ""
    return "It was not ticked by hand: there is nothing to take back."


def _no_runs(situation: Situation) -> str:
    if situation.runs:
        return ""
    return "This task has no evidence yet: its details say what closes it (enter)."


def _no_next(situation: Situation) -> str:
    return "" if situation.has_next_step else "Nothing is left to do: every task is closed."


def _is_checking(situation: Situation) -> str:
    return "Both sides are being asked already: a moment." if situation.checking else ""


def _cannot_start(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is still settling its last words: a moment."
    if situation.streaming:
        return "Both sides are busy: press x to stop them first."
    return "" if situation.samples else "There is no sample call to stream."


def _cannot_stop(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is already stopping."
    return "" if situation.streaming else "Nothing is streaming: press s to start."


def _cannot_choose(situation: Situation) -> str:
    if situation.streaming:
        return "Both sides are busy: press x to stop them, then choose."
    return "" if situation.samples else "There is no sample call to choose from."


def _cannot_copy(situation: Situation) -> str:
    return "" if situation.finals else "There is no final text to copy yet."


def _both_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Both panes are in view: tab moves between them."


_PHASES, _TASK, _LIVE, _PROGRAM, _MOVING = "Phases", "Task", "Live", "Program", "Moving"

ACTIONS: tuple[Action, ...] = (
    Action("show-before", "Before the migration", "Before",
           "Show the tasks to do before the migration.", ("1",), "everywhere", _PHASES, 3),
    Action("show-during", "During the migration", "During",
           "Show the tasks to do while traffic moves over.", ("2",), "everywhere", _PHASES, 3),
    Action("show-after", "After the migration", "After",
           "Show the tasks that remain once traffic has moved.", ("3",), "everywhere", _PHASES, 3),
    Action("show-live", "Live comparison", "Live",
           "Stream a sample call to Deepgram and Amazon side by side.",
           ("l",), "everywhere", _PHASES, 2),
    Action("open-details", "Open the task's details", "Details",
           "What the guide says, why it matters and what closes the task.",
           ("enter",), "phase", _TASK, 2, _no_task),
    Action("open-run", "Open the newest evidence", "Evidence",
           "Show the request, the response and the numbers of the task's newest run.",
           ("o",), "phase", _TASK, 4, _no_runs),
    Action("tick", "Tick the task by hand", "Tick",
           "Close the task with your name and a reason; it stays marked as asserted.",
           ("t",), "phase", _TASK, 4, _already_ticked),
    Action("untick", "Take a tick back", "Untick",
           "Withdraw what was said by hand; the record keeps that it was said.",
           ("u",), "phase", _TASK, 0, _not_ticked),
    Action("next-step", "Go to the next step", "Next",
           "Move to the task that the next-step line speaks of.",
           ("n",), "phase", _TASK, 4, _no_next),
    Action("check-access", "Check the key of each side", "Keys",
           "Ask Deepgram and Amazon whether the keys are good; sends no audio and costs nothing.",
           ("c",), "phase", _TASK, 4, _is_checking),
    Action("export-plan", "Export the migration plan", "Export",
           "Write migration-plan.toml into the workspace; asks before overwriting.",
           ("e",), "phase", _TASK, 3),
    Action("reload", "Read the workspace again", "Reload",
           "Show what other programs have recorded in this workspace meanwhile.",
           ("r",), "phase", _TASK),
    Action("start", "Start streaming", "Start",
           "Stream the chosen sample to both sides at the speed of life.",
           ("s",), "live", _LIVE, 1, _cannot_start),
    Action("stop", "Stop streaming", "Stop",
           "End the audio now; both sides still settle the words they have heard.",
           ("x",), "live", _LIVE, 1, _cannot_stop),
    Action("transcribe", "Transcribe the whole sample", "Whole",
           "Send the whole file to both sides, as a batch job would, and score both texts.",
           ("b",), "live", _LIVE, 3, _cannot_start),
    Action("choose-sample", "Choose a sample", "Choose",
           "Pick the call to stream.", ("c",), "live", _LIVE, 2, _cannot_choose),
    Action("other-side", "Show the other side", "Other side",
           "Switch between Deepgram and Amazon where only one pane fits.",
           ("v",), "live", _LIVE, 5, _both_seen),
    Action("copy-text", "Copy this side's text", "Copy",
           "Copy the final text of the focused pane to the clipboard (OSC 52).",
           ("y",), "live", _LIVE, 4, _cannot_copy),
    Action("back", "Back to the tasks", "Tasks",
           "Return to the phase you came from; a running stream goes on.",
           ("escape",), "live", _LIVE, 3),
    Action("palette", "Find a command", "Commands",
           "Search everything that can be done here.",
           ("ctrl+p",), "everywhere", _PROGRAM, 5, calls="app.command_palette"),
    Action("theme", "Change the theme", "Theme",
           "Try the themes; the settings file keeps one for good.", (), "everywhere", _PROGRAM),
    Action("quit", "Quit", "Quit",
           "End the program; a running stream is stopped, the sandbox is closed.",
           ("ctrl+q",), "everywhere", _PROGRAM, 6, calls="app.quit"),
    Action("help", "Help", "Help",
           "Every key, and what each does here.", ("question_mark", "f1"), "everywhere",
           _PROGRAM, 1),
    Action("cursor-down", "Down", "Down", "Next line.", ("down", "j"), "list", _MOVING,
           calls="cursor_down"),
    Action("cursor-up", "Up", "Up", "Previous line.", ("up", "k"), "list", _MOVING,
           calls="cursor_up"),
    Action("first", "First", "First", "First line.", ("home", "g"), "list", _MOVING,
           calls="first"),
    Action("last", "Last", "Last", "Last line.", ("end", "G"), "list", _MOVING, calls="last"),
)  # fmt: skip

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}
GROUPS = (_PHASES, _TASK, _LIVE, _PROGRAM, _MOVING)

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


def bindings_for(place: Place) -> list[BindingType]:
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


def usable_in(place: Place) -> tuple[Action, ...]:
    """What can be asked for in a place: its own actions, then those that work everywhere."""
    own = [action for action in ACTIONS if action.place == place]
    return (*own, *(action for action in ACTIONS if action.place == "everywhere"))


def clashes(remapped: Mapping[str, str]) -> Iterable[tuple[str, Action, Action]]:
    """Keys that two actions would share in one place, with the two."""
    for place in ("phase", "live"):
        owners: dict[str, Action] = {}
        for action in (*usable_in(place), *usable_in("list")[:4]):
            for key in effective_keys(action, remapped):
                first = owners.setdefault(key, action)
                if first is not action:
                    yield key, first, action
